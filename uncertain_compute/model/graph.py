"""Equations as a graph: each function is named after what it returns and takes what it needs."""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from hashlib import blake2b
from types import CodeType, FunctionType
from typing import Any

import numpy as np
from xarray import Variable

from uncertain_compute.errors import UncertainComputeError, did_you_mean

type Number = Any
"""A float, an xarray object (of NumPy, dask or pint arrays) or a named-dimension tensor of PyMC."""

UNIT_AT_END = re.compile(r"\s*\[([^\[\]]+)\]\.?\s*$")


@dataclass(frozen=True, slots=True)
class Equation:
    """One quantity: its name, its function, the names it needs, its unit and what it is."""

    name: str
    function: Callable[..., Number]
    needs: tuple[str, ...]
    unit: str | None
    description: str

    @classmethod
    def of(cls, function: Callable[..., Number]) -> "Equation":
        """Read a function's signature and the unit at the end of its docstring's first line."""
        first_line = (inspect.getdoc(function) or "").split("\n", 1)[0]
        unit = UNIT_AT_END.search(first_line)
        return cls(
            name=function.__name__,
            function=function,
            needs=tuple(inspect.signature(function).parameters),
            unit=unit[1].strip() if unit else None,
            description=UNIT_AT_END.sub("", first_line).rstrip("."),
        )


class Graph:
    """Equations by name, in an order in which each comes after what it needs."""

    def __init__(self, functions: Iterable[Callable[..., Number]]) -> None:
        """Order the equations.

        Raises
        ------
        UncertainComputeError
            If there is no equation, two have one name, or they form a cycle.
        """
        equations: dict[str, Equation] = {}
        for function in functions:
            equation = Equation.of(function)
            if equation.name in equations:
                raise UncertainComputeError(f"model: two equations are called {equation.name!r}")
            equations[equation.name] = equation
        if not equations:
            raise UncertainComputeError("model.equations: no equation found; a study needs at least one function")
        self.equations = {name: equations[name] for name in _order(equations)}

    @property
    def inputs(self) -> list[str]:
        """Names that equations need and no equation gives, in order of first appearance."""
        needs = (name for equation in self.equations.values() for name in equation.needs)
        return [name for name in dict.fromkeys(needs) if name not in self.equations]

    def needed(
        self, targets: Iterable[str], given: Iterable[str], key: str = "targets"
    ) -> tuple[list[Equation], list[str]]:
        """Return the equations that the targets need, in order, and the given names these use.

        Parameters
        ----------
        key
            Where the targets are written: what an unknown one is reported under.

        Raises
        ------
        UncertainComputeError
            If a target is unknown, or a name is needed that is neither given nor computed.
        """
        known = set(given)
        wanted: set[str] = set()
        used: dict[str, None] = {}
        stack = [(target, "") for target in reversed(list(targets))]
        while stack:
            name, needed_by = stack.pop()
            if name in known:
                used[name] = None
            elif name not in self.equations:
                raise self._missing(name, needed_by, known, key)
            elif name not in wanted:
                wanted.add(name)
                stack += [(need, name) for need in reversed(self.equations[name].needs)]
        return [equation for name, equation in self.equations.items() if name in wanted], list(used)

    def version(self, target: str) -> str:
        """Return a text that is another one if the equations behind a quantity are others.

        It sees their names, units and code, the functions that they call and the constants that they use, not their
        comments. Empty for an input.
        """
        behind, stack = set[str](), [target]
        while stack:
            name = stack.pop()
            if name in self.equations and name not in behind:
                behind.add(name)
                stack += self.equations[name].needs
        own = [self.equations[name] for name in sorted(behind)]
        written = [(one.name, one.unit, _written(one.function)) for one in own]
        return blake2b(repr(written).encode(), digest_size=8).hexdigest() if written else ""

    def _missing(self, name: str, needed_by: str, known: set[str], key: str) -> UncertainComputeError:
        if not needed_by:
            return UncertainComputeError(f"{key}: no quantity {name!r}; {did_you_mean(name, self.equations)}")
        nearest = did_you_mean(name, known - set(self.inputs))
        hint = f" ({nearest})" if nearest.startswith("did") else ""
        return UncertainComputeError(
            f"priors.{name}: missing; {needed_by!r} needs it, and no equation or prior gives it{hint}"
        )


def evaluate(equations: Iterable[Equation], values: Mapping[str, Number]) -> dict[str, Number]:
    """Return the given values with each equation's result added.

    Raises
    ------
    UncertainComputeError
        If an equation raises; the message names it.
    """
    known = dict(values)
    for equation in equations:
        arguments = {name: known[name] for name in equation.needs}
        try:
            known[equation.name] = equation.function(**arguments)
        except (Exception, SystemExit) as error:
            raise UncertainComputeError(
                f"equation {equation.name!r} raised {type(error).__name__}: {error}; "
                f"its inputs were {', '.join(f'{name} = {_first(value)}' for name, value in arguments.items())}"
            ) from error
    return known


def _written(value: Any, callers: tuple[FunctionType, ...] = ()) -> object:
    """Return what a function does or a constant is, the same in each process; of other objects only the type."""
    match value:
        case FunctionType():
            return _function_written(value, callers)
        case tuple() | list():
            return [_written(one, callers) for one in value]
        case dict():
            return [_written(one, callers) for one in value.items()]
        case set() | frozenset():
            return sorted(map(repr, value))
        case int() | float() | complex() | str() | bytes() | np.ndarray():
            return repr(value.tolist() if isinstance(value, np.ndarray) else value)
    return type(value).__qualname__


def _function_written(function: FunctionType, callers: tuple[FunctionType, ...]) -> object:
    """Return a function's code and what it uses; only the name of one from another package than the first caller."""
    if function in callers or _package(function) != _package((*callers, function)[0]):
        return (function.__module__, function.__qualname__)
    codes = list(_codes(function.__code__))
    names = {name for code in codes for name in code.co_names if name in function.__globals__}
    around = {name: function.__globals__[name] for name in names} | dict(inspect.getclosurevars(function).nonlocals)
    inside = [one for code in codes for one in code.co_consts if one != function.__doc__]
    uses = [inside, sorted(around.items()), function.__defaults__, function.__kwdefaults__]
    lines = [(code.co_code, code.co_names, code.co_varnames) for code in codes]
    return (lines, [_written(one, (*callers, function)) for one in uses])


def _codes(code: CodeType) -> Iterable[CodeType]:
    """Yield code and what is nested in it."""
    yield code
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _codes(one)


def _package(function: FunctionType) -> str:
    return function.__module__.partition(".")[0]


def _first(value: Number) -> str:
    values = value.data if isinstance(value, Variable) else value
    flat = getattr(values, "flat", None)
    return f"{(values if flat is None else next(iter(flat), values))!s:.40}"


def _order(equations: Mapping[str, Equation]) -> list[str]:
    needs = {name: [need for need in equation.needs if need in equations] for name, equation in equations.items()}
    try:
        return list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise UncertainComputeError(f"model: the equations form a cycle: {' -> '.join(error.args[1])}") from None
