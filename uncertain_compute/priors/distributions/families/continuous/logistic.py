"""The logistic family.

Formulas: Johnson, Kotz & Balakrishnan, "Continuous Univariate Distributions", vol. 2, 1995.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, override

import numpy as np
from scipy.special import expit, logit

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import Distribution
from uncertain_compute.priors.distributions.families.family import Family
from uncertain_compute.priors.distributions.families.fits import line


@dataclass(frozen=True)
class Logistic(Distribution):
    """Logistic distribution with mean ``mu`` and scale ``s``."""

    mu: float
    s: float

    @override
    def ppf(self, q: Numbers) -> Floats:
        return np.asarray(self.mu + self.s * logit(q))

    @override
    def isf(self, q: Numbers) -> Floats:
        return np.asarray(self.mu - self.s * logit(q))

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.asarray(expit(self._standard(x)))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(expit(-self._standard(x)))

    @override
    def pdf(self, x: Numbers) -> Floats:
        standard = self._standard(x)
        return np.asarray(expit(standard) * expit(-standard) / self.s)

    @cached_property
    @override
    def mean(self) -> float:
        return self.mu

    @cached_property
    @override
    def variance(self) -> float:
        return (np.pi * self.s) ** 2 / 3.0

    @override
    def in_pymc(self) -> Any:
        import pymc as pm

        return pm.Logistic.dist(self.mu, self.s)

    @override
    def in_squiggle(self) -> tuple[str, *tuple[float, ...]]:
        return "logistic", self.mu, self.s

    def _standard(self, x: Numbers) -> Floats:
        return np.asarray((np.asarray(x) - self.mu) / self.s)


def through_quantiles(probabilities: Floats, values: Floats) -> Logistic:
    """Return a logistic distribution."""
    return Logistic(*line(logit(probabilities), values))


FAMILY = Family(
    {
        ("mu", "s"): Logistic,
        ("loc", "scale"): Logistic,
        ("mean", "sd"): lambda mean, sd: Logistic(mean, sd * np.sqrt(3.0) / np.pi),
    },
    "s > 0 (scale, sd)",
    lambda distribution: distribution.s > 0,
    through_quantiles,
    preliz="Logistic",
    squiggle=("mu", "s"),
    examples=({"mu": 5, "s": 0.5}, {"p5": 2, "p95": 10}),
)
