"""The loguniform family.

Formulas: Johnson, Kotz & Balakrishnan, "Continuous Univariate Distributions", vol. 2, 1995.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, override

import numpy as np

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.exponential_of import ExponentialOf
from uncertain_compute.priors.distributions.families.continuous.uniform import Uniform
from uncertain_compute.priors.distributions.families.family import Family
from uncertain_compute.priors.distributions.families.fits import line, log, positive_root

LARGEST_RATIO = 18.0
"""The largest ratio of standard deviation to mean: above it, the low end is too small for a float."""

LARGEST_IN_SERIES = 0.02
"""Up to this half-width of the logarithm, three terms of a series are exact to 1e-13."""


@dataclass(frozen=True)
class LogUniform(ExponentialOf):
    """Equal density of the logarithm between two positive ends."""

    low: float
    high: float

    @property
    @override
    def logarithm(self) -> Uniform:
        return Uniform(float(np.log(self.low)), float(np.log(self.high)))

    @override
    def ppf(self, q: Numbers) -> Floats:
        return np.asarray(self.low * np.exp(np.log(self.high / self.low) * np.asarray(q)))

    @override
    def isf(self, q: Numbers) -> Floats:
        return np.asarray(self.high * np.exp(-np.log(self.high / self.low) * np.asarray(q)))

    @cached_property
    @override
    def mean(self) -> float:
        return float((self.high - self.low) / np.log1p((self.high - self.low) / self.low))

    @cached_property
    @override
    def variance(self) -> float:
        if self.high < 2.0 * self.low:
            return super().variance  # the difference below would lose correct digits
        return float((self.high**2 - self.low**2) / (2.0 * np.log(self.high / self.low))) - self.mean**2

    @override
    def from_uniform(self, uniform: Floats) -> Floats:
        return self.ppf(uniform)

    @override
    def in_pymc(self) -> Any:
        import pymc as pm
        import pytensor.tensor as pt

        def exponential(low: Any, high: Any, size: Any) -> Any:
            return pt.exp(pm.Uniform.dist(low, high, size=size))

        return pm.CustomDist.dist(self.logarithm.low, self.logarithm.high, dist=exponential)


def through_quantiles(probabilities: Floats, values: Floats) -> LogUniform:
    """Return a loguniform distribution."""
    low, width = line(probabilities, log(values))
    return LogUniform(float(np.exp(low)), float(np.exp(low + width)))


def _of_mean(mean: float, sd: float) -> LogUniform:
    """Return the distribution with a mean and a standard deviation.

    With h half the logarithm of high over low, the mean square is the squared mean times h / tanh(h), and the mean is
    the low end times (exp(2 h) - 1) / 2 h.
    """
    ratio = sd / mean
    if not (mean > 0.0 and 0.0 < ratio < LARGEST_RATIO):
        return LogUniform(np.nan, np.nan)
    half = positive_root(lambda h: _excess_of_half(h) - ratio**2, ratio, 2.0 * ratio + ratio**2)
    low = 2.0 * mean * half / np.expm1(2.0 * half)
    return LogUniform(float(low), float(low * np.exp(2.0 * half)))


def _excess_of_half(half: float) -> float:
    """Return h / tanh(h) - 1, by its series if the difference would lose correct digits."""
    if half > LARGEST_IN_SERIES:
        return float(half / np.tanh(half)) - 1.0
    square = half * half
    return square / 3.0 * (1.0 - square / 15.0 * (1.0 - square * 2.0 / 21.0))


FAMILY = Family(
    {("low", "high"): LogUniform, ("a", "b"): LogUniform, ("mean", "sd"): _of_mean},
    "0 < low < high, or mean > 0 and 0 < sd < 18 mean",
    lambda distribution: 0 < distribution.low < distribution.high,
    through_quantiles,
    examples=({"low": 1, "high": 50}, {"p5": 3, "p95": 20}),
)
