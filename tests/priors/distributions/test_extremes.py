"""Distributions of every size, asked about numbers of every size: no warning, and moments that can be."""

from typing import Any

import numpy as np
import pytest
from distribution_table import ROWS, distribution_of, each_distribution, few, powers_of_ten, some
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.distributions import Distribution
from uncertain_compute.priors.distributions.clipped import Clipped

SIZES = [0.0, 5e-324, 1e-300, 1e-150, 1e-9, 0.3, 1.0, 7.0, 1e9, 1e150, 1e300, np.finfo(float).max, np.inf]
ASCENDING = np.unique([-np.array(SIZES[::-1]), SIZES])
LEVELS = np.array([0.0, 5e-324, 1e-300, 1e-17, 1e-9, 0.05, 0.5, 0.95, 1 - 1e-9, 1 - 1e-16, 1.0])
ROUNDING = 1e-13


def assert_sound(distribution: Distribution) -> None:
    """Check what holds for any distribution; warnings are errors."""
    quantiles, beyond = distribution.ppf(LEVELS), distribution.isf(LEVELS)
    assert not np.isnan([quantiles, beyond]).any()
    slack = ROUNDING * np.abs(quantiles[:-1], where=np.isfinite(quantiles[:-1]), out=np.zeros(len(LEVELS) - 1))
    assert np.all(quantiles[1:] >= quantiles[:-1] - slack)
    for probabilities in (distribution.cdf(ASCENDING), distribution.sf(ASCENDING)[::-1]):
        assert np.all((probabilities >= 0) & (probabilities <= 1))
        assert np.all(np.diff(probabilities) >= -ROUNDING)
        assert probabilities[0] == 0
        assert probabilities[-1] == pytest.approx(1, abs=1e-12)
    density = distribution.pdf(ASCENDING)
    assert np.all(density >= 0)
    assert density[0] == density[-1] == 0
    assert np.isnan([distribution.cdf(np.nan), distribution.sf(np.nan), distribution.pdf(np.nan)]).all()
    mean, variance = distribution.mean, distribution.variance
    assert variance >= 0 or np.isnan(variance)
    assert np.isnan(mean) == np.isnan(variance)
    assert not np.isfinite(mean) or ASCENDING[0] < mean < ASCENDING[-1]


@each_distribution
@given(data=st.data())
@few
def test_ordinary_distributions_take_numbers_of_any_size(name: str, data: st.DataObject) -> None:
    assert_sound(data.draw(ROWS[name]).distribution)


SIZE = powers_of_ten(-150, 150)
SIGNED = SIZE | SIZE.map(lambda value: -value) | st.just(0.0)
SHAPE = powers_of_ten(-9, 9)
EXTREMES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "normal": st.fixed_dictionaries({"mu": SIGNED, "sigma": SIZE}),
    "lognormal": st.fixed_dictionaries({"mu": st.floats(-340, 340), "sigma": powers_of_ten(-150, 2.3)}),
    "student_t": st.fixed_dictionaries({"nu": powers_of_ten(-2, 150), "mu": SIGNED, "sigma": SIZE}),
    "half_normal": st.fixed_dictionaries({"sigma": SIZE}),
    "exponential": st.fixed_dictionaries({"scale": SIZE}),
    "beta": st.fixed_dictionaries({"alpha": SHAPE, "beta": SHAPE}),
    "gamma": st.fixed_dictionaries({"alpha": SHAPE, "beta": SIZE}),
    "weibull": st.fixed_dictionaries({"alpha": powers_of_ten(-2, 150), "beta": SIZE}),
    "uniform": st.builds(lambda low, width: {"low": low, "high": low + width}, SIGNED, SIZE),
    "loguniform": st.builds(lambda low, width: {"low": low, "high": low + width}, SIZE, SIZE),
    "gumbel": st.fixed_dictionaries({"mu": SIGNED, "beta": SIZE}),
    "logistic": st.fixed_dictionaries({"mu": SIGNED, "s": SIZE}),
    "pareto": st.fixed_dictionaries({"alpha": powers_of_ten(-1, 150), "m": powers_of_ten(-150, 100)}),
    "poisson": st.fixed_dictionaries({"mu": powers_of_ten(-150, 6)}),
    "bernoulli": st.fixed_dictionaries({"p": powers_of_ten(-150, -2)}),
    "binomial": st.fixed_dictionaries({"n": powers_of_ten(0, 8).map(round), "p": powers_of_ten(-150, -2)}),
    "geometric": st.fixed_dictionaries({"p": powers_of_ten(-3, -1e-3)}),
    **dict.fromkeys(
        ("triangular", "pert"),
        st.builds(
            lambda low, width, share: {"low": low, "mode": min(low + share * width, low + width), "high": low + width},
            SIGNED,
            SIZE,
            st.floats(0, 1),
        ),
    ),
    "metalog": st.builds(
        lambda low, width, end: {"p10": low, "p50": low + 0.4 * width, "p90": low + width, **end(low, width)},
        SIGNED,
        SIZE,
        st.sampled_from([
            lambda _low, _width: {},
            lambda low, width: {"low": low - width},
            lambda low, width: {"high": low + 2 * width},
            lambda low, width: {"low": low - width, "high": low + 2 * width},
        ]),
    ),
}  # fmt: skip


