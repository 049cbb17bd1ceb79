"""What every error model is asked for."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Self

from uncertain_compute.arrays import Floats
from uncertain_compute.priors.reading.config_key import SMALLEST, ConfigKey, is_number

type Scale = float | str
"""A positive number, or the name of an assumption or a quantity that gives one in each draw."""

type Values = Mapping[str, Floats]

type Tensor = Any
"""A PyTensor variable: its operators have no types."""


class Tails(NamedTuple):
    """Probabilities of at most what was observed, and of at least that."""

    below: Floats
    above: Floats


@dataclass(frozen=True, slots=True)
class WrittenError:
    """What somebody wrote of an error, and the measurements that have it.

    Attributes
    ----------
    parameters
        What stands after the error model's name.
    between
        The observation's ``between``, None where there is none.
    observation
        Where the observation is written.
    """

    kind: str
    parameters: Any
    observed: tuple[float, ...]
    between: Any
    observation: ConfigKey

    @property
    def key(self) -> ConfigKey:
        """Return where the parameters are written."""
        return self.observation.at("error").at(self.kind)

    def only(self) -> float:
        """Return the only measurement.

        Raises
        ------
        UncertainComputeError
            If there are several, or a ``between``.
        """
        if len(self.observed) > 1 or self.between is not None:
            raise self.key.error("takes one observation and no between; normal and lognormal take several")
        return self.observed[0]


class ErrorModel(ABC):
    """A distribution of what is observed of a quantity, given its true value; one number for each draw of that."""

    is_count: ClassVar[bool] = False
    """Whether what is observed is a count, which has no unit."""

    @property
    def least_scale(self) -> float:
        """Return what a scale must exceed."""
        return 0.0

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

    @abstractmethod
    def to_pymc(self, count: int, quantity: Tensor, scales: Mapping[str, Tensor]) -> Tensor:
        """Return the PyMC distribution of what is compared with a quantity, of so many measurements.

        PyMC is imported in it, not above: reweighting draws does not need it.
        """

    def in_unit(self, factor: float) -> Self:
        """Return the distribution where numbers are in a unit so many times smaller."""
        del factor
        return self


def times(scale: Scale, factor: float) -> Scale:
    """Return a scale in a unit so many times smaller; a name stays one."""
    return scale if isinstance(scale, str) else scale * factor


def scale_of(written: Any, config_key: ConfigKey, *, factors: bool = False) -> Scale:
    """Return a scale; text that is no number is the name of an assumption or a quantity.

    Raises
    ------
    UncertainComputeError
        If it is a number, and not one that a scale or a factor can be.
    """
    if isinstance(written, str) and not is_number(written):
        return written
    number = config_key.number(written, SMALLEST)
    if number <= least_scale(factors=factors):
        kind = "a factor above 1, as 1.2 for a fifth" if factors else "above 0"
        raise config_key.error(f"an error of {number:g} is impossible; allowed is {kind}")
    return number


def least_scale(*, factors: bool) -> float:
    """Return what a scale must exceed: a factor 1, a standard deviation 0."""
    return 1.0 if factors else 0.0
