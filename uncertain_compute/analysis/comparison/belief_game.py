"""The game whose players are the beliefs that differ between two studies, and each belief's share."""

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import batched, chain, cycle
from math import prod
from typing import NamedTuple

import numpy as np

from uncertain_compute.analysis.sensitivity.shapley_values import Coalition, shapley_values
from uncertain_compute.analysis.summary.monte_carlo.jackknife import Estimate, half_width_between
from uncertain_compute.analysis.summary.statistics import Statistic
from uncertain_compute.arrays import Floats
from uncertain_compute.cluster.tasks import results_in_order
from uncertain_compute.draws.recording import WORTH_A_THREAD, OnProgress
from uncertain_compute.draws.settings import Settings
from uncertain_compute.draws.swaps import Mapped, Swaps
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.study.study import Study

TOGETHER = 32
"""The most coalitions that are evaluated at once: what they have in common is evaluated once."""

IN_ONE_STEP = 8
"""The most of them whose statistics are computed by one call of NumPy's functions, and by one thread."""

MOST_NUMBERS = 2**23
"""The most draws of these coalitions."""


class _NoFactorError(Exception):
    """A statistic is not positive."""


class BeliefGame:
    """A statistic of a quantity's columns, with some beliefs taken from the other study.

    A value holds the statistic of all draws, then of each chain; shape (column, 1 + chain).
    """

    def __init__(
        self, swaps: Swaps, quantity: str, statistic: Statistic, on_progress: OnProgress | None = None
    ) -> None:
        self.swaps, self.quantity, self.statistic, self.on_progress = swaps, quantity, statistic, on_progress
        self.ours = swaps.draws(quantity, ())
        self.columns = list(self.ours)
        self.factors = swaps.factors(quantity)
        self._by_work = swaps.by_work(quantity)
        self._known: dict[Coalition, Floats] = {}

    def positive(self, players: Sequence[str]) -> bool:
        """Return whether the quantity is above 0 in every draw of both studies."""
        ends = (self.ours, self.swaps.draws(self.quantity, players))
        return all(draws.min() > 0 for columns in ends for draws in columns.values())

    def worths(self, coalitions: Sequence[Coalition]) -> list[Floats]:
        """Return the value of each coalition; beliefs that only multiply the quantity multiply that of the others.

        They are evaluated in an order in which neighbours have most of the work in common.
        """
        others = [one.difference(self.factors) for one in coalitions]
        unknown = sorted((one for one in dict.fromkeys(others) if one not in self._known), key=self._changed)
        for number, (one, worth) in enumerate(zip(unknown, self._found(unknown), strict=True), start=1):
            self._known[one] = worth
            if self.on_progress is not None:
                self.on_progress(number / len(unknown), self.quantity)
        by = [prod(factor for name, factor in self.factors.items() if name in one) for one in coalitions]
        return [self._known[other] * factor for other, factor in zip(others, by, strict=True)]

    def _changed(self, coalition: Coalition) -> tuple[list[str], list[bool]]:
        """Return which beliefs of a coalition take more than a multiplication, those with most work first."""
        others = coalition - self.swaps.powers(self.quantity).keys()
        return sorted(others.difference(self._by_work)), [name in others for name in self._by_work]

    def _found(self, coalitions: Sequence[Coalition]) -> Iterator[Floats]:
        """Yield the value of each coalition, from threads or a cluster's workers."""
        swaps, settings = self.swaps, self.swaps.settings
        most = max(MOST_NUMBERS // (len(self.columns) * settings.draws), 1)
        together = min(2 ** (most.bit_length() - 1), TOGETHER)
        if settings.cluster is not None:
            game = (swaps.ours, swaps.theirs, replace(settings, cluster=None), self.quantity, self.statistic)
            tasks = [(*game, some) for some in batched(coalitions, together)]
            yield from chain.from_iterable(results_in_order(settings.cluster, _worths, tasks))
            return
        is_long = settings.draws * swaps.widest(self.quantity) >= WORTH_A_THREAD
        workers = (settings.threads or os.cpu_count()) if is_long else 1
        with ThreadPoolExecutor(workers) as pool:
            for some in batched(coalitions, together):
                yield from self.worths_together(some, pool.map)

    def logarithms(self, coalitions: Sequence[Coalition]) -> list[Floats]:
        """Return the logarithm of each coalition's value.

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

    def worths_together(self, coalitions: Sequence[Coalition], mapped: Mapped) -> list[Floats]:
        """Return the values of coalitions whose draws are held at once."""
        draws = self.swaps.multiplied_draws(self.quantity, coalitions, mapped)
        return [*chain.from_iterable(mapped(self._worths, batched(draws, IN_ONE_STEP)))]

    def _worths(self, draws: Sequence[Mapping[str, Floats]]) -> Floats:
        """Return the values of some coalitions, of shape (coalition, column, 1 + chain).

        Columns that are the same for all coordinates may be one in some of them.
        """
        chains = self.swaps.settings.chains
        shape = np.broadcast_shapes((chains, 1), *(values.shape for one in draws for values in one.values()))
        together = np.empty((len(draws), len(self.columns), *shape))
        for rows, one in zip(together, draws, strict=True):
            for row, values in zip(rows, cycle(one.values()), strict=False):
                row[:] = values
        of_chains = self.statistic(together)
        of_all = self.statistic(together.reshape(*together.shape[:2], -1))
        return np.concatenate([of_all[..., np.newaxis], of_chains], axis=-1)


def _worths(
    ours: Study, theirs: Study, settings: Settings, quantity: str, statistic: Statistic, coalitions: Sequence[Coalition]
) -> list[Floats]:
    """Return the values of some coalitions of a game, in another process."""
    game = BeliefGame(Swaps(ours, theirs, settings), quantity, statistic)
    return game.worths_together(coalitions, map)


class ColumnShares(NamedTuple):
    """One column's shares."""

    column: str
    players: list[str]
    shares: Estimate
    whole: Estimate
    factor: bool
    exact: bool
    combinations: int
    draws: int


def shared_out(game: BeliefGame, players: list[str], scale: str, budget: int) -> list[ColumnShares]:
    """Return the shares of each column of a quantity: factors if requested and possible, else terms."""
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
        return shared_out(game, players, "linear", budget)
    whole = after - before
    of_draws = half_width_between(np.moveaxis(found.value[..., 1:], -1, 0))
    halves = np.hypot(found.half_width[..., 0], of_draws)
    whole_halves = half_width_between(np.moveaxis(whole[..., 1:], -1, 0))
    return [
        ColumnShares(
            column,
            players,
            Estimate(found.value[:, index, 0], halves[:, index]),
            Estimate(whole[index, 0], whole_halves[index]),
            factor,
            found.exact,
            found.coalitions,
            game.swaps.settings.draws,
        )
        for index, column in enumerate(game.columns)
    ]
