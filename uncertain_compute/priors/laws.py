"""Laws of one assumption: each maps uniform or normal numbers to draws, and knows its exact quantiles."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from scipy.special import ndtr, ndtri

from uncertain_compute.priors.distributions import Distribution
from uncertain_compute.priors.table import Floats, InverseTable


@cache
def normal_from_uniform() -> InverseTable:
    """Return the tabulated inverse of the standard normal distribution function."""
    return InverseTable(ndtri, lambda tail: -ndtri(tail))


class Law(ABC):
    """A probability law on the line."""

    @abstractmethod
    def quantile(self, probability: Floats) -> Floats:
        """Return exact quantiles."""

    @property
    def median(self) -> float:
        """Return the exact median."""
        return float(self.quantile(np.array([0.5]))[0])

    def from_uniform(self, uniform: Floats) -> Floats:
        """Return draws, each at the quantile that a number in (0, 1) says."""
        return self.from_normal(normal_from_uniform()(uniform))

    def from_normal(self, normal: Floats) -> Floats:
        """Return draws, each at the quantile of a standard normal number: what a copula gives."""
        return self.from_uniform(ndtr(normal))


@dataclass(frozen=True)
class Fixed(Law):
    """One value, for certain."""

    value: float

    def quantile(self, probability: Floats) -> Floats:
        """Return the value, whatever the probability."""
        return np.full_like(probability, self.value)

    def from_normal(self, normal: Floats) -> Floats:
        """Return the value for each number."""
        return np.full_like(normal, self.value)


@dataclass(frozen=True)
class Normal(Law):
    """Normal law with mean ``mu`` and standard deviation ``sigma``."""

    mu: float
    sigma: float

    def quantile(self, probability: Floats) -> Floats:
        """Return exact quantiles."""
        return self.from_normal(ndtri(probability))

    def from_normal(self, normal: Floats) -> Floats:
        """Scale and shift standard normal numbers."""
        return self.mu + self.sigma * normal


@dataclass(frozen=True)
class LogNormal(Law):
    """Law whose logarithm is normal with mean ``mu`` and standard deviation ``sigma``."""

    mu: float
    sigma: float

    def quantile(self, probability: Floats) -> Floats:
        """Return exact quantiles."""
        return self.from_normal(ndtri(probability))

    def from_normal(self, normal: Floats) -> Floats:
        """Scale, shift and exponentiate standard normal numbers."""
        return np.exp(self.mu + self.sigma * normal)


class FromUniform(Law):
    """A law whose inverse distribution function is cheap."""

    def from_uniform(self, uniform: Floats) -> Floats:
        """Return the quantile of each number in (0, 1)."""
        return self.quantile(uniform)


@dataclass(frozen=True)
class Uniform(FromUniform):
    """Equal density between two ends."""

    low: float
    high: float

    def quantile(self, probability: Floats) -> Floats:
        """Return exact quantiles."""
        return self.low + (self.high - self.low) * probability


@dataclass(frozen=True)
class LogUniform(FromUniform):
    """Equal density of the logarithm between two positive ends."""

    low: float
    high: float

    def quantile(self, probability: Floats) -> Floats:
        """Return exact quantiles."""
        return np.asarray(self.low * np.exp(np.log(self.high / self.low) * probability))


@dataclass(frozen=True)
class Triangular(FromUniform):
    """Density that rises from ``low`` to ``mode`` and falls to ``high``, both in a line."""

    low: float
    mode: float
    high: float

    def quantile(self, probability: Floats) -> Floats:
        """Return exact quantiles."""
        width = self.high - self.low
        rising = self.low + np.sqrt(probability * (width * (self.mode - self.low)))
        falling = self.high - np.sqrt((1.0 - probability) * (width * (self.high - self.mode)))
        return np.where(probability * width < self.mode - self.low, rising, falling)


@dataclass(frozen=True)
class Discrete(FromUniform):
    """Values with probabilities, in ascending order of the values."""

    values: tuple[float, ...]
    probabilities: tuple[float, ...]

    def quantile(self, probability: Floats) -> Floats:
        """Return the smallest value whose cumulative probability reaches the one asked for."""
        steps = np.cumsum(self.probabilities)[:-1]
        return np.array(self.values).take(np.searchsorted(steps, probability, side="left"))


@dataclass(frozen=True)
class Tabulated(Law):
    """A continuous law, drawn through a table of its inverse.

    With ``bounds`` it is that law given that it lies between them (renormalised, not clipped).
    """

    distribution: Distribution
    bounds: tuple[float, float] = (-np.inf, np.inf)

    @cached_property
    def ends(self) -> tuple[float, float]:
        """Return the probability below each bound."""
        low, high = self.bounds
        return float(self.distribution.cdf(low)), float(self.distribution.cdf(high))

    @cached_property
    def upper_ends(self) -> tuple[float, float]:
        """Return the probability above each bound: exact where that below is nearly 1."""
        low, high = self.bounds
        return float(self.distribution.sf(low)), float(self.distribution.sf(high))

    @cached_property
    def mass(self) -> float:
        """Return the probability between the bounds."""
        return max(self.ends[1] - self.ends[0], self.upper_ends[0] - self.upper_ends[1])

    @cached_property
    def table(self) -> InverseTable:
        """Return the tabulated inverse."""
        return InverseTable(self.quantile, self._quantile_from_above)

    def quantile(self, probability: Floats) -> Floats:
        """Return exact quantiles."""
        low, high = self.ends
        if low > 0.5:
            return self._quantile_from_above(1.0 - probability)
        return np.asarray(np.clip(self.distribution.ppf(low + probability * (high - low)), *self.bounds))

    def from_uniform(self, uniform: Floats) -> Floats:
        """Return the tabulated quantile of each number in (0, 1)."""
        return self.table(uniform)

    def _quantile_from_above(self, tail: Floats) -> Floats:
        low, high = self.upper_ends
        return np.asarray(np.clip(self.distribution.isf(high + tail * (low - high)), *self.bounds))
