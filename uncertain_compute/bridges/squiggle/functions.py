"""Squiggle's own functions of draws, as operators and the functions that equations have."""

from collections.abc import Callable
from functools import reduce

from uncertain_compute.bridges.squiggle.syntax import Call, Infix, Listed, SquiggleExpression

FUNCTIONS = {"exp": ("exp", 1), "log": ("log", 1), "log10": ("log10", 1), "min": ("minimum", 2), "max": ("maximum", 2)}
"""Functions of draws: NumPy's name, and the number of arguments."""

NAMESPACE = "Dist."


def composed(said: Call) -> SquiggleExpression:
    """Return what a call stands for: operators in place of ``pow``, ``sum``, ``product`` and a logarithm to a base."""
    plain = Call(said.line, said.function.removeprefix(NAMESPACE), said.arguments)
    found = COMPOSED.get((plain.function, len(plain.arguments)))
    return plain if found is None else found(plain)


def _power(said: Call) -> SquiggleExpression:
    return Infix(said.line, "^", *said.arguments)


def _logarithm(said: Call) -> SquiggleExpression:
    of, base = (Call(said.line, "log", (one,)) for one in said.arguments)
    return Infix(said.line, "/", of, base)


def _joined(operator: str) -> Callable[[Call], SquiggleExpression]:
    def join(said: Call) -> SquiggleExpression:
        (items,) = said.arguments
        if not isinstance(items, Listed) or not items.items:
            return said
        return reduce(lambda left, right: Infix(said.line, operator, left, right), items.items)

    return join


COMPOSED: dict[tuple[str, int], Callable[[Call], SquiggleExpression]] = {
    ("pow", 2): _power,
    ("log", 2): _logarithm,
    ("sum", 1): _joined("+"),
    ("product", 1): _joined("*"),
}
"""Functions that are operators, by their name and number of arguments."""
