"""Points of the unit cube: scrambled Sobol, Latin hypercube, plain Monte Carlo.

Each column of a design is made from the seed, the chain and the assumption's own name, so prior
sets drawn with one seed share their random numbers and a further assumption leaves the others' as they were.
"""

from collections.abc import Callable, Collection
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.random import PCG64DXSM, Generator, SeedSequence

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.table import Floats

type Stream = Callable[[int, int], Floats]
"""Uniform numbers of one column in one chain, from a first index up to a last one; shape (last - first,)."""

BLOCK = 2**15
"""Draws evaluated at once: arrays of 256 kB, a few of which fit a core's cache. Blocks start at its multiples."""

SOBOL_BITS = 32
SOBOL_DIMENSIONS = 1024
SMALLEST = 2.0**-54


def streams(design: str, seed: int, columns: Collection[str]) -> Callable[[str, int], Stream]:
    """Return the function that gives a column's stream in a chain.

    Parameters
    ----------
    design
        ``sobol``, ``latin_hypercube`` or ``monte_carlo``.
    seed
        Any integer from 0.
    columns
        All columns of the study, drawn from or not.

    Raises
    ------
    UncertainComputeError
        If there are more columns than the design has dimensions.
    """
    match design:
        case "sobol":
            return _sobol_streams(seed, columns)
        case "latin_hypercube":
            return lambda column, chain: _latin_hypercube(seed, column, chain)
        case _:
            return lambda column, chain: _monte_carlo(seed, column, chain)


def dimensions_of(columns: Collection[str]) -> dict[str, int]:
    """Return each column's Sobol dimension: a hash of its name, the next free one where two names meet.

    The first 1,024 dimensions are used: their pairwise projections are even enough at the sizes that
    are drawn here (root mean square errors of quantiles are within a tenth of the first twenty's), while
    dimensions out of all 21,201 do no better than a Latin hypercube.

    Raises
    ------
    UncertainComputeError
        If there are more columns than dimensions.
    """
    if len(columns) > SOBOL_DIMENSIONS:
        raise UncertainComputeError(
            f"design: sobol has {SOBOL_DIMENSIONS} dimensions, the study {len(columns)}; use design=latin_hypercube"
        )
    taken: dict[int, str] = {}
    for name in sorted(columns):
        dimension = _hash(name)[0] % SOBOL_DIMENSIONS
        while dimension in taken:
            dimension = (dimension + 1) % SOBOL_DIMENSIONS
        taken[dimension] = name
    return {name: dimension for dimension, name in taken.items()}


def _hash(name: str) -> tuple[int, int]:
    digest = blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little")


def _generator(seed: int, name: str, chain: int, *more: int) -> Generator:
    return Generator(PCG64DXSM(SeedSequence(seed, spawn_key=(*_hash(name), chain, *more))))


def _sobol_streams(seed: int, columns: Collection[str]) -> Callable[[str, int], Stream]:
    dimension_of = dimensions_of(columns)
    bits = _direction_bits()

    def stream(column: str, chain: int) -> Stream:
        generator = _generator(seed, column, chain)
        directions, shift = _scrambled(bits[dimension_of[column]], generator)
        return lambda first, last: _sobol_points(directions, shift, first, last)

    return stream


def _direction_bits() -> Floats:
    """Return Joe and Kuo's direction numbers as bits, highest first; shape (dimension, bit, direction)."""
    from scipy.stats import qmc

    engine: Any = qmc.Sobol(SOBOL_DIMENSIONS, scramble=False, bits=SOBOL_BITS)
    numbers = engine._sv  # noqa: SLF001 (scipy has no public way to them; a test holds them to its points)
    places = np.arange(SOBOL_BITS - 1, -1, -1)
    return ((np.asarray(numbers)[:, None, :] >> places[:, None]) & 1).astype(float)


def _scrambled(bits: Floats, generator: Generator) -> tuple[np.ndarray, np.uint32]:
    """Return direction numbers under a random linear scramble, and a random digital shift.

    Source: Matousek 1998, "On the L2-discrepancy for anchored boxes"; each point becomes uniform.
    """
    mixing = np.tril(generator.integers(0, 2, (SOBOL_BITS, SOBOL_BITS)), -1) + np.eye(SOBOL_BITS)
    scrambled = (mixing @ bits) % 2
    places = 2.0 ** np.arange(SOBOL_BITS - 1, -1, -1)
    return (places @ scrambled).astype(np.uint32), np.uint32(generator.integers(0, 2**SOBOL_BITS))


def _sobol_points(directions: np.ndarray, shift: np.uint32, first: int, last: int) -> Floats:
    points = np.empty(last - first, dtype=np.uint32)
    points[0] = shift
    for bit in range(SOBOL_BITS):
        if first >> bit & 1:
            points[0] ^= directions[bit]
    done = 1
    while done < len(points):
        more = min(done, len(points) - done)
        np.bitwise_xor(points[:more], directions[done.bit_length() - 1], out=points[done : done + more])
        done += more
    uniform = points.astype(np.float64)
    uniform += 0.5
    uniform *= 2.0**-SOBOL_BITS
    return uniform


def _latin_hypercube(seed: int, column: str, chain: int) -> Stream:
    """Return a stream that is stratified within each block."""
    from scipy.stats import qmc

    def points(first: int, last: int) -> Floats:
        engine = qmc.LatinHypercube(1, rng=_generator(seed, column, chain, first))
        return np.clip(engine.random(last - first)[:, 0], SMALLEST, 1 - SMALLEST)

    return points


def _monte_carlo(seed: int, column: str, chain: int) -> Stream:
    def points(first: int, last: int) -> Floats:
        generator = _generator(seed, column, chain)
        generator.bit_generator.advance(first)  # type: ignore[attr-defined]
        return np.maximum(generator.random(last - first), SMALLEST)

    return points
