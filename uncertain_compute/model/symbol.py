"""Symbols: an equation is called with them once, to see what it does to its inputs."""

import inspect
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from uncertain_compute.errors import UncertainComputeError, did_you_mean, quoted
from uncertain_compute.model.expression import INPUT, NUMBER, Tape
from uncertain_compute.model.operations import OPERATIONS, SPELT

HERE = str(Path(__file__).parent)
NO_TRUTH = (
    "is not a number yet, so it cannot decide anything: for `x if x > y else y`, `max(x, y)` and `and` write "
    "np.where(x > y, x, y), np.maximum(x, y) and &"
)
NO_FLOAT = "is not a number yet: for math.exp(x), float(x) and round(x) write np.exp(x), x and np.rint(x)"
NO_ARRAY = "cannot stand in a list or an array: for np.max([x, y]) and np.sum([x, y]) write np.maximum(x, y) and x + y"
NO_PARTS = "has no parts that can be counted or taken by number: write x.sel(year=2027), x.sum('year')"
NOT_CHANGED = "cannot be changed: compute another value instead, as np.where(condition, new, x)"
NEEDS_DIMENSION = "needs the name of a dimension: {name}('year') goes over the years, and nothing goes over the draws"


class Symbol:
    """A value that is not known yet; operations on it are kept as steps on a tape."""

    __slots__ = ("index", "tape", "truth")
    __hash__ = object.__hash__

    def __init__(self, tape: Tape, index: int, *, truth: bool = False) -> None:
        """Stand for the result of a step; ``truth`` says whether that result is true or false."""
        self.tape, self.index, self.truth = tape, index, truth

    def __repr__(self) -> str:
        """Return the name of an input, or of the last operation."""
        step = self.tape.steps[self.index]
        return f"the symbol {step.option('name')!r}" if step.operation == INPUT else f"the result of {step.operation}"

    # Arithmetic and comparison

    def __add__(self, other: Any) -> "Symbol": return done("add", self, other)  # fmt: skip

    def __radd__(self, other: Any) -> "Symbol": return done("add", other, self)  # fmt: skip

    def __sub__(self, other: Any) -> "Symbol": return done("subtract", self, other)  # fmt: skip

    def __rsub__(self, other: Any) -> "Symbol": return done("subtract", other, self)  # fmt: skip

    def __mul__(self, other: Any) -> "Symbol": return done("multiply", self, other)  # fmt: skip

    def __rmul__(self, other: Any) -> "Symbol": return done("multiply", other, self)  # fmt: skip

    def __truediv__(self, other: Any) -> "Symbol": return done("divide", self, other)  # fmt: skip

    def __rtruediv__(self, other: Any) -> "Symbol": return done("divide", other, self)  # fmt: skip

    def __floordiv__(self, other: Any) -> "Symbol": return done("floor_divide", self, other)  # fmt: skip

    def __rfloordiv__(self, other: Any) -> "Symbol": return done("floor_divide", other, self)  # fmt: skip

    def __mod__(self, other: Any) -> "Symbol": return done("remainder", self, other)  # fmt: skip

    def __rmod__(self, other: Any) -> "Symbol": return done("remainder", other, self)  # fmt: skip

    def __pow__(self, other: Any) -> "Symbol": return done("power", self, other)  # fmt: skip

    def __rpow__(self, other: Any) -> "Symbol": return done("power", other, self)  # fmt: skip

    def __lt__(self, other: Any) -> "Symbol": return done("less", self, other)  # fmt: skip

    def __le__(self, other: Any) -> "Symbol": return done("less_equal", self, other)  # fmt: skip

    def __gt__(self, other: Any) -> "Symbol": return done("greater", self, other)  # fmt: skip

    def __ge__(self, other: Any) -> "Symbol": return done("greater_equal", self, other)  # fmt: skip

    def __eq__(self, other: object) -> "Symbol": return done("equal", self, other)  # type: ignore[override]  # fmt: skip

    def __ne__(self, other: object) -> "Symbol": return done("not_equal", self, other)  # type: ignore[override]  # fmt: skip

    def __and__(self, other: Any) -> "Symbol": return done("logical_and", self, other)  # fmt: skip

    def __rand__(self, other: Any) -> "Symbol": return done("logical_and", other, self)  # fmt: skip

    def __or__(self, other: Any) -> "Symbol": return done("logical_or", self, other)  # fmt: skip

    def __ror__(self, other: Any) -> "Symbol": return done("logical_or", other, self)  # fmt: skip

    def __xor__(self, other: Any) -> "Symbol": return done("logical_xor", self, other)  # fmt: skip

    def __rxor__(self, other: Any) -> "Symbol": return done("logical_xor", other, self)  # fmt: skip

    def __invert__(self) -> "Symbol": return done("logical_not", self)  # fmt: skip

    def __neg__(self) -> "Symbol": return done("negative", self)  # fmt: skip

    def __pos__(self) -> "Symbol": return self  # fmt: skip

    def __abs__(self) -> "Symbol": return done("absolute", self)  # fmt: skip

    # Along a named dimension

    def sum(self, dimension: Any = None) -> "Symbol":
        """Add up over a named dimension."""
        return _along("sum", self, dimension)

    def mean(self, dimension: Any = None) -> "Symbol":
        """Average over a named dimension."""
        return _along("mean", self, dimension)

    def min(self, dimension: Any = None) -> "Symbol":
        """Return the smallest value along a named dimension."""
        return _along("min", self, dimension)

    def max(self, dimension: Any = None) -> "Symbol":
        """Return the largest value along a named dimension."""
        return _along("max", self, dimension)

    def prod(self, dimension: Any = None) -> "Symbol":
        """Multiply over a named dimension."""
        return _along("prod", self, dimension)

    def cumsum(self, dimension: Any = None) -> "Symbol":
        """Return running sums along a named dimension."""
        return _along("cumsum", self, dimension)

    def cumprod(self, dimension: Any = None) -> "Symbol":
        """Return running products along a named dimension."""
        return _along("cumprod", self, dimension)

    def diff(self, dimension: Any = None) -> "Symbol":
        """Return the change from the previous coordinate; the first value is kept, so that ``cumsum`` undoes it."""
        return self - _along("shift", self, dimension, by=1, fill=0.0)

    def shift(self, fill_value: float = 0.0, **by: int) -> "Symbol":
        """Return values of earlier coordinates: ``x.shift(year=1)`` is the year before; the first is ``fill_value``."""
        if len(by) != 1:
            raise UncertainComputeError("shift takes one dimension, as in x.shift(year=1)")
        ((dimension, steps),) = by.items()
        if type(steps) is not int or not isinstance(fill_value, int | float):
            raise UncertainComputeError(
                f"shift takes a whole number of coordinates and a plain fill_value, not {steps!r}"
            )
        return _along("shift", self, dimension, by=steps, fill=float(fill_value))

    def sel(self, **labels: Any) -> "Symbol":
        """Return the value at a coordinate of a named dimension: ``x.sel(year=2027)``."""
        if not labels:
            raise UncertainComputeError("sel takes a dimension and a coordinate, as in x.sel(year=2027)")
        found = self
        for dimension, label in labels.items():
            if not isinstance(label, str | int | float) or isinstance(label, bool):
                raise UncertainComputeError(f"sel takes one coordinate by its name, as in x.sel({dimension}=2027)")
            found = _along("sel", found, dimension, label=f"{label:.12g}" if isinstance(label, float) else str(label))
        return found

    def clip(self, min: Any = None, max: Any = None) -> "Symbol":  # noqa: A002 (NumPy and xarray call them so)
        """Return values limited to the range between two others."""
        kept: Symbol = np.clip(self, min, max)  # type: ignore[assignment]
        return kept

    def where(self, condition: Any, other: Any) -> "Symbol":
        """Return this value where a condition is true, else another value."""
        chosen: Symbol = np.where(condition, self, other)  # type: ignore[assignment]
        return chosen

    # NumPy's protocols

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> "Symbol":
        """Apply a NumPy ufunc, element by element."""
        name = SPELT.get(ufunc.__name__, ufunc.__name__)
        if method != "__call__":
            raise UncertainComputeError(f"np.{ufunc.__name__}.{method} {NEEDS_DIMENSION.format(name='x.sum')}")
        if options:
            raise UncertainComputeError(f"np.{ufunc.__name__} takes no {', '.join(options)} in an equation")
        if name == "square":
            return done("multiply", inputs[0], inputs[0])
        if name == "reciprocal":
            return done("divide", 1.0, inputs[0])
        return done(_known(name), *inputs)

    def __array_function__(self, function: Any, types: Any, inputs: Any, options: Mapping[str, Any]) -> "Symbol":
        """Apply another NumPy function, if it has a meaning for a single draw."""
        from uncertain_compute.model.numpy_functions import FUNCTIONS

        del types
        name = SPELT.get(function.__name__, function.__name__)
        if made := FUNCTIONS.get(name):
            try:
                return made(*inputs, **options)
            except TypeError as error:
                raise UncertainComputeError(f"np.{function.__name__}: {error}") from None
        if name in OPERATIONS and OPERATIONS[name].along:
            raise UncertainComputeError(f"np.{function.__name__} {NEEDS_DIMENSION.format(name=f'x.{name}')}")
        _known(name)
        raise UncertainComputeError(f"np.{function.__name__} cannot be used in an equation like this")

    # Operations without a meaning for a value that is not known yet

    def __bool__(self) -> NoReturn: raise UncertainComputeError(f"{self!r} {NO_TRUTH}")  # fmt: skip

    def __float__(self) -> NoReturn: raise UncertainComputeError(f"{self!r} {NO_FLOAT}")  # fmt: skip

    __int__ = __index__ = __complex__ = __trunc__ = __floor__ = __ceil__ = __float__

    def __round__(self, digits: int | None = None) -> NoReturn:
        """Raise: a symbol cannot be rounded by Python."""
        raise UncertainComputeError(f"{self!r} {NO_FLOAT}")

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        """Raise: a symbol cannot become an array."""
        raise UncertainComputeError(f"{self!r} {NO_ARRAY}")

    def __iter__(self) -> NoReturn: raise UncertainComputeError(f"{self!r} {NO_PARTS}")  # fmt: skip

    __len__ = __iter__

    def __getitem__(self, key: Any) -> NoReturn: raise UncertainComputeError(f"{self!r} {NO_PARTS}")  # fmt: skip

    __contains__ = __getitem__

    def __setitem__(self, key: Any, value: Any) -> NoReturn:
        """Raise: a symbol cannot be changed."""
        raise UncertainComputeError(f"{self!r} {NOT_CHANGED}")

    def __getattr__(self, name: str) -> NoReturn:
        """Raise for attributes that arrays have and symbols do not."""
        if name.startswith("__"):
            raise AttributeError(name)
        known = [one for one, made in vars(Symbol).items() if one[0] != "_" and inspect.isfunction(made)]
        raise UncertainComputeError(f"{self!r} has no {name}; {did_you_mean(name, known)}")


