"""The exponential family.

Formulas: Johnson, Kotz & Balakrishnan, "Continuous Univariate Distributions", vol. 1, 1994.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, override

import numpy as np

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import Distribution
from uncertain_compute.priors.distributions.families.family import Family
from uncertain_compute.priors.distributions.families.fits import scale


@dataclass(frozen=True)
class Exponential(Distribution):
    """Exponential distribution with mean ``scale``."""

    scale: float

    @override
    def ppf(self, q: Numbers) -> Floats:
        return np.asarray(-self.scale * np.log1p(-np.asarray(q)))

    @override
    def isf(self, q: Numbers) -> Floats:
        return np.asarray(-self.scale * np.log(q))

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.asarray(-np.expm1(-np.maximum(x, 0.0) / self.scale))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(np.exp(-np.maximum(x, 0.0) / self.scale))

    @override
    def pdf(self, x: Numbers) -> Floats:
        return np.where(np.asarray(x) < 0.0, 0.0, self.sf(x) / self.scale)

    @cached_property
    @override
    def mean(self) -> float:
        return self.scale

    @cached_property
    @override
    def variance(self) -> float:
        return self.scale**2

    @override
    def from_uniform(self, uniform: Floats) -> Floats:
        return self.ppf(uniform)

    @override
    def in_pymc(self) -> Any:
        import pymc as pm

        return pm.Exponential.dist(scale=self.scale)

    @override
    def in_squiggle(self) -> tuple[str, *tuple[float, ...]]:
        return "exponential", 1 / self.scale


def through_quantiles(probabilities: Floats, values: Floats) -> Exponential:
    """Return an exponential distribution."""
    return Exponential(scale(-np.log1p(-probabilities), values))


FAMILY = Family(
    {
        ("scale",): Exponential,
        ("lam",): lambda lam: Exponential(1.0 / lam),
        ("mean",): Exponential,
        ("sd",): Exponential,
    },
    "scale > 0 (mean, sd)",
    lambda distribution: distribution.scale > 0,
    through_quantiles,
    fewest=1,
    preliz="Exponential",
    squiggle=("lam",),
    examples=({"mean": 2}, {"mean": 5}),
)
