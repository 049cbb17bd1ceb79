"""Factors of quantities that are integrated: given everything else, such a quantity has a known distribution.

A quantity is often a product in which lognormal assumptions are factors. Given the draws of all the rest, its logarithm
is normal. The mean of that is read off the draws: they are divided by those of the factors. So no draw is made anew,
and what a run keeps stays as it is. Further factors that are independent and positive, of any distribution, are
integrated with these: their logarithms are added to that mean.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from uncertain_compute.addresses import address_of, column_names, is_among
from uncertain_compute.arrays import Floats
from uncertain_compute.draws.blocks import Plan
from uncertain_compute.draws.integrated.grid import Nodes, Spread, nodes_of, spread_of
from uncertain_compute.draws.integrated.scaling import Scaling, scalings
from uncertain_compute.priors.dependence.copula import CorrelatedGroup
from uncertain_compute.priors.dependence.inseparable import Inseparable
from uncertain_compute.priors.distributions import Distribution, Fixed
from uncertain_compute.priors.distributions.families.continuous.lognormal import LogNormal
from uncertain_compute.priors.reading.assumptions import Assumption
from uncertain_compute.study.column import Column
from uncertain_compute.study.study import Study


@dataclass(frozen=True, slots=True)
class Conditional:
    """The distribution of a column, given everything but some factors, of which at least one is lognormal.

    Attributes
    ----------
    sigma
        The standard deviation of the logarithm of its lognormal factors.
    offset, weights
        The logarithm of its conditional median is that of its draw, plus the offset, plus a weight times the logarithm
        of the draw of each of some columns of assumptions.
    factors
        Those of these columns that are its factors.
    spread
        The distribution of the logarithm of its factors that are not lognormal; None if all are.
    """

    sigma: float
    offset: float
    weights: Mapping[str, float]
    factors: tuple[str, ...]
    spread: Spread | None = None


@dataclass(frozen=True, slots=True)
class _Lognormal:
    """A lognormal column in the model's unit."""

    mu: float
    sigma: float


@dataclass(frozen=True, slots=True)
class _Candidates:
    """What can be integrated if it is a factor: lognormal columns, and further positive ones that are independent."""

    lognormal: Mapping[str, _Lognormal]
    further: Mapping[str, Column]

    @property
    def columns(self) -> set[str]:
        """Return all of them."""
        return {*self.lognormal, *self.further}


def conditionals_of(study: Study, plan: Plan) -> dict[str, Conditional]:
    """Return the conditional distribution of each column of a plan's targets that has lognormal factors.

    Not integrated are columns that are drawn together with others otherwise than by correlations, and those correlated
    with a column on which the rest depends and which is not lognormal.
    """
    candidates = _Candidates(_lognormals(plan), _further(plan))
    owners = {
        name: entry for name, entry in plan.assumptions.items() if not candidates.columns.isdisjoint(entry.columns)
    }
    dimensions = {name: [dim for dim in one.dimensions if dim not in one.shared] for name, one in owners.items()}
    numbers = {name: float(value.values) for name, value in plan.constants.items() if not value.dims}
    scaling_of = scalings((*plan.folded, *plan.equations), dimensions, numbers)
    spreads, addresses = _Spreads(candidates.further), _addresses(owners.values())
    found: dict[str, Conditional] = {}
    for target, scaling in scaling_of.items():
        if target in plan.targets and scaling.powers:
            for column, powers, rest in _by_column(study, target, scaling, owners):
                own = _of_lognormal(plan, powers, rest, candidates.lognormal) if is_among(column, plan.asked) else None
                if own is not None:
                    found[column] = _by_address(spreads.beside(own, powers), addresses)
    return found


def _lognormals(plan: Plan) -> dict[str, _Lognormal]:
    """Return the lognormal columns of a plan that are drawn on their own, or only correlated."""
    together = {name for group in plan.groups if isinstance(group, Inseparable) for name in group.columns}
    return {
        name: _Lognormal(one.distribution.mu + float(np.log(one.factor)), one.distribution.sigma)
        for name, one in plan.columns.items()
        if isinstance(one.distribution, LogNormal) and name not in together
    }


def _further(plan: Plan) -> dict[str, Column]:
    """Return the columns of a plan that are positive, have light tails, and are independent of all others."""
    together = {name for group in plan.groups for name in group.columns}
    return {
        name: one
        for name, one in plan.columns.items()
        if name not in together and not isinstance(one.distribution, LogNormal | Fixed) and _is_light(one.distribution)
    }


def _is_light(distribution: Distribution) -> bool:
    """Return whether a distribution is of positive numbers, with light tails, and of some values alone or of none."""
    atoms = distribution.atoms
    is_pure = not atoms or (0.0 not in atoms and bool(np.isclose(sum(atoms.values()), 1.0)))
    return is_pure and distribution.tails == (0.0, 0.0) and float(distribution.ppf(0.0)) >= 0.0


class _Spreads:
    """The distributions of products of further factors, each found once."""

    def __init__(self, further: Mapping[str, Column]) -> None:
        self.further = further
        self.nodes: dict[str, Nodes] = {}
        self.found: dict[tuple[float, tuple[tuple[str, float], ...]], Spread | None] = {}

    def beside(self, one: Conditional, powers: Mapping[str, float]) -> Conditional:
        """Return a conditional distribution with the further factors of a column integrated, too, if they can be."""
        own = tuple((name, power) for name, power in powers.items() if name in self.further and power)
        spread = self._of(one.sigma, own) if own else None
        if spread is None:
            return one
        weights = {**one.weights, **{name: -power for name, power in own}}
        return replace(one, weights=weights, factors=(*one.factors, *dict(own)), spread=spread)

    def _of(self, sigma: float, powers: tuple[tuple[str, float], ...]) -> Spread | None:
        for name, _ in powers:
            if name not in self.nodes:
                column = self.further[name]
                nodes = nodes_of(column.distribution)
                self.nodes[name] = Nodes(nodes.logarithms + np.log(column.factor), nodes.weights)
        if (sigma, powers) not in self.found:
            factors = [(self.nodes[name], power) for name, power in powers]
            self.found[sigma, powers] = spread_of(factors, sigma)
        return self.found[sigma, powers]


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


def _of_lognormal(
    plan: Plan, powers: Mapping[str, float], rest: set[str], lognormal: Mapping[str, _Lognormal]
) -> Conditional | None:
    """Return a column's distribution given all but its lognormal factors; None if none can be integrated."""
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


def _addresses(entries: Iterable[Assumption]) -> dict[str, str]:
    """Return the address of each column in a run's variables, in which a shared draw is repeated."""
    return {
        column: address
        for entry in entries
        for column, address in zip(entry.column_of_each, column_names(entry.name, entry.coordinates), strict=True)
    }


def _by_address(one: Conditional, addresses: Mapping[str, str]) -> Conditional:
    """Return a conditional distribution by addresses in a run's variables."""
    weights = {addresses[column]: weight for column, weight in one.weights.items()}
    return replace(one, weights=weights, factors=tuple(addresses[column] for column in one.factors))