def read(written: Any) -> Distribution:
    """Return a distribution, or try another where the reader refuses it."""
    try:
        return distribution_of(written)
    except UncertainComputeError:
        assume(condition=False)
        raise


def between(distribution: Distribution, ends: tuple[float, float]) -> list[float | None]:
    """Return two quantiles as bounds, open at probabilities of 0 and 1."""
    return [None if level in (0, 1) else float(distribution.ppf(level)) for level in sorted(ends)]


@pytest.mark.parametrize("modifier", [None, "bounds", "clip"])
@pytest.mark.parametrize("family", EXTREMES)
@given(data=st.data())
@some
def test_extreme_distributions_take_numbers_of_any_size(family: str, modifier: str | None, data: st.DataObject) -> None:
    written: dict[str, Any] = {family: data.draw(EXTREMES[family])}
    distribution = read(written)
    if modifier:
        ends = st.tuples(*[st.sampled_from([0.0, 0.1, 0.6, 0.999, 1.0])] * 2).map(
            lambda pair: between(distribution, pair)
        )
        distribution = read({**written, modifier: data.draw(ends | st.just([0, 1]))})
    assert_sound(distribution)


def test_both_ends_far_out_in_a_tail_leave_probabilities_their_digits() -> None:
    for mu in (-100, 100):
        assert_sound(distribution_of({"student_t": {"nu": 4.2, "mu": mu, "sigma": 10}, "bounds": [-1, 1]}))


@given(st.lists(st.tuples(SIGNED, st.integers(1, 9)), min_size=1, max_size=4, unique_by=lambda pair: pair[0]))
@some
def test_extreme_values_and_mixtures_of_them_take_numbers_of_any_size(pairs: list[tuple[float, int]]) -> None:
    total = sum(weight for _, weight in pairs)
    assert_sound(read({"discrete": {value: weight / total for value, weight in pairs}}))
    parts = [{"weight": weight / total, "value": {"normal": {"mu": at, "sigma": 3}}} for at, weight in pairs]
    assert_sound(read({"mixture": parts}))


