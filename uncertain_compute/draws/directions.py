"""Direction numbers of Sobol sequences, from the table of Joe and Kuo that scipy ships."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

type Integers = NDArray[np.uint32]
type DirectionTable = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Primitive polynomials, shape (dimension,), and first direction numbers, shape (dimension, degree)."""

SOBOL_BITS = 32
SOBOL_DIMENSIONS = 1024


@cache
def direction_table() -> DirectionTable:
    """Return the table of the first dimensions.

    It is read from scipy's file: ``scipy.stats.qmc`` has no public way to single dimensions, and importing
    it takes longer than a run. A test holds the points to those of ``scipy.stats.qmc.Sobol``.
    Source: Joe & Kuo 2008, "Constructing Sobol sequences with better two-dimensional projections".
    """
    scipy = find_spec("scipy")
    assert scipy is not None  # noqa: S101 (numpy and scipy are dependencies)
    folder = Path(next(iter(scipy.submodule_search_locations or ())))
    with np.load(folder / "stats" / "_sobol_direction_numbers.npz") as table:
        return tuple(table[name][:SOBOL_DIMENSIONS].astype(np.int64) for name in ("poly", "vinit"))


def direction_numbers(table: DirectionTable, dimension: int) -> Integers:
    """Return a dimension's direction numbers, each times 2^32; shape (direction,).

    Source: Bratley & Fox 1988, "Algorithm 659", for the recurrence.
    """
    polynomials, initial = table
    polynomial = int(polynomials[dimension])
    degree = polynomial.bit_length() - 1
    numbers = [1] * SOBOL_BITS if dimension == 0 else [int(number) for number in initial[dimension, :degree]]
    while len(numbers) < SOBOL_BITS:
        number = numbers[-degree]
        for step in range(1, degree + 1):
            if polynomial >> (degree - step) & 1:
                number ^= numbers[-step] << step
        numbers.append(number)
    return np.array([number << (SOBOL_BITS - 1 - place) for place, number in enumerate(numbers)], dtype=np.uint32)
