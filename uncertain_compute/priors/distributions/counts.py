"""Distributions of whole numbers: those with a probability that matters are listed."""

from abc import abstractmethod
from functools import cached_property
from typing import override

import numpy as np

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.discrete import Discrete
from uncertain_compute.priors.distributions.distribution import Distribution

NEGLIGIBLE = 2.0**-60
"""The largest probability beyond either end of the listed whole numbers."""

LARGEST_COUNT = 2.0**53
"""Floats cannot represent all whole numbers above this one."""


class Counts(Distribution):
    """A distribution of whole numbers, which a subclass defines by `ends`, `up_to` and `beyond`."""

    @property
    @abstractmethod
    def ends(self) -> tuple[float, float]:
        """Return the smallest and the largest possible whole number; infinite for an open end."""

    @abstractmethod
    def up_to(self, count: Floats) -> Floats:
        """Return the probability of at most a whole number that lies between the ends."""

    @abstractmethod
    def beyond(self, count: Floats) -> Floats:
        """Return the probability of more than a whole number that lies between the ends, accurate if it is small."""

    @cached_property
    def points(self) -> Floats:
        """Return the whole numbers that have more than a negligible probability."""
        middle, reach = np.floor(self.mean), 1.0 + np.ceil(np.sqrt(self.variance))
        low, high = (np.clip(middle + sign, *self.ends) for sign in (-reach, reach))
        while low > self.ends[0] and self.up_to(low - 1.0) > NEGLIGIBLE:
            low = max(low - reach, self.ends[0])
        while high < self.ends[1] and self.beyond(high) > NEGLIGIBLE:
            high = min(high + reach, self.ends[1])
        counts = np.arange(low, high + 1.0)
        return counts[(self.cdf(counts) > NEGLIGIBLE) & (self.sf(counts - 1.0) > NEGLIGIBLE)]

    @cached_property
    def probabilities(self) -> Floats:
        """Return the probability of each listed number, computed from the nearer tail."""
        below, above = self.cdf(self.points), self.sf(self.points)
        before, after = self.cdf(self.points - 1.0), self.sf(self.points - 1.0)
        return np.where(below < 0.5, below - before, after - above)

    @cached_property
    def listed(self) -> Discrete:
        """Return the same distribution as a list of values."""
        shares = self.probabilities / self.probabilities.sum()
        return Discrete(tuple(self.points.tolist()), tuple(shares.tolist()))

    @override
    def ppf(self, q: Numbers) -> Floats:
        index = np.searchsorted(self.cdf(self.points[:-1]), q, side="left")
        return np.asarray(self.points.take(index))

    @override
    def isf(self, q: Numbers) -> Floats:
        index = np.searchsorted(-self.sf(self.points[:-1]), -np.asarray(q), side="left")
        return np.asarray(self.points.take(index))

    @override
    def cdf(self, x: Numbers) -> Floats:
        count = np.floor(x)
        inside = np.clip(count, self.ends[0], min(self.ends[1], LARGEST_COUNT))
        return np.where(count < self.ends[0], 0.0, np.where(count >= self.ends[1], 1.0, self.up_to(inside)))

    @override
    def sf(self, x: Numbers) -> Floats:
        count = np.floor(x)
        inside = np.clip(count, self.ends[0], min(self.ends[1], LARGEST_COUNT))
        return np.where(count < self.ends[0], 1.0, np.where(count >= self.ends[1], 0.0, self.beyond(inside)))

    @override
    def pdf(self, x: Numbers) -> Floats:
        return np.zeros(np.shape(x))

    @cached_property
    @override
    def atoms(self) -> dict[float, float]:
        return dict(zip(self.points.tolist(), self.probabilities.tolist(), strict=True))

    @override
    def from_uniform(self, uniform: Floats) -> Floats:
        return self.ppf(uniform)

    @override
    def truncated(self, low: float, high: float) -> Distribution:
        return self.listed.truncated(low, high)
