"""Proper scores of a forecast that is given by equally likely points."""

import numpy as np
from scipy.special import logsumexp

from uncertain_compute.arrays import Floats

NORMAL_PEAK = 0.5 * float(np.log(2 * np.pi))
SILVERMAN = 0.9
QUARTILE_RANGE = 1.349
"""Standard deviations between the quartiles of a normal distribution."""


def crps(points: Floats, outcome: float) -> float:
    """Return the continuous ranked probability score: how far an outcome is off, 0 for a forecast that knew it.

    It is E|X - y| - E|X - X'| / 2 (Gneiting & Raftery 2007, "Strictly proper scoring rules, prediction, and
    estimation"); of a single point it is the distance to it.

    Parameters
    ----------
    points
        Ascending; shape (point,).
    """
    count = len(points)
    between = float(((2 * np.arange(1, count + 1) - count - 1) * points).sum()) * 2 / count**2
    return float(np.abs(points - outcome).mean()) - between / 2


def log_score(points: Floats, outcome: float) -> float:
    """Return the log density of a forecast at an outcome; minus infinity of a single point that is elsewhere.

    The density is that of points spread by a normal kernel, as wide as Silverman 1986 says (eq. 3.31). A kernel is far
    narrower than the points' own spread, so beyond the last point the density is that of a normal distribution with
    their mean and standard deviation.

    Parameters
    ----------
    points
        Ascending; shape (point,).
    """
    if points[0] == points[-1]:
        return np.inf if outcome == points[0] else -np.inf
    low, high = np.quantile(points, [0.25, 0.75])
    deviation = float(points.std())
    if not points[0] <= outcome <= points[-1]:
        return -0.5 * ((outcome - float(points.mean())) / deviation) ** 2 - NORMAL_PEAK - float(np.log(deviation))
    spread = min(deviation, float(high - low) / QUARTILE_RANGE) or deviation
    width = SILVERMAN * spread * len(points) ** -0.2
    kernels = -0.5 * ((outcome - points) / width) ** 2 - NORMAL_PEAK - np.log(width)
    return float(logsumexp(kernels)) - float(np.log(len(points)))
