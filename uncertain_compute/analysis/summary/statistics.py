"""The statistics by which two studies can be compared."""

import re
from collections.abc import Callable

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.errors import not_one_of

PERCENTILE = re.compile(r"p(\d+(?:\.\d+)?)")
STATISTICS = ("median", "mean", "sd")

type Statistic = Callable[[Floats], Floats]
"""A function of draws of shape (..., draw) that returns numbers of shape (...)."""


def statistic_of(name: str) -> Statistic:
    """Return the statistic of a name: ``median``, ``mean``, ``sd``, or a percentile such as ``p95``.

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
        raise not_one_of("statistic", name, STATISTICS, "or p1 to p99")
    level = float(percentile[1]) / 100
    return lambda draws: np.asarray(np.quantile(draws, level, axis=-1, method="hazen"))
