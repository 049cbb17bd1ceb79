"""How two sets of draws of one quantity differ."""

from collections.abc import Callable, Iterable

import numpy as np
from xarray import Dataset

from uncertain_compute.analysis.summary.monte_carlo.jackknife import Estimate, half_width_between, jackknife
from uncertain_compute.analysis.summary.statistics import quantiles_of, statistic_of
from uncertain_compute.arrays import Floats
from uncertain_compute.levels import P5_P50_P95

VARIANT, OTHER, LEVEL = "variant", "other", "level"
LEVELS = P5_P50_P95
BINS = 64

type BothDraws = tuple[Floats, Floats]
"""Both sets of draws, of shape (chain, draw), on the scale of the comparison."""


def differences(ours: Floats, theirs: Floats, *, factor: bool, of_event: bool = False) -> dict[str, Estimate]:
    """Return how the second draws differ from the first.

    Parameters
    ----------
    ours, theirs
        Draws of shape (chain, draw); draws with the same indices are paired.
    factor
        Whether to compare as factors, by logarithms, or as differences.
    of_event
        Whether the draws say if something happens, 1, or not, 0.

    Returns
    -------
    dict
        - median_change, the change of the medians, or of an event's probability;
        - change, quantiles at LEVELS of the change between paired draws;
        - p_above, the probability that the second is above the first, and p_tie, that they tie;
        - overlap, the common part of both densities, in BINS equally probable bins;
        - distance, the first Wasserstein distance, of logarithms for factors;
        - correlation of paired draws;
        - variance_saved, the part of the variance of the change that pairing removes.

        Changes are logarithms for factors. If some draws are never, what has no meaning is NaN: all of these except
        p_above, p_tie and overlap, and median_change if both medians are numbers.
    """
    if max(ours.max(), theirs.max()) == np.inf:
        return _with_never(ours, theirs)
    pair = (np.log(ours), np.log(theirs)) if factor else (ours, theirs)
    median = statistic_of("mean" if of_event else "median")
    scaled = np.log if factor else np.asarray
    quantiles = [statistic_of(f"p{100 * level:g}") for level in LEVELS]
    return {
        "median_change": _between_chains(
            (ours, theirs), lambda one, other: scaled(median(other)) - scaled(median(one))
        ),
        "change": _between_chains(
            pair, lambda one, other: np.stack([quantile(other - one) for quantile in quantiles], axis=-1)
        ),
        **_order(pair),
        "distance": _between_chains(
            pair, lambda one, other: np.abs(np.sort(other, axis=-1) - np.sort(one, axis=-1)).mean(axis=-1)
        ),
        "correlation": _between_chains(pair, _correlation),
        "variance_saved": _between_chains(pair, _variance_saved),
    }


def _with_never(ours: Floats, theirs: Floats) -> dict[str, Estimate]:
    """Return the differences of draws of which some are never."""
    pair = (ours, theirs)
    median = statistic_of("median")
    unknown = Estimate(np.array(np.nan), np.array(np.nan))
    finite = all(np.isfinite(median(one)).all() for one in pair)
    return {
        "median_change": _between_chains(pair, lambda one, other: median(other) - median(one)) if finite else unknown,
        "change": Estimate(*np.full((2, len(LEVELS)), np.nan)),
        **_order(pair),
        **dict.fromkeys(("distance", "correlation", "variance_saved"), unknown),
    }


def _order(pair: BothDraws) -> dict[str, Estimate]:
    """Return what follows from the order of draws alone."""
    return {
        "p_above": _between_chains(pair, lambda one, other: (other > one).mean(axis=-1)),
        "p_tie": _between_chains(pair, lambda one, other: (other == one).mean(axis=-1)),
        "overlap": _overlap(pair),
    }


def as_factors(found: Dataset, names: Iterable[str]) -> Dataset:
    """Return a dataset with logarithms of variables turned into factors, where ``factor`` is true."""
    factor = found["factor"]
    return found.assign({name: found[name].where(~factor, np.exp(found[name].where(factor))) for name in names})


def _between_chains(pair: BothDraws, statistic: Callable[[Floats, Floats], Floats]) -> Estimate:
    """Return a statistic of all draws, with an interval from its values in each chain."""
    value = np.asarray(statistic(*(one.ravel() for one in pair)))
    return Estimate(value, np.asarray(half_width_between(statistic(*pair))))


def _overlap(pair: BothDraws) -> Estimate:
    """Return the common part of two densities; a value that would fill a bin has its own."""
    both = np.concatenate([one.ravel() for one in pair])
    edges, times = np.unique(quantiles_of(np.sort(both), np.arange(1, BINS) / BINS), return_counts=True)
    edges = np.union1d(edges, np.nextafter(edges[times > 1], -np.inf))
    up_to = [[np.searchsorted(chain, edges, side="right") for chain in np.sort(one, axis=-1)] for one in pair]
    draws = pair[0].shape[1]
    shares = np.diff(np.stack(up_to, axis=1), prepend=0, append=draws) / draws
    return jackknife(shares, lambda means: means.min(axis=-2).sum(axis=-1), unbiased=True)


def _correlation(one: Floats, other: Floats) -> Floats:
    first, second = _centred(one), _centred(other)
    return _over(_mean_square(first, second), np.sqrt(_mean_square(first, first) * _mean_square(second, second)))


def _variance_saved(one: Floats, other: Floats) -> Floats:
    unpaired = sum(_mean_square(centred, centred) for centred in map(_centred, (one, other)))
    change = _centred(other - one)
    return 1.0 - _over(_mean_square(change, change), np.asarray(unpaired))


def _centred(draws: Floats) -> Floats:
    """Return draws minus their mean; exactly 0 for a constant."""
    shifted = draws - draws[..., :1]
    return np.asarray(shifted - shifted.mean(axis=-1, keepdims=True))


def _mean_square(one: Floats, other: Floats) -> Floats:
    return np.asarray((one * other).mean(axis=-1))


def _over(part: Floats, whole: Floats) -> Floats:
    """Return a quotient; NaN if nothing varies."""
    return np.where(whole > 0, part, np.nan) / np.where(whole > 0, whole, 1.0)
