"""Dependence: the correlations asked for, marginals left alone, and mistakes named."""

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.copula import Correlation, correlated_groups, correlation
from uncertain_compute.priors.spec import prior

COLUMNS = ("size", "data", "share", "price")
COUNT = 2**16
FIVE_SIGMA = 5 / COUNT**0.5

FAMILIES = {
    "normal": prior({"normal": {"mu": 3, "sigma": 2}}).law,
    "lognormal": prior("4 to 10").law,
    "beta": prior({"beta": {"alpha": 8, "beta": 12}}).law,
    "uniform": prior({"uniform": {"low": -2, "high": 5}}).law,
    "loguniform": prior({"loguniform": {"low": 0.1, "high": 30}}).law,
    "triangular": prior({"triangular": {"low": 1, "mode": 3, "high": 7}}).law,
    "truncated normal": prior({"normal": {"mu": 0.4, "sigma": 0.3, "bounds": [0, 1]}}).law,
    "discrete": prior({"discrete": {4: 0.2, 8: 0.6, 16: 0.2}}).law,
}

each_family = pytest.mark.parametrize("name", FAMILIES)


def normals(columns: int) -> list[np.ndarray]:
    return list(np.random.default_rng(20240301).standard_normal((columns, COUNT)))


def correlated(written: list[dict[str, Any]], columns: tuple[str, ...] = COLUMNS) -> dict[str, np.ndarray]:
    (group,) = correlated_groups([correlation(pair, columns) for pair in written], columns)
    return dict(zip(group.columns, group.correlate(normals(len(group.columns))), strict=True))


@pytest.mark.parametrize("asked", [-0.95, -0.3, 0.0, 0.1, 0.5, 0.9])
def test_normal_scores_have_the_correlation_asked_for(asked: float) -> None:
    drawn = correlated([{"pair": ["size", "data"], "normal_score": asked}])
    found = np.corrcoef(drawn["size"], drawn["data"])[0, 1]
    assert found == pytest.approx(asked, abs=FIVE_SIGMA * (1 - asked**2))


@pytest.mark.parametrize("asked", [-0.95, -0.3, 0.0, 0.1, 0.5, 0.9])
def test_ranks_have_the_correlation_asked_for(asked: float) -> None:
    drawn = correlated([{"pair": ["size", "data"], "rank": asked}])
    found = stats.spearmanr(drawn["size"], drawn["data"]).statistic
    # Spearman's variance under a normal copula is below that of independence, 1/n
    assert found == pytest.approx(asked, abs=FIVE_SIGMA)


@pytest.mark.parametrize("first", ["normal", "beta", "truncated normal"])
@pytest.mark.parametrize("name", [name for name in FAMILIES if name != "discrete"])  # ties lower a rank correlation
def test_rank_correlation_survives_any_marginals(first: str, name: str) -> None:
    drawn = correlated([{"pair": ["size", "data"], "rank": 0.6}])
    values = FAMILIES[first].from_normal(drawn["size"]), FAMILIES[name].from_normal(drawn["data"])
    assert stats.spearmanr(*values).statistic == pytest.approx(0.6, abs=FIVE_SIGMA)


def test_several_correlations_hold_at_once() -> None:
    asked = {("size", "data"): 0.5, ("data", "share"): -0.4, ("size", "share"): 0.2, ("share", "price"): 0.7}
    drawn = correlated([{"pair": list(pair), "normal_score": value} for pair, value in asked.items()])
    for (first, second), value in asked.items():
        assert np.corrcoef(drawn[first], drawn[second])[0, 1] == pytest.approx(value, abs=FIVE_SIGMA)
    assert np.corrcoef(drawn["size"], drawn["price"])[0, 1] == pytest.approx(0, abs=FIVE_SIGMA)


@each_family
@pytest.mark.parametrize("asked", [-0.7, 0.9])
def test_marginals_are_left_alone(name: str, asked: float) -> None:
    law = FAMILIES[name]
    drawn = correlated([{"pair": ["size", "data"], "normal_score": asked}])
    values = np.sort(law.from_normal(drawn["data"]))
    exact = law.quantile((np.arange(COUNT) + 0.5) / COUNT)
    levels = np.unique(law.quantile(np.linspace(0.02, 0.98, 49)))
    found, wanted = (np.searchsorted(numbers, levels, side="right") / COUNT for numbers in (values, exact))
    # a share of draws is known to within 0.5 / sqrt(n), and the design of the exact ones to within 1 / n
    np.testing.assert_allclose(found, wanted, atol=FIVE_SIGMA / 2 + 1 / COUNT)


def test_the_first_column_keeps_its_own_numbers() -> None:
    drawn = correlated([{"pair": ["data", "size"], "normal_score": 0.5}])
    np.testing.assert_array_equal(drawn["size"], normals(2)[0])


@given(st.floats(-0.999, 0.999))
@settings(max_examples=50, deadline=None, derandomize=True, database=None)
def test_a_rank_gives_the_normal_score_that_gives_it_back(rank: float) -> None:
    score = correlation({"pair": ["size", "data"], "rank": rank}, COLUMNS).normal_score
    assert 6 / np.pi * np.arcsin(score / 2) == pytest.approx(rank, abs=1e-14)


