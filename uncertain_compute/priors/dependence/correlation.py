"""Pairs and groups of correlated assumptions, as people write them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np

from uncertain_compute.addresses import name_of
from uncertain_compute.errors import UncertainComputeError, did_you_mean, quoted
from uncertain_compute.priors.reading.config_key import ConfigKey

NORMAL_SCORE, RANK, PEARSON = "normal_score", "rank", "pearson"
KINDS = (NORMAL_SCORE, RANK, PEARSON)
MEMBERS = ("pair", "all")
KEYS = (*MEMBERS, *KINDS, "why", "source")
WHERE = "priors.correlations"


@dataclass(frozen=True, slots=True)
class Correlation:
    """The correlation of two columns, its kind (``normal_score``, ``rank`` or ``pearson``), and why it is assumed.

    Attributes
    ----------
    value
        The correlation that was asked for.
    score
        The normal score that gives this value, if it depends on the columns' distributions; else None.
    reached
        The nearest correlation that is possible, if the value itself is not; else None.
    """

    first: str
    second: str
    value: float
    kind: str = NORMAL_SCORE
    why: str = ""
    source: str = ""
    score: float | None = None
    reached: float | None = None

    @property
    def pair(self) -> frozenset[str]:
        """Return the names of the two columns, without an order."""
        return frozenset((self.first, self.second))

    @property
    def normal_score(self) -> float:
        """Return the correlation of the columns' normal scores.

        A ``rank`` is Spearman's rank correlation. If both distributions are continuous, the normal score that gives it
        is 2 sin(pi rank / 6) (Pearson 1907). For others see `uncertain_compute.priors.dependence.attained`.
        """
        if self.score is not None:
            return self.score
        return float(2 * np.sin(np.pi * self.value / 6)) if self.kind == RANK else self.value

    def with_normal_score(self, score: float, digits: int) -> "Correlation":
        """Return this correlation with another normal score, rounded.

        It stays a ``rank`` if a formula gives its normal score. Otherwise it becomes a ``normal_score``.
        """
        if self.kind == RANK and self.score is None:
            return replace(self, value=round(float(6 / np.pi * np.arcsin(score / 2)), digits) + 0.0)
        return replace(self, value=round(score, digits) + 0.0, kind=NORMAL_SCORE, score=None, reached=None)

    @property
    def note(self) -> str:
        """Return a note with the nearest possible correlation; an empty text if the value itself is possible."""
        if self.reached is None:
            return ""
        asked = f"{self.first}, {self.second}: a rank correlation of {self.value:g} was asked for"
        return f"{asked}; between values with so many ties the most is {self.reached:.2g}"

    @property
    def shown_value(self) -> str:
        """Return the value and its kind, as messages show them."""
        return f"{self.value:.12g} ({self.kind})"


def correlations(written: Any, columns: Collection[str]) -> list[Correlation]:
    """Return the correlations that a YAML list states, one for each pair of columns.

    Parameters
    ----------
    written
        A list with entries of two forms:

        - ``{pair: [a, b], rank: 0.5, why: ...}`` for two columns;
        - ``{all: [a, b, c], rank: 0.5, why: ...}`` gives every two of these columns the same correlation. The name of
          an assumption with a named dimension stands for all of its columns.

        ``normal_score`` or ``pearson`` can be used instead of ``rank``, and ``source`` can be added.
        None means that there are no correlations.
    columns
        The names of all columns, as ``name`` or ``name[coordinate]``.

    Raises
    ------
    UncertainComputeError
        If it is not a list, if a key, a column or a number is wrong, or if a pair is stated twice.
    """
    if written is None:
        return []
    if not isinstance(written, list | tuple):
        raise UncertainComputeError(
            f"{WHERE}: {quoted(written)} is not a list; its entries name a pair, or all of a group"
        )
    named = _Columns(frozenset(columns), _columns_by_dimension(columns))
    return list(by_pair(tie for entry in written for tie in _entry(entry, named)).values())


class _Columns(NamedTuple):
    """The names of all columns, and the columns of each assumption with a named dimension."""

    all: frozenset[str]
    of_assumption: Mapping[str, list[str]]


def _entry(written: Any, columns: _Columns) -> list[Correlation]:
    if not isinstance(written, Mapping):
        raise UncertainComputeError(
            f"{WHERE}: {quoted(written)} is not a mapping with {' or '.join(MEMBERS)}, why, a number"
        )
    ConfigKey(WHERE).fail_unless_keys(written, KEYS)
    key = _one_key(written, MEMBERS, WHERE)
    names = list(written[key]) if isinstance(written[key], list | tuple) else written[key]
    where = f"{WHERE} {quoted(names)}"
    members = _pair(names, columns, where) if key == "pair" else _members(names, columns, where)
    kind = _one_key(written, KINDS, where)
    value = ConfigKey(f"{where}.{kind}").number(written[kind])
    if not -1 < value < 1:
        raise UncertainComputeError(f"{where}: {kind} = {value:g} must lie between -1 and 1")
    said = {key: written.get(key) for key in ("why", "source")}
    why, source = ("" if value is None else ConfigKey(f"{where}.{key}").text(value) for key, value in said.items())
    return [Correlation(first, second, value, kind, why, source) for first, second in combinations(members, 2)]


def _one_key(written: Mapping[Any, Any], allowed: Sequence[str], where: str) -> str:
    found = [key for key in allowed if key in written]
    if len(found) != 1:
        raise UncertainComputeError(
            f"{where}: has {' and '.join(found) or 'neither'}; needs either {' or '.join(allowed)}"
        )
    return found[0]


def _pair(names: Any, columns: _Columns, where: str) -> list[str]:
    if not isinstance(names, list) or len(names) != 2 or names[0] == names[1]:
        raise UncertainComputeError(f"{where}: pair must name two different assumptions")
    whole = columns.of_assumption
    for name in names:
        if isinstance(name, str) and name in whole:
            raise UncertainComputeError(f"{where}: {name!r} has a dimension; name one column, as {whole[name][0]!r}")
    _fail_if_unknown(names, columns.all, where)
    return names


def _members(names: Any, columns: _Columns, where: str) -> list[str]:
    """Return the columns of a group; an assumption with a dimension is replaced by its columns."""
    whole = columns.of_assumption
    given = names if isinstance(names, list) else []
    _fail_if_unknown(given, {*columns.all, *whole}, where)
    members = [column for name in given for column in whole.get(name, [name])]
    repeated = [column for index, column in enumerate(members) if column in members[:index]]
    if repeated:
        raise UncertainComputeError(f"{where}: {repeated[0]!r} comes twice; all must name different assumptions")
    if len(members) < 2:
        raise UncertainComputeError(f"{where}: all must be a list of two assumptions or more, or of one by a dimension")
    return members


def _columns_by_dimension(columns: Collection[str]) -> dict[str, list[str]]:
    """Return the columns of each assumption with a named dimension."""
    columns_of: dict[str, list[str]] = {}
    for column in columns:
        columns_of.setdefault(name_of(column), []).append(column)
    return {name: own for name, own in columns_of.items() if name not in columns}


def _fail_if_unknown(names: Iterable[Any], known: Collection[str], where: str) -> None:
    for name in names:
        if not isinstance(name, str):
            raise UncertainComputeError(f"{where}: {quoted(name)} is not the name of an assumption")
        if name not in known:
            whole = name_of(name)
            one_for_all = whole in known and not any(other.startswith(f"{whole}[") for other in known)
            hint = f"{whole!r} is one number for all" if one_for_all and whole != name else did_you_mean(name, known)
            raise UncertainComputeError(f"{where}: no assumption {quoted(name)}; {hint}")


def with_ties(stated: Sequence[Correlation], ties: Sequence[Correlation]) -> list[Correlation]:
    """Return the stated correlations and those between the columns of one assumption.

    Raises
    ------
    UncertainComputeError
        If a pair is in both.
    """
    return list(by_pair([*stated, *ties]).values())


def by_pair(ties: Iterable[Correlation]) -> dict[frozenset[str], Correlation]:
    """Return correlations by their pair of columns.

    Raises
    ------
    UncertainComputeError
        If a pair is stated twice.
    """
    found: dict[frozenset[str], Correlation] = {}
    for tie in ties:
        if tie.pair in found:
            values = f"{found[tie.pair].shown_value} and {tie.shown_value}"
            raise UncertainComputeError(
                f"{WHERE}: the pair {tie.first}, {tie.second} comes twice, as {values}; state it once"
            )
        found[tie.pair] = tie
    return found
