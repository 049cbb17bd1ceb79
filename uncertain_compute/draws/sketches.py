"""Counts of numbers in bins of equal relative width: quantiles of any stream in little memory.

A bin is the set of float64 numbers with the same highest bits (sign, exponent, 13 bits of the mantissa), as in HDR
histograms and in DDSketch (Masson, Rim & Lee 2019, arXiv:1908.10693).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uncertain_compute.arrays import Floats, Integers

MANTISSA_BITS = 13
SHIFT = 52 - MANTISSA_BITS
RELATIVE_ERROR = 2.0**-MANTISSA_BITS
"""Width of a bin relative to its lower edge, 1.2e-4: the largest relative error of a quantile."""

NEVER = (int(np.array(np.inf).view(np.int64)) >> SHIFT) + 1
"""The key of infinity."""

MOST_WAITING = 2**14
"""Keys of a chain that wait to be counted, which take less room than the bins that they are spread over."""


MOST_BYTES = 4.5e6
"""The most bytes of a sketch, over 16 chains, of a quantity that spans a few powers of ten.

It takes 1.7e6 up to 10^7 draws, as counts then fit into a byte each, and 3.5e6 up to 10^10, in two bytes.
"""


type SketchCounts = tuple[int, NDArray[np.unsignedinteger[Any]]]
"""The key of a first bin, and the counts from it on, in the smallest type that holds them."""


class Bins:
    """Counts of positive numbers."""

    def __init__(self) -> None:
        """Start empty."""
        self._first = 0
        self._counts: NDArray[np.unsignedinteger[Any]] = np.zeros(0, dtype=np.uint8)
        self._waiting: list[NDArray[np.int32]] = []

    @classmethod
    def of(cls, first: int, counts: NDArray[np.uint32]) -> "Bins":
        """Return the counts of bins from a first one on."""
        bins, filled = cls(), counts > 0
        if filled.any():
            start, stop = int(filled.argmax()), len(counts) - int(filled[::-1].argmax())
            bins._first, bins._counts = first + start, counts[start:stop]
        return bins

    def add(self, positive: Floats) -> None:
        """Count numbers above zero."""
        self._waiting.append((positive.view(np.int64) >> SHIFT).astype(np.int32))
        if sum(map(len, self._waiting)) >= MOST_WAITING:
            self._first, self._counts = self.counted()
            self._waiting = []

    def merge(self, other: "Bins") -> None:
        """Add the counts of others."""
        self._first, self._counts = _added(self.counted(), other.counted())
        self._waiting = []

    def counted(self) -> SketchCounts:
        """Return the key of the first bin, and the counts from it on; no counts if there are no numbers."""
        if not self._waiting:
            return self._first, self._counts
        keys = np.concatenate(self._waiting)
        first = int(keys.min())
        return _added((self._first, self._counts), (first, np.bincount(keys - first).astype(np.uint32)))


def _added(one: SketchCounts, other: SketchCounts) -> SketchCounts:
    """Return the sums of two parts' counts."""
    parts = [(first, counts) for first, counts in (one, other) if len(counts)]
    if not parts:
        return one
    lowest, counted = parts[0]
    if len(parts) > 1:
        lowest = min(first for first, _ in parts)
        counted = np.zeros(max(first + len(counts) for first, counts in parts) - lowest, dtype=np.uint32)
        for first, counts in parts:
            counted[first - lowest :][: len(counts)] += counts
    return lowest, counted.astype(np.min_scalar_type(counted.max()), copy=False)


class Sketch:
    """Counts of numbers, of which plus infinity stands for never."""

    def __init__(self) -> None:
        """Start empty."""
        self.negative, self.positive, self.zeros, self.never = Bins(), Bins(), 0, 0

    def add(self, values: Floats) -> None:
        """Count numbers of any sign."""
        if values.max() == np.inf:
            finite = values[values < np.inf]
            self.never += len(values) - len(finite)
            if not len(finite):
                return
            values = finite
        if values.min() > 0:
            self.positive.add(values)
            return
        above, below = values[values > 0], -values[values < 0]
        for bins, numbers in ((self.positive, above), (self.negative, below)):
            if len(numbers):
                bins.add(numbers)
        self.zeros += len(values) - len(above) - len(below)

    def merge(self, other: "Sketch") -> None:
        """Add the counts of another sketch."""
        self.negative.merge(other.negative)
        self.positive.merge(other.positive)
        self.zeros += other.zeros
        self.never += other.never


def bin_edges(keys: Integers) -> tuple[Floats, Floats]:
    """Return the lower and upper edge of each signed bin; both are infinite for never."""
    size = np.abs(keys) - 1
    inner, outer = (np.where(keys == 0, 0.0, ((size + step) << SHIFT).view(np.float64)) for step in (0, 1))
    outer = np.where(keys == NEVER, np.inf, outer)
    return np.where(keys < 0, -outer, inner), np.where(keys < 0, -inner, outer)


def merged(sketches: Sequence[Sketch]) -> tuple[Integers, Integers]:
    """Return the signed keys of all bins in use, ascending, and each sketch's counts; shape (sketch, key).

    Key 0 stands for zero, NEVER for infinity; bins of positive numbers have positive keys, and those of negative
    numbers negative keys.
    """
    below, below_counts = _aligned([sketch.negative for sketch in sketches])
    above, above_counts = _aligned([sketch.positive for sketch in sketches])
    zeros, never = (_single([getattr(one, name) for one in sketches]) for name in ("zeros", "never"))
    parts = [
        (-(below[::-1] + 1), below_counts[:, ::-1]),
        (np.zeros(zeros.shape[1], dtype=np.int64), zeros),
        (above + 1, above_counts),
        (np.full(never.shape[1], NEVER), never),
    ]
    filled = [(keys, counts) for keys, counts in parts if len(keys)]
    if len(filled) == 1:
        return filled[0]
    return np.concatenate([keys for keys, _ in parts]), np.concatenate([counts for _, counts in parts], axis=1)


def _single(counts: Sequence[int]) -> Integers:
    """Return each sketch's count of a single number, of shape (sketch, 1); (sketch, 0) if none has it."""
    column = np.array(counts, dtype=np.int64)[:, None]
    return column[:, : int(column.any())]


def _aligned(parts: Sequence[Bins]) -> tuple[Integers, Integers]:
    """Return the keys of the bins that are in use anywhere, ascending, and each part's counts in them."""
    counted = [part.counted() for part in parts]
    filled = [(first, counts) for first, counts in counted if len(counts)]
    if not filled:
        return np.zeros(0, dtype=np.int64), np.zeros((len(parts), 0), dtype=np.int64)
    lowest = min(first for first, _ in filled)
    occupied = np.zeros(max(first + len(counts) for first, counts in filled) - lowest, dtype=bool)
    for first, counts in filled:
        occupied[first - lowest :][: len(counts)] |= counts > 0
    keys = np.flatnonzero(occupied) + lowest
    most = max(int(counts.max()) for _, counts in filled)
    found = np.zeros((len(parts), len(keys)), dtype=np.int32 if most <= np.iinfo(np.int32).max else np.int64)
    for row, (first, counts) in zip(found, counted, strict=True):
        low, high = np.searchsorted(keys, [first, first + len(counts)])
        row[low:high] = counts[keys[low:high] - first]
    return keys, found
