"""Distributions through quantiles: exactly through as many as a family has parameters, by least squares through more.

Least squares are of the values; for distributions of positive numbers, of the values' logarithms.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import betainc, betaincinv, erfinv, gammaincinv, ndtri, stdtrit

from uncertain_compute.arrays import Floats
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
    Uniform,
    Weibull,
)

MOST_REPETITIONS = 500
SETTLED, SETTLED_FIT = 1e-14, 1e-9
"""Largest change of a probability at which repetition ends, over that between the bounds; that of least squares."""

LEAST_KEPT = 1e-6
"""Probability between the bounds below which too few digits of it are left."""

CERTAIN = (1e-15, 1.0 - 1e-15)
EXACT = 1e-10

SMALLEST_SHAPE, LARGEST_SHAPE = 1e-3, 1e12


def normal(probabilities: Floats, values: Floats) -> Distribution:
    """Return a normal distribution."""
    return Normal(*_line(ndtri(probabilities), values))


def lognormal(probabilities: Floats, values: Floats) -> Distribution:
    """Return a lognormal distribution."""
    return LogNormal(*_line(ndtri(probabilities), _log(values)))


def student_t(probabilities: Floats, values: Floats, nu: float) -> Distribution:
    """Return a Student's t with given degrees of freedom."""
    return StudentT(nu, *_line(stdtrit(nu, probabilities), values))


def uniform(probabilities: Floats, values: Floats) -> Distribution:
    """Return a uniform distribution."""
    low, width = _line(probabilities, values)
    return Uniform(low, low + width)


def loguniform(probabilities: Floats, values: Floats) -> Distribution:
    """Return a loguniform distribution."""
    low, width = _line(probabilities, _log(values))
    return LogUniform(float(np.exp(low)), float(np.exp(low + width)))


def weibull(probabilities: Floats, values: Floats) -> Distribution:
    """Return a Weibull distribution."""
    location, scale = _line(np.log(-np.log1p(-probabilities)), _log(values))
    return Weibull(1.0 / scale, float(np.exp(location)))


def exponential(probabilities: Floats, values: Floats) -> Distribution:
    """Return an exponential distribution."""
    return Exponential(_scale(-np.log1p(-probabilities), values))


def half_normal(probabilities: Floats, values: Floats) -> Distribution:
    """Return a half-normal distribution."""
    return HalfNormal(_scale(np.sqrt(2.0) * erfinv(probabilities), values))


def gamma(probabilities: Floats, values: Floats) -> Distribution:
    """Return a gamma distribution."""
    _log(values)
    outer = [0, -1]
    shape = _gamma_shape(probabilities[outer], values[outer])
    rate = float(gammaincinv(shape, probabilities[-1]) / values[-1])
    if len(values) == 2:
        return Gamma(shape, rate)

    def misfit(logs: Floats) -> Floats:
        return _array(np.log(gammaincinv(np.exp(float(logs[0])), probabilities)) - logs[1] - np.log(values))

    return Gamma(*_least_squares(misfit, _array(np.log([shape, rate]))))


def beta(probabilities: Floats, values: Floats, low: float = 0.0, high: float = 1.0) -> Distribution:
    """Return a beta distribution on an interval."""
    if not np.all((low < values) & (values < high)):
        raise ValueError(f"quantiles of a beta must lie between {low:g} and {high:g}")
    shares = (values - low) / (high - low)
    alpha, beta = _beta_shapes(probabilities[[0, -1]], shares[[0, -1]])
    if len(values) > 2:

        def misfit(logs: Floats) -> Floats:
            return _array(betaincinv(np.exp(float(logs[0])), np.exp(float(logs[1])), probabilities) - shares)

        alpha, beta = _least_squares(misfit, _array(np.log([alpha, beta])))
    return Beta(alpha, beta, low, high)


def between_bounds(
    through: Callable[[Floats, Floats], Distribution],
    probabilities: Floats,
    values: Floats,
    bounds: tuple[float, float],
) -> Distribution:
    """Return a truncated distribution that has the quantiles once it is truncated.

    The distribution before truncation has the values at other probabilities: those that truncation moves to the ones
    asked for. They are found by repetition.

    Raises
    ------
    ValueError
        If there is none.
    """
    low, high = bounds
    distribution = through(probabilities, values)
    if bounds == (-np.inf, np.inf):
        return distribution
    if not low < values[0] <= values[-1] < high:
        raise ValueError(f"quantiles must lie between the bounds {low:g} and {high:g}")
    before, settled = probabilities, SETTLED if len(values) <= 2 else SETTLED_FIT
    for _ in range(MOST_REPETITIONS):
        kept = distribution.mass(low, high)
        after = float(distribution.cdf(low)) + probabilities * kept
        if kept < LEAST_KEPT:
            break
        if np.abs(after - before).max() <= settled * kept:
            return distribution.truncated(low, high)
        before, distribution = after, through(after, values)
    found = _by_root(through, probabilities, values, bounds)
    if found is not None:
        return found
    raise ValueError(f"no distribution of this family was found that has these quantiles between {low:g} and {high:g}")


