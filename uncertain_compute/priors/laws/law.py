"""What every law gives: quantiles, probabilities, density, moments, and draws from uniform or normal numbers."""

from abc import ABC, abstractmethod
from functools import cache, cached_property

import numpy as np
from scipy.special import ndtr, ndtri

from uncertain_compute.priors.table import Floats, Inverse, InverseTable, Numbers

FIRST_LEVEL = 5
"""Fineness with which an integral begins: scipy's estimate of the error is too small below it."""


@cache
def normal_from_uniform() -> InverseTable:
    """Return the tabulated inverse of the standard normal distribution function."""
    return InverseTable(ndtri, lambda tail: -ndtri(tail))


class Law(ABC):
    """A probability law on the line; names as in scipy.stats, all exact.

    Drawing goes through a table of the inverse, whose error is bounded (see `InverseTable`); laws with
    a faster way of their own override `from_uniform` or `from_normal`.
    """

    @abstractmethod
    def ppf(self, q: Numbers) -> Floats:
        """Return the smallest x with a probability of at least q up to it."""

    @abstractmethod
    def isf(self, q: Numbers) -> Floats:
        """Return the x with a probability of q above it, exact where that is small."""

    @abstractmethod
    def cdf(self, x: Numbers) -> Floats:
        """Return the probability of at most x."""

    @abstractmethod
    def sf(self, x: Numbers) -> Floats:
        """Return the probability of more than x, exact where that is small."""

    @abstractmethod
    def pdf(self, x: Numbers) -> Floats:
        """Return the density at x; single values that have a probability of their own are left out of it."""

    @property
    def atoms(self) -> dict[float, float]:
        """Return the single values that have a probability of their own, with it."""
        return {}

    @cached_property
    def mean(self) -> float:
        """Return the mean."""
        return integral_of_quantiles(self, 1, 0.0)

    @cached_property
    def variance(self) -> float:
        """Return the variance."""
        return integral_of_quantiles(self, 2, self.mean)

    @property
    def median(self) -> float:
        """Return the median."""
        return float(self.ppf(0.5))

    @cached_property
    def table(self) -> InverseTable:
        """Return the tabulated inverse."""
        values, shares = np.array([*self.atoms]), np.array([*self.atoms.values()])
        up_to, beyond = self.cdf(values), self.sf(values)
        below, above = np.concatenate([up_to - shares, up_to]), np.concatenate([beyond, beyond + shares])
        return InverseTable(self.ppf, self.isf, (below, above))

    def from_uniform(self, uniform: Floats) -> Floats:
        """Return draws, each at the quantile that a number in (0, 1) says."""
        return self.table(uniform)

    def from_normal(self, normal: Floats) -> Floats:
        """Return draws, each at the quantile of a standard normal number: what a copula gives."""
        return self.from_uniform(ndtr(normal))

    def mass(self, low: float, high: float) -> float:
        """Return the probability from low up to high, both included."""
        below, above = float(self.cdf(low)), float(self.sf(low))
        between = above - float(self.sf(high)) if below > 0.5 else float(self.cdf(high)) - below
        return between + self.atoms.get(low, 0.0)

    def truncated(self, low: float, high: float) -> "Law":
        """Return the law given that the value lies between two bounds: renormalised, not clipped."""
        from uncertain_compute.priors.laws.modified import Truncated

        return Truncated(self, low, high)


def integral_of_quantiles(law: Law, power: int, about: float, first: float = 0.0, last: float = 0.0) -> float:
    """Return the part of a moment between two probabilities: that below it, and that above it.

    The quantiles of a continuous law are integrated from both ends to the middle.
    """
    from scipy.integrate import tanhsinh

    def part(quantile: Inverse, start: float) -> float:
        def integrand(q: Floats) -> Floats:
            return np.power(quantile(q) - about, power)

        return float(tanhsinh(integrand, start, 0.5, minlevel=FIRST_LEVEL).integral)

    return part(law.ppf, first) + part(law.isf, last)
