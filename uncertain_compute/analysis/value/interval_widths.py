"""Widths of a quantity's 90% interval in slices of its draws, with each chain left out in turn."""

from dataclasses import dataclass
from functools import reduce
from math import prod
from typing import Self

import numpy as np
from scipy.special import ndtr

from uncertain_compute.analysis.sensitivity.outputs import ROUNDING
from uncertain_compute.analysis.sensitivity.slices import Slices, merged
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
        The edges of all cells.
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
        of_draw = np.empty(quantity.size, dtype=np.int64)
        of_draw[order] = np.repeat(np.arange(len(edges) - 1), np.diff(begins, prepend=0, append=quantity.size))
        number = -(-(len(edges) - 1) // TOGETHER) * TOGETHER
        return cls(*np.divmod(of_draw, TOGETHER), np.pad(edges, (0, number + 1 - len(edges)), mode="edge"))

    @property
    def groups(self) -> int:
        """Return the number of groups of TOGETHER cells."""
        return len(self.edges) // TOGETHER


def mean_widths(slices: Slices, places: Integers, cells: RangeCells) -> tuple[Floats, Floats]:
    """Return the mean width over slices, and over pairs of neighbouring slices; shape (1 + chain,) each.

    The first number is that of all draws, the others are those without each chain. A table of all cells would have more
    entries than there are draws. So draws are counted in groups of cells first, then in the cells of those groups that
    have an end of an interval in them.

    Parameters
    ----------
    places
        `Slices.places` of these slices.
    """
    shape = (len(slices.place), slices.count, cells.groups)
    place = places * cells.groups
    place += cells.group
    below = _up_to(np.bincount(place, minlength=prod(shape)).reshape(shape))
    single, paired = _Ends.of(below, 1), _Ends.of(merged(below, 0, 2), 2)
    wanted = np.zeros((paired.slices.size, cells.groups), dtype=bool)
    for ends in (single, paired):
        wanted[ends.slices, ends.group[..., None]] = True
    inside = np.flatnonzero(np.broadcast_to(wanted[: slices.count], shape).ravel()[place])
    row = np.where(wanted, np.cumsum(wanted).reshape(wanted.shape), 0)
    rows = int(row.max()) + 1
    first = rows * np.arange(shape[0])[:, None, None]
    in_rows = (row[: slices.count] + first).ravel()[place[inside]] * TOGETHER + cells.within[inside]
    up_to = _up_to(np.bincount(in_rows, minlength=shape[0] * rows * TOGETHER).reshape(shape[0], rows, TOGETHER))
    return single.mean_width(up_to, row, cells), paired.mean_width(up_to, row, cells)


def _first_from(below: Integers, rank: Floats) -> Integers:
    """Return the first place along the last axis with so many draws."""
    return np.argmax(below >= np.ceil(rank).astype(below.dtype)[..., None], axis=-1)


def _up_to(counts: Integers) -> Integers:
    """Return sums of counts along the last axis: of all chains, then without each; shape (1 + chain, ...)."""
    found = np.empty((1 + len(counts), *counts.shape[1:]), dtype=np.int32)
    np.cumsum(counts.astype(np.int32), axis=-1, dtype=np.int32, out=found[1:])
    found[1:].sum(axis=0, out=found[0])
    np.subtract(found[0], found[1:], out=found[1:])
    return found


@dataclass(frozen=True, slots=True)
class _Ends:
    """The groups of cells in which the ends of intervals are.

    Attributes
    ----------
    below
        Draws up to the end of each group; shape (1 + chain, merged slice, group).
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
        rank = np.multiply.outer(LEVELS * (1.0 - ROUNDING), below[..., -1])
        slices = np.arange(below.shape[1] * together).reshape(-1, together)
        return cls(below, slices, rank, _first_from(below, rank))

    def mean_width(self, up_to: Integers, row: Integers, cells: RangeCells) -> Floats:
        """Return the mean width, with draws spread evenly over their cell; shape (1 + chain,).

        Parameters
        ----------
        up_to
            Draws up to the end of each cell of some groups, from the group's first; shape (1 + chain, row, cell).
        row
            The row of a group of a slice, the empty row 0 if it has none; shape (slice, group).
        """
        every = np.arange(len(up_to))[:, None]
        flat = up_to.reshape(-1, TOGETHER)
        rows = (row[own, self.group] + up_to.shape[1] * every for own in self.slices.T)
        within = reduce(np.add, (flat.take(one, axis=0) for one in rows))
        before = self.below[every, np.arange(len(self.slices)), self.group] - within[..., -1]
        rank = self.rank - before
        cell = _first_from(within, rank)[..., None]
        below = np.take_along_axis(within, cell, axis=-1)
        inside = below - np.where(cell > 0, np.take_along_axis(within, np.maximum(cell - 1, 0), axis=-1), 0)
        part = 1.0 - (below - rank[..., None]) / np.maximum(inside, 1)
        place = cell + TOGETHER * self.group[..., None]
        low, high = (cells.edges[place] + part * (cells.edges[place + 1] - cells.edges[place]))[..., 0]
        number = self.below[..., -1]
        return np.asarray(((high - low) * number).sum(axis=-1) / number.sum(axis=-1))
