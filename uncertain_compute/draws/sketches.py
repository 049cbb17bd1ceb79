"""Counts of numbers in bins of equal relative width: quantiles of any stream in little memory.

A bin is the set of float64 numbers with the same highest bits (sign, exponent, 13 bits of the mantissa), as in HDR
histograms and in DDSketch (Masson, Rim & Lee 2019, arXiv:1908.10693).
"""

from collections.abc import Sequence

import numpy as np

from uncertain_compute.arrays import Floats, Integers

MANTISSA_BITS = 13
SHIFT = 52 - MANTISSA_BITS
RELATIVE_ERROR = 2.0**-MANTISSA_BITS
"""Width of a bin relative to its lower edge, 1.2e-4: the largest relative error of a quantile."""

ROOM = 2**MANTISSA_BITS


class Bins:
    """Counts of positive numbers."""

    def __init__(self) -> None:
        """Start empty."""
        self.first = 0
        self.counts = np.zeros(0, dtype=np.uint32)

    def add(self, positive: Floats) -> None:
        """Count numbers above zero."""
        key = positive.view(np.int64) >> SHIFT
        self._make_room(int(key.min()), int(key.max()))
        key -= self.first
        np.add.at(self.counts, key, np.uint32(1))

    def _make_room(self, lowest: int, highest: int) -> None:
        if not len(self.counts):
            self.first, self.counts = lowest, np.zeros(highest - lowest + ROOM, dtype=np.uint32)
        before = self.first - lowest + ROOM if lowest < self.first else 0
        after = highest - self.first - len(self.counts) + 1
        if before or after > 0:
            self.counts = np.pad(self.counts, (before, after + ROOM if after > 0 else 0))
            self.first -= before


class Sketch:
    """Counts of any finite numbers."""

    def __init__(self) -> None:
        """Start empty."""
        self.negative, self.positive, self.zeros = Bins(), Bins(), 0

    def add(self, values: Floats) -> None:
        """Count finite numbers of any sign."""
        if values.min() > 0:
            self.positive.add(values)
            return
        above, below = values[values > 0], -values[values < 0]
        for bins, numbers in ((self.positive, above), (self.negative, below)):
            if len(numbers):
                bins.add(numbers)
        self.zeros += len(values) - len(above) - len(below)


def bin_edges(keys: Integers) -> tuple[Floats, Floats]:
    """Return the lower and upper edge of each signed bin."""
    size = np.abs(keys) - 1
    inner, outer = (np.where(keys == 0, 0.0, ((size + step) << SHIFT).view(np.float64)) for step in (0, 1))
    return np.where(keys < 0, -outer, inner), np.where(keys < 0, -inner, outer)


def merged(sketches: Sequence[Sketch]) -> tuple[Integers, Integers]:
    """Return the signed keys of all bins in use, ascending, and each sketch's counts; shape (sketch, key).

    Key 0 stands for zero; bins of positive numbers have positive keys, and those of negative numbers negative keys.
    """
    below, below_counts = _aligned([sketch.negative for sketch in sketches])
    above, above_counts = _aligned([sketch.positive for sketch in sketches])
    zeros = np.array([[sketch.zeros] for sketch in sketches], dtype=np.int64)
    zeros = zeros[:, : int(zeros.any())]
    keys = np.concatenate([-(below[::-1] + 1), np.zeros(zeros.shape[1], dtype=np.int64), above + 1])
    return keys, np.concatenate([below_counts[:, ::-1], zeros, above_counts], axis=1)


def _aligned(parts: Sequence[Bins]) -> tuple[Integers, Integers]:
    """Return the keys of the bins that are in use anywhere, ascending, and each part's counts in them."""
    filled = [part for part in parts if len(part.counts)]
    if not filled:
        return np.zeros(0, dtype=np.int64), np.zeros((len(parts), 0), dtype=np.int64)
    first = min(part.first for part in filled)
    occupied = np.zeros(max(part.first + len(part.counts) for part in filled) - first, dtype=bool)
    for part in filled:
        occupied[part.first - first :][: len(part.counts)] |= part.counts > 0
    keys = np.flatnonzero(occupied) + first
    counts = np.zeros((len(parts), len(keys)), dtype=np.int64)
    for row, part in zip(counts, parts, strict=True):
        low, high = np.searchsorted(keys, [part.first, part.first + len(part.counts)])
        row[low:high] = part.counts[keys[low:high] - part.first]
    return keys, counts
