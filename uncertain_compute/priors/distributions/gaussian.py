"""The normal distribution and those that come from it.

Only scipy.special is used: importing scipy.stats would double the start-up.
Formulas: Johnson, Kotz & Balakrishnan, "Continuous Univariate Distributions", vol. 1, 1994, and 2, 1995.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import override

import numpy as np
from scipy.special import betaln, erf, erfc, erfcinv, erfinv, ndtr, ndtri, stdtr, stdtrit

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import Distribution, normal_from_uniform, to_the_limit
from uncertain_compute.priors.distributions.exponential_of import ExponentialOf

SQRT_2 = np.sqrt(2.0)
SQRT_2PI = np.sqrt(2.0 * np.pi)
LARGEST_TABULATED_SIGMA = 20.0
"""Beyond it the tabulated normal's error, under 5e-8, would be more than a millionth of the lognormal."""


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


@dataclass(frozen=True)
class HalfNormal(Distribution):
    """Distribution of the absolute value of a normal number with mean zero and standard deviation ``sigma``."""

    sigma: float

    @override
    def ppf(self, q: Numbers) -> Floats:
        return np.asarray(self.sigma * SQRT_2 * erfinv(q))

    @override
    def isf(self, q: Numbers) -> Floats:
        return np.asarray(self.sigma * SQRT_2 * erfcinv(q))

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.asarray(erf(np.maximum(x, 0.0) / (self.sigma * SQRT_2)))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(erfc(np.maximum(x, 0.0) / (self.sigma * SQRT_2)))

    @override
    def pdf(self, x: Numbers) -> Floats:
        return np.where(np.asarray(x) < 0.0, 0.0, 2.0 * Normal(0.0, self.sigma).pdf(x))

    @cached_property
    @override
    def mean(self) -> float:
        return float(self.sigma * np.sqrt(2.0 / np.pi))

    @cached_property
    @override
    def variance(self) -> float:
        return float(self.sigma**2 * (1.0 - 2.0 / np.pi))


@dataclass(frozen=True)
class StudentT(Distribution):
    """Student's t with ``nu`` degrees of freedom, moved by ``mu`` and scaled by ``sigma``."""

    nu: float
    mu: float
    sigma: float

    @override
    def ppf(self, q: Numbers) -> Floats:
        return np.asarray(self.mu + self.sigma * self._score(q))

    @override
    def isf(self, q: Numbers) -> Floats:
        return np.asarray(self.mu - self.sigma * self._score(q))

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.asarray(stdtr(self.nu, (np.asarray(x) - self.mu) / self.sigma))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(stdtr(self.nu, (self.mu - np.asarray(x)) / self.sigma))

    @override
    def pdf(self, x: Numbers) -> Floats:
        half, score = 0.5 * self.nu, (np.asarray(x) - self.mu) / self.sigma
        logarithm = -betaln(half, 0.5) - 0.5 * np.log(self.nu) - (half + 0.5) * np.log1p(score**2 / self.nu)
        return np.asarray(np.exp(logarithm) / self.sigma)

    @property
    @override
    def tails(self) -> tuple[float, float]:
        return 1.0 / self.nu, 1.0 / self.nu

    @cached_property
    @override
    def mean(self) -> float:
        return self.mu if self.nu > 1 else np.nan

    @cached_property
    @override
    def variance(self) -> float:
        if self.nu <= 1:
            return np.nan
        return self.sigma**2 * (self.nu / (self.nu - 2)) if self.nu > 2 else np.inf

    def _score(self, q: Numbers) -> Floats:
        """Return the standard quantile; that of zero is minus infinity, where scipy's is plus infinity."""
        return np.copysign(stdtrit(self.nu, q), np.asarray(q) - 0.5)
