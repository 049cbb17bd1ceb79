"""Tables of quantiles and of probabilities: the points are met, and what lies between and beyond is as it is said."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.interpolate import PchipInterpolator

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.reading.spec import prior

LEVELS = np.linspace(0.001, 0.999, 999)


@pytest.mark.parametrize(
    ("quantiles", "same"),
    [
        ({"p5": 1, "p95": 9}, {"normal": {"p5": 1, "p95": 9}}),
        ({"p5": 1, "p95": 9, "low": 0}, "1 to 9"),
        ({"p5": 2, "p95": 10, "low": 1}, "1 to 9"),
    ],
)
def test_two_quantiles_are_those_of_a_normal_or_a_lognormal(quantiles: dict[str, float], same: object) -> None:
    found, wanted, moved = prior({"quantiles": quantiles}), prior(same), quantiles.get("low", 0)
    np.testing.assert_allclose(found.ppf(LEVELS), wanted.ppf(LEVELS) + moved, rtol=1e-12)
    assert found.mean == pytest.approx(wanted.mean + moved, rel=1e-12)
    assert found.variance == pytest.approx(wanted.variance, rel=1e-11)
    x = found.ppf(LEVELS)
    np.testing.assert_allclose(found.pdf(x), wanted.pdf(x - moved), rtol=1e-9)


@given(
    st.lists(st.tuples(st.integers(20, 980), st.floats(-4, 4)), min_size=2, max_size=9, unique_by=lambda one: one[0])
)
@settings(max_examples=30, deadline=None, derandomize=True, database=None)
def test_any_quantiles_that_rise_are_met_and_the_curve_between_them_rises(points: list[tuple[int, float]]) -> None:
    levels = sorted(level for level, _ in points)
    values = np.cumsum([10.0**exponent for _, exponent in points])
    asked = {f"p{level / 10:g}": value for level, value in zip(levels, values, strict=True)}
    found = prior({"quantiles": asked})
    np.testing.assert_allclose(found.ppf(np.array(levels) / 1000), values, rtol=1e-9, atol=1e-9 * values[-1])
    assert np.all(np.diff(found.ppf(LEVELS)) > 0)
    assert found.misfits == {}


def test_between_the_points_it_is_scipys_monotone_cubic_of_the_normal_score_and_beyond_a_normal_tail() -> None:
    levels, values = np.array([0.05, 0.3, 0.5, 0.9, 0.95]), np.array([1.0, 1.1, 4.0, 4.2, 9.0])
    found = prior({"quantiles": {f"p{100 * level:g}": value for level, value in zip(levels, values, strict=True)}})
    scores = stats.norm.ppf(levels)
    inner = np.linspace(scores[1], scores[-2], 99)
    np.testing.assert_allclose(found.ppf(stats.norm.cdf(inner)), PchipInterpolator(scores, values)(inner), rtol=1e-9)
    for ends, tail in ((slice(2), [1e-9, 0.01]), (slice(-2, None), [0.97, 1 - 1e-9])):
        (first, last), (low, high) = scores[ends], values[ends]
        scale = (high - low) / (last - first)
        wanted = stats.norm(low - first * scale, scale)
        np.testing.assert_allclose(found.ppf(np.array(tail)), wanted.ppf(tail), rtol=1e-9)


def test_many_quantiles_of_a_distribution_give_it_back() -> None:
    gamma = stats.gamma(2)
    found = prior({"quantiles": {f"p{level}": float(gamma.ppf(level / 100)) for level in range(1, 100)} | {"low": 0}})
    x = gamma.ppf(np.linspace(0.01, 0.99, 997))
    np.testing.assert_allclose(found.cdf(x), gamma.cdf(x), atol=1e-4)


def test_probabilities_of_at_most_some_values_are_quantiles_and_ends() -> None:
    quantiles = prior({"quantiles": {"p5": 1, "p50": 3, "p95": 9, "low": 0, "high": 20}})
    assert prior({"cdf": {20: 1, 0: 0, 1: "5%", 3: 0.5, 9: 0.95}}).distribution == quantiles.distribution
    assert prior({"cdf": {1: 0.05, 3: 0.5}}).distribution.cdf(-3) > 0


def test_what_no_metalog_goes_through_is_offered_this_form() -> None:
    asked = {"p10": 1, "p50": 1.1, "p90": 10}
    with pytest.raises(
        UncertainComputeError, match=r"does not rise everywhere.*; or quantiles: \{\.\.\.\}, a curve through any"
    ):
        prior(asked)
    assert prior({"quantiles": asked}).misfits == {}
