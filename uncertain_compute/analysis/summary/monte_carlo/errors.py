"""Monte Carlo errors of estimates, from chains that are independent randomisations of the design.

In about 95% of runs, the true value is within two errors of the estimate, for any number of chains;
`benchmarks/error_coverage.py` counts this. An error is NaN if the draws are too few to estimate it.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from uncertain_compute.analysis.summary.sample import Sample
from uncertain_compute.arrays import Floats

type Estimates = dict[str, tuple[float, float]]
"""Numbers by name, each with its Monte Carlo error."""

OF_SKEWNESS = 0.2
"""An error is wider by this share for each unit of squared skewness among the chains.

With 16 chains whose values are exponential, the true value is in 92% of Student's 95% intervals, but in 95% of these
wider ones (in 96% if values are normal). Few values of a skewed distribution look too narrow, because the rare ones
that would move the mean are missing.
"""

OF_TAIL = np.array([1.0, 4.0, 8.0])
"""OF_SKEWNESS is multiplied by this polynomial of the tail index; it fits chains of generalised Pareto draws."""

LARGEST_INDEX = {"mean": 0.7, "sd": 0.5}
"""From this tail index on, a moment's error cannot be estimated; a variance exists below 0.5, a mean below 1.

Source: Vehtari et al. 2024, "Pareto smoothed importance sampling", JMLR 25, for 0.7.
"""

ROUNDING = 1e-13
"""Chains whose values differ relatively by less than this differ by rounding alone."""

WITHIN_A_GAP = 0.2375
"""The standard error, in draws, of a quantile that lies between two of them: 95% are within 0.475 of the middle."""

FEWEST_BEYOND = 50
"""With fewer draws than this beyond an end of a highest-density interval, the end's error cannot be estimated."""


def with_errors(sample: Sample, estimate: Callable[[Sample], dict[str, float]]) -> Estimates:
    """Return estimates from all chains, each with the standard error of the mean of the chains' own estimates.

    The error is widened by Student's t, so that the true value is within two errors in 95.4% of runs.
    """
    pooled = estimate(sample)
    by_chain = [estimate(chain) for chain in sample.chains()]
    return {name: (value, standard_error([one[name] for one in by_chain])) for name, value in pooled.items()}


def mean_with_error(sample: Sample) -> tuple[float, float]:
    """Return the mean with its error, see `with_errors`: of an event, its probability."""
    return with_errors(sample, lambda one: {"mean": one.mean()})["mean"]


def standard_error(by_chain: Sequence[float] | Floats) -> float:
    """Return the Monte Carlo error of an estimate from its value in each chain; see `with_errors`.

    It is zero if the chains differ by rounding alone.
    """
    spread = np.std(by_chain, ddof=1)
    apart = spread if spread > ROUNDING * np.abs(by_chain).max() else 0.0
    return float(apart * _widening(len(by_chain)) / np.sqrt(len(by_chain)))


def standard_error_between(by_chain: Floats, tail: float = 0.0) -> Floats:
    """Return the standard error of a mean over chains, widened if their values are skewed; shape (chain, ...)."""
    spread = np.std(by_chain, axis=0, ddof=1)
    heavier = np.polynomial.polynomial.polyval(max(tail, 0.0), OF_TAIL)
    return np.asarray(spread / np.sqrt(len(by_chain)) * (1.0 + OF_SKEWNESS * heavier * skewness(by_chain) ** 2))


def skewness(by_chain: Floats) -> Floats:
    """Return the skewness of values along the first axis; 0 if they are all equal."""
    off = by_chain - by_chain.mean(axis=0)
    deviation = np.std(by_chain, axis=0)
    return np.asarray(((off / np.where(deviation > 0, deviation, 1.0)) ** 3).mean(axis=0))


def moments_with_errors(sample: Sample, index: float) -> Estimates:
    """Return the mean and the standard deviation, each with its error; NaN if it depends on few draws.

    Both are NaN, too, if some draws are never.

    Parameters
    ----------
    index
        The sample's tail index, see `tail_index`.
    """
    if sample.never:
        return {"mean": (np.nan, np.nan), "sd": (np.nan, np.nan)}
    pooled = {"mean": sample.mean(), "sd": sample.standard_deviation()}
    means, deviations = sample.moments_of_chains()
    by_chain = {"mean": (means, index), "sd": (deviations, 2.0 * index)}
    return {
        name: (
            value,
            max(_of_moment(*by_chain[name]), sample.accuracy * abs(value)) if index < LARGEST_INDEX[name] else np.nan,
        )
        for name, value in pooled.items()
    }


