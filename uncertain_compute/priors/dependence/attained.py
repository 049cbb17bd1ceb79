"""The normal score at which two columns have a stated correlation, if no formula gives it.

A rank correlation is weaker than without ties if single values have a probability. Pearson's correlation depends on
the shapes of both distributions. Both rise with the normal score, so a root finder gives the score.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial

import numpy as np
from scipy.special import ndtr, ndtri

from uncertain_compute.arrays import Floats
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.dependence.correlation import PEARSON, RANK, WHERE, Correlation
from uncertain_compute.priors.distributions import Distribution, Fixed

EDGES = np.arange(-12.0, 12.5, 0.5)
"""Between these normal scores, and those of jumps, integrals are computed by Gauss-Legendre quadrature."""

NODES = 5
MIDDLE = 4.0
LARGEST_SCORE = 0.9999
CLOSE, ROUNDING = 1e-6, 1e-7
FEW_TIES = 1e-4
"""Up to this sum of the cubes of single values' probabilities, ties change a rank correlation by less than 1e-4."""


@dataclass(frozen=True)
class _OfNormal:
    """A rising function of a normal number.

    Attributes
    ----------
    ends, jumps
        The numbers at which it jumps, and the size of each jump; ``jumps`` is None if it also rises between them.
    """

    at: Callable[[Floats], Floats]
    mean: float
    variance: float
    ends: Floats
    jumps: Floats | None


def attained(ties: Iterable[Correlation], distributions: Mapping[str, Distribution]) -> list[Correlation]:
    """Return correlations, each with the normal score that gives its value, or the nearest possible value.

    Parameters
    ----------
    distributions
        The distribution of each column.

    Raises
    ------
    UncertainComputeError
        If a Pearson correlation is not possible for two distributions, or one of them has no variance.
    """
    return [_attained(tie, distributions[tie.first], distributions[tie.second]) for tie in ties]


def _has_formula(tie: Correlation, *distributions: Distribution) -> bool:
    fixed = any(isinstance(one, Fixed) for one in distributions)
    return fixed or tie.kind not in (RANK, PEARSON) or (tie.kind == RANK and not any(map(_has_ties, distributions)))


def _has_ties(distribution: Distribution) -> bool:
    return sum(share**3 for share in distribution.atoms.values()) > FEW_TIES


def _attained(tie: Correlation, first: Distribution, second: Distribution) -> Correlation:
    """Return a correlation with its normal score; if a rank correlation is not possible, with the nearest one."""
    if _has_formula(tie, first, second):
        return tie
    score, lowest, highest = _score(tie.kind, tie.value, first, second)
    if score is not None:
        return replace(tie, score=score)
    where = f"{WHERE} [{tie.first}, {tie.second}]"
    if not np.isfinite(lowest + highest):
        raise UncertainComputeError(f"{where}: one of the two has no variance, so pearson has no meaning; use rank")
    if tie.kind == PEARSON:
        raise UncertainComputeError(
            f"{where}: pearson = {tie.value:g} is not possible; between these two "
            f"distributions it lies from {lowest:.3g} to {highest:.3g}"
        )
    reached = highest if tie.value > 0.0 else lowest
    return replace(tie, score=float(np.copysign(LARGEST_SCORE, tie.value)), reached=reached)


@lru_cache(maxsize=256)
def _score(kind: str, value: float, first: Distribution, second: Distribution) -> tuple[float | None, float, float]:
    """Return the normal score that gives a correlation, if one does, and the least and greatest that are possible.

    They are not numbers if a distribution has no variance. Prior sets that are compared ask for the same again.
    """
    from scipy.optimize import brentq

    of = _rank if kind == RANK else _value
    one, other = of(first), of(second)
    if not np.isfinite(one.variance * other.variance):
        return None, np.nan, np.nan

    def excess(score: float) -> float:
        return _correlation(one, other, score) - value

    lowest, highest = (value + excess(end) for end in (-LARGEST_SCORE, LARGEST_SCORE))
    if not lowest < value < highest:
        return None, lowest, highest
    return float(brentq(excess, -LARGEST_SCORE, LARGEST_SCORE, xtol=ROUNDING)), lowest, highest


