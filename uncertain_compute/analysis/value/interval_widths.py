"""Widths of a quantity's 90% interval in slices of its draws, with each chain left out in turn."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from math import prod
from typing import Self

import numpy as np
from scipy.special import ndtr

from uncertain_compute.analysis.sensitivity.slices import Slices, merged
from uncertain_compute.analysis.summary.monte_carlo.jackknife import leave_out_each
from uncertain_compute.analysis.summary.statistics import ROUNDING
from uncertain_compute.arrays import Floats, Integers

FURTHEST, CELLS = 4.2, 1024
"""Number of cells of a quantity's range, of equal width in normal scores and finer in the tails."""

TOGETHER = 32
"""Neighbouring cells whose counts are looked at together, before those of single cells."""

LEVELS = np.array([0.05, 0.95])


@dataclass(frozen=True, slots=True)
class RangeCells:
    """The cells of a quantity's draws, of which TOGETHER neighbours are a group; the last ones may have no width.

    Attributes
    ----------
    group, within
        The group of each draw's cell, and the number of the cell in it; shape (chain * draw,).
    edges
        The edges of all cells, for one quantity or for several whose draws are in the same cells; shape (..., edge).
    """

    group: Integers
    within: Integers
    edges: Floats

    @classmethod
    def of(cls, quantity: Floats) -> Self:
        """Return the cells of a quantity's draws."""
        order = np.argsort(quantity, axis=None)
        ascending = quantity.ravel()[order]
        ranks = ndtr(np.linspace(-FURTHEST, FURTHEST, CELLS + 1)) * quantity.size - 0.5
        edges = np.unique(np.interp(ranks, np.arange(quantity.size), ascending))
        edges[0], edges[-1] = ascending[0], ascending[-1]
        begins = np.searchsorted(ascending, edges[1:-1], side="right")
        of_draw = np.empty(quantity.size, dtype=np.min_scalar_type(CELLS))
        of_draw[order] = np.repeat(np.arange(len(edges) - 1), np.diff(begins, prepend=0, append=quantity.size))
        number = -(-(len(edges) - 1) // TOGETHER) * TOGETHER
        return cls(*np.divmod(of_draw, TOGETHER), np.pad(edges, (0, number + 1 - len(edges)), mode="edge"))

    @classmethod
    def of_each(cls, quantities: Floats) -> Iterator[tuple[Self, list[int]]]:
        """Yield cells, and the indices of the quantities that share them, such as multiples of one another."""
        alike: dict[tuple[bytes, bytes, int], list[tuple[int, Self]]] = {}
        for index, own in enumerate(map(cls.of, quantities)):
            alike.setdefault((own.group.tobytes(), own.within.tobytes(), own.groups), []).append((index, own))
        for some in alike.values():
            yield replace(some[0][1], edges=np.stack([own.edges for _, own in some])), [index for index, _ in some]

    @property
    def groups(self) -> int:
        """Return the number of groups of TOGETHER cells."""
        return int(self.edges.shape[-1]) // TOGETHER


def mean_widths(slices: Slices, rows: Integers, cells: RangeCells) -> tuple[Floats, Floats]:
    """Return the mean width over slices, and over pairs of neighbouring slices; shape (1 + chain, ...) each.

    The first number is that of all draws, the others are those without each chain. A table of all cells would have more
    entries than there are draws. So draws are counted in groups of cells first, then in the cells of those groups that
    have an end of an interval in them.

    Parameters
    ----------
    rows
        `Slices.rows` of these slices.
    """
    chains = len(slices.slice_of)
    shape = (cells.groups, chains, slices.count)
    small = np.min_scalar_type(prod(shape))
    joint = cells.group.astype(small) * small.type(chains * slices.count) + rows.astype(small)
    below = _up_to(np.bincount(joint, minlength=prod(shape)).reshape(shape))
    single, paired = _Ends.of(below, 1), _Ends.of(np.swapaxes(merged(np.swapaxes(below, 1, 2), 0, 2), 1, 2), 2)
    wanted = np.zeros((cells.groups, paired.slices.size), dtype=bool)
    for ends in (single, paired):
        wanted[ends.group[..., None], ends.slices] = True
    inside = np.flatnonzero(np.broadcast_to(wanted[:, None, : slices.count], shape).ravel().take(joint))
    row = np.where(wanted, np.cumsum(wanted).reshape(wanted.shape), 0)
    number = int(row.max()) + 1
    first = number * np.arange(chains)[:, None]
    in_rows = (row[:, None, : slices.count] + first).take(joint[inside])
    in_rows += cells.within[inside] * np.int64(chains * number)
    up_to = _up_to(np.bincount(in_rows, minlength=TOGETHER * chains * number).reshape(TOGETHER, chains, number))
    return single.mean_width(up_to, row, cells), paired.mean_width(up_to, row, cells)


def _first_from(below: Integers, rank: Floats) -> Integers:
    """Return the first index along the first axis with so many draws."""
    fewer = below < np.ceil(rank).astype(below.dtype)
    return fewer.view(np.int8).sum(axis=0, dtype=np.int16).astype(np.int64)


def _up_to(counts: Integers) -> Integers:
    """Return sums of counts of shape (cell, chain, ...) up to each cell: of all chains, then without each.

    Their shape is (cell, 1 + chain, ...). It takes less time than `numpy.cumsum`.
    """
    found = np.empty((len(counts), 1 + counts.shape[1], *counts.shape[2:]), dtype=np.int32)
    found[:, 1:] = counts
    for before, own in pairwise(found[:, 1:]):
        np.add(own, before, out=own)
    leave_out_each(np.swapaxes(found, 0, 1))
    return found


@dataclass(frozen=True, slots=True)
class _Ends:
    """The groups of cells in which the ends of intervals are.

    Attributes
    ----------
    below
        Draws up to the end of each group; shape (group, 1 + chain, merged slice).
    slices
        The slices that are merged; shape (merged slice, slice).
    rank, group
        The rank of each end and its group; shape (end, 1 + chain, merged slice).
    """

    below: Integers
    slices: Integers
    rank: Floats
    group: Integers

    @classmethod
    def of(cls, below: Integers, together: int) -> Self:
        """Find them. A rank that only rounding puts beyond a group is at its end, not beyond empty ones that follow."""
        rank = np.multiply.outer(LEVELS * (1.0 - ROUNDING), below[-1])
        slices = np.arange(below.shape[-1] * together).reshape(-1, together)
        return cls(below, slices, rank, _first_from(below[:, None], rank))

    def mean_width(self, up_to: Integers, row: Integers, cells: RangeCells) -> Floats:
        """Return the mean width, with draws spread evenly over their cell; shape (1 + chain, ...).

        Parameters
        ----------
        up_to
            Draws up to the end of each cell of some groups, from the group's first; shape (cell, 1 + chain, row).
        row
            The row of a group of a slice, the empty row 0 if it has none; shape (group, slice).
        """
        every = np.arange(up_to.shape[1])[:, None]
        flat = up_to.reshape(TOGETHER, -1)
        rows = (row[self.group, own] + up_to.shape[2] * every for own in self.slices.T)
        within = reduce(np.add, (flat.take(one, axis=1) for one in rows))
        before = self.below[self.group, every, np.arange(len(self.slices))] - within[-1]
        rank = self.rank - before
        cell = _first_from(within, rank)
        own = cell.ravel() * cell.size + np.arange(cell.size)
        below, less = (within.take(one, mode="clip").reshape(cell.shape) for one in (own, own - cell.size))
        inside = below - np.where(cell > 0, less, 0)
        part = 1.0 - (below - rank) / np.maximum(inside, 1)
        index = cell + TOGETHER * self.group
        begin, end = cells.edges[..., index], cells.edges[..., index + 1]
        low, high = np.moveaxis(begin + part * (end - begin), -3, 0)
        number = self.below[-1]
        mean = ((high - low) * number).sum(axis=-1) / number.sum(axis=-1)
        return np.moveaxis(mean, -1, 0)
