"""Tables of quantile functions: about 4 ns per number for any distribution."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from uncertain_compute.arrays import Floats

type Inverse = Callable[[Floats], Floats]

CELL_BITS = (6, 8, 10)
"""Cells in an octave, as powers of two; the first with which nearly all cells are accurate is used."""

OCTAVES = 21
MANTISSA_BITS = 52
SMALLEST_TAIL = 2.0 ** -(OCTAVES + 1)

ACCURACY = 1e-6
"""Largest error of a tabulated quantile, relative to its size."""

SAFETY = 16.0
"""Factor by which a cell's error can exceed the estimate from third differences, at a jump or a kink."""

LARGEST_LEFTOVER = 0.002
"""The most probability in inaccurate cells, above which the table is made finer."""

ROUNDING = 1e-12
"""A jump within this relative distance of a cell counts as inside."""

NO_JUMPS: Floats = np.empty(0)
OCTAVE_STARTS: Floats = np.ldexp(SMALLEST_TAIL, np.arange(OCTAVES))

CUBIC = np.sqrt(3.0) / 27.0
"""Largest error of the quadratic through three equally spaced points, divided by the curve's third difference."""


class InverseTable:
    """A piecewise quadratic quantile function, accurate to a millionth of the quantile.

    Both tails are treated alike. Let t be the probability to the nearer end: each octave of t down to 2.4e-7 has cells
    of equal width, which are found from the bits of t. Each cell holds the quadratic through its ends and its middle.
    The third difference of neighbouring values bounds a cell's error, and octaves with too large an error get finer
    cells. The exact quantile function is called where the error stays too large, at the given jumps, and beyond the
    table.
    """

    def __init__(self, lower: Inverse, upper: Inverse, jumps: tuple[Floats, Floats] = (NO_JUMPS, NO_JUMPS)) -> None:
        """Tabulate the quantile functions of t from below and of t from above; each may jump at some t.

        A quantile's size is its absolute value if all quantiles have one sign. Otherwise the interquartile range is
        added, since a quantile may be zero.
        """
        self.exact = (lower, upper)
        ends, quartile = np.array([SMALLEST_TAIL]), np.array([0.25])
        one_sign = lower(ends)[0] >= 0 or upper(ends)[0] <= 0
        least = 0.0 if one_sign else float(upper(quartile)[0] - lower(quartile)[0])
        bits, *finer = CELL_BITS
        ascending = [np.sort(tails) for tails in jumps]
        both = list(zip(self.exact, ascending, strict=True))
        sides = [_cells(inverse, tails, OCTAVE_STARTS, bits, least) for inverse, tails in both]
        while finer and max(map(_leftover, sides)) > LARGEST_LEFTOVER:
            bits = finer.pop(0)
            sides = [_refined(side, *one, bits, least) for side, one in zip(sides, both, strict=True)]
        self.count = OCTAVES << bits
        self.shift = MANTISSA_BITS - bits
        self.first = int(np.float64(SMALLEST_TAIL).view(np.int64)) >> self.shift
        self.constant, self.linear, self.square = np.concatenate(
            [side.coefficients.reshape(3, -1) for side in sides], axis=1
        )
        rough = np.concatenate([side.rough.ravel() for side in sides])
        self.rough = rough if rough.any() else None

    def __call__(self, uniform: Floats) -> Floats:
        """Return the quantile of each number in (0, 1)."""
        tail = 1.0 - uniform
        np.minimum(tail, uniform, out=tail)
        from_above = uniform >= 0.5
        cell = tail.view(np.int64) >> self.shift
        cell -= self.first
        cell += from_above * self.count
        quantile: Floats = self.square.take(cell, mode="clip")
        quantile *= tail
        quantile += self.linear.take(cell, mode="clip")
        quantile *= tail
        quantile += self.constant.take(cell, mode="clip")
        exactly = tail < SMALLEST_TAIL
        if self.rough is not None:
            exactly |= self.rough.take(cell, mode="clip")
        if exactly.any():
            for inverse, side in zip(self.exact, (exactly & ~from_above, exactly & from_above), strict=True):
                quantile[side] = inverse(tail[side])
        return quantile


class _Cells(NamedTuple):
    """The cells of all octaves.

    Attributes
    ----------
    coefficients
        Constant, linear and square term of each cell's quadratic in t; shape (3, octaves, cells).
    rough
        Which cells are inaccurate; shape (octaves, cells).
    """

    coefficients: Floats
    rough: NDArray[np.bool_]


def _cells(inverse: Inverse, jumps: Floats, starts: Floats, bits: int, least: float) -> _Cells:
    """Return the cells of the octaves of t that begin at the starts."""
    halves = 2 << bits
    nodes = starts[:, None] * (1.0 + np.arange(-2, halves + 3) / halves)
    beyond = inverse(nodes.ravel()).reshape(nodes.shape)
    nodes, values = nodes[:, 2:-2], beyond[:, 2:-2]
    half = starts[:, None] / halves
    left, middle, right = values[:, :-1:2], values[:, 1::2], values[:, 2::2]
    linear, square = (right - left) / (2.0 * half), (right - 2.0 * middle + left) / (2.0 * half**2)
    centre = nodes[:, 1::2]
    coefficients = np.stack([middle - linear * centre + square * centre**2, linear - 2.0 * square * centre, square])
    third = np.abs(np.diff(beyond, n=3, axis=1))
    error = CUBIC * np.max([third[:, :-3:2], third[:, 1:-2:2], third[:, 2:-1:2], third[:, 3::2]], axis=0)
    accurate = SAFETY * error <= ACCURACY * (np.abs(middle) + least)
    first, last = nodes[:, :-1:2] * (1.0 - ROUNDING), nodes[:, 2::2] * (1.0 + ROUNDING)
    jumps_before, jumps_up_to = np.searchsorted(jumps, first), np.searchsorted(jumps, last)
    return _Cells(coefficients, ~accurate | (jumps_up_to > jumps_before))


def _refined(coarse: _Cells, inverse: Inverse, jumps: Floats, bits: int, least: float) -> _Cells:
    """Return finer cells; octaves whose cells are all accurate keep their quadratics."""
    times = (1 << bits) // coarse.rough.shape[1]
    coefficients, rough = np.repeat(coarse.coefficients, times, axis=2), np.repeat(coarse.rough, times, axis=1)
    which = coarse.rough.any(axis=1)
    coefficients[:, which], rough[which] = _cells(inverse, jumps, OCTAVE_STARTS[which], bits, least)
    return _Cells(coefficients, rough)


def _leftover(cells: _Cells) -> float:
    """Return the probability in inaccurate cells."""
    return float(cells.rough.mean(axis=1) @ OCTAVE_STARTS)
