"""Distributions of positive numbers that are defined by the distribution of the logarithm."""

from abc import abstractmethod
from typing import override

import numpy as np

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import Distribution


class ExponentialOf(Distribution):
    """A distribution of positive numbers whose logarithm has a known distribution."""

    @property
    @abstractmethod
    def logarithm(self) -> Distribution:
        """Return the distribution of the logarithm."""

    @override
    def cdf(self, x: Numbers) -> Floats:
        return self.logarithm.cdf(_log_or_minus_infinity(x))

    @override
    def sf(self, x: Numbers) -> Floats:
        return self.logarithm.sf(_log_or_minus_infinity(x))

    @override
    def pdf(self, x: Numbers) -> Floats:
        positive = np.asarray(x) > 0.0
        x = np.where(positive, x, 1.0)
        return np.where(positive, self.logarithm.pdf(np.log(x)) / x, 0.0)


def _log_or_minus_infinity(x: Numbers) -> Floats:
    """Return the logarithm; minus infinity for zero and below."""
    with np.errstate(divide="ignore"):
        return np.log(np.maximum(x, 0.0))
