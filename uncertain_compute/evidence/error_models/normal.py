"""Errors that add up, or multiply."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log, pi
from typing import Self

import numpy as np
from scipy.special import ndtr

from uncertain_compute.arrays import Floats
from uncertain_compute.evidence.error_models.error_model import ErrorModel, Scale, Tails, Values, times


@dataclass(frozen=True, slots=True)
class NormalError(ErrorModel):
    """Errors that add up, or with ``factors`` multiply: of each measurement, and of the thing that was measured.

    Attributes
    ----------
    scale
        Standard deviation of a measurement, in the quantity's unit; with ``factors`` a factor above 1.
    between
        The same for how far what was measured is from the quantity itself, as one model from a typical one:
        all measurements of an observation share this deviation. None where the quantity itself was measured.
    factors
        Whether both are factors: one standard deviation of the logarithm is the factor's logarithm.
    """

    scale: Scale
    between: Scale | None = None
    factors: bool = False

    @property
    def needs(self) -> tuple[str, ...]:
        """Return the names that it takes scales from."""
        return tuple(one for one in (self.scale, self.between) if isinstance(one, str))

    def compared(self, observed: Sequence[float]) -> float:
        """Return the mean of the measurements, geometric where errors are factors."""
        return exp(float(np.mean(np.log(observed)))) if self.factors else float(np.mean(observed))

    def log_likelihood(self, observed: Sequence[float], quantity: Floats, values: Values) -> Floats:
        """Return the log density of the measurements' mean."""
        compared, deviation = self.compared(observed), self.deviation(len(observed), values)
        density = -0.5 * self._standardised(compared, quantity, deviation) ** 2 - np.log(deviation) - 0.5 * log(2 * pi)
        return np.asarray(density - log(compared) if self.factors else density)

    def tails(self, observed: Sequence[float], quantity: Floats, values: Values) -> Tails:
        """Return the probability of a smaller and of a larger mean."""
        distance = self._standardised(self.compared(observed), quantity, self.deviation(len(observed), values))
        return Tails(ndtr(distance), ndtr(-distance))

    def deviation(self, count: int, values: Values) -> Floats:
        """Return the standard deviation of the mean of so many measurements, of logarithms where errors are factors."""
        variance = self._size(self.scale, values) ** 2 / count
        return np.sqrt(variance + (0.0 if self.between is None else self._size(self.between, values) ** 2))

    def in_unit(self, factor: float) -> Self:
        """Return the distribution with its numbers in another unit; factors have none."""
        return self if self.factors else replace(self, scale=times(self.scale, factor), between=self._between(factor))

    def _between(self, factor: float) -> Scale | None:
        return None if self.between is None else times(self.between, factor)

    def _size(self, scale: Scale, values: Values) -> Floats:
        size = np.asarray(values[scale] if isinstance(scale, str) else scale, dtype=float)
        return np.log(size) if self.factors else size

    def _standardised(self, compared: float, quantity: Floats, deviation: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            distance = log(compared) - np.log(quantity) if self.factors else compared - quantity
        return np.where(np.isnan(distance), np.inf, distance) / deviation
