"""The uniform family.

Formulas: Johnson, Kotz & Balakrishnan, "Continuous Univariate Distributions", vol. 2, 1995.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, override

import numpy as np

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import Distribution
from uncertain_compute.priors.distributions.families.family import Family
from uncertain_compute.priors.distributions.families.fits import line


@dataclass(frozen=True)
class Uniform(Distribution):
    """Equal density between two ends."""

    low: float
    high: float

    @override
    def ppf(self, q: Numbers) -> Floats:
        return np.asarray(self.low + (self.high - self.low) * np.asarray(q))

    @override
    def isf(self, q: Numbers) -> Floats:
        return np.asarray(self.high - (self.high - self.low) * np.asarray(q))

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.clip((np.asarray(x) - self.low) / (self.high - self.low), 0.0, 1.0)

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.clip((self.high - np.asarray(x)) / (self.high - self.low), 0.0, 1.0)

    @override
    def pdf(self, x: Numbers) -> Floats:
        return np.where((np.asarray(x) < self.low) | (np.asarray(x) > self.high), 0.0, 1.0 / (self.high - self.low))

    @cached_property
    @override
    def mean(self) -> float:
        return 0.5 * (self.low + self.high)

    @cached_property
    @override
    def variance(self) -> float:
        return (self.high - self.low) ** 2 / 12.0

    @override
    def from_uniform(self, uniform: Floats) -> Floats:
        return self.ppf(uniform)

    @override
    def in_pymc(self) -> Any:
        import pymc as pm

        return pm.Uniform.dist(self.low, self.high)

    @override
    def in_squiggle(self) -> tuple[str, *tuple[float, ...]]:
        return "uniform", self.low, self.high


def through_quantiles(probabilities: Floats, values: Floats) -> Uniform:
    """Return a uniform distribution."""
    low, width = line(probabilities, values)
    return Uniform(low, low + width)


def _of_mean(mean: float, sd: float) -> Uniform:
    half = np.sqrt(3.0) * sd
    return Uniform(mean - half, mean + half)


FAMILY = Family(
    {("low", "high"): Uniform, ("lower", "upper"): Uniform, ("mean", "sd"): _of_mean},
    "low < high, or sd > 0",
    lambda distribution: distribution.low < distribution.high,
    through_quantiles,
    preliz="Uniform",
    squiggle=("low", "high"),
    examples=({"low": 1, "high": 5}, {"p5": 3, "p95": 8}),
)
