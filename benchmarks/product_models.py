"""Three models whose results are products with lognormal factors, and two whose results are sums without any."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from fleet_model import DISTRIBUTIONS, Distribution, Number, serving

LEVELS = (5, 50, 95)
"""The percentiles that are compared."""


class Model(NamedTuple):
    """A function of draws, and the distribution of each of its inputs."""

    result: Callable[..., Number]
    inputs: Mapping[str, Distribution]


def training(train_macs: Number, parameters: Number, dataset: Number, video_share: Number, frames: Number) -> Number:
    """GPUs that train a video model in a month: the shipped study's, without its correlations [1]."""
    of_sample = video_share * frames + (1.0 - video_share)
    return train_macs * 2.0 * parameters / 675e6 * dataset * of_sample / (989.4e12 * 0.4 * 2592000.0)


def inference(  # noqa: PLR0913, PLR0917 (an equation takes what it needs)
    users: Number, requests: Number, tokens: Number, parameters: Number, rent: Number, utilization: Number
) -> Number:
    """Dollars in a day for serving a language model [1]."""
    return users * requests * tokens * 2.0 * parameters / (1e15 * utilization) * rent / 3600.0


def fleet(  # noqa: PLR0913, PLR0917 (the same)
    size_multiplier: Number,
    peak_flop_rate: Number,
    step_flop: Number,
    latent_frames: Number,
    diffusion_steps: Number,
    guidance_passes: Number,
    ai_share: Number,
    peak_factor: Number,
    candidates: Number,
    inference_utilization: Number,
) -> Number:
    """GPUs that serve the peak demand for video, of the other benchmarks' model [1]."""
    return serving(locals())[-1]


def cluster(chips: Number, price: Number, power: Number, electricity: Number, staff: Number) -> Number:
    """Dollars in a year of a cluster: its chips, their electricity, and people [1]."""
    return chips * (price / 4.0 + power * electricity * 8766.0) + staff * 3e5


def service(  # noqa: PLR0913, PLR0917 (the same)
    train_macs: Number,
    parameters: Number,
    dataset: Number,
    video_share: Number,
    frames: Number,
    users: Number,
    requests: Number,
    tokens: Number,
    active_parameters: Number,
    rent: Number,
    utilization: Number,
    staff: Number,
) -> Number:
    """Dollars in a year of a service: training one model, serving another, and people [1]."""
    trained = rent * 720.0 * training(train_macs, parameters, dataset, video_share, frames)
    return trained + 365.0 * inference(users, requests, tokens, active_parameters, rent, utilization) + staff * 3e5


TRAINING = {
    "train_macs": Distribution("lognormal", (47.7, 0.35)),
    "parameters": Distribution("lognormal", (23.3, 0.6)),
    "dataset": Distribution("lognormal", (1.8, 0.28)),
    "video_share": Distribution("beta", (5.0, 5.0)),
    "frames": Distribution("triangular", (90.0, 180.0, 360.0)),
}
SERVING = {
    "users": Distribution("lognormal", (18.4, 0.5)),
    "requests": Distribution("lognormal", (1.6, 0.4)),
    "tokens": Distribution("lognormal", (6.2, 0.6)),
}
ACTIVE_PARAMETERS = Distribution("lognormal", (25.0, 0.7))
HARDWARE = {
    "rent": Distribution("triangular", (1.5, 2.5, 4.0)),
    "utilization": Distribution("beta", (6.0, 14.0)),
}
STAFF = {"staff": Distribution("lognormal", (5.0, 0.5))}
MODELS: dict[str, Model] = {
    "training": Model(training, TRAINING),
    "inference": Model(inference, {**SERVING, "parameters": ACTIVE_PARAMETERS, **HARDWARE}),
    "fleet": Model(
        fleet, {name: DISTRIBUTIONS[name] for name in fleet.__code__.co_varnames[: fleet.__code__.co_argcount]}
    ),
    "cluster": Model(
        cluster,
        {
            "chips": Distribution("triangular", (8e4, 1e5, 1.6e5)),
            "price": Distribution("lognormal", (10.3, 0.2)),
            "power": Distribution("triangular", (0.7, 1.0, 1.4)),
            "electricity": Distribution("lognormal", (-2.8, 0.3)),
            **STAFF,
        },
    ),
    "service": Model(service, {**TRAINING, **SERVING, "active_parameters": ACTIVE_PARAMETERS, **HARDWARE, **STAFF}),
}
NOT_INTEGRATED = ("cluster", "service")
"""Nothing of these can be integrated: their terms add up."""
