"""The beta family, on any interval.

Formulas: Johnson, Kotz & Balakrishnan, "Continuous Univariate Distributions", vol. 2, 1995.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import override

import numpy as np
from scipy.special import betainc, betaincc, betainccinv, betaincinv, betaln, xlog1py, xlogy

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import Distribution


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


def _share_near_zero(q: Numbers, alpha: float, beta: float) -> Floats:
    """Return the quantile of a standard beta by the first term of its series: scipy has none below about 1e-290."""
    logarithm = (np.log(q) + np.log(alpha) + betaln(alpha, beta)) / alpha
    return np.asarray(np.exp(np.minimum(logarithm, 0.0)))
