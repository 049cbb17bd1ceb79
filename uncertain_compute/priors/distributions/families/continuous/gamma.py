"""The gamma family.

Formulas: Johnson, Kotz & Balakrishnan, "Continuous Univariate Distributions", vol. 1, 1994.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, override

import numpy as np
from scipy.special import gammainc, gammaincc, gammainccinv, gammaincinv, gammaln, xlogy

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import LARGEST, Distribution
from uncertain_compute.priors.distributions.families.family import Family
from uncertain_compute.priors.distributions.families.fits import LARGEST_SHAPE, array, least_squares, log

SMALLEST_SHAPE = 1e-3


@dataclass(frozen=True)
class Gamma(Distribution):
    """Gamma distribution with shape ``alpha`` and rate ``beta``."""

    alpha: float
    beta: float

    @override
    def ppf(self, q: Numbers) -> Floats:
        return np.asarray(gammaincinv(self.alpha, q) / self.beta)

    @override
    def isf(self, q: Numbers) -> Floats:
        return np.asarray(gammainccinv(self.alpha, q) / self.beta)

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.minimum(gammainc(self.alpha, self.beta * np.maximum(x, 0.0)), 1.0)

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(gammaincc(self.alpha, self.beta * np.maximum(x, 0.0)))

    @override
    def pdf(self, x: Numbers) -> Floats:
        rates = np.minimum(self.beta * np.maximum(x, 0.0), LARGEST)
        density = self.beta * np.exp(xlogy(self.alpha - 1.0, rates) - rates - gammaln(self.alpha))
        return np.where(np.asarray(x) < 0.0, 0.0, density)

    @cached_property
    @override
    def mean(self) -> float:
        return self.alpha / self.beta

    @cached_property
    @override
    def variance(self) -> float:
        return self.alpha / self.beta / self.beta

    @override
    def in_pymc(self) -> Any:
        import pymc as pm

        return pm.Gamma.dist(self.alpha, self.beta)

    @override
    def in_squiggle(self) -> tuple[str, *tuple[float, ...]]:
        return "gamma", self.alpha, 1 / self.beta


def through_quantiles(probabilities: Floats, values: Floats) -> Gamma:
    """Return a gamma distribution."""
    log(values)
    outer = [0, -1]
    shape = _gamma_shape(probabilities[outer], values[outer])
    rate = float(gammaincinv(shape, probabilities[-1]) / values[-1])
    if len(values) == 2:
        return Gamma(shape, rate)

    def misfit(logs: Floats) -> Floats:
        return array(np.log(gammaincinv(np.exp(float(logs[0])), probabilities)) - logs[1] - np.log(values))

    return Gamma(*least_squares(misfit, array(np.log([shape, rate]))))


def _gamma_shape(probabilities: Floats, values: Floats) -> float:
    """Return the shape for which two quantiles have the ratio of the values; a larger shape has a smaller ratio."""
    from scipy.optimize import brentq

    wanted = float(np.log(values[1] / values[0]))

    def excess(log_shape: float) -> float:
        low, high = gammaincinv(np.exp(log_shape), probabilities)
        return float(np.log(high) - np.log(low)) - wanted if low > 0.0 else np.inf

    smallest, largest = float(np.log(SMALLEST_SHAPE)), float(np.log(LARGEST_SHAPE))
    if not excess(smallest) > 0.0 > excess(largest):
        raise ValueError("quantiles are too close to each other or too far apart for a gamma")
    return float(np.exp(brentq(excess, smallest, largest, xtol=1e-15, rtol=1e-15)))


def _of_mean(mean: float, sd: float) -> Gamma:
    return Gamma((mean / sd) ** 2, mean / sd**2)


FAMILY = Family(
    {
        ("alpha", "beta"): Gamma,
        ("mu", "sigma"): _of_mean,
        ("mean", "sd"): _of_mean,
        ("a", "scale"): lambda a, scale: Gamma(a, 1.0 / scale),
    },
    "alpha > 0 and beta > 0, or mean > 0 and sd > 0 (mu, sigma)",
    lambda distribution: distribution.alpha > 0 and 0 < distribution.beta < np.inf,
    through_quantiles,
    preliz="Gamma",
    squiggle=("a", "scale"),
    examples=({"alpha": 3, "beta": 0.5}, {"mean": 10, "sd": 2}),
)
