"""The half-normal family.

Formulas: Johnson, Kotz & Balakrishnan, "Continuous Univariate Distributions", vol. 1, 1994.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, override

import numpy as np
from scipy.special import erf, erfc, erfcinv, erfinv

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import Distribution
from uncertain_compute.priors.distributions.families.continuous.normal import Normal
from uncertain_compute.priors.distributions.families.family import Family
from uncertain_compute.priors.distributions.families.fits import scale

SQRT_2 = np.sqrt(2.0)


@dataclass(frozen=True)
class HalfNormal(Distribution):
    """Distribution of the absolute value of a normal number with mean zero and standard deviation ``sigma``."""

    sigma: float

    @override
    def ppf(self, q: Numbers) -> Floats:
        return np.asarray(self.sigma * SQRT_2 * erfinv(q))

    @override
    def isf(self, q: Numbers) -> Floats:
        return np.asarray(self.sigma * SQRT_2 * erfcinv(q))

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.asarray(erf(np.maximum(x, 0.0) / (self.sigma * SQRT_2)))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(erfc(np.maximum(x, 0.0) / (self.sigma * SQRT_2)))

    @override
    def pdf(self, x: Numbers) -> Floats:
        return np.where(np.asarray(x) < 0.0, 0.0, 2.0 * Normal(0.0, self.sigma).pdf(x))

    @cached_property
    @override
    def mean(self) -> float:
        return float(self.sigma * np.sqrt(2.0 / np.pi))

    @cached_property
    @override
    def variance(self) -> float:
        return float(self.sigma**2 * (1.0 - 2.0 / np.pi))

    @override
    def in_pymc(self) -> Any:
        import pymc as pm

        return pm.HalfNormal.dist(self.sigma)


def through_quantiles(probabilities: Floats, values: Floats) -> HalfNormal:
    """Return a half-normal distribution."""
    return HalfNormal(scale(np.sqrt(2.0) * erfinv(probabilities), values))


FAMILY = Family(
    {
        ("sigma",): HalfNormal,
        ("scale",): HalfNormal,
        ("mean",): lambda mean: HalfNormal(mean * np.sqrt(np.pi / 2.0)),
        ("sd",): lambda sd: HalfNormal(sd / np.sqrt(1.0 - 2.0 / np.pi)),
    },
    "sigma > 0 (scale, mean, sd)",
    lambda distribution: distribution.sigma > 0,
    through_quantiles,
    fewest=1,
    preliz="HalfNormal",
    examples=({"sigma": 2}, {"mean": 4}),
)
