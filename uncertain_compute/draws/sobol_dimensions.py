"""Which Sobol dimension belongs to which name.

Two aims conflict:

- A study should use the lowest dimensions, because these fill the cube more evenly than high ones.
- The dimension of a name should not depend on the other names.

Both are nearly reached. The dimensions are divided into tiers of 8, 16, 32, ... dimensions. In each tier, a name's hash
chooses one dimension, its home. A name gets its home in the first tier where no name declared before it has this
dimension. So a name that is declared last leaves the dimensions of all others as they were.
Source: Broder & Karlin 1990, "Multilevel adaptive hashing", SODA.
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import chain, pairwise
from typing import NamedTuple

from uncertain_compute.draws.directions import SOBOL_DIMENSIONS
from uncertain_compute.errors import UncertainComputeError

SMALLEST_TIER, TIERS = 8, 11
STARTS = [SMALLEST_TIER * (2**tier - 1) for tier in range(TIERS + 1)]
HOMES = [range(first, last) for first, last in pairwise(STARTS)]
REST = range(STARTS[-1], SOBOL_DIMENSIONS)
"""Dimensions that are no name's home; names whose homes are all taken get one of these, or another free one."""


class SobolDimension(NamedTuple):
    """A tier of dimensions, and the index of one in it."""

    tier: range
    within: int


def dimensions_of(columns: Sequence[str]) -> dict[str, SobolDimension]:
    """Return each column's Sobol dimension, for columns in the order in which they were declared.

    Raises
    ------
    UncertainComputeError
        If there are more columns than dimensions.
    """
    fail_if_too_many(len(columns))
    taken: dict[SobolDimension, str] = {}
    everywhere = (SobolDimension(tier, within) for tier in (*HOMES, REST) for within in range(len(tier)))
    for name in dict.fromkeys(columns):
        possible = chain(_homes(name), everywhere)
        taken[next(one for one in possible if one not in taken)] = name
    return {name: dimension for dimension, name in taken.items()}


def _homes(name: str) -> Iterator[SobolDimension]:
    """Yield a name's home in each tier."""
    bits = int.from_bytes(blake2b(name.encode(), digest_size=16).digest(), "little")
    for tier in HOMES:
        bits, within = divmod(bits, len(tier))
        yield SobolDimension(tier, within)


def fail_if_too_many(dimensions: int) -> None:
    """Refuse more dimensions than the table of direction numbers has.

    Raises
    ------
    UncertainComputeError
        If there are more.
    """
    if dimensions > SOBOL_DIMENSIONS:
        raise UncertainComputeError(
            f"design: sobol has {SOBOL_DIMENSIONS} dimensions, and {dimensions} are needed; use design=latin_hypercube"
        )


def hash_of(name: str) -> tuple[int, int]:
    """Return the hash of a name as two numbers of 32 bits."""
    digest = blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little")
