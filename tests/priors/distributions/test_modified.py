"""Truncation renormalises, clipping moves: each with distributions that are continuous, single values, or both."""

import numpy as np
import pytest
from distribution_table import distribution_of
from scipy import stats
from scipy.integrate import quad
from scipy.special import ndtr, ndtri

from uncertain_compute.priors.distributions import (
    Clipped,
    Discrete,
    Distribution,
    Fixed,
    LogNormal,
    Mixture,
    Normal,
    Truncated,
)

EVEN = (np.arange(2**14) + 0.5) / 2**14
TAILS = np.geomspace(1e-15, 0.5, 50)

TRUNCATED = {
    "normal": (Normal(0.4, 0.3), 0.0, 1.0),
    "lognormal": (LogNormal(-1, 0.8), -np.inf, 1.0),
    "beta": (distribution_of({"beta": {"alpha": 2, "beta": 3}}), 0.2, 0.7),
    "a mixture": (
        distribution_of({"mixture": [{"weight": 0.5, "value": "1 to 2"}, {"weight": 0.5, "value": "4 to 9"}]}),
        1,
        8,
    ),
}
each_truncated = pytest.mark.parametrize("name", TRUNCATED)


@each_truncated
def test_truncated_distributions_stay_in_their_bounds(name: str) -> None:
    distribution, low, high = TRUNCATED[name]
    within = distribution.truncated(low, high)
    for draws in (within.from_uniform(EVEN), within.ppf(TAILS), within.isf(TAILS)):
        assert draws.min() >= low
        assert draws.max() <= high


@each_truncated
def test_truncated_distributions_are_renormalised_and_not_clipped(name: str) -> None:
    distribution, low, high = TRUNCATED[name]
    within = distribution.truncated(low, high)
    assert not np.isin(within.from_uniform(EVEN), [low, high]).any()
    x = distribution.ppf(np.linspace(0.05, 0.95, 19))
    inside = x[(x > low) & (x < high)]
    kept = distribution.cdf(high) - distribution.cdf(low)
    np.testing.assert_allclose(
        within.cdf(inside), (distribution.cdf(inside) - distribution.cdf(low)) / kept, rtol=1e-12
    )
    np.testing.assert_allclose(within.pdf(inside), distribution.pdf(inside) / kept, rtol=1e-12)


def test_truncation_far_above_keeps_its_digits_as_far_below() -> None:
    above = distribution_of({"normal": {"mu": 0, "sigma": 1, "bounds": [5, None]}})
    below = distribution_of({"normal": {"mu": 0, "sigma": 1, "bounds": [None, -5]}})
    probability = np.concatenate([2.0 ** -np.arange(49, 23, -1), EVEN[::64]])
    wanted = -ndtri(probability * ndtr(-5.0))
    np.testing.assert_allclose(-below.from_uniform(probability), wanted, rtol=1e-6)
    np.testing.assert_allclose(above.from_uniform(1.0 - probability), wanted, rtol=1e-6)
    np.testing.assert_allclose(above.isf(probability), wanted, rtol=1e-13)


@pytest.mark.parametrize("mu", [0.0, -4.0, 4.0])
def test_a_truncated_normal_is_scipys(mu: float) -> None:
    distribution, scipys = Normal(mu, 1).truncated(-1, 2), stats.truncnorm(-1 - mu, 2 - mu, mu, 1)
    np.testing.assert_allclose(distribution.ppf(EVEN[::64]), scipys.ppf(EVEN[::64]), rtol=1e-9, atol=1e-11)
    assert distribution.mean == pytest.approx(scipys.mean(), rel=1e-11)
    assert distribution.variance == pytest.approx(scipys.var(), rel=1e-10)


def test_a_truncated_distribution_may_be_truncated_again() -> None:
    twice, once = Normal(0, 1).truncated(-2, 3).truncated(-1, 5), Normal(0, 1).truncated(-1, 3)
    np.testing.assert_allclose(twice.ppf(EVEN[::64]), once.ppf(EVEN[::64]), rtol=1e-12, atol=1e-14)


def test_clipping_moves_what_is_beyond_to_the_ends() -> None:
    distribution = Clipped(Normal(0, 1), -1, 2)
    assert distribution.atoms == pytest.approx({-1: ndtr(-1), 2: ndtr(-2)}, rel=1e-12)
    draws = distribution.from_uniform(EVEN)
    assert (draws == -1).mean() == pytest.approx(ndtr(-1), abs=2.0**-14)
    assert (draws == 2).mean() == pytest.approx(ndtr(-2), abs=2.0**-14)
    np.testing.assert_array_equal(distribution.from_normal(np.array([-3.0, 0.5, 7.0])), [-1, 0.5, 2])


def test_the_mean_of_a_clipped_normal_is_known() -> None:
    """E max(Z, 0) is 1/sqrt(2 pi), and E max(Z, 0)^2 is 1/2."""
    distribution = Clipped(Normal(0, 1), 0.0, np.inf)
    assert distribution.mean == pytest.approx((2 * np.pi) ** -0.5, rel=1e-11)
    assert distribution.variance == pytest.approx(0.5 - 1 / (2 * np.pi), rel=1e-11)


MIXED = Mixture((0.3, 0.5, 0.2), (Fixed(2.0), Normal(3, 2), Discrete((1.0, 5.0), (0.25, 0.75))))


