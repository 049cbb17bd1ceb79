"""Draws: within a millionth of the exact quantile, exact in the far tails, whatever the distribution."""

from itertools import pairwise

import numpy as np
import pytest
from distribution_table import ROWS, decimals, distribution_of, each_distribution, few, named, powers_of_ten, some
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr

from uncertain_compute.arrays import Floats
from uncertain_compute.priors.distributions import (
    Beta,
    Clipped,
    Discrete,
    Distribution,
    Gamma,
    Interpolated,
    LogNormal,
    Mixture,
    Normal,
    StudentT,
    Truncated,
    Uniform,
    Weibull,
)
from uncertain_compute.priors.distributions.table import ACCURACY, SMALLEST_TAIL

INSIDE = np.concatenate([np.geomspace(1e-6, 0.5, 801)[:-1], 1 - np.geomspace(0.5, 1e-6, 801)])
BEYOND = 2.0 ** -np.arange(23, 50)


def bound(distribution: Distribution, exact: Floats) -> Floats:
    """Return the largest error of a draw: relative for a distribution of one sign, else with its interquartile range.

    Floats below the smallest normal one have no relative accuracy.
    """
    inner = distribution.distribution if isinstance(distribution, Clipped) else distribution
    one_sign = inner.ppf(SMALLEST_TAIL) >= 0 or inner.isf(SMALLEST_TAIL) <= 0
    spread = 0.0 if one_sign else float(inner.ppf(0.75) - inner.ppf(0.25))
    return ACCURACY * (np.abs(exact) + spread) + np.finfo(float).tiny


def assert_within_the_bound(distribution: Distribution, uniform: Floats) -> None:
    exact = distribution.ppf(uniform)
    assert np.all(np.abs(distribution.from_uniform(uniform) - exact) <= bound(distribution, exact))


@each_distribution
@given(data=st.data())
@some
def test_draws_are_within_a_millionth_of_the_exact_quantiles(name: str, data: st.DataObject) -> None:
    assert_within_the_bound(data.draw(ROWS[name]).distribution, INSIDE)


@each_distribution
@given(data=st.data())
@some
def test_draws_beyond_are_exact(name: str, data: st.DataObject) -> None:
    tried = data.draw(ROWS[name])
    distribution, lower = tried.distribution, tried.distribution.ppf(BEYOND)
    assert np.all(np.abs(distribution.from_uniform(BEYOND) - lower) <= tried.slack(lower))
    # an upper tail counted as 1 minus the number may differ by what a distribution loses there
    low, high = distribution.isf(BEYOND + tried.lost), distribution.isf(np.maximum(BEYOND - tried.lost, 0.0))
    upper = distribution.from_uniform(1.0 - BEYOND)
    assert np.all(low - tried.slack(low) <= upper)
    assert np.all(upper <= high + tried.slack(high))


@each_distribution
@given(data=st.data())
@some
def test_a_normal_number_is_drawn_for_its_probability(name: str, data: st.DataObject) -> None:
    distribution = data.draw(ROWS[name]).distribution
    normal = np.linspace(-4.75, 4.75, 401)
    # a number near 1 holds the probability above it to 1.1e-16: 2.2e-10 of it at 4.75
    near = [ndtr(normal) * (1 + sign * 1e-12) for sign in (-1, 1)]
    low, high = (distribution.ppf(np.minimum(q, 1 - 1e-16)) for q in near)
    drawn = distribution.from_normal(normal)
    assert np.all(low - bound(distribution, low) <= drawn)
    assert np.all(drawn <= high + bound(distribution, high))


@each_distribution
@given(data=st.data())
@few
def test_numbers_given_are_left_as_they_were_and_no_numbers_give_no_draws(name: str, data: st.DataObject) -> None:
    distribution = data.draw(ROWS[name]).distribution
    uniform, normal = np.array([1e-9, 0.2, 0.5, 0.7]), np.array([-7.0, -1.0, 0.0, 2.0])
    first, second = uniform.copy(), normal.copy()
    distribution.from_uniform(first)
    distribution.from_normal(second)
    np.testing.assert_array_equal(first, uniform)
    np.testing.assert_array_equal(second, normal)
    assert distribution.from_uniform(np.empty(0)).shape == (0,)
    assert distribution.from_normal(np.empty(0)).shape == (0,)


