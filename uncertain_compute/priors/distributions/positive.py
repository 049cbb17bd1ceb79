"""Distributions of positive numbers: waiting times and their like.

Only scipy.special is used: importing scipy.stats would double the start-up.
Formulas: Johnson, Kotz & Balakrishnan, "Continuous Univariate Distributions", vol. 1, 1994.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import override

import numpy as np
from scipy.special import gamma, gammainc, gammaincc, gammainccinv, gammaincinv, gammaln, xlogy, zeta

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import LARGEST, Distribution, to_the_limit

LARGEST_IN_SERIES = 0.05
"""Argument up to which 22 terms of the logarithm of the gamma function are exact: each is a tenth of the one before."""


@dataclass(frozen=True)
class Gamma(Distribution):
    """Gamma distribution with shape ``alpha`` and rate ``beta``."""

    alpha: float
    beta: float

    @override
    def ppf(self, q: Numbers) -> Floats:
        return np.asarray(gammaincinv(self.alpha, q) / self.beta)

    @override
    def isf(self, q: Numbers) -> Floats:
        return np.asarray(gammainccinv(self.alpha, q) / self.beta)

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.minimum(gammainc(self.alpha, self.beta * np.maximum(x, 0.0)), 1.0)

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(gammaincc(self.alpha, self.beta * np.maximum(x, 0.0)))

    @override
    def pdf(self, x: Numbers) -> Floats:
        rates = np.minimum(self.beta * np.maximum(x, 0.0), LARGEST)
        density = self.beta * np.exp(xlogy(self.alpha - 1.0, rates) - rates - gammaln(self.alpha))
        return np.where(np.asarray(x) < 0.0, 0.0, density)

    @cached_property
    @override
    def mean(self) -> float:
        return self.alpha / self.beta

    @cached_property
    @override
    def variance(self) -> float:
        return self.alpha / self.beta / self.beta


@dataclass(frozen=True)
class Exponential(Distribution):
    """Exponential distribution with mean ``scale``."""

    scale: float

    @override
    def ppf(self, q: Numbers) -> Floats:
        return np.asarray(-self.scale * np.log1p(-np.asarray(q)))

    @override
    def isf(self, q: Numbers) -> Floats:
        return np.asarray(-self.scale * np.log(q))

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.asarray(-np.expm1(-np.maximum(x, 0.0) / self.scale))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(np.exp(-np.maximum(x, 0.0) / self.scale))

    @override
    def pdf(self, x: Numbers) -> Floats:
        return np.where(np.asarray(x) < 0.0, 0.0, self.sf(x) / self.scale)

    @cached_property
    @override
    def mean(self) -> float:
        return self.scale

    @cached_property
    @override
    def variance(self) -> float:
        return self.scale**2

    @override
    def from_uniform(self, uniform: Floats) -> Floats:
        return self.ppf(uniform)


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

    def _hazard(self, x: Numbers) -> Floats:
        return np.asarray((np.maximum(x, 0.0) / self.beta) ** self.alpha)


def _log_of_moments(u: float) -> float:
    """Return log Gamma(1 + 2u) - 2 log Gamma(1 + u), by its series where the difference would lose its digits."""
    if u > LARGEST_IN_SERIES:
        return float(gammaln(1.0 + 2.0 * u) - 2.0 * gammaln(1.0 + u))
    powers = np.arange(2, 24)
    return float(np.sum(zeta(powers) * (-u) ** powers * (2.0**powers - 2.0) / powers))
