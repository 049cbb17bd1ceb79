"""Type names for arrays of numbers, and their pieces."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Numbers = Floats | float
type Integers = NDArray[np.int64]
type Flags = NDArray[np.bool_]

PIECE = 2**13
"""Numbers that stay in a processor's cache from one operation to the next, also in some dozens of such arrays."""


def pieces(count: int) -> Iterator[slice]:
    """Yield one piece after another of an array of a number of numbers."""
    for start in range(0, count, PIECE):
        yield slice(start, min(start + PIECE, count))
