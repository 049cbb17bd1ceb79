"""Correlations that depend on the distributions: against closed forms, and against draws."""

from typing import Any

import numpy as np
import pytest
from scipy import stats

import uncertain_compute as uc
from uncertain_compute.priors.dependence.attained import attained
from uncertain_compute.priors.dependence.correlation import Correlation
from uncertain_compute.priors.reading.spec import prior

COUNT = 2**16
FIVE_SIGMA = 5 / np.sqrt(COUNT)
HALVES = {"discrete": {0: 0.5, 1: 0.5}}


def tie(kind: str, value: float, first: Any, second: Any) -> Correlation:
    """Return a correlation of two beliefs, with its normal score."""
    distributions = {"x": prior(first).distribution, "y": prior(second).distribution}
    (found,) = attained([Correlation("x", "y", value, kind)], distributions)
    return found


@pytest.mark.parametrize("asked", [-0.9, -0.3, 0.2, 0.8])
def test_two_values_of_one_half_each_have_the_arcsine_law(asked: float) -> None:
    assert tie("rank", asked, HALVES, HALVES).normal_score == pytest.approx(np.sin(np.pi * asked / 2), abs=1e-6)


@pytest.mark.parametrize("asked", [-0.7, 0.2, 0.8])
def test_two_values_and_a_continuous_distribution_have_it_too(asked: float) -> None:
    # the mid-rank of the continuous one is the probability of a further normal number below it
    wanted = np.sqrt(2) * np.sin(np.pi * asked / np.sqrt(12))
    for first, second in ((HALVES, "4 to 10"), ("4 to 10", HALVES)):
        assert tie("rank", asked, first, second).normal_score == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize("asked", [-0.2, 0.3, 0.7])
def test_pearsons_of_two_lognormals_is_their_closed_form(asked: float) -> None:
    sigmas = np.array([0.5, 1.5])
    spreads = np.sqrt(np.prod(np.expm1(sigmas**2)))
    wanted = np.log1p(asked * spreads) / np.prod(sigmas)
    first, second = ({"lognormal": {"mu": 1, "sigma": sigma}} for sigma in sigmas)
    assert tie("pearson", asked, first, second).normal_score == pytest.approx(wanted, abs=1e-6)


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        ("rank", {"discrete": {1: 0.5, 2: 0.3, 8: 0.2}}, {"poisson": {"mu": 3}}),
        ("rank", {"value": "3 to 9", "clip": [5, 8]}, {"geometric": {"p": 0.3}}),
        ("rank", {"value": "3 to 9", "clip": [5, 8]}, "4 to 10"),
        ("pearson", {"discrete": {1: 0.5, 2: 0.3, 8: 0.2}}, {"beta": {"alpha": 2, "beta": 3}}),
        ("pearson", {"poisson": {"mu": 3}}, {"binomial": {"n": 4, "p": 0.3}}),
        ("pearson", {"p10": 1, "p50": 2, "p90": 5}, {"value": "3 to 9", "clip": [5, 8]}),
    ],
)
@pytest.mark.parametrize("asked", [-0.5, 0.7])
def test_draws_have_the_correlation_asked_for(kind: str, asked: float, first: Any, second: Any) -> None:
    score = tie(kind, asked, first, second).normal_score
    generator = np.random.default_rng(5)
    normal, other = generator.normal(size=(2, COUNT))
    x = prior(first).distribution.from_normal(normal)
    y = prior(second).distribution.from_normal(score * normal + np.sqrt(1 - score**2) * other)
    found = (stats.spearmanr if kind == "rank" else stats.pearsonr)(x, y).statistic
    # two clipped distributions are integrated to about 0.002
    assert found == pytest.approx(asked, abs=FIVE_SIGMA + 0.002)


def total(x: float, y: float) -> float:
    """Both together [1]."""
    return x + y


def study(correlation: dict[str, Any], x: Any, y: Any) -> uc.Study:
    return uc.Study([total], {"x": x, "y": y, "correlations": [{"pair": ["x", "y"], **correlation}]})


def test_a_rank_out_of_reach_says_what_it_reaches() -> None:
    rare = {"discrete": {0: 0.9, 1: 0.1}}
    beliefs = study({"rank": 0.8}, rare, "4 to 10")
    # all of the 10% lie at the top: sqrt(3 p (1 - p))
    assert beliefs.correlations[0].reached == pytest.approx(np.sqrt(3 * 0.09), abs=1e-3)
    note = "x, y: a rank correlation of 0.8 was asked for; between values with so many ties the most is 0.52"
    assert note in beliefs.notes
    assert study({"rank": 0.4}, rare, "4 to 10").correlations[0].note == ""


def test_a_pearson_out_of_reach_is_refused_with_what_is_in_reach() -> None:
    with pytest.raises(
        uc.UncertainComputeError,
        match=r"priors.correlations \[x, y\]: pearson = -0.9 is not possible; .* lies from -0.107 to 0.467$",
    ):
        study({"pearson": -0.9}, "1 to 10", "1 to 1000")
    with pytest.raises(uc.UncertainComputeError, match="no variance, so pearson has no meaning; use rank"):
        study({"pearson": 0.5}, "1 to 10", {"pareto": {"alpha": 1.5, "m": 1}})


def test_what_is_fixed_or_continuous_needs_no_root() -> None:
    assert tie("rank", 0.5, "4 to 10", {"beta": {"alpha": 2, "beta": 3}}).score is None
    assert tie("pearson", 0.5, "4 to 10", 3).score is None
    assert tie("normal_score", 0.5, HALVES, HALVES).normal_score == 0.5
