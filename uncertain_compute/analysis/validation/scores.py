"""Proper scores of a forecast that consists of equally likely points.

`scipy.stats` is imported where a forecast is scored: it takes a quarter of the time in which the package starts.
"""

import numpy as np
from scipy.special import logsumexp

from uncertain_compute.arrays import Floats

SILVERMAN = 0.9
QUARTILE_RANGE = 1.349
"""Distance between the quartiles of a normal distribution, in standard deviations."""


def crps(points: Floats, outcome: float) -> float:
    """Return the continuous ranked probability score: how far off an outcome is; 0 for a certain, correct forecast.

    It is E|X - y| - E|X - X'| / 2, half the square of the energy distance to the outcome (Gneiting & Raftery 2007,
    "Strictly proper scoring rules, prediction, and estimation"); of a single point it is the distance to it.
    """
    from scipy.stats import energy_distance

    return float(energy_distance(points, [outcome])) ** 2 / 2


def log_score(points: Floats, outcome: float) -> float:
    """Return the log density of a forecast at an outcome; minus infinity if all points equal another value.

    The density is a normal kernel estimate with the bandwidth of Silverman 1986 (eq. 3.31). A kernel is far narrower
    than the points' spread, so beyond the last point the density is that of a normal distribution with the points' mean
    and standard deviation.

    Parameters
    ----------
    points
        Ascending points; shape (point,).
    """
    from scipy.stats import norm

    if points[0] == points[-1]:
        return np.inf if outcome == points[0] else -np.inf
    low, high = np.quantile(points, [0.25, 0.75], method="hazen")
    deviation = float(points.std())
    if not points[0] <= outcome <= points[-1]:
        return float(norm.logpdf(outcome, points.mean(), deviation))
    spread = min(deviation, float(high - low) / QUARTILE_RANGE) or deviation
    width = SILVERMAN * spread * len(points) ** -0.2
    return float(logsumexp(norm.logpdf(outcome, points, width)) - np.log(len(points)))
