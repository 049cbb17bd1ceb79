"""Maximum entropy: PreliZ's answers, and those that are known in closed form."""

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.special import ndtri

from uncertain_compute.priors.distributions import Distribution, Exponential, Normal, Uniform
from uncertain_compute.priors.reading.maxent import MASS_TOLERANCE, PRELIZ_NAMES
from uncertain_compute.priors.reading.spec import prior

FOUND = 1e-3
"""Relative error of PreliZ's parameters: it holds the mass to 1e-4 or so, and a spread follows it."""


def distribution_of(family: str, mass: float, low: float, high: float, **held: float) -> Distribution:
    return prior({"maxent": {"family": family, "mass": mass, "low": low, "high": high, **held}}).distribution


def test_the_flattest_normal_is_symmetric_about_the_middle() -> None:
    distribution = distribution_of("normal", 0.9, 2, 10)
    assert isinstance(distribution, Normal)
    assert (distribution.mu, distribution.sigma) == pytest.approx((6, 4 / ndtri(0.95)), rel=FOUND)


def test_what_pytensor_compiles_leaves_no_file_in_the_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    distribution_of("gamma", 0.9, 2, 10)
    import pytensor

    x = pytensor.tensor.dvector()
    assert pytensor.function([x], x + 1)([2.0]) == 3
    assert not list(tmp_path.iterdir())


def test_the_flattest_exponential_from_zero_is_known() -> None:
    """1 - exp(-high / scale) is the mass, whatever the entropy."""
    distribution = distribution_of("exponential", 0.9, 0, 8)
    assert isinstance(distribution, Exponential)
    assert distribution.scale == pytest.approx(8 / np.log(10), rel=FOUND)


def test_the_flattest_uniform_holds_the_mass_in_its_middle() -> None:
    distribution = distribution_of("uniform", 0.8, 0, 8)
    assert isinstance(distribution, Uniform)
    assert distribution.high - distribution.low == pytest.approx(10, rel=FOUND)


INTERVALS = dict.fromkeys(PRELIZ_NAMES, (0.9, 1.0, 4.0)) | {
    "beta": (0.9, 0.2, 0.7),
    "half_normal": (0.8, 0.0, 4.0),
    "poisson": (0.9, 1.0, 8.0),  # none holds 0.9 between 1 and 4
}
HELD = {"student_t": {"nu": 4.0}}


@pytest.mark.parametrize(
    "name", [name for name in PRELIZ_NAMES if name not in ("exponential", "triangular", "uniform")]
)
def test_the_mass_is_held(name: str) -> None:
    mass, low, high = INTERVALS[name]
    assert distribution_of(name, mass, low, high, **HELD.get(name, {})).mass(low, high) == pytest.approx(
        mass, abs=MASS_TOLERANCE
    )


@pytest.mark.parametrize("name", ["normal", "lognormal", "beta", "gamma", "weibull"])
def test_the_distribution_is_the_one_that_preliz_finds(name: str) -> None:
    import preliz

    mass, low, high = INTERVALS[name]
    found = getattr(preliz, PRELIZ_NAMES[name])()
    preliz.maxent(found, low, high, mass, plot=False)
    distribution, levels = distribution_of(name, mass, low, high), np.linspace(0.01, 0.99, 99)
    np.testing.assert_allclose(distribution.ppf(levels), found.ppf(levels), rtol=1e-9)
    assert distribution.mean == pytest.approx(found.mean(), rel=1e-9)


@pytest.mark.parametrize("name", ["lognormal", "gamma", "weibull"])
def test_it_is_flatter_than_the_distribution_through_two_quantiles(name: str) -> None:
    flattest = distribution_of(name, 0.9, 1, 8)
    through = prior({name: {"p5": 1, "p95": 8}}).distribution
    assert abs(float(flattest.cdf(1)) - 0.05) > 0.01
    assert entropy(flattest) > entropy(through)


def entropy(distribution: Distribution) -> float:
    q = (np.arange(20_000) + 0.5) / 20_000
    return float(-np.log(distribution.pdf(distribution.ppf(q))).mean())


def test_a_parameter_may_be_held() -> None:
    distribution: Any = distribution_of("gamma", 0.9, 1, 8, alpha=3.0)
    assert distribution.alpha == pytest.approx(3, rel=1e-12)


def test_it_may_be_truncated_and_clipped() -> None:
    written = {"maxent": {"family": "normal", "mass": 0.9, "low": 2, "high": 10}, "bounds": [0, None]}
    assert prior(written).cdf(0.0) == 0
