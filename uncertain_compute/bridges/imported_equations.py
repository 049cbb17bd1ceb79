"""What a file of another tool computes, as equations of a study."""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from uncertain_compute.bridges.lines import refused

MOST_TERMS = 5000
MOST_CALLS, DEEPEST_CALL = 1000, 30
"""The most calls of functions that are written out, in all and within each other."""

LARGEST_WHOLE = 1e15
"""Smaller whole numbers are written without a point."""


@dataclass(frozen=True, slots=True)
class Computed:
    """An equation: its expression, and what it needs.

    Attributes
    ----------
    unit
        The unit that it declares; empty if it has that of its expression.
    """

    expression: ast.expr
    needs: tuple[str, ...]
    said: str
    unit: str = "1"


def needed_by(equations: Iterable[Computed]) -> set[str]:
    """Return all names that equations need."""
    return {name for one in equations for name in one.needs}


def results_of(equations: Mapping[str, Computed]) -> list[str]:
    """Return the equations that no other needs."""
    needed = needed_by(equations.values())
    return [name for name in equations if name not in needed]


def shortest(value: float) -> float:
    """Return a number, without its point if it is whole."""
    return int(value) if float(value).is_integer() and abs(value) < LARGEST_WHOLE else value


def number(value: float) -> ast.expr:
    """Return a number in Python."""
    written = ast.Constant(shortest(abs(value)))
    return ast.UnaryOp(ast.USub(), written) if value < 0 else written


def computed(expression: ast.expr, needs: Iterable[str], said: str, line: int) -> Computed:
    """Return an equation of a line.

    Raises
    ------
    LineError
        If its expression would be too long to read; functions within functions make it grow fast.
    """
    if _terms(expression, {}) > MOST_TERMS:
        raise refused(line, f"its expression has more than {MOST_TERMS:,} terms; name parts of it")
    return Computed(expression, tuple(needs), said)


def _terms(expression: ast.AST, known: dict[int, int]) -> int:
    """Return the number of terms of an expression as it is written; a part that occurs twice is looked at once."""
    if id(expression) not in known:
        parts = sum(_terms(one, known) for one in ast.iter_child_nodes(expression) if isinstance(one, ast.expr))
        known[id(expression)] = max(parts, 1)
    return known[id(expression)]
