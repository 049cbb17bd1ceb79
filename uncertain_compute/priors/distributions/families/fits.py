"""Fits to quantiles: exactly through as many as a family has parameters, by least squares through more.

Least squares are of the values; for distributions of positive numbers, of the values' logarithms.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from uncertain_compute.arrays import Floats

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
    """Return two positive parameters, from a misfit of their logarithms."""
    from scipy import optimize

    first, second = np.exp(optimize.least_squares(misfit, start, xtol=1e-12, ftol=1e-12, gtol=1e-12).x)
    return float(first), float(second)


def array(values: Any) -> Floats:
    """Return numbers as an array of floats."""
    return np.asarray(values, dtype=float)
