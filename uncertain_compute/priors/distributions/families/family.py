"""A family of distributions: the names of its parameters, and the functions that make a distribution."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from uncertain_compute.priors.distributions.distribution import Distribution


@dataclass(frozen=True, slots=True)
class Family:
    """A family of distributions, made from its own parameters or from quantiles.

    Attributes
    ----------
    forms
        Functions that make the distribution, by the names of their parameters.
    rule, possible
        The condition on the distribution's parameters, in words and as a function.
    through
        A function that makes the distribution from probabilities and values, if quantiles determine it.
    fewest
        The fewest quantiles that this needs.
    optional
        Parameters that may be added to either.
    given
        Parameters that must be stated with quantiles.
    preliz
        PreliZ's name of the family; None if PreliZ has no maximum entropy for it.
    squiggle
        The parameters that the arguments of Squiggle's function of the same name are; empty if it has none.
    examples
        Beliefs of the family: the reference draws them, and tests try the first.
    """

    forms: Mapping[tuple[str, ...], Callable[..., Distribution]]
    rule: str
    possible: Callable[[Any], bool]
    through: Callable[..., Distribution] | None = None
    fewest: int = 2
    optional: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    preliz: str | None = None
    squiggle: tuple[str, ...] = ()
    examples: tuple[Mapping[str, float], ...] = ()
