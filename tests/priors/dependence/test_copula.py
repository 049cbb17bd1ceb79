"""Dependence: the correlations asked for, marginals left alone, and mistakes named."""

import re
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import uncertain_compute as uc
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.model.graph import Number
from uncertain_compute.priors.dependence.copula import correlated_groups, correlation_matrix
from uncertain_compute.priors.dependence.correlation import Correlation, correlations
from uncertain_compute.priors.dependence.nearest_correlation import is_positive_definite
from uncertain_compute.priors.distributions import Interpolated
from uncertain_compute.priors.reading.forms import form_names
from uncertain_compute.priors.reading.spec import prior

COLUMNS = ("size", "data", "share", "price")
COUNT = 2**16
FIVE_SIGMA = 5 / COUNT**0.5

DISTRIBUTIONS = {
    "normal": prior({"normal": {"mu": 3, "sigma": 2}}).distribution,
    "lognormal": prior("4 to 10").distribution,
    "beta": prior({"beta": {"alpha": 8, "beta": 12}}).distribution,
    "uniform": prior({"uniform": {"low": -2, "high": 5}}).distribution,
    "loguniform": prior({"loguniform": {"low": 0.1, "high": 30}}).distribution,
    "triangular": prior({"triangular": {"low": 1, "mode": 3, "high": 7}}).distribution,
    "pert": prior({"pert": {"low": 1, "mode": 3, "high": 7}}).distribution,
    "student_t": prior({"student_t": {"nu": 3, "mu": 1, "sigma": 2}}).distribution,
    "half_normal": prior({"half_normal": {"sigma": 2}}).distribution,
    "gamma": prior({"gamma": {"alpha": 2, "beta": 0.5}}).distribution,
    "exponential": prior({"exponential": {"scale": 3}}).distribution,
    "weibull": prior({"weibull": {"alpha": 1.5, "beta": 2}}).distribution,
    "gumbel": prior({"gumbel": {"mu": 3, "beta": 2}}).distribution,
    "logistic": prior({"logistic": {"mu": 3, "s": 2}}).distribution,
    "pareto": prior({"pareto": {"alpha": 2.5, "m": 2}}).distribution,
    "poisson": prior({"poisson": {"mu": 4.2}}).distribution,
    "bernoulli": prior({"bernoulli": {"p": 0.3}}).distribution,
    "binomial": prior({"binomial": {"n": 12, "p": 0.3}}).distribution,
    "geometric": prior({"geometric": {"p": 0.3}}).distribution,
    "quantiles": prior({"quantiles": {"p10": 3, "p50": 4, "p90": 12}}).distribution,
    "metalog": prior({"metalog": {"p10": 1, "p50": 3, "p90": 8}}).distribution,
    "mixture": prior(
        {"mixture": [{"weight": 0.3, "value": "1 to 2"}, {"weight": 0.7, "value": "3 to 9"}]}
    ).distribution,
    "between": prior(
        {"between": {"first": "1 to 2", "second": {"gamma": {"alpha": 2, "beta": 0.5}}, "part": 0.3, "scale": "linear"}}
    ).distribution,
    "interpolated": Interpolated((1.0, 2.0, 4.0, 7.0), (0.1, 0.4, 0.2, 0.0)),
    "truncated normal": prior({"normal": {"mu": 0.4, "sigma": 0.3, "bounds": [0, 1]}}).distribution,
    "clipped normal": prior({"normal": {"mu": 0.4, "sigma": 0.3, "clip": [0, 1]}}).distribution,
    "discrete": prior({"discrete": {4: 0.2, 8: 0.6, 16: 0.2}}).distribution,
}
SINGLE_VALUES = ("discrete", "poisson", "bernoulli", "binomial", "geometric")
CONTINUOUS = [name for name in DISTRIBUTIONS if name not in ("clipped normal", *SINGLE_VALUES)]
DISTRIBUTIONS_OF_ANOTHER_NAME = {"empirical", "maxent", "cdf"}


def test_every_family_is_tried_here() -> None:
    assert set(form_names()) - DISTRIBUTIONS_OF_ANOTHER_NAME <= set(DISTRIBUTIONS)


def normals(columns: int) -> list[np.ndarray]:
    return list(np.random.default_rng(20240301).standard_normal((columns, COUNT)))


def correlated(written: list[dict[str, Any]], columns: tuple[str, ...] = COLUMNS) -> dict[str, np.ndarray]:
    (group,) = correlated_groups(correlations(written, columns), columns)
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
@pytest.mark.parametrize("name", CONTINUOUS)
def test_rank_correlation_survives_any_marginals(first: str, name: str) -> None:
    drawn = correlated([{"pair": ["size", "data"], "rank": 0.6}])
    values = DISTRIBUTIONS[first].from_normal(drawn["size"]), DISTRIBUTIONS[name].from_normal(drawn["data"])
    assert stats.spearmanr(*values).statistic == pytest.approx(0.6, abs=FIVE_SIGMA)


