"""The binomial family.

Formulas: Johnson, Kemp & Kotz, "Univariate Discrete Distributions", 2005.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, override

import numpy as np
from scipy.special import betainc, betaincc

from uncertain_compute.arrays import Floats
from uncertain_compute.priors.distributions.counts import Counts
from uncertain_compute.priors.distributions.families.family import Family

LARGEST_VARIANCE = 1e6
LARGEST_COUNT = 1e12
ROUNDING = 1e-6


@dataclass(frozen=True)
class Binomial(Counts):
    """Number of successes among ``n`` trials, each with the probability ``p``."""

    n: float
    p: float

    @property
    @override
    def ends(self) -> tuple[float, float]:
        return 0.0, self.n

    @override
    def up_to(self, count: Floats) -> Floats:
        return np.where(count >= self.n, 1.0, betaincc(count + 1.0, np.maximum(self.n - count, 1.0), self.p))

    @override
    def beyond(self, count: Floats) -> Floats:
        return np.where(count >= self.n, 0.0, betainc(count + 1.0, np.maximum(self.n - count, 1.0), self.p))

    @cached_property
    @override
    def mean(self) -> float:
        return self.n * self.p

    @cached_property
    @override
    def variance(self) -> float:
        return self.n * self.p * (1.0 - self.p)

    @override
    def in_pymc(self) -> Any:
        import pymc as pm

        return pm.Binomial.dist(int(self.n), self.p)

    @override
    def in_squiggle(self) -> tuple[str, *tuple[float, ...]] | None:
        return ("bernoulli", self.p) if self.n == 1.0 else None


def _of_mean(mean: float, sd: float) -> Binomial:
    p = 1.0 - sd**2 / mean
    n = mean / p
    return Binomial(np.round(n) if np.abs(n - np.round(n)) < ROUNDING else n, p)


def _is_possible(distribution: Binomial) -> bool:
    n, p = distribution.n, distribution.p
    return bool(
        1.0 <= n == np.round(n) <= LARGEST_COUNT and 0.0 < p < 1.0 and distribution.variance <= LARGEST_VARIANCE
    )


FAMILY = Family(
    {
        ("n", "p"): Binomial,
        ("n", "mean"): lambda n, mean: Binomial(n, mean / n),
        ("mean", "sd"): _of_mean,
    },
    "a whole n (mean^2 / (mean - sd^2)), p between 0 and 1, and a variance up to 1e6; for a larger one use a normal",
    _is_possible,
    preliz="Binomial",
    examples=({"n": 10, "p": 0.3}, {"n": 10, "p": 0.7}),
)
