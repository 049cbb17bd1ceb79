"""Distributions as PyTensor functions of a standard normal number, the latent.

They are used for correlated assumptions, and for distributions that PyMC does not have.
"""

from functools import singledispatch
from itertools import pairwise

import numpy as np
import pytensor.tensor as pt
from scipy.interpolate import PchipInterpolator
from scipy.special import ndtr, ndtri

from uncertain_compute.arrays import Floats, Numbers, Tensor
from uncertain_compute.priors.distributions import (
    Clipped,
    Counts,
    Discrete,
    Distribution,
    Fixed,
    JointRows,
    LogNormal,
    Normal,
)
from uncertain_compute.priors.distributions.between import LOG, Between

REACH, KNOTS = 8.0, 4001
"""A table of quantiles goes from -8 to 8 standard deviations, with this number of knots."""

REACH_TO_JUMP = 6.0
"""A table between two jumps goes this far towards a jump, in the normal scores of the part between them."""

CLOSE = 1e-9
"""Jumps that are closer to each other than this, in standard deviations, count as one."""

LEAST_JUMP, SPARSE = 1e-5, 0.01
"""In a gap the quantile rises by more than the first, relatively, over values with a density that is very low.

Very low means less than the second times the average density in a cell of the table.
"""


@singledispatch
def from_normal(distribution: Distribution, normal: Tensor) -> Tensor:
    """Return the value of a distribution at the quantile of a standard normal number, both scalars.

    - Normal, lognormal and discrete distributions are exact.
    - Others are a monotone cubic through 4,001 exact quantiles, from -8 to 8 standard deviations. If all are positive,
      it goes through their logarithms. Its derivative is continuous. Its relative error is below 1e-4; if the value can
      be zero, this is relative to the distribution's scale.
    - Quantiles can jump: at a single value with a probability, or over values without any. One table ends at a jump,
      and another begins. Single values are exact.
    - If a density almost vanishes between two peaks, but not quite, values between these are less accurate.
    """
    edges = [-REACH, *_jumps(distribution), REACH]
    pieces = [_piece(distribution, first, last, normal) for first, last in pairwise(edges)]
    found = pieces[0]
    for edge, piece in zip(edges[1:-1], pieces[1:], strict=True):
        found = pt.switch(normal > edge, piece, found)
    return found


@from_normal.register
def _(distribution: Fixed, normal: Tensor) -> Tensor:
    return 0.0 * normal + distribution.value


@from_normal.register
def _(distribution: Normal, normal: Tensor) -> Tensor:
    return distribution.mu + distribution.sigma * normal


@from_normal.register
def _(distribution: LogNormal, normal: Tensor) -> Tensor:
    return pt.exp(distribution.mu + distribution.sigma * normal)


@from_normal.register
def _(distribution: Between, normal: Tensor) -> Tensor:
    first, second = (from_normal(one, normal) for one in (distribution.first, distribution.second))
    if distribution.scale == LOG:
        return pt.exp((1 - distribution.part) * pt.log(first) + distribution.part * pt.log(second))
    return (1 - distribution.part) * first + distribution.part * second


@from_normal.register
def _(distribution: Clipped, normal: Tensor) -> Tensor:
    return pt.clip(from_normal(distribution.distribution, normal), distribution.low, distribution.high)


@from_normal.register
def _(distribution: Discrete, normal: Tensor) -> Tensor:
    ends = ndtri(np.cumsum(distribution.probabilities)[:-1])
    return _stepped(ends, distribution.points, normal)


@from_normal.register
def _(distribution: JointRows, normal: Tensor) -> Tensor:
    """Return the value of the row that a normal number chooses; the index of equally likely rows is computed."""
    rows, steps = np.array(distribution.rows), distribution.steps
    if max(distribution.probabilities) > min(distribution.probabilities):
        return _stepped(np.asarray(ndtri(steps)), rows, normal)
    index = pt.floor(0.5 * pt.erfc(-normal / np.sqrt(2)) * len(rows)).astype("int64")
    return pt.constant(rows)[pt.clip(index, 0, len(rows) - 1)]


@from_normal.register
def _(distribution: Counts, normal: Tensor) -> Tensor:
    points = distribution.points
    return _stepped(_score(distribution.cdf(points[:-1]), distribution.sf(points[:-1])), points, normal)


def _stepped(ends: Floats, points: Floats, normal: Tensor) -> Tensor:
    """Return the point whose interval of normal scores has the number in it."""
    index = pt.gt(normal, ends).sum().astype("int64") if len(ends) else pt.zeros((), dtype="int64")
    return pt.constant(np.asarray(points, dtype=float))[index]


def _interpolated(knots: Floats, values: Floats, normal: Tensor) -> Tensor:
    """Return a monotone cubic through values at evenly spaced knots; it is constant beyond the first and last."""
    step = knots[1] - knots[0]
    coefficients = pt.constant(PchipInterpolator(knots, values).c)
    inside = pt.clip(normal, knots[0], knots[-1])
    cell = pt.clip(pt.floor((inside - knots[0]) / step), 0, len(knots) - 2).astype("int64")
    along = inside - (knots[0] + step * cell)
    cubic, square, linear, constant = (coefficients[power, cell] for power in range(4))
    return ((cubic * along + square) * along + linear) * along + constant


