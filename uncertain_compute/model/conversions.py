"""Insert unit conversions into expressions, and find the unit of each result."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations
from math import inf, isclose, isnan, nan, prod

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.model.expression import INPUT, NUMBER, OPAQUE, Expression, Step, Tape
from uncertain_compute.model.graph import Equation, Graph
from uncertain_compute.model.operations import OPERATIONS
from uncertain_compute.model.unit_text import PLAIN, Unit
from uncertain_compute.model.units import UnitSystem

MOST_NUMBERS = 6
FACTORS = (24.0, 60.0, 100.0, 365.0, 365.25, 3600.0, 8760.0, 8766.0, 86400.0, 2592000.0, 31536000.0, 31557600.0)
"""Numbers that convert a unit, in addition to powers of 1,000 and of 1,024."""


@dataclass(frozen=True, slots=True)
class Value:
    """A step's result and its unit.

    Attributes
    ----------
    step
        The step, on the tape with conversions.
    unit
        Its unit; None where an input that it needs has no belief.
    numbers
        Numbers that it was multiplied by; some may convert its unit by hand.
    number
        Its value, if it is a number that is written in an equation.
    unstated
        Inputs without a stated unit that it was multiplied by.
    coordinate
        Whether it is made of a dimension's coordinates, as ``year - 2024``: a number beside it is in its unit.
    """

    step: int
    unit: Unit | None
    numbers: tuple[float, ...] = ()
    number: float | None = None
    unstated: tuple[str, ...] = ()
    coordinate: bool = False


@dataclass
class _Walk:
    """A pass through all equations that writes a new tape."""

    system: UnitSystem
    units: dict[str, Unit]
    unstated: Mapping[str, float]
    dimensions: Collection[str] = ()
    tape: Tape = field(default_factory=Tape)
    values: dict[int, Value] = field(default_factory=dict)
    equation: str = ""


def with_conversions(
    graph: Graph,
    units: Mapping[str, Unit],
    unstated: Mapping[str, float],
    system: UnitSystem,
    dimensions: Collection[str] = (),
) -> Graph:
    """Return a graph in which sums, comparisons and results are each converted into one unit.

    An equation without a unit of its own gets that of its expression.

    Parameters
    ----------
    units
        The unit of each input that has a belief, by name.
    unstated
        Inputs among them without a stated unit, which are plain numbers: the value of a fixed one, else NaN.
    dimensions
        Names of dimensions, whose coordinates an equation may need.

    Raises
    ------
    UncertainComputeError
        If units do not match; the message names the equation and both units.
    """
    walk = _Walk(system, dict(units), unstated, dimensions)
    results: dict[str, int] = {}
    stated: dict[str, str] = {}
    for name, equation in graph.equations.items():
        walk.equation = name
        for index, step in equation.expression:
            if index not in walk.values:
                walk.values[index] = _value(walk, step, [walk.values[one] for one in step.arguments])
        result = _of_equation(walk, equation, walk.values[equation.expression.result])
        results[name] = result.step
        if result.unit is not None:
            walk.units.setdefault(name, result.unit)
            stated[name] = equation.unit or ("" if result.unit == PLAIN else str(result.unit))
    steps = tuple(walk.tape.steps)
    changed = graph.with_expressions({name: Expression(steps, result) for name, result in results.items()})
    changed.equations = {
        name: replace(one, unit=stated.get(name, one.unit or "") or None) for name, one in changed.equations.items()
    }
    return changed


def _of_equation(walk: _Walk, equation: Equation, value: Value) -> Value:
    """Return an equation's result in its declared unit."""
    line = equation.expression.steps[equation.expression.result].line
    declared = walk.system.unit(equation.unit, f"equation {equation.name!r}") if equation.unit else None
    if value.unit is None:
        return replace(value, unit=declared)
    if value.number is not None:
        return replace(value, unit=declared or PLAIN)
    bare = [name for name in equation.expression.inputs if name in walk.unstated]
    hint = f"; no unit is stated for {', '.join(bare)}" if bare else ""
    wanted = declared or walk.system.reduced(value.unit)
    return _converted(walk, value, wanted, line, f"gives {{}}, and declares {{}}{hint}")


