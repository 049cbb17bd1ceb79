"""The metalog against Keelin's own formulas, and against distributions that it contains."""

import numpy as np
import pytest
from distribution_table import some
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import expit, logit

from uncertain_compute.priors.distributions import Metalog

ALPHA = 0.1
THREE = np.array([ALPHA, 0.5, 1 - ALPHA])
LIMIT = 1.66711
"""Largest |a3 / a2| of a three-term metalog (Keelin 2016), to the digits that he gives."""

LEVELS = np.linspace(0.001, 0.999, 333)


def keelins_coefficients(low: float, median: float, high: float) -> tuple[float, float, float]:
    """Return the three coefficients in closed form (Keelin 2016)."""
    spread, odds = high - low, np.log((1 - ALPHA) / ALPHA)
    share = (median - low) / spread
    return median, spread / (2 * odds), spread * (1 - 2 * share) / ((1 - 2 * ALPHA) * odds)


def keelins_quantile(coefficients: tuple[float, ...], y: np.ndarray) -> np.ndarray:
    first, second, third, fourth = (*coefficients, 0.0)[:4]
    return first + second * logit(y) + third * (y - 0.5) * logit(y) + fourth * (y - 0.5)


def keelins_density(coefficients: tuple[float, ...], y: np.ndarray) -> np.ndarray:
    """Return the density at the quantile of y."""
    _, second, third, fourth = (*coefficients, 0.0)[:4]
    return 1 / (second / (y * (1 - y)) + third * ((y - 0.5) / (y * (1 - y)) + logit(y)) + fourth)


