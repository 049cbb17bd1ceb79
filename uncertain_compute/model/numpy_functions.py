"""NumPy functions that equations may use and that are not ufuncs."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import isfinite
from typing import Any

import numpy as np

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.model.symbol import Symbol, as_symbol, done, line_of_equation, number_of


def chosen(condition: Any, x: Any, y: Any) -> Symbol:
    """Return one value where a condition is true, and another where it is not."""
    tape = next(one.tape for one in (condition, x, y) if isinstance(one, Symbol))
    asked = as_symbol(tape, condition)
    truth = asked if asked.truth else done("not_equal", asked, 0.0)
    first, second = (number_of(as_symbol(tape, one)) for one in (x, y))
    return Symbol(tape, tape.add("where", (truth.index, first.index, second.index), line=line_of_equation()))


def clipped(a: Any, a_min: Any = None, a_max: Any = None, *, min: Any = None, max: Any = None) -> Symbol:  # noqa: A002
    """Return values limited to the range between two others."""
    low, high = (a_min if min is None else min), (a_max if max is None else max)
    found: Symbol = a if low is None else np.maximum(a, low)
    return found if high is None else np.minimum(found, high)


def interpolated(x: Any, xp: Sequence[float], fp: Sequence[float]) -> Symbol:
    """Return values interpolated linearly in a table of plain numbers."""
    if not isinstance(x, Symbol):
        raise UncertainComputeError("np.interp takes a symbol and a table of plain numbers")
    at, gives = (_table(one) for one in (xp, fp))
    if len(at) != len(gives):
        raise UncertainComputeError(f"np.interp: the table has {len(at)} points and {len(gives)} values")
    if any(one >= other for one, other in pairwise(at)):
        raise UncertainComputeError(
            "np.interp: the points of the table do not increase, each larger than the one before"
        )
    number = number_of(x)
    return Symbol(x.tape, x.tape.add("interp", (number.index,), line=line_of_equation(), at=at, gives=gives))


def _table(written: Any) -> tuple[float, ...]:
    if any(isinstance(one, Symbol) for one in written):
        raise UncertainComputeError("np.interp: the table has to be plain numbers")
    found = tuple(float(one) for one in written)
    if not found or not all(map(isfinite, found)):
        raise UncertainComputeError("np.interp: the table is empty, or has a value that is not a number")
    return found


def rounded(a: Any, decimals: int) -> Symbol:
    """Return values rounded to whole numbers, or to a number of decimals."""
    scale = 10.0**decimals
    return done("divide", done("rint", done("multiply", a, scale)), scale) if decimals else done("rint", a)


FUNCTIONS: dict[str, Callable[..., Symbol]] = {
    "where": chosen,
    "clip": clipped,
    "interp": interpolated,
    "rint": lambda a, decimals=0: rounded(a, decimals),
}
"""Functions by their name in NumPy."""