def _rank(distribution: Distribution) -> _OfNormal:
    """Return a distribution's mid-rank as a function: the probability below a value, and half of that at the value.

    The correlation of mid-ranks is Spearman's; scipy treats ties in the same way.
    """
    if not _has_ties(distribution):
        return _OfNormal(lambda normal: np.asarray(ndtr(normal)), 0.5, 1.0 / 12.0, np.empty(0), None)
    points, shares = _single_values(distribution)
    middle = distribution.cdf(points) - 0.5 * shares
    variance = (1.0 - float(np.sum(shares**3))) / 12.0
    if sum(shares) > 1.0 - CLOSE:
        return _stepped(distribution, middle, variance)

    def rank(normal: Floats) -> Floats:
        ranks, drawn = np.asarray(ndtr(normal)), distribution.from_normal(normal)
        for point, own in zip(points, middle, strict=True):
            ranks = np.where(drawn == point, own, ranks)
        return ranks

    return _OfNormal(rank, 0.5, variance, _ends(distribution), None)


def _value(distribution: Distribution) -> _OfNormal:
    points, shares = _single_values(distribution)
    if sum(shares) > 1.0 - CLOSE:
        return _stepped(distribution, points, distribution.variance)
    return _OfNormal(
        partial(_quantile, distribution), distribution.mean, distribution.variance, _ends(distribution), None
    )


def _quantile(distribution: Distribution, normal: Floats) -> Floats:
    """Return quantiles at normal numbers; large ones are computed from above, as their probability rounds to 1."""
    found = distribution.from_normal(np.clip(normal, -MIDDLE, MIDDLE))
    below, above = normal < -MIDDLE, normal > MIDDLE
    found[below] = distribution.ppf(ndtr(normal[below]))
    found[above] = distribution.isf(ndtr(-normal[above]))
    return found


def _stepped(distribution: Distribution, levels: Floats, variance: float) -> _OfNormal:
    """Return a function that is constant for each single value of a discrete distribution."""
    _, shares = _single_values(distribution)
    ends = np.asarray(ndtri(np.clip(np.cumsum(shares)[:-1], 0.0, 1.0)))

    def at(normal: Floats) -> Floats:
        return np.asarray(levels[np.searchsorted(ends, normal)])

    return _OfNormal(at, float(levels @ shares), variance, ends, np.diff(levels))


def _single_values(distribution: Distribution) -> tuple[Floats, Floats]:
    values = np.sort(np.array([*distribution.atoms]))
    return values, np.array([distribution.atoms[value] for value in values.tolist()])


def _ends(distribution: Distribution) -> Floats:
    """Return the normal scores at which the range of each single value begins and ends."""
    points, shares = _single_values(distribution)
    up_to = distribution.cdf(points)
    return np.asarray(ndtri(np.clip(np.concatenate([up_to - shares, up_to]), 0.0, 1.0)))


def _correlation(first: _OfNormal, second: _OfNormal, score: float) -> float:
    """Return the correlation of two functions of normal numbers, whose own correlation is the score."""
    if first.jumps is None:
        first, second = second, first
    spread = np.sqrt(1.0 - score**2)
    normal, weights = _rule(first.ends if second.jumps is None else np.append(first.ends, _steep(second, score)))
    if second.jumps is not None:
        given = ndtr((score * normal[:, None] - second.ends) / spread) @ second.jumps
        given -= weights @ given
    else:
        inner, inner_weights = _rule(np.empty(0))
        given = second.at(score * normal[:, None] + spread * inner) @ inner_weights - second.mean
    covariance = (weights * (first.at(normal) - first.mean)) @ given
    return float(covariance / np.sqrt(first.variance * second.variance))


def _steep(function: _OfNormal, score: float) -> Floats:
    """Return normal numbers near which the function's conditional mean, given a correlated number, is steep."""
    if score == 0.0:
        return np.empty(0)
    width = np.sqrt(1.0 - score**2) / score
    return np.concatenate([function.ends / score + step * width for step in (-4, -2, 0, 2, 4)])


def _rule(jumps: Floats) -> tuple[Floats, Floats]:
    """Return nodes and weights by which the mean of a function of a normal number is computed; it may have jumps."""
    edges = np.union1d(EDGES, np.clip(jumps, EDGES[0], EDGES[-1]))
    nodes, weights = _legendre_rule()
    half = 0.5 * np.diff(edges)[:, None]
    normal = (0.5 * (edges[1:] + edges[:-1])[:, None] + half * nodes).ravel()
    return normal, (half * weights).ravel() * np.exp(-0.5 * normal**2) / np.sqrt(2.0 * np.pi)


@cache
def _legendre_rule() -> tuple[Floats, Floats]:
    return np.polynomial.legendre.leggauss(NODES)
