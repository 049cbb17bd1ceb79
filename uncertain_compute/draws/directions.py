"""Direction numbers of Sobol sequences, from the table of Joe and Kuo that scipy ships."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from uncertain_compute.arrays import Integers

type Words = NDArray[np.uint32]
SOBOL_BITS = 32
SOBOL_DIMENSIONS = 21201


@cache
def direction_numbers(dimensions: int) -> Words:
    """Return the direction numbers of the first dimensions, each times 2^32; shape (dimension, direction).

    The table is read from scipy's file: ``scipy.stats.qmc`` has no public access to single dimensions, and importing it
    takes longer than a run. A test compares the points with those of ``scipy.stats.qmc.Sobol``. Source: Joe & Kuo 2008,
    "Constructing Sobol sequences with better two-dimensional projections"; Bratley & Fox 1988, "Algorithm 659", for the
    recurrence.
    """
    polynomials, initial = (values[:dimensions] for values in _table())
    degrees = np.array([int(polynomial).bit_length() - 1 for polynomial in polynomials], dtype=np.int64)
    rows, steps = np.arange(dimensions), np.arange(1, degrees.max(initial=0) + 1)
    factors = (polynomials[:, None] << steps >> degrees[:, None] & 1) << steps
    numbers = np.ones((dimensions, SOBOL_BITS), dtype=np.int64)
    for bit in range(1, SOBOL_BITS):
        near = min(bit, len(steps))
        before = numbers[:, bit - near : bit][:, ::-1]
        found = np.bitwise_xor.reduce(before * factors[:, :near], axis=1) ^ numbers[rows, bit - degrees]
        numbers[:, bit] = np.where(degrees <= bit, found, initial[:, min(bit, initial.shape[1] - 1)])
    return (numbers << np.arange(SOBOL_BITS - 1, -1, -1)).astype(np.uint32)


@cache
def _table() -> tuple[Integers, Integers]:
    """Return scipy's primitive polynomials as numbers in base 2, and the first direction numbers of each."""
    scipy = find_spec("scipy")
    assert scipy is not None  # noqa: S101 (numpy and scipy are dependencies)
    folder = Path(next(iter(scipy.submodule_search_locations or ())))
    with np.load(folder / "stats" / "_sobol_direction_numbers.npz") as table:
        return table["poly"].astype(np.int64), table["vinit"].astype(np.int64)
