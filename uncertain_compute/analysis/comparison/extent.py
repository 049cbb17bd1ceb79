"""How many draws and combinations of beliefs an attribution has, within a budget."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple, Self

from uncertain_compute.analysis.sensitivity.stages import work_of
from uncertain_compute.draws.blocks import Plan
from uncertain_compute.draws.recording import numbers_of_a_draw
from uncertain_compute.draws.settings import Settings
from uncertain_compute.study.study import Study

MOST_DRAWS = 2**16
"""The most draws per combination of beliefs; more would not improve the result."""

FEWEST_DRAWS = 2**12
"""The fewest draws of a combination, if a run has them."""

MOST_COMBINATIONS = 2**11
"""The most combinations for few draws, so that a budget meant for more draws is not spent on them."""

ENOUGH_PAIRS = 15
"""Random orders, each with its reverse, of which the error of the shipped studies' effects is no longer most."""


class Extent(NamedTuple):
    """The settings of the draws of each combination, and the most combinations."""

    settings: Settings
    combinations: int

    @classmethod
    def of(cls, studies: Iterable[Study], quantity: str, players: int, settings: Settings, budget: int) -> Self:
        """Return the extent of the attribution of a quantity's change between studies to a number of beliefs.

        The draws are halved until a budget that holds enough combinations of a small study holds as many of this one:
        all, or random orders.
        """
        numbers = max(numbers_of_a_draw(Plan.of(study, (quantity,))) for study in studies)
        worth = budget / work_of(numbers)
        chains = settings.chains
        per_chain = min(settings.draws_per_chain, max(MOST_DRAWS // chains, 1))
        enough = min(2**players, 2 + 2 * ENOUGH_PAIRS * (players - 1), budget // (per_chain * chains))
        while per_chain * chains * enough > worth and per_chain * chains >= 2 * FEWEST_DRAWS:
            per_chain //= 2
        draws = per_chain * chains
        combinations = min(max(int(worth / draws), enough), budget // draws, MOST_COMBINATIONS)
        return cls(replace(settings, draws=draws), combinations)