def _value(walk: _Walk, step: Step, arguments: list[Value]) -> Value:
    """Return the result and unit of a step, with the conversions that it needs."""
    if step.operation == INPUT:
        name = str(step.option("name"))
        own = walk.tape.add(INPUT, name=name)
        number = walk.unstated.get(name, nan)
        if isnan(number):
            return Value(own, walk.units.get(name), coordinate=name in walk.dimensions)
        return Value(own, walk.units.get(name), (number,), unstated=(name,))
    if step.operation == NUMBER:
        number = float(step.option("value"))
        return Value(_added(walk, step, []), PLAIN, (number,), number)
    if step.operation == OPAQUE:
        unit = walk.system.unit(step.option("function").unit, f"equation {walk.equation!r}")
        return Value(_added(walk, step, arguments), unit)
    if any(one.unit is None for one in arguments):
        return Value(_added(walk, step, arguments), None)
    rule = OPERATIONS[step.operation].units
    return RULES[rule](walk, step, arguments)


def _added(walk: _Walk, step: Step, arguments: Sequence[Value]) -> int:
    return walk.tape.add(step.operation, tuple(one.step for one in arguments), line=step.line, **dict(step.options))


def _alike(walk: _Walk, step: Step, arguments: list[Value]) -> Value:
    """Return a sum, a choice or a comparison whose arguments are all converted to the first one's unit."""
    condition, parts = (arguments[:1], arguments[1:]) if step.operation == "where" else ([], arguments)
    beside_rate = _is_rate_beside_one(step, parts)
    beside_coordinate = any(one.coordinate for one in parts)
    takes_any = [
        _fits_any(one) or (beside_rate and one.number == 1.0) or (beside_coordinate and one.number is not None)
        for one in parts
    ]
    wanted = next((_unit(one) for one, takes in zip(parts, takes_any, strict=True) if not takes), PLAIN)
    plain = [f"; a name in place of {one.number:g} can have a unit" for one in parts if one.number is not None]
    said = f"{step.operation} of {{1}} and {{0}}{''.join(plain[:1])}"
    converted = [
        replace(one, unit=wanted) if takes else _converted(walk, one, wanted, step.line, said)
        for one, takes in zip(parts, takes_any, strict=True)
    ]
    truth = OPERATIONS[step.operation].truth
    own = _added(walk, step, [*condition, *converted])
    return Value(own, PLAIN) if truth else Value(own, wanted, coordinate=beside_coordinate)


def _fits_any(value: Value) -> bool:
    """Return whether a value is the same number in every unit, as zero is."""
    return value.number is not None and value.number in (0.0, inf, -inf)


def _is_rate_beside_one(step: Step, parts: Sequence[Value]) -> bool:
    """Return whether a step is 1 + rate or 1 - rate with a rate per time: a growth factor."""
    others = [one for one in parts if one.number != 1.0]
    return (
        step.operation in ("add", "subtract")
        and len(others) == 1
        and others[0].unit is not None
        and others[0].unit.powers == (("second", Fraction(-1)),)
    )


def _product(walk: _Walk, step: Step, arguments: list[Value]) -> Value:
    first, second = arguments
    return _multiplied(walk, step, arguments, _unit(first) * _unit(second), (*first.numbers, *second.numbers))


def _ratio(walk: _Walk, step: Step, arguments: list[Value]) -> Value:
    first, second = arguments
    if step.operation == "floor_divide" and _unit(first).powers == _unit(second).powers:
        second = _converted(walk, second, _unit(first), step.line, "floor division of {1} by {0}")
    below = tuple(1.0 / one for one in second.numbers if one)
    return _multiplied(walk, step, [first, second], _unit(first) / _unit(second), (*first.numbers, *below))


def _multiplied(walk: _Walk, step: Step, arguments: Sequence[Value], unit: Unit, numbers: tuple[float, ...]) -> Value:
    kept = numbers if len(numbers) <= MOST_NUMBERS else ()
    unstated = tuple(name for one in arguments for name in one.unstated)
    coordinate = any(one.coordinate and one.unit == unit for one in arguments)
    return Value(_added(walk, step, arguments), unit, kept, unstated=unstated, coordinate=coordinate)


