"""The normal family.

Formulas: Johnson, Kotz & Balakrishnan, "Continuous Univariate Distributions", vol. 1, 1994.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, override

import numpy as np
from scipy.special import ndtr, ndtri

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import Distribution, normal_from_uniform
from uncertain_compute.priors.distributions.families.family import Family
from uncertain_compute.priors.distributions.families.fits import line

SQRT_2PI = np.sqrt(2.0 * np.pi)


@dataclass(frozen=True)
class Normal(Distribution):
    """Normal distribution with mean ``mu`` and standard deviation ``sigma``."""

    mu: float
    sigma: float

    @override
    def ppf(self, q: Numbers) -> Floats:
        return np.asarray(self.mu + self.sigma * ndtri(q))

    @override
    def isf(self, q: Numbers) -> Floats:
        return np.asarray(self.mu - self.sigma * ndtri(q))

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.asarray(ndtr((np.asarray(x) - self.mu) / self.sigma))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(ndtr((self.mu - np.asarray(x)) / self.sigma))

    @override
    def pdf(self, x: Numbers) -> Floats:
        score = (np.asarray(x) - self.mu) / self.sigma
        return np.asarray(np.exp(-0.5 * score**2) / (self.sigma * SQRT_2PI))

    @cached_property
    @override
    def mean(self) -> float:
        return self.mu

    @cached_property
    @override
    def variance(self) -> float:
        return self.sigma**2

    @override
    def from_uniform(self, uniform: Floats) -> Floats:
        return self.from_normal(normal_from_uniform()(uniform))

    @override
    def from_normal(self, normal: Floats) -> Floats:
        return self.mu + self.sigma * normal

    @override
    def in_pymc(self) -> Any:
        import pymc as pm

        return pm.Normal.dist(self.mu, self.sigma)

    @override
    def in_squiggle(self) -> tuple[str, *tuple[float, ...]]:
        return "normal", self.mu, self.sigma


def through_quantiles(probabilities: Floats, values: Floats) -> Normal:
    """Return a normal distribution."""
    return Normal(*line(ndtri(probabilities), values))


FAMILY = Family(
    {("mu", "sigma"): Normal, ("loc", "scale"): Normal, ("mean", "sd"): Normal},
    "sigma > 0 (scale, sd)",
    lambda distribution: distribution.sigma > 0,
    through_quantiles,
    preliz="Normal",
    squiggle=("mu", "sigma"),
    examples=({"mu": 5, "sigma": 1}, {"p5": 2, "p95": 10}),
)
