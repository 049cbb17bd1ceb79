"""Distributions on an interval.

Only scipy.special is used: importing scipy.stats would double the start-up.
Formulas: Johnson, Kotz & Balakrishnan, "Continuous Univariate Distributions", vol. 2, 1995.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import override

import numpy as np
from scipy.special import betainc, betaincc, betainccinv, betaincinv, betaln, xlog1py, xlogy

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import Distribution
from uncertain_compute.priors.distributions.exponential_of import ExponentialOf


@dataclass(frozen=True)
class Beta(Distribution):
    """Beta distribution with shapes ``alpha`` and ``beta`` on the interval from ``low`` to ``high``."""

    alpha: float
    beta: float
    low: float = 0.0
    high: float = 1.0

    @override
    def ppf(self, q: Numbers) -> Floats:
        share = betaincinv(self.alpha, self.beta, q)
        if np.any(np.isnan(share)):
            share = np.where(np.isnan(share), _share_near_zero(q, self.alpha, self.beta), share)
        return np.asarray(self.low + (self.high - self.low) * share)

    @override
    def isf(self, q: Numbers) -> Floats:
        share = betainccinv(self.alpha, self.beta, q)
        if np.any(np.isnan(share)):
            share = np.where(np.isnan(share), 1.0 - _share_near_zero(q, self.beta, self.alpha), share)
        return np.asarray(self.low + (self.high - self.low) * share)

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.asarray(betainc(self.alpha, self.beta, self._standard(x)))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(betaincc(self.alpha, self.beta, self._standard(x)))

    @override
    def pdf(self, x: Numbers) -> Floats:
        share = self._standard(x)
        powers = xlogy(self.alpha - 1.0, share) + xlog1py(self.beta - 1.0, -share)
        density = np.exp(powers - betaln(self.alpha, self.beta)) / (self.high - self.low)
        return np.where((np.asarray(x) < self.low) | (np.asarray(x) > self.high), 0.0, density)

    @cached_property
    @override
    def mean(self) -> float:
        return self.low + (self.high - self.low) * self.alpha / (self.alpha + self.beta)

    @cached_property
    @override
    def variance(self) -> float:
        total = self.alpha + self.beta
        return (self.high - self.low) ** 2 * (self.alpha / total) * (self.beta / total) / (total + 1.0)

    def _standard(self, x: Numbers) -> Floats:
        return np.clip((np.asarray(x) - self.low) / (self.high - self.low), 0.0, 1.0)


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


@dataclass(frozen=True)
class LogUniform(ExponentialOf):
    """Equal density of the logarithm between two positive ends."""

    low: float
    high: float

    @property
    @override
    def logarithm(self) -> Uniform:
        return Uniform(float(np.log(self.low)), float(np.log(self.high)))

    @override
    def ppf(self, q: Numbers) -> Floats:
        return np.asarray(self.low * np.exp(np.log(self.high / self.low) * np.asarray(q)))

    @override
    def isf(self, q: Numbers) -> Floats:
        return np.asarray(self.high * np.exp(-np.log(self.high / self.low) * np.asarray(q)))

    @cached_property
    @override
    def mean(self) -> float:
        return float((self.high - self.low) / np.log1p((self.high - self.low) / self.low))

    @cached_property
    @override
    def variance(self) -> float:
        if self.high < 2.0 * self.low:
            return super().variance  # the difference below would lose its digits
        return float((self.high**2 - self.low**2) / (2.0 * np.log(self.high / self.low))) - self.mean**2

    @override
    def from_uniform(self, uniform: Floats) -> Floats:
        return self.ppf(uniform)


@dataclass(frozen=True)
class Triangular(Distribution):
    """Density that rises from ``low`` to ``mode`` and falls to ``high``, both in a line."""

    low: float
    mode: float
    high: float

    @override
    def ppf(self, q: Numbers) -> Floats:
        return self._quantile(np.asarray(q), 1.0 - np.asarray(q))

    @override
    def isf(self, q: Numbers) -> Floats:
        return self._quantile(1.0 - np.asarray(q), np.asarray(q))

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.where(np.asarray(x) <= self.mode, self._rising(x), 1.0 - self._falling(x))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.where(np.asarray(x) <= self.mode, 1.0 - self._rising(x), self._falling(x))

    @override
    def pdf(self, x: Numbers) -> Floats:
        peak = 2.0 / (self.high - self.low)
        return np.asarray(peak * np.interp(x, [self.low, self.mode, self.high], [0.0, 1.0, 0.0], left=0.0, right=0.0))

    @cached_property
    @override
    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3.0

    @cached_property
    @override
    def variance(self) -> float:
        below, above = self.mode - self.low, self.high - self.mode
        return (below**2 + above**2 + below * above) / 18.0

    @override
    def from_uniform(self, uniform: Floats) -> Floats:
        return self.ppf(uniform)

    def _quantile(self, below: Floats, above: Floats) -> Floats:
        width = self.high - self.low
        rising = self.low + np.sqrt(below * (width * (self.mode - self.low)))
        falling = self.high - np.sqrt(above * (width * (self.high - self.mode)))
        rises = below * width < self.mode - self.low
        return np.where(rises, np.minimum(rising, self.mode), np.maximum(falling, self.mode))

    def _rising(self, x: Numbers) -> Floats:
        """Return the probability of at most x where x is below the mode."""
        distance = np.clip(np.asarray(x) - self.low, 0.0, self.mode - self.low)
        return distance**2 / ((self.high - self.low) * (self.mode - self.low) or 1.0)

    def _falling(self, x: Numbers) -> Floats:
        """Return the probability of more than x where x is above the mode."""
        distance = np.clip(self.high - np.asarray(x), 0.0, self.high - self.mode)
        return distance**2 / ((self.high - self.low) * (self.high - self.mode) or 1.0)


def _share_near_zero(q: Numbers, alpha: float, beta: float) -> Floats:
    """Return the quantile of a standard beta by the first term of its series: scipy has none below about 1e-290."""
    logarithm = (np.log(q) + np.log(alpha) + betaln(alpha, beta)) / alpha
    return np.asarray(np.exp(np.minimum(logarithm, 0.0)))
