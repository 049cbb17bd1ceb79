"""Points of the unit cube: scrambled Sobol, Latin hypercube, plain Monte Carlo.

Each column of a design depends on the seed, the chain and the assumption's name. So prior sets with the same seed
share their random numbers. One more assumption does not change the others' numbers, unless it is declared before them
and takes the Sobol dimension of one of them.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

import numpy as np
from numpy.random import PCG64DXSM, Generator, SeedSequence

from uncertain_compute.arrays import Floats
from uncertain_compute.draws.directions import SOBOL_BITS, Words, direction_numbers
from uncertain_compute.draws.sobol_dimensions import dimensions_of, fail_if_too_many, hash_of

type Stream = Callable[[int, int], Floats]
"""Uniform numbers from a first index up to a last; those of a column have one chain after another."""

BLOCK = 2**17
"""Draws in a block; blocks start at multiples of it. With shorter arrays threads wait for each other."""

STRATA = 2**15
"""Strata of one Latin hypercube; a longer stream is several of them."""

SMALLEST = 2.0**-54

BIT = np.uint32(1) << np.arange(SOBOL_BITS - 1, -1, -1, dtype=np.uint32)
HIGHER_BITS = ~(2 * BIT - 1)


type Streams = Callable[[str, Sequence[int]], Stream]
"""A function of a column and some chains that returns its stream there; shape (chains * (last - first),)."""

type Scrambles = Callable[[str, Sequence[int]], tuple[Words, Words]]
"""A function of a column and some chains that returns what its Sobol points there are made of, see `_sobol_points`."""


def streams(design: str, seed: int, columns: Sequence[str]) -> Streams:
    """Return a function that returns a column's stream in some chains.

    Parameters
    ----------
    design
        ``sobol``, ``latin_hypercube`` or ``monte_carlo``.
    seed
        Any integer from 0.
    columns
        All columns of the study in the order in which they were declared, whether the targets need them or not.

    Raises
    ------
    UncertainComputeError
        If there are more columns than the design has dimensions.
    """
    if design == "sobol":
        return _sobol_streams(seed, columns)

    def stream(column: str, chains: Sequence[int]) -> Stream:
        parts = [_STREAMS[design](seed, column, chain, 1) for chain in chains]
        return lambda first, last: np.concatenate([part(first, last)[0] for part in parts])

    return stream


def streams_of_all(design: str, seed: int, count: int, chains: int) -> Stream:
    """Return a stream of points in a number of dimensions for all chains; shape (dimension, chain, draw).

    Unlike `streams`, its numbers depend on the number of dimensions: all are generated at once, and ``sobol`` uses its
    first ones, which fill the cube more evenly.

    Raises
    ------
    UncertainComputeError
        If there are more dimensions than the design has.
    """
    if design == "sobol":
        fail_if_too_many(count)
        generator = generator_of(seed, "points", 0)
        orders = generator.permuted(np.tile(np.arange(count), (chains, 1)), axis=1).T
        mixed, shift = _scrambled(direction_numbers(count)[orders], _words(generator, count, chains))
        return lambda first, last: _sobol_points(mixed, shift, first, last)
    parts = [_STREAMS[design](seed, "points", chain, count) for chain in range(chains)]
    return lambda first, last: np.stack([part(first, last) for part in parts], axis=1)


def generator_of(seed: int, name: str, chain: int, *more: int) -> Generator:
    """Return the random generator of a name in a chain."""
    return Generator(PCG64DXSM(SeedSequence(seed, spawn_key=(*hash_of(name), chain, *more))))


def _sobol_streams(seed: int, columns: Sequence[str]) -> Streams:
    scrambles = sobol_scrambles(seed, columns)

    def stream(column: str, chains: Sequence[int]) -> Stream:
        mixed, shift = scrambles(column, chains)
        return lambda first, last: _sobol_points(mixed, shift, first, last).reshape(-1)

    return stream


def sobol_scrambles(seed: int, columns: Sequence[str]) -> Scrambles:
    """Return a function that returns the scrambled direction numbers and the shifts of a column in some chains.

    They are of the lowest Sobol dimensions, see `sobol_dimensions`.

    With the usual numbers of draws, some pairs of dimensions fill the square less evenly than others, under any
    scramble. So the dimensions of a tier are shuffled for each chain: no pair of columns has a bad pair of dimensions
    in more than a few chains. The order of the points is shuffled, too, so that two runs with different seeds are
    independent draw by draw.
    """
    dimension_of = dimensions_of(columns)

    @cache
    def shuffled(chain: int, tier: range) -> Words:
        order = generator_of(seed, "dimensions", chain, tier.start).permutation(len(tier))
        return _reordered(direction_numbers(tier.stop)[tier.start + order], generator_of(seed, "order", chain))

    def scrambles(column: str, chains: Sequence[int]) -> tuple[Words, Words]:
        tier, within = dimension_of[column]
        directions = np.stack([shuffled(chain, tier)[within] for chain in chains])
        words = np.stack([_words(generator_of(seed, column, chain)) for chain in chains])
        return _scrambled(directions, words)

    return scrambles


def _reordered(directions: Words, generator: Generator) -> Words:
    """Return direction numbers of shape (..., direction) of the same points in another order.

    Each becomes itself plus a random choice of those before it. So the first 2, 4, 8, ... points are the same sets of
    points as without the change of order.
    """
    earlier = np.tril(generator.integers(0, 2, (SOBOL_BITS, SOBOL_BITS), dtype=np.uint32), -1)
    chosen = directions[..., None, :] * (earlier + np.eye(SOBOL_BITS, dtype=np.uint32))
    return np.asarray(np.bitwise_xor.reduce(chosen, axis=-1))


def _words(generator: Generator, *shape: int) -> Words:
    """Return the random words of scrambles; shape (*shape, direction + 1)."""
    return generator.integers(0, 2**SOBOL_BITS, (*shape, SOBOL_BITS + 1), dtype=np.uint32)


def _scrambled(directions: Words, words: Words) -> tuple[Words, Words]:
    """Return direction numbers of shape (..., direction) under random linear scrambles, and random digital shifts.

    Each bit becomes the sum, modulo 2, of itself and a random choice of higher bits, so that each point is uniform.
    Source: Matousek 1998, "On the L2-discrepancy for anchored boxes".
    """
    choices, shift = words[..., :-1] & HIGHER_BITS | BIT, words[..., -1]
    odd = np.bitwise_count(choices[..., :, None] & directions[..., None, :]) & 1
    return np.bitwise_or.reduce(odd * BIT[:, None], axis=-2), shift


def _sobol_points(directions: Words, shift: Words, first: int, last: int) -> Floats:
    """Return the points of scrambled dimensions; shape (..., last - first)."""
    points = np.empty((*shift.shape, last - first), dtype=np.uint32)
    points[..., 0] = shift
    for bit in range(SOBOL_BITS):
        if first >> bit & 1:
            points[..., 0] ^= directions[..., bit]
    done = 1
    while done < points.shape[-1]:
        more = min(done, points.shape[-1] - done)
        step = directions[..., done.bit_length() - 1, None]
        np.bitwise_xor(points[..., :more], step, out=points[..., done : done + more])
        done += more
    uniform = points.astype(np.float64)
    uniform += 0.5
    uniform *= 2.0**-SOBOL_BITS
    return uniform


def _latin_hypercube(seed: int, name: str, chain: int, dimensions: int) -> Stream:
    """Return a stream of Latin hypercubes, with the same points as `scipy.stats.qmc.LatinHypercube`.

    scipy's engine copies its generator again and again, which takes ten times as long as the points. Numbers have shape
    (dimension, last - first).
    """

    def hypercube(first: int, last: int) -> Floats:
        (generator,) = generator_of(seed, name, chain, first).spawn(1)
        inside = generator.uniform(size=(last - first, dimensions)).T
        strata = np.tile(np.arange(1, last - first + 1), (dimensions, 1))
        for one in strata:
            generator.shuffle(one)
        return np.clip((strata - inside) / (last - first), SMALLEST, 1 - SMALLEST)

    def points(first: int, last: int) -> Floats:
        starts = range(first, last, STRATA)
        return np.concatenate([hypercube(start, min(start + STRATA, last)) for start in starts], axis=1)

    return points


def _monte_carlo(seed: int, name: str, chain: int, dimensions: int) -> Stream:
    """Return a stream of independent uniform numbers; shape (dimension, last - first)."""

    def points(first: int, last: int) -> Floats:
        generator = generator_of(seed, name, chain)
        generator.bit_generator.advance(first * dimensions)  # type: ignore[attr-defined]
        return np.maximum(generator.random((last - first, dimensions)).T, SMALLEST)

    return points


_STREAMS: Mapping[str, Callable[[int, str, int, int], Stream]] = {
    "latin_hypercube": _latin_hypercube,
    "monte_carlo": _monte_carlo,
}
