"""The Pareto family, of the first kind.

Formulas: Johnson, Kotz & Balakrishnan, "Continuous Univariate Distributions", vol. 1, 1994.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, override

import numpy as np

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import Distribution, to_the_limit
from uncertain_compute.priors.distributions.families.family import Family
from uncertain_compute.priors.distributions.families.fits import line, log


@dataclass(frozen=True)
class Pareto(Distribution):
    """Pareto distribution with shape ``alpha`` and smallest value ``m``; above x lies the probability (m / x)^alpha."""

    alpha: float
    m: float

    @override
    def ppf(self, q: Numbers) -> Floats:
        return np.asarray(self.m * np.exp(-np.log1p(-np.asarray(q)) / self.alpha))

    @override
    def isf(self, q: Numbers) -> Floats:
        return np.asarray(self.m * np.exp(-np.log(q) / self.alpha))

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.asarray(-np.expm1(-self.alpha * self._log_ratio(x)))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.exp(-self.alpha * self._log_ratio(x))

    @override
    def pdf(self, x: Numbers) -> Floats:
        inside = np.asarray(x) >= self.m
        return np.where(inside, self.alpha * self.sf(x) / np.where(inside, x, 1.0), 0.0)

    @property
    @override
    def tails(self) -> tuple[float, float]:
        return 0.0, 1.0 / self.alpha

    @cached_property
    @override
    def mean(self) -> float:
        return self.m * (self.alpha / (self.alpha - 1.0)) if self.alpha > 1.0 else np.inf

    @cached_property
    @override
    def variance(self) -> float:
        if self.alpha <= 2.0:
            return np.inf
        with to_the_limit():
            return float(np.square(self.mean) / self.alpha / (self.alpha - 2.0))

    @override
    def from_uniform(self, uniform: Floats) -> Floats:
        return self.ppf(uniform)

    @override
    def in_pymc(self) -> Any:
        import pymc as pm

        return pm.Pareto.dist(self.alpha, self.m)

    def _log_ratio(self, x: Numbers) -> Floats:
        """Return the logarithm of x over the smallest value; 0 below that."""
        above = np.maximum(np.asarray(x), self.m)
        return np.asarray(np.log(above / self.m))


def through_quantiles(probabilities: Floats, values: Floats) -> Pareto:
    """Return a Pareto distribution."""
    location, scale = line(-np.log1p(-probabilities), log(values))
    return Pareto(1.0 / scale, float(np.exp(location)))


def _of_mean(mean: float, sd: float) -> Pareto:
    alpha = 1.0 + np.hypot(1.0, mean / sd)
    return Pareto(alpha, mean * (alpha - 1.0) / alpha)


FAMILY = Family(
    {("alpha", "m"): Pareto, ("b", "scale"): Pareto, ("mean", "sd"): _of_mean},
    "alpha > 0 and m > 0, or mean > 0 and sd > 0",
    lambda distribution: distribution.alpha > 0 and distribution.m > 0,
    through_quantiles,
    preliz="Pareto",
    examples=({"alpha": 3, "m": 2}, {"alpha": 1.5, "m": 2}),
)
