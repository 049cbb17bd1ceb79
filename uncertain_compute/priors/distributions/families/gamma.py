"""The gamma family.

Formulas: Johnson, Kotz & Balakrishnan, "Continuous Univariate Distributions", vol. 1, 1994.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import override

import numpy as np
from scipy.special import gammainc, gammaincc, gammainccinv, gammaincinv, gammaln, xlogy

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import LARGEST, Distribution


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
