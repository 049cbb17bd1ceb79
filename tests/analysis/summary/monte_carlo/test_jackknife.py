"""Intervals from chains, beside Student's and beside closed forms of the jackknife."""

import numpy as np
import pytest
from scipy import stats

from uncertain_compute.analysis.summary.monte_carlo.jackknife import MONTE_CARLO_CI_PROB, half_width_between, jackknife


def chains_of(count: int, *shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(1.0, 0.3, (count, *shape))


@pytest.mark.parametrize("count", [2, 3, 16])
def test_of_a_mean_it_is_students_interval_wider_by_the_skewness(count: int) -> None:
    sums = chains_of(count, 5)
    found = jackknife(sums, lambda means: means)
    low, high = stats.t.interval(MONTE_CARLO_CI_PROB, count - 1, sums.mean(axis=0), stats.sem(sums, axis=0))
    np.testing.assert_allclose(found.value, sums.mean(axis=0), rtol=1e-12)
    widened = (high - low) / 2 * (1 + 0.2 * stats.skew(sums, axis=0) ** 2)
    np.testing.assert_allclose(found.half_width, widened, rtol=1e-9)
    np.testing.assert_allclose(half_width_between(sums), widened, rtol=1e-12)


@pytest.mark.parametrize(("distribution", "mean"), [("standard_normal", 0.0), ("standard_exponential", 1.0)])
def test_of_a_mean_of_skewed_chains_it_holds_the_truth_nearly_as_often(distribution: str, mean: float) -> None:
    """Of exponential chains Student's interval holds it in 92%; four binomial errors of 10,000 intervals are 0.9."""
    found = jackknife(getattr(np.random.default_rng(1), distribution)((16, 10_000)), lambda means: means)
    assert 0.94 - 0.009 < np.mean(np.abs(found.value - mean) <= found.half_width) < 0.96 + 0.009


def test_it_agrees_with_a_loop_over_the_chains() -> None:
    """Efron & Stein 1981, of a ratio of two means."""
    sums = chains_of(8, 2)
    found = jackknife(sums, lambda means: means[:, 0] / means[:, 1])
    without = np.array([np.divide(*np.delete(sums, chain, axis=0).mean(axis=0)) for chain in range(8)])
    error = np.sqrt(7 / 8 * ((without - without.mean()) ** 2).sum())
    assert found.value == pytest.approx(np.divide(*sums.mean(axis=0)), rel=1e-12)
    widened = error * (1 + 0.2 * stats.skew(without) ** 2)
    assert found.half_width == pytest.approx(stats.t.ppf(0.975, 7) * widened, rel=1e-12)


def test_the_bias_of_a_square_is_taken_off_exactly() -> None:
    """The mean's square overshoots by the variance of the mean; what is left is the unbiased estimate."""
    sums = chains_of(6, 4)
    mean, variance_of_mean = sums.mean(axis=0), sums.var(axis=0, ddof=1) / 6
    biased, unbiased = (jackknife(sums, lambda means: means**2, unbiased=choice) for choice in (False, True))
    np.testing.assert_allclose(biased.value, mean**2, rtol=1e-12)
    np.testing.assert_allclose(unbiased.value, mean**2 - variance_of_mean, rtol=1e-10)
    np.testing.assert_array_equal(biased.half_width, unbiased.half_width)


def test_chains_that_agree_leave_no_doubt() -> None:
    found = jackknife(np.full((4, 2), 3.0), lambda means: means[:, 0] / means[:, 1])
    assert (found.value, found.half_width) == (1, 0)


def test_a_ratios_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Of 2,000 intervals at 95% the binomial error is 0.5 points; the ratio is curved, hence four of them."""
    generator = np.random.default_rng(1)
    chains = generator.normal([2.0, 4.0], 0.1, (2000, 16, 2))
    found = [jackknife(sums, lambda means: means[:, 0] / means[:, 1]) for sums in chains]
    inside = np.mean([abs(one.value - 0.5) <= one.half_width for one in found])
    assert abs(inside - MONTE_CARLO_CI_PROB) < 0.02


def test_the_shape_is_kept() -> None:
    found = jackknife(chains_of(5, 3, 2, 4), lambda means: means[:, :2] / means[:, 2:])
    assert found.value.shape == found.half_width.shape == (2, 2, 4)
