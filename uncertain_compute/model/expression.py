"""Expressions: what equations do, as steps on named values that every engine can take."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

INPUT, NUMBER, OPAQUE = "input", "number", "opaque"
"""Steps that are no operation: a name that an equation needs, a number that is written in one, and a function that no
symbol can pass."""

OF_DRAWS = ("chain", "draw", "sample")
"""Dimensions that a run has of its own."""


@dataclass(frozen=True, slots=True)
class Step:
    """One operation.

    Attributes
    ----------
    operation
        Its name, see `uncertain_compute.model.operations`; or ``input``, ``number`` or ``opaque``.
    arguments
        The steps whose results it takes, by index.
    options
        What else it takes, by name: the ``name`` of an input, the ``value`` of a number, a ``dimension``.
    line
        Where it stands: file and line.
    """

    operation: str
    arguments: tuple[int, ...] = ()
    options: tuple[tuple[str, Any], ...] = ()
    line: str = field(default="", compare=False)

    def option(self, name: str) -> Any:
        """Return one of the options, or None where it is left out."""
        return dict(self.options).get(name)


class Tape:
    """Steps in the order in which they can be done; a step that is there already is not added again."""

    def __init__(self) -> None:
        """Begin without steps."""
        self.steps: list[Step] = []
        self._places: dict[tuple[Any, ...], int] = {}

    def add(self, operation: str, arguments: tuple[int, ...] = (), *, line: str = "", **options: Any) -> int:
        """Return the index of a step."""
        step = Step(operation, arguments, tuple(sorted(options.items())), line)
        key = (operation, arguments, repr(step.options))  # numbers that are equal may differ: 0.0 and -0.0, 1 and True
        if key not in self._places:
            self._places[key] = len(self.steps)
            self.steps.append(step)
        return self._places[key]


@dataclass(frozen=True)
class Expression:
    """What an equation computes: a step of a tape, and those that it needs.

    Attributes
    ----------
    steps
        All steps of the graph that the equation belongs to.
    result
        The index of the one that gives its value.
    """

    steps: tuple[Step, ...]
    result: int

    @cached_property
    def order(self) -> tuple[int, ...]:
        """Return the indices of the steps that the result needs, each after those that it takes.

        The order follows from the expression alone, not from what else is on the tape.
        """
        found: dict[int, None] = {}
        stack = [(self.result, False)]
        while stack:
            index, arguments_done = stack.pop()
            if arguments_done:
                found[index] = None
            elif index not in found:
                stack.append((index, True))
                stack += [(one, False) for one in reversed(self.steps[index].arguments)]
        return tuple(found)

    def __iter__(self) -> Iterator[tuple[int, Step]]:
        """Yield each needed step with its index, in order."""
        return ((index, self.steps[index]) for index in self.order)

    @property
    def inputs(self) -> tuple[str, ...]:
        """Return the names that it depends on."""
        return tuple(step.option("name") for _, step in self if step.operation == INPUT)

    def __str__(self) -> str:
        """Return the same text for the same computation, whatever else is on the tape."""
        number = {index: place for place, index in enumerate(self.order)}
        return "; ".join(
            f"{step.operation}({', '.join([*(f'#{number[one]}' for one in step.arguments), *map(repr, step.options)])})"
            for _, step in self
        )
