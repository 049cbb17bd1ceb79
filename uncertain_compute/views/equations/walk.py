"""The names behind a quantity, which a reader can follow back to the numbers that it depends on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xarray import Variable

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.model.evaluation import evaluate
from uncertain_compute.study.study import Study
from uncertain_compute.views.equations.mathml import equation_mathml
from uncertain_compute.views.numbers import amount, brief, unit_text

if TYPE_CHECKING:
    from markupsafe import Markup

MOST_VALUES = 3
"""If there are more values than this, only the first and the last are shown."""

QUANTITY, UNCERTAIN, FIXED = "quantity", "uncertain", "fixed"
"""Kinds of names: quantities with an equation, uncertain assumptions, and fixed ones."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name in the graph, with its value if all assumptions are at their medians.

    Attributes
    ----------
    kind
        ``quantity``, ``uncertain`` or ``fixed``.
    formula
        Lines of MathML; none for an assumption.
    inputs, users
        The names that its equation needs, and the quantities that need it.
    """

    name: str
    label: str
    kind: str
    value: str
    formula: "Sequence[Markup]"
    inputs: tuple[str, ...]
    users: tuple[str, ...]
    source: str


def walk_of(study: Study, targets: Sequence[str]) -> dict[str, Named]:
    """Return all names that some targets need, each after those that it needs."""
    equations, given = study.graph.needed(targets, study.assumptions)
    values = _at_medians(study, targets)
    users = {name: tuple(one.name for one in equations if name in one.needs) for name in given}
    users |= {own.name: tuple(one.name for one in equations if own.name in one.needs) for own in equations}
    uncertain = {
        name for name in given if any(not study.columns[column].fixed for column in study.assumptions[name].columns)
    }
    found = {
        name: Named(
            name,
            study.label(name),
            UNCERTAIN if name in uncertain else FIXED,
            _text(study, name, values),
            (),
            (),
            users[name],
            "",
        )
        for name in given
    }
    for own in equations:
        formula = equation_mathml(own.name, study.graph.as_written(own.name))
        text = _text(study, own.name, values)
        inputs = tuple(dict.fromkeys(own.needs))
        found[own.name] = Named(
            own.name, study.label(own.name), QUANTITY, text, formula, inputs, users[own.name], own.source
        )
    return {name: found[name] for name in _order(found, targets)}


def _at_medians(study: Study, targets: Sequence[str]) -> Mapping[str, Variable]:
    """Return all values at the medians of the assumptions; only the assumptions' values if an equation fails there."""
    equations, given = study.graph.needed(targets, study.assumptions)
    medians = study.medians(given)
    try:
        return evaluate(equations, medians)
    except UncertainComputeError:
        return medians


def _text(study: Study, name: str, values: Mapping[str, Variable]) -> str:
    """Return a value with its unit; several values with their coordinates, of many only the first and the last."""
    if name not in values:
        return ""
    unit, variable = study.unit(name), values[name]
    numbers = [float(one) for one in variable.values.ravel()]
    if len(numbers) == 1:
        return amount(numbers[0], unit)
    labels = [column.partition("[")[2].removesuffix("]") for column in study.columns_of(name)]
    told = [f"{label}: {brief(one)}" for label, one in zip(labels, numbers, strict=False)]
    shown = ", ".join(told) if len(told) <= MOST_VALUES else f"{told[0]} … {told[-1]}"
    return f"{shown} {unit_text(unit)}".rstrip()


def _order(found: Mapping[str, Named], targets: Sequence[str]) -> list[str]:
    """Return names in an order in which inputs come right before the first quantity that needs them."""
    ordered: dict[str, None] = {}
    stack = [(name, False) for name in reversed(targets)]
    while stack:
        name, inputs_done = stack.pop()
        if inputs_done:
            ordered[name] = None
        elif name not in ordered:
            stack.append((name, True))
            stack += [(one, False) for one in reversed(found[name].inputs) if one not in ordered]
    return list(ordered)
