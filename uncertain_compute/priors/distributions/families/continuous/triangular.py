"""The triangular family.

Formulas: Johnson, Kotz & Balakrishnan, "Continuous Univariate Distributions", vol. 2, 1995.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, override

import numpy as np

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import Distribution
from uncertain_compute.priors.distributions.families.family import Family
from uncertain_compute.priors.distributions.families.fits import ends_about


@dataclass(frozen=True)
class Triangular(Distribution):
    """The density rises linearly from ``low`` to ``mode`` and falls linearly to ``high``."""

    low: float
    mode: float
    high: float

    @override
    def ppf(self, q: Numbers) -> Floats:
        return self._quantile(np.asarray(q), 1.0 - np.asarray(q))

    @override
    def isf(self, q: Numbers) -> Floats:
        return self._quantile(1.0 - np.asarray(q), np.asarray(q))

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.where(np.asarray(x) <= self.mode, self._rising(x), 1.0 - self._falling(x))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.where(np.asarray(x) <= self.mode, 1.0 - self._rising(x), self._falling(x))

    @override
    def pdf(self, x: Numbers) -> Floats:
        peak = 2.0 / (self.high - self.low)
        return np.asarray(peak * np.interp(x, [self.low, self.mode, self.high], [0.0, 1.0, 0.0], left=0.0, right=0.0))

    @cached_property
    @override
    def mean(self) -> float:
        return (self.low + self.mode + self.high) / 3.0

    @cached_property
    @override
    def variance(self) -> float:
        below, above = self.mode - self.low, self.high - self.mode
        return (below**2 + above**2 + below * above) / 18.0

    @override
    def from_uniform(self, uniform: Floats) -> Floats:
        return self.ppf(uniform)

    @override
    def in_pymc(self) -> Any:
        import pymc as pm

        return pm.Triangular.dist(lower=self.low, c=self.mode, upper=self.high)

    @override
    def in_squiggle(self) -> tuple[str, *tuple[float, ...]]:
        return "triangular", self.low, self.mode, self.high

    def _quantile(self, below: Floats, above: Floats) -> Floats:
        width = self.high - self.low
        rising = self.low + np.sqrt(below * (width * (self.mode - self.low)))
        falling = self.high - np.sqrt(above * (width * (self.high - self.mode)))
        rises = below * width < self.mode - self.low
        return np.where(rises, np.minimum(rising, self.mode), np.maximum(falling, self.mode))

    def _rising(self, x: Numbers) -> Floats:
        """Return the probability of at most x, for x below the mode."""
        distance = np.clip(np.asarray(x) - self.low, 0.0, self.mode - self.low)
        return distance**2 / ((self.high - self.low) * (self.mode - self.low) or 1.0)

    def _falling(self, x: Numbers) -> Floats:
        """Return the probability of more than x, for x above the mode."""
        distance = np.clip(self.high - np.asarray(x), 0.0, self.high - self.mode)
        return distance**2 / ((self.high - self.low) * (self.high - self.mode) or 1.0)


def _of_mean(low: float, high: float, mean: float) -> Triangular:
    return Triangular(low, 3.0 * mean - low - high, high)


def through_quantiles(probabilities: Floats, values: Floats, mode: float) -> Triangular:
    """Return a triangular distribution with a likeliest value and quantiles."""
    return Triangular(*ends_about(mode, Triangular, probabilities, values))


FAMILY = Family(
    {("low", "mode", "high"): Triangular, ("lower", "c", "upper"): Triangular, ("low", "high", "mean"): _of_mean},
    "low <= mode <= high and low < high",
    lambda distribution: (
        distribution.low <= distribution.mode <= distribution.high and distribution.low < distribution.high
    ),
    through_quantiles,
    given=("mode",),
    preliz="Triangular",
    squiggle=("low", "mode", "high"),
    examples=({"low": 1, "mode": 2, "high": 5}, {"p10": 2, "mode": 6, "p90": 8}),
)
