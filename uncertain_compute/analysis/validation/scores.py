"""Proper scores of a forecast that is given by equally likely points."""

import numpy as np
from scipy.stats import energy_distance, gaussian_kde, norm

from uncertain_compute.arrays import Floats

SILVERMAN = 0.9
QUARTILE_RANGE = 1.349
"""Standard deviations between the quartiles of a normal distribution."""


def crps(points: Floats, outcome: float) -> float:
    """Return the continuous ranked probability score: how far an outcome is off, 0 for a forecast that knew it.

    It is E|X - y| - E|X - X'| / 2, half the square of the energy distance to the outcome (Gneiting & Raftery 2007,
    "Strictly proper scoring rules, prediction, and estimation"); of a single point it is the distance to it.
    """
    return float(energy_distance(points, [outcome])) ** 2 / 2


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
    low, high = np.quantile(points, [0.25, 0.75], method="hazen")
    deviation = float(points.std())
    if not points[0] <= outcome <= points[-1]:
        return float(norm.logpdf(outcome, points.mean(), deviation))
    spread = min(deviation, float(high - low) / QUARTILE_RANGE) or deviation
    width = SILVERMAN * spread * len(points) ** -0.2
    return float(gaussian_kde(points, width / points.std(ddof=1)).logpdf(outcome).item())
