"""Dependence between assumptions: a Gaussian copula from pairs and groups of correlations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Protocol

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.dependence.correlation import WHERE, Correlation, by_pair
from uncertain_compute.priors.dependence.nearest_correlation import (
    is_positive_definite,
    nearest_correlation_matrix,
    offending_rows,
    shrunk,
)

DIGITS = 3
MOST_DIGITS = 6
FAR = 2.0


class DrawnColumn(Protocol):
    """What a group needs from a column: how it is drawn, and its unit."""

    @property
    def factor(self) -> float:
        """The factor that converts the prior's unit to the model's."""

    def from_normal(self, normal: Floats) -> Floats:
        """Return draws, from standard normal numbers."""


@dataclass(frozen=True, slots=True)
class CorrelatedGroup:
    """Correlated columns, with the Cholesky factor that correlates independent normal numbers."""

    columns: tuple[str, ...]
    factor: Floats

    def correlate(self, normals: Sequence[Floats]) -> list[Floats]:
        """Return correlated standard normal numbers, one array per column; the first is unchanged."""
        rows = [
            sum((weight * normal for weight, normal in zip(row, normals, strict=True) if weight), np.float64(0.0))
            for row in self.factor[1:]
        ]
        return [normals[0], *(np.asarray(row) for row in rows)]

    def drawn(self, columns: Sequence["DrawnColumn"], normals: Sequence[Floats]) -> list[Floats]:
        """Return the values of the group's columns, from independent normal numbers."""
        return [column.from_normal(normal) for column, normal in zip(columns, self.correlate(normals), strict=True)]

    def only(self, columns: tuple[str, ...]) -> "CorrelatedGroup":
        """Return the group of some of its columns, in this order."""
        if columns == self.columns:
            return self
        indices = [self.columns.index(name) for name in columns]
        return CorrelatedGroup(columns, np.linalg.cholesky((self.factor @ self.factor.T)[np.ix_(indices, indices)]))


def correlated_groups(ties: Iterable[Correlation], uncertain: Sequence[str]) -> list[CorrelatedGroup]:
    """Return the groups of uncertain columns that correlate.

    A correlation with a fixed column has no effect and is left out.

    Raises
    ------
    UncertainComputeError
        If a pair is stated twice, or the correlations of a group are impossible together. The message then names
        these pairs, and the nearest values that are possible.
    """
    known = set(uncertain)
    inside = [tie for tie in by_pair(ties).values() if tie.pair <= known]
    return [_group(columns, inside) for columns in connected(((tie.first, tie.second) for tie in inside), uncertain)]


def correlation_matrix(ties: Iterable[Correlation], columns: Sequence[str]) -> Floats:
    """Return the correlations of columns' normal scores; 0 if none is stated, the last if there are several."""
    row_of = {name: row for row, name in enumerate(columns)}
    matrix = np.eye(len(columns))
    for tie in ties:
        if tie.first in row_of and tie.second in row_of:
            first, second = row_of[tie.first], row_of[tie.second]
            matrix[first, second] = matrix[second, first] = tie.normal_score
    return matrix


def connected(pairs: Iterable[tuple[str, str]], names: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the groups of names that pairs connect, each in the order of all names; names in no pair are left out."""
    group_of = {name: {name} for name in names}
    for first, second in pairs:
        if group_of[first] is not group_of[second]:
            merged = group_of[first] | group_of[second]
            group_of |= dict.fromkeys(merged, merged)
    groups = {tuple(name for name in names if name in group): None for group in group_of.values() if len(group) > 1}
    return list(groups)


def _group(columns: tuple[str, ...], ties: Iterable[Correlation]) -> CorrelatedGroup:
    members = frozenset(columns)
    inside = [tie for tie in ties if tie.pair <= members]
    matrix = correlation_matrix(inside, columns)
    if not is_positive_definite(matrix):
        raise UncertainComputeError(_conflict(columns, inside, matrix))
    return CorrelatedGroup(columns, np.linalg.cholesky(matrix))


def _conflict(columns: tuple[str, ...], ties: Sequence[Correlation], matrix: Floats) -> str:
    """Return a message with the pairs that are impossible together, and the nearest values that are possible."""
    offending = [columns[row] for row in offending_rows(matrix)]
    among = _among(offending, ties)
    stated = [tie for tie in among if tie in ties]
    unstated = "" if len(stated) == len(among) else " (a pair that is not stated counts as 0)"
    return (
        f"{WHERE}: these cannot hold together: {_shown(stated)}{unstated}; "
        f"the nearest that can: {_shown(_nearest(columns, ties, among))}"
    )


def _shown(ties: Sequence[Correlation]) -> str:
    """Return the pairs with their values; shortened if three or more columns all have the same correlation."""
    names = list(dict.fromkeys(name for tie in ties for name in (tie.first, tie.second)))
    one_value = len({(tie.value, tie.kind) for tie in ties}) == 1
    if one_value and len(names) > 2 and len(ties) == comb(len(names), 2):
        return f"all of {', '.join(names)}: {ties[0].shown_value}"
    return "; ".join(f"{tie.first}, {tie.second}: {tie.shown_value}" for tie in ties)


def _among(columns: Sequence[str], ties: Iterable[Correlation]) -> list[Correlation]:
    """Return the correlation of every two columns: those stated, then 0 for the others."""
    stated = [tie for tie in ties if tie.pair <= set(columns)]
    pairs = {tie.pair for tie in stated}
    others = [Correlation(*pair, 0.0) for pair in combinations(columns, 2) if frozenset(pair) not in pairs]
    return [*stated, *others]


def _nearest(
    columns: tuple[str, ...], ties: Sequence[Correlation], offending: Sequence[Correlation]
) -> list[Correlation]:
    """Return replacements for some of a group's correlations, so that all are possible together.

    Only the offending pairs change, unless all stated pairs must change, or smaller changes to all pairs suffice.
    """
    matrix = correlation_matrix(ties, columns)
    every = [*ties, *(tie for tie in offending if tie not in ties)]
    nearest = _rounded_nearest(columns, ties, every, DIGITS)
    most_change = FAR * np.linalg.norm(correlation_matrix([*ties, *nearest], columns) - matrix)
    for digits in (DIGITS, MOST_DIGITS):
        replaced = _rounded_nearest(columns, ties, offending, digits)
        changed = correlation_matrix([*ties, *replaced], columns)
        if is_positive_definite(changed) and np.linalg.norm(changed - matrix) <= most_change:
            nearest = replaced
            break
    stated = {tie.pair for tie in ties}
    return [tie for tie in nearest if tie.pair in stated or tie.value != 0.0]


def _rounded_nearest(
    columns: tuple[str, ...], ties: Sequence[Correlation], changing: Sequence[Correlation], digits: int
) -> list[Correlation]:
    """Return the changing correlations in the nearest matrix that stays positive definite when they are rounded.

    Rounding moves a normal score by at most pi / 3 half units of the last digit, and thus an eigenvalue by less
    than that times the number of columns (Weyl 1912).
    """
    row_of = {name: row for row, name in enumerate(columns)}
    first, second = [row_of[tie.first] for tie in changing], [row_of[tie.second] for tie in changing]
    free = np.zeros((len(columns), len(columns)), dtype=bool)
    free[first, second] = free[second, first] = True
    least = len(columns) * np.pi / 3 * 0.5 * 10.0**-digits
    nearest = shrunk(nearest_correlation_matrix(correlation_matrix(ties, columns), free, least), least)
    scores = nearest[first, second]
    return [tie.with_normal_score(float(score), digits) for tie, score in zip(changing, scores, strict=True)]