def as_symbol(tape: Tape, value: Any) -> Symbol:
    """Return a symbol as it is, and a number as a symbol.

    Raises
    ------
    UncertainComputeError
        If it is neither, or a symbol of another study.
    """
    if isinstance(value, Symbol):
        if value.tape is not tape:
            raise UncertainComputeError(f"{value!r} belongs to another study")
        return value
    plain = value.item() if isinstance(value, np.generic) or getattr(value, "shape", None) == () else value
    if not isinstance(plain, int | float):
        raise UncertainComputeError(f"{quoted(value)} is neither a number nor computed from the inputs")
    number = plain if isinstance(plain, bool) else float(plain)
    return Symbol(tape, tape.add(NUMBER, value=number, line=line_of_equation()), truth=isinstance(plain, bool))


def done(name: str, *arguments: Any) -> Symbol:
    """Return the result of an operation; in arithmetic true counts as 1 and false as 0."""
    tape = next(one.tape for one in arguments if isinstance(one, Symbol))
    operation = OPERATIONS[name]
    symbols = [as_symbol(tape, one) for one in arguments]
    if operation.of_truths:
        for one in symbols:
            if not one.truth:
                raise UncertainComputeError(
                    f"{one!r} is neither true nor false; compare it first, as (x > 0) & (y > 0)"
                )
    elif name != "number_of":
        symbols = [number_of(one) for one in symbols]
    index = tape.add(name, tuple(one.index for one in symbols), line=line_of_equation())
    return Symbol(tape, index, truth=operation.truth)


def number_of(symbol: Symbol) -> Symbol:
    """Return 1 or 0 for a symbol that is true or false, and a number unchanged."""
    return done("number_of", symbol) if symbol.truth else symbol


def _along(name: str, symbol: Symbol, dimension: Any, **options: Any) -> Symbol:
    if not isinstance(dimension, str):
        raise UncertainComputeError(f"{name} {NEEDS_DIMENSION.format(name=f'x.{name}')}")
    number = number_of(symbol)
    return Symbol(
        number.tape, number.tape.add(name, (number.index,), line=line_of_equation(), dimension=dimension, **options)
    )


def _known(name: str) -> str:
    """Return an operation's name, if equations may use it; else raise."""
    if name not in OPERATIONS:
        known = {*(one for one in OPERATIONS if hasattr(np, one)), "clip"}
        raise UncertainComputeError(f"np.{name} cannot be used in an equation; {did_you_mean(name, known)}")
    return name


def line_of_equation() -> str:
    """Return the file and line of the equation that is running."""
    frame = sys._getframe(2)  # noqa: SLF001 (inspect.stack reads source files for each step)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(HERE):
        frame = frame.f_back
    return f"{frame.f_code.co_filename.rpartition('/')[2]}, line {frame.f_lineno}"
