"""Slices of a run's draws in which one assumption is nearly constant."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self, cast

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from uncertain_compute.analysis.summary.monte_carlo.jackknife import Estimate, jackknife
from uncertain_compute.arrays import Floats, Integers

FEWEST, MOST = 4, 64
FURTHEST = 3.5
"""Normal scores of the first and the last cut of graded slices; the cuts between are equally spaced."""


FEW = 12
"""Up to so many values of a draw are summed one by one, as a table of all slices' draws takes time of its own."""

OF_KINK = 1 / 4
"""The most that a slice hides if the best of two options changes in it: a part of what merging four slices adds.

If the difference of the options is linear, merging four adds 1/2 to 3/4 of the slope, depending on where its sign
changes in the slice; the slice hides up to 1/8. Merging two may add nothing.
"""


@dataclass(frozen=True, slots=True)
class Slices:
    """The slice of each draw; equal values are in the same slice.

    Attributes
    ----------
    slice_of
        Number of each draw's slice; shape (chain, draw).
    count
        Number of slices.
    wide
        Whether the assumption varies within slices; it does not if it has only a few values.
    graded
        Whether slices are finer towards the ends, instead of having equal numbers of draws.
    """

    slice_of: Integers
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
        slice_of = np.empty(draws.size, dtype=np.int64)
        slice_of[order] = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))
        values = 1 + np.count_nonzero(np.diff(ascending))
        return cls(slice_of.reshape(draws.shape), len(ends), wide=bool(values > len(ends)), graded=graded)

    @classmethod
    def whole(cls, shape: tuple[int, int]) -> Self:
        """Return a single slice with all draws, of shape (chain, draw)."""
        return cls(np.zeros(shape, dtype=np.int64), 1, wide=False)

    @property
    def rows(self) -> Integers:
        """Return the number of each draw's slice among those of all chains; shape (chain * draw,)."""
        first = self.count * np.arange(len(self.slice_of))[:, None]
        return (self.slice_of + first).ravel().astype(np.min_scalar_type(first.size * self.count))

    def sums(self, weights: Floats | None = None) -> Floats:
        """Return the number of draws in each slice, or the sum of their weights; shape (chain, slice)."""
        return _sums(self.slice_of, self.count, weights)

    def sums_by_cell(self, cells: Integers, number: int, weights: Floats | None = None) -> Floats:
        """Return the draws' counts or weight sums in each cell of each slice; shape (chain, slice, cell)."""
        joint = _sums(self.slice_of * number + cells, self.count * number, weights)
        return joint.reshape(len(joint), self.count, number)

    def offsets(self, draws: Floats) -> Floats:
        """Return how far each draw of the assumption is from the mean of its slice; shape (chain, draw)."""
        means = self.sums(draws).sum(axis=0) / self.sums().sum(axis=0)
        return draws - means[self.slice_of]

    def weighted_sums(self, weights: Sequence[Floats], values: Floats) -> Floats:
        """Return sums of values times each of some weights; shape (chain, slice, weights, value).

        Parameters
        ----------
        weights
            Weights of the draws, each of shape (chain, draw).
        values
            Several values of each draw, of shape (chain * draw, value), which are read once for all weights.
        """
        kinds, chains = len(weights), len(self.slice_of)
        if values.shape[1] <= FEW:
            each = values.T.reshape(-1, *self.slice_of.shape)
            return np.stack([np.stack([self.sums(one * value) for value in each], axis=2) for one in weights], axis=2)
        from scipy.sparse import csr_array

        total = chains * self.count
        order = np.argsort(self.rows, kind="stable")
        number = np.bincount(self.rows, minlength=total)
        first = np.arange(order.size) + (kinds - 1) * np.repeat(np.cumsum(number) - number, number)
        where = first + np.repeat(number, number) * np.arange(kinds)[:, None]
        flat, draws = np.empty(where.size), np.empty(where.size, dtype=np.int64)
        flat[where], draws[where] = np.stack([one.ravel()[order] for one in weights]), order
        ends = np.concatenate([[0], np.cumsum(np.repeat(number, kinds))])
        members = csr_array((flat, draws, ends), shape=(total * kinds, order.size))
        return np.asarray(members @ values).reshape(chains, self.count, kinds, -1)

    def as_if_thin(self, statistic: Callable[[Floats], Floats], sums: Floats, growth: float | None = None) -> Floats:
        """Return a statistic of sums of shape (..., slice, ...), slices second, as if slices had no width.

        An assumption that varies within a slice hides a part of its effect. If neighbouring slices are merged in pairs,
        this part doubles for even slices, because most of it is in the ends of a heavy tail. For graded slices it is
        four times as large. So the difference gives its size (Richardson's extrapolation).
        """
        return self._with_and_without_width(statistic, sums, growth)[0]

    def thin_estimate(
        self,
        statistic: Callable[[Floats], Floats],
        sums: Floats,
        *,
        growth: float | None = None,
        unbiased: bool = False,
        kinked: bool = False,
    ) -> Estimate:
        """Return `as_if_thin` of sums of shape (chain, slice, ...), with an interval that includes this method's error.

        The part that the width hides is added to the interval, because its growth is not known exactly. It may be
        larger if the statistic has a kink, as the minimum of several losses has.
        """
        value, half_width = jackknife(
            sums,
            lambda sums: np.stack(self._with_and_without_width(statistic, sums, growth), axis=-1),
            unbiased=unbiased,
        )
        hidden = np.abs(value[..., 0] - value[..., 1])
        if kinked and self.wide:
            total = sums.mean(axis=0)[None]
            hidden = np.maximum(hidden, OF_KINK * np.abs(self._lost(statistic, total, statistic(total), 4)[0]))
        return Estimate(value[..., 0], np.hypot(half_width[..., 0], hidden))

    def growth(self, statistic: Callable[[Floats], Floats], sums: Floats) -> float:
        """Return how much more an assumption hides in slices twice as wide: between 2 and 4 times as much."""
        total = sums.mean(axis=0)[None]
        whole = statistic(total)
        by_two, by_four = (float(self._lost(statistic, total, whole, width)[0]) for width in (2, 4))
        return float(np.clip((by_four - by_two) / by_two, 2.0, 4.0)) if by_two else 4.0

    def _with_and_without_width(
        self, statistic: Callable[[Floats], Floats], sums: Floats, growth: float | None
    ) -> tuple[Floats, Floats]:
        """Return a statistic as if slices had no width, and as it is."""
        found = statistic(sums)
        if not self.wide:
            return found, found
        growth = growth or (4.0 if self.graded else 2.0)
        return found - self._lost(statistic, sums, found, 2) / (growth - 1.0), found

    def _lost(self, statistic: Callable[[Floats], Floats], sums: Floats, found: Floats, width: int) -> Floats:
        """Return what merging neighbouring slices, so many at a time, adds to what a statistic of them found.

        It is a mean over the slices at which merging can begin. Even slices begin with the first one. A later beginning
        leaves fewer slices to merge; the result is scaled for this.
        """
        begin = range(min(width, self.count) if self.graded else 1)
        found_wider = np.mean([statistic(merged(sums, first, width)) for first in begin], axis=0)
        return np.asarray((found_wider - found) * self.count / (self.count - len(begin) + 1))


def _sums(cells: Integers, count: int, weights: Floats | None) -> Floats:
    chains = len(cells)
    rows = cells + count * np.arange(chains)[:, None]
    flat = None if weights is None else weights.ravel()
    return np.bincount(rows.ravel(), flat, chains * count).reshape(chains, count).astype(float)


def merged[Sums: NDArray[Any]](sums: Sums, first: int, width: int) -> Sums:
    """Return sums of shape (..., slice, ...), slices second, with neighbouring slices together.

    Those before ``first`` become one, then come ``width`` at a time. It takes a tenth of the time of
    `numpy.add.reduceat`.
    """
    before, after = sums[:, :first], sums[:, first:]
    even = after.shape[1] // width * width
    parts = [before, after[:, even:]]
    ends = [part.sum(axis=1, keepdims=True) if part.shape[1] else part for part in parts]
    neighbours = sum(after[:, first:even:width] for first in range(width))
    return cast("Sums", np.concatenate([ends[0], neighbours, ends[1]], axis=1))
