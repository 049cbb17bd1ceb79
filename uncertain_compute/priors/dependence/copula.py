"""Dependence between assumptions: a Gaussian copula from pairs and groups of correlations."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import comb
from typing import Any

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.errors import UncertainComputeError, did_you_mean, quoted
from uncertain_compute.priors.dependence.nearest_correlation import (
    is_positive_definite,
    nearest_correlation_matrix,
    offending_rows,
    shrunk,
)
from uncertain_compute.priors.reading.config_key import Place

KINDS = ("normal_score", "rank")
MEMBERS = ("pair", "all")
KEYS = (*MEMBERS, *KINDS, "why", "source")
WHERE = "priors.correlations"
DIGITS = 3
MOST_DIGITS = 6
FAR = 2.0


@dataclass(frozen=True, slots=True)
class Correlation:
    """How two columns correlate, as a ``normal_score`` or as a ``rank``, and why."""

    first: str
    second: str
    value: float
    kind: str = "normal_score"
    why: str = ""
    source: str = ""

    @property
    def pair(self) -> frozenset[str]:
        """Return the two columns, in no order."""
        return frozenset((self.first, self.second))

    @property
    def normal_score(self) -> float:
        """Return the correlation of the columns' normal scores.

        A ``rank`` is Spearman's; the normal score that gives it is 2 sin(pi rank / 6) (Pearson 1907). This holds
        for continuous laws; the ties that a discrete law draws bring the rank correlation nearer to 0.
        """
        return self.value if self.kind == "normal_score" else float(2 * np.sin(np.pi * self.value / 6))

    def with_normal_score(self, score: float, digits: int) -> "Correlation":
        """Return the same with another normal score, its value in its own kind rounded."""
        value = score if self.kind == "normal_score" else float(6 / np.pi * np.arcsin(score / 2))
        return replace(self, value=round(value, digits) + 0.0)

    @property
    def shown_value(self) -> str:
        """Return the value and its kind, as messages show them."""
        return f"{self.value:.12g} ({self.kind})"


@dataclass(frozen=True, slots=True)
class CorrelatedGroup:
    """Columns tied to each other, and the factor that ties independent normal numbers so."""

    columns: tuple[str, ...]
    factor: Floats

    def correlate(self, normals: Sequence[Floats]) -> list[Floats]:
        """Return correlated standard normal numbers, one array per column; the first is unchanged."""
        rows = [
            sum((weight * normal for weight, normal in zip(row, normals, strict=True) if weight), np.float64(0.0))
            for row in self.factor[1:]
        ]
        return [normals[0], *(np.asarray(row) for row in rows)]

    def only(self, columns: tuple[str, ...]) -> "CorrelatedGroup":
        """Return the group of some of its columns, in this order."""
        if columns == self.columns:
            return self
        places = [self.columns.index(name) for name in columns]
        return CorrelatedGroup(columns, np.linalg.cholesky((self.factor @ self.factor.T)[np.ix_(places, places)]))


def correlations(written: Any, columns: Collection[str]) -> list[Correlation]:
    """Return the correlations that a YAML list says, one for each pair of columns.

    Parameters
    ----------
    written
        Entries ``{pair: [a, b], rank: 0.5, why: ...}``, or ``{all: [a, b, c], rank: 0.5, why: ...}`` where every
        two of the columns correlate so; ``normal_score`` in place of ``rank``; ``source`` beside ``why``.
        In ``all``, the name of an assumption with a named dimension stands for all of its columns.
        None says that nothing correlates.
    columns
        The columns that there are, by ``name`` or ``name[coordinate]``.

    Raises
    ------
    UncertainComputeError
        If it is not a list, a key, a column or a number is wrong, or a pair comes twice.
    """
    if written is None:
        return []
    if not isinstance(written, list | tuple):
        raise UncertainComputeError(
            f"{WHERE}: {quoted(written)} is not a list; its entries name a pair, or all of a group"
        )
    return list(_by_pair(tie for entry in written for tie in _entry(entry, columns)).values())


def correlated_groups(ties: Iterable[Correlation], uncertain: Sequence[str]) -> list[CorrelatedGroup]:
    """Return the groups of uncertain columns that the correlations tie together.

    A correlation with a fixed column says nothing and is left out: no other marginal moves.

    Raises
    ------
    UncertainComputeError
        If a pair comes twice, or a group's correlations cannot hold together; the message names pairs that
        cannot, and the nearest values that can.
    """
    known = set(uncertain)
    inside = [tie for tie in _by_pair(ties).values() if tie.pair <= known]
    return [_group(columns, inside) for columns in _connected(inside, uncertain)]


def correlation_matrix(ties: Iterable[Correlation], columns: Sequence[str]) -> Floats:
    """Return the correlations of these columns' normal scores; 0 where none is stated, the last where several are."""
    row_of = {name: row for row, name in enumerate(columns)}
    matrix = np.eye(len(columns))
    for tie in ties:
        if tie.first in row_of and tie.second in row_of:
            first, second = row_of[tie.first], row_of[tie.second]
            matrix[first, second] = matrix[second, first] = tie.normal_score
    return matrix


