"""Shapley values of games whose values are known by hand."""

from collections.abc import Sequence

import numpy as np
import pytest

from uncertain_compute.analysis.sensitivity.shapley_values import Coalition, ShapleyValues, Worths, shapley_values
from uncertain_compute.arrays import Floats
from uncertain_compute.errors import UncertainComputeError

MANY = 10**6


def game(worth: dict[str, float]) -> Worths:
    """Return the game in which a coalition, its players' letters in order, is worth this, and else nothing."""

    def worths(coalitions: Sequence[Coalition]) -> list[Floats]:
        return [np.array([worth.get("".join(sorted(one)), 0.0)]) for one in coalitions]

    return worths


def sums_of_squares(coalitions: Sequence[Coalition]) -> list[Floats]:
    """Return the game in which a coalition is worth the cube of its sum: interactions of two and of three players."""
    return [np.array([sum(map(int, one)) ** 3.0]) for one in coalitions]


def values(found: ShapleyValues) -> list[float]:
    return found.value[:, 0].tolist()


def test_the_glove_game() -> None:
    """Players a and b have a left glove each and c a right one; a pair is worth 1."""
    found = shapley_values("abc", game({"ac": 1, "bc": 1, "abc": 1}), MANY, 0)
    assert values(found) == pytest.approx([1 / 6, 1 / 6, 2 / 3], rel=1e-15)
    assert found.exact
    assert found.coalitions == 8


def test_the_airport_game() -> None:
    """Runways of length 1, 2 and 4: each part is shared by those that need it (Littlechild & Owen 1973)."""
    costs = {"a": 1, "b": 2, "c": 4, "ab": 2, "ac": 4, "bc": 4, "abc": 4}
    assert values(shapley_values("abc", game(costs), MANY, 0)) == pytest.approx([1 / 3, 5 / 6, 17 / 6], rel=1e-15)


def test_no_players_share_nothing() -> None:
    found = shapley_values([], game({}), MANY, 0)
    assert found.value.shape == (0, 1)


@pytest.mark.parametrize("budget", [MANY, 40])
def test_shares_add_up_to_the_whole(budget: int) -> None:
    found = shapley_values("123456", sums_of_squares, budget, 0)
    assert found.exact == (budget == MANY)
    assert sum(values(found)) == pytest.approx(21.0**3, rel=1e-14)


def test_pairs_of_orders_are_exact_for_interactions_of_two() -> None:
    def squares(coalitions: Sequence[Coalition]) -> list[Floats]:
        return [np.array([sum(map(int, one)) ** 2.0]) for one in coalitions]

    found = shapley_values("12345", squares, 20, 0)
    assert not found.exact
    assert values(found) == pytest.approx([15.0 * player for player in range(1, 6)], rel=1e-14)
    assert (found.standard_error < 1e-12).all()


def test_the_error_of_random_orders_is_honest() -> None:
    exact = shapley_values("123456", sums_of_squares, MANY, 0).value
    inside = []
    for seed in range(200):
        found = shapley_values("123456", sums_of_squares, 63, seed)
        inside.append(np.abs(found.value - exact) < 2.5 * found.standard_error)
    assert np.mean(inside) > 0.9


@pytest.mark.parametrize("budget", [22, 40, 63])
def test_the_budget_is_kept(budget: int) -> None:
    asked: set[Coalition] = set()

    def worths(coalitions: Sequence[Coalition]) -> list[Floats]:
        asked.update(coalitions)
        return sums_of_squares(coalitions)

    assert shapley_values("123456", worths, budget, 0).coalitions == len(asked) <= budget


def test_too_small_a_budget_is_refused() -> None:
    with pytest.raises(UncertainComputeError, match=r"budget: allows 21 combinations of the 6 beliefs.* needs 22"):
        shapley_values("123456", sums_of_squares, 21, 0)


