"""Type names for arrays of numbers and for tensors, and pieces of arrays."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Numbers = Floats | float
type Integers = NDArray[np.int64]
type Flags = NDArray[np.bool_]

type Tensor = Any
"""A PyTensor variable; its operators have no types."""

PIECE = 2**13
"""Numbers that stay in a processor's cache from one operation to the next, also in some dozens of such arrays."""


def pieces(count: int, rows: int = 1) -> Iterator[slice]:
    """Yield one piece after another of an array whose rows, one if left out, have a number of numbers."""
    length = max(PIECE // rows, 1)
    for start in range(0, count, length):
        yield slice(start, min(start + length, count))
