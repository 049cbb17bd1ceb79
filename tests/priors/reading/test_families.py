"""Families: parameters and quantiles give the distribution that they say."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import minimize

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.distributions import Beta, Distribution, Gamma, LogNormal, Normal
from uncertain_compute.priors.distributions.families.registry import FAMILIES
from uncertain_compute.priors.reading.spec import prior

PROBABILITY = np.linspace(0.001, 0.999, 999)
ASKED = 1e-9
"""Relative error that is allowed of a quantile that was asked for."""

type Case = tuple[dict[str, float], Any]


def by_moments(scipys: Any, *names: str, **beside: float) -> Case:
    """Return one of scipy's distributions as it is written by moments of its own."""
    moments = {"mean": float(scipys.mean()), "sd": float(scipys.std())}
    return {name: moments[name] for name in names or moments} | beside, scipys


PARAMETERS: dict[str, list[Case]] = {
    "normal": [
        ({"mu": 3, "sigma": 2}, stats.norm(3, 2)),
        ({"loc": 3, "scale": 2}, stats.norm(loc=3, scale=2)),
        ({"mean": 3, "sd": 2}, stats.norm(3, 2)),
    ],
    "lognormal": [
        ({"mu": 1, "sigma": 0.5}, stats.lognorm(0.5, scale=np.exp(1))),
        ({"s": 0.5, "scale": 3}, stats.lognorm(s=0.5, scale=3)),
        ({"median": 4, "factor": 2}, stats.lognorm(np.log(2), scale=4)),
        by_moments(stats.lognorm(0.5, scale=3)),
    ],
    "student_t": [
        ({"nu": 3, "mu": 1, "sigma": 2}, stats.t(3, 1, 2)),
        ({"df": 3, "loc": 1, "scale": 2}, stats.t(df=3, loc=1, scale=2)),
        by_moments(stats.t(3, 1, 2), nu=3),
    ],
    "half_normal": [
        ({"sigma": 2}, stats.halfnorm(scale=2)),
        ({"scale": 2}, stats.halfnorm(scale=2)),
        by_moments(stats.halfnorm(scale=2), "mean"),
        by_moments(stats.halfnorm(scale=2), "sd"),
    ],
    "beta": [
        ({"alpha": 8, "beta": 12}, stats.beta(8, 12)),
        ({"a": 8, "b": 12}, stats.beta(a=8, b=12)),
        ({"mu": 0.4, "sigma": 0.01**0.5}, stats.beta(9.2, 13.8)),
        ({"alpha": 2, "beta": 5, "low": -1, "high": 4}, stats.beta(2, 5, -1, 5)),
        ({"alpha": 2, "beta": 5, "high": 4}, stats.beta(2, 5, 0, 4)),
        ({"mu": 1, "sigma": 1, "low": -1, "high": 3}, stats.beta(1.5, 1.5, -1, 4)),
        by_moments(stats.beta(8, 12)),
        by_moments(stats.beta(2, 5, -1, 5), low=-1, high=4),
    ],
    "gamma": [
        ({"alpha": 2, "beta": 0.5}, stats.gamma(2, scale=2)),
        ({"a": 2, "scale": 2}, stats.gamma(a=2, scale=2)),
        ({"mu": 4, "sigma": 8**0.5}, stats.gamma(2, scale=2)),
        by_moments(stats.gamma(2, scale=2)),
    ],
    "exponential": [
        ({"scale": 3}, stats.expon(scale=3)),
        ({"lam": 0.25}, stats.expon(scale=4)),
        ({"mean": 3}, stats.expon(scale=3)),
        ({"sd": 3}, stats.expon(scale=3)),
    ],
    "weibull": [
        ({"alpha": 1.5, "beta": 2}, stats.weibull_min(1.5, scale=2)),
        ({"c": 1.5, "scale": 2}, stats.weibull_min(c=1.5, scale=2)),
        by_moments(stats.weibull_min(1.5, scale=2)),
    ],
    "uniform": [
        ({"low": -2, "high": 5}, stats.uniform(-2, 7)),
        ({"lower": -2, "upper": 5}, stats.uniform(-2, 7)),
        by_moments(stats.uniform(-2, 7)),
    ],
    "loguniform": [
        ({"low": 0.1, "high": 30}, stats.loguniform(0.1, 30)),
        ({"a": 0.1, "b": 30}, stats.loguniform(a=0.1, b=30)),
        by_moments(stats.loguniform(0.1, 30)),
    ],
    "triangular": [
        ({"low": 1, "mode": 3, "high": 7}, stats.triang(1 / 3, 1, 6)),
        ({"lower": 1, "c": 3, "upper": 7}, stats.triang(1 / 3, 1, 6)),
        by_moments(stats.triang(1 / 3, 1, 6), "mean", low=1, high=7),
    ],
    "pert": [
        ({"low": 1, "mode": 3, "high": 7}, stats.beta(1 + 4 / 3, 1 + 8 / 3, 1, 6)),
        by_moments(stats.beta(1 + 4 / 3, 1 + 8 / 3, 1, 6), "mean", low=1, high=7),
    ],
    "gumbel": [
        ({"mu": 3, "beta": 2}, stats.gumbel_r(3, 2)),
        ({"loc": 3, "scale": 2}, stats.gumbel_r(loc=3, scale=2)),
        by_moments(stats.gumbel_r(3, 2)),
    ],
    "logistic": [
        ({"mu": 3, "s": 2}, stats.logistic(3, 2)),
        ({"loc": 3, "scale": 2}, stats.logistic(loc=3, scale=2)),
        by_moments(stats.logistic(3, 2)),
    ],
    "pareto": [
        ({"alpha": 2.5, "m": 2}, stats.pareto(2.5, scale=2)),
        ({"b": 2.5, "scale": 2}, stats.pareto(b=2.5, scale=2)),
        by_moments(stats.pareto(2.5, scale=2)),
    ],
    "poisson": [({"mu": 4.2}, stats.poisson(4.2)), ({"mean": 4.2}, stats.poisson(4.2))],
    "bernoulli": [({"p": 0.3005}, stats.bernoulli(0.3005)), ({"mean": 0.3005}, stats.bernoulli(0.3005))],
    "binomial": [
        ({"n": 12, "p": 0.3}, stats.binom(12, 0.3)),
        by_moments(stats.binom(12, 0.3), "mean", n=12),
        by_moments(stats.binom(12, 0.3)),
    ],
    "geometric": [({"p": 0.2}, stats.geom(0.2)), ({"mean": 5}, stats.geom(0.2))],
}
CASES = {
    f"{name}({', '.join(written)})": (name, written, distribution)
    for name in PARAMETERS
    for written, distribution in PARAMETERS[name]
}

