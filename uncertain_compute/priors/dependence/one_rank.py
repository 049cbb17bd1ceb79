"""Columns of one rank: all are at the same quantile of their distributions, as one normal number says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import override

from uncertain_compute.addresses import address_of
from uncertain_compute.priors.dependence.inseparable import Inseparable
from uncertain_compute.priors.dependence.memory import ONE_RANK, Memory
from uncertain_compute.priors.dependence.shared_rows import SharedRows
from uncertain_compute.priors.distributions import Distribution, Fixed
from uncertain_compute.priors.reading.assumptions import Assumption


@dataclass(frozen=True, slots=True)
class OneRank(Inseparable):
    """Columns that the normal number of the first stands for."""

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
    """Return the paths of assumptions whose columns have one rank along a dimension, one for each other coordinate.

    Parameters
    ----------
    memories
        Of assumptions, by name.
    distributions
        By column; a fixed column has no rank.
    """
    return [
        OneRank.of(uncertain, name)
        for assumption, memory in memories.items()
        if memory.correlation == ONE_RANK
        for name, columns in _paths(assumptions[assumption], memory.dimension)
        if len(uncertain := [one for one in columns if not isinstance(distributions[one], Fixed)]) > 1
    ]


def _paths(assumption: Assumption, dimension: str) -> list[tuple[str, list[str]]]:
    """Return the name and the columns of each path along a dimension."""
    own = [place for place, one in enumerate(assumption.dimensions) if one not in assumption.shared]
    names = [assumption.dimensions[place] for place in own]
    coordinates = [assumption.coordinates[place] for place in own]
    at = names.index(dimension)
    others = [one for place, one in enumerate(coordinates) if place != at]
    return [
        (
            address_of(assumption.name, labels),
            [address_of(assumption.name, [*labels[:at], label, *labels[at:]]) for label in coordinates[at]],
        )
        for labels in product(*others)
    ]
