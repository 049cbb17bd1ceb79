"""Dependence between assumptions: a Gaussian copula from pairs of correlations."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from uncertain_compute.errors import UncertainComputeError, did_you_mean
from uncertain_compute.priors.families import number
from uncertain_compute.priors.table import Floats

KINDS = ("normal_score", "rank")


@dataclass(frozen=True, slots=True)
class Correlation:
    """The correlation of two columns' normal scores, and why they are tied."""

    first: str
    second: str
    normal_score: float
    why: str = ""


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


def correlation(written: Any, columns: Collection[str]) -> Correlation:
    """Return a correlation from its YAML, ``{pair: [a, b], rank: 0.5, why: ...}``.

    ``rank`` is Spearman's; the normal score that gives it is 2 sin(pi rank / 6) (Pearson 1907).

    Raises
    ------
    UncertainComputeError
        If a key, a column or the number is wrong.
    """
    if not isinstance(written, Mapping):
        raise UncertainComputeError(f"priors.correlations: {written!r} is not a mapping with pair, why and a number")
    unknown = [str(key) for key in written if key not in ("pair", "why", *KINDS)]
    if unknown:
        raise UncertainComputeError(
            f"priors.correlations: {unknown[0]!r}: {did_you_mean(unknown[0], ('pair', 'why', *KINDS))}"
        )
    names = written.get("pair")
    pair = [str(name) for name in names] if isinstance(names, list | tuple) else []
    where = f"priors.correlations {pair}"
    if len(pair) != 2 or pair[0] == pair[1]:
        raise UncertainComputeError(f"{where}: pair must name two different assumptions")
    for name in pair:
        if name not in columns:
            raise UncertainComputeError(f"{where}: no assumption {name!r}; {did_you_mean(name, columns)}")
    kinds = [kind for kind in KINDS if kind in written]
    if len(kinds) != 1:
        raise UncertainComputeError(f"{where}: needs either {' or '.join(KINDS)}")
    value = number(written[kinds[0]], f"{where}.{kinds[0]}")
    if not -1 < value < 1:
        raise UncertainComputeError(f"{where}: {kinds[0]} = {value:g} must lie between -1 and 1")
    score = value if kinds[0] == "normal_score" else float(2 * np.sin(np.pi * value / 6))
    return Correlation(pair[0], pair[1], score, str(written.get("why", "")))


def correlated_groups(correlations: Iterable[Correlation], uncertain: Sequence[str]) -> list[CorrelatedGroup]:
    """Return the groups of uncertain columns that the correlations tie together.

    A correlation with a fixed column says nothing and is left out: no other marginal moves.

    Raises
    ------
    UncertainComputeError
        If a pair comes twice, or a group's correlations cannot hold together.
    """
    ties: dict[frozenset[str], Correlation] = {}
    for tie in correlations:
        pair = frozenset((tie.first, tie.second))
        if pair in ties:
            raise UncertainComputeError(f"priors.correlations: the pair {tie.first}, {tie.second} comes twice")
        if pair <= set(uncertain):
            ties[pair] = tie
    return [_group(columns, ties) for columns in _connected(ties, uncertain)]


def _connected(ties: Collection[frozenset[str]], uncertain: Sequence[str]) -> list[tuple[str, ...]]:
    group_of = {name: {name} for name in uncertain}
    for pair in ties:
        first, second = pair
        merged = group_of[first] | group_of[second]
        for name in merged:
            group_of[name] = merged
    groups = {tuple(name for name in uncertain if name in group): None for group in group_of.values() if len(group) > 1}
    return list(groups)


def _group(columns: tuple[str, ...], ties: Mapping[frozenset[str], Correlation]) -> CorrelatedGroup:
    matrix = np.eye(len(columns))
    inside = {pair: tie for pair, tie in ties.items() if pair <= set(columns)}
    for tie in inside.values():
        row, column = columns.index(tie.first), columns.index(tie.second)
        matrix[row, column] = matrix[column, row] = tie.normal_score
    try:
        return CorrelatedGroup(columns, np.linalg.cholesky(matrix))
    except np.linalg.LinAlgError:
        pairs = "; ".join(f"{tie.first}, {tie.second}: {tie.normal_score:g}" for tie in inside.values())
        raise UncertainComputeError(f"priors.correlations: these cannot hold together: {pairs}") from None
