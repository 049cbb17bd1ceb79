"""The fleet by scipy.stats."""

from typing import Any

import numpy as np
from fleet_model import DISTRIBUTIONS, Distribution, Indices, SobolIndices, serving
from numpy.typing import NDArray
from scipy import stats

type Floats = NDArray[np.float64]


def indices() -> SobolIndices:
    """Return the function that takes the estimators of Saltelli et al. 2010 on scrambled Sobol points."""
    distributions = [scipy_distribution(one) for one in DISTRIBUTIONS.values()]

    def run(seed: int, draws: int) -> Indices:
        found = stats.sobol_indices(func=fleet, n=draws, dists=distributions, rng=np.random.default_rng(seed))
        evaluations = (len(DISTRIBUTIONS) + 2) * draws
        return Indices(found.first_order.tolist(), found.total_order.tolist(), evaluations)

    return run


def fleet(columns: Floats) -> Floats:
    """Return the fleet's peak; shape (assumption, draw) to (draw,)."""
    peak: Floats = serving(dict(zip(DISTRIBUTIONS, columns, strict=True)))[-1]
    return peak


def scipy_distribution(distribution: Distribution) -> Any:
    """Return a distribution as scipy has it."""
    match distribution.family, distribution.parameters:
        case "lognormal", (mu, sigma):
            return stats.lognorm(sigma, scale=np.exp(mu))
        case "beta", (alpha, beta):
            return stats.beta(alpha, beta)
        case "triangular", (low, mode, high):
            return stats.triang((mode - low) / (high - low), low, high - low)
        case "normal", (mu, sigma):
            return stats.norm(mu, sigma)
        case "truncated_normal", (mu, sigma, low, high):
            return stats.truncnorm((low - mu) / sigma, (high - mu) / sigma, mu, sigma)
    raise ValueError(distribution)
