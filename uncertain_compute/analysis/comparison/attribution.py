"""Which beliefs make the difference between two studies of the same equations."""

import os
from collections.abc import Hashable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from xarray import Dataset

from uncertain_compute.analysis.sensitivity.jackknife import Estimate, half_width_between
from uncertain_compute.analysis.sensitivity.shapley_values import Coalition, shapley_values
from uncertain_compute.analysis.summary.labels import QUANTITY, labelled, name_of, with_intervals
from uncertain_compute.analysis.summary.statistics import Statistic, statistic_of
from uncertain_compute.arrays import Floats
from uncertain_compute.draws.propagation import WORTH_A_THREAD
from uncertain_compute.draws.settings import Settings
from uncertain_compute.draws.swaps import Swaps
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.study.study import CORRELATIONS, Study

BELIEF = "belief"
MOST_DRAWS = 2**16
"""Draws that a combination of beliefs is evaluated with: more make nothing clearer."""

MOST_COMBINATIONS = 2**11
"""Combinations that are evaluated where there are few draws, so that a budget for more draws is not spent on them."""

TAIL = 10.0 ** -np.arange(3, 16)
CHECKED = np.concatenate([TAIL, np.linspace(0.0, 1.0, 103)[1:-1], 1.0 - TAIL])
"""Probabilities at which two distributions are compared; distributions may differ by a bound far out alone."""


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
    parts = list[_Part]()
    for quantity in quantities:
        reached = _reached(ours, theirs, quantity)
        players = [belief for belief in beliefs if belief in reached]
        question = (quantity, drawn, *((player, _said_of(theirs, player)) for player in players))
        if question not in known:
            game = _Game(swaps, quantity, statistic_of(statistic))
            known[question] = _shared_out(game, players, scale, min(budget // drawn.draws, MOST_COMBINATIONS))
        parts += known[question]
    return _dataset(parts, beliefs)


def differing_beliefs(ours: Study, theirs: Study) -> list[str]:
    """Return the assumptions about which two studies believe something else, then ``correlations`` if they do there."""
    names = list(dict.fromkeys([*ours.assumptions, *theirs.assumptions]))
    differing = [name for name in names if _quantiles(ours, name) != _quantiles(theirs, name)]
    return [*differing, CORRELATIONS] if _ties(ours) != _ties(theirs) else differing


def _quantiles(study: Study, name: str) -> dict[str, bytes]:
    """Return what tells two beliefs apart, by column; nothing where there is no belief."""
    if name not in study.assumptions:
        return {}
    return {column: study.columns[column].ppf(CHECKED).tobytes() for column in study.assumptions[name].columns}


def _ties(study: Study) -> set[tuple[frozenset[str], float]]:
    """Return the correlations that have an effect: of two uncertain columns."""
    uncertain = set(study.uncertain_columns)
    return {(tie.pair, tie.normal_score) for tie in study.correlations if tie.pair <= uncertain}


def _said_of(study: Study, player: str) -> Hashable:
    """Return what tells a player's beliefs in one study from those in another."""
    return frozenset(_ties(study) if player == CORRELATIONS else _quantiles(study, player).items())


def _reached(ours: Study, theirs: Study, quantity: str) -> set[str]:
    """Return what a quantity depends on in one of the studies, and ``correlations`` where those differ that move it."""
    found: set[str] = set()
    stack = [quantity]
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            given_in_both = name in ours.assumptions and name in theirs.assumptions
            stack += [] if given_in_both or name not in ours.graph.equations else ours.graph.equations[name].needs
    pairs = [{name_of(column) for column in pair} for pair, _ in _ties(ours) | _ties(theirs)]
    tied = set(found)
    while more := [pair for pair in pairs if tied & pair and not pair <= tied]:
        tied = tied.union(*more)
    posterior_shift = [{name_of(column) for column in pair} for pair, _ in _ties(ours) ^ _ties(theirs)]
    return found | ({CORRELATIONS} if any(pair <= tied for pair in posterior_shift) else set())


class _NoFactorError(Exception):
    """A statistic is not positive."""


class _Game:
    """What a statistic of a quantity's columns is with some beliefs of the other study.

    A worth is the statistic of all draws, then that of each chain; shape (column, 1 + chain).
    """

    def __init__(self, swaps: Swaps, quantity: str, statistic: Statistic) -> None:
        self.swaps, self.quantity, self.statistic = swaps, quantity, statistic
        self.columns = list(swaps.draws(quantity, ()))
        self._known: dict[Coalition, Floats] = {}

    def positive(self, players: Sequence[str]) -> bool:
        """Return whether the quantity is above 0 in every draw of both studies."""
        ends = (self.swaps.draws(self.quantity, swapped) for swapped in ((), players))
        return all(draws.min() > 0 for columns in ends for draws in columns.values())

    def worths(self, coalitions: Sequence[Coalition]) -> list[Floats]:
        """Return what coalitions are worth."""
        settings = self.swaps.settings
        workers = (settings.threads or os.cpu_count()) if settings.draws >= WORTH_A_THREAD else 1
        unknown = [one for one in coalitions if one not in self._known]
        with ThreadPoolExecutor(workers) as pool:
            self._known.update(zip(unknown, pool.map(self._worth, unknown), strict=True))
        return [self._known[one] for one in coalitions]

    def logarithms(self, coalitions: Sequence[Coalition]) -> list[Floats]:
        """Return the logarithms of the same.

        Raises
        ------
        _NoFactorError
            If one is not positive.
        """
        worths = self.worths(coalitions)
        least = min((float(worth.min()) for worth in worths), default=1.0)
        if not least > 0:
            raise _NoFactorError(f"{least:g}")
        return [np.log(worth) for worth in worths]

    def _worth(self, coalition: Coalition) -> Floats:
        return np.array([self._of(draws) for draws in self.swaps.draws(self.quantity, coalition).values()])

    def _of(self, draws: Floats) -> Floats:
        chains = self.swaps.settings.chains
        of_chains = self.statistic(np.broadcast_to(draws, (chains, draws.shape[1])))
        return np.concatenate([[self.statistic(draws.ravel())], of_chains])


class _Part(NamedTuple):
    """One column's shares."""

    column: str
    players: list[str]
    shares: Estimate
    whole: Estimate
    factor: bool
    exact: bool
    combinations: int


type Known = dict[Hashable, list[_Part]]
"""Shares by the quantity and by what the players believe in the other study."""


def _shared_out(game: _Game, players: list[str], scale: str, budget: int) -> list[_Part]:
    """Return the shares of each column of a quantity: factors if wanted and there, else terms."""
    seed = game.swaps.settings.seed
    factor = scale == "log" or (scale == "auto" and game.positive(players))
    try:
        worths = game.logarithms if factor else game.worths
        found = shapley_values(players, worths, budget, seed)
        before, after = worths([frozenset(), frozenset(players)])
    except _NoFactorError as error:
        if scale == "log":
            reason = "has no factors; use scale=linear"
            raise UncertainComputeError(f"scale: {game.quantity} is {error} in a statistic and {reason}") from None
        return _shared_out(game, players, "linear", budget)
    whole = after - before
    of_draws = half_width_between(np.moveaxis(found.value[..., 1:], -1, 0))
    halves = np.hypot(found.half_width[..., 0], of_draws)
    whole_halves = half_width_between(np.moveaxis(whole[..., 1:], -1, 0))
    return [
        _Part(
            column,
            players,
            Estimate(found.value[:, place, 0], halves[:, place]),
            Estimate(whole[place, 0], whole_halves[place]),
            factor,
            found.exact,
            found.coalitions,
        )
        for place, column in enumerate(game.columns)
    ]


def _dataset(parts: Sequence[_Part], beliefs: Sequence[str]) -> Dataset:
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
