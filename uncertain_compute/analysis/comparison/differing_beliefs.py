"""Beliefs that differ between two studies, and which of them a quantity depends on."""

from collections.abc import Hashable

import numpy as np

from uncertain_compute.addresses import name_of
from uncertain_compute.priors.dependence.one_rank import OneRank
from uncertain_compute.priors.distributions import JointRows
from uncertain_compute.priors.distributions.bounded import Bounded
from uncertain_compute.study.column import Column
from uncertain_compute.study.prior_set import CORRELATIONS
from uncertain_compute.study.study import Study

TAIL = 10.0 ** -np.arange(3, 16)
CHECKED = np.concatenate([TAIL, np.linspace(0.0, 1.0, 103)[1:-1], 1.0 - TAIL])
"""Probabilities at which two distributions are compared; they may differ only by a bound far out in a tail."""


def differing_beliefs(ours: Study, theirs: Study) -> list[str]:
    """Return the assumptions with different beliefs in two studies, then ``correlations`` if these differ."""
    names = list(dict.fromkeys([*ours.assumptions, *theirs.assumptions]))
    differing = [name for name in names if _quantiles(ours, name) != _quantiles(theirs, name)]
    return [*differing, CORRELATIONS] if ties(ours) != ties(theirs) else differing


def _quantiles(study: Study, name: str) -> dict[str, bytes]:
    """Return values that identify a belief, by column and by path of one rank; empty if there is no belief."""
    if name not in study.assumptions:
        return {}
    ranked = (one for one in study.correlated_groups if isinstance(one, OneRank) and name_of(one.name) == name)
    paths = {f"rank of {group.name}": ", ".join(group.columns).encode() for group in ranked}
    return paths | {column: _identity(study.columns[column]) for column in study.assumptions[name].columns}


def _identity(column: Column) -> bytes:
    """Return a column's quantiles, of a bounded one before its bound; if it is drawn by row, also its rows in order."""
    own = column.distribution
    if isinstance(own, Bounded):
        said = f"{own.by} {own.is_upper} {own.ratio}"
        return (column.factor * own.distribution.ppf(CHECKED)).tobytes() + said.encode()
    by_row = np.array(column.distribution.rows).tobytes() if isinstance(column.distribution, JointRows) else b""
    return column.ppf(CHECKED).tobytes() + by_row


def ties(study: Study) -> set[tuple[frozenset[str], float]]:
    """Return the correlations that have an effect: those of two uncertain columns."""
    uncertain = set(study.uncertain_columns)
    return {(tie.pair, tie.normal_score) for tie in study.correlations if tie.pair <= uncertain}


def said_of(study: Study, player: str) -> Hashable:
    """Return a value that identifies a player's beliefs in a study."""
    return frozenset(ties(study) if player == CORRELATIONS else _quantiles(study, player).items())


def reached_beliefs(ours: Study, theirs: Study, quantity: str) -> set[str]:
    """Return what a quantity depends on in either study, and ``correlations`` if differing ones affect it."""
    found: set[str] = set()
    stack = [quantity]
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            given_in_both = name in ours.assumptions and name in theirs.assumptions
            stack += [name_of(one.bounds[name].address) for one in (ours, theirs) if name in one.bounds]
            stack += [] if given_in_both or name not in ours.graph.equations else ours.graph.equations[name].needs
    pairs = [{name_of(column) for column in pair} for pair, _ in ties(ours) | ties(theirs)]
    tied = set(found)
    while more := [pair for pair in pairs if tied & pair and not pair <= tied]:
        tied = tied.union(*more)
    changed = [{name_of(column) for column in pair} for pair, _ in ties(ours) ^ ties(theirs)]
    return found | ({CORRELATIONS} if any(pair <= tied for pair in changed) else set())
