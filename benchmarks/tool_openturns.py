"""The fleet by OpenTURNS."""

from typing import Any

import numpy as np
import openturns as ot
from fleet_model import (
    DISTRIBUTIONS,
    HOUR,
    LEVELS,
    MONTH,
    UPLOADED_MINUTES,
    Distribution,
    Estimate,
    Indices,
    Quantiles,
    SobolIndices,
    flattened,
)

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
    """Return the function that draws a sample of the joint distribution and evaluates the formulas on it."""
    joint = _joint()
    formulas = ot.SymbolicFunction(list(DISTRIBUTIONS), FORMULAS)

    def run(seed: int, draws: int) -> list[list[float]]:
        ot.RandomGenerator.SetSeed(seed)
        by_level = formulas(joint.getSample(draws)).computeQuantilePerComponent(LEVELS)
        return [[float(value) for value in values] for values in zip(*by_level, strict=True)]

    return run


def indices() -> SobolIndices:
    """Return the function that takes Martinez' estimator on a Sobol sequence with a random shift."""
    joint = _joint()
    formula = ot.SymbolicFunction(list(DISTRIBUTIONS), FORMULAS[-1:])

    def run(seed: int, draws: int) -> Indices:
        ot.RandomGenerator.SetSeed(seed)
        points = ot.LowDiscrepancyExperiment(ot.SobolSequence(), joint, draws)
        points.setRandomize(True)
        design = ot.SobolIndicesExperiment(points).generate()
        found = ot.MartinezSensitivityAlgorithm(design, formula(design), draws)
        return Indices(list(found.getFirstOrderIndices()), list(found.getTotalOrderIndices()), design.getSize())

    return run


def first_order_given(run: Any) -> Estimate:
    """Return the function that sorts a run's draws by each assumption's rank and compares neighbours."""
    columns, peak = flattened(run)
    inputs, output = ot.Sample(np.column_stack(columns)), ot.Sample(peak[:, None])
    return lambda: list(ot.RankSobolSensitivityAlgorithm(inputs, output).getFirstOrderIndices())


def _joint() -> Any:
    return ot.JointDistribution([_distribution(distribution) for distribution in DISTRIBUTIONS.values()])


def _distribution(distribution: Distribution) -> Any:
    match distribution.family, distribution.parameters:
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
    raise ValueError(distribution)