BESIDE: Mapping[str, dict[str, float]] = {
    "student_t": {"nu": 3},
    "beta": {"low": -1, "high": 5},
    "triangular": {"mode": 1.7},
    "pert": {"mode": 1.7},
}
BY_QUANTILES = {name: family for name, family in FAMILIES.items() if family.through is not None}
TWO = [name for name, family in BY_QUANTILES.items() if family.fewest == 2]

quick = settings(max_examples=30, deadline=None, derandomize=True, database=None)


def distribution_of(name: str, parameters: Mapping[str, Any]) -> Distribution:
    return prior({name: parameters}).distribution


def test_every_way_to_write_every_family_is_tried_here() -> None:
    for name, family in FAMILIES.items():
        assert {frozenset(form) for form in family.forms} <= {frozenset(written) for written, _ in PARAMETERS[name]}


@pytest.mark.parametrize("case", CASES)
def test_parameters_mean_what_they_mean_in_scipy(case: str) -> None:
    name, written, scipys = CASES[case]
    distribution = distribution_of(name, written)
    np.testing.assert_allclose(distribution.ppf(PROBABILITY), scipys.ppf(PROBABILITY), rtol=ASKED, atol=1e-12)
    assert distribution.mean == pytest.approx(scipys.mean(), rel=1e-12)
    assert distribution.variance == pytest.approx(scipys.var(), rel=1e-12)


@pytest.mark.parametrize("case", CASES)
def test_the_order_in_which_parameters_are_written_does_not_matter(case: str) -> None:
    name, written, _ = CASES[case]
    assert distribution_of(name, dict(reversed(written.items()))) == distribution_of(name, written)


