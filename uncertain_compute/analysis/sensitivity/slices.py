"""Slices of a run's draws in which one assumption is nearly constant."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import ndtr

from uncertain_compute.arrays import Floats, Integers

FEWEST, MOST = 4, 64
FURTHEST = 3.5
"""Normal scores of the first and the last cut of graded slices; the cuts between are equally spaced."""


@dataclass(frozen=True, slots=True)
class Slices:
    """The slice of each draw; equal values are in the same slice.

    Attributes
    ----------
    place
        Number of each draw's slice; shape (chain, draw).
    count
        Number of slices.
    wide
        Whether the assumption varies within slices; it does not if it has only a few values.
    graded
        Whether slices are finer towards the ends, instead of having equal numbers of draws.
    """

    place: Integers
    count: int
    wide: bool
    graded: bool = False

    @classmethod
    def of(cls, draws: Floats, most: int = MOST, *, graded: bool = False) -> Self:
        """Return slices of an assumption's draws of shape (chain, draw).

        There are half as many slices as the square root of the number of draws, within bounds.
        """
        count = 2 * int(np.clip(np.sqrt(draws.size) / 4, FEWEST / 2, most / 2))
        levels = np.arange(1, count) / count
        if graded:
            levels = ndtr(np.linspace(-FURTHEST, FURTHEST, count - 1))
        order = np.argsort(draws, axis=None)
        ascending = draws.ravel()[order]
        cuts = np.ceil(draws.size * levels).astype(np.int64)
        ends = np.unique([*np.searchsorted(ascending, ascending[cuts - 1], side="right"), draws.size])
        place = np.empty(draws.size, dtype=np.int64)
        place[order] = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))
        return cls(place.reshape(draws.shape), len(ends), wide=len(ends) == count, graded=graded)

    def sums(self, weights: Floats | None = None) -> Floats:
        """Return the number of draws in each slice, or the sum of their weights; shape (chain, slice)."""
        return _sums(self.place, self.count, weights)

    def sums_by_cell(self, cells: Integers, number: int, weights: Floats | None = None) -> Floats:
        """Return the draws' counts or weight sums in each cell of each slice; shape (chain, slice, cell)."""
        joint = _sums(self.place * number + cells, self.count * number, weights)
        return joint.reshape(len(joint), self.count, number)

    def offsets(self, draws: Floats) -> Floats:
        """Return how far each draw of the assumption is from the mean of its slice; shape (chain, draw)."""
        means = self.sums(draws).sum(axis=0) / self.sums().sum(axis=0)
        return draws - means[self.place]

    def in_first(self, chains: Floats) -> Floats:
        """Return sums over each chain, of shape (chain,), with all of each in the first slice."""
        return np.pad(chains[:, None], ((0, 0), (0, self.count - 1)))

    def as_if_thin(self, statistic: Callable[[Floats], Floats], sums: Floats) -> Floats:
        """Return a statistic of sums of shape (..., slice, ...), slices second, as if slices had no width.

        An assumption that varies within a slice hides a part of its effect. If neighbouring slices are merged in pairs,
        that part doubles for even slices, where most of it is in the ends of a heavy tail, and is four times as large
        for graded ones. So the difference gives its size (Richardson's extrapolation).
        """
        if not self.wide:
            return statistic(sums)
        growth = 4.0 if self.graded else 2.0
        fine, coarse = statistic(sums), statistic(sums[:, ::2] + sums[:, 1::2])
        return np.asarray(fine + (fine - coarse) / (growth - 1.0))


def _sums(cells: Integers, count: int, weights: Floats | None) -> Floats:
    chains = len(cells)
    places = cells + count * np.arange(chains)[:, None]
    flat = None if weights is None else weights.ravel()
    return np.bincount(places.ravel(), flat, chains * count).reshape(chains, count).astype(float)
