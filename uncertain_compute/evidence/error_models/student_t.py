"""Errors that are occasionally large."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Self

import numpy as np
from scipy.special import betaln, stdtr

from uncertain_compute.arrays import Floats, Tensor
from uncertain_compute.evidence.error_models.error_model import (
    DrawsByName,
    ErrorModel,
    ErrorScale,
    Tails,
    WrittenError,
    scale_of,
    times,
)
from uncertain_compute.priors.reading.config_key import SMALLEST
from uncertain_compute.priors.reading.text import has


@dataclass(frozen=True, slots=True)
class StudentError(ErrorModel):
    """Errors that are added and occasionally large: Student's t with ``nu`` degrees of freedom."""

    scale: ErrorScale
    nu: float

    @classmethod
    def read(cls, written: WrittenError) -> Self:
        """Return the error, read from its scale and nu.

        Raises
        ------
        UncertainComputeError
            If one is missing or not positive, or there are several measurements.
        """
        written.only()
        inside = written.key.mapping(written.parameters, "scale and nu")
        if set(inside) != {"scale", "nu"}:
            raise written.key.error(f"{has(inside)}; needs scale and nu")
        at_nu = written.key.at("nu")
        nu = at_nu.number(inside["nu"], SMALLEST)
        if nu <= 0:
            raise at_nu.error(f"{nu:g} must be positive")
        return cls(scale_of(inside["scale"], written.key.at("scale")), nu)

    @property
    def needs(self) -> tuple[str, ...]:
        """Return the names of assumptions and quantities that are scales."""
        return (self.scale,) if isinstance(self.scale, str) else ()

    def compared(self, observed: Sequence[float]) -> float:
        """Return the only measurement."""
        (one,) = observed
        return one

    def log_likelihood(self, observed: Sequence[float], quantity: Floats, values: DrawsByName) -> Floats:
        """Return the log density of the measurement."""
        scale = self.size(values)
        constant = -betaln(self.nu / 2, 0.5) - 0.5 * log(self.nu)
        distance = (self.compared(observed) - quantity) / scale
        return np.asarray(constant - np.log(scale) - (self.nu + 1) / 2 * np.log1p(distance**2 / self.nu))

    def tails(self, observed: Sequence[float], quantity: Floats, values: DrawsByName) -> Tails:
        """Return the probability of a smaller and of a larger measurement."""
        distance = (self.compared(observed) - quantity) / self.size(values)
        return Tails(stdtr(self.nu, distance), stdtr(self.nu, -distance))

    def to_pymc(self, count: int, quantity: Tensor, scales: Mapping[str, Tensor]) -> Tensor:
        """Return Student's t in PyMC."""
        import pymc as pm

        del count
        scale = scales[self.scale] if isinstance(self.scale, str) else self.scale
        return pm.StudentT.dist(nu=self.nu, mu=quantity, sigma=scale)

    def in_unit(self, factor: float) -> Self:
        """Return this error model in another unit."""
        return replace(self, scale=times(self.scale, factor))

    def size(self, values: DrawsByName) -> Floats:
        """Return the scale, for each draw."""
        return np.asarray(values[self.scale] if isinstance(self.scale, str) else self.scale, dtype=float)
