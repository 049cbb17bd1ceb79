"""The support of a distribution: all numbers, those beyond one end, or between two; and a map to all numbers."""

from dataclasses import dataclass
from math import isfinite

import numpy as np
from scipy.special import expit, logit

from uncertain_compute.arrays import Floats, Numbers


@dataclass(frozen=True, slots=True)
class Support:
    """The numbers between two ends, either of which may be open.

    They are mapped to all real numbers: with one finite end by the logarithm of the distance from it, with two by the
    logit of the relative position between them.
    """

    low: float = -np.inf
    high: float = np.inf

    def to_line(self, x: Numbers) -> Floats:
        """Return numbers mapped to the whole line; an end, and what lies beyond it, becomes infinite."""
        x = np.asarray(x, dtype=float)
        with np.errstate(divide="ignore", invalid="ignore"):
            match isfinite(self.low), isfinite(self.high):
                case False, False:
                    return x
                case True, False:
                    return np.log(np.maximum(x - self.low, 0.0))
                case False, True:
                    return -np.log(np.maximum(self.high - x, 0.0))
                case _:
                    return np.asarray(logit(np.clip((x - self.low) / (self.high - self.low), 0.0, 1.0)))

    def from_line(self, y: Floats) -> Floats:
        """Return numbers mapped back from the whole line."""
        match isfinite(self.low), isfinite(self.high):
            case False, False:
                return np.asarray(y)
            case True, False:
                return np.asarray(self.low + np.exp(y))
            case False, True:
                return np.asarray(self.high - np.exp(-y))
            case _:
                return np.asarray(self.low + (self.high - self.low) * expit(y))

    def slope(self, x: Floats) -> Floats:
        """Return the derivative of `to_line` inside the support."""
        from_low, to_high = x - self.low, self.high - x
        match isfinite(self.low), isfinite(self.high):
            case False, False:
                return np.ones(np.shape(x))
            case True, False:
                return np.asarray(1.0 / from_low)
            case False, True:
                return np.asarray(1.0 / to_high)
            case _:
                return np.asarray((self.high - self.low) / (from_low * to_high))
