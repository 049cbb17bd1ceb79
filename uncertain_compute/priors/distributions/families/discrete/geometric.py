"""The geometric family.

Formulas: Johnson, Kemp & Kotz, "Univariate Discrete Distributions", 2005.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, override

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.priors.distributions.counts import Counts
from uncertain_compute.priors.distributions.families.family import Family

SMALLEST_PROBABILITY = 0.001


@dataclass(frozen=True)
class Geometric(Counts):
    """Number of trials up to the first success, from 1, each with the probability ``p``."""

    p: float

    @property
    @override
    def ends(self) -> tuple[float, float]:
        return 1.0, np.inf

    @override
    def up_to(self, count: Floats) -> Floats:
        return np.asarray(-np.expm1(count * np.log1p(-self.p)))

    @override
    def beyond(self, count: Floats) -> Floats:
        return np.asarray(np.exp(count * np.log1p(-self.p)))

    @cached_property
    @override
    def mean(self) -> float:
        return 1.0 / self.p

    @cached_property
    @override
    def variance(self) -> float:
        return (1.0 - self.p) / self.p**2

    @override
    def in_pymc(self) -> Any:
        import pymc as pm

        return pm.Geometric.dist(self.p)


FAMILY = Family(
    {("p",): Geometric, ("mean",): lambda mean: Geometric(1.0 / mean)},
    "p (1 / mean) from 0.001 to below 1; for a smaller one use an exponential",
    lambda distribution: SMALLEST_PROBABILITY <= distribution.p < 1.0,
    preliz="Geometric",
    examples=({"p": 0.3}, {"mean": 6}),
)
