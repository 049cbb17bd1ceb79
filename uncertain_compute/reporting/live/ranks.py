"""The draws in a page: for each uncertain column the ranks of its numbers, correlated as in the run."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from uncertain_compute.arrays import Floats
from uncertain_compute.draws.blocks import Plan
from uncertain_compute.draws.designs import streams
from uncertain_compute.priors.dependence.copula import CorrelatedGroup
from uncertain_compute.priors.dependence.inseparable import Inseparable
from uncertain_compute.priors.dependence.one_rank import OneRank, columns_of_one_rank
from uncertain_compute.study.column_order import columns_in_order
from uncertain_compute.study.study import Study

CHAINS, EACH = 8, 512
DRAWS = CHAINS * EACH
PROBABILITIES: Floats = (np.arange(DRAWS) + 0.5) / DRAWS
"""The middles of equal steps of probability; each column has each of them once."""

MOST_ORDERS = 64
"""The most orders that are kept: other prior sets and scenarios have most of their columns in the order of others."""

type Ranks = NDArray[np.uint16]


def ranks_of(study: Study, plan: Plan, design: str, seed: int) -> tuple[dict[str, Ranks], dict[str, Floats]]:
    """Return the ranks of each column's draws; for columns that are drawn together, the draws themselves.

    The draws are the first ones of several chains of the run. Each is moved to the middle of a step of probability, so
    that a page can hold it as a whole number, and every change of a belief needs only its quantiles there.

    Returns
    -------
    tuple
        Ranks from 0 by column; then draws, by column, of those that are drawn by row or as shares that sum to one.
    """
    uniform_of = uniforms_of(study, design, seed)
    uncertain = [name for name, column in plan.columns.items() if not column.fixed]
    uniform = {name: uniform_of(name) for name in uncertain} | _of_paths(study, plan, uniform_of)
    together: dict[str, Floats] = {}
    for group in plan.groups:
        if isinstance(group, Inseparable) and not isinstance(group, OneRank):
            normals = [ndtri(uniform[name]) for name in group.columns]
            drawn = group.drawn([plan.columns[name] for name in group.columns], normals)
            together.update(zip(group.columns, drawn, strict=True))
    return orders(correlated(plan.groups, uniform)), together


def _of_paths(study: Study, plan: Plan, uniform_of: Callable[[str], Floats]) -> dict[str, Floats]:
    """Return the numbers of paths of one rank: those of its first uncertain column, also for fixed ones."""
    found: dict[str, Floats] = {}
    for columns in columns_of_one_rank(study.memory, study.assumptions).values():
        held = [name for name in columns if name in plan.columns]
        uncertain = [name for name in held if not plan.columns[name].fixed]
        found |= dict.fromkeys(held, uniform_of([*uncertain, *held][0])) if held else {}
    return found


def correlated(groups: Iterable[CorrelatedGroup], uniform: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return numbers that rank as columns do that correlate in groups; those that are drawn together are left out."""
    scores = dict(uniform)
    for group in groups:
        if isinstance(group, OneRank):
            scores |= dict.fromkeys(group.columns, scores[group.columns[0]])
            continue
        normals = [ndtri(scores.pop(name)) for name in group.columns]
        if not isinstance(group, Inseparable):
            scores.update(zip(group.columns, group.correlate(normals), strict=True))
    return scores


def uniforms_of(study: Study, design: str, seed: int) -> Callable[[str], Floats]:
    """Return a function that returns a run's first numbers between 0 and 1 for a column, chain by chain."""
    stream_of = streams(design, seed, columns_in_order(study))
    return cache(lambda name: stream_of(name, range(CHAINS))(0, EACH))


def orders(scores: Mapping[str, Floats]) -> dict[str, Ranks]:
    """Return the ranks from 0 of each column's scores."""
    return {name: _order(score.tobytes()) for name, score in scores.items()}


@lru_cache(MOST_ORDERS)
def _order(score: bytes) -> Ranks:
    """Return the ranks of the scores in a buffer."""
    rank = np.empty(DRAWS, dtype=np.uint16)
    rank[np.argsort(np.frombuffer(score), kind="stable")] = np.arange(DRAWS, dtype=np.uint16)
    return rank
