"""What a Squiggle model says of a number, as a belief in a prior set."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from uncertain_compute.bridges.lines import refused
from uncertain_compute.bridges.squiggle.syntax import (
    Call,
    Entries,
    Infix,
    Listed,
    Literal,
    Negative,
    SquiggleExpression,
    Variable,
)
from uncertain_compute.priors.distributions.families.continuous.lognormal import LogNormal
from uncertain_compute.priors.distributions.families.continuous.normal import Normal
from uncertain_compute.priors.distributions.families.registry import FAMILIES
from uncertain_compute.priors.reading.spec import prior

OF_FAMILIES: dict[str, tuple[str, tuple[str, ...], Mapping[str, Any]]] = {
    **{name: (name, family.squiggle, {}) for name, family in FAMILIES.items() if family.squiggle},
    "cauchy": ("student_t", ("mu", "sigma"), {"nu": 1}),
}
"""Squiggle's distributions: the family, the parameters that their arguments are, and those that are always the same."""

BY_NAMES = {"normal", "lognormal", "beta"}
"""Distributions that take ``{mean, stdev}``; all but beta take the ends of an interval, too."""

INTERVALS = (("p5", "p95"), ("p10", "p90"), ("p25", "p75"))
TRUNCATED: dict[str, tuple[bool, bool]] = {
    "truncate": (True, True),
    "truncateLeft": (True, False),
    "truncateRight": (False, True),
}
"""For each function that truncates, whether it has a low and a high bound."""

ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
}
DISTRIBUTIONS = {*OF_FAMILIES, "mixture", "mx", *TRUNCATED, "pointMass"}

type Constants = Mapping[str, float]


def is_distribution(expression: SquiggleExpression) -> bool:
    """Return whether an expression is a distribution that is written out."""
    if isinstance(expression, Infix):
        return expression.operator == "to"
    return isinstance(expression, Call) and plain_name(expression.function) in DISTRIBUTIONS


def is_number(expression: SquiggleExpression) -> bool:
    """Return whether an expression is of written numbers alone."""
    match expression:
        case Infix():
            return expression.operator in ARITHMETIC and is_number(expression.left) and is_number(expression.right)
        case Negative():
            return is_number(expression.of)
    return isinstance(expression, Literal)


def plain_name(function: str) -> str:
    """Return the name of a function without its namespace."""
    return function.removeprefix("Sym.").removeprefix("Dist.")


def belief_of(expression: SquiggleExpression, constants: Constants) -> Any:
    """Return a distribution as it is written in a prior set.

    Parameters
    ----------
    constants
        The numbers that the model has given a name.

    Raises
    ------
    UncertainComputeError
        If it is none, or its arguments are not numbers.
    """
    if isinstance(expression, Infix) and expression.operator == "to":
        return _interval(expression, constants)
    if not isinstance(expression, Call) or not is_distribution(expression):
        return number_of(expression, constants)
    name = plain_name(expression.function)
    return OTHERS[name](expression, constants) if name in OTHERS else _of_family(expression, constants)


def _of_family(said: Call, constants: Constants) -> dict[str, Any]:
    name, arguments = plain_name(said.function), said.arguments
    family, parameters, more = OF_FAMILIES[name]
    if len(arguments) == 1 and isinstance(arguments[0], Entries) and name in BY_NAMES:
        return {family: _named(name, arguments[0], constants)}
    fail_unless_arguments(said, len(parameters))
    values = {key: number_of(one, constants) for key, one in zip(parameters, arguments, strict=True)}
    return {family: {**more, **values}}


def _point(said: Call, constants: Constants) -> float:
    fail_unless_arguments(said, 1)
    return number_of(said.arguments[0], constants)


def fail_unless_arguments(call: Call, count: int) -> None:
    """Raise if a function has another number of arguments."""
    if len(call.arguments) != count:
        raise refused(call.line, f"{call.function} has {len(call.arguments)} arguments; it takes {count}")


