"""Points of the unit cube: scrambled Sobol, Latin hypercube, plain Monte Carlo.

Each column of a design depends on the seed, the chain and the assumption's name. So prior sets with the same seed
share their random numbers. One more assumption does not change the others' numbers, unless it is declared before them
and takes the Sobol dimension of one of them.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import batched

import numpy as np
from numpy.random import PCG64DXSM, Generator, SeedSequence
from numpy.random.bit_generator import ISeedSequence
from numpy.typing import NDArray

from uncertain_compute.arrays import Floats, Integers
from uncertain_compute.draws.directions import SOBOL_BITS, Words, direction_numbers, reordered, scrambled
from uncertain_compute.draws.sobol_dimensions import dimensions_of, fail_if_too_many, hash_of

type Stream = Callable[[int, int], Floats]
"""Uniform numbers from a first index up to a last; those of a column have one chain after another."""

BLOCK = 2**17
"""Draws in a block; blocks start at multiples of it. With shorter arrays threads wait for each other."""

STRATA = 2**15
"""Strata of one Latin hypercube; a longer stream is several of them."""

SMALLEST = 2.0**-54

ALL_BITS = np.uint32(2**SOBOL_BITS - 1)

TOGETHER = 16
"""Columns that are scrambled together, which takes less time than one after another."""

SPAWNED = 0
"""The word that a generator's first child has after those of its key."""


def _powers(first: int, factor: int, count: int) -> Words:
    return np.array([first * pow(factor, power, 2**32) % 2**32 for power in range(count)], dtype=np.uint32)


LEFT, RIGHT = np.uint32(0xCA01F9DD), np.uint32(0x4973F715)
OF_POOL, OF_STATE = _powers(0x43B0D7E5, 0x931E8875, 40)[24:], _powers(0x8B51F9DD, 0x58F38DED, 9)
"""The numbers by which a `SeedSequence` hashes words, after the 24 that it takes for a seed and a name."""

type Streams = Callable[[str, Sequence[int]], Stream]
"""A function of a column and some chains that returns its stream there; shape (chains * (last - first),)."""

type Scrambles = Callable[[tuple[str, ...], tuple[int, ...], int], tuple[Words, Words]]
"""A function that returns what Sobol points of some columns in some chains are made of, see `_sobol_points`.

Its last argument is how many bits the index of a point has. The words have shape (column, chain, ...).
"""


def streams(design: str, seed: int, columns: Sequence[str], drawn: Sequence[str] = ()) -> Streams:
    """Return a function that returns a column's stream in some chains.

    Parameters
    ----------
    design
        ``sobol``, ``latin_hypercube`` or ``monte_carlo``.
    seed
        Any integer from 0.
    columns
        All columns of the study in the order in which they were declared, whether the targets need them or not.
    drawn
        Columns whose streams are asked for together; this saves time, and changes no number.

    Raises
    ------
    UncertainComputeError
        If there are more columns than the design has dimensions.
    """
    if design == "sobol":
        return _sobol_streams(seed, columns, tuple(drawn))

    def stream(column: str, chains: Sequence[int]) -> Stream:
        points = _STREAMS[design](seed, column, chains, 1)
        return lambda first, last: points(first, last).reshape(-1)

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
        words = generator.integers(0, 2**SOBOL_BITS, (count, chains, SOBOL_BITS + 1), dtype=np.uint32)
        mixed, shift = scrambled(direction_numbers(count)[orders], words)
        return lambda first, last: _sobol_points(mixed, shift, first, last)
    return _STREAMS[design](seed, "points", range(chains), count)


def generator_of(seed: int, name: str, chain: int, *more: int) -> Generator:
    """Return the random generator of a name in a chain."""
    return Generator(PCG64DXSM(SeedSequence(seed, spawn_key=(*hash_of(name), chain, *more))))


def generators_of(seed: int, name: str, chains: Sequence[int], *more: int) -> list[Generator]:
    """Return the generators of a name in some chains, as `generator_of` does, but none can spawn.

    Those of 16 chains take a quarter of the time.
    """
    return [Generator(one) for one in _bit_generators(seed, (name,), chains, *more)]


def _bit_generators(seed: int, names: Sequence[str], chains: Sequence[int], *more: int) -> list[PCG64DXSM]:
    """Return the bit generators of some names in some chains, name by name.

    A `SeedSequence` mixes the words of its key into a pool, one after another. NumPy does so with the seed and a name,
    and here all names and chains together mix the others. Source: ``numpy/random/bit_generator.pyx``; its results are
    the same in all versions of NumPy.
    """
    pool: Words = np.array([[SeedSequence(seed, spawn_key=hash_of(name)).pool] for name in names])
    for words in _hashed_key(tuple(chains), *more):
        mixed = np.subtract(LEFT * pool, words)
        pool = np.asarray(mixed ^ mixed >> 16)
    seeds = _hashed(np.concatenate((pool, pool), axis=-1), OF_STATE).astype("<u4").view("<u8").astype(np.uint64)
    return [PCG64DXSM(_KnownSeed(one)) for one in seeds.reshape(-1, seeds.shape[-1])]  # type: ignore[arg-type]


@lru_cache(maxsize=64)
def _hashed_key(chains: tuple[int, ...], *more: int) -> list[Words]:
    """Return what is taken off the pool of any name for each word of its chains' keys; shape (chain, 4)."""
    key = np.array([(chain, *more) for chain in chains], dtype=np.uint32).T[:, :, None]
    return [RIGHT * _hashed(words, OF_POOL[4 * index : 4 * index + 5]) for index, words in enumerate(key)]


def _hashed(words: Words, factors: Words) -> Words:
    mixed = (words ^ factors[:-1]) * factors[1:]
    return np.asarray(mixed ^ mixed >> 16)


