"""The Weibull family.

Formulas: Johnson, Kotz & Balakrishnan, "Continuous Univariate Distributions", vol. 1, 1994.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, override

import numpy as np
from scipy.special import gamma, gammaln, xlogy, zeta

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import LARGEST, Distribution, to_the_limit
from uncertain_compute.priors.distributions.families.family import Family
from uncertain_compute.priors.distributions.families.fits import line, log, positive_root

LARGEST_IN_SERIES = 0.05
"""Up to this argument, 22 terms of the logarithm of the gamma function are exact: each is a tenth of the last one."""

SMALLEST_INVERSE_SHAPE, LARGEST_INVERSE_SHAPE = 1e-12, 100.0


@dataclass(frozen=True)
class Weibull(Distribution):
    """Weibull distribution with shape ``alpha`` and scale ``beta``."""

    alpha: float
    beta: float

    @override
    def ppf(self, q: Numbers) -> Floats:
        return np.asarray(self.beta * (-np.log1p(-np.asarray(q))) ** (1.0 / self.alpha))

    @override
    def isf(self, q: Numbers) -> Floats:
        return np.asarray(self.beta * (-np.log(q)) ** (1.0 / self.alpha))

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.asarray(-np.expm1(-self._hazard(x)))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(np.exp(-self._hazard(x)))

    @override
    def pdf(self, x: Numbers) -> Floats:
        ratio, hazard = (np.minimum(size, LARGEST) for size in (np.maximum(x, 0.0) / self.beta, self._hazard(x)))
        density = self.alpha / self.beta * np.exp(xlogy(self.alpha - 1.0, ratio) - hazard)
        return np.where(np.asarray(x) < 0.0, 0.0, density)

    @cached_property
    @override
    def mean(self) -> float:
        return float(self.beta * gamma(1.0 + 1.0 / self.alpha))

    @cached_property
    @override
    def variance(self) -> float:
        with to_the_limit():
            return float(np.square(self.mean) * np.expm1(_log_of_moments(1.0 / self.alpha)))

    @override
    def from_uniform(self, uniform: Floats) -> Floats:
        return self.ppf(uniform)

    @override
    def in_pymc(self) -> Any:
        import pymc as pm

        return pm.Weibull.dist(self.alpha, self.beta)

    def _hazard(self, x: Numbers) -> Floats:
        return np.asarray((np.maximum(x, 0.0) / self.beta) ** self.alpha)


def _log_of_moments(u: float) -> float:
    """Return log Gamma(1 + 2u) - 2 log Gamma(1 + u), by its series if the difference would lose correct digits."""
    if u > LARGEST_IN_SERIES:
        return float(gammaln(1.0 + 2.0 * u) - 2.0 * gammaln(1.0 + u))
    powers = np.arange(2, 24)
    return float(np.sum(zeta(powers) * (-u) ** powers * (2.0**powers - 2.0) / powers))


def through_quantiles(probabilities: Floats, values: Floats) -> Weibull:
    """Return a Weibull distribution."""
    location, scale = line(np.log(-np.log1p(-probabilities)), log(values))
    return Weibull(1.0 / scale, float(np.exp(location)))


def _of_mean(mean: float, sd: float) -> Weibull:
    """Return the distribution with a mean and a standard deviation; their ratio depends on the shape alone."""
    wanted = np.log1p((sd / mean) ** 2)
    if not (mean > 0.0 and 0.0 < wanted < _log_of_moments(LARGEST_INVERSE_SHAPE)):
        return Weibull(np.nan, np.nan)
    inverse = positive_root(lambda u: _log_of_moments(u) - wanted, SMALLEST_INVERSE_SHAPE, LARGEST_INVERSE_SHAPE)
    return Weibull(1.0 / inverse, float(mean / gamma(1.0 + inverse)))


FAMILY = Family(
    {("alpha", "beta"): Weibull, ("c", "scale"): Weibull, ("mean", "sd"): _of_mean},
    "alpha > 0 and beta > 0, or mean > 0 and sd > 0",
    lambda distribution: distribution.alpha > 0 and distribution.beta > 0,
    through_quantiles,
    preliz="Weibull",
    examples=({"alpha": 1.5, "beta": 4}, {"p5": 4, "p95": 10}),
)