TINY_SHAPES = powers_of_ten(-2, 0)
PARTS = st.one_of(
    st.builds(lambda low, width: Uniform(low, low + width), st.floats(0, 20), powers_of_ten(-6, 2)),
    st.builds(LogNormal, st.floats(-5, 5), powers_of_ten(-3, 1)),
    decimals(0, 20).map(distribution_of),
    st.builds(lambda count: Discrete(tuple(1.0 + np.arange(count)), (1 / count,) * count), st.integers(1, 1500)),
    st.builds(Normal, st.floats(-5, 5), powers_of_ten(-3, 2)),
)


@st.composite
def mixtures(draw: st.DrawFn) -> Mixture:
    parts = draw(st.lists(st.tuples(PARTS, powers_of_ten(-6, 0)), min_size=1, max_size=4))
    total = sum(weight for _, weight in parts)
    return Mixture(tuple(weight / total for _, weight in parts), tuple(distribution for distribution, _ in parts))


NASTY = {
    "lognormal of any width": st.builds(LogNormal, st.floats(-60, 60), powers_of_ten(-8, 2)),
    "beta of tiny shapes": st.builds(Beta, TINY_SHAPES, TINY_SHAPES),
    "beta of great shapes": st.builds(Beta, powers_of_ten(-2, 8), powers_of_ten(-2, 8)),
    "gamma of tiny shape": st.builds(Gamma, TINY_SHAPES, st.just(1.0)),
    "gamma of great shape": st.builds(Gamma, powers_of_ten(0, 12), st.just(1.0)),
    "weibull": st.builds(Weibull, powers_of_ten(-2, 4), st.just(1.0)),
    "student_t of heavy tails": st.builds(StudentT, powers_of_ten(-0.7, 0), st.floats(-5, 5), powers_of_ten(-3, 3)),
    "mixture": mixtures(),
    "normal truncated in a tail": st.builds(
        lambda mu, width: Truncated(Normal(mu, 1), 0.0, width), st.floats(-5.5, 5.5), powers_of_ten(-3, 1)
    ),
    "truncated mixture": st.builds(
        lambda distribution: distribution.truncated(*distribution.ppf(np.array([0.01, 0.9]))), mixtures()
    ),
    "interpolated, with steep sides": st.lists(powers_of_ten(-9, 0), min_size=2, max_size=20).map(
        lambda heights: Interpolated(tuple(1.0 + np.arange(len(heights))), tuple(heights))
    ),
}


@pytest.mark.parametrize("name", NASTY)
@given(data=st.data())
@some
def test_draws_of_nasty_distributions_are_within_a_millionth_too(name: str, data: st.DataObject) -> None:
    distribution = data.draw(NASTY[name])
    where = data.draw(st.floats(1e-5, 1 - 1e-5))
    around = where + min(where, 1 - where) * np.linspace(-0.02, 0.02, 201)
    assert_within_the_bound(distribution, np.concatenate([INSIDE, around]))


@pytest.mark.parametrize("weight", [0.3, 0.1, 0.01, 0.001])
@pytest.mark.parametrize("gap", [0.0, 1e-6, 3e-6, 1e-5, 1.0])
def test_draws_beside_a_kink_or_a_gap_are_within_a_millionth(weight: float, gap: float) -> None:
    place = weight * np.linspace(0.98, 1.02, 4001)
    for share in weight * np.linspace(0.97, 1.03, 13):
        distribution = Mixture((share, 1 - share), (Uniform(1, 1 + 2 * share), Uniform((1 + 2 * share) * (1 + gap), 3)))
        assert_within_the_bound(distribution, place)


@pytest.mark.parametrize("count", [3, 64, 1000, 1024])
def test_draws_of_a_mixture_with_data_are_the_data(count: int) -> None:
    rows = Discrete(tuple(1.0 + np.arange(count) / count), (1 / count,) * count)
    distribution = Mixture((0.999, 0.001), (rows, Uniform(5, 6)))
    uniform = (np.arange(20_000) + 0.497) / 20_000  # off the steps, where rounding may choose either side
    drawn = distribution.from_uniform(uniform)
    assert np.isin(drawn[uniform < 0.998], rows.points).all()
    assert_within_the_bound(distribution, uniform)


def test_draws_have_as_many_values_as_numbers_where_the_distribution_is_continuous() -> None:
    uniform = (np.arange(10_000) + 0.5) / 10_000
    for distribution in (
        named("gamma", alpha=2, beta=1),
        named("normal", mu=0, sigma=1),
        named("beta", alpha=2, beta=1),
    ):
        assert all(low < high for low, high in pairwise(distribution.from_uniform(uniform)))