@pytest.mark.parametrize("values", [(1, 3, 8), (1, 5, 8), (-4, 0, 3), (10, 20, 30)])
def test_three_quantiles_give_keelins_coefficients_quantiles_and_density(values: tuple[float, float, float]) -> None:
    distribution, wanted = Metalog.through(THREE, np.array(values, dtype=float)), keelins_coefficients(*values)
    np.testing.assert_allclose(distribution.coefficients, wanted, rtol=1e-12, atol=1e-12)
    x = distribution.ppf(LEVELS)
    np.testing.assert_allclose(x, keelins_quantile(wanted, LEVELS), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(distribution.pdf(x), keelins_density(wanted, LEVELS), rtol=1e-9)


@pytest.mark.parametrize("sign", [-1, 1])
def test_three_terms_have_a_density_up_to_keelins_limit(sign: int) -> None:
    def through(ratio: float) -> Metalog:
        return Metalog.through(THREE, keelins_quantile((0.0, 1.0, sign * ratio), THREE))

    through(LIMIT - 1e-4)
    with pytest.raises(ValueError, match="does not rise everywhere"):
        through(LIMIT + 1e-4)


def test_keelins_limit_on_the_median_of_three_quantiles() -> None:
    """The median's share of the way must lie between k and 1 - k, k = (1 - 1.66711 (1/2 - alpha)) / 2."""
    least = 0.5 * (1 - LIMIT * (0.5 - ALPHA))
    Metalog.through(THREE, np.array([0, least + 1e-4, 1]))
    with pytest.raises(ValueError, match="does not rise everywhere"):
        Metalog.through(THREE, np.array([0, least - 1e-4, 1]))


def test_three_quantiles_of_a_logistic_give_the_logistic() -> None:
    distribution, logistic = Metalog.through(THREE, stats.logistic(3, 2).ppf(THREE)), stats.logistic(3, 2)
    assert distribution.coefficients == pytest.approx((3, 2, 0), abs=1e-12)
    x = logistic.ppf(LEVELS)
    np.testing.assert_allclose(distribution.cdf(x), logistic.cdf(x), rtol=1e-11)
    np.testing.assert_allclose(distribution.pdf(x), logistic.pdf(x), rtol=1e-11)
    assert distribution.mean == pytest.approx(logistic.mean(), rel=1e-9)
    assert distribution.variance == pytest.approx(logistic.var(), rel=1e-9)


def test_three_quantiles_of_a_log_logistic_bounded_below_give_it() -> None:
    fisk = stats.fisk(4, loc=1, scale=3)
    distribution = Metalog.through(THREE, fisk.ppf(THREE), low=1)
    np.testing.assert_allclose(distribution.ppf(LEVELS), fisk.ppf(LEVELS), rtol=1e-11)
    np.testing.assert_allclose(distribution.pdf(fisk.ppf(LEVELS)), fisk.pdf(fisk.ppf(LEVELS)), rtol=1e-9)
    assert distribution.mean == pytest.approx(fisk.mean(), rel=1e-9)


ENDS = {
    "unbounded": {},
    "bounded below": {"low": 0.5},
    "bounded above": {"high": 9.0},
    "bounded": {"low": 0, "high": 9},
}


@pytest.mark.parametrize("name", ENDS)
def test_bounded_metalogs_are_keelins_transformations(name: str) -> None:
    ends, values = ENDS[name], np.array([1.0, 3.0, 7.0])
    low, high = ends.get("low", 0.0), ends.get("high", 0.0)
    there, back = {
        "unbounded": (lambda x: x, lambda z: z),
        "bounded below": (lambda x: np.log(x - low), lambda z: low + np.exp(z)),
        "bounded above": (lambda x: -np.log(high - x), lambda z: high - np.exp(-z)),
        "bounded": (lambda x: np.log((x - low) / (high - x)), lambda z: low + (high - low) * expit(z)),
    }[name]
    distribution = Metalog.through(THREE, values, **ends)
    coefficients = keelins_coefficients(*there(values))
    wanted = back(keelins_quantile(coefficients, LEVELS))
    np.testing.assert_allclose(distribution.ppf(LEVELS), wanted, rtol=1e-11)
    slope = np.gradient(back(keelins_quantile(coefficients, np.array([0.3 - 1e-6, 0.3 + 1e-6]))), 2e-6)[0]
    assert float(distribution.pdf(distribution.ppf(0.3))) == pytest.approx(1 / slope, rel=1e-8)
    for end in ends.values():
        assert distribution.pdf(end) == 0
    np.testing.assert_array_equal(distribution.cdf(np.array([-1e9, 1e9]))[[0, -1]] > 0.5, [False, True])


@given(
    st.lists(st.floats(0.02, 0.98), min_size=3, max_size=6, unique=True),
    st.floats(0.5, 3),
    st.sampled_from([{}, {"low": -60.0}, {"high": 90.0}, {"low": -60.0, "high": 90.0}]),
)
@some
def test_as_many_quantiles_as_terms_are_met(levels: list[float], width: float, ends: dict[str, float]) -> None:
    probabilities = np.sort(levels)
    assume(np.diff(probabilities).min() > 0.02)
    values = stats.gumbel_r(0, width).ppf(probabilities)
    try:
        distribution = Metalog.through(probabilities, values, **ends)
    except ValueError as error:
        assert "does not rise everywhere" in str(error)  # noqa: PT017
        return
    # what is asked of quantiles
    np.testing.assert_allclose(distribution.ppf(probabilities), values, rtol=1e-9, atol=1e-9 * width)
    assert np.all(np.diff(distribution.ppf(LEVELS)) > 0)


def test_more_quantiles_than_terms_are_fitted_by_least_squares() -> None:
    levels = np.array([0.05, 0.2, 0.5, 0.8, 0.95])
    values = np.array([1.0, 2.0, 3.5, 4.5, 9.0])
    distribution = Metalog.through(levels, values, terms=3)
    basis = np.column_stack([np.ones(5), logit(levels), (levels - 0.5) * logit(levels)])
    wanted = np.linalg.solve(basis.T @ basis, basis.T @ values)
    np.testing.assert_allclose(distribution.coefficients, wanted, rtol=1e-10)
