"""Student's t.

Formulas: Johnson, Kotz & Balakrishnan, "Continuous Univariate Distributions", vol. 2, 1995.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, override

import numpy as np
from scipy.special import betaln, stdtr, stdtrit

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import Distribution
from uncertain_compute.priors.distributions.families.family import Family
from uncertain_compute.priors.distributions.families.fits import line

SMALLEST_NU = 0.05
"""With fewer degrees of freedom than this, quantiles are too large for a float."""


@dataclass(frozen=True)
class StudentT(Distribution):
    """Student's t with ``nu`` degrees of freedom, scaled by ``sigma`` and shifted by ``mu``."""

    nu: float
    mu: float
    sigma: float

    @override
    def ppf(self, q: Numbers) -> Floats:
        return np.asarray(self.mu + self.sigma * self._score(q))

    @override
    def isf(self, q: Numbers) -> Floats:
        return np.asarray(self.mu - self.sigma * self._score(q))

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.asarray(stdtr(self.nu, (np.asarray(x) - self.mu) / self.sigma))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(stdtr(self.nu, (self.mu - np.asarray(x)) / self.sigma))

    @override
    def pdf(self, x: Numbers) -> Floats:
        half, score = 0.5 * self.nu, (np.asarray(x) - self.mu) / self.sigma
        logarithm = -betaln(half, 0.5) - 0.5 * np.log(self.nu) - (half + 0.5) * np.log1p(score**2 / self.nu)
        return np.asarray(np.exp(logarithm) / self.sigma)

    @property
    @override
    def tails(self) -> tuple[float, float]:
        return 1.0 / self.nu, 1.0 / self.nu

    @cached_property
    @override
    def mean(self) -> float:
        return self.mu if self.nu > 1 else np.nan

    @cached_property
    @override
    def variance(self) -> float:
        if self.nu <= 1:
            return np.nan
        return self.sigma**2 * (self.nu / (self.nu - 2)) if self.nu > 2 else np.inf

    @override
    def in_pymc(self) -> Any:
        import pymc as pm

        return pm.StudentT.dist(self.nu, mu=self.mu, sigma=self.sigma)

    def _score(self, q: Numbers) -> Floats:
        """Return the standard quantile; that of zero is minus infinity, where scipy's is plus infinity."""
        return np.copysign(stdtrit(self.nu, q), np.asarray(q) - 0.5)


def through_quantiles(probabilities: Floats, values: Floats, nu: float) -> StudentT:
    """Return a Student's t with given degrees of freedom."""
    return StudentT(nu, *line(stdtrit(nu, probabilities), values))


def _of_mean(nu: float, mean: float, sd: float) -> StudentT:
    return StudentT(nu, mean, sd * np.sqrt((nu - 2.0) / nu))


FAMILY = Family(
    {("nu", "mu", "sigma"): StudentT, ("df", "loc", "scale"): StudentT, ("nu", "mean", "sd"): _of_mean},
    f"nu > {SMALLEST_NU} and sigma > 0, or nu > 2 and sd > 0",
    lambda distribution: distribution.nu > SMALLEST_NU and distribution.sigma > 0,
    through_quantiles,
    given=("nu",),
    preliz="StudentT",
    examples=({"nu": 4, "p5": 1, "p95": 9}, {"nu": 1.5, "p5": 1, "p95": 9}),
)
