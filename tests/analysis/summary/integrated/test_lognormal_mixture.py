"""Mixtures of lognormal distributions on a grid, against the average of their exact distributions."""

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import lognorm

from uncertain_compute.analysis.summary.integrated.mixture import LognormalMixture
from uncertain_compute.arrays import Floats

LEVELS = np.array([1e-5, 0.05, 0.25, 0.5, 0.95, 0.999])
SPREADS = {"narrow": 0.1, "as wide as a component": 0.5, "wide": 3.0}
SIGMA, WITHIN = 0.5, 2e-7


def medians(spread: float) -> Floats:
    return 4.0 + spread * np.random.default_rng(0).standard_normal((4, 256))


def mixture(spread: float) -> LognormalMixture:
    found = LognormalMixture.of(medians(spread), SIGMA)
    assert found is not None
    return found


@pytest.mark.parametrize("spread", SPREADS.values(), ids=SPREADS)
def test_a_mixture_is_the_average_of_its_components(spread: float) -> None:
    exact, found = lognorm(SIGMA, scale=np.exp(medians(spread))), mixture(spread)

    def share_below(logarithm: float, level: float = 0.0) -> float:
        return float(exact.cdf(np.exp(logarithm)).mean()) - level

    quantiles = np.exp([brentq(share_below, -20, 30, args=(level,), xtol=1e-13) for level in LEVELS])
    np.testing.assert_allclose(found.quantiles(LEVELS), quantiles, rtol=WITHIN)
    np.testing.assert_allclose(found.shares_below(quantiles).mean(axis=0), LEVELS, rtol=WITHIN, atol=1e-9)
    by_chain = np.moveaxis(exact.cdf(quantiles[:, None, None]).mean(axis=2), 0, 1)
    np.testing.assert_allclose(found.shares_below(quantiles), by_chain, atol=WITHIN)
    mean, square = exact.mean().mean(), (exact.var() + exact.mean() ** 2).mean()
    assert found.moment(1) == pytest.approx(mean, rel=WITHIN)
    assert found.standard_deviation() == pytest.approx(np.sqrt(square - mean**2), rel=WITHIN)
    for one, row in zip(found.chains(), medians(spread), strict=True):
        assert one.moment(1) == pytest.approx(lognorm(SIGMA, scale=np.exp(row)).mean().mean(), rel=WITHIN)


def test_a_lognormal_distribution_is_a_mixture_of_itself() -> None:
    """Of its mean, values above x contribute Phi(sigma - z) with z the normal score of x."""
    exact, found = lognorm(SIGMA, scale=3.0), LognormalMixture.of(np.full((2, 5), np.log(3.0)), SIGMA)
    assert found is not None
    np.testing.assert_allclose(found.quantiles(LEVELS), exact.ppf(LEVELS), rtol=1e-10)
    assert found.share_of_mean_above(float(exact.ppf(0.9))) == pytest.approx(
        exact.expect(lb=exact.ppf(0.9)) / exact.mean(), rel=1e-8
    )
    assert (found.shares_below(np.array([-1.0, 0.0])) == 0.0).all()


def test_components_that_are_too_narrow_are_no_mixture() -> None:
    assert LognormalMixture.of(medians(3.0), 1e-5) is None