def test_the_mean_of_a_pert_weighs_the_mode_four_times() -> None:
    assert distribution_of("pert", {"low": 1, "mode": 2, "high": 9}).mean == pytest.approx(
        (1 + 4 * 2 + 9) / 6, rel=1e-14
    )


@pytest.mark.parametrize("keys", [("p5", "p95"), ("p10", "p90"), ("p50", "p99"), ("p2.5", "p97.5"), ("p05", "p50")])
@pytest.mark.parametrize("name", TWO)
def test_two_quantiles_are_those_asked_for(name: str, keys: tuple[str, str]) -> None:
    distribution = distribution_of(name, dict(zip(keys, (1.5, 4.0), strict=True)) | BESIDE.get(name, {}))
    levels = np.array([float(key[1:]) / 100 for key in keys])
    np.testing.assert_allclose(distribution.ppf(levels), [1.5, 4.0], rtol=ASKED)


@pytest.mark.parametrize("name", [name for name in BY_QUANTILES if name not in TWO])
def test_one_quantile_fixes_a_family_of_one_parameter(name: str) -> None:
    assert float(distribution_of(name, {"p90": 7}).ppf(0.9)) == pytest.approx(7, rel=ASKED)


@pytest.mark.parametrize("name", BY_QUANTILES)
def test_the_order_in_which_quantiles_are_written_does_not_matter(name: str) -> None:
    beside = BESIDE.get(name, {})
    assert distribution_of(name, {"p5": 1, "p95": 2, **beside}) == distribution_of(name, {**beside, "p95": 2, "p5": 1})


@pytest.mark.parametrize("name", BY_QUANTILES)
def test_more_quantiles_of_a_distribution_of_the_family_give_it_back(name: str) -> None:
    beside = BESIDE.get(name, {})
    true = distribution_of(name, {"p5": 1, "p95": 2, **beside} if name in TWO else {"p50": 2})
    levels = [5, 25, 50, 75, 95]
    asked = {f"p{level}": float(true.ppf(level / 100)) for level in levels}
    np.testing.assert_allclose(distribution_of(name, asked | beside).ppf(PROBABILITY), true.ppf(PROBABILITY), rtol=1e-7)


LEVELS = np.array([0.1, 0.3, 0.6, 0.9])
VALUES = np.array([1.0, 2.5, 3.0, 4.5])
MISFIT = {"normal", "student_t", "uniform", "beta", "triangular", "pert", "gumbel", "logistic"}
"""Families whose values are fitted; of the others it is the logarithms."""


@pytest.mark.parametrize("name", BY_QUANTILES)
def test_no_distribution_near_the_least_squares_fit_is_better(name: str) -> None:
    """The sum of squares does not fall in any direction: what a minimum is, whatever found it."""
    beside = BESIDE.get(name, {})
    fit = distribution_of(
        name, {f"p{100 * level:g}": value for level, value in zip(LEVELS, VALUES, strict=True)} | beside
    )
    of = (lambda x: x) if name in MISFIT else np.log

    own = ("low", "high") if name == "pert" else ("mu", "sigma", "s", "alpha", "beta", "m", "scale", "low", "high")

    def squares(distribution: Distribution) -> float:
        return float(np.sum((of(distribution.ppf(LEVELS)) - of(VALUES)) ** 2))

    free = [key for key in own if hasattr(fit, key) and key not in beside]
    start = np.array([getattr(fit, key) for key in free])

    def at(factors: np.ndarray) -> float:
        moved = dict(zip(free, start + factors * np.abs(start), strict=True))
        if name == "pert":
            return squares(distribution_of(name, moved | beside))
        return squares(type(fit)(**{key: getattr(fit, key) for key in fit.__dataclass_fields__} | moved))

    better = minimize(at, np.zeros(len(free)), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-15})
    assert better.fun >= squares(fit) * (1 - 1e-6)


