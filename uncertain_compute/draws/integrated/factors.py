"""Lognormal factors of quantities: given everything else, such a quantity has an exact lognormal distribution.

A quantity is often a product in which lognormal assumptions are factors. Given the draws of all the rest, its logarithm
is normal. The mean of that is read off the draws: they are divided by those of the factors. So no draw is made anew,
and what a run keeps stays as it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.addresses import address_of, column_names, is_among, name_of
from uncertain_compute.arrays import Floats
from uncertain_compute.draws.blocks import Plan
from uncertain_compute.draws.integrated.scaling import Scaling, scalings
from uncertain_compute.draws.recorders import columns_in
from uncertain_compute.priors.dependence.copula import CorrelatedGroup
from uncertain_compute.priors.dependence.inseparable import Inseparable
from uncertain_compute.priors.distributions.families.continuous.lognormal import LogNormal
from uncertain_compute.priors.reading.assumptions import Assumption
from uncertain_compute.study.study import Study

INTEGRATED = "integrated"
"""The group of a run that says which factors are integrated."""

COLUMN, TERM = "column", "term"


@dataclass(frozen=True, slots=True)
class Conditional:
    """The distribution of a column, given everything but some lognormal factors.

    Attributes
    ----------
    sigma
        The standard deviation of its logarithm.
    offset, weights
        The logarithm of its conditional median is that of its draw, plus the offset, plus a weight times the logarithm
        of the draw of each of some columns of assumptions.
    factors
        Those of these columns that are its factors.
    """

    sigma: float
    offset: float
    weights: Mapping[str, float]
    factors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Lognormal:
    """A lognormal column in the model's unit."""

    mu: float
    sigma: float


def conditionals_of(study: Study, plan: Plan) -> dict[str, Conditional]:
    """Return the conditional distribution of each column of a plan's targets that has lognormal factors.

    Not integrated are lognormal columns that are drawn together with others otherwise than by correlations, and those
    correlated with a column on which the rest depends and which is not lognormal.
    """
    lognormal = _lognormals(plan)
    owners = {name: entry for name, entry in plan.assumptions.items() if not lognormal.keys().isdisjoint(entry.columns)}
    dimensions = {name: [dim for dim in one.dimensions if dim not in one.shared] for name, one in owners.items()}
    numbers = {name: float(value.values) for name, value in plan.constants.items() if not value.dims}
    scaling_of = scalings((*plan.folded, *plan.equations), dimensions, numbers)
    found: dict[str, Conditional] = {}
    for target, scaling in scaling_of.items():
        if target in plan.targets and any(lognormal.keys() & owners[name].columns for name, _ in scaling.powers):
            for column, powers, rest in _by_column(study, target, scaling, owners):
                if is_among(column, plan.asked) and (own := _conditional(plan, powers, rest, lognormal)):
                    found[column] = _by_address(own, owners)
    return found


def integrated_group(study: Study, plan: Plan, drawn: Dataset) -> Dataset | None:
    """Return the group of a run that says which factors are integrated; None if there are none.

    The sum of each column's draws is kept, too: by this it shows if other draws have taken their place.
    """
    found = conditionals_of(study, plan)
    if not found:
        return None
    values = {
        column: draws
        for name in dict.fromkeys(map(name_of, found))
        for column, draws in columns_in(drawn, name).items()
    }
    terms = [
        (place, column, weight, column in one.factors)
        for place, one in enumerate(found.values())
        for column, weight in one.weights.items()
    ]
    places, columns, weights, factors = zip(*terms, strict=True)
    return Dataset(
        {
            "sigma": (COLUMN, [one.sigma for one in found.values()]),
            "offset": (COLUMN, [one.offset for one in found.values()]),
            "total": (COLUMN, [float(values[column].sum()) for column in found]),
            "place": (TERM, np.array(places)),
            "assumption": (TERM, list(columns)),
            "weight": (TERM, np.array(weights)),
            "factor": (TERM, np.array(factors)),
        },
        coords={COLUMN: list(found)},
    )


def conditionals_in(run: DataTree) -> dict[str, tuple[Conditional, float]]:
    """Return the conditional distributions that a run holds, each with the sum of the draws that it is about."""
    if INTEGRATED not in run.children:
        return {}
    group = run[INTEGRATED].to_dataset()
    weights: dict[int, dict[str, float]] = {}
    factors: dict[int, list[str]] = {}
    for place, column, weight, is_factor in zip(*_lists(group, "place", "assumption", "weight", "factor"), strict=True):
        weights.setdefault(place, {})[column] = weight
        factors.setdefault(place, []).extend([column] if is_factor else [])
    rows = enumerate(zip(*_lists(group, COLUMN, "sigma", "offset", "total"), strict=True))
    return {
        column: (Conditional(sigma, offset, weights[place], tuple(factors[place])), total)
        for place, (column, sigma, offset, total) in rows
    }


