"""Which factors are integrated, as a group of a run."""

from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.addresses import name_of
from uncertain_compute.draws.blocks import Plan
from uncertain_compute.draws.integrated.factors import Conditional, conditionals_of
from uncertain_compute.draws.integrated.grid import Spread
from uncertain_compute.draws.recorders import columns_in
from uncertain_compute.study.study import Study

INTEGRATED = "integrated"
"""The name of the group."""

COLUMN, TERM, SPREAD, SPREADS, POINT = "column", "term", "spread", "spreads", "point"


type _Known = dict[tuple[tuple[str, ...], tuple[str, ...]], Dataset | None]

_KNOWN: WeakKeyDictionary[Study, _Known] = WeakKeyDictionary()
"""The groups of studies that are still used, by what a plan is asked for and its assumptions; without sums of draws."""


def integrated_group(study: Study, plan: Plan, drawn: Dataset) -> Dataset | None:
    """Return the group of a run that says which factors are integrated; None if none are.

    The sum of each column's draws is kept, too: by this it shows if other draws have taken their place.
    """
    known, key = _KNOWN.setdefault(study, {}), (plan.asked, tuple(plan.assumptions))
    if key not in known:
        known[key] = _without_sums(conditionals_of(study, plan))
    if (kept := known[key]) is None:
        return None
    group = kept.copy(deep=False)
    columns = group.variables[COLUMN].values.tolist()
    values = {
        column: draws
        for name in dict.fromkeys(map(name_of, columns))
        for column, draws in columns_in(drawn, name).items()
    }
    group.variables["total"].data = np.array([values[column].sum() for column in columns])
    return group


def _without_sums(found: Mapping[str, Conditional]) -> Dataset | None:
    """Return the group without sums of draws, whose other numbers cannot be changed; None if there are no columns."""
    if not found:
        return None
    terms = [
        (index, column, weight, column in one.factors)
        for index, one in enumerate(found.values())
        for column, weight in one.weights.items()
    ]
    indices, columns, weights, factors = zip(*terms, strict=True)
    group = Dataset(
        {
            **_stored([one.spread for one in found.values()]),
            "sigma": (COLUMN, [one.sigma for one in found.values()]),
            "offset": (COLUMN, [one.offset for one in found.values()]),
            "total": (COLUMN, np.zeros(len(found))),
            "place": (TERM, np.array(indices)),
            "assumption": (TERM, list(columns)),
            "weight": (TERM, np.array(weights)),
            "factor": (TERM, np.array(factors)),
        },
        coords={COLUMN: list(found)},
    )
    for variable in group.data_vars.values():
        variable.values.flags.writeable = False
    return group


def conditionals_in(run: DataTree) -> dict[str, tuple[Conditional, float]]:
    """Return the conditional distributions that a run holds, each with the sum of the draws that it is about."""
    if INTEGRATED not in run.children:
        return {}
    group = run.children[INTEGRATED].to_dataset(inherit=False)
    weights: dict[int, dict[str, float]] = {}
    factors: dict[int, list[str]] = {}
    for index, column, weight, is_factor in zip(*_lists(group, "place", "assumption", "weight", "factor"), strict=True):
        weights.setdefault(index, {})[column] = weight
        factors.setdefault(index, []).extend([column] if is_factor else [])
    rows = enumerate(zip(*_lists(group, COLUMN, "sigma", "offset", "total"), _spreads_in(group), strict=True))
    return {
        column: (Conditional(sigma, offset, weights[index], tuple(factors[index]), spread), total)
        for index, (column, sigma, offset, total, spread) in rows
    }


def _stored(spreads: Sequence[Spread | None]) -> dict[str, Any]:
    """Return spreads as variables: which of them a column has, -1 for none, and their masses one after another."""
    each = list({id(one): one for one in spreads if one is not None}.values())
    if not each:
        return {}
    index = {id(one): number for number, one in enumerate(each)}
    return {
        SPREAD: (COLUMN, [-1 if one is None else index[id(one)] for one in spreads]),
        "start": (SPREADS, [one.start for one in each]),
        "added": (SPREADS, [one.added for one in each]),
        "length": (SPREADS, [len(one.masses) for one in each]),
        "mass": (POINT, np.concatenate([one.masses for one in each])),
    }


def _spreads_in(group: Dataset) -> list[Spread | None]:
    """Return the spread of each column in a group of a run."""
    if SPREAD not in group.variables:
        return [None] * group.sizes[COLUMN]
    starts, lengths, added, indices = _lists(group, "start", "length", "added", SPREAD)
    parts = np.split(group.variables["mass"].values, np.cumsum(lengths)[:-1])
    each = list(map(Spread, starts, parts, added))
    return [each[index] if index >= 0 else None for index in indices]


def _lists(group: Dataset, *names: str) -> list[list[Any]]:
    if missing := next((name for name in names if name not in group.variables), None):
        raise KeyError(f"No variable named {missing!r}")
    return [group.variables[name].values.tolist() for name in names]