def test_ties_weaken_a_rank_correlation() -> None:
    drawn = correlated([{"pair": ["size", "data"], "rank": 0.6}])
    found = stats.spearmanr(DISTRIBUTIONS["discrete"].from_normal(drawn["size"]), drawn["data"]).statistic
    assert 0.4 < found < 0.6 - FIVE_SIGMA


def test_several_correlations_hold_at_once() -> None:
    asked = {("size", "data"): 0.5, ("data", "share"): -0.4, ("size", "share"): 0.2, ("share", "price"): 0.7}
    drawn = correlated([{"pair": list(pair), "normal_score": value} for pair, value in asked.items()])
    for (first, second), value in asked.items():
        assert np.corrcoef(drawn[first], drawn[second])[0, 1] == pytest.approx(value, abs=FIVE_SIGMA)
    assert np.corrcoef(drawn["size"], drawn["price"])[0, 1] == pytest.approx(0, abs=FIVE_SIGMA)


@pytest.mark.parametrize("name", DISTRIBUTIONS)
@pytest.mark.parametrize("asked", [-0.7, 0.9])
def test_marginals_are_left_alone(name: str, asked: float) -> None:
    distribution = DISTRIBUTIONS[name]
    drawn = correlated([{"pair": ["size", "data"], "normal_score": asked}])
    values = np.sort(distribution.from_normal(drawn["data"]))
    exact = distribution.ppf((np.arange(COUNT) + 0.5) / COUNT)
    levels = np.unique(distribution.ppf(np.linspace(0.02, 0.98, 49)))
    found, wanted = (np.searchsorted(numbers, levels, side="right") / COUNT for numbers in (values, exact))
    # a share of draws is known to within 0.5 / sqrt(n), and the design of the exact ones to within 1 / n
    np.testing.assert_allclose(found, wanted, atol=FIVE_SIGMA / 2 + 1 / COUNT)


def test_the_first_column_keeps_its_own_numbers() -> None:
    drawn = correlated([{"pair": ["data", "size"], "normal_score": 0.5}])
    np.testing.assert_array_equal(drawn["size"], normals(2)[0])


@given(st.floats(-0.999, 0.999))
@settings(max_examples=50, deadline=None, derandomize=True, database=None)
def test_a_rank_gives_the_normal_score_that_gives_it_back(rank: float) -> None:
    (read,) = correlations([{"pair": ["size", "data"], "rank": rank}], COLUMNS)
    score = read.normal_score
    assert 6 / np.pi * np.arcsin(score / 2) == pytest.approx(rank, abs=1e-14)


def test_a_correlation_keeps_its_kind_and_where_it_comes_from() -> None:
    written = {"pair": ["size", "data"], "rank": 0.5, "why": "scaling distributions", "source": "a paper"}
    (read,) = correlations([written], COLUMNS)
    assert read == Correlation("size", "data", 0.5, "rank", "scaling distributions", "a paper")


def test_no_list_says_that_nothing_correlates() -> None:
    assert correlations(None, COLUMNS) == []
    assert correlations([], COLUMNS) == []


def test_every_two_of_a_group_correlate() -> None:
    written = {"all": ["size", "data", "price"], "rank": 0.6, "why": "one market"}
    read = correlations([written], COLUMNS)
    assert [(tie.first, tie.second) for tie in read] == [("size", "data"), ("size", "price"), ("data", "price")]
    assert {(tie.value, tie.kind, tie.why) for tie in read} == {(0.6, "rank", "one market")}


def test_draws_of_a_group_have_the_rank_correlation_asked_for() -> None:
    drawn = correlated([{"all": ["size", "data", "price"], "rank": 0.6}])
    for first, second in combinations(("size", "data", "price"), 2):
        assert stats.spearmanr(drawn[first], drawn[second]).statistic == pytest.approx(0.6, abs=FIVE_SIGMA)


BY_PLATFORM = ("ai_share[TikTok]", "ai_share[YouTube]", "ai_share[Instagram]", "size")


def test_an_assumption_by_a_dimension_stands_for_its_columns() -> None:
    pairs = [tie.pair for tie in correlations([{"all": ["ai_share"], "rank": 0.6}], BY_PLATFORM)]
    assert pairs == [frozenset(pair) for pair in combinations(BY_PLATFORM[:3], 2)]


