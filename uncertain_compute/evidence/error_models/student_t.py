"""Errors that are now and then large."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Self

import numpy as np
from scipy.special import betaln, stdtr

from uncertain_compute.arrays import Floats
from uncertain_compute.evidence.error_models.error_model import ErrorModel, Scale, Tails, Values, times


@dataclass(frozen=True, slots=True)
class StudentError(ErrorModel):
    """Errors that add up and are now and then large: Student's t with ``nu`` degrees of freedom."""

    scale: Scale
    nu: float

    @property
    def needs(self) -> tuple[str, ...]:
        """Return the names that it takes scales from."""
        return (self.scale,) if isinstance(self.scale, str) else ()

    def compared(self, observed: Sequence[float]) -> float:
        """Return the only measurement."""
        (one,) = observed
        return one

    def log_likelihood(self, observed: Sequence[float], quantity: Floats, values: Values) -> Floats:
        """Return the log density of the measurement."""
        scale = self.size(values)
        constant = -betaln(self.nu / 2, 0.5) - 0.5 * log(self.nu)
        distance = (self.compared(observed) - quantity) / scale
        return np.asarray(constant - np.log(scale) - (self.nu + 1) / 2 * np.log1p(distance**2 / self.nu))

    def tails(self, observed: Sequence[float], quantity: Floats, values: Values) -> Tails:
        """Return the probability of a smaller and of a larger measurement."""
        distance = (self.compared(observed) - quantity) / self.size(values)
        return Tails(stdtr(self.nu, distance), stdtr(self.nu, -distance))

    def in_unit(self, factor: float) -> Self:
        """Return the distribution with its scale in another unit."""
        return replace(self, scale=times(self.scale, factor))

    def size(self, values: Values) -> Floats:
        """Return the scale, for each draw."""
        return np.asarray(values[self.scale] if isinstance(self.scale, str) else self.scale, dtype=float)
