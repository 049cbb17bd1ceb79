"""The order of numbers that correlate otherwise with another prior set than in the run."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from uncertain_compute.arrays import Floats
from uncertain_compute.priors.dependence.groups import dependence_of
from uncertain_compute.priors.distributions import Distribution, Fixed
from uncertain_compute.reporting.live.beliefs import packed
from uncertain_compute.reporting.live.ranks import correlated, orders
from uncertain_compute.study.study import Study


def ranks_beside(
    study: Study,
    distributions: Mapping[str, Distribution],
    written: Any,
    columns: Sequence[str],
    uniform_of: Callable[[str], Floats],
) -> dict[int, str]:
    """Return the packed ranks of uncertain columns that correlate in a run or with other correlations, by their index.

    Parameters
    ----------
    distributions
        The distribution of each column that differs from the study's own.
    written
        The other correlations, as a prior set has them.
    columns
        The columns that the page has.
    uniform_of
        Returns the run's numbers between 0 and 1 for a column.

    Raises
    ------
    UncertainComputeError
        If the correlations are not possible with these distributions.
    """
    all_of = {name: column.distribution for name, column in study.columns.items()} | dict(distributions)
    _, groups = dependence_of(written, study.memory, study.assumptions, all_of)
    tied = {name for group in (*study.correlated_groups, *groups) for name in group.columns}
    scores = correlated(groups, {name: uniform_of(name) for name in sorted(tied)})
    held = {name: scores[name] for name in columns if name in scores and not isinstance(all_of[name], Fixed)}
    return {columns.index(name): packed(rank, "<u2") for name, rank in orders(held).items()}