def test_a_group_may_mix_columns_with_an_assumption_by_a_dimension() -> None:
    pairs = [tie.pair for tie in correlations([{"all": ["size", "ai_share"], "rank": 0.3}], BY_PLATFORM)]
    assert sorted(map(sorted, pairs)) == sorted(sorted(pair) for pair in combinations(BY_PLATFORM, 2))


def test_a_group_may_name_columns_of_a_dimension() -> None:
    (tie,) = correlations([{"all": ["ai_share[TikTok]", "size"], "normal_score": 0.3}], BY_PLATFORM)
    assert tie == Correlation("ai_share[TikTok]", "size", 0.3)


def test_the_correlation_matrix_holds_normal_scores() -> None:
    ties = [Correlation("size", "data", 0.5, "rank"), Correlation("share", "size", -0.2), Correlation("x", "data", 0.9)]
    score = 2 * np.sin(np.pi / 12)
    wanted = [[1, -0.2, 0], [-0.2, 1, score], [0, score, 1]]
    np.testing.assert_allclose(correlation_matrix(ties, ["share", "size", "data"]), wanted, rtol=1e-15)


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


def conflict(ties: list[Correlation], columns: tuple[str, ...] = COLUMNS) -> tuple[str, str]:
    """Return the pairs that an error names, and those that it offers."""
    with pytest.raises(UncertainComputeError, match="cannot hold together") as error:
        correlated_groups(ties, columns)
    text = str(error.value)
    assert "\n" not in text
    named, offered = text.removeprefix("priors.correlations: these cannot hold together: ").split("; the nearest that ")
    return named, offered.removeprefix("can: ")


OFFERED = re.compile(r"(all of )?(.+): (\S+) \((\w+)\)")


def pasted(ties: list[Correlation], offered: str, columns: tuple[str, ...]) -> list[Correlation]:
    """Return the correlations of a study in which what an error offers took the place of what was stated."""
    entries = [OFFERED.fullmatch(entry) for entry in offered.split("; ")]
    written = [
        {"all" if entry[1] else "pair": entry[2].split(", "), entry[4]: float(entry[3])} for entry in entries if entry
    ]
    assert len(written) == len(entries)
    replaced = {tie.pair for tie in correlations(written, columns)}
    kept = [{"pair": [tie.first, tie.second], tie.kind: tie.value} for tie in ties if tie.pair not in replaced]
    return correlations([*kept, *written], columns)


FRUSTRATED = [
    Correlation("size", "data", 0.9),
    Correlation("data", "share", 0.9, "rank"),
    Correlation("size", "share", -0.9),
]


def test_correlations_that_cannot_hold_together_are_named() -> None:
    named, offered = conflict([*FRUSTRATED, Correlation("price", "month", 0.5)], (*COLUMNS, "month"))
    assert named == "size, data: 0.9 (normal_score); data, share: 0.9 (rank); size, share: -0.9 (normal_score)"
    assert re.fullmatch(
        r"size, data: 0\.\d+ \(normal_score\); data, share: 0\.\d+ \(rank\); size, share: -0\.\d+ \(normal_score\)",
        offered,
    )


@pytest.mark.parametrize("columns", [(*COLUMNS, "month"), ("month", "price", "share", "data", "size")])
def test_innocent_members_of_a_group_are_not_named(columns: tuple[str, ...]) -> None:
    innocent = [
        Correlation("size", "price", 0.4),
        Correlation("price", "month", 0.5),
        Correlation("month", "data", 0.3),
    ]
    for text in conflict([*innocent, *FRUSTRATED], columns):
        assert "price" not in text
        assert "month" not in text
        assert "not stated" not in text
    correlated_groups(pasted([*innocent, *FRUSTRATED], text, columns), columns)


@pytest.mark.parametrize("columns", [(*COLUMNS, "month"), ("month", "price", "share", "data", "size")])
def test_the_fewest_columns_are_named(columns: tuple[str, ...]) -> None:
    # size, share, price and month cannot hold together either, but they are four
    others = [Correlation("size", "price", 0.4), Correlation("price", "month", 0.6)]
    named, offered = conflict([*others, *FRUSTRATED], columns)
    assert "price" not in named
    correlated_groups(pasted([*others, *FRUSTRATED], offered, columns), columns)


def test_a_pair_that_is_not_stated_may_be_at_fault() -> None:
    ties = [Correlation("size", "data", 0.9), Correlation("data", "share", 0.9)]
    named, offered = conflict(ties)
    assert named.endswith("data, share: 0.9 (normal_score) (a pair that is not stated counts as 0)")
    (group,) = correlated_groups(pasted(ties, offered, COLUMNS), COLUMNS)
    assert (group.factor @ group.factor.T)[0, 2] > 0.1