def _jumps(distribution: Distribution) -> list[float]:
    """Return the normal scores at which a distribution's quantiles jump, in ascending order."""
    at_atoms = np.array(
        [score for value, share in distribution.atoms.items() for score in _scores_of_atom(distribution, value, share)]
    )
    found = np.unique([*at_atoms, *_scores_of_gaps(distribution, at_atoms)])
    inside = found[(found > -REACH + CLOSE) & (found < REACH - CLOSE)]
    return list(map(float, inside[np.diff(inside, prepend=-np.inf) > CLOSE]))


def _scores_of_atom(distribution: Distribution, value: float, share: float) -> tuple[float, float]:
    """Return the normal scores between which the quantile is one single value."""
    below, beyond = float(distribution.cdf(value)), float(distribution.sf(value))
    return float(_score(below - share, beyond + share)), float(_score(below, beyond))


def _scores_of_gaps(distribution: Distribution, at_atoms: Floats) -> Floats:
    """Return the normal scores of gaps: values with a far lower density than those around them."""
    scores = np.linspace(-REACH, REACH, KNOTS)
    quantiles = _quantiles(distribution, scores)
    middle, rise = (quantiles[1:] + quantiles[:-1]) / 2, np.diff(quantiles)
    mass = np.exp(-(((scores[1:] + scores[:-1]) / 2) ** 2) / 2) / np.sqrt(2 * np.pi) * np.diff(scores)
    rising = rise > LEAST_JUMP * np.abs(middle)
    rising[np.searchsorted(scores[1:-1], at_atoms)] = False
    middle, average = middle[rising], mass[rising] / rise[rising]
    gaps = middle[distribution.pdf(middle) < SPARSE * average]
    return _score(distribution.cdf(gaps), distribution.sf(gaps))


def _score(below: Numbers, beyond: Numbers) -> Floats:
    """Return the normal score of a probability, computed from the nearer tail, which has more correct digits."""
    with np.errstate(invalid="ignore"):
        return np.where(np.asarray(below) < 0.5, ndtri(np.maximum(below, 0.0)), -ndtri(np.maximum(beyond, 0.0)))


def _quantiles(distribution: Distribution, scores: Floats) -> Floats:
    return np.where(scores < 0, distribution.ppf(ndtr(scores)), distribution.isf(ndtr(-scores)))


def _piece(distribution: Distribution, first: float, last: float, normal: Tensor) -> Tensor:
    """Return the values of a distribution between two adjacent scores at which it jumps.

    The part between them is treated as a distribution of its own, with normal scores of its own. Its quantiles are as
    smooth as those of a distribution without jumps.
    """
    if (first, last) == (-REACH, REACH):
        scores = np.linspace(first, last, KNOTS)
        return _tabulated(scores, _quantiles(distribution, scores), normal)
    mass = float(ndtr(last) - ndtr(first) if first < 0 else ndtr(-first) - ndtr(-last))
    from_end = [-REACH if first == -REACH else -REACH_TO_JUMP, REACH if last == REACH else REACH_TO_JUMP]
    scores = np.linspace(from_end[0], from_end[1], KNOTS)
    below, beyond = ndtr(first) + mass * ndtr(scores), ndtr(-last) + mass * ndtr(-scores)
    quantiles = np.where(below < 0.5, distribution.ppf(below), distribution.isf(beyond))
    if quantiles[0] == quantiles[-1]:
        return 0.0 * normal + float(quantiles[0])
    return _tabulated(scores, quantiles, _score_inside(first, last, mass, normal))


def _score_inside(first: float, last: float, mass: float, normal: Tensor) -> Tensor:
    """Return the normal score of a number in the normal distribution truncated to lie between two scores."""
    lower, upper = 0.5 * pt.erfc(-normal / np.sqrt(2)), 0.5 * pt.erfc(normal / np.sqrt(2))
    since_first = (lower - ndtr(first) if first < 0 else ndtr(-first) - upper) / mass
    until_last = (upper - ndtr(-last) if last > 0 else ndtr(last) - lower) / mass
    least = float(ndtr(-REACH))
    from_first = -np.sqrt(2) * pt.erfcinv(2 * pt.clip(since_first, least, 0.5))
    from_last = np.sqrt(2) * pt.erfcinv(2 * pt.clip(until_last, least, 0.5))
    return pt.switch(since_first < 0.5, from_first, from_last)


def _tabulated(scores: Floats, quantiles: Floats, normal: Tensor) -> Tensor:
    """Return the curve through quantiles, or through their logarithms if all are positive."""
    if quantiles[0] > 0:
        return pt.exp(_interpolated(scores, np.log(quantiles), normal))
    return _interpolated(scores, quantiles, normal)
