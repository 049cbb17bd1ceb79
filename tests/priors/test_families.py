"""Families: parameters and quantiles give the law that they say."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.distributions import BetaDistribution
from uncertain_compute.priors.families import FAMILIES, law_of_family, number
from uncertain_compute.priors.laws import Discrete, LogNormal, Normal, Tabulated

PARAMETERS: dict[str, tuple[dict[str, float], Any]] = {
    "normal": ({"mu": 3, "sigma": 2}, stats.norm(3, 2)),
    "lognormal": ({"mu": 1, "sigma": 0.5}, stats.lognorm(0.5, scale=np.exp(1))),
    "beta": ({"alpha": 8, "beta": 12}, stats.beta(8, 12)),
    "uniform": ({"low": -2, "high": 5}, stats.uniform(-2, 7)),
    "loguniform": ({"low": 0.1, "high": 30}, stats.loguniform(0.1, 30)),
    "triangular": ({"low": 1, "mode": 3, "high": 7}, stats.triang(1 / 3, 1, 6)),
}

BY_QUANTILES = {name: family for name, family in FAMILIES.items() if family.from_quantiles}
VALUES = {"normal": (-3.0, 8.0), "lognormal": (4.0, 10.0), "beta": (0.27, 0.73)}
PROBABILITY = np.linspace(0.001, 0.999, 999)

quick = settings(max_examples=50, deadline=None, derandomize=True, database=None)


def test_every_family_is_tried_here() -> None:
    assert set(PARAMETERS) == set(FAMILIES)
    assert set(VALUES) == set(BY_QUANTILES)


@pytest.mark.parametrize("name", PARAMETERS)
def test_parameters_mean_what_they_mean_in_scipy(name: str) -> None:
    parameters, distribution = PARAMETERS[name]
    law = law_of_family(name, parameters, "priors.it")
    np.testing.assert_allclose(law.quantile(PROBABILITY), distribution.ppf(PROBABILITY), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", PARAMETERS)
def test_the_order_in_which_parameters_are_written_does_not_matter(name: str) -> None:
    parameters, _ = PARAMETERS[name]
    turned = dict(reversed(parameters.items()))
    laws = [law_of_family(name, written, "priors.it").quantile(PROBABILITY) for written in (parameters, turned)]
    np.testing.assert_array_equal(*laws)


@pytest.mark.parametrize("keys", [("p5", "p95"), ("p10", "p90"), ("p50", "p99"), ("p2.5", "p97.5"), ("p05", "p50")])
@pytest.mark.parametrize("name", BY_QUANTILES)
def test_quantiles_are_those_asked_for(name: str, keys: tuple[str, str]) -> None:
    law = law_of_family(name, dict(zip(keys, VALUES[name], strict=True)), "priors.it")
    found = law.quantile(np.array([float(key[1:]) / 100 for key in keys]))
    np.testing.assert_allclose(found, VALUES[name], rtol=1e-9)


@pytest.mark.parametrize("name", BY_QUANTILES)
def test_the_order_in_which_quantiles_are_written_does_not_matter(name: str) -> None:
    low, high = VALUES[name]
    first = law_of_family(name, {"p5": low, "p95": high}, "priors.it")
    second = law_of_family(name, {"p95": high, "p5": low}, "priors.it")
    np.testing.assert_array_equal(first.quantile(PROBABILITY), second.quantile(PROBABILITY))


@given(st.floats(-1e12, 1e12), st.floats(-6, 12))
@quick
def test_any_normal_has_the_quantiles_asked_for(low: float, exponent: float) -> None:
    high = low + 10.0**exponent
    assume(low < high)
    found = law_of_family("normal", {"p5": low, "p95": high}, "priors.it").quantile(np.array([0.05, 0.95]))
    # an end close to zero is the difference of two numbers as large as the other end
    np.testing.assert_allclose(found, [low, high], rtol=1e-9, atol=1e-15 * max(abs(low), abs(high)))


@given(st.floats(-250, 250), st.floats(-5, 2))
@quick
def test_any_lognormal_has_the_quantiles_asked_for(exponent: float, orders: float) -> None:
    low = 10.0**exponent
    high = low * 10.0 ** min(10.0**orders, 50)
    assume(low < high)
    found = law_of_family("lognormal", {"p5": low, "p95": high}, "priors.it").quantile(np.array([0.05, 0.95]))
    np.testing.assert_allclose(found, [low, high], rtol=1e-9)


@given(st.floats(0.002, 0.998), st.floats(0.002, 0.998), st.sampled_from([(5, 95), (10, 90), (5, 50), (25, 99)]))
@quick
def test_any_beta_has_the_quantiles_asked_for(first: float, second: float, percent: tuple[int, int]) -> None:
    low, high = sorted((first, second))
    assume(high - low > 1e-4)
    written = {f"p{percent[0]}": low, f"p{percent[1]}": high}
    found = law_of_family("beta", written, "priors.it").quantile(np.array(percent) / 100)
    np.testing.assert_allclose(found, [low, high], rtol=1e-9)


@given(st.floats(0.3, 300), st.floats(0.3, 300))
@quick
def test_a_betas_own_quantiles_give_it_back(alpha: float, beta: float) -> None:
    low, high = stats.beta(alpha, beta).ppf([0.05, 0.95])
    law = law_of_family("beta", {"p5": low, "p95": high}, "priors.it")
    assert isinstance(law, Tabulated)
    assert isinstance(law.distribution, BetaDistribution)
    np.testing.assert_allclose([law.distribution.alpha, law.distribution.beta], [alpha, beta], rtol=1e-5)


def test_bounds_truncate_and_null_leaves_an_end_open() -> None:
    laws = {
        "both": law_of_family("normal", {"mu": 0, "sigma": 1, "bounds": [-1, 2]}, "priors.it"),
        "below": law_of_family("normal", {"mu": 0, "sigma": 1, "bounds": [-1, None]}, "priors.it"),
        "above": law_of_family("normal", {"mu": 0, "sigma": 1, "bounds": [None, 2]}, "priors.it"),
    }
    ends = {"both": (-1, 2), "below": (-1, np.inf), "above": (-np.inf, 2)}
    for name, law in laws.items():
        wanted = stats.truncnorm(*ends[name]).ppf(PROBABILITY)
        np.testing.assert_allclose(law.quantile(PROBABILITY), wanted, rtol=1e-9, atol=1e-12)


def test_quantiles_of_a_truncated_law_are_those_before_truncation() -> None:
    law = law_of_family("lognormal", {"p5": 0.2, "p95": 0.9, "bounds": [None, 1]}, "priors.it")
    inner = law_of_family("lognormal", {"p5": 0.2, "p95": 0.9}, "priors.it")
    assert isinstance(inner, LogNormal)
    mass = stats.lognorm(inner.sigma, scale=np.exp(inner.mu)).cdf(1)
    np.testing.assert_allclose(law.quantile(PROBABILITY), inner.quantile(PROBABILITY * mass), rtol=1e-9)


def test_bounds_that_are_left_open_change_nothing() -> None:
    open_ended = law_of_family("normal", {"mu": 3, "sigma": 2, "bounds": [None, None]}, "priors.it")
    np.testing.assert_allclose(open_ended.quantile(PROBABILITY), Normal(3, 2).quantile(PROBABILITY), rtol=1e-9)
    assert law_of_family("normal", {"mu": 3, "sigma": 2, "bounds": None}, "priors.it") == Normal(3, 2)


def test_discrete_values_are_sorted() -> None:
    assert law_of_family("discrete", {16: 0.25, 4: 0.5, 8: 0.25}, "priors.it") == Discrete(
        (4, 8, 16), (0.5, 0.25, 0.25)
    )


def test_discrete_probabilities_may_be_off_by_rounding() -> None:
    law = law_of_family("discrete", {1: 0.1, 2: 0.2, 3: 0.7 + 1e-12}, "priors.it")
    assert law.quantile(np.array([1 - 1e-9]))[0] == 3


@pytest.mark.parametrize(
    ("written", "value"), [(3, 3.0), ("4e6", 4e6), (" 5 ", 5.0), (np.float64(0.1), 0.1), (-0.0, 0)]
)
def test_numbers_are_read(written: Any, value: float) -> None:
    assert number(written, "priors.it") == value


@pytest.mark.parametrize(
    "written", [None, "", "four", "nan", "inf", "1e999", [], [1], {}, True, False, 1j, float("nan"), -np.inf, 10**400]
)
def test_what_is_no_finite_number_is_refused(written: Any) -> None:
    with pytest.raises(UncertainComputeError, match=r"^priors\.it: .* is not a (finite )?number$"):
        number(written, "priors.it")