DENSITY = 2 / np.sqrt(2 * np.pi)
CLOSED_FORMS = [
    ({"half_normal": {"sigma": 1e9}, "clip": [0, 1]}, 1 - 0.5e-9 * DENSITY, 1e-9 * DENSITY / 3),
    ({"half_normal": {"sigma": 1e99}, "clip": [0, 1]}, 1, 1e-99 * DENSITY / 3),
    ({"exponential": {"scale": 1e12}, "clip": [None, 1]}, 1, 1e-12 / 3),
    ({"uniform": {"low": -1e150, "high": 1e150}, "clip": [0, 1]}, 0.5, 0.25),
    ({"uniform": {"low": 0, "high": 1}, "clip": [0, 1e-6]}, 1e-6 - 0.5e-12, 1e-18 / 3 - 0.25e-24),
    ({"uniform": {"low": 0, "high": 1}, "clip": [1 - 1e-6, 1]}, 1 - 1e-6 + 0.5e-12, 1e-18 / 3 - 0.25e-24),
    ({"triangular": {"low": 1, "mode": 1, "high": 7}, "clip": [0, 1]}, 1, 0),
    ({"normal": {"mu": 0, "sigma": 1}, "clip": [50, 60]}, 50, 0),
    ({"weibull": {"alpha": 1e9, "beta": 1}}, 1 - 1e-9 * np.euler_gamma, 1e-18 * np.pi**2 / 6),
    ({"weibull": {"alpha": 1e45, "beta": 1e9}}, 1e9, 1e-72 * np.pi**2 / 6),
    ({"lognormal": {"mu": 0, "sigma": 60}}, np.inf, np.inf),
    ({"lognormal": {"mu": 0, "sigma": 5}, "bounds": [1, None]},
     2 * np.exp(12.5) * stats.norm.cdf(5), 2 * np.exp(50) - 4 * np.exp(25)),
    ({"student_t": {"nu": 2, "mu": 0, "sigma": 1}, "bounds": [0, None]}, np.sqrt(2), np.inf),
    ({"student_t": {"nu": 1, "mu": 0, "sigma": 1}, "bounds": [None, 0]}, -np.inf, np.inf),
    ({"student_t": {"nu": 1, "mu": 0, "sigma": 1}, "clip": [0, None]}, np.inf, np.inf),
    ({"mixture": [{"weight": 0.5, "value": {"lognormal": {"mu": 0, "sigma": 60}}}, {"weight": 0.5, "value": 1}]},
     np.inf, np.inf),
]  # fmt: skip


def clipped(written: dict[str, Any]) -> Distribution:
    """Return a distribution, clipped also where the reader refuses it because next to none of its mass is inside."""
    distribution = distribution_of({key: value for key, value in written.items() if key != "clip"})
    if "clip" not in written:
        return distribution
    low, high = written["clip"]
    return Clipped(distribution, -np.inf if low is None else low, np.inf if high is None else high)


@pytest.mark.parametrize(("written", "mean", "variance"), CLOSED_FORMS)
def test_moments_of_extreme_distributions_are_their_closed_forms(written: Any, mean: float, variance: float) -> None:
    distribution = clipped(written)
    assert distribution.mean == pytest.approx(mean, rel=1e-9)
    assert distribution.variance == pytest.approx(variance, rel=1e-6, abs=1e-300)


@pytest.mark.parametrize("alpha", [19.99, 20.01, 1e3, 1e6])
def test_the_variance_of_a_narrow_weibull_keeps_its_digits(alpha: float) -> None:
    """To the fourth order in 1 / alpha, and scipy's where it has the digits."""
    u, zeta3 = 1 / alpha, 1.2020569031595942
    distribution = distribution_of({"weibull": {"alpha": alpha, "beta": 2}})
    logarithm = np.pi**2 / 6 * u**2 - 2 * zeta3 * u**3 + 7 * np.pi**4 / 180 * u**4
    if alpha > 100:
        assert distribution.variance == pytest.approx(distribution.mean**2 * np.expm1(logarithm), rel=1e-9)
    else:
        assert distribution.variance == pytest.approx(stats.weibull_min(alpha, scale=2).var(), rel=1e-11)


@pytest.mark.parametrize(("alpha", "beta"), [(2.2, 3.8), (0.5, 7), (7, 0.01)])
def test_a_beta_has_quantiles_where_scipy_has_none(alpha: float, beta: float) -> None:
    distribution = distribution_of({"beta": {"alpha": alpha, "beta": beta}})
    for level in (1e-310, 1e-300):
        assert float(distribution.cdf(distribution.ppf(level))) == pytest.approx(level, rel=1e-6)
