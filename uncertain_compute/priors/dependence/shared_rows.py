"""Columns of data that are drawn together by row: one normal number chooses the row of all of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import override

import numpy as np

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.dependence.inseparable import Inseparable
from uncertain_compute.priors.distributions import Distribution, JointRows


@dataclass(frozen=True, slots=True)
class SharedRows(Inseparable):
    """Columns that take the same row, which the normal number of the first one chooses."""

    @classmethod
    def of(cls, columns: Collection[str], name: str) -> "SharedRows":
        """Return the group of some columns."""
        factor = np.zeros((len(columns), len(columns)))
        factor[:, 0] = 1.0
        return cls(tuple(columns), factor, name)

    @override
    def only(self, columns: tuple[str, ...]) -> "SharedRows":
        return SharedRows.of(columns, self.name)


def shared_rows(distributions: Mapping[str, Distribution]) -> list[SharedRows]:
    """Return the columns that are drawn together, those with the same rows in one group."""
    found: dict[tuple[str, str, tuple[float, ...]], list[str]] = {}
    for column, one in sorted(distributions.items()):
        if isinstance(one, JointRows):
            found.setdefault((one.together, one.numbers, one.probabilities), []).append(column)
    return [SharedRows.of(columns, name) for (name, _, _), columns in found.items() if len(columns) > 1]


def fail_unless_same_rows(distributions: Mapping[str, Distribution]) -> None:
    """Refuse columns that are to be drawn together but do not have the same rows.

    Raises
    ------
    UncertainComputeError
        If there are such columns.
    """
    joint = {column: one for column, one in distributions.items() if isinstance(one, JointRows)}
    first: dict[str, str] = {}
    for column, one in joint.items():
        other = first.setdefault(one.together, column)
        if (one.numbers, one.probabilities) != (joint[other].numbers, joint[other].probabilities):
            counts = f"{len(joint[other].rows):,} and {len(one.rows):,} rows"
            same = "" if len(one.rows) != len(joint[other].rows) else ", not the same ones or with other weights"
            raise UncertainComputeError(
                f"priors.{column}: together: {one.together} with {other}, but they have {counts}{same}; "
                "columns drawn together need the same rows"
            )
