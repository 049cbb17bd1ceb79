"""An equation as MathML, written from its expression: nothing of a config's text becomes markup."""

from collections import Counter
from typing import TYPE_CHECKING

from uncertain_compute.model.expression import INPUT, NUMBER, OPAQUE, Expression, Step
from uncertain_compute.views.equations.notation import NOTATION, Formula, called, element, row
from uncertain_compute.views.numbers import brief

if TYPE_CHECKING:
    from markupsafe import Markup

MOST_STEPS = 120
"""A longer equation is not written out."""

LEAVES = (INPUT, NUMBER)


def equation_mathml(name: str, expression: Expression) -> "list[Markup]":
    """Return an equation as lines of MathML; the lines after the first define parts that it has more than once.

    Parameters
    ----------
    name
        The quantity that it gives.

    Returns
    -------
    list of Markup
        Empty if the equation is too long to be read.
    """
    if len(expression.order) > MOST_STEPS:
        return []
    uses = Counter(argument for _, step in expression for argument in step.arguments)
    written: dict[int, Formula] = {}
    parts: list[Markup] = []
    for index, step in expression:
        own = _formula(step, [written[one] for one in step.arguments])
        if uses[index] > 1 and step.operation not in LEAVES:
            part = Formula(element("msub", element("mi", "part"), element("mn", str(len(parts) + 1))))
            parts.append(_line(part, own))
            own = part
        written[index] = own
    return [_line(Formula(element("mi", name)), written[expression.result]), *parts]


def _line(left: Formula, right: Formula) -> "Markup":
    from markupsafe import Markup

    return Markup('<math display="block">{}</math>').format(row(left.markup, element("mo", "="), right.markup))


def _formula(step: Step, parts: list[Formula]) -> Formula:
    if step.operation == INPUT:
        return Formula(element("mi", str(step.option("name"))))
    if step.operation == NUMBER:
        return Formula(element("mn", _number(step.option("value"))))
    if step.operation == OPAQUE:
        return called(str(step.option("function").__name__), [one.markup for one in parts])
    return NOTATION[step.operation](step, parts)


def _number(value: float | bool) -> str:  # noqa: FBT001 - a number that is written in an equation may be true or false
    """Return a number in as many digits as it has."""
    if isinstance(value, bool):
        return str(value).lower()
    short = brief(value)
    return short if short.replace(",", "") == f"{value:g}" else f"{value:.12g}".replace("e+", "e")
