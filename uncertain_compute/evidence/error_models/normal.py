"""Errors that add up, or multiply."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log, pi
from typing import Self

import numpy as np
from scipy.special import ndtr

from uncertain_compute.arrays import Floats
from uncertain_compute.evidence.error_models.error_model import (
    ErrorModel,
    Scale,
    Tails,
    Tensor,
    Values,
    WrittenError,
    least_scale,
    scale_of,
    times,
)


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

    @classmethod
    def read(cls, written: WrittenError, *, factors: bool = False) -> Self:
        """Return errors whose scale is the one parameter.

        Raises
        ------
        UncertainComputeError
            If a scale is not positive, or factors are to be of what is not.
        """
        if factors and min(written.observed) <= 0:
            raise written.observation.at("observed").error(
                f"{min(written.observed):g} is not positive, and errors that are factors need that"
            )
        at_between = written.observation.at("between")
        between = None if written.between is None else scale_of(written.between, at_between, factors=factors)
        return cls(scale_of(written.parameters, written.key, factors=factors), between, factors)

    @property
    def least_scale(self) -> float:
        """Return what a scale must exceed."""
        return least_scale(factors=self.factors)

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

    def to_pymc(self, count: int, quantity: Tensor, scales: Mapping[str, Tensor]) -> Tensor:
        """Return the PyMC distribution of the measurements' mean."""
        import pymc as pm
        import pytensor.tensor as pt

        def variance(scale: Scale) -> Tensor:
            size = pt.as_tensor(scales[scale] if isinstance(scale, str) else scale)
            return pt.sqr(pt.log(size) if self.factors else size)

        own = variance(self.scale) / count
        deviation = pt.sqrt(own if self.between is None else own + variance(self.between))
        return pm.LogNormal.dist(pt.log(quantity), deviation) if self.factors else pm.Normal.dist(quantity, deviation)

    def _between(self, factor: float) -> Scale | None:
        return None if self.between is None else times(self.between, factor)

    def _size(self, scale: Scale, values: Values) -> Floats:
        size = np.asarray(values[scale] if isinstance(scale, str) else scale, dtype=float)
        return np.log(size) if self.factors else size

    def _standardised(self, compared: float, quantity: Floats, deviation: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            distance = log(compared) - np.log(quantity) if self.factors else compared - quantity
        return np.where(np.isnan(distance), np.inf, distance) / deviation
