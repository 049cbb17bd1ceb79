"""How each operation is written in MathML."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from uncertain_compute.model.expression import Step

if TYPE_CHECKING:
    from markupsafe import Markup

LOGIC, COMPARISON, SUM, PRODUCT, SIGN, POWER, ATOM = range(7)
"""How tightly operators bind; a part that binds less tightly than the operator around it gets brackets."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A part of a formula in MathML, and how tightly it binds."""

    markup: "Markup"
    holds: int = ATOM


type Notation = Callable[[Step, Sequence[Formula]], Formula]
"""A function that writes a step, given its written arguments."""


def element(tag: str, *inside: "str | Markup") -> "Markup":
    """Return a MathML element; plain text in it is escaped."""
    from markupsafe import Markup, escape

    return Markup(f"<{tag}>{Markup().join(map(escape, inside))}</{tag}>")  # noqa: S704 - tags are this module's own


def row(*inside: "str | Markup") -> "Markup":
    """Return parts of a formula in a row."""
    return element("mrow", *inside)


def held(part: Formula, least: int) -> "Markup":
    """Return a part, in brackets if it binds less tightly than it must."""
    if part.holds >= least:
        return part.markup
    return row(element("mo", "("), part.markup, element("mo", ")"))


def called(name: str, parts: Sequence["Markup"]) -> Formula:
    """Return a function with its arguments."""
    listed = [one for part in parts for one in (element("mo", ","), part)][1:]
    return Formula(row(element("mi", name), element("mo", "("), *listed, element("mo", ")")))


def _between(sign: str, holds: int, right: int | None = None) -> Notation:
    """Write a sign between two arguments; the right one must bind at least as tightly as ``right``."""

    def written(_: Step, parts: Sequence[Formula]) -> Formula:
        first, second = held(parts[0], holds), held(parts[1], holds if right is None else right)
        return Formula(row(first, element("mo", sign), second), holds)

    return written


def _before(sign: str, holds: int = SIGN) -> Notation:
    return lambda _, parts: Formula(row(element("mo", sign), held(parts[0], holds)), holds)


def _around(left: str, right: str) -> Notation:
    return lambda _, parts: Formula(row(element("mo", left), parts[0].markup, element("mo", right)))


def _named(name: str) -> Notation:
    return lambda _, parts: called(name, [one.markup for one in parts])


def _along(name: str, holds: int = ATOM) -> Notation:
    """Write an operation with the dimension that it goes along below it."""

    def written(step: Step, parts: Sequence[Formula]) -> Formula:
        sign = element("munder", element("mo", name), element("mtext", str(step.option("dimension"))))
        return Formula(row(sign, *(held(one, PRODUCT if holds < ATOM else ATOM) for one in parts)), holds)

    return written


def _fraction(_: Step, parts: Sequence[Formula]) -> Formula:
    return Formula(element("mfrac", parts[0].markup, parts[1].markup), PRODUCT)


def _power(_: Step, parts: Sequence[Formula]) -> Formula:
    return Formula(element("msup", held(parts[0], ATOM), parts[1].markup), POWER)


def _exponential(_: Step, parts: Sequence[Formula]) -> Formula:
    return Formula(element("msup", element("mi", "e"), parts[0].markup), POWER)


def _logarithm(base: str) -> Notation:
    sign = element("msub", element("mi", "log"), element("mn", base))
    return lambda _, parts: Formula(row(sign, held(parts[0], ATOM)), PRODUCT)


def _choice(_: Step, parts: Sequence[Formula]) -> Formula:
    condition, chosen, other = (part.markup for part in parts)
    first = element("mtr", element("mtd", chosen), element("mtd", element("mtext", "if "), condition))
    second = element("mtr", element("mtd", other), element("mtd", element("mtext", "else")))
    return Formula(row(element("mo", "{"), element("mtable", first, second)))


def _moved(step: Step, parts: Sequence[Formula]) -> Formula:
    subscript = f"{step.option('dimension')} − {step.option('by')}"
    return Formula(element("msub", held(parts[0], ATOM), element("mtext", subscript)))


def _at(step: Step, parts: Sequence[Formula]) -> Formula:
    label = step.option("label")
    where = "one" if label is None else label
    return Formula(element("msub", held(parts[0], ATOM), element("mtext", f"{step.option('dimension')} = {where}")))


def _same(_: Step, parts: Sequence[Formula]) -> Formula:
    return parts[0]


NOTATION: dict[str, Notation] = {
    "add": _between("+", SUM),
    "subtract": _between("−", SUM, PRODUCT),
    "multiply": _between("×", PRODUCT),
    "divide": _fraction,
    "power": _power,
    "sqrt": lambda _, parts: Formula(element("msqrt", parts[0].markup)),
    "negative": _before("−"),
    "absolute": _around("|", "|"),
    "floor": _around("⌊", "⌋"),
    "ceil": _around("⌈", "⌉"),
    "floor_divide": lambda step, parts: _around("⌊", "⌋")(step, [_fraction(step, parts)]),
    "remainder": _between("mod", PRODUCT, POWER),
    "exp": _exponential,
    "log": lambda _, parts: Formula(row(element("mi", "ln"), held(parts[0], ATOM)), PRODUCT),
    "log2": _logarithm("2"),
    "log10": _logarithm("10"),
    "less": _between("<", COMPARISON, SUM),
    "less_equal": _between("≤", COMPARISON, SUM),
    "greater": _between(">", COMPARISON, SUM),
    "greater_equal": _between("≥", COMPARISON, SUM),
    "equal": _between("=", COMPARISON, SUM),
    "not_equal": _between("≠", COMPARISON, SUM),
    "logical_and": _between("and", LOGIC, COMPARISON),
    "logical_or": _between("or", LOGIC, COMPARISON),
    "logical_xor": _between("xor", LOGIC, COMPARISON),
    "logical_not": _before("not"),
    "minimum": _named("min"),
    "maximum": _named("max"),
    "rint": _named("round"),
    "sign": _named("sgn"),
    "interp": _named("interpolated"),
    "where": _choice,
    "number_of": _same,
    "sum": _along("∑", SUM),
    "prod": _along("∏", PRODUCT),
    "mean": _along("mean"),
    "min": _along("min"),
    "max": _along("max"),
    "cumsum": _along("running ∑", SUM),
    "cumprod": _along("running ∏", PRODUCT),
    "shift": _moved,
    "sel": _at,
    **{name: _named(name) for name in ("expm1", "log1p", "sin", "cos", "tanh", "isfinite", "stock", "additions")},
}
"""How each operation is written, by its name in `uncertain_compute.model.operations`."""
