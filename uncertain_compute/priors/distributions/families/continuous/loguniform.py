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
from uncertain_compute.priors.distributions.families.fits import line, log


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
            return super().variance  # the difference below would lose its digits
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


FAMILY = Family(
    {("low", "high"): LogUniform, ("a", "b"): LogUniform},
    "0 < low < high",
    lambda distribution: 0 < distribution.low < distribution.high,
    through_quantiles,
)
