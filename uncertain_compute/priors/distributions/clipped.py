"""A distribution whose values beyond two bounds are moved to the nearer one."""

from dataclasses import dataclass
from functools import cached_property
from typing import override

import numpy as np

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.counts import Counts
from uncertain_compute.priors.distributions.discrete import Discrete, Fixed
from uncertain_compute.priors.distributions.distribution import (
    Distribution,
    integral_of_quantiles,
    open_tails,
    to_the_limit,
)
from uncertain_compute.priors.distributions.mixture import Mixture


@dataclass(frozen=True)
class Clipped(Distribution):
    """A distribution whose values beyond two bounds are moved to the nearer one, which gets their probability."""

    distribution: Distribution
    low: float
    high: float

    @override
    def ppf(self, q: Numbers) -> Floats:
        return np.clip(self.distribution.ppf(q), self.low, self.high)

    @override
    def isf(self, q: Numbers) -> Floats:
        return np.clip(self.distribution.isf(q), self.low, self.high)

    @override
    def cdf(self, x: Numbers) -> Floats:
        x = np.asarray(x)
        return np.where(x < self.low, 0.0, np.where(x < self.high, self.distribution.cdf(x), 1.0))

    @override
    def sf(self, x: Numbers) -> Floats:
        x = np.asarray(x)
        return np.where(x < self.low, 1.0, np.where(x < self.high, self.distribution.sf(x), 0.0))

    @override
    def pdf(self, x: Numbers) -> Floats:
        x = np.asarray(x)
        return np.where((x < self.low) | (x > self.high), 0.0, self.distribution.pdf(x))

    @property
    @override
    def atoms(self) -> dict[float, float]:
        inside = {value: share for value, share in self.distribution.atoms.items() if self.low < value < self.high}
        at_low = float(self.distribution.cdf(self.low))
        at_high = float(self.distribution.sf(self.high)) + self.distribution.atoms.get(self.high, 0.0)
        ends = {self.low: at_low, self.high: at_high}
        return inside | {value: share for value, share in ends.items() if share > 0.0}

    @cached_property
    @override
    def mean(self) -> float:
        return self._in_parts.mean if self._in_parts else super().mean

    @cached_property
    @override
    def variance(self) -> float:
        return self._in_parts.variance if self._in_parts else super().variance

    @property
    @override
    def tails(self) -> tuple[float, float]:
        return open_tails(self.distribution, self.low, self.high)

    @override
    def from_uniform(self, uniform: Floats) -> Floats:
        return np.clip(self.distribution.from_uniform(uniform), self.low, self.high)

    @override
    def from_normal(self, normal: Floats) -> Floats:
        return np.clip(self.distribution.from_normal(normal), self.low, self.high)

    @override
    def truncated(self, low: float, high: float) -> Distribution:
        within = self.distribution.truncated(low if low > self.low else -np.inf, high if high < self.high else np.inf)
        return Clipped(within, self.low, self.high)

    @cached_property
    def _in_parts(self) -> Distribution | None:
        """Return the same distribution as a mixture of clipped ones, if it can have single values inside; else None."""
        match self.distribution:
            case Mixture(weights, components):
                return Mixture(weights, tuple(Clipped(component, self.low, self.high) for component in components))
            case Discrete() | Counts():
                shares = self.distribution.atoms
                clipped = np.clip([*shares], self.low, self.high)
                return Mixture(tuple(shares.values()), tuple(map(Fixed, map(float, clipped))))
        return None

    @override
    def _moment(self, power: int, about: float) -> float:
        ends = np.array([end for end in (self.low, self.high) if end in self.atoms])
        with to_the_limit():
            at_ends = np.dot([self.atoms[end] for end in ends], (ends - about) ** power)
        below, above = (
            (float(of(self.low)), float(of(self.high))) for of in (self.distribution.cdf, self.distribution.sf)
        )
        return float(at_ends) + integral_of_quantiles(self, power, about, below, above)