@pytest.mark.parametrize(
    "name", [name for name in FAMILIES if FAMILIES[name].through and ("mean", "sd") in FAMILIES[name].forms]
)
@given(exponent=st.floats(-100, 100), ratio=st.floats(-4, 0.7))
@quick
def test_any_mean_and_standard_deviation_are_those_asked_for(name: str, exponent: float, ratio: float) -> None:
    mean = 10.0**exponent
    sd = mean * 10.0**ratio
    ends = {"low": -20 * mean, "high": 30 * mean} if name == "beta" else {}
    distribution = distribution_of(name, {"mean": mean, "sd": sd, **ends})
    assert distribution.mean == pytest.approx(mean, rel=1e-9)
    # a variance taken from a loguniform's ends, or quantiles, loses the digits that those have in common
    assert distribution.variance == pytest.approx(sd**2, rel=1e-6)


@given(
    st.floats(0, 1), st.sampled_from([(10, 90), (5, 50), (1, 60), (50, 99)]), st.sampled_from(["triangular", "pert"])
)
@quick
def test_quantiles_about_any_mode_are_those_asked_for(share: float, percent: tuple[int, int], name: str) -> None:
    mode = round(3.0 + 4.0 * share, 9)
    asked = {f"p{level}": value for level, value in zip(percent, (3.0, 7.0), strict=True)}
    found = distribution_of(name, {**asked, "mode": mode})
    np.testing.assert_allclose(found.ppf(np.array(percent) / 100), [3.0, 7.0], rtol=ASKED)
    densities = found.pdf(mode + np.array([-1e-3, 0.0, 1e-3]))
    assert densities[1] >= densities.max() * (1 - 1e-12)


def test_a_factor_about_a_median_is_one_standard_deviation_of_the_logarithm() -> None:
    written = prior("4 x/ 2").distribution
    assert written == prior("4x/2").distribution == prior("4 × / 2").distribution
    assert written == distribution_of("lognormal", {"median": 4, "factor": 2})
    assert written.mass(2, 8) == pytest.approx(stats.norm.cdf(1) - stats.norm.cdf(-1), rel=1e-12)


def test_the_misfit_of_more_quantiles_than_parameters_is_reported() -> None:
    read = prior({"normal": {"p5": 0, "p50": 1, "p95": 9}})
    assert set(read.misfits) == {0.05, 0.5, 0.95}
    asked, got = read.misfits[0.5]
    assert asked == 1
    assert got == pytest.approx(10 / 3, rel=1e-12)
    assert prior({"normal": {"p5": 0, "p95": 9}}).misfits == {}
    assert prior({"normal": {"p5": -1.6448536269514729, "p50": 0, "p95": 1.6448536269514722}}).misfits == {}


@given(st.floats(-1e12, 1e12), st.floats(-6, 12))
@quick
def test_any_normal_has_the_quantiles_asked_for(low: float, exponent: float) -> None:
    low = round(low, 6)
    high = low + 10.0**exponent
    assume(low < high)
    found = distribution_of("normal", {"p5": low, "p95": high}).ppf(np.array([0.05, 0.95]))
    # an end close to zero is the difference of two numbers as large as the other end
    np.testing.assert_allclose(found, [low, high], rtol=ASKED, atol=1e-15 * max(abs(low), abs(high)))


POSITIVE = [name for name in TWO if name in ("lognormal", "gamma", "weibull", "loguniform", "pareto")]


@pytest.mark.parametrize("name", POSITIVE)
@given(exponent=st.floats(-90, 90), orders=st.floats(-2, 0.5))
@quick
def test_any_positive_distribution_has_the_quantiles_asked_for(name: str, exponent: float, orders: float) -> None:
    low, high = 10.0**exponent, 10.0**exponent * 10.0 ** (10.0**orders)
    found = distribution_of(name, {"p5": low, "p95": high}).ppf(np.array([0.05, 0.95]))
    np.testing.assert_allclose(found, [low, high], rtol=ASKED)


@given(st.floats(0.002, 0.998), st.floats(0.002, 0.998), st.sampled_from([(5, 95), (10, 90), (5, 50), (25, 99)]))
@quick
def test_any_beta_has_the_quantiles_asked_for(first: float, second: float, percent: tuple[int, int]) -> None:
    low, high = sorted((first, second))
    assume(high - low > 1e-4)
    found = distribution_of("beta", {f"p{percent[0]}": low, f"p{percent[1]}": high}).ppf(np.array(percent) / 100)
    np.testing.assert_allclose(found, [low, high], rtol=ASKED)


