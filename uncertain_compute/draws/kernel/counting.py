"""Count the kernel's numbers in bins: in windows where most of them are, and the others by NumPy."""

import numpy as np

from uncertain_compute.arrays import Integers
from uncertain_compute.draws.kernel.loop_data import BinCounts
from uncertain_compute.draws.sketches import MANTISSA_BITS, Bins, Sketch

MOST_BEYOND = 2**13
"""Numbers outside the windows that are noted before they are counted."""

OCTAVE = 2**MANTISSA_BITS
MOST_BINS = 64 * OCTAVE
"""The most bins of a window."""


class Windows:
    """Bins that the kernel counts in, for some columns: they are where the first numbers were, and a little beyond."""

    def __init__(self, columns: int, chunk: int) -> None:
        """Start without bins: all numbers are beyond them at first."""
        self._sketches = [Sketch() for _ in range(columns)]
        most = MOST_BEYOND + 2 * chunk * columns
        self._values, self._whose = np.empty(most), np.empty(most, np.int64)
        self.counts = self._counts_in(np.zeros((2 * columns, 3), np.int64))

    def take(self, beyond: int) -> None:
        """Count the numbers that were outside the windows, and widen these if there were many."""
        values, whose = self._values[:beyond], self._whose[:beyond]
        for column in np.unique(whose).tolist():
            self._sketches[column].add(values[whose == column])
        if beyond > MOST_BEYOND:
            self._empty_bins()
            self.counts = self._counts_in(self._widened())

    def finished(self) -> list[Sketch]:
        """Return the sketches of all columns, and begin with new ones in the same windows."""
        self._empty_bins()
        self.counts = self._counts_in(self.counts.windows)
        found, self._sketches = self._sketches, [Sketch() for _ in self._sketches]
        return found

    def _counts_in(self, windows: Integers) -> BinCounts:
        tally = np.zeros(int(windows[:, 1].sum()), np.uint32)
        return BinCounts(tally, windows, np.zeros((2, len(self._sketches)), np.int64), self._values, self._whose)

    def _empty_bins(self) -> None:
        """Add what was counted in the windows to the sketches."""
        for column, sketch in enumerate(self._sketches):
            for bins, (first, length, start) in zip(
                (sketch.positive, sketch.negative),
                self.counts.windows[2 * column : 2 * column + 2].tolist(),
                strict=True,
            ):
                if length:
                    bins.merge(Bins.of(first, self.counts.tally[start : start + length]))
            sketch.zeros += int(self.counts.single[0, column])
            sketch.never += int(self.counts.single[1, column])

    def _widened(self) -> Integers:
        """Return windows about the numbers that were counted."""
        windows, start = [], 0
        for sketch in self._sketches:
            for bins in (sketch.positive, sketch.negative):
                first, counts = bins.counted()
                length = len(counts)
                if length:
                    margin = (OCTAVE + length) // 8
                    first, length = max(first - margin, 0), length + 2 * margin
                if length > MOST_BINS:
                    middle = first + int(np.searchsorted(np.cumsum(counts), counts.sum() / 2))
                    first, length = max(middle - MOST_BINS // 2, 0), MOST_BINS
                windows.append((first, length, start))
                start += length
        return np.array(windows, dtype=np.int64)
