"""A belief that another one bounds: truncated at the other's value, whatever that is in a draw."""

from dataclasses import dataclass
from functools import cached_property
from typing import override

import numpy as np
from scipy.special import ndtr

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import Distribution

POINTS = 4096
"""Number of equally likely values of the bound over which probabilities are means."""

SMALLEST = 2.0**-1000


@dataclass(frozen=True)
class Bounded(Distribution):
    """A distribution that is truncated at a bound, which is another assumption's value.

    Given the bound, it is the stated distribution, given that it lies on the allowed side. This class is its
    distribution over all values of the bound: ``F(x) = E[min(F(x), F(B)) / F(B)]`` below a bound B.

    Attributes
    ----------
    distribution
        The stated one.
    by
        The column of the bound.
    is_upper
        Whether the bound is the largest possible value, not the smallest.
    ratio
        What the bound's value, in the model's unit, is multiplied by to be in this distribution's unit.
    other, factor
        The distribution of the bound, and the size of its unit in the model's unit.
    """

    distribution: Distribution
    by: str
    is_upper: bool
    ratio: float
    other: Distribution
    factor: float = 1.0

    @cached_property
    def left(self) -> Floats:
        """Return the probability that is left on the allowed side of equally likely values of the bound; ascending."""
        return np.sort(self.left_at(self.factor * self.other.ppf((np.arange(POINTS) + 0.5) / POINTS)))

    @cached_property
    def shares(self) -> Floats:
        """Return the mean of ``min(p, left) / left`` at each p of ``left``: a line between two of them."""
        before = np.concatenate([[0.0], np.cumsum(np.ones(POINTS))[:-1]])
        beyond = np.cumsum((1.0 / self.left)[::-1])[::-1]
        return np.asarray((before + self.left * beyond) / POINTS)

    def left_at(self, bound: Floats) -> Floats:
        """Return the stated probability on the allowed side of a bound in the model's unit."""
        return (self.distribution.cdf if self.is_upper else self.distribution.sf)(bound * self.ratio)

    def given(self, bound: Floats, normal: Floats) -> Floats:
        """Return draws at the quantiles of standard normal numbers, given the bound in the model's unit."""
        tail = np.maximum(ndtr(normal if self.is_upper else -normal) * self.left_at(bound), SMALLEST)
        return self.distribution.ppf(tail) if self.is_upper else self.distribution.isf(tail)

    def _tail(self, q: Numbers) -> Floats:
        """Return the stated probability on the side away from the bound that has the probability q there."""
        return np.asarray(np.interp(q, np.append(0.0, self.shares), np.append(0.0, self.left)))

    def _share(self, tail: Floats) -> Floats:
        return np.asarray(np.interp(tail, np.append(0.0, self.left), np.append(0.0, self.shares)))

    @override
    def ppf(self, q: Numbers) -> Floats:
        if self.is_upper:
            return self.distribution.ppf(self._tail(q))
        return self.distribution.isf(self._tail(1.0 - np.asarray(q)))

    @override
    def isf(self, q: Numbers) -> Floats:
        if self.is_upper:
            return self.distribution.ppf(self._tail(1.0 - np.asarray(q)))
        return self.distribution.isf(self._tail(q))

    @override
    def cdf(self, x: Numbers) -> Floats:
        if self.is_upper:
            return self._share(self.distribution.cdf(x))
        return 1.0 - self._share(self.distribution.sf(x))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(1.0 - self.cdf(x)) if self.is_upper else self._share(self.distribution.sf(x))

    @override
    def pdf(self, x: Numbers) -> Floats:
        tail = (self.distribution.cdf if self.is_upper else self.distribution.sf)(x)
        beyond = np.append(np.cumsum((1.0 / self.left)[::-1])[::-1], 0.0)
        return np.asarray(self.distribution.pdf(x) * beyond[np.searchsorted(self.left, tail)] / POINTS)

    @property
    @override
    def tails(self) -> tuple[float, float]:
        (below, above), (other_below, other_above) = self.distribution.tails, self.other.tails
        return (below, min(above, other_above)) if self.is_upper else (min(below, other_below), above)