def _entry(written: Any, columns: Collection[str]) -> list[Correlation]:
    if not isinstance(written, Mapping):
        raise UncertainComputeError(
            f"{WHERE}: {quoted(written)} is not a mapping with {' or '.join(MEMBERS)}, why, a number"
        )
    unknown = [key if isinstance(key, str) else quoted(key) for key in written if key not in KEYS]
    if unknown:
        raise UncertainComputeError(f"{WHERE}: {quoted(unknown[0])}: {did_you_mean(unknown[0], KEYS)}")
    key = _one_key(written, MEMBERS, WHERE)
    names = list(written[key]) if isinstance(written[key], list | tuple) else written[key]
    where = f"{WHERE} {quoted(names)}"
    members = _pair(names, columns, where) if key == "pair" else _members(names, columns, where)
    kind = _one_key(written, KINDS, where)
    value = Place(f"{where}.{kind}").number(written[kind])
    if not -1 < value < 1:
        raise UncertainComputeError(f"{where}: {kind} = {value:g} must lie between -1 and 1")
    said = {key: written[key] for key in ("why", "source") if written.get(key) is not None}
    provenance = {key: Place(f"{where}.{key}").text(value) for key, value in said.items()}
    return [Correlation(first, second, value, kind, **provenance) for first, second in combinations(members, 2)]


def _one_key(written: Mapping[Any, Any], allowed: Sequence[str], where: str) -> str:
    found = [key for key in allowed if key in written]
    if len(found) != 1:
        raise UncertainComputeError(
            f"{where}: has {' and '.join(found) or 'neither'}; needs either {' or '.join(allowed)}"
        )
    return found[0]


def _pair(names: Any, columns: Collection[str], where: str) -> list[str]:
    if not isinstance(names, list) or len(names) != 2 or names[0] == names[1]:
        raise UncertainComputeError(f"{where}: pair must name two different assumptions")
    whole = _columns_by_dimension(columns)
    for name in names:
        if isinstance(name, str) and name in whole:
            raise UncertainComputeError(f"{where}: {name!r} has a dimension; name one column, as {whole[name][0]!r}")
    _fail_if_unknown(names, columns, where)
    return names


def _members(names: Any, columns: Collection[str], where: str) -> list[str]:
    """Return the columns of a group, those of a dimension in place of their assumption's name."""
    whole = _columns_by_dimension(columns)
    given = names if isinstance(names, list) else []
    _fail_if_unknown(given, {*columns, *whole}, where)
    members = [column for name in given for column in whole.get(name, [name])]
    repeated = [column for place, column in enumerate(members) if column in members[:place]]
    if repeated:
        raise UncertainComputeError(f"{where}: {repeated[0]!r} comes twice; all must name different assumptions")
    if len(members) < 2:
        raise UncertainComputeError(f"{where}: all must be a list of two assumptions or more, or of one by a dimension")
    return members


def _columns_by_dimension(columns: Collection[str]) -> dict[str, list[str]]:
    """Return the columns of each assumption with a named dimension."""
    columns_of: dict[str, list[str]] = {}
    for column in columns:
        columns_of.setdefault(column.split("[")[0], []).append(column)
    return {name: own for name, own in columns_of.items() if name not in columns}


def _fail_if_unknown(names: Iterable[Any], known: Collection[str], where: str) -> None:
    for name in names:
        if not isinstance(name, str):
            raise UncertainComputeError(f"{where}: {quoted(name)} is not the name of an assumption")
        if name not in known:
            whole = name.split("[")[0]
            one_for_all = whole in known and not any(other.startswith(f"{whole}[") for other in known)
            hint = f"{whole!r} is one number for all" if one_for_all and whole != name else did_you_mean(name, known)
            raise UncertainComputeError(f"{where}: no assumption {quoted(name)}; {hint}")


def _by_pair(ties: Iterable[Correlation]) -> dict[frozenset[str], Correlation]:
    found: dict[frozenset[str], Correlation] = {}
    for tie in ties:
        if tie.pair in found:
            values = f"{found[tie.pair].shown_value} and {tie.shown_value}"
            raise UncertainComputeError(
                f"{WHERE}: the pair {tie.first}, {tie.second} comes twice, as {values}; state it once"
            )
        found[tie.pair] = tie
    return found


def _connected(ties: Iterable[Correlation], uncertain: Sequence[str]) -> list[tuple[str, ...]]:
    group_of = {name: {name} for name in uncertain}
    for tie in ties:
        merged = group_of[tie.first] | group_of[tie.second]
        for name in merged:
            group_of[name] = merged
    groups = {tuple(name for name in uncertain if name in group): None for group in group_of.values() if len(group) > 1}
    return list(groups)


def _group(columns: tuple[str, ...], ties: Iterable[Correlation]) -> CorrelatedGroup:
    inside = [tie for tie in ties if tie.pair <= set(columns)]
    matrix = correlation_matrix(inside, columns)
    if not is_positive_definite(matrix):
        raise UncertainComputeError(_conflict(columns, inside, matrix))
    return CorrelatedGroup(columns, np.linalg.cholesky(matrix))


def _conflict(columns: tuple[str, ...], ties: Sequence[Correlation], matrix: Floats) -> str:
    """Return which pairs cannot hold together, and the nearest values that can."""
    offending = [columns[row] for row in offending_rows(matrix)]
    among = _among(offending, ties)
    stated = [tie for tie in among if tie in ties]
    unstated = "" if len(stated) == len(among) else " (a pair that is not stated counts as 0)"
    return (
        f"{WHERE}: these cannot hold together: {_shown(stated)}{unstated}; "
        f"the nearest that can: {_shown(_nearest(columns, ties, among))}"
    )


def _shown(ties: Sequence[Correlation]) -> str:
    """Return the pairs with their values; in short where all of three columns or more correlate at one value."""
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
    """Return what to state in place of some of a group's correlations, so that all can hold together.

    Only the offending pairs change, unless every stated pair of the group has to, or this takes far less change.
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
