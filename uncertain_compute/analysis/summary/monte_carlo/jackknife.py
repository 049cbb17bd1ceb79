"""Confidence intervals from chains: each chain is left out in turn, and the spread of the estimates is the error.

They are Student's, wider where the estimates are skewed, see `standard_error_between`. Source: Efron & Stein 1981, "The
jackknife estimate of variance".
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from uncertain_compute.analysis.summary.monte_carlo.errors import standard_error_between
from uncertain_compute.arrays import Floats

MONTE_CARLO_CI_PROB = 0.95


class Estimate(NamedTuple):
    """Numbers and the half-widths of their 95% confidence intervals, in arrays of one shape."""

    value: Floats
    half_width: Floats


def jackknife(sums: Floats, statistic: Callable[[Floats], Floats], *, unbiased: bool = False) -> Estimate:
    """Return an estimate of a statistic from sums over each chain's draws.

    Parameters
    ----------
    sums
        Sums over each chain's draws; shape (chain, ...).
    statistic
        A function of the means of the sums over chains, with one more leading dimension; its result has any shape after
        that.
    unbiased
        Whether to subtract the part of the bias that shrinks with the number of draws.
    """
    chains = len(sums)
    total = sums.sum(axis=0)
    without = statistic((total - sums) / (chains - 1))
    return of_left_out(statistic(total[None] / chains)[0], without, unbiased=unbiased)


def leave_out_each(sums: NDArray[Any]) -> None:
    """Replace sums of each chain by those without it, and put that of all before them.

    Parameters
    ----------
    sums
        Sums of each chain, after one that is free; shape (1 + chain, ...).
    """
    sums[1:].sum(axis=0, out=sums[0])
    np.subtract(sums[0], sums[1:], out=sums[1:])


def of_left_out(whole: Floats, without: Floats, *, unbiased: bool = False) -> Estimate:
    """Return an estimate from a statistic of all chains, and its values without each chain; see `jackknife`."""
    chains = len(without)
    value = chains * whole - (chains - 1) * without.mean(axis=0) if unbiased else whole
    return Estimate(value, (chains - 1) * half_width_between(without))


def half_width_between(chains: Floats) -> Floats:
    """Return the half-width of the 95% interval of a mean over chains; shape (chain, ...)."""
    return standard_error_between(chains) * _student_t(len(chains) - 1)


def _student_t(degrees: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 0.5 + MONTE_CARLO_CI_PROB / 2))
