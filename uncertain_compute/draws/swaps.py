"""Draws of studies between two others: some beliefs are one study's, the rest the other's."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, takewhile
from typing import Any

import numpy as np
from scipy.special import ndtr
from xarray import Variable

from uncertain_compute.addresses import name_of
from uncertain_compute.arrays import Floats
from uncertain_compute.draws.blocks import DRAW, Plan, evaluate_columns, variable_of_draws
from uncertain_compute.draws.designs import streams
from uncertain_compute.draws.integrated.scaling import scalings
from uncertain_compute.draws.pairs import target_columns
from uncertain_compute.draws.settings import Settings
from uncertain_compute.model.evaluation import Evaluations, NamedArray
from uncertain_compute.priors.dependence.copula import CorrelatedGroup
from uncertain_compute.priors.dependence.inseparable import Inseparable
from uncertain_compute.priors.distributions import JointRows, Share, normal_from_uniform
from uncertain_compute.priors.reading.assumptions import Assumption
from uncertain_compute.priors.reading.spec import Prior
from uncertain_compute.study.changed import with_beliefs_of
from uncertain_compute.study.column import Column
from uncertain_compute.study.column_order import columns_in_order
from uncertain_compute.study.inputs import medians_of
from uncertain_compute.study.study import Study

KEPT_BY_ALLOCATOR = 2**21
"""Size, in numbers, of an array that is freed at once. glibc then keeps the memory of smaller arrays for the next ones.
Otherwise each evaluation requests its pages from the system again, which takes as long as the evaluation itself.
"""

CHECKED = ndtr(np.linspace(-7.0, 7.0, 57))
"""Probabilities at which two beliefs are compared."""

ROUNDING = 1e-12
"""Ratios that differ relatively by no more differ by rounding alone."""

BLOCK = 2**15
"""The numbers of a result that are evaluated at once, for several swaps; so many stay in a processor's cache."""

type Mapped = Callable[[Callable[..., Any], Iterable[Any]], Iterable[Any]]


