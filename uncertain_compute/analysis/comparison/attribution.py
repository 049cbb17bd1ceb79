"""Attribute the difference between two studies with the same equations to beliefs."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr
from xarray import DataArray, Dataset

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.comparison.belief_game import BeliefGame, ColumnShares, shared_out
from uncertain_compute.analysis.comparison.differences import OTHER, as_factors
from uncertain_compute.analysis.comparison.differing_beliefs import differing_beliefs, reached_beliefs, said_of
from uncertain_compute.analysis.comparison.extent import Extent
from uncertain_compute.analysis.summary.labels import QUANTITY, events_of, labelled, with_intervals
from uncertain_compute.analysis.summary.monte_carlo.jackknife import Estimate
from uncertain_compute.analysis.summary.statistics import MEDIAN, Statistic, statistic_of
from uncertain_compute.draws.recording import OnProgress
from uncertain_compute.draws.settings import Settings
from uncertain_compute.draws.swaps import Swaps
from uncertain_compute.study.study import Study

BELIEF = "belief"
ESTIMATES = ("effect", "effect_ci", "whole", "whole_ci")
NO_SHARE = {"exact": False, "factor": False, "combinations": 0, "draws": 0} | dict.fromkeys(ESTIMATES, np.nan)
"""The values of a quantity that is not attributed."""


class Change(NamedTuple):
    """The change of quantities from one study to another with the same equations, and the settings for both."""

    ours: Study
    theirs: Study
    quantities: Sequence[str]
    settings: Settings


class _Question(NamedTuple):
    """The beliefs of another study among which a quantity's change is shared; equal questions are answered once."""

    quantity: str
    extent: Extent
    beliefs: tuple[tuple[str, Hashable], ...]

    @property
    def players(self) -> list[str]:
        return [name for name, _ in self.beliefs]


def attributions(
    changes: Mapping[str, Change], *, statistic: str, scale: str, budget: int, on_progress: OnProgress | None = None
) -> dict[str, Dataset]:
    """Return how much each belief contributes to the change of a statistic between one study and each of others.

    The beliefs that differ, and the correlations if they differ, are players of a game. A coalition's value is the
    statistic of the study with these beliefs taken from the other study. Shares are Shapley values: they do not depend
    on an order, and give the whole change exactly, as factors if the quantity is positive, else as terms.

    Parameters
    ----------
    changes
        Changes from the same study, by the other study's name.
    statistic
        See `statistic_of`; in place of an event's median it is its probability.
    scale
        ``log`` for factors, ``linear`` for terms, ``auto`` for factors if they exist.
    budget
        Model evaluations for each quantity: for all combinations of beliefs if they suffice, else for random orders. A
        draw of more than 64 numbers counts as several.
    on_progress
        Called with the share of combinations that are evaluated for a quantity, and its name.

    Returns
    -------
    dict
        For each change: effect (quantity, belief), a factor or a term, which is 1 or 0 if the quantity does not depend
        on the belief; whole, their product or sum. Both have a 95% interval ``_ci`` (..., bound), for draws and orders
        together. factor, whether they multiply; exact, whether all combinations were evaluated; combinations, their
        number, and draws, that of each (quantity).

    Raises
    ------
    UncertainComputeError
        If the statistic is unknown, the budget too small, or the requested factors do not exist.
    """
    found: dict[str, Dataset] = {}
    answers: dict[_Question, list[ColumnShares]] = {}
    for other, change in changes.items():
        beliefs = differing_beliefs(change.ours, change.theirs)
        questions = _questions(change, beliefs, budget)
        drawn = {one.extent.settings: Swaps(change.ours, change.theirs, one.extent.settings) for one in questions}
        answers |= {
            question: shared_out(
                BeliefGame(
                    drawn[settings], question.quantity, _statistic(statistic, change, question.quantity), on_progress
                ),
                question.players,
                scale,
                combinations,
            )
            for question in questions
            for settings, combinations in [question.extent]
            if question not in answers
        }
        parts = [part for question in questions for part in answers[question]]
        found[other] = _dataset(parts, beliefs)
    return found


def _statistic(name: str, change: Change, quantity: str) -> Statistic:
    """Return a statistic; the probability of an event in place of its median."""
    is_event = all(name_of(quantity) in events_of(study) for study in (change.ours, change.theirs))
    return statistic_of("mean" if is_event and name == MEDIAN else name, reorders=True)


def side_by_side(shares: Mapping[str, Dataset]) -> Dataset:
    """Return attributions with all of their quantities and beliefs; beliefs with the largest effect come first."""
    beliefs, quantities = (
        list(dict.fromkeys(str(name) for one in shares.values() for name in one[dim].values))
        for dim in (BELIEF, QUANTITY)
    )
    parts = [_filled(one, beliefs).reindex({QUANTITY: quantities}, fill_value=NO_SHARE) for one in shares.values()]
    both = xr.concat(parts, OTHER).assign_coords({OTHER: list(shares)})
    order = np.argsort(-_largest_parts(both).to_numpy(), kind="stable")
    return both.isel({BELIEF: order})


def _questions(change: Change, beliefs: Iterable[str], budget: int) -> list[_Question]:
    """Return the question for each quantity of a change, by the beliefs that differ."""
    ours, theirs, quantities, settings = change
    said = {belief: said_of(theirs, belief) for belief in beliefs}
    reached = {name: reached_beliefs(ours, theirs, name) for name in quantities}
    own = {name: tuple(one for one in said.items() if one[0] in reached[name]) for name in quantities}
    return [
        _Question(name, Extent.of((ours, theirs), name, len(own[name]), settings, budget), own[name])
        for name in quantities
    ]


def _filled(shares: Dataset, beliefs: Sequence[str]) -> Dataset:
    """Return shares with further beliefs, which have no effect."""
    neutral = shares["factor"].astype(float)
    filled = shares.reindex({BELIEF: beliefs})
    return filled.assign({name: filled[name].fillna(neutral) for name in ("effect", "effect_ci")})


def _largest_parts(shares: Dataset) -> DataArray:
    """Return each belief's largest effect: the size of the factor's logarithm, or of its share among terms."""
    factor, effect = shares["factor"], shares["effect"]
    parts = (effect / abs(effect).sum(BELIEF)).where(~factor, np.log(effect.where(factor)))
    return abs(parts).fillna(0.0).max((OTHER, QUANTITY))


def _dataset(parts: Sequence[ColumnShares], beliefs: Sequence[str]) -> Dataset:
    effects = Estimate(*np.zeros((2, len(parts), len(beliefs))))
    for row, part in enumerate(parts):
        indices = [beliefs.index(player) for player in part.players]
        for all_of_them, own in zip(effects, part.shares, strict=True):
            all_of_them[row, indices] = own
    whole = Estimate(*(np.array(ends) for ends in zip(*(part.whole for part in parts), strict=True)))
    factor = np.array([part.factor for part in parts])
    variables = {
        **with_intervals({"effect": effects}, (QUANTITY, BELIEF)),
        **with_intervals({"whole": whole}, (QUANTITY,)),
        "factor": (QUANTITY, factor),
        "exact": (QUANTITY, [part.exact for part in parts]),
        "combinations": (QUANTITY, [part.combinations for part in parts]),
        "draws": (QUANTITY, [part.draws for part in parts]),
    }
    coords = {QUANTITY: [part.column for part in parts], BELIEF: list(beliefs)}
    return as_factors(labelled(variables, coords, {}), ESTIMATES)