def number_of(expression: SquiggleExpression, constants: Constants) -> float:
    """Return the value of an expression of numbers.

    Raises
    ------
    UncertainComputeError
        If it is uncertain, or has no value.
    """
    match expression:
        case Literal():
            return expression.value
        case Negative():
            return -number_of(expression.of, constants)
        case Variable() if expression.name in constants:
            return constants[expression.name]
        case Infix() if expression.operator in ARITHMETIC:
            left, right = number_of(expression.left, constants), number_of(expression.right, constants)
            try:
                value = ARITHMETIC[expression.operator](left, right)
            except (ZeroDivisionError, OverflowError) as error:
                raise refused(expression.line, f"{expression.operator}: {error}") from error
            if isinstance(value, complex):
                raise refused(expression.line, "a negative number has no such power")
            return value
    what = expression.name if isinstance(expression, Variable) else "what stands there"
    raise refused(expression.line, f"{what} is not a number; an argument of a distribution must be one")


def _interval(said: Infix, constants: Constants) -> str:
    low, high = number_of(said.left, constants), number_of(said.right, constants)
    if not 0 < low < high:
        instead = f"; write normal({{p5: {low:g}, p95: {high:g}}})" if low < high else ""
        raise refused(said.line, f"{low:g} to {high:g}: the ends must be above 0 and rise{instead}")
    return f"{low:.15g} to {high:.15g}"


def _named(name: str, said: Entries, constants: Constants) -> dict[str, float]:
    """Return the parameters that ``{mean: 5, stdev: 2}`` or ``{p5: 4, p95: 10}`` say."""
    values = {key: number_of(one, constants) for key, one in said.entries.items()}
    if set(values) == {"mean", "stdev"}:
        return {"mean": values["mean"], "sd": values["stdev"]}
    if tuple(sorted(values, key=lambda key: int(key[1:]) if key[1:].isdigit() else 0)) in INTERVALS and name != "beta":
        return values
    allowed = "mean, stdev" + ("" if name == "beta" else "; or two quantiles: p5, p95; p10, p90; p25, p75")
    raise refused(said.line, f"{name}: has {', '.join(values)}; allowed are {allowed}")


def _mixture(said: Call, constants: Constants) -> dict[str, Any]:
    parts, weights = list(said.arguments), None
    if parts and isinstance(parts[0], Listed):
        parts = [*parts[0].items, *parts[1:]]
    if parts and isinstance(parts[-1], Listed):
        weights = [number_of(one, constants) for one in parts[-1].items]
        parts = parts[:-1]
    if not parts or (weights is not None and len(weights) != len(parts)):
        raise refused(said.line, f"{said.function} has {len(parts)} parts and {len(weights or ())} weights")
    return {"mixture": [belief_of(one, constants) for one in parts], "weights": weights or [1] * len(parts)}


def _truncated(said: Call, constants: Constants) -> dict[str, Any]:
    ends = TRUNCATED[plain_name(said.function)]
    fail_unless_arguments(said, 1 + sum(ends))
    inner = _with_parameters(belief_of(said.arguments[0], constants))
    bounds = iter(number_of(one, constants) for one in said.arguments[1:])
    return {"value": inner, "bounds": [next(bounds) if has else None for has in ends]}


def _with_parameters(belief: Any) -> Any:
    """Return a belief with parameters in place of quantiles, which would be those after truncation."""
    match prior(belief).distribution:
        case Normal(mu=mu, sigma=sigma):
            return {"normal": {"mu": float(mu), "sigma": float(sigma)}}
        case LogNormal(mu=mu, sigma=sigma):
            return {"lognormal": {"mu": float(mu), "sigma": float(sigma)}}
    return belief


OTHERS: dict[str, Callable[[Call, Constants], Any]] = {
    "mixture": _mixture,
    "mx": _mixture,
    "pointMass": _point,
    **dict.fromkeys(TRUNCATED, _truncated),
}
"""Functions that read distributions which are of no family."""