def test_a_correlation_keeps_why() -> None:
    read = correlation({"pair": ["size", "data"], "normal_score": 0.5, "why": "scaling laws"}, COLUMNS)
    assert read == Correlation("size", "data", 0.5, "scaling laws")


def test_columns_that_nothing_ties_are_in_no_group() -> None:
    ties = [Correlation("size", "price", 0.5), Correlation("data", "share", 0.2)]
    groups = [group.columns for group in correlated_groups(ties, (*COLUMNS, "month"))]
    assert groups == [("size", "price"), ("data", "share")]


def test_chains_of_pairs_make_one_group() -> None:
    ties = [Correlation("size", "price", 0.5), Correlation("share", "data", 0.2), Correlation("price", "data", 0.1)]
    assert [group.columns for group in correlated_groups(ties, COLUMNS)] == [COLUMNS]


def test_the_order_of_pairs_and_of_names_in_them_does_not_matter() -> None:
    ties = [Correlation("size", "data", 0.5), Correlation("data", "share", -0.3)]
    turned = [Correlation("share", "data", -0.3), Correlation("data", "size", 0.5)]
    (first,), (second,) = (correlated_groups(each, COLUMNS) for each in (ties, turned))
    assert first.columns == second.columns
    np.testing.assert_array_equal(first.factor, second.factor)


def test_no_correlations_give_no_groups() -> None:
    assert correlated_groups([], COLUMNS) == []


def test_fixed_members_drop_out() -> None:
    ties = [Correlation("size", "data", 0.9), Correlation("data", "share", 0.9), Correlation("size", "share", -0.9)]
    (group,) = correlated_groups(ties, ("size", "data", "price"))
    assert group.columns == ("size", "data")
    np.testing.assert_allclose(group.factor @ group.factor.T, [[1, 0.9], [0.9, 1]], rtol=1e-14)


def test_a_pair_with_a_fixed_member_says_nothing() -> None:
    assert correlated_groups([Correlation("size", "data", 0.9)], ("size", "price")) == []


def test_correlations_that_cannot_hold_together_are_named() -> None:
    ties = [
        Correlation("size", "data", 0.9),
        Correlation("data", "share", 0.9),
        Correlation("size", "share", -0.9),
        Correlation("price", "month", 0.5),
    ]
    with pytest.raises(UncertainComputeError, match="cannot hold together") as error:
        correlated_groups(ties, (*COLUMNS, "month"))
    for pair in ("size, data: 0.9", "data, share: 0.9", "size, share: -0.9"):
        assert pair in str(error.value)
    assert "month" not in str(error.value)


@pytest.mark.parametrize("second", [("size", "data"), ("data", "size")])
def test_a_pair_that_comes_twice_is_refused(second: tuple[str, str]) -> None:
    with pytest.raises(UncertainComputeError, match="comes twice") as error:
        correlated_groups([Correlation("size", "data", 0.5), Correlation(*second, 0.5)], COLUMNS)
    assert "size" in str(error.value)
    assert "data" in str(error.value)


PAIR = ["size", "data"]
BAD: dict[str, tuple[Any, str]] = {
    "unknown assumption": (
        {"pair": ["size", "dat"], "rank": 0.5},
        "priors.correlations ['size', 'dat']: no assumption 'dat'; did you mean 'data'",
    ),
    "both kinds": ({"pair": PAIR, "rank": 0.5, "normal_score": 0.5}, "needs either normal_score or rank"),
    "neither kind": ({"pair": PAIR}, "needs either normal_score or rank"),
    "misspelt key": ({"pair": PAIR, "ranc": 0.5}, "priors.correlations: 'ranc': did you mean 'rank'"),
    "one name": ({"pair": ["size"], "rank": 0.5}, "pair must name two different assumptions"),
    "three names": ({"pair": [*PAIR, "share"], "rank": 0.5}, "pair must name two different assumptions"),
    "one name twice": ({"pair": ["size", "size"], "rank": 0.5}, "pair must name two different assumptions"),
    "no pair": ({"rank": 0.5}, "pair must name two different assumptions"),
    "pair is nothing": ({"pair": None, "rank": 0.5}, "pair must name two different assumptions"),
    "pair is a number": ({"pair": 2, "rank": 0.5}, "pair must name two different assumptions"),
    "one": ({"pair": PAIR, "rank": 1}, "rank = 1 must lie between -1 and 1"),
    "below minus one": ({"pair": PAIR, "normal_score": -1.5}, "normal_score = -1.5 must lie between -1 and 1"),
    "text": ({"pair": PAIR, "rank": "strong"}, "priors.correlations ['size', 'data'].rank: 'strong' is not a number"),
    "NaN": ({"pair": PAIR, "rank": float("nan")}, "nan is not a finite number"),
    "not a mapping": (PAIR, "priors.correlations"),
}


@pytest.mark.parametrize(("written", "message"), BAD.values(), ids=BAD)
def test_a_bad_correlation_is_refused(written: Any, message: str) -> None:
    with pytest.raises(UncertainComputeError, match=re.escape(message)) as error:
        correlation(written, COLUMNS)
    assert str(error.value).startswith("priors.correlations")
