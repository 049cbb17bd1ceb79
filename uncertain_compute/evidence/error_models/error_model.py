"""What every error model is asked for."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self

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


def times(scale: Scale, factor: float) -> Scale:
    """Return a scale in a unit so many times smaller; a name stays one."""
    return scale if isinstance(scale, str) else scale * factor


def least_size(*, factors: bool) -> float:
    """Return what a scale must exceed: a factor 1, a standard deviation 0."""
    return 1.0 if factors else 0.0
