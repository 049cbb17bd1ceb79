"""Normal errors, which are added; or lognormal ones, which are factors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log, pi
from typing import Self

import numpy as np
from scipy.special import ndtr

from uncertain_compute.arrays import Floats, Tensor
from uncertain_compute.evidence.error_models.error_model import (
    DrawsByName,
    ErrorModel,
    ErrorScale,
    Tails,
    WrittenError,
    least_scale,
    scale_of,
    times,
)


@dataclass(frozen=True, slots=True)
class NormalError(ErrorModel):
    """Errors that are added, or with ``factors`` multiplied: of each measurement, and of the thing measured.

    Attributes
    ----------
    scale
        Standard deviation of a measurement, in the quantity's unit; with ``factors``, a factor above 1.
    between
        The same for the thing measured: how far it is from the quantity itself, as one model is from a typical one. All
        measurements of an observation share this deviation. None if the quantity itself was measured.
    factors
        Whether both are factors: the standard deviation of the logarithm is then the factor's logarithm.
    """

    scale: ErrorScale
    between: ErrorScale | None = None
    factors: bool = False

    @classmethod
    def read(cls, written: WrittenError, *, factors: bool = False) -> Self:
        """Return the error, read from its one parameter, the scale.

        Raises
        ------
        UncertainComputeError
            If a scale is not positive, or an error is a factor of a measurement that is not positive.
        """
        if factors and min(written.observed) <= 0:
            raise written.observation.at("observed").error(
                f"{min(written.observed):g} is not positive, but an error that is a factor needs positive measurements"
            )
        at_between = written.observation.at("between")
        between = None if written.between is None else scale_of(written.between, at_between, factors=factors)
        return cls(scale_of(written.parameters, written.key, factors=factors), between, factors)

    @property
    def least_scale(self) -> float:
        """Return the number that a scale must exceed."""
        return least_scale(factors=self.factors)

    @property
    def needs(self) -> tuple[str, ...]:
        """Return the names of assumptions and quantities that are scales."""
        return tuple(one for one in (self.scale, self.between) if isinstance(one, str))

    def compared(self, observed: Sequence[float]) -> float:
        """Return the mean of the measurements; the geometric mean if errors are factors."""
        return exp(float(np.mean(np.log(observed)))) if self.factors else float(np.mean(observed))

    def log_likelihood(self, observed: Sequence[float], quantity: Floats, values: DrawsByName) -> Floats:
        """Return the log density of the measurements' mean."""
        compared, deviation = self.compared(observed), self.deviation(len(observed), values)
        density = -0.5 * self._standardised(compared, quantity, deviation) ** 2 - np.log(deviation) - 0.5 * log(2 * pi)
        return np.asarray(density - log(compared) if self.factors else density)

    def tails(self, observed: Sequence[float], quantity: Floats, values: DrawsByName) -> Tails:
        """Return the probability of a smaller and of a larger mean."""
        distance = self._standardised(self.compared(observed), quantity, self.deviation(len(observed), values))
        return Tails(ndtr(distance), ndtr(-distance))

    def deviation(self, count: int, values: DrawsByName) -> Floats:
        """Return the standard deviation of the mean of ``count`` measurements; of its logarithm for factors."""
        variance = self._size(self.scale, values) ** 2 / count
        return np.sqrt(variance + (0.0 if self.between is None else self._size(self.between, values) ** 2))

    def in_unit(self, factor: float) -> Self:
        """Return this error model in another unit; factors do not change."""
        return self if self.factors else replace(self, scale=times(self.scale, factor), between=self._between(factor))

    def to_pymc(self, count: int, quantity: Tensor, scales: Mapping[str, Tensor]) -> Tensor:
        """Return the PyMC distribution of the measurements' mean."""
        import pymc as pm
        import pytensor.tensor as pt

        def variance(scale: ErrorScale) -> Tensor:
            size = pt.as_tensor(scales[scale] if isinstance(scale, str) else scale)
            return pt.sqr(pt.log(size) if self.factors else size)

        own = variance(self.scale) / count
        deviation = pt.sqrt(own if self.between is None else own + variance(self.between))
        return pm.LogNormal.dist(pt.log(quantity), deviation) if self.factors else pm.Normal.dist(quantity, deviation)

    def _between(self, factor: float) -> ErrorScale | None:
        return None if self.between is None else times(self.between, factor)

    def _size(self, scale: ErrorScale, values: DrawsByName) -> Floats:
        size = np.asarray(values[scale] if isinstance(scale, str) else scale, dtype=float)
        return np.log(size) if self.factors else size

    def _standardised(self, compared: float, quantity: Floats, deviation: Floats) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            distance = log(compared) - np.log(quantity) if self.factors else compared - quantity
        return np.where(np.isnan(distance), np.inf, distance) / deviation
