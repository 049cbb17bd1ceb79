"""Call an equation once, on symbols, to see what it does."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any

import numpy as np

from uncertain_compute.errors import UncertainComputeError, quoted
from uncertain_compute.model.expression import INPUT, OPAQUE, Tape
from uncertain_compute.model.opaque import Opaque
from uncertain_compute.model.symbol import Symbol, as_symbol

KINDS = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


@dataclass(frozen=True, slots=True)
class Traced:
    """What a function needs and computes.

    Attributes
    ----------
    needs
        Its parameters; those with a default value are constants of the equation.
    result
        The step of the tape that gives its value.
    """

    needs: tuple[str, ...]
    result: int


def name_of(function: Any) -> str:
    """Return the name of an equation.

    Raises
    ------
    UncertainComputeError
        If it has no name, or is not a function.
    """
    name = getattr(function, "__name__", None)
    if not callable(function) or isinstance(function, partial | type) or not isinstance(name, str):
        raise UncertainComputeError(
            f"model.equations: {quoted(function)} is not a function; write def NAME(inputs): ..."
        )
    if not name.isidentifier():
        raise UncertainComputeError(f"model.equations: {name} has no name of its own; write def NAME(inputs): ...")
    return name


def traced(function: Callable[..., Any], tape: Tape) -> Traced:
    """Return what an equation needs and computes, by calling it once on symbols.

    Raises
    ------
    UncertainComputeError
        If it does something that a symbol does not allow; the message names the line.
    """
    name = name_of(function)
    parameters = inspect.signature(function).parameters.values()
    for one in parameters:
        if one.kind not in KINDS:
            raise UncertainComputeError(f"equation {name!r}: its parameter {one.name} does not name one input")
    needs = tuple(one.name for one in parameters if one.default is one.empty)
    symbols = {need: Symbol(tape, tape.add(INPUT, name=need)) for need in needs}
    if isinstance(function, Opaque):
        arguments = tuple(symbol.index for symbol in symbols.values())
        return Traced(needs, tape.add(OPAQUE, arguments, function=function))
    try:
        with np.errstate(all="ignore"):  # of plain numbers in the equation, as of draws
            value = function(**symbols)
    except (Exception, SystemExit) as error:
        said = str(error) if isinstance(error, UncertainComputeError) else f"raised {type(error).__name__}: {error}"
        raise UncertainComputeError(f"equation {name!r}{_line_of(error.__traceback__, function)}: {said}") from error
    try:
        result = as_symbol(tape, value)
    except UncertainComputeError as error:
        raise UncertainComputeError(f"equation {name!r}: its result {error}") from error
    if needs and not isinstance(value, Symbol):
        raise UncertainComputeError(f"equation {name!r}: returns {quoted(value)} whatever its inputs are")
    number = tape.add("number_of", (result.index,)) if result.truth else result.index
    return Traced(needs, number)


def _line_of(traceback: TracebackType | None, function: Callable[..., Any]) -> str:
    """Return the last line of the equation's own file that an error passed through."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if code is None:
        return ""
    lines = [line for frame, line in walk_tb(traceback) if frame.f_code.co_filename == code.co_filename]
    return f" ({Path(code.co_filename).name}, line {lines[-1]})" if lines else ""
