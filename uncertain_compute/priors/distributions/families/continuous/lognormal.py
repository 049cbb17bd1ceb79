"""The lognormal family.

Formulas: Johnson, Kotz & Balakrishnan, "Continuous Univariate Distributions", vol. 1, 1994.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, override

import numpy as np
from scipy.special import ndtri

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import normal_from_uniform, to_the_limit
from uncertain_compute.priors.distributions.exponential_of import ExponentialOf
from uncertain_compute.priors.distributions.families.continuous.normal import Normal
from uncertain_compute.priors.distributions.families.family import Family
from uncertain_compute.priors.distributions.families.fits import line, log

LARGEST_TABULATED_SIGMA = 20.0
"""Above this sigma, the tabulated normal's error, below 5e-8, would exceed a millionth of the lognormal's value."""


@dataclass(frozen=True)
class LogNormal(ExponentialOf):
    """Distribution whose logarithm is normal with mean ``mu`` and standard deviation ``sigma``."""

    mu: float
    sigma: float

    @property
    @override
    def logarithm(self) -> Normal:
        return Normal(self.mu, self.sigma)

    @override
    def ppf(self, q: Numbers) -> Floats:
        return np.exp(self.logarithm.ppf(q))

    @override
    def isf(self, q: Numbers) -> Floats:
        return np.exp(self.logarithm.isf(q))

    @cached_property
    @override
    def mean(self) -> float:
        with to_the_limit():
            return float(np.exp(self.mu + 0.5 * self.sigma**2))

    @cached_property
    @override
    def variance(self) -> float:
        with to_the_limit():
            return float(np.expm1(self.sigma**2) * np.square(self.mean))

    @override
    def from_uniform(self, uniform: Floats) -> Floats:
        if self.sigma > LARGEST_TABULATED_SIGMA:
            return super().from_uniform(uniform)
        return self.from_normal(normal_from_uniform()(uniform))

    @override
    def from_normal(self, normal: Floats) -> Floats:
        return np.exp(self.mu + self.sigma * normal)

    @override
    def in_pymc(self) -> Any:
        import pymc as pm

        return pm.LogNormal.dist(self.mu, self.sigma)

    @override
    def in_squiggle(self) -> tuple[str, *tuple[float, ...]]:
        return "lognormal", self.mu, self.sigma


def through_quantiles(probabilities: Floats, values: Floats) -> LogNormal:
    """Return a lognormal distribution."""
    return LogNormal(*line(ndtri(probabilities), log(values)))


def _of_mean(mean: float, sd: float) -> LogNormal:
    square = np.log1p((sd / mean) ** 2)
    return LogNormal(np.log(mean) - 0.5 * square, np.sqrt(square))


FAMILY = Family(
    {
        ("mu", "sigma"): LogNormal,
        ("s", "scale"): lambda s, scale: LogNormal(np.log(scale), s),
        ("mean", "sd"): _of_mean,
        ("median", "factor"): lambda median, factor: LogNormal(np.log(median), np.log(factor)),
    },
    "sigma > 0, or mean > 0 and sd > 0, or median > 0 and factor > 1",
    lambda distribution: distribution.sigma > 0 and np.isfinite(distribution.mu),
    through_quantiles,
    preliz="LogNormal",
    squiggle=("mu", "sigma"),
    examples=({"p5": 4, "p95": 10}, {"median": 4, "factor": 2}),
)
