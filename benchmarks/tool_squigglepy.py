"""The fleet by squigglepy, vectorised."""

from typing import Any

import numpy as np
import squigglepy as sq
from fleet_model import DISTRIBUTIONS, LEVELS, Distribution, Quantiles, outputs
from numpy.typing import NDArray

type Floats = NDArray[np.float64]


def quantiles() -> Quantiles:
    """Return the function that draws each assumption as one array."""
    percentiles = [round(100 * level) for level in LEVELS]

    def run(seed: int, draws: int) -> list[list[float]]:
        sq.set_seed(seed)
        values = outputs({name: draw(distribution, draws) for name, distribution in DISTRIBUTIONS.items()})
        found = [sq.get_percentiles(value, percentiles) for value in values]
        return [[float(one[percentile]) for percentile in percentiles] for one in found]

    return run


def draw(distribution: Distribution, draws: int) -> Floats:
    """Return draws of a distribution."""
    values = np.asarray(sq.sample(_distribution(distribution), draws))
    return _redrawn_outside(values, distribution) if distribution.family == "truncated_normal" else values


def _distribution(distribution: Distribution) -> Any:
    match distribution.family, distribution.parameters:
        case "lognormal", (mu, sigma):
            return sq.lognorm(norm_mean=mu, norm_sd=sigma)
        case "beta", (alpha, beta):
            return sq.beta(alpha, beta)
        case "triangular", (low, mode, high):
            return sq.triangular(low, mode, high)
        case ("normal", (mu, sigma)) | ("truncated_normal", (mu, sigma, _, _)):
            return sq.norm(mean=mu, sd=sigma)
    raise ValueError(distribution)


def _redrawn_outside(values: Floats, distribution: Distribution) -> Floats:
    """Draw again what falls outside the bounds: squigglepy's lclip and rclip would pile it up at the ends."""
    low, high = distribution.parameters[2:]
    while len(outside := np.flatnonzero((values < low) | (values > high))):
        values[outside] = sq.sample(_distribution(distribution), len(outside))
    return values
