"""What a family is to those who read priors: its parameters' names, and what makes a distribution of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from uncertain_compute.priors.distributions.distribution import Distribution


@dataclass(frozen=True, slots=True)
class Family:
    """How a distribution of a family is made from its own parameters, or from quantiles.

    Attributes
    ----------
    forms
        What makes the distribution, by the names of the parameters that it takes.
    rule, possible
        What the distribution's parameters must obey, in words and as a test of the distribution.
    through
        What makes the distribution from probabilities and values, if quantiles determine it.
    fewest
        How many quantiles that takes.
    optional
        Parameters that may stand beside either.
    given
        Parameters that must stand beside quantiles.
    preliz
        What PreliZ calls the family; None where it has no maximum entropy of it.
    """

    forms: Mapping[tuple[str, ...], Callable[..., Distribution]]
    rule: str
    possible: Callable[[Any], bool]
    through: Callable[..., Distribution] | None = None
    fewest: int = 2
    optional: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    preliz: str | None = None
