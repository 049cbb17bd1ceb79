"""Fits to quantiles: exact if there are as many as the family has parameters, by least squares if there are more.

Least squares are in the values; for distributions of positive numbers, in the logarithms of the values.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.priors.distributions.distribution import Distribution

LARGEST_SHAPE = 1e12


def line(scores: Floats, values: Floats) -> tuple[float, float]:
    """Return the location and scale of values whose standard scores are given."""
    if len(values) == 2:
        scale = (values[1] - values[0]) / (scores[1] - scores[0])
        return float(values[0] - scores[0] * scale), float(scale)
    about = scores - scores.mean()
    scale = np.dot(about, values) / np.dot(about, about)
    return float(values.mean() - scale * scores.mean()), float(scale)


def scale(scores: Floats, values: Floats) -> float:
    """Return the scale of positive values whose standard scores are given."""
    return float(np.exp(np.mean(log(values) - np.log(scores))))


def log(values: Floats) -> Floats:
    """Return logarithms.

    Raises
    ------
    ValueError
        If a value is not positive.
    """
    if not np.all(values > 0.0):
        raise ValueError("quantiles must be positive")
    return np.log(values)


def least_squares(misfit: Callable[[Floats], Floats], start: Floats) -> tuple[float, float]:
    """Return the two positive parameters for which a misfit, a function of their logarithms, is smallest."""
    from scipy import optimize

    first, second = np.exp(optimize.least_squares(misfit, start, xtol=1e-12, ftol=1e-12, gtol=1e-12).x)
    return float(first), float(second)


def ends_about(
    mode: float, of: Callable[[float, float, float], Distribution], probabilities: Floats, values: Floats
) -> tuple[float, float, float]:
    """Return the low end, the likeliest value and the high end of a distribution with quantiles on both sides of it.

    The unknown is the share of the width that lies below the likeliest value. At the right share, both outer quantiles
    give the same width.
    """
    from scipy.optimize import brentq

    below, above = mode - values[0], values[-1] - mode
    if not (below >= 0.0 and above >= 0.0):
        raise ValueError("the mode must lie between the quantiles")

    def distances(share: float) -> Floats:
        first, last = of(0.0, share, 1.0).ppf(probabilities[[0, -1]])
        return array([share - first, last - share])

    share = brentq(lambda share: float(np.dot([-above, below], distances(share))), 0.0, 1.0, xtol=1e-15)
    width = (below + above) / float(distances(share).sum())
    ends = (share * width, (1.0 - share) * width)
    if len(values) > 2:

        def misfit(logs: Floats) -> Floats:
            low, high = mode - np.exp(float(logs[0])), mode + np.exp(float(logs[1]))
            return array((of(low, mode, high).ppf(probabilities) - values) / width)

        ends = least_squares(misfit, array(np.log(ends)))
    return mode - ends[0], mode, mode + ends[1]


def positive_root(rising: Callable[[float], float], low: float, high: float) -> float:
    """Return the positive number at which a rising function is zero, to nearly full precision."""
    from scipy.optimize import brentq

    found = brentq(lambda x: rising(float(np.exp(x))), float(np.log(low)), float(np.log(high)), xtol=1e-15, rtol=1e-15)
    return float(np.exp(found))


def array(values: Any) -> Floats:
    """Return numbers as an array of floats."""
    return np.asarray(values, dtype=float)
