"""Random orders, and draws in which one factor after another is replaced, given those that are not yet."""

from itertools import pairwise, permutations
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import kstest

import uncertain_compute as uc
from uncertain_compute.draws.orders import FEW, SLICES, Replacement, random_orders
from uncertain_compute.draws.pairs import Pair
from uncertain_compute.draws.settings import DESIGNS, Settings
from uncertain_compute.model.graph import Number

NAMES = ("a", "b", "c")
CORRELATIONS = {("a", "b"): 0.8, ("b", "c"): -0.5, ("a", "c"): -0.2}
MATRIX = np.array([[1, 0.8, -0.2], [0.8, 1, -0.5], [-0.2, -0.5, 1]])
DRAWS, CHAINS = 64 * 64, 4


# Orders


@pytest.mark.parametrize("factors", [1, 2, 3, 4, 5, 9, 20])
def test_every_order_is_a_permutation(factors: int) -> None:
    orders = random_orders(factors, SLICES, seed=0, chain=0, first=0)
    assert orders.shape == (SLICES, factors)
    assert (np.sort(orders, axis=1) == np.arange(factors)).all()


@pytest.mark.parametrize("factors", range(1, FEW + 1))
def test_few_factors_go_through_all_orders_equally(factors: int) -> None:
    every = list(permutations(range(factors)))
    found = [tuple(order) for order in random_orders(factors, 10 * len(every) + 1, seed=3, chain=2, first=0)]
    counts = sorted(found.count(order) for order in every)
    assert counts == [10] * (len(every) - 1) + [11]
    for start in range(0, 10 * len(every), len(every)):
        assert sorted(found[start : start + len(every)]) == every


@pytest.mark.parametrize("factors", [FEW + 1, 8, 15])
def test_an_order_and_its_reverse_come_in_pairs(factors: int) -> None:
    orders = random_orders(factors, SLICES, seed=1, chain=0, first=0)
    np.testing.assert_array_equal(orders[::2], orders[1::2, ::-1])
    assert len({tuple(order) for order in orders}) > SLICES / 2


def test_each_factor_comes_at_each_place_equally_often() -> None:
    """Of n slices, an order and its reverse in turn, a count has at most the binomial error times sqrt 2."""
    factors, chains = 7, 200
    orders = np.concatenate([random_orders(factors, SLICES, seed=5, chain=chain, first=0) for chain in range(chains)])
    counts = np.array([(orders == factor).mean(axis=0) for factor in range(factors)])
    error = np.sqrt(2 / factors * (1 - 1 / factors) / len(orders))
    assert np.abs(counts - 1 / factors).max() < 4.5 * error


def test_orders_belong_to_seed_chain_and_place() -> None:
    def orders(**changed: int) -> np.ndarray:
        return random_orders(6, SLICES, **{"seed": 0, "chain": 0, "first": 0, **changed})

    np.testing.assert_array_equal(orders(), orders())
    for other in ({"seed": 1}, {"chain": 1}, {"first": 64}):
        assert not np.array_equal(orders(), orders(**other))


# Replacement


def summed(a: Number, b: Number, c: Number, d: Number) -> Number:
    """Sum of four [1]."""
    return a + b + c + d


def other(e: Number, f: Number) -> Number:
    """Sum of two others [1]."""
    return e + f


DISTRIBUTIONS: dict[str, Any] = {
    "a": {"lognormal": {"mu": 1, "sigma": 0.5}},
    "b": {"normal": {"mu": 2, "sigma": 3}},
    "c": {"lognormal": {"mu": 0, "sigma": 1}},
    "d": {"uniform": {"low": 0, "high": 1}},
    "e": {"normal": {"mu": 0, "sigma": 1}},
    "f": 7,
}


def study(**more: float) -> uc.Study:
    ties = {**CORRELATIONS, **{tuple(pair): value for pair, value in more.items()}}
    written = [{"pair": list(pair), "normal_score": value} for pair, value in ties.items()]
    return uc.Study([summed, other], {**DISTRIBUTIONS, "correlations": written})


def scores(columns: dict[str, np.ndarray]) -> np.ndarray:
    """Return normal scores of the columns by the inverses of their distributions; shape (column, draw)."""
    normal = {
        "a": (np.log(columns["a"]) - 1) / 0.5,
        "b": (columns["b"] - 2) / 3,
        "c": np.log(columns["c"]),
        "d": ndtri(columns["d"]),
    }
    return np.array([values.copy() for values in normal.values()])


SINGLES = {"a": ("a",), "b": ("b",), "c": ("c",), "d": ("d",)}
PAIRED = {"ab": ("a", "b"), "cd": ("c", "d")}


def replaced(factors: Any, design: str = "monte_carlo", **more: float) -> tuple[Replacement, list[np.ndarray]]:
    """Return a replacement, and the normal scores after each of its steps; shape (column, chain, slice, draw)."""
    pair = Pair.of(study(**more), Settings(design=design, seed=2, chains=CHAINS, targets=("summed",)))
    replacement = Replacement(pair, factors, 2, (0, DRAWS))
    steps = [scores(columns).reshape(4, CHAINS, SLICES, -1) for columns in replacement.steps()]
    return replacement, steps


def joint(steps: np.ndarray, rows: Any = slice(None)) -> np.ndarray:
    return np.corrcoef(steps.reshape(4, -1)[rows])


