"""The interface of all error models."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Self

from uncertain_compute.arrays import Floats, Tensor
from uncertain_compute.priors.reading.config_key import SMALLEST, ConfigKey
from uncertain_compute.priors.reading.notation.numbers import is_number

type ErrorScale = float | str
"""A positive number, or the name of an assumption or quantity that has one in each draw."""

type DrawsByName = Mapping[str, Floats]


class Tails(NamedTuple):
    """Probabilities of at most, and of at least, the observed value."""

    below: Floats
    above: Floats


@dataclass(frozen=True, slots=True)
class WrittenError:
    """An observation's error as the user wrote it, with the measurements.

    Attributes
    ----------
    parameters
        The value of the error model's key.
    between
        The observation's ``between``; None if it has none.
    observation
        The observation's config key.
    """

    kind: str
    parameters: Any
    observed: tuple[float, ...]
    between: Any
    observation: ConfigKey

    @property
    def key(self) -> ConfigKey:
        """Return the parameters' config key."""
        return self.observation.at("error").at(self.kind)

    def only(self) -> float:
        """Return the only measurement.

        Raises
        ------
        UncertainComputeError
            If there are several, or there is a ``between``.
        """
        if len(self.observed) > 1 or self.between is not None:
            raise self.key.error("takes one observation and no between; normal and lognormal take several")
        return self.observed[0]


class ErrorModel(ABC):
    """The distribution of what is observed of a quantity, given its true value in each draw."""

    is_count: ClassVar[bool] = False
    """Whether the observation is a count, which has no unit."""

    @property
    def least_scale(self) -> float:
        """Return the number that a scale must exceed."""
        return 0.0

    @property
    def needs(self) -> tuple[str, ...]:
        """Return the names of assumptions and quantities that are scales."""
        return ()

    @abstractmethod
    def compared(self, observed: Sequence[float]) -> float:
        """Return the number made of all measurements that is compared with the quantity."""

    @abstractmethod
    def log_likelihood(self, observed: Sequence[float], quantity: Floats, values: DrawsByName) -> Floats:
        """Return the log probability (density) of the compared number, for each draw of the quantity."""

    @abstractmethod
    def tails(self, observed: Sequence[float], quantity: Floats, values: DrawsByName) -> Tails:
        """Return the probabilities of less and of more than the observed value, for each draw of the quantity."""

    @abstractmethod
    def to_pymc(self, count: int, quantity: Tensor, scales: Mapping[str, Tensor]) -> Tensor:
        """Return the PyMC distribution of the compared number, for a number of measurements.

        PyMC is imported inside, not at the top: reweighting draws does not need it.
        """

    def in_unit(self, factor: float) -> Self:
        """Return this error model in a unit that is ``factor`` times smaller."""
        del factor
        return self


def times(scale: ErrorScale, factor: float) -> ErrorScale:
    """Return a scale in a unit that is ``factor`` times smaller; a name is unchanged."""
    return scale if isinstance(scale, str) else scale * factor


def scale_of(written: Any, config_key: ConfigKey, *, factors: bool = False) -> ErrorScale:
    """Return a scale; text that is not a number is the name of an assumption or a quantity.

    Raises
    ------
    UncertainComputeError
        If it is a number that is not allowed as a scale or a factor.
    """
    if isinstance(written, str) and not is_number(written):
        return written
    number = config_key.number(written, SMALLEST)
    if number <= least_scale(factors=factors):
        kind = "a factor above 1, as in 1.2 for a fifth" if factors else "above 0"
        raise config_key.error(f"an error of {number:g} is impossible; allowed is {kind}")
    return number


def least_scale(*, factors: bool) -> float:
    """Return the number that a scale must exceed: 1 for a factor, 0 for a standard deviation."""
    return 1.0 if factors else 0.0