@given(st.floats(0.3, 300), st.floats(0.3, 300))
@quick
def test_a_betas_own_quantiles_give_it_back(alpha: float, beta: float) -> None:
    low, high = stats.beta(alpha, beta).ppf([0.05, 0.95])
    distribution = distribution_of("beta", {"p5": low, "p95": high})
    assert isinstance(distribution, Beta)
    # quantiles to 1e-9 determine shapes less well: they enter as the square of what is left of the spread
    np.testing.assert_allclose([distribution.alpha, distribution.beta], [alpha, beta], rtol=1e-5)


@pytest.mark.parametrize("ends", [(1e-140, 2e-140), (1e-12, 1 - 1e-12), (0.5, 0.5 + 2**-50), (1e-100, 0.5)])
@pytest.mark.parametrize("name", ["beta", "gamma"])
def test_extreme_quantiles_are_met_or_refused(name: str, ends: tuple[float, float]) -> None:
    try:
        distribution = distribution_of(name, {"p5": ends[0], "p95": ends[1]})
    except UncertainComputeError as error:
        assert str(error).startswith(f"prior.{name}: ")  # noqa: PT017
    else:
        np.testing.assert_allclose(distribution.ppf(np.array([0.05, 0.95])), ends, rtol=ASKED)


def test_bounds_truncate_and_null_leaves_an_end_open() -> None:
    for bounds, ends in (([-1, 2], (-1, 2)), ([-1, None], (-1, np.inf)), ([None, 2], (-np.inf, 2))):
        distribution = distribution_of("normal", {"mu": 0, "sigma": 1, "bounds": bounds})
        wanted = stats.truncnorm(*ends).ppf(PROBABILITY)
        np.testing.assert_allclose(distribution.ppf(PROBABILITY), wanted, rtol=ASKED, atol=1e-12)


@pytest.mark.parametrize("name", TWO)
def test_quantiles_beside_bounds_are_those_of_the_truncated_distribution(name: str) -> None:
    beside = BESIDE.get(name, {})
    read = prior({name: {"p5": 1.5, "p95": 3.0, "bounds": [1, 4], **beside}})
    np.testing.assert_allclose(read.ppf(np.array([0.05, 0.95])), [1.5, 3.0], rtol=ASKED)
    assert read.cdf(1.0) == 0
    assert read.cdf(4.0) == 1
    assert read.misfits == {}


def test_bounds_that_are_left_open_change_nothing() -> None:
    assert distribution_of("normal", {"mu": 3, "sigma": 2, "bounds": [None, None]}) == Normal(3, 2)
    assert distribution_of("normal", {"mu": 3, "sigma": 2, "bounds": None}) == Normal(3, 2)


@pytest.mark.parametrize(
    ("name", "parameters", "distribution"),
    [
        ("gamma", {"mu": 6, "sigma": 3}, Gamma(4, 2 / 3)),
        ("lognormal", {"s": 2, "scale": 1}, LogNormal(0, 2)),
    ],
)
def test_other_parameters_are_turned_into_the_distributions_own(
    name: str, parameters: dict[str, float], distribution: Distribution
) -> None:
    assert distribution_of(name, parameters) == distribution


@pytest.mark.parametrize(("low", "high"), [(0.06, 0.94), (0.2, 0.97), (0.2, 0.7)])
def test_quantiles_of_a_distribution_that_its_bounds_cut_hard_are_met(low: float, high: float) -> None:
    written = {"normal": {"p5": low, "p95": high, "bounds": [0, 1]}}
    np.testing.assert_allclose(prior(written).ppf(np.array([0.05, 0.95])), [low, high], rtol=1e-9)


@pytest.mark.parametrize(("low", "high"), [(0.05, 0.95), (0.01, 0.99)])
def test_quantiles_flatter_than_any_distribution_between_the_bounds_are_refused(low: float, high: float) -> None:
    with pytest.raises(UncertainComputeError, match="no distribution of this family was found"):
        prior({"normal": {"p5": low, "p95": high, "bounds": [0, 1]}})