def test_truncating_single_values_keeps_those_inside_both_bounds_included() -> None:
    within = MIXED.truncated(1, 4)
    kept = 0.3 + 0.05 + 0.5 * (ndtr(0.5) - ndtr(-1))
    assert within.atoms == pytest.approx({2: 0.3 / kept, 1: 0.05 / kept}, rel=1e-12)
    assert float(within.cdf(4.0)) == pytest.approx(1, rel=1e-14)
    assert float(within.cdf(np.nextafter(1, 0))) == 0
    assert float(within.cdf(2.0)) == pytest.approx((0.35 + 0.5 * (ndtr(-0.5) - ndtr(-1))) / kept, rel=1e-12)


def test_truncating_equal_components_keeps_the_weight_of_each() -> None:
    distribution = Mixture((0.3, 0.3, 0.4), (Normal(0, 1), Normal(0, 1), Normal(5, 1))).truncated(-9, 9)
    assert isinstance(distribution, Mixture)
    assert distribution.weights == pytest.approx((0.3, 0.3, 0.4), abs=1e-4)


def test_a_fixed_value_truncated_is_itself() -> None:
    assert Fixed(2.0).truncated(1, 3) == Fixed(2.0)


def test_a_clipped_distribution_truncated_keeps_the_end_that_is_inside() -> None:
    distribution = Clipped(Normal(0, 1), -1, 1).truncated(-2, 0.5)
    kept = ndtr(0.5)
    assert distribution.atoms == pytest.approx({-1: ndtr(-1) / kept}, rel=1e-12)
    x = np.array([-1.0, 0.0, 0.4])
    np.testing.assert_allclose(distribution.cdf(x), ndtr(x) / kept, rtol=1e-12)
    assert float(distribution.ppf(0.999999)) < 0.5


@pytest.mark.parametrize(
    "distribution", [MIXED, Discrete((1.0, 2.0, 5.0), (0.2, 0.5, 0.3))], ids=["mixture", "discrete"]
)
def test_moments_of_a_clipped_distribution_with_single_values_are_those_of_its_probabilities(
    distribution: Distribution,
) -> None:
    """Above the lower end a mean is the integral of P(X > x), and a second moment that of 2 x P(X > x)."""
    low, high = 1.5, 4.0
    first, second = (
        quad(lambda x, power=power: power * x ** (power - 1) * distribution.sf(x), low, high, points=[2.0])[0]
        for power in (1, 2)
    )
    clipped = Clipped(distribution, low, high)
    assert clipped.mean == pytest.approx(low + first, rel=1e-7)
    assert clipped.variance == pytest.approx(low**2 + second - (low + first) ** 2, rel=1e-6)


@pytest.mark.parametrize("name", TRUNCATED)
def test_clipped_draws_are_those_of_the_distribution_where_they_lie_inside(name: str) -> None:
    distribution, low, high = TRUNCATED[name]
    np.testing.assert_array_equal(
        Clipped(distribution, low, high).from_uniform(EVEN), np.clip(distribution.from_uniform(EVEN), low, high)
    )


def test_truncated_is_what_a_family_with_bounds_gives() -> None:
    assert distribution_of({"normal": {"mu": 0, "sigma": 1, "bounds": [-1, 2]}}) == Truncated(Normal(0, 1), -1, 2)
    assert distribution_of({"normal": {"mu": 0, "sigma": 1, "clip": [-1, 2]}}) == Clipped(Normal(0, 1), -1, 2)


MU, COUNTS = 4.2, np.arange(60)
NORMAL = {"mu": 5, "sigma": 1}
POISSON = stats.poisson(MU).pmf(COUNTS)


def moments(values: np.ndarray, shares: np.ndarray) -> tuple[float, float]:
    mean = float(values @ shares / shares.sum())
    return mean, float((values - mean) ** 2 @ shares / shares.sum())


@pytest.mark.parametrize(
    ("modifier", "values", "shares"),
    [
        ({"bounds": [2, 7]}, COUNTS, POISSON * (COUNTS >= 2) * (COUNTS <= 7)),
        ({"bounds": [1.5, None]}, COUNTS, POISSON * (COUNTS >= 2)),
        ({"clip": [2, 7]}, np.clip(COUNTS, 2, 7), POISSON),
        ({"clip": [None, 3.5]}, np.clip(COUNTS, 0, 3.5), POISSON),
    ],
)
def test_whole_numbers_are_truncated_and_clipped_as_their_list_is(
    modifier: dict[str, list[float | None]], values: np.ndarray, shares: np.ndarray
) -> None:
    distribution = distribution_of({"poisson": {"mu": MU, **modifier}})
    assert (distribution.mean, distribution.variance) == pytest.approx(moments(values, shares), rel=1e-12)
    for value in np.unique(values):
        share = shares[values == value].sum() / shares.sum()
        assert distribution.atoms.get(float(value), 0.0) == pytest.approx(share, abs=1e-15)
        assert distribution.cdf(value) == pytest.approx(shares[values <= value].sum() / shares.sum(), rel=1e-12)


def test_whole_numbers_in_a_mixture_have_their_weight() -> None:
    parts = [{"weight": 0.25, "value": {"poisson": {"mu": MU}}}, {"weight": 0.75, "value": {"normal": NORMAL}}]
    distribution = distribution_of({"mixture": parts})
    assert distribution.atoms[3.0] == pytest.approx(0.25 * POISSON[3], rel=1e-12)
    assert distribution.cdf(3.0) == pytest.approx(0.25 * POISSON[:4].sum() + 0.75 * ndtr(-2.0), rel=1e-12)
    drawn = distribution.from_uniform((np.arange(2**10) + 0.5) / 2**10)
    assert drawn.mean() == pytest.approx(0.25 * MU + 0.75 * 5, abs=0.02)
