"""The beta family, on any interval.

Formulas: Johnson, Kotz & Balakrishnan, "Continuous Univariate Distributions", vol. 2, 1995.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, override

import numpy as np
from scipy.special import betainc, betaincc, betainccinv, betaincinv, betaln, ndtri, xlog1py, xlogy

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import Distribution
from uncertain_compute.priors.distributions.families.family import Family
from uncertain_compute.priors.distributions.families.fits import LARGEST_SHAPE, array, least_squares

MIDDLE = np.array([0.01, 0.5, 0.99])


@dataclass(frozen=True)
class Beta(Distribution):
    """Beta distribution with shapes ``alpha`` and ``beta`` on the interval from ``low`` to ``high``."""

    alpha: float
    beta: float
    low: float = 0.0
    high: float = 1.0

    @override
    def ppf(self, q: Numbers) -> Floats:
        share = betaincinv(self.alpha, self.beta, q)
        if np.any(np.isnan(share)):
            share = np.where(np.isnan(share), _share_near_zero(q, self.alpha, self.beta), share)
        return np.asarray(self.low + (self.high - self.low) * share)

    @override
    def isf(self, q: Numbers) -> Floats:
        share = betainccinv(self.alpha, self.beta, q)
        if np.any(np.isnan(share)):
            share = np.where(np.isnan(share), 1.0 - _share_near_zero(q, self.beta, self.alpha), share)
        return np.asarray(self.low + (self.high - self.low) * share)

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.asarray(betainc(self.alpha, self.beta, self._standard(x)))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(betaincc(self.alpha, self.beta, self._standard(x)))

    @override
    def pdf(self, x: Numbers) -> Floats:
        share = self._standard(x)
        powers = xlogy(self.alpha - 1.0, share) + xlog1py(self.beta - 1.0, -share)
        density = np.exp(powers - betaln(self.alpha, self.beta)) / (self.high - self.low)
        return np.where((np.asarray(x) < self.low) | (np.asarray(x) > self.high), 0.0, density)

    @cached_property
    @override
    def mean(self) -> float:
        return self.low + (self.high - self.low) * self.alpha / (self.alpha + self.beta)

    @cached_property
    @override
    def variance(self) -> float:
        total = self.alpha + self.beta
        return (self.high - self.low) ** 2 * (self.alpha / total) * (self.beta / total) / (total + 1.0)

    @override
    def in_pymc(self) -> Any:
        import pymc as pm

        if (self.low, self.high) == (0.0, 1.0):
            return pm.Beta.dist(self.alpha, self.beta)

        def on_interval(alpha: Any, beta: Any, low: Any, high: Any, size: Any) -> Any:
            return low + (high - low) * pm.Beta.dist(alpha, beta, size=size)

        return pm.CustomDist.dist(self.alpha, self.beta, self.low, self.high, dist=on_interval)

    @override
    def in_squiggle(self) -> tuple[str, *tuple[float, ...]] | None:
        return ("beta", self.alpha, self.beta) if (self.low, self.high) == (0.0, 1.0) else None

    def _standard(self, x: Numbers) -> Floats:
        return np.clip((np.asarray(x) - self.low) / (self.high - self.low), 0.0, 1.0)


def _share_near_zero(q: Numbers, alpha: float, beta: float) -> Floats:
    """Return the quantile of a standard beta by the first term of its series: scipy has none below about 1e-290."""
    logarithm = (np.log(q) + np.log(alpha) + betaln(alpha, beta)) / alpha
    return np.asarray(np.exp(np.minimum(logarithm, 0.0)))


def through_quantiles(probabilities: Floats, values: Floats, low: float = 0.0, high: float = 1.0) -> Beta:
    """Return a beta distribution on an interval."""
    if not np.all((low < values) & (values < high)):
        raise ValueError(f"quantiles of a beta must lie between {low:g} and {high:g}")
    shares = (values - low) / (high - low)
    alpha, beta = _beta_shapes(probabilities[[0, -1]], shares[[0, -1]])
    if len(values) > 2:

        def misfit(logs: Floats) -> Floats:
            return array(betaincinv(np.exp(float(logs[0])), np.exp(float(logs[1])), probabilities) - shares)

        alpha, beta = least_squares(misfit, array(np.log([alpha, beta])))
    return Beta(alpha, beta, low, high)


def _beta_shapes(probabilities: Floats, shares: Floats) -> tuple[float, float]:
    """Return the shapes of the standard beta that has two given quantiles."""
    from scipy.optimize import root

    def misfit(logs: Floats) -> Floats:
        return array(betainc(np.exp(float(logs[0])), np.exp(float(logs[1])), shares) - probabilities)

    mean = float(shares.mean())
    spread = float(np.diff(shares)[0] / np.diff(ndtri(probabilities))[0])
    if not spread > 0.0:
        raise ValueError("quantiles are too close to each other for a beta on this interval")
    size = max(mean * (1.0 - mean) / spread / spread - 1.0, 0.5)
    from_above = _shapes_near_zero(1.0 - probabilities[::-1], 1.0 - shares[::-1])[::-1]
    for start in ((mean * size, (1.0 - mean) * size), _shapes_near_zero(probabilities, shares), from_above):
        fit = root(misfit, np.log(start), tol=1e-14)
        if np.abs(fit.fun).max() <= 1e-10:
            return float(np.exp(fit.x[0])), float(np.exp(fit.x[1]))
    raise ValueError("no beta has these quantiles")


def _shapes_near_zero(probabilities: Floats, shares: Floats) -> tuple[float, float]:
    """Return approximate shapes for two quantiles close to zero, where a beta's distribution function is a power."""
    with np.errstate(divide="ignore"):
        alpha = float(np.clip(np.diff(np.log(probabilities)) / np.diff(np.log(shares)), 0.01, 100.0)[0])
    return alpha, alpha / max(float(shares[1]) / 3.0, 1e-9)


def _of_mean(mean: float, sd: float, low: float = 0.0, high: float = 1.0) -> Beta:
    share, spread = (mean - low) / (high - low), sd / (high - low)
    total = share * (1.0 - share) / spread**2 - 1.0
    return Beta(share * total, (1.0 - share) * total, low, high)


def _is_possible_beta(distribution: Beta) -> bool:
    """Return whether the parameters are possible, and scipy finds quantiles: it fails for some very unequal shapes."""
    if not (
        0 < distribution.alpha <= LARGEST_SHAPE
        and 0 < distribution.beta <= LARGEST_SHAPE
        and distribution.low < distribution.high
    ):
        return False
    found = betainc(distribution.alpha, distribution.beta, betaincinv(distribution.alpha, distribution.beta, MIDDLE))
    return min(distribution.alpha, distribution.beta) <= 1.0 or np.allclose(found, MIDDLE, rtol=1e-6)


FAMILY = Family(
    {("alpha", "beta"): Beta, ("a", "b"): Beta, ("mu", "sigma"): _of_mean, ("mean", "sd"): _of_mean},
    "alpha > 0, beta > 0 (to 1e12) and low < high, or low < mean < high and 0 < sd < sqrt((mean - low) (high - mean))",
    _is_possible_beta,
    through_quantiles,
    optional=("low", "high"),
    preliz="Beta",
    squiggle=("alpha", "beta"),
    examples=({"p5": 0.3, "p95": 0.5}, {"alpha": 2, "beta": 8}),
)