class _KnownSeed(ISeedSequence):
    """The words of which a bit generator makes its first state."""

    def __init__(self, words: NDArray[np.uint64]) -> None:
        self.words = words

    def generate_state(self, n_words: int, dtype: object = np.uint32) -> NDArray[np.uint64]:
        """Return the words."""
        del n_words, dtype
        return self.words


def _sobol_streams(seed: int, columns: Sequence[str], drawn: tuple[str, ...]) -> Streams:
    scrambles = cache(sobol_scrambles(seed, columns))
    index_of = {name: index for index, name in enumerate(drawn)}

    def stream(column: str, chains: Sequence[int]) -> Stream:
        names, index, own = drawn if column in index_of else (column,), index_of.get(column, 0), tuple(chains)

        def points(first: int, last: int) -> Floats:
            directions, shift = scrambles(names, own, last.bit_length())
            return _sobol_points(directions[index], shift[index], first, last).reshape(-1)

        return points

    return stream


def sobol_scrambles(seed: int, columns: Sequence[str]) -> Scrambles:
    """Return a function that returns the scrambled direction numbers and the shifts of some columns in some chains.

    They are of the lowest Sobol dimensions, see `sobol_dimensions`.

    With the usual numbers of draws, some pairs of dimensions fill the square less evenly than others, under any
    scramble. So the dimensions of a tier are shuffled for each chain: no pair of columns has a bad pair of dimensions
    in more than a few chains. The order of the points is shuffled, too, so that two runs with different seeds are
    independent draw by draw.
    """
    dimension_of = dimensions_of(columns)

    @cache
    def dimensions(tier: range, chains: tuple[int, ...]) -> Integers:
        generators = generators_of(seed, "dimensions", chains, tier.start)
        return tier.start + np.array([one.permutation(len(tier)) for one in generators])

    @cache
    def chosen(chains: tuple[int, ...], bits: int) -> Words:
        words = _words(_bit_generators(seed, ("order",), chains), bits * SOBOL_BITS).reshape(-1, bits, SOBOL_BITS)
        ones = np.tril(words[..., :bits] >> 31, -1) | np.eye(bits, dtype=np.uint32)
        return np.ascontiguousarray(np.moveaxis(ones, -1, 0)) * ALL_BITS

    def together(names: tuple[str, ...], chains: tuple[int, ...], bits: int) -> tuple[Words, Words]:
        own = [dimension_of[name] for name in names]
        rows = np.array([dimensions(tier, chains)[:, within] for tier, within in own])
        directions = direction_numbers(max(tier.stop for tier, _ in own))[rows, :bits]
        words = _words(_bit_generators(seed, names, chains), SOBOL_BITS + 1).reshape(len(names), len(chains), -1)
        return scrambled(reordered(directions, chosen(chains, bits)), words)

    def scrambles(names: tuple[str, ...], chains: tuple[int, ...], bits: int) -> tuple[Words, Words]:
        parts = [together(some, chains, bits) for some in batched(names, TOGETHER)]
        directions, shifts = zip(*parts, strict=True)
        return np.concatenate(directions), np.concatenate(shifts)

    return scrambles


def _words(generators: Sequence[PCG64DXSM], count: int) -> Words:
    """Return the first random words of new generators, as `Generator.integers` does; shape (generator, count)."""
    raw = np.array([one.random_raw(-(-count // 2)) for one in generators])
    return raw.astype("<u8").view("<u4")[:, :count].astype(np.uint32)


def _sobol_points(directions: Words, shift: Words, first: int, last: int) -> Floats:
    """Return the points of scrambled dimensions; shape (..., last - first)."""
    points = np.empty((*shift.shape, last - first), dtype=np.uint32)
    points[..., 0] = shift
    for bit in range(first.bit_length()):
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


def _latin_hypercube(seed: int, name: str, chains: Sequence[int], dimensions: int) -> Stream:
    """Return a stream of Latin hypercubes, with the same points as `scipy.stats.qmc.LatinHypercube`.

    scipy's engine copies its generator again and again, which takes ten times as long as the points. Numbers have shape
    (dimension, chain, last - first).
    """

    def hypercubes(first: int, last: int) -> Floats:
        points = np.empty((dimensions, len(chains), last - first))
        for index, generator in enumerate(generators_of(seed, name, chains, first, SPAWNED)):
            inside = generator.uniform(size=(last - first, dimensions)).T
            strata = np.tile(np.arange(1, last - first + 1), (dimensions, 1))
            for one in strata:
                generator.shuffle(one)
            points[:, index] = (strata - inside) / (last - first)
        return np.clip(points, SMALLEST, 1 - SMALLEST, out=points)

    def points(first: int, last: int) -> Floats:
        starts = range(first, last, STRATA)
        return np.concatenate([hypercubes(start, min(start + STRATA, last)) for start in starts], axis=-1)

    return points


def _monte_carlo(seed: int, name: str, chains: Sequence[int], dimensions: int) -> Stream:
    """Return a stream of independent uniform numbers; shape (dimension, chain, last - first)."""

    def points(first: int, last: int) -> Floats:
        points = np.empty((dimensions, len(chains), last - first))
        for index, generator in enumerate(generators_of(seed, name, chains)):
            generator.bit_generator.advance(first * dimensions)  # type: ignore[attr-defined]
            points[:, index] = generator.random((last - first, dimensions)).T
        return np.maximum(points, SMALLEST, out=points)

    return points


_STREAMS: Mapping[str, Callable[[int, str, Sequence[int], int], Stream]] = {
    "latin_hypercube": _latin_hypercube,
    "monte_carlo": _monte_carlo,
}
