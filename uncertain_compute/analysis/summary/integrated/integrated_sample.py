"""Draws of a quantity with lognormal factors: its distribution is the average of exact ones, given each draw."""

from typing import override

import numpy as np

from uncertain_compute.analysis.summary.integrated.mixture import LognormalMixture
from uncertain_compute.analysis.summary.sample import Sample
from uncertain_compute.analysis.summary.samples import DrawSample
from uncertain_compute.arrays import Floats
from uncertain_compute.draws.integrated.factors import Conditional

ACCURACY = 1e-7
"""The relative error of a quantile or a moment, at most, that comes from the grid."""

ROUNDING = 12
"""Decimals of a relative distance between medians; what follows comes from rounding alone."""

BEYOND = 1.2
"""How many times as many draws as those of a tail are looked at, at first."""


class IntegratedSample(DrawSample):
    """Draws of a quantity with its distribution given each, of which its statistics are averages.

    Only intervals of highest density are still those of the draws.

    Attributes
    ----------
    log_medians
        The logarithms of the conditional medians; shape (chain, draw).
    conditional
        The distribution given each.
    mixture
        The average of these distributions.
    """

    accuracy = ACCURACY

    def __init__(self, draws: Floats, log_medians: Floats, conditional: Conditional, mixture: LognormalMixture) -> None:
        """Take the draws, and the conditional distributions."""
        super().__init__(draws)
        self.log_medians, self.conditional, self.mixture = log_medians, conditional, mixture
        self.factors = conditional.factors

    @override
    def chains(self) -> list[Sample]:
        parts = zip(self.draws, self.log_medians, self.mixture.chains(), strict=True)
        return [
            IntegratedSample(draws[None], medians[None], self.conditional, mixture) for draws, medians, mixture in parts
        ]

    @override
    def first(self, count: int) -> DrawSample:
        return integrated(self.draws[:, :count], self.log_medians[:, :count], self.conditional)

    @property
    @override
    def step(self) -> float:
        return 0.0

    @property
    @override
    def never(self) -> float:
        return 0.0

    @override
    def mean(self) -> float:
        return self.mixture.moment(1)

    @override
    def standard_deviation(self) -> float:
        return self.mixture.standard_deviation()

    @override
    def moments_of_chains(self) -> Floats:
        return self.mixture.moments_of_chains()

    @override
    def quantiles(self, probabilities: Floats) -> Floats:
        return self.mixture.quantiles(probabilities)

    @override
    def share_below(self, value: float, *, inclusive: bool) -> float:
        del inclusive
        return float(self.mixture.shares_below(np.array([value])).mean())

    @override
    def shares_below(self, values: Floats) -> Floats:
        return self.mixture.shares_below(values)

    @override
    def tails(self, count: int) -> tuple[Floats, Floats]:
        """Return the largest conditional medians, and the negatives of the smallest ones, both ascending.

        A quantity's tail is as heavy as theirs: lognormal factors have all moments (Breiman 1965, "On some limit
        theorems similar to the arc-sin law"). Of one that has other factors they are those of the draws.
        """
        if self.conditional.spread is not None:
            return self._tails_of_draws(count)
        ascending = np.sort(self.log_medians, axis=None)
        middle = float(ascending[(self.size - 1) // 2 : self.size // 2 + 1].mean())
        largest, smallest = (
            np.exp(middle) * (1.0 + np.round(np.expm1(one - middle), ROUNDING))
            for one in (ascending[-count:], ascending[count - 1 :: -1])
        )
        return largest, -smallest

    def _tails_of_draws(self, count: int) -> tuple[Floats, Floats]:
        """Return the tails without putting all draws in order, unless too few lie beyond where they should."""
        level = BEYOND * count / self.size
        low, high = self.quantiles(np.array([level, 1.0 - level]))
        below, above = self.draws[self.draws < low], self.draws[self.draws > high]
        if min(len(below), len(above)) < count:
            return super().tails(count)
        return np.sort(above)[-count:], -np.sort(below)[count - 1 :: -1]

    @override
    def top_share(self, fraction: float) -> float:
        return self.mixture.share_of_mean_above(float(self.quantiles(np.array(1.0 - fraction))))


def integrated(draws: Floats, log_medians: Floats, conditional: Conditional) -> DrawSample:
    """Return the sample with conditional distributions; without, if these are too narrow."""
    mixture = LognormalMixture.of(log_medians, conditional.sigma, conditional.spread)
    return DrawSample(draws) if mixture is None else IntegratedSample(draws, log_medians, conditional, mixture)
