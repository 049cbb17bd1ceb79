"""Columns of one rank: one normal number gives the quantile of all of them, each in its own distribution."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import override

from uncertain_compute.priors.dependence.inseparable import Inseparable
from uncertain_compute.priors.dependence.memory import ONE_RANK, Memory, paths_along
from uncertain_compute.priors.dependence.shared_rows import SharedRows
from uncertain_compute.priors.distributions import Distribution, Fixed
from uncertain_compute.priors.reading.assumptions import Assumption

ONE_RANK_ALONG = "one_rank_along"
"""The attribute of an assumption in a run that names the dimension along which its columns have one rank."""


@dataclass(frozen=True, slots=True)
class OneRank(Inseparable):
    """Columns that all have the normal number of the first one."""

    @classmethod
    def of(cls, columns: Sequence[str], name: str) -> "OneRank":
        """Return the group of some columns."""
        return cls(tuple(columns), SharedRows.of(columns, name).factor, name)

    @override
    def only(self, columns: tuple[str, ...]) -> "OneRank":
        return OneRank.of(columns, self.name)


def columns_of_one_rank(
    memories: Mapping[str, Memory], assumptions: Mapping[str, Assumption]
) -> dict[str, tuple[str, ...]]:
    """Return the columns of each path that has one rank along a dimension, by the path's name.

    There is a path for each combination of other coordinates.

    Parameters
    ----------
    memories
        The memory of each assumption that has one, by name.
    """
    return {
        path: tuple(columns.values())
        for name, memory in memories.items()
        if memory.correlation == ONE_RANK
        for path, columns in paths_along(memory.dimension, assumptions[name]).items()
    }


def by_rank(
    columns: Iterable[str], memories: Mapping[str, Memory], assumptions: Mapping[str, Assumption]
) -> dict[str, tuple[str, ...]]:
    """Return columns by what moves as one: each by its own name, those of a path of one rank by the path's."""
    paths = columns_of_one_rank(memories, assumptions)
    path_of = {column: path for path, inside in paths.items() for column in inside}
    found: dict[str, list[str]] = {}
    for column in columns:
        found.setdefault(path_of.get(column, column), []).append(column)
    return {name: tuple(inside) for name, inside in found.items()}


def paths_of_one_rank(
    memories: Mapping[str, Memory], assumptions: Mapping[str, Assumption], distributions: Mapping[str, Distribution]
) -> list[OneRank]:
    """Return the groups of uncertain columns that have one rank, see `columns_of_one_rank`; fixed ones are left out."""
    return [
        OneRank.of(uncertain, path)
        for path, columns in columns_of_one_rank(memories, assumptions).items()
        if len(uncertain := [one for one in columns if not isinstance(distributions[one], Fixed)]) > 1
    ]
