"""Counts of numbers in bins of equal relative width: quantiles of any stream in little memory.

A bin is what float64 numbers have in common in their highest bits (sign, exponent, 13 bits of the
mantissa), as in HDR histograms and in DDSketch (Masson, Rim & Lee 2019, arXiv:1908.10693).
"""

import numpy as np
from numpy.typing import NDArray

from uncertain_compute.priors.table import Floats

type Integers = NDArray[np.int64]

MANTISSA_BITS = 13
SHIFT = 52 - MANTISSA_BITS
RELATIVE_ERROR = 2.0 ** -(MANTISSA_BITS + 1)
"""No quantile is further than this, relative to itself, from one of the numbers' own (6.1e-5)."""

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

    def occupied(self) -> tuple[Integers, Integers]:
        """Return the keys of the bins that hold something, ascending, and their counts."""
        bins = np.flatnonzero(self.counts)
        return bins + self.first, self.counts[bins].astype(np.int64)


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

    def occupied(self) -> tuple[Integers, Integers]:
        """Return signed bin keys, ascending, and their counts; 0 is zero, and ±(key + 1) a bin."""
        below, below_counts = self.negative.occupied()
        above, above_counts = self.positive.occupied()
        zero = np.zeros(int(self.zeros > 0), dtype=np.int64)
        keys = np.concatenate([-(below[::-1] + 1), zero, above + 1])
        return keys, np.concatenate([below_counts[::-1], zero + self.zeros, above_counts])


def bin_edges(keys: Integers) -> tuple[Floats, Floats]:
    """Return the lower and upper edge of each signed bin."""
    size = np.abs(keys) - 1
    inner, outer = (np.where(keys == 0, 0.0, ((size + step) << SHIFT).view(np.float64)) for step in (0, 1))
    return np.where(keys < 0, -outer, inner), np.where(keys < 0, -inner, outer)


def merged(sketches: list[Sketch]) -> tuple[Integers, Integers]:
    """Return the keys that any sketch holds, and each sketch's counts; shape (sketch, key)."""
    parts = [sketch.occupied() for sketch in sketches]
    keys = np.unique(np.concatenate([part for part, _ in parts]))
    counts = np.zeros((len(parts), len(keys)), dtype=np.int64)
    for row, (part, count) in zip(counts, parts, strict=True):
        row[np.searchsorted(keys, part)] = count
    return keys, counts
