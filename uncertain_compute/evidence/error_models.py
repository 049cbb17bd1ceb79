"""How far what was observed may lie from what is: the likelihood of an observation."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log, pi
from typing import NamedTuple, Self

import numpy as np
from scipy.special import bdtr, bdtrc, betaln, ndtr, stdtr, xlog1py, xlogy

from uncertain_compute.arrays import Floats

type Scale = float | str
"""A positive number, or the name of an assumption or a quantity that gives one in each draw."""

type Values = Mapping[str, Floats]


class Tails(NamedTuple):
    """Probabilities of at most what was observed, and of at least that."""

    below: Floats
    above: Floats


class ErrorModel(ABC):
    """A distribution of what is observed of a quantity, given its true value; one number for each draw of that."""

    @property
    def needs(self) -> tuple[str, ...]:
        """Return the names that it takes scales from."""
        return ()

    @abstractmethod
    def compared(self, observed: Sequence[float]) -> float:
        """Return the one number of several measurements that is compared with the quantity."""

    @abstractmethod
    def log_likelihood(self, observed: Sequence[float], quantity: Floats, values: Values) -> Floats:
        """Return the log probability (density) of what is compared, for each draw of the quantity."""

    @abstractmethod
    def tails(self, observed: Sequence[float], quantity: Floats, values: Values) -> Tails:
        """Return the probability of less and of more than what was observed, for each draw of the quantity."""

    def in_unit(self, factor: float) -> Self:
        """Return the distribution where numbers are in a unit so many times smaller."""
        del factor
        return self


@dataclass(frozen=True, slots=True)
class NormalError(ErrorModel):
    """Errors that add up, or with ``factors`` multiply: of each measurement, and of the thing that was measured.

    Attributes
    ----------
    scale
        Standard deviation of a measurement, in the quantity's unit; with ``factors`` a factor above 1.
    between
        The same for how far what was measured is from the quantity itself, as one model from a typical one:
        all measurements of an observation share this deviation. None where the quantity itself was measured.
    factors
        Whether both are factors: one standard deviation of the logarithm is the factor's logarithm.
    """

    scale: Scale
    between: Scale | None = None
    factors: bool = False

    @property
    def needs(self) -> tuple[str, ...]:
        """Return the names that it takes scales from."""
        return tuple(one for one in (self.scale, self.between) if isinstance(one, str))

    def compared(self, observed: Sequence[float]) -> float:
        """Return the mean of the measurements, geometric where errors are factors."""
        return exp(float(np.mean(np.log(observed)))) if self.factors else float(np.mean(observed))

    def log_likelihood(self, observed: Sequence[float], quantity: Floats, values: Values) -> Floats:
        """Return the log density of the measurements' mean."""
        compared, deviation = self.compared(observed), self.deviation(len(observed), values)
        density = -0.5 * self._standardised(compared, quantity, deviation) ** 2 - np.log(deviation) - 0.5 * log(2 * pi)
        return np.asarray(density - log(compared) if self.factors else density)

    def tails(self, observed: Sequence[float], quantity: Floats, values: Values) -> Tails:
        """Return the probability of a smaller and of a larger mean."""
        distance = self._standardised(self.compared(observed), quantity, self.deviation(len(observed), values))
        return Tails(ndtr(distance), ndtr(-distance))

    def deviation(self, count: int, values: Values) -> Floats:
        """Return the standard deviation of the mean of so many measurements, of logarithms where errors are factors."""
        variance = self._size(self.scale, values) ** 2 / count
        return np.sqrt(variance + (0.0 if self.between is None else self._size(self.between, values) ** 2))

    def in_unit(self, factor: float) -> Self:
        """Return the distribution with its numbers in another unit; factors have none."""
        return self if self.factors else replace(self, scale=_times(self.scale, factor), between=self._between(factor))

    def _between(self, factor: float) -> Scale | None:
        return None if self.between is None else _times(self.between, factor)

    def _size(self, scale: Scale, values: Values) -> Floats:
        size = np.asarray(values[scale] if isinstance(scale, str) else scale, dtype=float)
        return np.log(size) if self.factors else size

    def _standardised(self, compared: float, quantity: Floats, deviation: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            distance = log(compared) - np.log(quantity) if self.factors else compared - quantity
        return np.where(np.isnan(distance), np.inf, distance) / deviation


@dataclass(frozen=True, slots=True)
class StudentError(ErrorModel):
    """Errors that add up and are now and then large: Student's t with ``nu`` degrees of freedom."""

    scale: Scale
    nu: float

    @property
    def needs(self) -> tuple[str, ...]:
        """Return the names that it takes scales from."""
        return (self.scale,) if isinstance(self.scale, str) else ()

    def compared(self, observed: Sequence[float]) -> float:
        """Return the only measurement."""
        (one,) = observed
        return one

    def log_likelihood(self, observed: Sequence[float], quantity: Floats, values: Values) -> Floats:
        """Return the log density of the measurement."""
        scale = self.size(values)
        constant = -betaln(self.nu / 2, 0.5) - 0.5 * log(self.nu)
        distance = (self.compared(observed) - quantity) / scale
        return np.asarray(constant - np.log(scale) - (self.nu + 1) / 2 * np.log1p(distance**2 / self.nu))

    def tails(self, observed: Sequence[float], quantity: Floats, values: Values) -> Tails:
        """Return the probability of a smaller and of a larger measurement."""
        distance = (self.compared(observed) - quantity) / self.size(values)
        return Tails(stdtr(self.nu, distance), stdtr(self.nu, -distance))

    def in_unit(self, factor: float) -> Self:
        """Return the distribution with its scale in another unit."""
        return replace(self, scale=_times(self.scale, factor))

    def size(self, values: Values) -> Floats:
        """Return the scale, for each draw."""
        return np.asarray(values[self.scale] if isinstance(self.scale, str) else self.scale, dtype=float)


@dataclass(frozen=True, slots=True)
class BinomialError(ErrorModel):
    """A count out of so many trials, each a success with the probability that the quantity is."""

    trials: int

    def compared(self, observed: Sequence[float]) -> float:
        """Return the only count."""
        (one,) = observed
        return one

    def log_likelihood(self, observed: Sequence[float], quantity: Floats, values: Values) -> Floats:
        """Return the log probability of the count; minus infinity where the quantity is no probability."""
        del values
        count = self.compared(observed)
        share = np.clip(quantity, 0.0, 1.0)
        ways = -betaln(1 + self.trials - count, 1 + count) - log(self.trials + 1)
        found = ways + xlogy(count, share) + xlog1py(self.trials - count, -share)
        return np.where(share == quantity, found, -np.inf)

    def tails(self, observed: Sequence[float], quantity: Floats, values: Values) -> Tails:
        """Return the probability of at most, and of at least so many."""
        del values
        count, share = self.compared(observed), np.clip(quantity, 0.0, 1.0)
        above = bdtrc(count - 1, self.trials, share) if count else np.ones_like(share)
        possible = share == quantity
        return Tails(possible * bdtr(count, self.trials, share), possible * above)


def _times(scale: Scale, factor: float) -> Scale:
    return scale if isinstance(scale, str) else scale * factor


def least_size(*, factors: bool) -> float:
    """Return what a scale must exceed: a factor 1, a standard deviation 0."""
    return 1.0 if factors else 0.0