def test_what_is_offered_is_near_the_nearest() -> None:
    # the nearest to 0.9, 0.9, -0.9 is 0.5, 0.5, -0.5
    ties = [Correlation(tie.first, tie.second, tie.value) for tie in FRUSTRATED]
    values = [tie.value for tie in pasted(ties, conflict(ties)[1], COLUMNS)]
    np.testing.assert_allclose(values, [0.5, 0.5, -0.5], atol=0.002)


def test_a_certain_dependence_is_refused() -> None:
    # cos a, cos b and cos(a + b): three normal numbers in one plane, a singular matrix
    score = np.cos([0.4, 0.7, 1.1])
    ties = [
        Correlation(*pair, float(value))
        for pair, value in zip(combinations(("size", "data", "share"), 2), score[[0, 2, 1]], strict=True)
    ]
    named, offered = conflict(ties)
    assert named.count(";") == 2
    correlated_groups(pasted(ties, offered, COLUMNS), COLUMNS)


def test_two_conflicts_in_one_group_are_both_resolved() -> None:
    columns = tuple("abcdef")
    ties = [
        Correlation(first, second, value)
        for names in ("abc", "def")
        for (first, second), value in zip(combinations(names, 2), (0.9, -0.9, 0.9), strict=True)
    ] + [Correlation("c", "d", 0.1)]
    named, offered = conflict(ties, columns)
    assert re.findall(r"(\w), (\w):", named) == list(combinations("abc", 2))
    correlated_groups(pasted(ties, offered, columns), columns)


def test_a_group_that_cannot_correlate_so_strongly_is_offered_less() -> None:
    columns = tuple("abcdef")
    ties = correlations([{"all": list(columns), "rank": -0.4}], columns)
    named, shown = conflict(ties, columns)
    assert named == "all of a, b, c, d: -0.4 (rank)"
    assert re.fullmatch(r"all of a, b, c, d, e, f: -0\.\d+ \(rank\)", shown)
    offered = pasted(ties, shown, columns)
    correlated_groups(offered, columns)
    # the least that six columns can have in common is -1/5
    assert [tie.normal_score for tie in offered] == pytest.approx([-0.2] * 15, abs=0.005)


@given(st.integers(3, 5), st.data())
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
def test_what_is_offered_is_accepted(count: int, data: st.DataObject) -> None:
    columns = tuple("abcde"[:count])
    values = st.none() | st.floats(-0.999, 0.999)
    ties = [
        Correlation(*pair, value, data.draw(st.sampled_from(["rank", "normal_score"])))
        for pair in combinations(columns, 2)
        if (value := data.draw(values)) is not None
    ]
    if is_positive_definite(correlation_matrix(ties, columns)):
        correlated_groups(ties, columns)
    else:
        correlated_groups(pasted(ties, conflict(ties, columns)[1], columns), columns)


TWICE: dict[str, dict[str, Any]] = {
    "same order": {"pair": ["size", "data"], "rank": 0.5},
    "turned": {"pair": ["data", "size"], "normal_score": 0.5},
    "in a group": {"all": ["share", "data", "size"], "rank": 0.5},
}


@pytest.mark.parametrize("second", TWICE.values(), ids=TWICE)
def test_a_pair_that_comes_twice_is_refused(second: dict[str, Any]) -> None:
    with pytest.raises(UncertainComputeError, match="comes twice") as error:
        correlations([{"pair": ["size", "data"], "rank": 0.4}, second], COLUMNS)
    assert re.fullmatch(r"priors\.correlations: the pair (data, size|size, data) comes twice, .*", str(error.value))


def test_groups_refuse_a_pair_that_comes_twice() -> None:
    with pytest.raises(UncertainComputeError, match="the pair data, size comes twice"):
        correlated_groups([Correlation("size", "data", 0.5), Correlation("data", "size", 0.5)], COLUMNS)


