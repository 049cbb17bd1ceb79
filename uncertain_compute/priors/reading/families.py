"""Families that a prior may name, each with its parameters' names in PyMC and scipy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.special import betainc, betaincinv

from uncertain_compute.priors.distributions import (
    Beta,
    Distribution,
    Exponential,
    Gamma,
    HalfNormal,
    LogNormal,
    LogUniform,
    Normal,
    StudentT,
    Triangular,
    Uniform,
    Weibull,
)
from uncertain_compute.priors.reading import through_quantiles
from uncertain_compute.priors.reading.through_quantiles import LARGEST_SHAPE

MIDDLE = np.array([0.01, 0.5, 0.99])
SMALLEST_NU = 0.05
"""Degrees of freedom below which floats do not reach the quantiles of Student's t."""


@dataclass(frozen=True, slots=True)
class Family:
    """How a distribution of a family is made from its own parameters, or from quantiles.

    Attributes
    ----------
    forms
        What makes the distribution, by the names of the parameters that it takes.
    rule, possible
        What the distribution's parameters must obey, in words and as a test of the distribution.
    through
        What makes the distribution from probabilities and values, if quantiles determine it.
    fewest
        How many quantiles that takes.
    optional
        Parameters that may stand beside either.
    given
        Parameters that must stand beside quantiles.
    """

    forms: Mapping[tuple[str, ...], Callable[..., Distribution]]
    rule: str
    possible: Callable[[Any], bool]
    through: Callable[..., Distribution] | None = None
    fewest: int = 2
    optional: tuple[str, ...] = ()
    given: tuple[str, ...] = field(default=())


def _beta_of_moments(mu: float, sigma: float, low: float = 0.0, high: float = 1.0) -> Distribution:
    mean, spread = (mu - low) / (high - low), sigma / (high - low)
    total = mean * (1.0 - mean) / spread**2 - 1.0
    return Beta(mean * total, (1.0 - mean) * total, low, high)


def _is_possible_beta(distribution: Beta) -> bool:
    """Return whether it is one, and one whose quantiles scipy finds: some of very unequal shapes it does not."""
    if not (
        0 < distribution.alpha <= LARGEST_SHAPE
        and 0 < distribution.beta <= LARGEST_SHAPE
        and distribution.low < distribution.high
    ):
        return False
    found = betainc(distribution.alpha, distribution.beta, betaincinv(distribution.alpha, distribution.beta, MIDDLE))
    return min(distribution.alpha, distribution.beta) <= 1.0 or np.allclose(found, MIDDLE, rtol=1e-6)


def _pert(low: float, mode: float, high: float) -> Distribution:
    """Return the beta distribution of the PERT method, whose mean is (low + 4 mode + high) / 6.

    Source: Malcolm, Roseboom, Clark & Fazar 1959, Operations Research 7.
    """
    return Beta(1.0 + 4.0 * (mode - low) / (high - low), 1.0 + 4.0 * (high - mode) / (high - low), low, high)


FAMILIES = {
    "normal": Family(
        {("mu", "sigma"): Normal, ("loc", "scale"): Normal},
        "sigma > 0",
        lambda distribution: distribution.sigma > 0,
        through_quantiles.normal,
    ),
    "lognormal": Family(
        {("mu", "sigma"): LogNormal, ("s", "scale"): lambda s, scale: LogNormal(np.log(scale), s)},
        "sigma > 0",
        lambda distribution: distribution.sigma > 0 and np.isfinite(distribution.mu),
        through_quantiles.lognormal,
    ),
    "student_t": Family(
        {("nu", "mu", "sigma"): StudentT, ("df", "loc", "scale"): StudentT},
        f"nu > {SMALLEST_NU} and sigma > 0",
        lambda distribution: distribution.nu > SMALLEST_NU and distribution.sigma > 0,
        through_quantiles.student_t,
        given=("nu",),
    ),
    "half_normal": Family(
        {("sigma",): HalfNormal, ("scale",): HalfNormal},
        "sigma > 0",
        lambda distribution: distribution.sigma > 0,
        through_quantiles.half_normal,
        fewest=1,
    ),
    "beta": Family(
        {("alpha", "beta"): Beta, ("a", "b"): Beta, ("mu", "sigma"): _beta_of_moments},
        "alpha > 0, beta > 0 (to 1e12) and low < high, or low < mu < high and 0 < sigma < sqrt((mu - low) (high - mu))",
        _is_possible_beta,
        through_quantiles.beta,
        optional=("low", "high"),
    ),
    "gamma": Family(
        {
            ("alpha", "beta"): Gamma,
            ("mu", "sigma"): lambda mu, sigma: Gamma((mu / sigma) ** 2, mu / sigma**2),
            ("a", "scale"): lambda a, scale: Gamma(a, 1.0 / scale),
        },
        "alpha > 0 and beta > 0, or mu > 0 and sigma > 0",
        lambda distribution: distribution.alpha > 0 and 0 < distribution.beta < np.inf,
        through_quantiles.gamma,
    ),
    "exponential": Family(
        {("scale",): Exponential, ("lam",): lambda lam: Exponential(1.0 / lam)},
        "scale > 0",
        lambda distribution: distribution.scale > 0,
        through_quantiles.exponential,
        fewest=1,
    ),
    "weibull": Family(
        {("alpha", "beta"): Weibull, ("c", "scale"): Weibull},
        "alpha > 0 and beta > 0",
        lambda distribution: distribution.alpha > 0 and distribution.beta > 0,
        through_quantiles.weibull,
    ),
    "uniform": Family(
        {("low", "high"): Uniform, ("lower", "upper"): Uniform},
        "low < high",
        lambda distribution: distribution.low < distribution.high,
        through_quantiles.uniform,
    ),
    "loguniform": Family(
        {("low", "high"): LogUniform, ("a", "b"): LogUniform},
        "0 < low < high",
        lambda distribution: 0 < distribution.low < distribution.high,
        through_quantiles.loguniform,
    ),
    "triangular": Family(
        {("low", "mode", "high"): Triangular, ("lower", "c", "upper"): Triangular},
        "low <= mode <= high and low < high",
        lambda distribution: (
            distribution.low <= distribution.mode <= distribution.high and distribution.low < distribution.high
        ),
    ),
    "pert": Family(
        {("low", "mode", "high"): _pert},
        "low <= mode <= high and low < high",
        lambda distribution: (
            distribution.alpha >= 1 and distribution.beta >= 1 and distribution.low < distribution.high
        ),
    ),
}
