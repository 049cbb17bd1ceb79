"""Equations as a graph: each function is named after what it returns and takes what it needs."""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

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

    def needed(self, targets: Iterable[str], given: Iterable[str]) -> tuple[list[Equation], list[str]]:
        """Return the equations that the targets need, in order, and the given names these use.

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
                raise self._missing(name, needed_by, known)
            elif name not in wanted:
                wanted.add(name)
                stack += [(need, name) for need in reversed(self.equations[name].needs)]
        return [equation for name, equation in self.equations.items() if name in wanted], list(used)

    def _missing(self, name: str, needed_by: str, known: set[str]) -> UncertainComputeError:
        if not needed_by:
            return UncertainComputeError(f"targets: no quantity {name!r}; {did_you_mean(name, self.equations)}")
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
        except Exception as error:
            raise UncertainComputeError(
                f"equation {equation.name!r} raised {type(error).__name__}: {error}; "
                f"its inputs were {', '.join(f'{name} = {_first(value)}' for name, value in arguments.items())}"
            ) from error
    return known


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
