"""Monte Carlo errors by counting how often they hold the truth; `benchmarks/error_coverage.py` has more problems."""

import numpy as np
import pytest
from scipy import stats

from uncertain_compute.analysis.summary.monte_carlo.errors import (
    highest_density_with_errors,
    moments_with_errors,
    quantiles_with_errors,
    skewness,
    standard_error,
    standard_error_between,
)
from uncertain_compute.analysis.summary.monte_carlo.tails import tail_index
from uncertain_compute.analysis.summary.samples import DrawSample
from uncertain_compute.draws.designs import streams
from uncertain_compute.draws.settings import DESIGNS

CHAINS, TIMES = 16, 4000


def test_skewness_is_scipys() -> None:
    values = np.random.default_rng(0).exponential(size=(CHAINS, 3))
    np.testing.assert_allclose(skewness(values), stats.skew(values, axis=0), rtol=1e-12)
    assert skewness(np.full(CHAINS, 0.1)) == 0
    for size in (1e-140, 1e140):
        np.testing.assert_allclose(skewness(values * size), skewness(values), rtol=1e-9)


@pytest.mark.parametrize(("family", "share"), [(stats.norm(), 0.962), (stats.expon(), 0.948), (stats.uniform(), 0.958)])
def test_two_errors_hold_the_mean_of_skewed_values(family: stats.rv_continuous, share: float) -> None:
    """Shares are those of 100,000 trials; four standard errors of 4,000 are 1.4%."""
    values = family.rvs((CHAINS, TIMES), random_state=1)
    two_errors = stats.t.ppf(stats.norm.cdf(2), CHAINS - 1) * standard_error_between(values)
    hits = np.abs(values.mean(axis=0) - family.mean()) <= two_errors
    assert hits.mean() == pytest.approx(share, abs=0.014)


def test_chains_that_differ_by_rounding_alone_have_no_error() -> None:
    assert standard_error(0.3 + 1e-17 * np.arange(CHAINS)) == 0
    assert standard_error([0.0] * CHAINS) == 0
    assert standard_error(0.3 + 1e-11 * np.arange(CHAINS)) > 0


SEEDS, LEAST = 100, 88
"""Fewer than 88 of 100 by chance in one of 200 cases, where 95% hold; and in one of three, where 90% do."""


@pytest.mark.parametrize("design", DESIGNS)
def test_two_errors_hold_the_truth_of_a_function_of_one_input(design: str) -> None:
    truth = stats.lognorm(0.6)
    levels = {"p5": 0.05, "p50": 0.5, "p95": 0.95}
    truths = {"mean": truth.mean(), **{name: truth.ppf(level) for name, level in levels.items()}}
    held = dict.fromkeys(truths, 0)
    for seed in range(SEEDS):
        stream_of = streams(design, seed, ["x"])
        sample = DrawSample(truth.ppf(stream_of("x", range(CHAINS))(0, 128).reshape(CHAINS, -1)))
        found = moments_with_errors(sample, tail_index(sample)) | quantiles_with_errors(sample, levels)
        for name, exact in truths.items():
            held[name] += abs(found[name][0] - exact) <= 2 * found[name][1]
    assert min(held.values()) >= LEAST, held


def test_two_errors_hold_the_ends_of_the_highest_density_interval() -> None:
    """Of the sum of two normal numbers they are those of the equal-tailed one."""
    truth, held = np.sqrt(2) * stats.norm.ppf([0.05, 0.95]), np.zeros(2)
    for seed in range(SEEDS):
        normals = np.random.default_rng(seed).normal(size=(2, CHAINS, 128))
        value, error = zip(*highest_density_with_errors(DrawSample(normals.sum(axis=0)), 0.9).values(), strict=True)
        held += np.abs(np.array(value) - truth) <= 2 * np.array(error)
    assert held.min() >= LEAST


def test_an_end_beyond_which_almost_no_draws_lie_has_no_error() -> None:
    """The shortest interval of an exponential number begins at its least draw."""
    found = highest_density_with_errors(DrawSample(np.random.default_rng(0).exponential(size=(CHAINS, 128))), 0.9)
    assert np.isnan(found["low"][1])
    assert found["high"][1] > 0


@pytest.mark.parametrize(("draws", "known"), [(128, True), (32, False)])
def test_an_end_has_an_error_if_fifty_draws_lie_beyond_it(draws: int, known: bool) -> None:  # noqa: FBT001
    """Of an exponential number's draws, 5% lie beyond the high end: 102 of 2,048, or 26 of 512."""
    found = highest_density_with_errors(DrawSample(np.random.default_rng(0).exponential(size=(16, draws))), 0.95)
    assert np.isfinite(found["high"][1]) == known


def test_an_end_that_is_a_quantile_has_at_least_its_error() -> None:
    """The shortest interval of the square of a uniform number begins at zero, so that it ends at P90."""
    for seed in range(4):
        stream_of = streams("sobol", seed, ["x"])
        sample = DrawSample(np.square(stream_of("x", range(CHAINS))(0, 128).reshape(CHAINS, -1)))
        end, error = highest_density_with_errors(sample, 0.9)["high"]
        level = (sample.share_below(end, inclusive=False) + sample.share_below(end, inclusive=True)) / 2
        assert error >= quantiles_with_errors(sample, {"p90": level})["p90"][1] > 0
