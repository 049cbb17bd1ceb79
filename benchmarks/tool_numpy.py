"""The fleet by hand, in NumPy."""

import numpy as np
from fleet_model import DISTRIBUTIONS, LEVELS, Distribution, Quantiles, outputs
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

type Floats = NDArray[np.float64]


def quantiles() -> Quantiles:
    """Return the function that draws with a generator of NumPy's."""

    def run(seed: int, draws: int) -> list[list[float]]:
        generator = np.random.default_rng(seed)
        values = outputs({name: _draw(distribution, generator, draws) for name, distribution in DISTRIBUTIONS.items()})
        return [np.quantile(value, LEVELS).tolist() for value in values]

    return run


def _draw(distribution: Distribution, generator: Generator, draws: int) -> Floats:
    match distribution.family, distribution.parameters:
        case "lognormal", (mu, sigma):
            return generator.lognormal(mu, sigma, draws)
        case "beta", (alpha, beta):
            return generator.beta(alpha, beta, draws)
        case "triangular", (low, mode, high):
            return generator.triangular(low, mode, high, draws)
        case "normal", (mu, sigma):
            return generator.normal(mu, sigma, draws)
        case "truncated_normal", (mu, sigma, low, high):
            ends = ndtr((low - mu) / sigma), ndtr((high - mu) / sigma)
            return np.asarray(mu + sigma * ndtri(generator.uniform(*ends, draws)))
    raise ValueError(distribution)
