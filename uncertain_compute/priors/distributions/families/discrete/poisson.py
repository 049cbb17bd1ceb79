"""The Poisson family.

Formulas: Johnson, Kemp & Kotz, "Univariate Discrete Distributions", 2005.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, override

import numpy as np
from scipy.special import pdtr, pdtrc

from uncertain_compute.arrays import Floats
from uncertain_compute.priors.distributions.counts import Counts
from uncertain_compute.priors.distributions.families.family import Family

LARGEST_MEAN = 1e6


@dataclass(frozen=True)
class Poisson(Counts):
    """Number of independent events, of which ``mu`` are expected."""

    mu: float

    @property
    @override
    def ends(self) -> tuple[float, float]:
        return 0.0, np.inf

    @override
    def up_to(self, count: Floats) -> Floats:
        return np.asarray(pdtr(count, self.mu))

    @override
    def beyond(self, count: Floats) -> Floats:
        return np.asarray(pdtrc(count, self.mu))

    @cached_property
    @override
    def mean(self) -> float:
        return self.mu

    @cached_property
    @override
    def variance(self) -> float:
        return self.mu

    @override
    def in_pymc(self) -> Any:
        import pymc as pm

        return pm.Poisson.dist(self.mu)


FAMILY = Family(
    {("mu",): Poisson, ("mean",): Poisson},
    "mu (mean) above 0, up to 1e6; for a larger one use a gamma or a normal",
    lambda distribution: 0.0 < distribution.mu <= LARGEST_MEAN,
    preliz="Poisson",
    examples=({"mu": 3}, {"mu": 9}),
)
