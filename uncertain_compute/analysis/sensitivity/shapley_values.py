"""Shapley values of a game: what each player adds to a coalition, averaged over all orders of joining.

Source: Shapley 1953, "A value for n-person games"; by permutations: Castro, Gomez & Tejada 2009, "Polynomial
calculation of the Shapley value based on sampling", Computers & Operations Research 36.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from math import comb, fsum
from typing import NamedTuple

import numpy as np

from uncertain_compute.analysis.summary.monte_carlo.jackknife import half_width_between
from uncertain_compute.arrays import Floats
from uncertain_compute.draws.designs import generator_of
from uncertain_compute.errors import UncertainComputeError

type Coalition = frozenset[str]
type OrderPair = tuple[list[str], list[str]]
"""An order of joining, and its reverse."""

type Worths = Callable[[Sequence[Coalition]], Sequence[Floats]]
"""A function that returns the value of each coalition; values may be arrays of one shape."""

FEWEST_PAIRS = 2


class ShapleyValues(NamedTuple):
    """Shapley values (player, ...), the standard error of sampled orders, and the number of coalitions evaluated.

    The half-width is that of the 95% interval by Student's t, as orders may be few.
    """

    value: Floats
    standard_error: Floats
    half_width: Floats
    coalitions: int
    exact: bool


def shapley_values(players: Sequence[str], worths: Worths, budget: int, seed: int) -> ShapleyValues:
    """Return each player's share of the difference between the full and the empty coalition.

    It uses all coalitions if the budget allows, else random orders and their reverses. Sums are rounded once, so the
    reversed game has the same shares with the opposite sign.

    Parameters
    ----------
    budget
        The most coalitions to evaluate.

    Raises
    ------
    UncertainComputeError
        If the budget does not hold two random orders and their reverses.
    """
    if 2 ** len(players) <= max(budget, 1):
        every = [frozenset(some) for size in range(len(players) + 1) for some in combinations(players, size)]
        known = dict(zip(every, worths(every), strict=True))
        values = np.array([_over_all(player, players, known) for player in players])
        values = values.reshape(len(players), *known[frozenset()].shape)
        none = np.zeros_like(values)
        return ShapleyValues(values, none, none, len(known), exact=True)
    most = 2 * (len(players) - 1)
    if 2 + FEWEST_PAIRS * most > budget:
        raise UncertainComputeError(
            f"budget: allows {budget} combinations of the {len(players)} beliefs that differ; "
            f"the attribution needs {min(2 + FEWEST_PAIRS * most, 2 ** len(players))}"
        )
    pairs: list[OrderPair] = []
    joined: dict[Coalition, None] = {}
    orders = _order_pairs(players, seed)
    while len(pairs) < FEWEST_PAIRS or len(joined) + most <= budget:
        pairs.append(next(orders))
        joined |= dict.fromkeys(frozenset(order[:size]) for order in pairs[-1] for size in range(len(players) + 1))
    known = dict(zip(joined, worths([*joined]), strict=True))
    gains = np.array([[_gains(order, players, known) for order in both] for both in pairs])
    values = np.apply_along_axis(fsum, 0, gains.reshape(-1, *gains.shape[2:])) / (2 * len(pairs))
    of_pairs = gains.mean(axis=1)
    standard_error = of_pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs))
    return ShapleyValues(values, standard_error, half_width_between(of_pairs), len(known), exact=False)


def _over_all(player: str, players: Sequence[str], known: Mapping[Coalition, Floats]) -> Floats:
    """Return what a player adds to each coalition, weighted by the share of orders in which it joins that one."""
    others = [other for other in players if other != player]
    gains = [
        (known[frozenset({*before, player})] - known[frozenset(before)]) / (len(players) * comb(len(others), size))
        for size in range(len(players))
        for before in combinations(others, size)
    ]
    return np.apply_along_axis(fsum, 0, np.array(gains))


def _gains(order: Sequence[str], players: Sequence[str], known: Mapping[Coalition, Floats]) -> Floats:
    """Return what each player adds in one order; shape (player, ...)."""
    worths = np.array([known[frozenset(order[:joined])] for joined in range(len(order) + 1)])
    return np.diff(worths, axis=0)[[order.index(player) for player in players]]


def _order_pairs(players: Sequence[str], seed: int) -> Iterator[OrderPair]:
    """Yield random orders, each with its reverse; the reversed game gets the same ones."""
    generator = generator_of(seed, "orders of beliefs", 0)
    by_name = sorted(players)
    while True:
        order = [by_name[index] for index in generator.permutation(len(by_name))]
        yield order, order[::-1]