def _power(walk: _Walk, step: Step, arguments: list[Value]) -> Value:
    base, exponent = arguments
    if exponent.number is not None and _unit(base).powers:
        power = Fraction(exponent.number).limit_denominator(100)
        return Value(_added(walk, step, arguments), _unit(base) ** power)
    per = _unit(base).powers
    if per and _unit(exponent).powers == tuple((name, -power) for name, power in per):
        exponent = _converted(walk, exponent, PLAIN / _unit(base), step.line, "{} to the power of {}")
        return Value(_added(walk, step, [base, exponent]), PLAIN)
    odd = "its base" if per else "its exponent"
    said = f"a power whose base is in {{0}} and exponent in {_unit(exponent)}: {odd} has to be a plain number, "
    said += "or a rate (1/year) has to be raised to a time (year)"
    if per or _unit(exponent).powers:
        raise _error(walk, step.line, said.format(_unit(base)))
    plain = [_converted(walk, one, PLAIN, step.line, "a power of {}, where {} is needed") for one in arguments]
    return Value(_added(walk, step, plain), PLAIN)


def _root(walk: _Walk, step: Step, arguments: list[Value]) -> Value:
    return Value(_added(walk, step, arguments), _unit(arguments[0]) ** Fraction(1, 2))


def _kept(walk: _Walk, step: Step, arguments: list[Value]) -> Value:
    own = arguments[0]
    numbers = own.numbers if step.operation in ("sum", "mean", "sel", "negative") else ()
    return Value(_added(walk, step, arguments), own.unit, numbers, unstated=own.unstated, coordinate=own.coordinate)


def _pure(walk: _Walk, step: Step, arguments: list[Value]) -> Value:
    plain = [
        _converted(walk, one, PLAIN, step.line, f"{step.operation} of {{}}, where {{}} is needed") for one in arguments
    ]
    return Value(_added(walk, step, plain), PLAIN)


def _none(walk: _Walk, step: Step, arguments: list[Value]) -> Value:
    return Value(_added(walk, step, arguments), PLAIN)


RULES = {
    "alike": _alike, "product": _product, "ratio": _ratio, "power": _power, "root": _root, "kept": _kept,
    "pure": _pure, "none": _none,
}  # fmt: skip


def _unit(value: Value) -> Unit:
    return value.unit or PLAIN


def _converted(walk: _Walk, value: Value, wanted: Unit, line: str, said: str) -> Value:
    """Return a value in another unit; numbers in the equation may have converted it already.

    Raises
    ------
    UncertainComputeError
        If the units measure different things, or the value was multiplied by a number that looks like another
        conversion.
    """
    own = _unit(value)
    if own.powers != wanted.powers:
        raise _error(walk, line, said.format(own, wanted))
    factor = own.factor / wanted.factor
    if isclose(factor, 1.0, rel_tol=1e-12):
        return replace(value, unit=wanted)
    if any(isclose(one, factor, rel_tol=1e-9) for one in _products(value.numbers)) and not value.unstated:
        return replace(value, unit=wanted, numbers=())
    if odd := next((one for one in value.numbers if _converts(one)), None):
        who = f"{value.unstated[0]!r}, which has no unit" if value.unstated else f"the number {max(odd, 1 / odd):g}"
        raise _error(
            walk,
            line,
            f"{said.format(own, wanted)}; the factor is {float(factor):g}, and {who} may be meant to convert, too. "
            "Units are converted by themselves: leave it out, or state its unit",
        )
    inverse = 1 / factor
    by, operation = (inverse, "divide") if inverse.denominator == 1 else (factor, "multiply")
    number = walk.tape.add(NUMBER, value=float(by), line=line)
    return Value(walk.tape.add(operation, (value.step, number), line=line), wanted)


def _products(numbers: tuple[float, ...]) -> Iterator[float]:
    """Yield the product of each subset of some numbers."""
    return (prod(some) for size in range(1, len(numbers) + 1) for some in combinations(numbers, size))


def _converts(number: float) -> bool:
    """Return whether a number is one that converts units."""
    if number <= 0 or number in (1.0, inf):
        return False
    larger = max(number, 1.0 / number)
    powers = (base**power for base in (1000.0, 1024.0) for power in range(1, 9))
    return any(isclose(larger, one, rel_tol=1e-9) for one in (*FACTORS, *powers))


def _error(walk: _Walk, line: str, said: str) -> UncertainComputeError:
    return UncertainComputeError(f"equation {walk.equation!r}{f' ({line})' if line else ''}: {said}")
