"""Expressions: what equations do to named values, as steps that every engine can evaluate."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

INPUT, NUMBER, OPAQUE = "input", "number", "opaque"
"""Steps that are not operations: a name that an equation needs, a number written in it, and an opaque function."""

KEEPS_TRUTHS = ("multiply", "minimum", "maximum", "min", "max", "prod", "cumprod", "sel")
"""Operations whose result is 0 or 1 if all that they take is."""

OF_DRAWS = ("chain", "draw", "sample")
"""Dimensions that every run has."""


@dataclass(frozen=True, slots=True)
class Step:
    """One operation.

    Attributes
    ----------
    operation
        Its name, from `uncertain_compute.model.operations`; or ``input``, ``number`` or ``opaque``.
    arguments
        Indices of the steps whose results it takes.
    options
        Its other arguments, by name: the ``name`` of an input, the ``value`` of a number, a ``dimension``.
    line
        The file and line that it was written in.
    """

    operation: str
    arguments: tuple[int, ...] = ()
    options: tuple[tuple[str, Any], ...] = ()
    line: str = field(default="", compare=False)

    def option(self, name: str) -> Any:
        """Return one of the options, or None if the step does not have it."""
        return dict(self.options).get(name)


class Tape:
    """A list of steps in an order in which they can be evaluated, without duplicates."""

    def __init__(self) -> None:
        """Start without steps."""
        self.steps: list[Step] = []
        self._index_of: dict[tuple[Any, ...], int] = {}

    def add(self, operation: str, arguments: tuple[int, ...] = (), *, line: str = "", **options: Any) -> int:
        """Return the index of a step, after adding it if it is new."""
        step = Step(operation, arguments, tuple(sorted(options.items())), line)
        key = (operation, arguments, repr(step.options))  # numbers that are equal may differ: 0.0 and -0.0, 1 and True
        if key not in self._index_of:
            self._index_of[key] = len(self.steps)
            self.steps.append(step)
        return self._index_of[key]


@dataclass(frozen=True)
class Expression:
    """What an equation computes: one step of a tape, and the steps that it needs.

    Attributes
    ----------
    steps
        All steps of the graph that the equation belongs to.
    result
        The index of the step that gives its value.
    """

    steps: tuple[Step, ...]
    result: int

    @cached_property
    def order(self) -> tuple[int, ...]:
        """Return the indices of the steps that the result needs, each after its arguments.

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
        """Return the names of the inputs that the result depends on."""
        return tuple(step.option("name") for _, step in self if step.operation == INPUT)

    def says_whether(self, events: Collection[str]) -> bool:
        """Return whether the result says that something happens, 1, or not, 0, where some inputs say it of others."""
        truths: set[int] = set()
        for index, step in self:
            taken = step.arguments[1:] if step.operation == "where" else step.arguments
            if (
                step.operation == "number_of"
                or (step.operation == INPUT and step.option("name") in events)
                or (step.operation == NUMBER and step.option("value") in (0, 1))
                or (step.operation in (*KEEPS_TRUTHS, "where") and truths.issuperset(taken))
                or (step.operation == "subtract" and self._is_one(taken[0]) and truths.issuperset(taken))
            ):
                truths.add(index)
        return self.result in truths and self.steps[self.result].operation != NUMBER

    def _is_one(self, index: int) -> bool:
        return bool(self.steps[index].option("value") == 1)

    def __str__(self) -> str:
        """Return a text that depends on the computation alone, not on what else is on the tape."""
        number = {index: position for position, index in enumerate(self.order)}
        return "; ".join(
            f"{step.operation}({', '.join([*(f'#{number[one]}' for one in step.arguments), *map(repr, step.options)])})"
            for _, step in self
        )
