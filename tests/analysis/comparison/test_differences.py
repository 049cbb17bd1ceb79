"""Differences between normal and lognormal draws, whose distance, overlap and odds are known."""

import numpy as np
import pytest
from scipy.stats import norm

from uncertain_compute.analysis.comparison.differences import LEVELS, differences
from uncertain_compute.arrays import Floats

SHAPE = (16, 1024)
SEEDS = range(100)
LEAST = 90
"""Of 100 intervals at 95%; fewer by chance in 1 of 90 cases."""

SHIFT, RHO = 0.6, 0.8


def normals(seed: int) -> tuple[Floats, Floats]:
    """Return two standard normal draws of which the second is moved by SHIFT, with a correlation of RHO."""
    one, two = np.random.default_rng(seed).standard_normal((2, *SHAPE))
    return one, RHO * one + np.sqrt(1 - RHO**2) * two + SHIFT


SPREAD = np.sqrt(2 - 2 * RHO)
TRUTHS = {
    "median_change": SHIFT,
    "change": SHIFT + SPREAD * norm.ppf(LEVELS),
    "p_above": norm.cdf(SHIFT / SPREAD),
    "p_tie": 0.0,
    "overlap": 2 * norm.cdf(-SHIFT / 2),
    "distance": SHIFT,
    "correlation": RHO,
    "variance_saved": RHO,
}
"""The overlap in 64 bins is larger than that of the densities by less than 0.001 here: by a part of one bin."""


@pytest.fixture(scope="module")
def held() -> dict[str, Floats]:
    """How many of the intervals hold the truth."""
    counts = {name: np.zeros(np.shape(truth)) for name, truth in TRUTHS.items()}
    for seed in SEEDS:
        for name, (value, half_width) in differences(*normals(seed), factor=False).items():
            counts[name] += np.abs(value - TRUTHS[name]) <= half_width + (0.001 if name == "overlap" else 0.0)
    return counts


@pytest.mark.parametrize("name", TRUTHS)
def test_each_is_within_its_interval(name: str, held: dict[str, Floats]) -> None:
    assert (held[name] >= LEAST).all()


def test_factors_are_differences_of_logarithms() -> None:
    """A median is interpolated between two draws before its logarithm is taken, which moves it in the eighth digit."""
    one, two = normals(0)
    of_logs, of_factors = differences(one, two, factor=False), differences(np.exp(one), np.exp(two), factor=True)
    for name, (value, half_width) in of_logs.items():
        np.testing.assert_allclose(of_factors[name].value, value, rtol=1e-6)
        np.testing.assert_allclose(of_factors[name].half_width, half_width, rtol=1e-3, atol=1e-12)


@pytest.mark.parametrize("draws", [normals(0)[0], np.random.default_rng(0).integers(0, 3, SHAPE) * 1.0])
def test_draws_do_not_differ_from_themselves(draws: Floats) -> None:
    found = differences(draws, draws, factor=False)
    expected = {"median_change": 0, "change": 0, "p_above": 0, "p_tie": 1, "overlap": 1, "distance": 0}
    for name, value in expected.items():
        assert (found[name].value == value).all(), name
        assert (found[name].half_width < 1e-12).all(), name
    assert found["correlation"].value == pytest.approx(1, abs=1e-12)
    assert found["variance_saved"].value == 1


def test_signs_flip_when_the_two_are_swapped() -> None:
    one, two = normals(0)
    forth, back = differences(one, two, factor=False), differences(two, one, factor=False)
    assert back["median_change"].value == -forth["median_change"].value
    np.testing.assert_allclose(back["change"].value, -forth["change"].value[::-1], rtol=1e-12)
    assert back["p_above"].value + forth["p_above"].value == 1
    for name in ("overlap", "distance", "correlation", "variance_saved"):
        assert back[name].value == pytest.approx(float(forth[name].value), rel=1e-12)


def test_a_constant_has_no_correlation() -> None:
    draws = normals(0)[0]
    found = differences(np.full(SHAPE, 2.0), draws, factor=False)
    assert np.isnan(found["correlation"].value)
    assert found["variance_saved"].value == pytest.approx(0, abs=1e-12)
    assert found["p_above"].value == pytest.approx(norm.sf(2), abs=4 * np.sqrt(norm.sf(2) / draws.size))
    both = differences(np.full(SHAPE, 2.0), np.full(SHAPE, 3.0), factor=False)
    assert both["median_change"].value == 1
    assert both["overlap"].value == 0
    assert np.isnan(both["variance_saved"].value)


def test_atoms_overlap_by_their_common_probability() -> None:
    one, two = (np.tile([[0.0] * (8 - ones) + [1.0] * ones], (4, 16)) for ones in (2, 6))
    assert differences(one, two, factor=False)["overlap"].value == pytest.approx(0.5, rel=1e-12)


@pytest.mark.parametrize("value", [0.1, 1e-300, 1.7e24, -3.3])
def test_constants_vary_by_nothing_but_rounding(value: float) -> None:
    """A mean of many equal numbers is not always that number."""
    draws, constant = normals(0)[0], np.full(SHAPE, value)
    for pair in ((constant, draws), (draws, constant), (constant, constant)):
        found = differences(*pair, factor=False)
        assert np.isnan(found["correlation"].value)
        assert np.isnan(found["correlation"].half_width)
    assert np.isnan(found["variance_saved"].value)
    assert found["p_tie"].value == found["overlap"].value == 1


def test_a_constant_overlaps_nothing_that_has_a_density() -> None:
    draws = normals(0)[0]
    for constant in (np.full(SHAPE, 0.1), np.full(SHAPE, 9.0)):
        for pair in ((constant, draws), (draws, constant)):
            assert differences(*pair, factor=False)["overlap"].value == pytest.approx(0, abs=1e-12)


def test_half_of_a_distribution_may_be_an_atom() -> None:
    """N(0, 1) and N(1, 1), clipped at 0, share Phi(-1) there; the densities cross at 1/2.

    Up to it the second is the lower one, with Phi(-1/2) - Phi(-1), and beyond it the first, with Phi(-1/2).
    """
    one, two = np.random.default_rng(1).standard_normal((2, *SHAPE))
    found = differences(np.maximum(one, 0), np.maximum(two + 1, 0), factor=False)["overlap"]
    expected = norm.cdf(-1) + (norm.cdf(-0.5) - norm.cdf(-1)) + norm.cdf(-0.5)
    assert found.value == pytest.approx(expected, abs=2 * float(found.half_width) + 0.001)


def test_factors_of_medians_are_factors_of_what_a_summary_says() -> None:
    """Between two draws a median lies in the middle, which is not the middle of their logarithms."""
    one, two = (np.exp(draws[:, :2]) for draws in normals(0))
    found = differences(one, two, factor=True)["median_change"].value
    assert np.exp(found) == pytest.approx(np.median(two) / np.median(one), rel=1e-14)


def test_a_shifted_lognormal_is_as_far_as_its_shift() -> None:
    """On the log scale each draw is moved by it, so the distance is exact but for rounding."""
    one = np.exp(normals(0)[0])
    for shift in (-0.7, 0.0, 2.5):
        found = differences(one, one * np.exp(shift), factor=True)
        assert found["distance"].value == pytest.approx(abs(shift), rel=1e-12, abs=1e-12)
        assert found["distance"].half_width < 1e-12
        np.testing.assert_allclose(found["change"].value, shift, rtol=1e-12, atol=1e-12)
