"""Laws of positive numbers: waiting times and their like.

Only scipy.special is used: importing scipy.stats would double the start-up.
Formulas: Johnson, Kotz & Balakrishnan, "Continuous Univariate Distributions", vol. 1, 1994.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import override

import numpy as np
from scipy.special import gamma, gammainc, gammaincc, gammainccinv, gammaincinv, gammaln, xlogy

from uncertain_compute.priors.laws.law import Law
from uncertain_compute.priors.table import Floats, Numbers


@dataclass(frozen=True)
class Gamma(Law):
    """Gamma law with shape ``alpha`` and rate ``beta``."""

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
        return np.asarray(gammainc(self.alpha, self.beta * np.maximum(x, 0.0)))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(gammaincc(self.alpha, self.beta * np.maximum(x, 0.0)))

    @override
    def pdf(self, x: Numbers) -> Floats:
        rates = self.beta * np.maximum(x, 0.0)
        density = self.beta * np.exp(xlogy(self.alpha - 1.0, rates) - rates - gammaln(self.alpha))
        return np.where(np.asarray(x) < 0.0, 0.0, density)

    @cached_property
    @override
    def mean(self) -> float:
        return self.alpha / self.beta

    @cached_property
    @override
    def variance(self) -> float:
        return self.alpha / self.beta**2


@dataclass(frozen=True)
class Exponential(Law):
    """Exponential law with mean ``scale``."""

    scale: float

    @override
    def ppf(self, q: Numbers) -> Floats:
        with np.errstate(divide="ignore"):
            return np.asarray(-self.scale * np.log1p(-np.asarray(q)))

    @override
    def isf(self, q: Numbers) -> Floats:
        with np.errstate(divide="ignore"):
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
class Weibull(Law):
    """Weibull law with shape ``alpha`` and scale ``beta``."""

    alpha: float
    beta: float

    @override
    def ppf(self, q: Numbers) -> Floats:
        with np.errstate(divide="ignore"):
            return np.asarray(self.beta * (-np.log1p(-np.asarray(q))) ** (1.0 / self.alpha))

    @override
    def isf(self, q: Numbers) -> Floats:
        with np.errstate(divide="ignore"):
            return np.asarray(self.beta * (-np.log(q)) ** (1.0 / self.alpha))

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.asarray(-np.expm1(-self._hazard(x)))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(np.exp(-self._hazard(x)))

    @override
    def pdf(self, x: Numbers) -> Floats:
        ratio = np.maximum(x, 0.0) / self.beta
        density = self.alpha / self.beta * np.exp(xlogy(self.alpha - 1.0, ratio) - self._hazard(x))
        return np.where(np.asarray(x) < 0.0, 0.0, density)

    @cached_property
    @override
    def mean(self) -> float:
        return float(self.beta * gamma(1.0 + 1.0 / self.alpha))

    @cached_property
    @override
    def variance(self) -> float:
        second = 2.0 * np.log(self.beta) + gammaln(1.0 + 2.0 / self.alpha)
        with np.errstate(over="ignore"):
            return float(-np.exp(second) * np.expm1(2.0 * np.log(self.mean) - second))

    @override
    def from_uniform(self, uniform: Floats) -> Floats:
        return self.ppf(uniform)

    def _hazard(self, x: Numbers) -> Floats:
        return np.asarray((np.maximum(x, 0.0) / self.beta) ** self.alpha)
