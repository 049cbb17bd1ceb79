"""Scores against their closed forms, and that the truth scores best."""

import numpy as np
import pytest
from scipy.stats import gaussian_kde, norm

from uncertain_compute.analysis.validation.scores import crps, log_score

POINTS = norm.ppf((np.arange(4096) + 0.5) / 4096)
each_outcome = pytest.mark.parametrize("outcome", [-2.5, 0.0, 0.7, 3.0])


@each_outcome
def test_crps_of_a_normal_distribution_is_its_closed_form(outcome: float) -> None:
    # Gneiting & Raftery 2007, eq. 21.
    exact = outcome * (2 * norm.cdf(outcome) - 1) + 2 * norm.pdf(outcome) - 1 / np.sqrt(np.pi)
    assert crps(POINTS, outcome) == pytest.approx(exact, abs=2e-4)  # 4,096 points end at 3.7 standard deviations


def test_crps_of_a_single_value_is_the_distance() -> None:
    assert crps(np.full(9, 2.0), 3.5) == pytest.approx(1.5)


@pytest.mark.parametrize("outcome", [-2.5, 0.0, 0.7, 2.5])
def test_log_score_of_a_normal_distribution_is_its_log_density(outcome: float) -> None:
    # A kernel of width h = 0.9 * 4096^-0.2 widens the distribution to sqrt(1 + h^2).
    widened = norm(0, np.hypot(1.0, 0.9 * 4096**-0.2))
    assert log_score(POINTS, outcome) == pytest.approx(widened.logpdf(outcome), abs=0.02)


def test_log_score_is_that_of_scipys_kernel_estimate() -> None:
    width = 0.9 * POINTS.std() * len(POINTS) ** -0.2
    theirs = gaussian_kde(POINTS, width / POINTS.std(ddof=1)).logpdf(0.3).item()
    assert log_score(POINTS, 0.3) == pytest.approx(theirs, rel=1e-12)


@pytest.mark.parametrize("outcome", [-14.0, 5.2, 14.0])
def test_log_score_far_beyond_the_points_is_that_of_a_normal_distribution(outcome: float) -> None:
    # 4,096 points of a normal distribution have a standard deviation of 0.9998.
    assert log_score(POINTS, outcome) == pytest.approx(norm.logpdf(outcome), rel=2e-3)


def test_log_score_of_a_single_value_is_infinite() -> None:
    assert log_score(np.full(9, 2.0), 3.5) == -np.inf
    assert log_score(np.full(9, 2.0), 2.0) == np.inf


def test_a_distribution_with_half_of_its_points_at_one_value_has_a_score() -> None:
    assert np.isfinite(log_score(np.sort(np.append(np.zeros(60), np.arange(1.0, 41.0))), 3.0))


@pytest.mark.parametrize("score", [crps, lambda points, outcome: -log_score(points, outcome)], ids=["crps", "log"])
@pytest.mark.parametrize(("shift", "scale"), [(0.5, 1.0), (-0.5, 1.0), (0.0, 1.6), (0.0, 0.6)])
def test_the_truth_scores_better_than_others(score: object, shift: float, scale: float) -> None:
    outcomes = np.random.default_rng(0).normal(size=600)
    true, other = POINTS[::8], shift + scale * POINTS[::8]
    better = np.mean([score(other, one) - score(true, one) for one in outcomes])  # type: ignore[operator]
    assert better > 0
