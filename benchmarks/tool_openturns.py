"""The fleet by OpenTURNS."""

from typing import Any

import openturns as ot
from fleet_model import HOUR, LAWS, LEVELS, MONTH, UPLOADED_MINUTES, Law, Quantiles

FRAMES = "(video_share * train_latent_frames + 1 - video_share)"
TRAIN_FLOP = f"base_train_flop * size_multiplier * dataset_multiplier * {FRAMES}"
MINUTE_FLOP = "(step_flop * size_multiplier * latent_frames * diffusion_steps * guidance_passes)"
MINUTES = f"peak_flop_rate * {HOUR} / {MINUTE_FLOP}"
MEAN = f"{UPLOADED_MINUTES} * ai_share / (24 * {MINUTES})"
FORMULAS = [
    f"{TRAIN_FLOP} / (peak_flop_rate * train_utilization * {MONTH})",
    MINUTES,
    MEAN,
    f"{MEAN} * peak_factor * candidates / inference_utilization",
]


def quantiles() -> Quantiles:
    """Return the function that draws a sample of the joint law and evaluates the formulas on it."""
    joint = ot.JointDistribution([_distribution(law) for law in LAWS.values()])
    formulas = ot.SymbolicFunction(list(LAWS), FORMULAS)

    def run(seed: int, draws: int) -> list[list[float]]:
        ot.RandomGenerator.SetSeed(seed)
        by_level = formulas(joint.getSample(draws)).computeQuantilePerComponent(LEVELS)
        return [[float(value) for value in values] for values in zip(*by_level, strict=True)]

    return run


def _distribution(law: Law) -> Any:
    match law.family, law.parameters:
        case "lognormal", (mu, sigma):
            return ot.LogNormal(mu, sigma)
        case "beta", (alpha, beta):
            return ot.Beta(alpha, beta, 0.0, 1.0)
        case "triangular", parameters:
            return ot.Triangular(*parameters)
        case "normal", (mu, sigma):
            return ot.Normal(mu, sigma)
        case "truncated_normal", parameters:
            return ot.TruncatedNormal(*parameters)
    raise ValueError(law)