def fails_unless_correlated(found: np.ndarray, exact: np.ndarray, draws: int = DRAWS * CHAINS) -> None:
    """Of n normal pairs a correlation r has the error (1 - r^2) / sqrt(n)."""
    error = (1 - exact**2) / np.sqrt(draws)
    assert (np.abs(found - exact) <= 4.5 * error + 1e-12).all(), (found - exact) / np.maximum(error, 1e-12)


FOUR = np.block([[MATRIX, np.zeros((3, 1))], [np.zeros((1, 3)), np.ones((1, 1))]])


@pytest.mark.parametrize("factors", [SINGLES, PAIRED], ids=["singles", "groups"])
def test_the_joint_distribution_is_right_after_every_step(factors: Any) -> None:
    _, steps = replaced(factors)
    assert len(steps) == len(factors) + 1
    for step in steps:
        fails_unless_correlated(joint(step), FOUR)
        for row in step.reshape(4, -1):
            assert kstest(row, "norm").pvalue > 1e-5


@pytest.mark.parametrize("design", ["sobol", "latin_hypercube"])
def test_other_designs_have_the_same_joint_distribution(design: str) -> None:
    for step in replaced(SINGLES, design)[1]:
        fails_unless_correlated(joint(step), FOUR)


@pytest.mark.parametrize("factors", [SINGLES, PAIRED], ids=["singles", "groups"])
def test_after_the_last_step_nothing_is_left_of_the_first_set(factors: Any) -> None:
    _, steps = replaced(factors)
    across = np.corrcoef(steps[0].reshape(4, -1), steps[-1].reshape(4, -1))[:4, 4:]
    fails_unless_correlated(across, np.zeros((4, 4)))


def posterior_shift(replacement: Replacement, step: int) -> np.ndarray:
    """Return which columns a step replaces; shape (column, chain, slice)."""
    factor = replacement.order[:, :, step]
    return np.array([[[name in replacement.factors[one] for one in row] for row in factor] for name in "abcd"])


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("factors", [SINGLES, PAIRED], ids=["singles", "groups"])
def test_each_step_changes_what_its_order_says_and_nothing_else(factors: Any, design: str) -> None:
    replacement, steps = replaced(factors, design)
    done = np.zeros((4, CHAINS, SLICES), dtype=bool)
    for step, (before, after) in enumerate(pairwise(steps)):
        now = posterior_shift(replacement, step)
        assert (now.sum(axis=0) == len(next(iter(factors.values())))).all()
        assert not (now & done).any()
        left = ~(done | now)
        # The columns not replaced yet come of the same numbers, by a matrix product that may round otherwise.
        np.testing.assert_allclose(after[left], before[left], rtol=0, atol=1e-12)
        assert (after[now] != before[now]).all()
        done |= now
    assert done.all()


def partial_correlations(values: np.ndarray) -> np.ndarray:
    """Return the correlation of each two rows given all others."""
    precision = np.linalg.inv(np.cov(values))
    return -precision / np.sqrt(np.outer(np.diag(precision), np.diag(precision)))


@pytest.mark.parametrize("place", range(3))
def test_a_column_is_drawn_anew_given_those_that_are_left(place: int) -> None:
    """Given the two others its new value does not depend on its old one, though both depend on them."""
    replacement, steps = replaced(SINGLES)
    here = posterior_shift(replacement, 0)[place]
    before, after = (step[:, here].reshape(4, -1)[:3] for step in steps[:2])
    fails_unless_correlated(np.corrcoef(after), MATRIX, after.shape[1])
    both = np.vstack([before, after[place]])
    fails_unless_correlated(partial_correlations(both)[place, 3], np.array(0.0), after.shape[1])
    # Unconditionally the two go together by as much as the others say about the column.
    fails_unless_correlated(np.corrcoef(before[place], after[place])[0, 1], explained_by_others(place), after.shape[1])


def explained_by_others(place: int) -> np.ndarray:
    """Return the share of a column's variance that the others explain: the squared multiple correlation."""
    rest = [other for other in range(3) if other != place]
    across = MATRIX[place, rest]
    return np.array(across @ np.linalg.solve(MATRIX[np.ix_(rest, rest)], across))


def test_what_correlates_but_is_not_needed_is_left_out() -> None:
    """With e, which the quantity does not need, the others keep the joint distribution that is stated for them."""
    replacement, steps = replaced(SINGLES, ae=0.5, de=0.3)
    for step in steps:
        fails_unless_correlated(joint(step), FOUR)
    assert "e" not in next(replacement.steps())


SIDES = {"side": ("left", "right")}


def sides(x: Number, k: Number) -> Number:
    """Sum over sides [1]."""
    return (x * k).sum("side")


def test_what_is_fixed_stays_a_single_number() -> None:
    one = uc.Study([sides], {"x": "1 to 2", "k": {"side": {"left": 3, "right": "4 to 5"}}}, dimensions=SIDES)
    replacement = Replacement(Pair.of(one, Settings(chains=2)), {"x": ("x",), "k": ("k[right]",)}, 0, (0, 64))
    for columns in replacement.steps():
        assert columns["k[left]"] == 3
        assert columns["k[right]"].shape == columns["x"].shape == (2 * 64,)


def test_the_same_seed_gives_the_same_bytes() -> None:
    one, again = replaced(SINGLES)[1], replaced(SINGLES)[1]
    for step, same in zip(one, again, strict=True):
        np.testing.assert_array_equal(step, same)
