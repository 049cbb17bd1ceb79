"""Which Sobol dimension stands behind which name.

Low dimensions fill the cube more evenly than high ones, so a study is to have the lowest that there are; but no name
may depend on which others there are. Both hold nearly: dimensions come in tiers of 8, 16, 32, ... in each of which a
name has a home, its hash. It lives in the first tier where its home is free of names declared before it. A name
that is declared last so leaves all others where they were.
Source: Broder & Karlin 1990, "Multilevel adaptive hashing", SODA.
"""

from collections.abc import Sequence
from hashlib import blake2b
from itertools import chain, pairwise
from typing import NamedTuple

from uncertain_compute.draws.directions import SOBOL_DIMENSIONS
from uncertain_compute.errors import UncertainComputeError

SMALLEST_TIER, TIERS = 8, 11
STARTS = [SMALLEST_TIER * (2**tier - 1) for tier in range(TIERS + 1)]
HOMES = [range(first, last) for first, last in pairwise(STARTS)]
REST = range(STARTS[-1], SOBOL_DIMENSIONS)
"""Dimensions in which no name has its home: taken, as all others, by names whose homes are taken."""


class SobolDimension(NamedTuple):
    """A tier of dimensions, and which of them."""

    tier: range
    within: int


def dimensions_of(columns: Sequence[str]) -> dict[str, SobolDimension]:
    """Return each column's Sobol dimension; names come in the order in which they were declared.

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


def _homes(name: str) -> list[SobolDimension]:
    """Return a name's home in each tier."""
    bits = int.from_bytes(blake2b(name.encode(), digest_size=16).digest(), "little")
    homes = []
    for tier in HOMES:
        bits, within = divmod(bits, len(tier))
        homes.append(SobolDimension(tier, within))
    return homes


def fail_if_too_many(dimensions: int) -> None:
    """Refuse more dimensions than there are direction numbers of.

    Raises
    ------
    UncertainComputeError
        If there are.
    """
    if dimensions > SOBOL_DIMENSIONS:
        raise UncertainComputeError(
            f"design: sobol has {SOBOL_DIMENSIONS} dimensions, and {dimensions} are needed; use design=latin_hypercube"
        )


def hash_of(name: str) -> tuple[int, int]:
    """Return two numbers of 32 bits that stand for a name."""
    digest = blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little")
