"""Error models against scipy's distributions, and what numbers they are made of."""

from typing import Any

import numpy as np
import pytest
from scipy.stats import binom, lognorm, norm, t

from uncertain_compute.evidence.error_models.binomial import BinomialError
from uncertain_compute.evidence.error_models.error_model import ErrorModel
from uncertain_compute.evidence.error_models.normal import NormalError
from uncertain_compute.evidence.error_models.student_t import StudentError

TRUTH = np.array([0.2, 0.5, 0.9])
SPREAD = {"spread": np.array([1.5, 2.0, 3.0])}
COMBINED = np.sqrt(np.log(1.2) ** 2 / 2 + np.log(SPREAD["spread"]) ** 2)

type Peer = Any
CASES: dict[str, tuple[ErrorModel, tuple[float, ...], float, Peer]] = {
    "normal": (NormalError(0.3), (0.7,), 0.7, norm(TRUTH, 0.3)),
    "normal, several": (NormalError(0.3, 0.4), (0.7, 0.9), 0.8, norm(TRUTH, np.sqrt(0.09 / 2 + 0.16))),
    "lognormal": (NormalError(1.5, factors=True), (0.7,), 0.7, lognorm(np.log(1.5), scale=TRUTH)),
    "lognormal, several": (
        NormalError(1.2, "spread", factors=True),
        (0.5, 0.98),
        0.7,
        lognorm(COMBINED, scale=TRUTH),
    ),
    "student_t": (StudentError(0.3, 4.0), (0.7,), 0.7, t(4, TRUTH, 0.3)),
    "binomial": (BinomialError(10), (7.0,), 7.0, binom(10, TRUTH)),
    "binomial, none": (BinomialError(10), (0.0,), 0.0, binom(10, TRUTH)),
}
each_distribution = pytest.mark.parametrize(("distribution", "observed", "compared", "peer"), CASES.values(), ids=CASES)


@each_distribution
def test_likelihood_is_that_of_scipy(
    distribution: ErrorModel, observed: tuple[float, ...], compared: float, peer: Peer
) -> None:
    assert distribution.compared(observed) == pytest.approx(compared)
    log_density = getattr(peer, "logpmf" if isinstance(distribution, BinomialError) else "logpdf")(compared)
    np.testing.assert_allclose(distribution.log_likelihood(observed, TRUTH, SPREAD), log_density, rtol=1e-12)


@each_distribution
def test_tails_are_those_of_scipy(
    distribution: ErrorModel, observed: tuple[float, ...], compared: float, peer: Peer
) -> None:
    tails = distribution.tails(observed, TRUTH, SPREAD)
    least = compared - 1 if isinstance(distribution, BinomialError) else compared
    np.testing.assert_allclose(tails.below, peer.cdf(compared), rtol=1e-12)
    np.testing.assert_allclose(tails.above, peer.sf(least), rtol=1e-12)


@pytest.mark.parametrize("distribution", [NormalError(0.3, 0.1), StudentError(0.3, 4.0)])
def test_another_unit_changes_no_tail(distribution: ErrorModel) -> None:
    here, there = distribution.tails((0.7,), TRUTH, {}), distribution.in_unit(60.0).tails((42.0,), 60.0 * TRUTH, {})
    np.testing.assert_allclose(here, there, rtol=1e-12)


def test_a_probability_beyond_its_range_is_impossible() -> None:
    distribution = BinomialError(10)
    assert np.isneginf(distribution.log_likelihood((3.0,), np.array([-0.1, 1.2]), {})).all()
    assert not np.any(distribution.tails((3.0,), np.array([-0.1, 1.2]), {}))


def test_factors_of_what_is_not_positive_are_impossible() -> None:
    distribution = NormalError(1.5, factors=True)
    assert np.isneginf(distribution.log_likelihood((3.0,), np.array([0.0, -1.0]), {})).all()
