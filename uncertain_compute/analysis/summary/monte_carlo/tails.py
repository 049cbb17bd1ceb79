"""How heavy a sample's tails are, and whether its highest-density interval has a gap inside."""

import numpy as np

from uncertain_compute.analysis.summary.sample import Sample
from uncertain_compute.arrays import Floats

FEWEST, MOST = 5, 2**13
"""The fewest and the most draws of a tail."""

PRIOR_INDEX, PRIOR_DRAWS = 0.5, 10
GAP_SHARE, GAP_WIDTH, BESIDE, DIP = 0.01, 0.1, 5, 4.0
"""A gap has GAP_SHARE of the draws over at least GAP_WIDTH of the interval.

On both sides of it, BESIDE times as many draws are at least DIP times as dense.
"""


def tail_index(sample: Sample) -> float:
    """Return the index k of the heavier tail: moments from the 1/k-th on do not exist. 0 if there are too few draws.

    It is infinite if some draws are.

    A generalised Pareto distribution is fitted to the largest and to the smallest draws; their number is three times
    the square root of all. ArviZ does the same, but importing it takes longer than a run. Source: Vehtari et al. 2024,
    "Pareto smoothed importance sampling", JMLR 25.
    """
    if sample.never:
        return np.inf
    count = int(min(3.0 * np.sqrt(sample.size), sample.size / 5, MOST))
    if count < FEWEST:
        return 0.0
    return max(_pareto_index(tail[1:] - tail[0]) for tail in sample.tails(count + 1))


def _pareto_index(excess: Floats) -> float:
    """Return the index of ascending numbers above a threshold; 0 if they have only a few different values.

    Source: Zhang & Stephens 2009, "A new and efficient estimation method for the generalized Pareto distribution",
    Technometrics 51, with the prior of Vehtari et al.
    """
    count = len(excess)
    quartile = excess[int(count / 4 + 0.5) - 1]
    if not quartile > excess[0] or not np.isfinite(excess[-1]):
        return 0.0
    points = 30 + int(np.sqrt(count))
    positions = np.arange(1, points + 1) - 0.5
    slopes = 1.0 / excess[-1] + (1.0 - np.sqrt(points / positions)) / (3.0 * quartile)
    parts = -slopes[:, None] * excess
    indices = np.log1p(parts, out=parts).mean(axis=1)
    likelihood = count * (np.log(-slopes / indices) - indices - 1.0)
    weights = np.exp(likelihood - likelihood.max())
    slope = (slopes * weights).sum() / weights.sum()
    index = np.log1p(-slope * excess).mean()
    return float((count * index + PRIOR_DRAWS * PRIOR_INDEX) / (count + PRIOR_DRAWS))


def gap_within(ascending: Floats) -> tuple[float, float] | None:
    """Return the ends of a gap: a part of an interval with almost no draws, between two with many; else None."""
    few = int(GAP_SHARE * len(ascending))
    many = BESIDE * few
    if few < 1:
        return None
    start = np.arange(many, len(ascending) - many - few)
    width = ascending[start + few] - ascending[start]
    denser = np.maximum(
        ascending[start] - ascending[start - many], ascending[start + few + many] - ascending[start + few]
    )
    is_gap = (width > GAP_WIDTH * np.ptp(ascending)) & (width * BESIDE > DIP * denser) & (denser > 0)
    if not is_gap.any():
        return None
    widest = start[np.argmax(np.where(is_gap, width, 0.0))]
    return float(ascending[widest]), float(ascending[widest + few])
