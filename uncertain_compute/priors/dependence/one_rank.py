"""Columns of one rank: one normal number gives the quantile of all of them, each in its own distribution."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import override

from uncertain_compute.priors.dependence.inseparable import Inseparable
from uncertain_compute.priors.dependence.memory import ONE_RANK, Memory, paths_along
from uncertain_compute.priors.dependence.shared_rows import SharedRows
from uncertain_compute.priors.distributions import Distribution, Fixed
from uncertain_compute.priors.reading.assumptions import Assumption


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


def paths_of_one_rank(
    memories: Mapping[str, Memory], assumptions: Mapping[str, Assumption], distributions: Mapping[str, Distribution]
) -> list[OneRank]:
    """Return the paths whose columns have one rank along a dimension, one for each combination of other coordinates.

    Parameters
    ----------
    memories
        The memory of each assumption that has one, by name.
    distributions
        The distribution of each column; fixed columns are left out.
    """
    return [
        OneRank.of(uncertain, name)
        for assumption, memory in memories.items()
        if memory.correlation == ONE_RANK
        for name, columns in paths_along(memory.dimension, assumptions[assumption]).items()
        if len(uncertain := [one for one in columns.values() if not isinstance(distributions[one], Fixed)]) > 1
    ]
