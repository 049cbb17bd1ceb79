"""Quantiles, probabilities and densities: against each other, and against scipy.stats."""

from collections.abc import Callable

import numpy as np
import pytest
from distribution_table import ROWS, Tried, each_distribution, few, some
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import cubature

from uncertain_compute.arrays import Floats
from uncertain_compute.priors.reading.forms import form_names

TAILS = np.concatenate([np.geomspace(1e-15, 0.5, 60), np.linspace(0.5, 0.999, 20)])
LEVELS = np.concatenate([np.geomspace(1e-6, 0.5, 20), 1 - np.geomspace(1e-6, 0.5, 20)])
INVERSION = 1e-10
"""Relative error of a probability: a tenth of what is asked of quantiles."""


def test_every_form_that_may_be_written_has_a_row() -> None:
    """But maximum entropy, which gives a distribution of a family that has one; see `test_maxent`."""
    assert {*form_names()} - {"maxent"} <= {name.split(",")[0] for name in ROWS}


def assert_inverts(tried: Tried, probability: Callable[[Floats], Floats], x: Floats, wanted: Floats, sign: int) -> None:
    """Assert that the wanted probability is passed at x, up to the rounding of x."""
    before, after = probability(x - sign * tried.slack(x)), probability(x + sign * tried.slack(x))
    assert np.all(before <= wanted * (1 + INVERSION) + tried.lost)
    assert np.all(after >= wanted * (1 - INVERSION) - tried.lost)


@each_distribution
@given(data=st.data())
@some
def test_ppf_inverts_cdf(name: str, data: st.DataObject) -> None:
    tried = data.draw(ROWS[name])
    assert_inverts(tried, tried.distribution.cdf, tried.distribution.ppf(TAILS), TAILS, 1)


@each_distribution
@given(data=st.data())
@some
def test_isf_inverts_sf(name: str, data: st.DataObject) -> None:
    tried = data.draw(ROWS[name])
    assert_inverts(tried, tried.distribution.sf, tried.distribution.isf(TAILS), TAILS, -1)


@each_distribution
@given(data=st.data())
@some
def test_quantiles_are_scipys_in_both_tails(name: str, data: st.DataObject) -> None:
    tried = data.draw(ROWS[name])
    if tried.scipy is not None:
        assert_inverts(tried, tried.scipy.cdf, tried.distribution.ppf(TAILS), TAILS, 1)
        assert_inverts(tried, tried.scipy.sf, tried.distribution.isf(TAILS), TAILS, -1)


@each_distribution
@given(data=st.data())
@some
def test_probabilities_and_density_are_scipys(name: str, data: st.DataObject) -> None:
    tried = data.draw(ROWS[name])
    if tried.scipy is None:
        return
    low, middle, high = tried.distribution.ppf(np.array([0.01, 0.5, 0.99]))
    x = np.concatenate([tried.distribution.ppf(LEVELS), [low - 9 * (middle - low), high + 9 * (high - middle)]])
    around = [x - tried.slack(x), x, x + tried.slack(x)]
    for ours, scipys, lost in (
        (tried.distribution.cdf, tried.scipy.cdf, tried.lost),
        (tried.distribution.sf, tried.scipy.sf, tried.lost),
        (tried.distribution.pdf, tried.scipy.pdf, 0.0),
    ):
        wanted = np.array([scipys(near) for near in around])
        assert np.all(ours(x) >= wanted.min(axis=0) * (1 - INVERSION) - lost)
        assert np.all(ours(x) <= wanted.max(axis=0) * (1 + INVERSION) + lost)


@each_distribution
@given(data=st.data())
@some
def test_cdf_and_sf_sum_to_one(name: str, data: st.DataObject) -> None:
    tried = data.draw(ROWS[name])
    x = tried.distribution.ppf(LEVELS)
    rounding = 100 * np.finfo(float).eps
    np.testing.assert_allclose(
        tried.distribution.cdf(x) + tried.distribution.sf(x), 1.0, rtol=0, atol=rounding + tried.lost
    )


@each_distribution
@given(data=st.data())
@some
def test_quantiles_never_fall_as_the_probability_rises(name: str, data: st.DataObject) -> None:
    tried = data.draw(ROWS[name])
    for x in (tried.distribution.ppf(TAILS), tried.distribution.isf(TAILS)[::-1]):
        assert np.all(np.diff(x) >= -tried.slack(x)[1:])


@pytest.mark.parametrize("name", [name for name in ROWS if name.startswith(("metalog", "mixture", "clipped"))])
@given(data=st.data())
@few
def test_the_density_and_the_single_values_hold_the_probability_between_two_quantiles(
    name: str, data: st.DataObject
) -> None:
    tried = data.draw(ROWS[name])
    for start, end in ((0.001, 0.02), (0.02, 0.2), (0.2, 0.5), (0.5, 0.9), (0.9, 0.999)):
        low, high = tried.distribution.ppf(np.array([start, end]))
        at_atoms = sum(share for value, share in tried.distribution.atoms.items() if low < value <= high)
        found = cubature(lambda x: tried.distribution.pdf(x[:, 0]), [low], [high], rtol=1e-10, atol=1e-10)
        wanted = float(tried.distribution.cdf(high) - tried.distribution.cdf(low))
        assert found.estimate + at_atoms == pytest.approx(wanted, rel=0, abs=found.error + INVERSION)


@each_distribution
@given(data=st.data())
@some
def test_the_mass_between_two_numbers_includes_both(name: str, data: st.DataObject) -> None:
    tried = data.draw(ROWS[name])
    low, high = tried.distribution.ppf(np.array([0.1, 0.8]))
    up_to_low = float(tried.distribution.cdf(low)) - tried.distribution.atoms.get(float(low), 0.0)
    assert tried.distribution.mass(low, high) == pytest.approx(
        float(tried.distribution.cdf(high)) - up_to_low, abs=1e-12 + tried.lost
    )


@each_distribution
@given(data=st.data())
@few
def test_a_number_gives_a_number_and_any_shape_is_kept(name: str, data: st.DataObject) -> None:
    distribution = data.draw(ROWS[name]).distribution
    for function in (distribution.ppf, distribution.isf, distribution.cdf, distribution.sf, distribution.pdf):
        assert np.shape(function(0.25)) == ()
        assert function(np.full((2, 3), 0.25)).shape == (2, 3)
        assert function(np.full((2, 3), 0.25))[1, 2] == pytest.approx(function(0.25), rel=1e-13)
