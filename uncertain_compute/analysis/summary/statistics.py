"""The statistics of a quantity that two studies can be compared in."""

import re
from collections.abc import Callable

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.errors import UncertainComputeError, did_you_mean

PERCENTILE = re.compile(r"p(\d+(?:\.\d+)?)")
NAMES = ("median", "mean", "sd")

type Statistic = Callable[[Floats], Floats]
"""From draws of shape (..., draw) to numbers of shape (...)."""


def statistic_of(name: str) -> Statistic:
    """Return the statistic that a word says: ``median``, ``mean``, ``sd``, or a percentile such as ``p95``.

    Raises
    ------
    UncertainComputeError
        If it is none of these.
    """
    if name == "mean":
        return lambda draws: draws.mean(axis=-1)
    if name == "sd":
        return lambda draws: (draws - draws[..., :1]).std(axis=-1)
    percentile = PERCENTILE.fullmatch("p50" if name == "median" else str(name))
    if percentile is None or not 0 < float(percentile[1]) < 100:
        nearest = did_you_mean(str(name), NAMES)
        hint = f"; {nearest}" if nearest.startswith("did") else ""
        raise UncertainComputeError(f"statistic: {name!r} is not one of {', '.join(NAMES)}, or p1 to p99{hint}")
    level = float(percentile[1]) / 100
    return lambda draws: _quantile(draws, level)


def _quantile(draws: Floats, level: float) -> Floats:
    """Return a quantile as a summary does, of type 5 of Hyndman & Fan 1996, without sorting all draws."""
    last = draws.shape[-1] - 1
    rank = min(max(level * (last + 1) - 0.5, 0.0), float(last))
    below = int(rank)
    above = min(below + 1, last)
    sorted_there = np.partition(draws, sorted({below, above}), axis=-1)
    low, high = sorted_there[..., below], sorted_there[..., above]
    return np.asarray(low + (rank - below) * (high - low))
