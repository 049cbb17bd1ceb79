"""A law between bounds: given that it lies there, or moved to the nearer bound."""

from dataclasses import dataclass
from functools import cached_property
from typing import override

import numpy as np

from uncertain_compute.priors.distributions.discrete import Discrete, Fixed
from uncertain_compute.priors.distributions.distribution import Law, integral_of_quantiles, to_the_limit
from uncertain_compute.priors.distributions.mixture import Mixture
from uncertain_compute.priors.distributions.table import Floats, Numbers


@dataclass(frozen=True)
class Truncated(Law):
    """A continuous law given that the value lies between two bounds: renormalised, not clipped."""

    law: Law
    low: float
    high: float

    @cached_property
    def below(self) -> tuple[float, float]:
        """Return the probability below each bound."""
        return float(self.law.cdf(self.low)), float(self.law.cdf(self.high))

    @cached_property
    def above(self) -> tuple[float, float]:
        """Return the probability above each bound: exact where that below is nearly 1."""
        return float(self.law.sf(self.low)), float(self.law.sf(self.high))

    @cached_property
    def kept(self) -> float:
        """Return the probability between the bounds."""
        return self.law.mass(self.low, self.high)

    @property
    def in_upper_tail(self) -> bool:
        """Return whether probabilities have more digits when they are counted from above."""
        return self.below[0] > 0.5

    @property
    def in_lower_tail(self) -> bool:
        """Return whether probabilities have more digits when they are counted from below."""
        return self.above[1] > 0.5

    @override
    def ppf(self, q: Numbers) -> Floats:
        if self.in_upper_tail:
            return self.isf(1.0 - np.asarray(q))
        return np.clip(self.law.ppf(np.minimum(self.below[0] + np.asarray(q) * self.kept, 1.0)), self.low, self.high)

    @override
    def isf(self, q: Numbers) -> Floats:
        if self.in_lower_tail:
            return self.ppf(1.0 - np.asarray(q))
        return np.clip(self.law.isf(np.minimum(self.above[1] + np.asarray(q) * self.kept, 1.0)), self.low, self.high)

    @override
    def cdf(self, x: Numbers) -> Floats:
        inside = np.clip(x, self.low, self.high)
        below = self.above[0] - self.law.sf(inside) if self.in_upper_tail else self.law.cdf(inside) - self.below[0]
        return np.clip(below / self.kept, 0.0, 1.0)

    @override
    def sf(self, x: Numbers) -> Floats:
        inside = np.clip(x, self.low, self.high)
        above = self.below[1] - self.law.cdf(inside) if self.in_lower_tail else self.law.sf(inside) - self.above[1]
        return np.clip(above / self.kept, 0.0, 1.0)

    @property
    @override
    def tails(self) -> tuple[float, float]:
        return _open_tails(self.law, self.low, self.high)

    @override
    def pdf(self, x: Numbers) -> Floats:
        outside = (np.asarray(x) < self.low) | (np.asarray(x) > self.high)
        return np.where(outside, 0.0, self.law.pdf(x) / self.kept)


@dataclass(frozen=True)
class Clipped(Law):
    """A law whose values beyond two bounds are moved to the nearer one, which gets their probability."""

    law: Law
    low: float
    high: float

    @override
    def ppf(self, q: Numbers) -> Floats:
        return np.clip(self.law.ppf(q), self.low, self.high)

    @override
    def isf(self, q: Numbers) -> Floats:
        return np.clip(self.law.isf(q), self.low, self.high)

    @override
    def cdf(self, x: Numbers) -> Floats:
        x = np.asarray(x)
        return np.where(x < self.low, 0.0, np.where(x < self.high, self.law.cdf(x), 1.0))

    @override
    def sf(self, x: Numbers) -> Floats:
        x = np.asarray(x)
        return np.where(x < self.low, 1.0, np.where(x < self.high, self.law.sf(x), 0.0))

    @override
    def pdf(self, x: Numbers) -> Floats:
        x = np.asarray(x)
        return np.where((x < self.low) | (x > self.high), 0.0, self.law.pdf(x))

    @property
    @override
    def atoms(self) -> dict[float, float]:
        inside = {value: share for value, share in self.law.atoms.items() if self.low < value < self.high}
        at_low = float(self.law.cdf(self.low))
        at_high = float(self.law.sf(self.high)) + self.law.atoms.get(self.high, 0.0)
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
        return _open_tails(self.law, self.low, self.high)

    @override
    def from_uniform(self, uniform: Floats) -> Floats:
        return np.clip(self.law.from_uniform(uniform), self.low, self.high)

    @override
    def from_normal(self, normal: Floats) -> Floats:
        return np.clip(self.law.from_normal(normal), self.low, self.high)

    @override
    def truncated(self, low: float, high: float) -> Law:
        within = self.law.truncated(low if low > self.low else -np.inf, high if high < self.high else np.inf)
        return Clipped(within, self.low, self.high)

    @cached_property
    def _in_parts(self) -> Law | None:
        """Return the same law as one of several that are clipped, where it may have single values within."""
        match self.law:
            case Mixture(weights, components):
                return Mixture(weights, tuple(Clipped(component, self.low, self.high) for component in components))
            case Discrete(values, probabilities):
                clipped = np.clip(values, self.low, self.high)
                return Mixture(probabilities, tuple(map(Fixed, map(float, clipped))))
        return None

    @override
    def _moment(self, power: int, about: float) -> float:
        ends = np.array([end for end in (self.low, self.high) if end in self.atoms])
        with to_the_limit():
            at_ends = np.dot([self.atoms[end] for end in ends], (ends - about) ** power)
        below, above = ((float(of(self.low)), float(of(self.high))) for of in (self.law.cdf, self.law.sf))
        return float(at_ends) + integral_of_quantiles(self, power, about, below, above)


def _open_tails(law: Law, low: float, high: float) -> tuple[float, float]:
    """Return a law's tails where no bound cuts them off."""
    below, above = law.tails
    return (0.0 if np.isfinite(low) else below), (0.0 if np.isfinite(high) else above)
