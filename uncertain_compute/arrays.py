"""Type names for arrays of numbers."""

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Numbers = Floats | float
type Integers = NDArray[np.int64]
type Flags = NDArray[np.bool_]
