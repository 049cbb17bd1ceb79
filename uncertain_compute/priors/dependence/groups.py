"""Groups of columns that depend on each other: by correlations, by rows of data, or as shares that sum to one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.dependence.attained import attained
from uncertain_compute.priors.dependence.bounds_between import bounded_columns
from uncertain_compute.priors.dependence.copula import CorrelatedGroup, correlated_groups
from uncertain_compute.priors.dependence.correlation import WHERE, Correlation, correlations, with_ties
from uncertain_compute.priors.dependence.inseparable import Inseparable
from uncertain_compute.priors.dependence.memory import Memory, ties_of_columns
from uncertain_compute.priors.dependence.one_rank import OneRank, paths_of_one_rank
from uncertain_compute.priors.dependence.shared_rows import fail_unless_same_rows, shared_rows
from uncertain_compute.priors.dependence.shares import shares_in
from uncertain_compute.priors.distributions import Distribution, Fixed, JointRows, Share
from uncertain_compute.priors.reading.assumptions import Assumption


def dependence_of(
    written: Any,
    memories: Mapping[str, Memory],
    assumptions: Mapping[str, Assumption],
    distributions: Mapping[str, Distribution],
) -> tuple[list[Correlation], list[CorrelatedGroup]]:
    """Return correlations with their normal scores, and the groups of columns that depend on each other.

    Parameters
    ----------
    written
        The list of correlations, as a prior set has it.
    memories
        The memory of each assumption that has one.
    assumptions
        The assumptions that the memories are of, by name.
    distributions
        The distribution of each column.

    Raises
    ------
    UncertainComputeError
        If a correlation is not possible, or correlations are not possible together. If one of its columns already has
        another kind of dependence. If columns that are drawn together do not have the same rows.
    """
    ties = with_ties(correlations(written, distributions), ties_of_columns(memories, assumptions))
    of_one_rank = paths_of_one_rank(memories, assumptions, distributions)
    fail_unless_same_rows(distributions)
    fail_if_bounded_twice(distributions, of_one_rank)
    fail_if_tied(ties, distributions, of_one_rank)
    found = attained(ties, distributions)
    return found, groups_of(found, distributions, of_one_rank)


def groups_of(
    ties: Iterable[Correlation], distributions: Mapping[str, Distribution], of_one_rank: Sequence[OneRank] = ()
) -> list[CorrelatedGroup]:
    """Return the groups of uncertain columns that depend on each other.

    Raises
    ------
    UncertainComputeError
        If correlations are not possible together, see `correlated_groups`.
    """
    together = [*inseparable_in(distributions), *of_one_rank]
    taken = {column for group in together for column in group.columns}
    others = sorted(name for name, one in distributions.items() if not isinstance(one, Fixed) and name not in taken)
    return [*correlated_groups(ties, others), *together]


def inseparable_in(distributions: Mapping[str, Distribution]) -> list[Inseparable]:
    """Return the groups of columns that are drawn together: by row, as shares that sum to one, or with a bound."""
    return [*shared_rows(distributions), *shares_in(distributions), *bounded_columns(distributions)]


def fail_if_tied(
    ties: Iterable[Correlation], distributions: Mapping[str, Distribution], of_one_rank: Sequence[OneRank] = ()
) -> None:
    """Refuse correlations of columns that already have another kind of dependence.

    Raises
    ------
    UncertainComputeError
        If there is such a correlation.
    """
    said = {
        JointRows: "is drawn by row, together with others; these rows determine how it correlates",
        Share: "is one of several shares that sum to one; this determines how they correlate",
    }
    ranked = {column for group in of_one_rank for column in group.columns}
    bounded = {column for group in bounded_columns(distributions) for column in group.columns}
    for tie in ties:
        for column in (tie.first, tie.second):
            if column in ranked:
                raise UncertainComputeError(
                    f"{WHERE} [{tie.first}, {tie.second}]: {column} keeps one rank along its path, so it cannot "
                    "correlate with others; write along: year, correlation: 0.99 instead"
                )
            if column in bounded:
                raise UncertainComputeError(
                    f"{WHERE} [{tie.first}, {tie.second}]: {column} bounds another belief or is bounded by one, which "
                    "determines how it correlates; leave out at_most and at_least, or the correlation or memory"
                )
            why = next((why for kind, why in said.items() if isinstance(distributions[column], kind)), None)
            if why is not None:
                raise UncertainComputeError(f"{WHERE} [{tie.first}, {tie.second}]: {column} {why}")


def fail_if_bounded_twice(distributions: Mapping[str, Distribution], of_one_rank: Sequence[OneRank]) -> None:
    """Refuse bounds between columns that have another kind of dependence.

    Raises
    ------
    UncertainComputeError
        If there is such a column.
    """
    others = [*shared_rows(distributions), *shares_in(distributions), *of_one_rank]
    taken = {column for group in others for column in group.columns}
    for group in bounded_columns(distributions):
        if twice := next((column for column in group.columns if column in taken), None):
            raise UncertainComputeError(
                f"priors.{twice}: is drawn together with others (by row, as shares, with one rank), so it cannot bound "
                "another or be bounded"
            )
