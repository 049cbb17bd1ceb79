"""Evaluate equations on PyMC's tensors with named dimensions."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from pytensor.xtensor import math as xm
from pytensor.xtensor.shape import concat
from pytensor.xtensor.type import as_xtensor

from uncertain_compute.draws.cells import NamedTensor
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.model.expression import INPUT, NUMBER, OPAQUE, Step
from uncertain_compute.model.graph import Equation
from uncertain_compute.model.operations import OPERATIONS


def evaluate(equations: Iterable[Equation], values: Mapping[str, NamedTensor]) -> dict[str, NamedTensor]:
    """Return the given tensors with each equation's result added.

    Raises
    ------
    UncertainComputeError
        If PyMC cannot evaluate an equation.
    """
    known = dict(values)
    for equation in equations:
        done: dict[int, NamedTensor] = {}
        for index, step in equation.expression:
            if step.operation == OPAQUE:
                raise UncertainComputeError(
                    f"equation {equation.name!r}: PyMC cannot evaluate it, because it is opaque; use engine=numpy"
                )
            done[index] = _result(step, [done[one] for one in step.arguments], known)
        known[equation.name] = done[equation.expression.result]
    return known


def _result(step: Step, arguments: list[NamedTensor], known: Mapping[str, NamedTensor]) -> NamedTensor:
    options = dict(step.options)
    if step.operation == INPUT:
        return known[options["name"]]
    if step.operation == NUMBER:
        return as_xtensor(np.asarray(options["value"]), dims=())
    if made := OWN.get(step.operation):
        return made(*arguments, **options)
    if OPERATIONS[step.operation].along:
        return getattr(arguments[0], step.operation)(dim=options["dimension"])
    return getattr(xm, step.operation)(*arguments)


def _shift(value: NamedTensor, *, dimension: str, by: int, fill: float) -> NamedTensor:
    """Return values moved along a dimension, with ``fill`` where no value moves in."""
    size = int(value.type.shape[value.dims.index(dimension)])
    by = max(-size, min(by, size))
    kept = value.isel({dimension: slice(max(-by, 0), size - max(by, 0))})
    filled = value.isel({dimension: slice(0, abs(by))}) * 0.0 + fill
    return concat([filled, kept] if by >= 0 else [kept, filled], dim=dimension)


def _stock(flow: NamedTensor, survival: NamedTensor, *, dimension: str) -> NamedTensor:
    """Return at each coordinate what is left of all that was added up to it."""
    size = int(flow.type.shape[flow.dims.index(dimension)])
    left = flow * survival.isel({dimension: 0})
    for age in range(1, size):
        left = left + _shift(flow, dimension=dimension, by=age, fill=0.0) * survival.isel({dimension: age})
    return left


def _additions(needed: NamedTensor, survival: NamedTensor, *, dimension: str) -> NamedTensor:
    """Return at each coordinate what must be added so that, with what is left of earlier additions, it is enough."""
    size = int(needed.type.shape[needed.dims.index(dimension)])
    left = [survival.isel({dimension: age}) for age in range(size)]
    added: list[NamedTensor] = []
    for here in range(size):
        lacking = needed.isel({dimension: here})
        for before, vintage in enumerate(added):
            lacking = lacking - vintage * left[here - before]
        added.append(xm.maximum(lacking, 0.0) / left[0])
    return _along(dimension, added).transpose(*dict.fromkeys((*needed.dims, *survival.dims)))


def _along(dimension: str, parts: list[NamedTensor]) -> NamedTensor:
    """Return one value for each coordinate of a dimension, chosen: PyTensor's ``concat`` simplifies all before it."""
    indices = as_xtensor(np.arange(len(parts)), dims=(dimension,))
    found = parts[0].expand_dims({dimension: len(parts)})
    for index, part in enumerate(parts[1:], start=1):
        found = xm.where(indices >= index, part, found)
    return found


def _interp(value: NamedTensor, *, at: tuple[float, ...], gives: tuple[float, ...]) -> NamedTensor:
    """Return interpolated values of a table: the first value plus the change along each line segment."""
    found = value * 0.0 + gives[0]
    for low, high, first, last in zip(at, at[1:], gives, gives[1:], strict=False):
        found = found + (xm.clip(value, low, high) - low) * ((last - first) / (high - low))
    return found


OWN: dict[str, Callable[..., Any]] = {
    "add": xm.add, "subtract": xm.sub, "multiply": xm.mul, "divide": xm.true_div, "remainder": xm.mod,
    "floor_divide": xm.floor_div, "power": xm.pow, "absolute": xm.abs, "negative": xm.neg,
    "less": xm.lt, "less_equal": xm.le, "greater": xm.gt, "greater_equal": xm.ge, "equal": xm.eq, "not_equal": xm.neq,
    "logical_and": xm.and_, "logical_or": xm.or_, "logical_xor": xm.xor, "logical_not": xm.invert,
    "where": xm.where,
    "rint": xm.round,
    "number_of": lambda value: value.astype("float64"),
    "isfinite": lambda value: xm.invert(xm.or_(xm.isnan(value), xm.isinf(value))),
    "interp": _interp,
    "shift": _shift,
    "stock": _stock,
    "additions": _additions,
    "sel": lambda value, *, dimension, index: value.isel({dimension: index}),
}  # fmt: skip
"""Operations that PyTensor does not have, or has under another name than NumPy."""
