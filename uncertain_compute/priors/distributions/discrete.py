"""Distributions of single values: one, or several with probabilities."""

from dataclasses import dataclass
from functools import cached_property
from typing import override

import numpy as np

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import Distribution


@dataclass(frozen=True)
class Fixed(Distribution):
    """A single value that is certain."""

    value: float

    @property
    @override
    def median(self) -> float:
        return float(self.value)

    @override
    def ppf(self, q: Numbers) -> Floats:
        return np.full(np.shape(q), self.value)

    @override
    def isf(self, q: Numbers) -> Floats:
        return np.full(np.shape(q), self.value)

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.where(np.asarray(x) < self.value, 0.0, 1.0)

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.where(np.asarray(x) < self.value, 1.0, 0.0)

    @override
    def pdf(self, x: Numbers) -> Floats:
        return np.zeros(np.shape(x))

    @property
    @override
    def atoms(self) -> dict[float, float]:
        return {self.value: 1.0}

    @cached_property
    @override
    def mean(self) -> float:
        return self.value

    @cached_property
    @override
    def variance(self) -> float:
        return 0.0

    @override
    def from_uniform(self, uniform: Floats) -> Floats:
        return self.ppf(uniform)

    @override
    def from_normal(self, normal: Floats) -> Floats:
        return self.ppf(normal)

    @override
    def truncated(self, low: float, high: float) -> Distribution:
        return self


@dataclass(frozen=True)
class Discrete(Distribution):
    """Values with probabilities, in ascending order of the values."""

    values: tuple[float, ...]
    probabilities: tuple[float, ...]

    @cached_property
    def points(self) -> Floats:
        """Return the values as an array."""
        return np.array(self.values)

    @cached_property
    def steps(self) -> Floats:
        """Return the cumulative probability at each value but the last."""
        return np.cumsum(self.probabilities)[:-1]

    @override
    def ppf(self, q: Numbers) -> Floats:
        return np.asarray(self.points.take(np.searchsorted(self.steps, q, side="left")))

    @override
    def isf(self, q: Numbers) -> Floats:
        return self.ppf(1.0 - np.asarray(q))

    @override
    def cdf(self, x: Numbers) -> Floats:
        cumulative = np.concatenate([[0.0], self.steps, [1.0]])
        return np.asarray(cumulative.take(np.searchsorted(self.points, x, side="right")))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(1.0 - self.cdf(x))

    @override
    def pdf(self, x: Numbers) -> Floats:
        return np.zeros(np.shape(x))

    @property
    @override
    def atoms(self) -> dict[float, float]:
        return dict(zip(self.values, self.probabilities, strict=True))

    @cached_property
    @override
    def mean(self) -> float:
        return float(np.dot(self.probabilities, self.points))

    @cached_property
    @override
    def variance(self) -> float:
        return float(np.dot(self.probabilities, np.square(self.points - self.mean)))

    @override
    def from_uniform(self, uniform: Floats) -> Floats:
        return self.ppf(uniform)

    @override
    def truncated(self, low: float, high: float) -> Distribution:
        inside = {value: share for value, share in self.atoms.items() if low <= value <= high}
        mass = sum(inside.values())
        return Discrete(tuple(inside), tuple(share / mass for share in inside.values()))
