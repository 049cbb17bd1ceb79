"""Tail indices and shortest intervals, beside ArviZ's."""

import numpy as np
import pytest
from arviz_stats import hdi
from arviz_stats.base import array_stats
from scipy import stats

from uncertain_compute.analysis.summary.monte_carlo.tails import gap_within, tail_index
from uncertain_compute.analysis.summary.samples import DrawSample

FAMILIES = {
    "normal": stats.norm(),
    "lognormal": stats.lognorm(1.5),
    "pareto": stats.pareto(0.8),
    "student": stats.t(1.5),
    "uniform": stats.uniform(),
    "left": stats.genpareto(0.4, loc=3, scale=2),
}


def drawn(name: str) -> np.ndarray:
    draws = np.asarray(FAMILIES[name].rvs((4, 1000), random_state=0))
    return -draws if name == "left" else draws


@pytest.mark.parametrize("name", FAMILIES)
def test_the_tail_index_is_arvizs(name: str) -> None:
    theirs = array_stats.pareto_khat(drawn(name), r_eff=1.0)
    assert tail_index(DrawSample(drawn(name))) == pytest.approx(float(theirs), rel=0.05, abs=0.02)


@pytest.mark.parametrize("probability", [0.5, 0.9])
@pytest.mark.parametrize("name", FAMILIES)
def test_the_shortest_interval_is_arvizs(name: str, probability: float) -> None:
    ours = DrawSample(drawn(name)).shortest_interval(probability)
    np.testing.assert_array_equal(ours, hdi(drawn(name).ravel(), prob=probability))


@pytest.mark.parametrize("values", [np.ones((2, 40)), np.tile([0.0, 1.0], (2, 20)), np.arange(8.0).reshape(2, 4)])
def test_few_values_and_few_draws_have_no_tail(values: np.ndarray) -> None:
    assert tail_index(DrawSample(values)) == 0


def test_there_is_no_gap_in_few_draws_or_between_two_values() -> None:
    assert gap_within(np.arange(20.0)) is None
    assert gap_within(np.repeat([0.0, 1.0], 1000)) is None
