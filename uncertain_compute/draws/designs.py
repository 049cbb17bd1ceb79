"""Points of the unit cube: scrambled Sobol, Latin hypercube, plain Monte Carlo.

Each column of a design is made from the seed, the chain and the assumption's own name, so prior
sets drawn with one seed share their random numbers and a further assumption leaves the others' as they
were, unless its name falls on the Sobol dimension of a later one.
"""

from collections.abc import Callable, Collection
from hashlib import blake2b

import numpy as np
from numpy.random import PCG64DXSM, Generator, SeedSequence

from uncertain_compute.draws.directions import (
    SOBOL_BITS,
    SOBOL_DIMENSIONS,
    Integers,
    direction_numbers,
    direction_table,
)
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.table import Floats

type Stream = Callable[[int, int], Floats]
"""Uniform numbers of one column in one chain, from a first index up to a last one; shape (last - first,)."""

BLOCK = 2**17
"""Draws evaluated at once, from a multiple of it on: with shorter arrays threads wait for each other's turns."""

STRATA = 2**15
"""Strata of one Latin hypercube; a longer stream is several of them."""

SMALLEST = 2.0**-54

BIT = np.uint32(1) << np.arange(SOBOL_BITS - 1, -1, -1, dtype=np.uint32)
HIGHER_BITS = ~(2 * BIT - 1)


def streams(design: str, seed: int, columns: Collection[str]) -> Callable[[str, int], Stream]:
    """Return the function that gives a column's stream in a chain.

    Parameters
    ----------
    design
        ``sobol``, ``latin_hypercube`` or ``monte_carlo``.
    seed
        Any integer from 0.
    columns
        All uncertain columns of the study, needed by the targets or not.

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
    table = direction_table()
    directions_of = {name: direction_numbers(table, dimension) for name, dimension in dimension_of.items()}

    def stream(column: str, chain: int) -> Stream:
        directions, shift = _scrambled(directions_of[column], _generator(seed, column, chain))
        return lambda first, last: _sobol_points(directions, shift, first, last)

    return stream


def _scrambled(directions: Integers, generator: Generator) -> tuple[Integers, np.uint32]:
    """Return direction numbers under a random linear scramble, and a random digital shift.

    Each bit becomes itself plus a random choice of the higher ones, modulo 2, so that each point is uniform.
    Source: Matousek 1998, "On the L2-discrepancy for anchored boxes".
    """
    *choices, shift = generator.integers(0, 2**SOBOL_BITS, SOBOL_BITS + 1, dtype=np.uint32)
    mixed = np.bitwise_count(((np.array(choices) & HIGHER_BITS) | BIT)[:, None] & directions) & 1
    return np.bitwise_or.reduce(mixed * BIT[:, None], axis=0), shift


def _sobol_points(directions: Integers, shift: np.uint32, first: int, last: int) -> Floats:
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
    """Return a stream made of Latin hypercubes."""
    from scipy.stats import qmc

    def hypercube(first: int, last: int) -> Floats:
        engine = qmc.LatinHypercube(1, rng=_generator(seed, column, chain, first))
        return np.clip(engine.random(last - first)[:, 0], SMALLEST, 1 - SMALLEST)

    def points(first: int, last: int) -> Floats:
        return np.concatenate([hypercube(start, min(start + STRATA, last)) for start in range(first, last, STRATA)])

    return points


def _monte_carlo(seed: int, column: str, chain: int) -> Stream:
    def points(first: int, last: int) -> Floats:
        generator = _generator(seed, column, chain)
        generator.bit_generator.advance(first)  # type: ignore[attr-defined]
        return np.maximum(generator.random(last - first), SMALLEST)

    return points
