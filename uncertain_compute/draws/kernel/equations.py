"""Equations as instructions: a step on named dimensions is one instruction for each coordinate."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uncertain_compute.draws.kernel.assembly import Assembly, Result
from uncertain_compute.draws.kernel.codes import Code
from uncertain_compute.model.dimensions import Dims
from uncertain_compute.model.evaluation import aligned, seen
from uncertain_compute.model.expression import INPUT, NUMBER, OPAQUE, Step
from uncertain_compute.model.graph import Equation
from uncertain_compute.model.operations import OPERATIONS

type Results = NDArray[np.object_]
"""A result for each combination of coordinates."""

type NamedResults = tuple[Dims, Results]

type Line = list[Result]
"""Results along a dimension."""


class NotInKernelError(Exception):
    """A study has something that the kernel cannot do; its text says what."""


def evaluate_in(
    assembly: Assembly, equations: Iterable[Equation], known: Callable[[str], NamedResults]
) -> dict[str, NamedResults]:
    """Return the results of equations, by name.

    Parameters
    ----------
    known
        Returns the values of a name that no equation gives.

    Raises
    ------
    NotInKernelError
        If an equation is opaque, or has an operation that the kernel does not have.
    """
    done: dict[int, NamedResults] = {}
    results: dict[str, NamedResults] = {}
    for equation in equations:
        for index, step in equation.expression:
            if index in done:
                continue
            if step.operation == INPUT:
                name = step.option("name")
                done[index] = results[name] if name in results else known(name)
            else:
                done[index] = _result(assembly, step, [done[one] for one in step.arguments])
        results[equation.name] = done[equation.expression.result]
    return results


def as_values(one: Any, value_of: Callable[[Any], Result]) -> Results:
    """Return an array of values, of an array of anything else."""
    found = np.empty(np.shape(one), dtype=object)
    for index in np.ndindex(found.shape):
        found[index] = value_of(one[index])
    return found


def _result(assembly: Assembly, step: Step, arguments: list[NamedResults]) -> NamedResults:
    if step.operation == OPAQUE:
        raise NotInKernelError("an opaque equation")
    if step.operation == NUMBER:
        return (), as_values(np.asarray(step.option("value")), assembly.number)
    if step.operation == "number_of":
        return arguments[0]
    dims, views = aligned(tuple(own for own, _ in arguments))
    shown = [seen(data, view) for (_, data), view in zip(arguments, views, strict=True)]
    together = np.broadcast_arrays(*shown)
    if OPERATIONS[step.operation].along:
        return _along(assembly, step, dims, together)
    operation = _operation(assembly, step)
    found = np.empty(together[0].shape, dtype=object)
    for index in np.ndindex(found.shape):
        found[index] = operation(*(one[index] for one in together))
    return dims, found


def _operation(assembly: Assembly, step: Step) -> Callable[..., Result]:
    """Return the function that adds the instruction of a step without dimensions."""
    if step.operation == "interp":
        at, gives = step.option("at"), step.option("gives")
        return lambda value: assembly.looked_up(Code.INTERP, value, at, gives)
    if step.operation.upper() not in Code.__members__:
        raise NotInKernelError(f"the operation {step.operation}")
    code = Code[step.operation.upper()]
    return lambda *values: assembly.add(code, *values)


def _along(assembly: Assembly, step: Step, dims: Dims, together: Sequence[Results]) -> NamedResults:
    """Return the result of a step along a dimension, each line of results by itself."""
    options: dict[str, Any] = dict(step.options)
    axis = dims.index(options.pop("dimension"))
    if step.operation not in LINES:
        raise NotInKernelError(f"the operation {step.operation}")
    ahead = [np.moveaxis(one, axis, -1) for one in together]
    others, size = ahead[0].shape[:-1], ahead[0].shape[-1]
    lines = zip(*(one.reshape(-1, size) for one in ahead), strict=True)
    results = [LINES[step.operation](assembly, *map(list, line), **options) for line in lines]
    if OPERATIONS[step.operation].along == "reduces":
        return (*dims[:axis], *dims[axis + 1 :]), filled([one for (one,) in results], others)
    found = filled([one for line in results for one in line], (*others, size))
    return dims, np.moveaxis(found, -1, axis)


def filled(values: Sequence[Result], shape: tuple[int, ...]) -> Results:
    """Return an array of values in a shape."""
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found.reshape(shape)


def _reduced(code: Code) -> Callable[..., Line]:
    return lambda assembly, line: [reduce(lambda one, other: assembly.add(code, one, other), line)]


def _accumulated(code: Code) -> Callable[..., Line]:
    return lambda assembly, line: list(accumulate(line, lambda one, other: assembly.add(code, one, other)))


def _mean(assembly: Assembly, line: Line) -> Line:
    (total,) = _reduced(Code.ADD)(assembly, line)
    return [assembly.add(Code.DIVIDE, total, assembly.number(len(line)))]


def _shift(assembly: Assembly, line: Line, *, by: int, fill: float) -> Line:
    by = max(-len(line), min(by, len(line)))
    filled = [assembly.number(fill)] * abs(by)
    return [*filled, *line[: len(line) - by]] if by >= 0 else [*line[-by:], *filled]


def _stock(assembly: Assembly, flow: Line, survival: Line) -> Line:
    found = []
    for here in range(len(flow)):
        parts = [assembly.add(Code.MULTIPLY, flow[here - age], survival[age]) for age in range(here + 1)]
        found += _reduced(Code.ADD)(assembly, parts)
    return found


def _additions(assembly: Assembly, needed: Line, survival: Line) -> Line:
    zero = assembly.number(0.0)
    added: Line = []
    for here, one in enumerate(needed):
        parts = [assembly.add(Code.MULTIPLY, old, survival[here - before]) for before, old in enumerate(added)]
        short = assembly.add(Code.SUBTRACT, one, *_reduced(Code.ADD)(assembly, parts)) if parts else one
        added.append(assembly.add(Code.DIVIDE, assembly.add(Code.MAXIMUM, short, zero), survival[0]))
    return added


LINES: Mapping[str, Callable[..., Line]] = {
    "sum": _reduced(Code.ADD),
    "mean": _mean,
    "min": _reduced(Code.MINIMUM),
    "max": _reduced(Code.MAXIMUM),
    "prod": _reduced(Code.MULTIPLY),
    "cumsum": _accumulated(Code.ADD),
    "cumprod": _accumulated(Code.MULTIPLY),
    "shift": _shift,
    "stock": _stock,
    "additions": _additions,
    "sel": lambda _, line, *, index: [line[index]],
}
"""What an operation does with lines of results along its dimension."""
