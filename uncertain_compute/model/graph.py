"""Equations as a graph: each function is named after the quantity it returns, and its parameters are its inputs."""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from hashlib import blake2b
from math import inf
from typing import Any

from uncertain_compute.errors import UncertainComputeError, did_you_mean, no_such
from uncertain_compute.model.expression import NUMBER, OF_DRAWS, Expression, Step, Tape
from uncertain_compute.model.opaque import Opaque
from uncertain_compute.model.tracing import Traced, name_of, traced

type Number = Any
"""The type of an equation's arguments and result: a symbol (`uncertain_compute.model.symbol`) or a plain number."""

SOURCE = re.compile(r"^Source: (.*?)(?:\n\s*\n|\Z)", re.DOTALL | re.MULTILINE)
UNIT_AT_END = re.compile(r"\s*\[([^\[\]]+)\]\.?\s*$")


@dataclass(frozen=True, slots=True)
class Equation:
    """The equation of one quantity: its name, the names it needs, its expression, unit, description and source."""

    name: str
    needs: tuple[str, ...]
    expression: Expression
    unit: str | None
    description: str
    source: str = ""


class Graph:
    """Equations by name, each after those that it needs.

    Attributes
    ----------
    names
        The names that equations need or give, in the order in which they were written.
    """

    def __init__(self, functions: Iterable[Callable[..., Number]]) -> None:
        """Call each equation once, on symbols, and order them.

        Raises
        ------
        UncertainComputeError
            If there is no equation, two have one name, they form a cycle, or one does what a symbol does not allow.
        """
        tape = Tape()
        found: dict[str, tuple[Callable[..., Number], Traced]] = {}
        for function in functions:
            if (name := name_of(function)) in found:
                raise UncertainComputeError(f"model: two equations are called {name!r}")
            found[name] = (function, traced(function, tape))
        if not found:
            raise UncertainComputeError("model.equations: no equation found; a study needs at least one function")
        for name in dict.fromkeys((*found, *(need for _, one in found.values() for need in one.needs))):
            if name in OF_DRAWS:
                raise UncertainComputeError(
                    f"model.equations: {name} is a dimension of each run, and cannot name a quantity"
                )
        self.names = tuple(dict.fromkeys(name for own, (_, one) in found.items() for name in (*one.needs, own)))
        steps = tuple(tape.steps)
        equations = {name: _equation(name, *one, steps) for name, one in found.items()}
        self.equations = {name: equations[name] for name in _order(equations)}
        self._as_written = self.equations
        self.dims: Mapping[str, tuple[str, ...]] = {}
        self._versions: dict[str, str] = {}
        self._events: dict[frozenset[str], frozenset[str]] = {}

    def with_expressions(
        self, expressions: Mapping[str, Expression], dims: Mapping[str, tuple[str, ...]] | None = None
    ) -> "Graph":
        """Return the same equations with other expressions, by name, and what dimensions all have if that is found."""
        changed = copy(self)
        changed.dims = self.dims if dims is None else dims
        changed.equations = {
            name: replace(equation, expression=expressions[name]) for name, equation in self.equations.items()
        }
        return changed

    @property
    def inputs(self) -> list[str]:
        """Names that equations need and no equation gives, in order of first appearance."""
        needs = (name for equation in self.equations.values() for name in equation.needs)
        return [name for name in dict.fromkeys(needs) if name not in self.equations]

    @property
    def may_be_never(self) -> frozenset[str]:
        """Return the quantities in whose equations, or in those of what they need, infinity is written: never."""
        found: set[str] = set()
        for name, equation in self.equations.items():
            numbers = (step.option("value") for _, step in equation.expression if step.operation == NUMBER)
            if inf in numbers or not found.isdisjoint(equation.needs):
                found.add(name)
        return frozenset(found)

    def events(self, given: Iterable[str] = ()) -> frozenset[str]:
        """Return the quantities that say whether something happens: 1 if it does, else 0.

        A quantity that is given, as by a belief in place of its equation, is none of them.
        """
        replaced = frozenset(self.equations).intersection(given)
        if replaced not in self._events:
            found: set[str] = set()
            for name, equation in self.equations.items():
                if name not in replaced and equation.expression.says_whether(found):
                    found.add(name)
            self._events[replaced] = frozenset(found)
        return self._events[replaced]

    def needed(
        self, targets: Iterable[str], given: Iterable[str], key: str = "targets"
    ) -> tuple[list[Equation], list[str]]:
        """Return the equations that the targets need, in order, and the given names that these use.

        Parameters
        ----------
        key
            The config key of the targets, for the message on an unknown one.

        Raises
        ------
        UncertainComputeError
            If a target is unknown, or a needed name is neither given nor computed.
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

    def as_written(self, name: str) -> Expression:
        """Return an equation's expression as its author wrote it, before units are converted."""
        return self._as_written[name].expression

    def version(self, target: str) -> str:
        """Return a hash of the equations behind a quantity and of their units; empty for an input."""
        if target not in self.equations:
            return ""
        if target not in self._versions:
            equations, _ = self.needed([target], self.inputs)
            written = sorted((one.name, one.unit, str(self._as_written[one.name].expression)) for one in equations)
            self._versions[target] = blake2b(repr(written).encode(), digest_size=8).hexdigest()
        return self._versions[target]

    def _missing(self, name: str, needed_by: str, known: set[str], key: str) -> UncertainComputeError:
        if not needed_by:
            return no_such(key, "quantity", name, self.equations)
        nearest = did_you_mean(name, known - set(self.inputs))
        hint = f" ({nearest})" if nearest.startswith("did") else ""
        return UncertainComputeError(
            f"priors.{name}: missing; {needed_by!r} needs it, and no equation or prior gives it{hint}"
        )


def _equation(name: str, function: Callable[..., Number], of: Traced, steps: tuple[Step, ...]) -> Equation:
    """Return an equation with the unit at the end of its docstring's first line."""
    said = inspect.getdoc(function) or ""
    first_line = said.split("\n", 1)[0]
    source = SOURCE.search(said)
    unit = UNIT_AT_END.search(first_line)
    return Equation(
        name=name,
        needs=of.needs,
        expression=Expression(steps, of.result),
        unit=function.unit if isinstance(function, Opaque) else unit[1].strip() if unit else None,
        description=UNIT_AT_END.sub("", first_line).rstrip("."),
        source=" ".join(source[1].split()) if source else "",
    )


def _order(equations: Mapping[str, Equation]) -> list[str]:
    needs = {name: [need for need in equation.needs if need in equations] for name, equation in equations.items()}
    try:
        return list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise UncertainComputeError(f"model: the equations form a cycle: {' -> '.join(error.args[1])}") from None
