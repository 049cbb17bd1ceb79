"""A video model's training and its fleet, with 15 assumptions: what each tool of the benchmark draws from."""

from collections.abc import Callable
from typing import Any, NamedTuple

type Number = Any
"""An array of draws, of whatever kind a tool works on."""

type Quantiles = Callable[[int, int], list[list[float]]]
"""From a seed and a number of draws to the quantiles at LEVELS of each of OUTPUTS."""

type SobolIndices = Callable[[int, int], Indices]
"""From a seed and a number of base draws to the Sobol indices of the fleet's peak."""

type Estimate = Callable[[], list[float]]
"""Gives the first-order indices of the fleet's peak from draws that it holds."""


class Indices(NamedTuple):
    """Indices of each assumption, in the order of DISTRIBUTIONS, and the model evaluations that they took."""

    first_order: list[float]
    total: list[float]
    evaluations: int


class Distribution(NamedTuple):
    """A family and its parameters.

    These are mu and sigma of the logarithm for ``lognormal``; alpha and beta for ``beta``; low, mode and high for
    ``triangular``; mu and sigma for ``normal``; and mu, sigma, low and high for ``truncated_normal``.
    """

    family: str
    parameters: tuple[float, ...]


DISTRIBUTIONS = {
    "base_train_flop": Distribution("lognormal", (48.9, 0.12)),
    "size_multiplier": Distribution("lognormal", (3.4, 0.35)),
    "dataset_multiplier": Distribution("lognormal", (1.9, 0.45)),
    "train_latent_frames": Distribution("lognormal", (3.2, 0.4)),
    "video_share": Distribution("beta", (3.5, 11.0)),
    "train_utilization": Distribution("beta", (12.0, 16.0)),
    "peak_flop_rate": Distribution("normal", (9.5e14, 3.0e13)),
    "step_flop": Distribution("lognormal", (27.7, 0.15)),
    "latent_frames": Distribution("truncated_normal", (150.0, 40.0, 60.0, 240.0)),
    "diffusion_steps": Distribution("triangular", (8.0, 30.0, 60.0)),
    "guidance_passes": Distribution("triangular", (1.0, 1.8, 2.0)),
    "ai_share": Distribution("beta", (2.5, 9.0)),
    "peak_factor": Distribution("triangular", (1.3, 1.8, 2.6)),
    "candidates": Distribution("truncated_normal", (2.0, 0.8, 1.0, 4.0)),
    "inference_utilization": Distribution("beta", (9.0, 11.0)),
}
OUTPUTS = ("train_gpu_months", "minutes_per_gpu_hour", "mean_gpus", "peak_gpus")
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)

HOUR = 3600.0
MONTH = 30.0 * 24.0 * HOUR
UPLOADED_MINUTES = 6.0e7


def sample_frames(video_share: Number, train_latent_frames: Number) -> Number:
    """Latent frames of a mean training sample, where an image has one [latent_frame]."""
    return video_share * train_latent_frames + (1.0 - video_share)


def train_flop(
    base_train_flop: Number, size_multiplier: Number, dataset_multiplier: Number, sample_frames: Number
) -> Number:
    """Training compute [FLOP]."""
    return base_train_flop * size_multiplier * dataset_multiplier * sample_frames


def train_gpu_months(train_flop: Number, peak_flop_rate: Number, train_utilization: Number) -> Number:
    """GPU-months that train the model [GPU*month]."""
    return train_flop / (peak_flop_rate * train_utilization * MONTH)


def minute_flop(
    step_flop: Number, size_multiplier: Number, latent_frames: Number, diffusion_steps: Number, guidance_passes: Number
) -> Number:
    """Compute per minute of generated video [FLOP/minute]."""
    return step_flop * size_multiplier * latent_frames * diffusion_steps * guidance_passes


def minutes_per_gpu_hour(peak_flop_rate: Number, minute_flop: Number) -> Number:
    """Minutes of video that a GPU generates in an hour at full utilization [minute/hour/GPU]."""
    return peak_flop_rate * HOUR / minute_flop


def mean_gpus(ai_share: Number, minutes_per_gpu_hour: Number) -> Number:
    """GPUs that serve the mean demand at full utilization [GPU]."""
    return UPLOADED_MINUTES * ai_share / (minutes_per_gpu_hour * 24.0)


def peak_gpus(mean_gpus: Number, peak_factor: Number, candidates: Number, inference_utilization: Number) -> Number:
    """GPUs that serve the peak demand [GPU]."""
    return mean_gpus * peak_factor * candidates / inference_utilization


EQUATIONS: tuple[Callable[..., Number], ...] = (
    sample_frames,
    train_flop,
    train_gpu_months,
    minute_flop,
    minutes_per_gpu_hour,
    mean_gpus,
    peak_gpus,
)


def outputs(draws: dict[str, Number]) -> list[Number]:
    """Return the four outputs of draws by name, written out as one would by hand."""
    d = draws
    frames = sample_frames(d["video_share"], d["train_latent_frames"])
    training = train_flop(d["base_train_flop"], d["size_multiplier"], d["dataset_multiplier"], frames)
    months = train_gpu_months(training, d["peak_flop_rate"], d["train_utilization"])
    return [months, *serving(draws)]


def serving(draws: dict[str, Number]) -> list[Number]:
    """Return the outputs of serving alone, the last three."""
    d = draws
    minute = minute_flop(
        d["step_flop"], d["size_multiplier"], d["latent_frames"], d["diffusion_steps"], d["guidance_passes"]
    )
    minutes = minutes_per_gpu_hour(d["peak_flop_rate"], minute)
    mean = mean_gpus(d["ai_share"], minutes)
    return [minutes, mean, peak_gpus(mean, d["peak_factor"], d["candidates"], d["inference_utilization"])]


def flattened(run: Number) -> tuple[list[Number], Number]:
    """Return the assumptions' draws in a run of the engine, in the order of DISTRIBUTIONS, and the peak's."""
    draws = run["prior"]
    return [draws[name].values.ravel() for name in DISTRIBUTIONS], draws[OUTPUTS[-1]].values.ravel()