def _by_root(
    through: Callable[[Floats, Floats], Distribution],
    probabilities: Floats,
    values: Floats,
    bounds: tuple[float, float],
) -> Distribution | None:
    """Return the truncated distribution by Powell's method, where repetition does not settle."""
    from scipy.optimize import root
    from scipy.special import expit, logit

    def truncated(logits: Floats) -> Distribution:
        distribution = through(_array(expit(logits)), values)
        if distribution.mass(*bounds) < LEAST_KEPT:
            raise ValueError("next to nothing lies between the bounds")
        return distribution.truncated(*bounds)

    def misfit(logits: Floats) -> Floats:
        return _array(logit(np.clip(truncated(logits).cdf(values), *CERTAIN)) - logit(probabilities))

    try:
        distribution = truncated(_array(root(misfit, logit(probabilities), tol=1e-14).x))
        met = np.abs(distribution.ppf(probabilities) - values).max() <= EXACT * np.abs(values).max()
    except (ValueError, ZeroDivisionError):
        return None
    return distribution if met else None


def _line(scores: Floats, values: Floats) -> tuple[float, float]:
    """Return the location and scale of values whose standard scores are given."""
    if len(values) == 2:
        scale = (values[1] - values[0]) / (scores[1] - scores[0])
        return float(values[0] - scores[0] * scale), float(scale)
    about = scores - scores.mean()
    scale = np.dot(about, values) / np.dot(about, about)
    return float(values.mean() - scale * scores.mean()), float(scale)


def _scale(scores: Floats, values: Floats) -> float:
    return float(np.exp(np.mean(_log(values) - np.log(scores))))


def _log(values: Floats) -> Floats:
    if not np.all(values > 0.0):
        raise ValueError("quantiles must be positive")
    return np.log(values)


def _gamma_shape(probabilities: Floats, values: Floats) -> float:
    """Return the shape at which two quantiles have the ratio of the values; the ratio falls as the shape rises."""
    from scipy.optimize import brentq

    wanted = float(np.log(values[1] / values[0]))

    def excess(log_shape: float) -> float:
        low, high = gammaincinv(np.exp(log_shape), probabilities)
        return float(np.log(high) - np.log(low)) - wanted if low > 0.0 else np.inf

    smallest, largest = float(np.log(SMALLEST_SHAPE)), float(np.log(LARGEST_SHAPE))
    if not excess(smallest) > 0.0 > excess(largest):
        raise ValueError("quantiles are too close to each other or too far apart for a gamma")
    return float(np.exp(brentq(excess, smallest, largest, xtol=1e-15, rtol=1e-15)))


def _beta_shapes(probabilities: Floats, shares: Floats) -> tuple[float, float]:
    """Return the shapes at which two quantiles are the shares."""
    from scipy.optimize import root

    def misfit(logs: Floats) -> Floats:
        return _array(betainc(np.exp(float(logs[0])), np.exp(float(logs[1])), shares) - probabilities)

    mean = float(shares.mean())
    spread = float(np.diff(shares)[0] / np.diff(ndtri(probabilities))[0])
    if not spread > 0.0:
        raise ValueError("quantiles are too close to each other for a beta on this interval")
    size = max(mean * (1.0 - mean) / spread / spread - 1.0, 0.5)
    fit = root(misfit, np.log([mean * size, (1.0 - mean) * size]), tol=1e-14)
    if not np.abs(fit.fun).max() <= 1e-10:
        raise ValueError("no beta has these quantiles")
    return float(np.exp(fit.x[0])), float(np.exp(fit.x[1]))


def _least_squares(misfit: Callable[[Floats], Floats], start: Floats) -> tuple[float, float]:
    """Return two positive parameters, from a misfit of their logarithms."""
    from scipy.optimize import least_squares

    first, second = np.exp(least_squares(misfit, start, xtol=1e-12, ftol=1e-12, gtol=1e-12).x)
    return float(first), float(second)


def _array(values: Any) -> Floats:
    return np.asarray(values, dtype=float)
