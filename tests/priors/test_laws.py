"""One table of laws, and what holds for each of them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import ndtr, ndtri

from uncertain_compute.priors.laws import Discrete, Fixed, Law, LogNormal, LogUniform, Normal, Triangular, Uniform
from uncertain_compute.priors.spec import prior

OPEN = (-np.inf, np.inf)

FAMILIES: Mapping[str, tuple[Law, Any, tuple[float, float]]] = {
    "normal": (Normal(3, 2), stats.norm(3, 2), OPEN),
    "lognormal": (LogNormal(1, 0.5), stats.lognorm(0.5, scale=np.exp(1)), OPEN),
    "uniform": (Uniform(-2, 5), stats.uniform(-2, 7), OPEN),
    "loguniform": (LogUniform(0.1, 30), stats.loguniform(0.1, 30), OPEN),
    "triangular": (Triangular(1, 3, 7), stats.triang(1 / 3, 1, 6), OPEN),
    "triangular, mode at the low end": (Triangular(1, 1, 7), stats.triang(0, 1, 6), OPEN),
    "triangular, mode at the high end": (Triangular(1, 7, 7), stats.triang(1, 1, 6), OPEN),
    "beta": (prior({"beta": {"alpha": 8, "beta": 12}}).law, stats.beta(8, 12), OPEN),
    "beta of two peaks": (prior({"beta": {"alpha": 0.5, "beta": 0.7}}).law, stats.beta(0.5, 0.7), OPEN),
    "beta close to zero": (prior({"beta": {"alpha": 2, "beta": 800}}).law, stats.beta(2, 800), OPEN),
    "truncated normal": (
        prior({"normal": {"mu": 0.4, "sigma": 0.3, "bounds": [0, 1]}}).law,
        stats.norm(0.4, 0.3),
        (0, 1),
    ),
    "normal truncated below": (
        prior({"normal": {"mu": 0.4, "sigma": 0.3, "bounds": [0, None]}}).law,
        stats.norm(0.4, 0.3),
        (0, np.inf),
    ),
    "normal truncated far below": (
        prior({"normal": {"mu": 0, "sigma": 1, "bounds": [-6, -4]}}).law,
        stats.norm(),
        (-6, -4),
    ),
    "truncated lognormal": (
        prior({"lognormal": {"mu": -1, "sigma": 0.8, "bounds": [None, 1]}}).law,
        stats.lognorm(0.8, scale=np.exp(-1)),
        (-np.inf, 1),
    ),
    "truncated beta": (
        prior({"beta": {"alpha": 2, "beta": 3, "bounds": [0.2, 0.7]}}).law,
        stats.beta(2, 3),
        (0.2, 0.7),
    ),
}
"""Each law, scipy's, and the bounds between which scipy's is taken."""

DISCRETE = Discrete((4.0, 8.0, 16.0), (0.25, 0.5, 0.25))
FIXED = Fixed(42.0)
LAWS = {**{name: law for name, (law, _, _) in FAMILIES.items()}, "discrete": DISCRETE, "fixed": FIXED}

each_family = pytest.mark.parametrize("name", FAMILIES)
each_law = pytest.mark.parametrize("law", LAWS.values(), ids=LAWS)
quick = settings(max_examples=50, deadline=None, derandomize=True, database=None)

INSIDE = np.concatenate([np.geomspace(1e-6, 0.5, 4001)[:-1], 1 - np.geomspace(0.5, 1e-6, 4001)[1:]])
BEYOND = 2.0 ** -np.arange(23, 50)


def interquartile_range(law: Law) -> float:
    low, high = law.quantile(np.array([0.25, 0.75]))
    return float(high - low)


def midpoints(count: int) -> np.ndarray:
    return (np.arange(count) + 0.5) / count


def cdf(distribution: Any, bounds: tuple[float, float], values: np.ndarray) -> np.ndarray:
    low, high = distribution.cdf(bounds)
    return np.asarray((distribution.cdf(values) - low) / (high - low))


@each_family
def test_quantile_inverts_scipys_distribution_function(name: str) -> None:
    law, distribution, bounds = FAMILIES[name]
    probability = np.concatenate([[1e-4, 1e-3], np.linspace(0.01, 0.99, 99), [0.999, 0.9999]])
    np.testing.assert_allclose(cdf(distribution, bounds, law.quantile(probability)), probability, rtol=1e-10)


@each_law
def test_draws_are_within_a_millionth_of_the_exact_quantiles(law: Law) -> None:
    exact = law.quantile(INSIDE)
    error = np.abs(law.from_uniform(INSIDE) - exact)
    assert np.all(error <= 1e-6 * (interquartile_range(law) + np.abs(exact)))


@each_law
def test_draws_at_one_half_are_the_median(law: Law) -> None:
    tolerance = 1e-6 * (interquartile_range(law) + abs(law.median))
    assert law.from_uniform(np.array([0.5]))[0] == pytest.approx(law.median, abs=tolerance)
    assert law.from_normal(np.array([0.0]))[0] == pytest.approx(law.median, abs=tolerance)


@each_law
def test_draws_in_the_far_lower_tail_are_exact(law: Law) -> None:
    np.testing.assert_allclose(law.from_uniform(BEYOND), law.quantile(BEYOND), rtol=1e-14)


@each_family
def test_draws_in_the_far_upper_tail_are_exact(name: str) -> None:
    law, distribution, bounds = FAMILIES[name]
    above_low, above_high = distribution.sf(bounds)
    wanted = distribution.isf(above_high + BEYOND * (above_low - above_high))
    np.testing.assert_allclose(law.from_uniform(1.0 - BEYOND), wanted, rtol=1e-9)


@each_law
def test_normal_numbers_give_the_quantile_at_their_probability(law: Law) -> None:
    normal = np.linspace(-4.5, 4.5, 2001)
    exact = law.quantile(ndtr(normal))
    assert np.all(np.abs(law.from_normal(normal) - exact) <= 1e-6 * (interquartile_range(law) + np.abs(exact)))


@each_law
def test_draws_never_fall_as_the_uniform_number_rises(law: Law) -> None:
    uniform = np.unique(np.concatenate([INSIDE, BEYOND, 1 - BEYOND]))
    slack = 1e-15 * np.abs(law.quantile(np.array([0.01, 0.99]))).max()
    assert np.all(np.diff(law.from_uniform(uniform)) >= -slack)
    assert np.all(np.diff(law.quantile(uniform)) >= -slack)


@each_family
def test_draws_differ_where_the_law_is_continuous(name: str) -> None:
    assert len(np.unique(FAMILIES[name][0].from_uniform(midpoints(1000)))) == 1000


@each_family
def test_mean_and_spread_of_a_fine_design_are_scipys(name: str) -> None:
    law, distribution, (low, high) = FAMILIES[name]
    ends = {"lb": max(low, distribution.support()[0]), "ub": min(high, distribution.support()[1])}
    mean = distribution.expect(lambda x: x, **ends, conditional=True)
    variance = distribution.expect(lambda x: (x - mean) ** 2, **ends, conditional=True)
    draws = law.from_uniform(midpoints(2**20))
    # a midpoint rule leaves out what lies past its last point: under 1e-5 of these laws' spread
    assert draws.mean() == pytest.approx(mean, abs=1e-5 * np.sqrt(variance))
    assert draws.std() == pytest.approx(np.sqrt(variance), rel=1e-4)


@each_law
def test_median_is_the_quantile_at_one_half(law: Law) -> None:
    assert law.median == law.quantile(np.array([0.5]))[0]


@each_law
def test_numbers_given_are_left_as_they_were(law: Law) -> None:
    uniform, normal = midpoints(10), np.linspace(-2, 2, 10)
    law.from_uniform(uniform)
    law.from_normal(normal)
    np.testing.assert_array_equal(uniform, midpoints(10))
    np.testing.assert_array_equal(normal, np.linspace(-2, 2, 10))


@pytest.mark.parametrize("name", [name for name, (_, _, bounds) in FAMILIES.items() if bounds != OPEN])
def test_truncated_laws_stay_in_their_bounds(name: str) -> None:
    law, _, (low, high) = FAMILIES[name]
    for draws in (law.from_uniform(np.concatenate([INSIDE, BEYOND, 1 - BEYOND])), law.quantile(INSIDE)):
        assert draws.min() >= low
        assert draws.max() <= high


@pytest.mark.parametrize("name", [name for name, (_, _, bounds) in FAMILIES.items() if bounds != OPEN])
def test_truncated_laws_are_renormalised_and_not_clipped(name: str) -> None:
    law, distribution, bounds = FAMILIES[name]
    draws = law.from_uniform(midpoints(2**14))
    assert not np.isin(draws, bounds).any()
    shares = np.array([(draws <= value).mean() for value in law.quantile(np.array([0.1, 0.5, 0.9]))])
    np.testing.assert_allclose(shares, [0.1, 0.5, 0.9], atol=2.0**-13)
    assert distribution.cdf(draws.max()) <= distribution.cdf(bounds[1])


def test_truncation_far_above_keeps_its_digits_as_far_below() -> None:
    above = prior({"normal": {"mu": 0, "sigma": 1, "bounds": [5, None]}}).law
    below = prior({"normal": {"mu": 0, "sigma": 1, "bounds": [None, -5]}}).law
    probability = np.concatenate([BEYOND[::-1], midpoints(100)])
    wanted = -ndtri(probability * ndtr(-5.0))
    np.testing.assert_allclose(-below.from_uniform(probability), wanted, rtol=1e-6)
    np.testing.assert_allclose(above.from_uniform(1.0 - probability), wanted, rtol=1e-6)
    np.testing.assert_allclose(above.quantile(1.0 - probability), wanted, rtol=1e-6)


def test_discrete_draws_have_the_probabilities() -> None:
    values, counts = np.unique(DISCRETE.from_uniform(midpoints(1000)), return_counts=True)
    np.testing.assert_array_equal(values, [4, 8, 16])
    np.testing.assert_array_equal(counts, [250, 500, 250])


def test_discrete_quantile_is_the_smallest_value_that_reaches_the_probability() -> None:
    probability = np.array([0.0, 0.25, np.nextafter(0.25, 1), 0.75, np.nextafter(0.75, 1), 1.0])
    np.testing.assert_array_equal(DISCRETE.quantile(probability), [4, 4, 8, 8, 16, 16])


@given(st.lists(st.integers(1, 50), min_size=1, max_size=12), st.floats(0, 1))
@quick
def test_discrete_laws_of_any_probabilities_draw_only_their_values(weights: list[int], uniform: float) -> None:
    total = sum(weights)
    values = tuple(map(float, range(len(weights))))
    law = Discrete(values, tuple(weight / total for weight in weights))
    drawn = int(law.from_uniform(np.array([uniform]))[0])
    # rounding of the cumulative sum may pass a number that lies on a step to its neighbour
    assert sum(weights[:drawn]) / total <= uniform + 1e-12
    assert uniform <= sum(weights[: drawn + 1]) / total + 1e-12


def test_a_fixed_number_is_drawn_each_time() -> None:
    for draws in (FIXED.from_uniform(midpoints(5)), FIXED.from_normal(midpoints(5)), FIXED.quantile(midpoints(5))):
        np.testing.assert_array_equal(draws, np.full(5, 42.0))


SCALES = st.floats(-30, 30).map(lambda exponent: 10.0**exponent)
LOCATIONS = st.floats(-1e6, 1e6)
WIDTHS = st.floats(-3, 6).map(lambda exponent: 10.0**exponent)
SHAPES = st.floats(-0.5, 3).map(lambda exponent: 10.0**exponent)

ANY_LAW = st.one_of(
    st.builds(Normal, LOCATIONS, WIDTHS),
    st.builds(LogNormal, st.floats(-60, 60), st.floats(0.001, 3)),
    st.builds(lambda low, width: Uniform(low, low + width), LOCATIONS, WIDTHS),
    st.builds(lambda low, factor: LogUniform(low, low * (1 + factor)), SCALES, WIDTHS),
    st.builds(
        lambda low, width, share: Triangular(low, low + share * width, low + width), LOCATIONS, WIDTHS, st.floats(0, 1)
    ),
    st.builds(lambda alpha, beta: prior({"beta": {"alpha": alpha, "beta": beta}}).law, SHAPES, SHAPES),
    st.builds(
        lambda mu, low, width: prior({"normal": {"mu": mu, "sigma": 1, "bounds": [low, low + width]}}).law,
        st.floats(-2, 2),
        st.floats(-2, 2),
        st.floats(0.01, 4),
    ),
)


@given(ANY_LAW)
@quick
def test_any_law_is_drawn_from_within_a_millionth_and_never_falls(law: Law) -> None:
    uniform = INSIDE[::40]
    exact, drawn = law.quantile(uniform), law.from_uniform(uniform)
    scale = interquartile_range(law) + np.abs(exact)
    assert np.all(np.isfinite(exact))
    assert np.all(np.abs(drawn - exact) <= 1e-6 * scale)
    assert np.all(np.diff(drawn) >= -1e-14 * scale[1:])


@given(ANY_LAW, st.floats(-6, 6))
@quick
def test_any_law_takes_a_normal_number_for_its_probability(law: Law, normal: float) -> None:
    exact = law.quantile(ndtr(np.array([normal])))
    drawn = law.from_normal(np.array([normal]))
    assert np.all(np.abs(drawn - exact) <= 1e-6 * (interquartile_range(law) + np.abs(exact)))