class Swaps:
    """Draws of one study with some of its beliefs swapped for those of another with the same equations.

    All use the same random numbers for a column's name, so differences come from the beliefs alone.
    """

    def __init__(self, ours: Study, theirs: Study, settings: Settings) -> None:
        """Start from two studies, and the design, seed, chains and number of draws."""
        self.ours, self.theirs, self.settings = ours, theirs, settings
        np.empty(KEPT_BY_ALLOCATOR)
        self._stream_of = streams(settings.design, settings.seed, [*columns_in_order(ours), *columns_in_order(theirs)])
        self._normals: dict[str, Floats] = {}
        self._correlated: dict[int, list[Floats]] = {}
        self._uniforms: dict[str, Floats] = {}
        self._drawn: dict[tuple[int, str, int | tuple[int, ...]], Floats] = {}
        self._held: list[Prior] = []
        self._separate = _separate_assumptions(ours, theirs)
        self._forms: dict[tuple[str, frozenset[str]], _Form] = {}
        self._variables: dict[tuple[int, ...], Variable] = {}

    def draws(self, quantity: str, swapped: Collection[str]) -> dict[str, Floats]:
        """Return a quantity's columns by name, each of shape (chain, draw), or (1, 1) if it is constant.

        Parameters
        ----------
        swapped
            Names of the assumptions that are taken from the other study; also ``correlations``.
        """
        return self.draws_of_each(quantity, [swapped], map)[0]

    def draws_of_each(self, quantity: str, swaps: Sequence[Collection[str]], mapped: Mapped) -> list[dict[str, Floats]]:
        """Return `draws` for each of several swaps. What they have in common is evaluated once.

        Parameters
        ----------
        mapped
            The function `map`, or that of a pool of threads.
        """
        evaluations, forms = Evaluations(), []
        for swapped in swaps:
            apart = self._separate.intersection(swapped)
            form = self._form(quantity, frozenset(swapped) - apart)
            values = {name: self._variable(form, name, swapped=name in apart) for name in form.plan.assumptions}
            evaluations.add(form.plan.equations, values, *form.plan.targets)
            forms.append(form)
        total = self.settings.chains * self.settings.draws_per_chain
        length = max(BLOCK // self.widest(quantity), 1)
        blocks = mapped(evaluations.results, [slice(first, first + length) for first in range(0, total, length)])
        results = map(_joined, zip(*blocks, strict=True))
        return [self._columns_of(*one) for one in zip(forms, results, swaps, strict=True)]

    def multiplied_draws(
        self, quantity: str, swaps: Sequence[Collection[str]], mapped: Mapped
    ) -> Iterator[dict[str, Floats]]:
        """Yield what `draws_of_each` returns, in less time but with rounding errors.

        The equations are evaluated for swaps of those assumptions that do more than multiply the quantity. The result
        is multiplied by the ratios of the others, of which those of the swap before come first.
        """
        ratios = [self._ratios(quantity, frozenset(swapped)) for swapped in swaps]
        rests = [frozenset(swapped).difference(own) for swapped, own in zip(swaps, ratios, strict=True)]
        different = list(dict.fromkeys(rests))
        draws_of = dict(zip(different, self.draws_of_each(quantity, different, mapped), strict=True))
        for rest, group in groupby(zip(rests, ratios, strict=True), lambda one: one[0]):
            names: list[str] = []
            products = [draws_of[rest]]
            for _, own in group:
                kept = [*takewhile(own.__contains__, names)]
                names = [*kept, *sorted(own.keys() - kept)]
                del products[len(kept) + 1 :]
                for name in names[len(kept) :]:
                    products.append({column: draws * own[name] for column, draws in products[-1].items()})
                yield products[-1]

    def factors(self, quantity: str) -> dict[str, float]:
        """Return the factor by which a swap of each assumption multiplies a quantity, for those that only multiply it.

        Both studies' beliefs are multiples of each other, and the quantity grows with a power of the assumption.
        """
        powers = self.powers(quantity)
        ratios = {name: self._ratio(name) if power else 1.0 for name, power in powers.items()}
        return {name: ratio ** powers[name] for name, ratio in ratios.items() if ratio is not None}

    def powers(self, quantity: str) -> Mapping[str, float]:
        """Return the power with which a quantity grows with each assumption that only multiplies it."""
        return self._form(quantity, frozenset()).powers

    def widest(self, quantity: str) -> int:
        """Return the number of columns of the largest result that a quantity depends on."""
        return self._form(quantity, frozenset()).plan.widest

    def by_work(self, quantity: str) -> list[str]:
        """Return the assumptions whose swaps change no others, those with the most work after a swap first."""
        plan = self._form(quantity, frozenset()).plan
        after = {name: plan.part_that_changes_with(entry.columns) for name, entry in plan.assumptions.items()}
        work = {name: sum(plan.size_of(one.name) for one in part.equations) for name, part in after.items()}
        return sorted(self._separate.intersection(work), key=lambda name: (-work[name], name))

    def _ratios(self, quantity: str, swapped: frozenset[str]) -> dict[str, Floats]:
        """Return the factors by which the swap of each assumption multiplies the draws of a quantity.

        It has the assumptions that only multiply it, as `factors` does, whatever the beliefs. It is empty if the
        quantity becomes constant, which has to be exact.
        """
        apart = swapped & self._separate
        form = self._form(quantity, swapped - apart)
        if not any(DRAW in self._variable(form, name, swapped=name in apart).dims for name in form.plan.assumptions):
            return {}
        for name in form.powers.keys() & apart - form.ratios.keys():
            form.ratios[name] = self._ratio_of_draws(form, name)
        return {name: ratio for name in apart if (ratio := form.ratios.get(name)) is not None}

    def _ratio_of_draws(self, form: "_Form", name: str) -> Floats | None:
        """Return the ratio of their draws to ours, raised to its power; None if a draw is not positive."""
        ours, theirs = (self._variable(form, name, swapped=swapped).values for swapped in (False, True))
        if not (_are_positive(ours) and _are_positive(theirs)):
            return None
        ratio: Floats = (theirs / ours) ** form.powers[name]
        return ratio.reshape(self.settings.chains if ratio.size > 1 else 1, -1)

    def _ratio(self, name: str) -> float | None:
        """Return the factor by which their belief is a multiple of ours; None if it is not, or one is not positive."""
        ours, theirs = (one.columns[name].ppf(CHECKED) for one in (self.ours, self.theirs))
        if not (_are_positive(ours) and _are_positive(theirs)):
            return None
        ratios = theirs / ours
        return float(ratios[len(ratios) // 2]) if np.ptp(ratios) <= ROUNDING * ratios.max() else None

    def _columns_of(self, form: "_Form", result: Variable, swapped: Collection[str]) -> dict[str, Floats]:
        """Return the columns of a result, by name."""
        (target,) = form.plan.targets
        if not form.plan.allows(target, result.values):
            self._fail(target, swapped)
        found = target_columns(form.plan, {target: result})
        chains = self.settings.chains
        return {name: values.reshape(chains if values.size > 1 else 1, -1) for name, values in found.items()}

    def _fail(self, quantity: str, swapped: Collection[str]) -> None:
        """Raise the error that names the equation with an impossible result."""
        study = with_beliefs_of(self.ours, self.theirs, swapped)
        plan, group_of = Plan.of(study, (quantity,)), _group_of_each(study)
        drawn = {name: self._column(plan, column, group_of.get(name)) for name, column in plan.columns.items()}
        evaluate_columns(plan, drawn)

    def _form(self, quantity: str, swapped: frozenset[str]) -> "_Form":
        if (quantity, swapped) not in self._forms:
            study = with_beliefs_of(self.ours, self.theirs, swapped)
            plan = Plan.of(study, (quantity,), folds=False)
            self._forms[quantity, swapped] = _Form(study, plan, self._powers(plan), _group_of_each(study))
        return self._forms[quantity, swapped]

    def _powers(self, plan: Plan) -> dict[str, float]:
        """Return the powers of the separate assumptions that only multiply a quantity, 0 if they cancel out in it."""
        (target,) = plan.targets
        single = self._separate.intersection(plan.assumptions, self.ours.columns, self.theirs.columns)
        scaling = scalings(plan.equations, dict.fromkeys(single, ()), {})[target]
        alone = single - scaling.otherwise
        return {name: scaling.powers.get((name, ()), 0.0) for name in plan.assumptions if name in alone}

    def _variable(self, form: "_Form", name: str, *, swapped: bool) -> Variable:
        """Return an assumption's values; the same object if they are the same."""
        if (name, swapped) not in form.variables:
            study = self.theirs if swapped else form.study
            form.variables[name, swapped] = self._variable_of(form, study.assumptions[name], study.columns)
        return form.variables[name, swapped]

    def _variable_of(self, form: "_Form", entry: Assumption, columns: Mapping[str, Column]) -> Variable:
        own = {name: columns[name] for name in entry.columns}
        if all(column.fixed for column in own.values()):
            return self._variables.setdefault((id(entry),), medians_of({entry.name: entry}, own)[entry.name])
        drawn = {name: self._column(form.plan, column, form.group_of.get(name)) for name, column in own.items()}
        key = (id(entry), *map(id, drawn.values()))
        return self._variables.setdefault(key, variable_of_draws(entry, drawn))

    def _column(self, plan: Plan, column: Column, group: CorrelatedGroup | None) -> Floats:
        if isinstance(group, Inseparable):
            together = [plan.columns[one].prior for one in group.columns]
            self._held += together  # so that no other prior gets the id of one
        else:
            together = []
        key = (id(column.prior), column.name, tuple(map(id, together)) or id(group))
        if key not in self._drawn:
            self._drawn[key] = self._drawn_anew(plan, column, group)
        return self._drawn[key]

    def _drawn_anew(self, plan: Plan, column: Column, group: CorrelatedGroup | None) -> Floats:
        if column.fixed:
            return column.ppf(0.5)
        return self._of_group(plan, column, group) if group else column.from_uniform(self._uniform(column.name))

    def _of_group(self, plan: Plan, column: Column, group: CorrelatedGroup) -> Floats:
        normals, index = [self._normal(one) for one in group.columns], group.columns.index(column.name)
        if isinstance(group, Inseparable):
            return group.drawn([plan.columns[one] for one in group.columns], normals)[index]
        if id(group) not in self._correlated:
            self._correlated[id(group)] = group.correlate(normals)
        return column.from_normal(self._correlated[id(group)][index])

    def _normal(self, name: str) -> Floats:
        if name not in self._normals:
            self._normals[name] = normal_from_uniform()(self._uniform(name))
        return self._normals[name]

    def _uniform(self, name: str) -> Floats:
        if name not in self._uniforms:
            chains, draws = self.settings.chains, self.settings.draws_per_chain
            self._uniforms[name] = self._stream_of(name, range(chains))(0, draws)
        return self._uniforms[name]


def _joined(parts: Sequence[NamedArray]) -> Variable:
    """Return a variable of its values for parts of the draws."""
    dims, data = parts[0]
    if DRAW in dims:
        data = np.concatenate([data for _, data in parts], axis=dims.index(DRAW))
    return Variable(dims, data)


@dataclass(frozen=True, slots=True)
class _Form:
    """A quantity's plan, which is the same for all swaps of separate assumptions, and values computed so far."""

    study: Study
    plan: Plan
    powers: Mapping[str, float]
    group_of: Mapping[str, CorrelatedGroup]
    variables: dict[tuple[str, bool], Variable] = field(default_factory=dict)
    ratios: dict[str, Floats | None] = field(default_factory=dict)


def _are_positive(values: Floats) -> bool:
    """Return whether all values are positive numbers."""
    return bool(values.min() > 0 and values.max() < np.inf)


def _group_of_each(study: Study) -> dict[str, CorrelatedGroup]:
    """Return the group of each column that has one."""
    return {name: group for group in study.correlated_groups for name in group.columns}


def _separate_assumptions(*studies: Study) -> frozenset[str]:
    """Return the assumptions whose swaps change no others.

    Both studies have them, and they are not drawn together with others, except by correlations.
    """
    together: set[str] = set()
    for study in studies:
        groups = (group for group in study.correlated_groups if isinstance(group, Inseparable))
        together |= {name_of(column) for group in groups for column in group.columns}
        together |= {one for name, bound in study.bounds.items() for one in (name, name_of(bound.address))}
        by_kind = (name for name, one in study.columns.items() if isinstance(one.distribution, JointRows | Share))
        together |= {*map(name_of, by_kind)}
    return frozenset.intersection(*(frozenset(study.assumptions) for study in studies)) - together
