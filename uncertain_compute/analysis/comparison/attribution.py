"""Which beliefs make the difference between two studies of the same equations."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

import numpy as np
from xarray import Dataset

from uncertain_compute.analysis.comparison.belief_game import BeliefGame, ColumnShares, shared_out
from uncertain_compute.analysis.comparison.differing_beliefs import differing_beliefs, reached_beliefs, said_of
from uncertain_compute.analysis.sensitivity.jackknife import Estimate
from uncertain_compute.analysis.summary.labels import QUANTITY, labelled, with_intervals
from uncertain_compute.analysis.summary.statistics import statistic_of
from uncertain_compute.draws.settings import Settings
from uncertain_compute.draws.swaps import Swaps
from uncertain_compute.study.study import Study

BELIEF = "belief"
MOST_DRAWS = 2**16
"""Draws that a combination of beliefs is evaluated with: more make nothing clearer."""

MOST_COMBINATIONS = 2**11
"""Combinations that are evaluated where there are few draws, so that a budget for more draws is not spent on them."""


type Known = dict[Hashable, list[ColumnShares]]
"""Shares by the quantity and by what the players believe in the other study."""


def attribution(
    ours: Study,
    theirs: Study,
    quantities: Iterable[str],
    settings: Settings,
    *,
    statistic: str,
    scale: str,
    budget: int,
    known: "Known | None" = None,
) -> Dataset:
    """Return how much of the change of a statistic from one study to another each belief makes.

    The beliefs that differ, and the correlations if they do, are players of a game: a coalition's worth is the
    statistic of the study in which they are the other's. Shares are Shapley values: they depend on no order, and make
    up the whole change exactly, as factors where the quantity is positive, else as terms.

    Parameters
    ----------
    quantities
        Those whose equations the two studies share.
    statistic
        See `statistic_of`.
    scale
        ``log`` for factors, ``linear`` for terms, ``auto`` for factors wherever they exist.
    budget
        Model evaluations for each quantity: for all combinations of beliefs where they suffice, else for random orders.
    known
        What was found of other studies that are compared with the first in the same way; what is new is added to it.

    Returns
    -------
    Dataset
        effect (quantity, belief): a factor or a term, 1 or 0 of a belief that the quantity does not take; whole, their
        product or sum; each with its 95% interval ``_ci`` (..., bound), of draws and orders together; factor, whether
        they multiply; exact, whether all combinations were evaluated; combinations, how many were (quantity).

    Raises
    ------
    UncertainComputeError
        If the statistic is unknown, the budget too small, or factors are asked for that do not exist.
    """
    per_chain = min(settings.draws_per_chain, max(MOST_DRAWS // settings.chains, 1))
    drawn = replace(settings, draws=per_chain * settings.chains)
    swaps = Swaps(ours, theirs, drawn)
    beliefs = differing_beliefs(ours, theirs)
    known = {} if known is None else known
    parts = list[ColumnShares]()
    for quantity in quantities:
        reached = reached_beliefs(ours, theirs, quantity)
        players = [belief for belief in beliefs if belief in reached]
        question = (quantity, drawn, *((player, said_of(theirs, player)) for player in players))
        if question not in known:
            game = BeliefGame(swaps, quantity, statistic_of(statistic))
            known[question] = shared_out(game, players, scale, min(budget // drawn.draws, MOST_COMBINATIONS))
        parts += known[question]
    return _dataset(parts, beliefs)


def _dataset(parts: Sequence[ColumnShares], beliefs: Sequence[str]) -> Dataset:
    effects = Estimate(*np.zeros((2, len(parts), len(beliefs))))
    for row, part in enumerate(parts):
        places = [beliefs.index(player) for player in part.players]
        for all_of_them, own in zip(effects, part.shares, strict=True):
            all_of_them[row, places] = own
    whole = Estimate(*(np.array(ends) for ends in zip(*(part.whole for part in parts), strict=True)))
    factor = np.array([part.factor for part in parts])
    variables = {
        **with_intervals({"effect": effects}, (QUANTITY, BELIEF)),
        **with_intervals({"whole": whole}, (QUANTITY,)),
        "factor": (QUANTITY, factor),
        "exact": (QUANTITY, [part.exact for part in parts]),
        "combinations": (QUANTITY, [part.combinations for part in parts]),
    }
    coords = {QUANTITY: [part.column for part in parts], BELIEF: list(beliefs)}
    data = labelled(variables, coords, {})
    shown = ("effect", "effect_ci", "whole", "whole_ci")
    return data.assign(
        {name: data[name].where(~data["factor"], np.exp(data[name].where(data["factor"]))) for name in shown}
    )
