"""How quantities scale: with which power of an input a quantity grows, as its expression shows.

An operation treats powers as it treats units: those of a product add up, those of a sum have to be the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isinf

import numpy as np

from uncertain_compute.model.expression import INPUT, NUMBER, OPAQUE, Step
from uncertain_compute.model.graph import Equation
from uncertain_compute.model.operations import OPERATIONS

ROUNDED = ("floor", "ceil", "rint", "floor_divide")
"""Operations that keep units, but do not scale."""

POWERS: Mapping[str, tuple[float, ...]] = {
    "product": (1.0, 1.0),
    "ratio": (1.0, -1.0),
    "root": (0.5,),
    "kept": (1.0,),
}
"""The powers of its arguments with which a result grows, by what an operation does to units."""

type Part = tuple[str, tuple[tuple[str, int], ...]]
"""An input, and the indices of coordinates at which an equation selects it, by dimension."""


@dataclass(frozen=True, slots=True)
class Scaling:
    """How a value depends on some inputs.

    Attributes
    ----------
    powers
        The power of each part with which the value grows; an input of no part has no effect.
    otherwise
        The inputs on which the value depends in another way.
    number
        The value, if it is one known number.
    """

    powers: Mapping[Part, float] = field(default_factory=dict)
    otherwise: frozenset[str] = frozenset()
    number: float | None = None

    @property
    def names(self) -> frozenset[str]:
        """Return the inputs that have an effect."""
        return self.otherwise.union(name for name, _ in self.powers)


def scalings(
    equations: Iterable[Equation], dimensions: Mapping[str, Sequence[str]], numbers: Mapping[str, float]
) -> dict[str, Scaling]:
    """Return how the result of each equation scales with some inputs.

    Parameters
    ----------
    equations
        Equations of one graph, each after those that it needs.
    dimensions
        The inputs, each with the dimensions along which its values differ.
    numbers
        Known numbers, by name.
    """
    known = {name: Scaling(number=value) for name, value in numbers.items()}
    known |= {name: Scaling({(name, ()): 1.0}) for name in dimensions}
    done: dict[int, Scaling] = {}
    for equation in equations:
        for index, step in equation.expression:
            if index not in done:
                done[index] = _of_step(step, [done[one] for one in step.arguments], known, dimensions)
        known[equation.name] = done[equation.expression.result]
    return {equation.name: known[equation.name] for equation in equations}


def _of_step(
    step: Step,
    arguments: Sequence[Scaling],
    known: Mapping[str, Scaling],
    dimensions: Mapping[str, Sequence[str]],
) -> Scaling:
    if step.operation == INPUT:
        return known.get(step.option("name"), Scaling())
    if step.operation == NUMBER:
        return Scaling(number=float(step.option("value")))
    if step.operation == OPAQUE:
        return _not_scaled(arguments)
    operation = OPERATIONS[step.operation]
    if operation.along:
        return _by_units(step, [_along(step, one, dimensions) for one in arguments])
    numbers = [one.number for one in arguments if one.number is not None]
    if len(numbers) == len(arguments):
        with np.errstate(all="ignore"):
            return Scaling(number=float(operation.compute(*numbers, **dict(step.options))))
    return _by_units(step, arguments)


def _along(step: Step, value: Scaling, dimensions: Mapping[str, Sequence[str]]) -> Scaling:
    """Return how a value scales once a step goes along a dimension: not with inputs that differ along it."""
    dimension, index = step.option("dimension"), step.option("index")
    differing = {part for part in value.powers if dimension in dimensions[part[0]] and dimension not in dict(part[1])}
    powers = {part: power for part, power in value.powers.items() if part not in differing}
    if index is None:
        return _of(powers, value.otherwise.union(name for name, _ in differing))
    selected = {(name, (*picks, (dimension, index))): value.powers[name, picks] for name, picks in differing}
    return _of(powers | selected, value.otherwise)


def _by_units(step: Step, arguments: Sequence[Scaling]) -> Scaling:
    """Return how a result scales, by what the operation does to units."""
    units = OPERATIONS[step.operation].units
    if step.operation in ROUNDED or step.option("fill"):
        return _not_scaled(arguments)
    if units == "alike":
        return _alike(step, arguments)
    powers = POWERS.get(units, ())
    if units == "power" and (exponent := arguments[1].number) is not None:
        powers = (exponent, 0.0)
    return _product(arguments, powers) if powers else _not_scaled(arguments)


def _alike(step: Step, arguments: Sequence[Scaling]) -> Scaling:
    """Return how a sum, a choice or a comparison scales: with the powers that all of its arguments have.

    Zero and infinity have any power. What is compared has no effect on the answer if both sides scale alike.
    """
    otherwise = frozenset[str]().union(*(one.otherwise for one in arguments))
    values = arguments[1:] if step.operation == "where" else arguments
    scaled = [one.powers for one in values if one.number is None or not (one.number == 0.0 or isinf(one.number))]
    first = scaled[0] if scaled else {}
    shared = {part: power for part, power in first.items() if all(own.get(part) == power for own in scaled)}
    other = frozenset(name for own in scaled for name, picks in own if (name, picks) not in shared)
    return _of({} if OPERATIONS[step.operation].truth else shared, otherwise | other)


def _product(factors: Sequence[Scaling], exponents: Sequence[float]) -> Scaling:
    """Return how a product of powers scales."""
    powers: dict[Part, float] = {}
    for factor, exponent in zip(factors, exponents, strict=True):
        for part, power in factor.powers.items():
            powers[part] = powers.get(part, 0.0) + exponent * power
    return _of(powers, frozenset[str]().union(*(one.otherwise for one in factors)))


def _not_scaled(arguments: Iterable[Scaling]) -> Scaling:
    return Scaling(otherwise=frozenset[str]().union(*(one.names for one in arguments)))


def _of(powers: Mapping[Part, float], otherwise: frozenset[str]) -> Scaling:
    return Scaling({part: power for part, power in powers.items() if power and part[0] not in otherwise}, otherwise)
