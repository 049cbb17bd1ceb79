"""What an equation may do to symbols: each operation with its NumPy function and its effect on units."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

type UnitRule = Literal["alike", "product", "ratio", "power", "root", "kept", "pure", "none"]
"""How an operation treats units. ``alike``: the arguments are converted to one unit, which the result has. ``pure``:
they are converted to plain numbers. ``none``: they may have any unit, and the result has none. ``kept``: the result has
the unit of the only argument.
"""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation.

    Attributes
    ----------
    units
        How it treats its arguments' units.
    compute
        The function that computes it on arrays that follow NumPy's protocols; by default NumPy's function of its name.
        An operation along a named dimension takes that dimension's ``axis``.
    truth
        Whether its result is true or false.
    of_truths
        Whether its arguments have to be true or false.
    along
        Its effect on a named dimension: none (""), ``reduces`` it, or goes ``along`` it.
    """

    units: UnitRule
    compute: Callable[..., Any]
    truth: bool = False
    of_truths: bool = False
    along: Literal["", "reduces", "along"] = ""


def _elementwise(units: UnitRule, *names: str, truth: bool = False, of_truths: bool = False) -> dict[str, Operation]:
    return {name: Operation(units, getattr(np, name), truth, of_truths) for name in names}


def _part(values: Any, axis: int, first: int, end: int) -> Any:
    """Return values between two indices of an axis, without a copy."""
    return values[(*[slice(None)] * axis, slice(first, end))]


def _each(values: Any, axis: int) -> list[Any]:
    """Return values at each index of an axis, which they keep."""
    return [_part(values, axis, index, index + 1) for index in range(values.shape[axis])]


def _shift(values: Any, axis: int, *, by: int, fill: float) -> Any:
    """Return values moved along an axis, with ``fill`` where no value moves in."""
    size = values.shape[axis]
    by = max(-size, min(by, size))
    kept = _part(values, axis, max(-by, 0), size - max(by, 0))
    filled = np.full((*values.shape[:axis], abs(by), *values.shape[axis + 1 :]), fill, dtype=values.dtype)
    return np.concatenate([filled, kept] if by >= 0 else [kept, filled], axis=axis)


def _stock(flow: Any, survival: Any, axis: int) -> Any:
    """Return the stock at each coordinate: all additions until then, each times the share that is left at its age."""
    added, left = _each(flow, axis), _each(survival, axis)
    parts = [sum(added[here - age] * left[age] for age in range(here + 1)) for here in range(len(added))]
    return np.concatenate(parts, axis=axis)


def _additions(needed: Any, survival: Any, axis: int) -> Any:
    """Return what must be added at each coordinate so that the stock is never below what is needed."""
    left = _each(survival, axis)
    added: list[Any] = []
    for here, wanted in enumerate(_each(needed, axis)):
        kept = sum(vintage * left[here - before] for before, vintage in enumerate(added))
        added.append(np.maximum(wanted - kept, 0.0) / left[0])
    return np.concatenate(added, axis=axis)


def _interp(values: Any, *, at: tuple[float, ...], gives: tuple[float, ...]) -> Any:
    """Return values interpolated linearly in a table; beyond its ends, the first or last value."""
    if type(values).__module__.startswith("dask"):
        return values.map_blocks(np.interp, xp=at, fp=gives)
    return np.interp(values, at, gives)


def _number_of(values: Any) -> Any:
    """Return 1 where something is true, else 0."""
    return values.astype(float) if hasattr(values, "astype") else float(values)


OPERATIONS: dict[str, Operation] = {
    **_elementwise("alike", "add", "subtract", "minimum", "maximum", "remainder"),
    **_elementwise("alike", "less", "less_equal", "greater", "greater_equal", "equal", "not_equal", truth=True),
    **_elementwise("product", "multiply"),
    **_elementwise("ratio", "divide", "floor_divide"),
    **_elementwise("power", "power"),
    **_elementwise("root", "sqrt"),
    **_elementwise("kept", "negative", "absolute", "floor", "ceil", "rint"),
    **_elementwise("pure", "exp", "expm1", "log", "log1p", "log2", "log10", "sin", "cos", "tanh"),
    **_elementwise("none", "sign"),
    **_elementwise("none", "isfinite", truth=True),
    **_elementwise("none", "logical_and", "logical_or", "logical_xor", "logical_not", truth=True, of_truths=True),
    "where": Operation("alike", np.where),
    "number_of": Operation("none", _number_of),
    "interp": Operation("none", _interp),
    "sum": Operation("kept", np.sum, along="reduces"),
    "mean": Operation("kept", np.mean, along="reduces"),
    "min": Operation("kept", np.min, along="reduces"),
    "max": Operation("kept", np.max, along="reduces"),
    "prod": Operation("pure", np.prod, along="reduces"),
    "cumsum": Operation("kept", np.cumsum, along="along"),
    "cumprod": Operation("pure", np.cumprod, along="along"),
    "shift": Operation("kept", _shift, along="along"),
    "stock": Operation("product", _stock, along="along"),
    "additions": Operation("ratio", _additions, along="along"),
    "sel": Operation("kept", lambda values, axis, *, index: np.take(values, index, axis=axis), along="reduces"),
}
"""Operations by name; elementwise ones have their name in NumPy."""

SPELT: dict[str, str] = {
    "true_divide": "divide", "abs": "absolute", "fabs": "absolute", "mod": "remainder",
    "float_power": "power", "pow": "power", "bitwise_and": "logical_and", "bitwise_or": "logical_or",
    "bitwise_xor": "logical_xor", "invert": "logical_not", "bitwise_not": "logical_not", "fmin": "minimum",
    "fmax": "maximum", "round": "rint", "around": "rint", "amax": "max", "amin": "min", "cumulative_sum": "cumsum",
}  # fmt: skip
"""Other names that NumPy has for operations."""
