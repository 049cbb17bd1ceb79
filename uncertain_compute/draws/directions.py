"""Direction numbers of Sobol sequences, from the table of Joe and Kuo that scipy ships, and their randomisations."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from uncertain_compute.arrays import Integers

type Words = NDArray[np.uint32]
SOBOL_BITS = 32
SOBOL_DIMENSIONS = 21201

BIT = np.uint32(1) << np.arange(SOBOL_BITS - 1, -1, -1, dtype=np.uint32)
HIGHER_BITS = ~(2 * BIT - 1)


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


def reordered(directions: Words, chosen: Words) -> Words:
    """Return direction numbers of shape (column, chain, direction) of the same points in another order.

    Each becomes itself plus a random choice of those before it. So the first 2, 4, 8, ... points are the same sets of
    points as without the change of order.

    Parameters
    ----------
    chosen
        All bits where one is added to another, else none; shape (added direction, chain, direction).
    """
    return np.asarray(np.bitwise_xor.reduce(np.moveaxis(directions, -1, 0)[..., None] & chosen[:, None], axis=0))


def scrambled(directions: Words, words: Words) -> tuple[Words, Words]:
    """Return direction numbers of shape (..., direction) under random linear scrambles, and random digital shifts.

    Each bit becomes the sum, modulo 2, of itself and a random choice of higher bits, so that each point is uniform.
    Source: Matousek 1998, "On the L2-discrepancy for anchored boxes".
    """
    choices, shift = words[..., :-1] & HIGHER_BITS | BIT, words[..., -1]
    odd = np.bitwise_count(choices[..., None, :] & directions[..., :, None]) & 1
    return np.packbits(odd, axis=-1).view(">u4")[..., 0].astype(np.uint32), shift
