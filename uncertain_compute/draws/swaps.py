"""Draws of studies between two others: some beliefs are one study's, the rest the other's."""

from collections.abc import Collection

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.draws.blocks import Plan, evaluate_columns
from uncertain_compute.draws.designs import streams
from uncertain_compute.draws.pairs import target_columns
from uncertain_compute.draws.settings import Settings
from uncertain_compute.priors.dependence.copula import CorrelatedGroup
from uncertain_compute.priors.dependence.inseparable import Inseparable
from uncertain_compute.priors.distributions import normal_from_uniform
from uncertain_compute.priors.reading.spec import Prior
from uncertain_compute.study.changed import with_beliefs_of
from uncertain_compute.study.column_order import columns_in_order
from uncertain_compute.study.study import Study

KEPT_BY_ALLOCATOR = 2**21
"""Size, in numbers, of an array that is freed at once. glibc then keeps the memory of smaller arrays for the next ones.
Otherwise each evaluation requests its pages from the system again, which takes as long as the evaluation itself.
"""


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
        self._uniforms: dict[str, Floats] = {}
        self._drawn: dict[tuple[int, str, int | tuple[int, ...]], Floats] = {}
        self._held: list[Prior] = []

    def draws(self, quantity: str, swapped: Collection[str]) -> dict[str, Floats]:
        """Return a quantity's columns by name, each of shape (chain, draw), or (1, 1) if it is constant.

        Parameters
        ----------
        swapped
            Names of the assumptions that are taken from the other study; also ``correlations``.
        """
        study = with_beliefs_of(self.ours, self.theirs, swapped)
        plan = Plan.of(study, (quantity,))
        group_of = {name: group for group in study.correlated_groups for name in group.columns}
        drawn = {name: self._column(plan, name, group_of.get(name)) for name in plan.columns}
        found = target_columns(plan, evaluate_columns(plan, drawn))
        chains = self.settings.chains
        return {name: values.reshape(chains if values.size > 1 else 1, -1) for name, values in found.items()}

    def _column(self, plan: Plan, name: str, group: CorrelatedGroup | None) -> Floats:
        column = plan.columns[name]
        if column.fixed:
            return column.ppf(0.5)
        if isinstance(group, Inseparable):
            together = [plan.columns[one].prior for one in group.columns]
            self._held += together  # so that no other prior gets the id of one
        else:
            together = []
        key = (id(column.prior), name, tuple(map(id, together)) or id(group))
        if key not in self._drawn:
            self._drawn[key] = (
                self._of_group(plan, name, group) if group else column.from_uniform(self._uniform(column.name))
            )
        return self._drawn[key]

    def _of_group(self, plan: Plan, name: str, group: CorrelatedGroup) -> Floats:
        normals, place = [self._normal(one) for one in group.columns], group.columns.index(name)
        if isinstance(group, Inseparable):
            return group.drawn([plan.columns[one] for one in group.columns], normals)[place]
        return plan.columns[name].from_normal(group.correlate(normals)[place])

    def _normal(self, name: str) -> Floats:
        if name not in self._normals:
            self._normals[name] = normal_from_uniform()(self._uniform(name))
        return self._normals[name]

    def _uniform(self, name: str) -> Floats:
        if name not in self._uniforms:
            chains, draws = self.settings.chains, self.settings.draws_per_chain
            self._uniforms[name] = self._stream_of(name, range(chains))(0, draws)
        return self._uniforms[name]
