"""The Gumbel family: the largest of many numbers.

Formulas: Johnson, Kotz & Balakrishnan, "Continuous Univariate Distributions", vol. 2, 1995.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, override

import numpy as np

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import LARGEST, Distribution
from uncertain_compute.priors.distributions.families.family import Family
from uncertain_compute.priors.distributions.families.fits import line


@dataclass(frozen=True)
class Gumbel(Distribution):
    """Gumbel distribution of maxima with mode ``mu`` and scale ``beta``."""

    mu: float
    beta: float

    @override
    def ppf(self, q: Numbers) -> Floats:
        return np.asarray(self.mu - self.beta * np.log(-np.log(q)))

    @override
    def isf(self, q: Numbers) -> Floats:
        return np.asarray(self.mu - self.beta * np.log(-np.log1p(-np.asarray(q))))

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.exp(-np.exp(-self._standard(x)))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(-np.expm1(-np.exp(-self._standard(x))))

    @override
    def pdf(self, x: Numbers) -> Floats:
        standard = np.maximum(self._standard(x), -LARGEST)
        return np.exp(-standard - np.exp(-standard)) / self.beta

    @cached_property
    @override
    def mean(self) -> float:
        return self.mu + self.beta * np.euler_gamma

    @cached_property
    @override
    def variance(self) -> float:
        return (np.pi * self.beta) ** 2 / 6.0

    @override
    def in_pymc(self) -> Any:
        import pymc as pm

        return pm.Gumbel.dist(self.mu, self.beta)

    def _standard(self, x: Numbers) -> Floats:
        return np.asarray((np.asarray(x) - self.mu) / self.beta)


def through_quantiles(probabilities: Floats, values: Floats) -> Gumbel:
    """Return a Gumbel distribution."""
    return Gumbel(*line(-np.log(-np.log(probabilities)), values))


def _of_mean(mean: float, sd: float) -> Gumbel:
    beta = sd * np.sqrt(6.0) / np.pi
    return Gumbel(mean - beta * np.euler_gamma, beta)


FAMILY = Family(
    {("mu", "beta"): Gumbel, ("loc", "scale"): Gumbel, ("mean", "sd"): _of_mean},
    "beta > 0 (scale, sd)",
    lambda distribution: distribution.beta > 0,
    through_quantiles,
    preliz="Gumbel",
    examples=({"mu": 5, "beta": 1}, {"p5": 4, "p95": 12}),
)