def _of_moment(by_chain: Floats, index: float) -> float:
    return float(standard_error_between(by_chain, index) * _widening(len(by_chain)))


def quantiles_with_errors(sample: Sample, levels: Mapping[str, float]) -> Estimates:
    """Return quantiles by the names of their levels, each with its Monte Carlo error.

    First, the standard error of the share of draws below the quantile is estimated. Then two more quantiles are
    computed, at levels two such errors below and above. The Monte Carlo error is a quarter of the distance between
    them; NaN if only the upper one is never. The spread of the chains' own quantiles cannot be used: their mean is
    not the quantile of all draws. Source: Woodruff 1952, "Confidence intervals for medians and other position
    measures", JASA 47.
    """
    probabilities = np.array([*levels.values()])
    values = sample.quantiles(probabilities)
    shares = sample.shares_below(values)
    of_share = np.std(shares, axis=0, ddof=1) / np.sqrt(len(shares)) * _widening(len(shares))
    off = 2.0 * np.hypot(of_share, WITHIN_A_GAP * sample.step)
    low, high = sample.quantiles(np.clip([probabilities - off, probabilities + off], 0.0, 1.0))
    errors = np.subtract(high, low, out=np.zeros(low.shape), where=high > low) / 4.0
    least = sample.accuracy * np.abs(values) if sample.accuracy else 0.0
    told = np.where(errors < np.inf, np.maximum(errors, least), np.nan)
    return dict(zip(levels, zip(values.tolist(), told.tolist(), strict=True), strict=True))


def highest_density_with_errors(sample: Sample, probability: float) -> Estimates:
    """Return the low and the high end of the highest-density interval, each with its Monte Carlo error.

    - The error of an end is estimated from the ends of halves of the chains (Shao & Wu 1989, "A general theory for
      jackknife variance estimation", Annals of Statistics 17). The error of an end falls only with the cube root of the
      number of draws, so it cannot be estimated like that of a mean.
    - It is at least the error of the quantile at this end. If the other end is the smallest or largest possible number,
      the end is a quantile, and halves of a few stratified draws would give too small an error.
    - It is NaN if few draws lie beyond the end.
    """
    ends = np.array(sample.shortest_interval(probability))
    halves, part = sample.shortest_of_halves(probability)
    spread = np.sqrt(((halves - ends) ** 2).mean(axis=0) * part / (1.0 - part))
    below, at_most = (np.array([sample.share_below(end, inclusive=also) for end in ends]) for also in (False, True))
    at_level = quantiles_with_errors(sample, dict(zip(("low", "high"), (below + at_most) / 2.0, strict=True)))
    error = np.maximum(spread * _widening(len(sample.chains())), [one for _, one in at_level.values()])
    beyond = sample.size * np.array([below[0], 1.0 - at_most[1]])
    told = np.where((beyond >= FEWEST_BEYOND) | (error == 0), error, np.nan)
    return dict(zip(("low", "high"), zip(ends.tolist(), told.tolist(), strict=True), strict=True))


def interval_with_errors(
    sample: Sample, probability: float, kind: str, beside: Mapping[str, float] = MappingProxyType({})
) -> Estimates:
    """Return the low and the high end of an interval, ``eti`` or ``hdi``, each with its Monte Carlo error.

    Parameters
    ----------
    beside
        Levels by name; their quantiles are returned, too.
    """
    if kind == "hdi":
        return {**quantiles_with_errors(sample, beside), **highest_density_with_errors(sample, probability)}
    return quantiles_with_errors(sample, {**beside, "low": 0.5 - probability / 2, "high": 0.5 + probability / 2})


def _widening(chains: int) -> float:
    from scipy.special import ndtr, stdtrit

    return float(stdtrit(chains - 1, ndtr(2.0)) / 2.0)
