"""Draws in which factors are replaced one after another, in random orders; Shapley effects need them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice, permutations
from typing import Any

import numpy as np

from uncertain_compute.arrays import Flags, Floats, Integers
from uncertain_compute.draws.blocks import Plan
from uncertain_compute.draws.designs import generator_of
from uncertain_compute.draws.pairs import Columns, Pair
from uncertain_compute.priors.dependence.inseparable import Inseparable
from uncertain_compute.priors.distributions import normal_from_uniform
from uncertain_compute.study.column import Column

"""A mask of slices of draws; shape (chain, slice)."""

SLICES = 64
"""Number of slices of each chain's draws in a block; each slice has its own order."""

FEW = 4
"""Up to this number of factors all orders are used; above it, random orders and their reverses."""


def random_orders(factors: int, slices: int, seed: int, chain: int, first: int) -> Integers:
    """Return an order of the factors for each slice of a chain's block; shape (slice, factor)."""
    generator = generator_of(seed, "orders of assumptions", chain, first)
    return np.array(list(islice(_orders(factors, generator), slices)))


def _orders(factors: int, generator: np.random.Generator) -> Iterator[Sequence[int] | Integers]:
    every = list(permutations(range(factors))) if factors <= FEW else []
    while True:
        if every:
            yield from (every[index] for index in generator.permutation(len(every)))
        else:
            order = generator.permutation(factors)
            yield order
            yield order[::-1]


class Replacement:
    """A block of draws that is changed, factor by factor, from the first set to the second.

    In each slice the factors are replaced in the slice's order, conditional on those not replaced yet: a correlated
    column is drawn from its conditional distribution. To that end, the normal scores of a correlated group are made
    from independent ones by a Cholesky factor in which the column that is replaced first comes last.
    """

    def __init__(self, pair: Pair, factors: Mapping[str, Collection[str]], seed: int, block: tuple[int, int]) -> None:
        """Draw both sets of the block, from a first draw of each chain up to a last."""
        first, last = block
        slices = min(SLICES, last - first)
        self.factors = list(factors.values())
        self.order = np.stack([random_orders(len(factors), slices, seed, chain, first) for chain in range(pair.chains)])
        shape = (pair.chains, slices, -1)
        position = np.argsort(self.order, axis=-1)
        ours, theirs = pair.uniforms(first, last)
        needed = {name: index for index, names in enumerate(self.factors) for name in names}
        self.movers: list[_Together | _Tied] = []
        for group in pair.plan.groups:
            names = [name for name in group.columns if name in needed]
            if len(names) < 2:
                continue
            if isinstance(group, Inseparable):
                self.movers.append(_Together(*(_drawn(pair.plan, group, draw, shape) for draw in (ours, theirs))))
                continue
            kept = [group.columns.index(name) for name in names]
            scores = [
                np.stack([normal_from_uniform()(draw[name]).reshape(shape) for name in names], axis=2)
                for draw in (ours, theirs)
            ]
            indices = position[:, :, [needed[name] for name in names]]
            matrix = (group.factor @ group.factor.T)[np.ix_(kept, kept)]
            self.movers.append(_Tied({name: pair.plan.columns[name] for name in names}, matrix, indices, scores))
        tied = {name for mover in self.movers for name in mover.values}
        for name in needed.keys() - tied:
            column = pair.plan.columns[name]
            own = [{name: column.from_uniform(draw[name]).reshape(shape)} for draw in (ours, theirs)]
            self.movers.append(_Together(*own))
        self.fixed = {name: column.ppf(0.5) for name, column in pair.plan.columns.items() if column.fixed}

    def steps(self) -> Iterator[dict[str, Floats]]:
        """Yield the columns before any replacement, then after each; the next step changes the same arrays."""
        yield self._columns()
        for step in range(len(self.factors)):
            for index, names in enumerate(self.factors):
                where = self.order[:, :, step] == index
                for mover in self.movers:
                    if not mover.values.keys().isdisjoint(names):
                        mover.replace(names, where)
            yield self._columns()

    def _columns(self) -> dict[str, Floats]:
        moving = {name: values.reshape(-1) for mover in self.movers for name, values in mover.values.items()}
        return {**self.fixed, **moving}


def _drawn(plan: Plan, group: Inseparable, uniform: Columns, shape: tuple[int, ...]) -> dict[str, Floats]:
    """Return the columns of a group whose columns are drawn together."""
    normals = [normal_from_uniform()(uniform[name]) for name in group.columns]
    values = group.drawn([plan.columns[name] for name in group.columns], normals)
    return {name: one.reshape(shape) for name, one in zip(group.columns, values, strict=True)}


class _Together:
    """Columns that are replaced together: one without correlations, or a group of them; values (chain, slice, draw)."""

    def __init__(self, ours: Mapping[str, Floats], theirs: Mapping[str, Floats]) -> None:
        self.values, self.theirs = dict(ours), theirs

    def replace(self, names: Collection[str], where: Flags) -> None:
        del names
        for name, values in self.values.items():
            values[where] = self.theirs[name][where]


class _Tied:
    """Correlated columns; independent scores of shape (chain, slice, column, draw)."""

    def __init__(
        self, columns: Mapping[str, Column], matrix: Floats, position: Integers, scores: Sequence[Floats]
    ) -> None:
        self.columns = columns
        self.scores, self.theirs = scores
        self.rows = np.argsort(-position, axis=-1, kind="stable")
        self.row_of = np.argsort(self.rows, axis=-1)
        self.factor = np.linalg.cholesky(matrix[self.rows[..., :, None], self.rows[..., None, :]])
        chains, slices, _, draws = self.scores.shape
        self.values = {name: np.empty((chains, slices, draws)) for name in columns}
        self._correlate(np.ones((chains, slices), dtype=bool))

    def replace(self, names: Collection[str], where: Flags) -> None:
        for index, name in enumerate(self.columns):
            if name in names:
                self.scores[where, index] = self.theirs[where, index]
        self._correlate(where)

    def _correlate(self, where: Flags) -> None:
        in_order = np.take_along_axis(self.scores[where], self.rows[where][..., None], axis=1)
        normals: Any = np.take_along_axis(self.factor[where] @ in_order, self.row_of[where][..., None], axis=1)
        for index, (name, column) in enumerate(self.columns.items()):
            self.values[name][where] = column.from_normal(np.ascontiguousarray(normals[:, index]))