@pytest.mark.parametrize("budget", [MANY, 40])
def test_a_game_played_backwards_has_the_same_shares_with_the_other_sign(budget: int) -> None:
    players = frozenset("123456")

    def irregular(coalition: Coalition) -> Floats:
        return np.sin([sum(map(int, coalition)) * 0.7 + 0.1])

    def forth(coalitions: Sequence[Coalition]) -> list[Floats]:
        return [irregular(one) for one in coalitions]

    def back(coalitions: Sequence[Coalition]) -> list[Floats]:
        return [irregular(players - one) for one in coalitions]

    shares, reversed_shares = (shapley_values("123456", one, budget, 3).value for one in (forth, back))
    np.testing.assert_array_equal(reversed_shares, -shares)


@pytest.mark.parametrize("carrier", ["a", "bd", "abce", "abcde"])
def test_unanimity_games(carrier: str) -> None:
    """What is worth 1 once all of some players are there is shared by them alike (Shapley 1953)."""

    def worths(coalitions: Sequence[Coalition]) -> list[Floats]:
        return [np.array([float(set(carrier) <= one)]) for one in coalitions]

    found = shapley_values("abcde", worths, MANY, 0)
    expected = [1 / len(carrier) if player in carrier else 0.0 for player in "abcde"]
    assert values(found) == pytest.approx(expected, rel=1e-14)


def test_worths_may_be_arrays_with_a_share_for_each_number() -> None:
    def worths(coalitions: Sequence[Coalition]) -> list[Floats]:
        return [np.array([[len(one), 3.0 * len(one)], [0.0, float("a" in one)]]) for one in coalitions]

    for budget in (MANY, 2**4 - 1):
        found = shapley_values("abcd", worths, budget, 0)
        expected = [[[1, 3], [0, player == "a"]] for player in "abcd"]
        np.testing.assert_allclose(found.value, expected, rtol=1e-14, atol=1e-15)


SAMPLED = range(200)
WEIGHTS = dict(zip("abcdefghij", np.random.default_rng(0).lognormal(size=10), strict=True))


def exponentials(coalitions: Sequence[Coalition]) -> list[Floats]:
    """Return the game in which a coalition is worth the exponential of its sum: interactions of all orders."""
    return [np.array([np.exp(sum(WEIGHTS[player] for player in one) / 4)]) for one in coalitions]


@pytest.mark.parametrize("budget", [164, 400])
def test_random_orders_are_right_on_average_and_their_intervals_hold(budget: int) -> None:
    """From nine pairs of orders on, by Student's t. Over seeds shares average to the exact ones within 4 errors.

    Of 200 intervals at 95%, fewer than 180 by chance in 1 of 800 cases. (Of two to four pairs 165 hold.)
    """
    exact = shapley_values("abcdefghij", exponentials, MANY, 0).value
    found = [shapley_values("abcdefghij", exponentials, budget, seed) for seed in SAMPLED]
    shares = np.array([one.value for one in found])
    error = shares.std(axis=0, ddof=1) / np.sqrt(len(SAMPLED))
    assert (np.abs(shares.mean(axis=0) - exact) <= 4 * error).all()
    held = [np.abs(one.value - exact) <= one.half_width for one in found]
    assert np.sum(held, axis=0).min() >= 180


@pytest.mark.parametrize(("players", "takes"), [("1", 2), ("12", 4), ("123", 8), ("1234", 14), ("123456", 22)])
def test_the_least_budget_is_all_combinations_or_two_pairs_of_orders(players: str, takes: int) -> None:
    least = shapley_values(players, sums_of_squares, takes, 0)
    assert least.coalitions <= takes
    assert sum(values(least)) == pytest.approx(sum(map(int, players)) ** 3.0, rel=1e-14)
    with pytest.raises(UncertainComputeError, match=f"allows {takes - 1} .* needs {takes}$"):
        shapley_values(players, sums_of_squares, takes - 1, 0)


def test_orders_do_not_depend_on_how_players_are_listed() -> None:
    forth, back = (shapley_values(players, sums_of_squares, 40, 3) for players in ("123456", "654321"))
    np.testing.assert_array_equal(back.value[::-1], forth.value)


def test_nothing_to_share_takes_no_budget() -> None:
    found = shapley_values([], game({}), 0, 0)
    assert found.exact
    assert found.value.shape == (0, 1)