PAIR = ["size", "data"]
BAD: dict[str, tuple[Any, str]] = {
    "unknown assumption": (
        {"pair": ["size", "dat"], "rank": 0.5},
        "priors.correlations ['size', 'dat']: no assumption 'dat'; did you mean 'data'",
    ),
    "both kinds": ({"pair": PAIR, "rank": 0.5, "normal_score": 0.5}, "needs either normal_score or rank"),
    "neither kind": ({"pair": PAIR}, "needs either normal_score or rank"),
    "misspelt key": ({"pair": PAIR, "ranc": 0.5}, "priors.correlations.ranc: not a key of it; did you mean 'rank'"),
    "one name": ({"pair": ["size"], "rank": 0.5}, "pair must name two different assumptions"),
    "three names": ({"pair": [*PAIR, "share"], "rank": 0.5}, "pair must name two different assumptions"),
    "one name twice": ({"pair": ["size", "size"], "rank": 0.5}, "pair must name two different assumptions"),
    "no pair": ({"rank": 0.5}, "priors.correlations: has neither; needs either pair or all"),
    "pair and all": ({"pair": PAIR, "all": PAIR, "rank": 0.5}, "has pair and all; needs either pair or all"),
    "pair of an assumption by a dimension": (
        {"pair": ["spend", "size"], "rank": 0.5},
        "priors.correlations ['spend', 'size']: 'spend' has a dimension; name one column, as 'spend[TikTok]'",
    ),
    "unknown member": (
        {"all": ["size", "spent"], "rank": 0.5},
        "priors.correlations ['size', 'spent']: no assumption 'spent'; did you mean 'spend'",
    ),
    "unknown coordinate": ({"all": ["size", "spend[X]"], "rank": 0.5}, "no assumption 'spend[X]'; did you mean"),
    "group of one": ({"all": ["size"], "rank": 0.5}, "priors.correlations ['size']: all must be a list of two"),
    "group of a dimension with one coordinate": ({"all": ["spend"], "rank": 0.5}, "all must be a list of two"),
    "empty group": ({"all": [], "rank": 0.5}, "priors.correlations []: all must be a list of two"),
    "group that is no list": ({"all": "size", "rank": 0.5}, "priors.correlations 'size': all must be a list of two"),
    "member twice": ({"all": ["size", "data", "size"], "rank": 0.5}, "'size' comes twice"),
    "member twice by its dimension": ({"all": ["spend", "spend[TikTok]"], "rank": 0.5}, "'spend[TikTok]' comes twice"),
    "group of certain correlation": ({"all": PAIR, "rank": -1}, "rank = -1 must lie between -1 and 1"),
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
        correlations([written], (*COLUMNS, "spend[TikTok]"))
    assert str(error.value).startswith("priors.correlations")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("written", [{"pair": PAIR, "rank": 0.5}, {}, "size", 0, False], ids=repr)
def test_correlations_that_are_no_list_are_refused(written: Any) -> None:
    with pytest.raises(UncertainComputeError, match=r"^priors\.correlations: .* is not a list"):
        correlations(written, COLUMNS)


def total(size: Number, data: Number, share: Number) -> Number:
    """Sum [1]."""
    return size + data + share


def study(correlations: Any, share: Any = "1 to 2") -> uc.Study:
    return uc.Study([total], {"size": "1 to 2", "data": "1 to 2", "share": share, "correlations": correlations})


FRUSTRATED_WRITTEN = [{"pair": [tie.first, tie.second], tie.kind: tie.value} for tie in FRUSTRATED]


def test_a_study_keeps_its_groups() -> None:
    (group,) = study([{"all": ["size", "share"], "rank": 0.6}]).correlated_groups
    assert group.columns == ("share", "size")


def test_a_study_of_correlations_that_cannot_hold_together_is_not_made() -> None:
    with pytest.raises(UncertainComputeError, match="cannot hold together"):
        study(FRUSTRATED_WRITTEN)


def test_a_study_asks_nothing_of_correlations_with_a_fixed_column() -> None:
    (group,) = study(FRUSTRATED_WRITTEN, share=1.5).correlated_groups
    assert group.columns == ("data", "size")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rank": True}, r" \['size', 'data'\]\.rank: True is not a finite number"),
        ({"rank": np.nan}, r" \['size', 'data'\]\.rank: nan is not a finite number"),
        ({"rank": "0x1F"}, r" \['size', 'data'\]\.rank: '0x1F' is not a number"),
        ({"rnak": 0.5}, r"\.rnak: not a key of it; did you mean 'rank'\?"),
        ({1: 2}, r"\.1: not a key of it; known are "),
        ({"why": ["so"]}, r" \['size', 'data'\]\.why: \['so'\] is not a text"),
        ({"pair": [["size"], "data"]}, r" \[\['size'\], 'data'\]: \['size'\] is not the name of an assumption"),
        ({"pair": [True, "data"]}, r" \[True, 'data'\]: True is not the name of an assumption"),
    ],
)
def test_what_an_entry_says_is_checked(change: dict[Any, Any], message: str) -> None:
    with pytest.raises(UncertainComputeError, match=rf"^priors\.correlations{message}"):
        correlations([{"pair": ["size", "data"], "rank": 0.5} | change], COLUMNS)