def _lists(group: Dataset, *names: str) -> list[list[Any]]:
    return [group[name].values.tolist() for name in names]


def _lognormals(plan: Plan) -> dict[str, _Lognormal]:
    """Return the lognormal columns of a plan that are drawn on their own, or only correlated."""
    together = {name for group in plan.groups if isinstance(group, Inseparable) for name in group.columns}
    return {
        name: _Lognormal(one.distribution.mu + float(np.log(one.factor)), one.distribution.sigma)
        for name, one in plan.columns.items()
        if isinstance(one.distribution, LogNormal) and name not in together
    }


def _by_column(
    study: Study, target: str, scaling: Scaling, owners: Mapping[str, Assumption]
) -> Iterator[tuple[str, dict[str, float], set[str]]]:
    """Yield each column of a quantity, with powers of columns of assumptions, and the columns of all else it needs."""
    dims = study.graph.dims.get(target, ())
    _, used = study.graph.needed([target], study.assumptions)
    others = [name for name in used if name not in owners or name in scaling.otherwise]
    rest = {column for name in others for column in study.assumptions[name].columns}
    labels = product(*(study.dimensions[dim] for dim in dims))
    for column, own in zip(study.columns_of(target), labels, strict=True):
        at = dict(zip(dims, own, strict=True))
        powers: dict[str, float] = {}
        for (name, picks), power in scaling.powers.items():
            here = at | {dim: study.dimensions[dim][index] for dim, index in picks}
            entry = owners[name]
            part = address_of(name, [here[dim] for dim in entry.dimensions if dim not in entry.shared])
            powers[part] = powers.get(part, 0.0) + power
        yield column, powers, rest


def _conditional(
    plan: Plan, powers: Mapping[str, float], rest: set[str], lognormal: Mapping[str, _Lognormal]
) -> Conditional | None:
    """Return a column's distribution given the rest; None if no factor can be integrated."""
    factors = {name: power for name, power in powers.items() if name in lognormal}
    kept = rest.union(powers.keys() - factors.keys())
    variance, offset = 0.0, 0.0
    weights: dict[str, float] = {}
    integrated: list[str] = []
    for columns, group in _separately(plan.groups, factors):
        given = [] if group is None else [name for name in group.columns if name in kept]
        if not lognormal.keys() >= set(given):
            continue
        slopes = np.array([factors[name] * lognormal[name].sigma for name in columns])
        on_given, covariance = _given(group, columns, given)
        variance += float(slopes @ covariance @ slopes)
        moved = zip(given, slopes @ on_given, strict=True)
        each = {name: -factors[name] for name in columns}
        each |= {name: float(slope) / lognormal[name].sigma for name, slope in moved}
        offset -= sum(weight * lognormal[name].mu for name, weight in each.items())
        weights |= each
        integrated += columns
    return Conditional(float(np.sqrt(variance)), offset, weights, tuple(integrated)) if variance > 0.0 else None


def _separately(
    groups: Iterable[CorrelatedGroup], factors: Mapping[str, float]
) -> Iterator[tuple[list[str], CorrelatedGroup | None]]:
    """Yield the factors that depend on each other, with their group; each of the others alone."""
    alone = dict.fromkeys(factors)
    for group in groups:
        if own := [name for name in group.columns if name in factors]:
            yield own, group
            for name in own:
                del alone[name]
    for name in alone:
        yield [name], None


def _given(group: CorrelatedGroup | None, columns: Sequence[str], given: Sequence[str]) -> tuple[Floats, Floats]:
    """Return how the normal scores of columns depend on those of given ones, and their covariance given these."""
    if group is None:
        return np.zeros((len(columns), 0)), np.eye(len(columns))
    factor = group.only((*given, *columns)).factor
    known = len(given)
    on_given = np.linalg.solve(factor[:known, :known].T, factor[known:, :known].T).T
    return on_given, factor[known:, known:] @ factor[known:, known:].T


def _by_address(one: Conditional, owners: Mapping[str, Assumption]) -> Conditional:
    """Return a conditional distribution by addresses in a run's variables, in which a shared draw is repeated."""
    addresses = {
        column: address
        for entry in owners.values()
        for column, address in zip(entry.column_of_each, column_names(entry.name, entry.coordinates), strict=True)
    }
    weights = {addresses[column]: weight for column, weight in one.weights.items()}
    return replace(one, weights=weights, factors=tuple(addresses[column] for column in one.factors))
