"""What may be written about an assumption, and what is said of mistakes."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.families import FAMILIES, FAMILY_NAMES
from uncertain_compute.priors.laws import Discrete, Fixed, LogNormal, Normal, Uniform
from uncertain_compute.priors.spec import PROVENANCE, Assumption, Prior, assumption, prior

DIMENSIONS = {"platform": ("TikTok", "YouTube"), "system": ("Sora",)}
TAILS = np.array([0.05, 0.95])


@pytest.mark.parametrize("written", [42, 42.0, "42", "4.2e1", {"value": 42}])
def test_a_number_is_fixed(written: Any) -> None:
    assert prior(written).law == Fixed(42.0)


@pytest.mark.parametrize(
    ("written", "kind", "ends"),
    [
        ("4 to 10", LogNormal, [4, 10]),
        ("  1e-9   to 1e9 ", LogNormal, [1e-9, 1e9]),
        ("-1 to 2", Normal, [-1, 2]),
        ("0 to 2", Normal, [0, 2]),
        ("-3e3 to -2e3", Normal, [-3000, -2000]),
    ],
)
def test_an_interval_holds_ninety_percent(written: str, kind: type, ends: list[float]) -> None:
    law = prior(written).law
    assert isinstance(law, kind)
    np.testing.assert_allclose(law.quantile(TAILS), ends, rtol=1e-9, atol=1e-9)


def test_a_positive_interval_has_the_geometric_mean_for_its_median() -> None:
    assert prior("4 to 10").law.median == pytest.approx(40**0.5, rel=1e-12)


@pytest.mark.parametrize(
    ("written", "law"),
    [
        ({"normal": {"mu": 0, "sigma": 1}}, Normal(0, 1)),
        ({"uniform": {"low": 0, "high": "1e3"}}, Uniform(0, 1000)),
        ({"discrete": {4: 0.25, "8": 0.75}}, Discrete((4, 8), (0.25, 0.75))),
        ({"value": {"normal": {"mu": 0, "sigma": 1}}, "why": "a guess"}, Normal(0, 1)),
    ],
)
def test_a_family_gives_its_law(written: Any, law: Any) -> None:
    assert prior(written).law == law


def test_provenance_stands_beside_the_value() -> None:
    beside = {"unit": "GPU", "why": "a guess", "source": "nobody", "date": 2024, "status": "judgement"}
    read = prior({"value": "4 to 10", **beside})
    assert (read.unit, read.why, read.source, read.date, read.status) == tuple(map(str, beside.values()))
    assert isinstance(read.law, LogNormal)


def test_provenance_may_be_given_apart() -> None:
    read = prior("4 to 10", unit="GPU", why="a guess")
    assert (read.unit, read.why, read.source) == ("GPU", "a guess", "")


def test_provenance_left_empty_is_none() -> None:
    read = prior({"value": 3, "unit": None, "why": None})
    assert read.unit is None
    assert read.why == ""


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (42, "42"),
        ("4 to 10", "4 to 10"),
        ({"value": "4 to 10", "unit": "GPU"}, "4 to 10"),
        ({"beta": {"p5": 0.1, "p95": 0.4}}, "beta(p5: 0.1, p95: 0.4)"),
    ],
)
def test_a_prior_keeps_how_it_was_written(written: Any, shown: str) -> None:
    assert prior(written).written == shown


def test_an_assumption_without_a_dimension_is_one_column() -> None:
    read = assumption("share", {"value": 0.5, "unit": "1"}, DIMENSIONS)
    assert read.dimension is None
    assert list(read.columns) == ["share"]
    assert read.columns["share"].unit == "1"


@pytest.mark.parametrize("written", [0.5, "0.5", {"value": 0.5}])
def test_an_assumption_may_be_a_bare_number(written: Any) -> None:
    assert assumption("share", written, {}).priors[0].law == Fixed(0.5)


def test_a_family_may_stand_beside_its_provenance() -> None:
    read = assumption("share", {"uniform": {"low": 0, "high": 1}, "why": "nothing is known"}, DIMENSIONS)
    assert read.priors[0].law == Uniform(0, 1)
    assert read.priors[0].why == "nothing is known"


def test_an_assumption_with_a_dimension_has_a_column_per_coordinate() -> None:
    written = {
        "platform": {"YouTube": {"value": 0.15, "why": "its own"}, "TikTok": "0.1 to 0.5"},
        "unit": "1",
        "why": "shared",
    }
    read = assumption("share", written, DIMENSIONS)
    assert read.dimension == "platform"
    assert read.coordinates == ("TikTok", "YouTube")
    assert list(read.columns) == ["share[TikTok]", "share[YouTube]"]
    tiktok, youtube = read.columns.values()
    assert isinstance(tiktok.law, LogNormal)
    assert youtube.law == Fixed(0.15)
    assert (tiktok.unit, youtube.unit) == ("1", "1")
    assert (tiktok.why, youtube.why) == ("shared", "its own")


def test_a_coordinate_may_have_a_family() -> None:
    written = {"platform": {"TikTok": {"uniform": {"low": 0, "high": 1}}, "YouTube": 0}}
    assert assumption("share", written, DIMENSIONS).priors[0].law == Uniform(0, 1)


NORMAL = {"mu": 0, "sigma": 1}
BAD_PRIORS: dict[str, tuple[Any, str]] = {
    "interval wrong way round": ("10 to 4", r"priors\.x: '10 to 4' must go from a lower to a higher number"),
    "negative interval wrong way round": ("-1 to -2", r"priors\.x: .* must go from a lower to a higher number"),
    "equal ends": ("4 to 4", r"priors\.x: .* must go from a lower to a higher number"),
    "an end is NaN": ("4 to nan", r"priors\.x: 'nan' is not a finite number"),
    "an end is infinite": ("4 to inf", r"priors\.x: 'inf' is not a finite number"),
    "an end is text": ("four to 10", r"priors\.x: 'four' is not a number"),
    "three ends": ("4 to 5 to 6", r"priors\.x: .* is neither a number, 'low to high' nor a family"),
    "an interval with other words": ("4 .. 10", r"priors\.x: '4 \.\. 10' is neither"),
    "NaN": (float("nan"), r"priors\.x: nan is not a finite number"),
    "infinite": (float("inf"), r"priors\.x: inf is not a finite number"),
    "too large": (10**400, r"priors\.x: 1000*"),
    "NaN as text": ("nan", r"priors\.x: 'nan' is not a finite number"),
    "text": ("many", r"priors\.x: 'many' is neither a number, 'low to high' nor a family"),
    "empty text": ("", r"priors\.x: '' is neither"),
    "nothing": (None, r"priors\.x: None is neither"),
    "a truth value": (True, r"priors\.x: True is not a finite number"),
    "a list": ([4, 10], r"priors\.x: \[4, 10\] is not a number"),
    "empty mapping": ({}, r"priors\.x: has nothing; allowed is one family of normal"),
    "empty value": ({"value": {}}, r"priors\.x: has nothing"),
    "value is nothing": ({"value": None}, r"priors\.x: None is neither"),
    "two families": (
        {"normal": NORMAL, "beta": {"alpha": 1, "beta": 1}},
        r"priors\.x: has normal, beta; allowed is one",
    ),
    "unknown family": ({"lognormall": NORMAL}, r"priors\.x: no family 'lognormall'; did you mean 'lognormal'"),
    "family like no other": ({"zzz": NORMAL}, r"priors\.x: no family 'zzz'; known are beta, discrete"),
    "family without parameters": ({"normal": {}}, r"priors\.x\.normal: {} is not a mapping of parameters"),
    "family of a number": ({"normal": 3}, r"priors\.x\.normal: 3 is not a mapping of parameters"),
    "wrong parameter": (
        {"normal": {"mean": 0, "sigma": 1}},
        r"priors\.x\.normal: has mean, sigma; allowed are mu, sigma",
    ),
    "missing parameter": ({"normal": {"mu": 0}}, r"priors\.x\.normal: has mu; allowed are mu, sigma or two quantiles"),
    "parameter is text": ({"normal": {"mu": "low", "sigma": 1}}, r"priors\.x\.normal\.mu: 'low' is not a number"),
    "parameter is NaN": (
        {"normal": {"mu": 0, "sigma": np.nan}},
        r"priors\.x\.normal\.sigma: nan is not a finite number",
    ),
    "impossible normal": (
        {"normal": {"mu": 0, "sigma": 0}},
        r"priors\.x\.normal: .* is impossible; it needs sigma > 0",
    ),
    "impossible lognormal": ({"lognormal": {"mu": 0, "sigma": -1}}, r"priors\.x\.lognormal: .* needs sigma > 0"),
    "impossible beta": ({"beta": {"alpha": 0, "beta": 1}}, r"priors\.x\.beta: .* needs alpha > 0 and beta > 0"),
    "impossible uniform": ({"uniform": {"low": 1, "high": 1}}, r"priors\.x\.uniform: .* needs low < high"),
    "impossible loguniform": ({"loguniform": {"low": 0, "high": 1}}, r"priors\.x\.loguniform: .* needs 0 < low < high"),
    "impossible triangular": (
        {"triangular": {"low": 0, "mode": 2, "high": 1}},
        r"priors\.x\.triangular: .* needs low <=",
    ),
    "quantiles of a uniform": (
        {"uniform": {"p5": 0, "p95": 1}},
        r"priors\.x\.uniform: has p5, p95; allowed are low, high",
    ),
    "one quantile": ({"normal": {"p5": 0}}, r"priors\.x\.normal: has p5; allowed are exactly two quantiles"),
    "three quantiles": ({"normal": {"p5": 0, "p50": 1, "p95": 2}}, r"priors\.x\.normal: has .* exactly two quantiles"),
    "quantile and parameter": (
        {"normal": {"mu": 0, "p95": 1}},
        r"priors\.x\.normal: has mu, p95; .* exactly two quant",
    ),
    "one quantile twice": (
        {"normal": {"p5": 0, "p05": 1}},
        r"priors\.x\.normal: has p5, p05; .* exactly two quantiles",
    ),
    "quantile zero": ({"normal": {"p0": 0, "p95": 1}}, r"priors\.x\.normal: has p0, p95; allowed are"),
    "quantile one hundred": ({"normal": {"p5": 0, "p100": 1}}, r"priors\.x\.normal: has p5, p100; allowed are"),
    "quantile that rounds to one hundred": (
        {"normal": {"p5": 0, "p99.99999999999999999": 1}},
        r"priors\.x\.normal: has .*; allowed are",
    ),
    "quantiles wrong way round": ({"normal": {"p5": 1, "p95": 0}}, r"priors\.x\.normal: p5 = 1 must be below p95 = 0"),
    "equal quantiles": ({"lognormal": {"p5": 1, "p95": 1}}, r"priors\.x\.lognormal: p5 = 1 must be below p95 = 1"),
    "lognormal quantile of zero": ({"lognormal": {"p5": 0, "p95": 1}}, r"priors\.x\.lognormal: .* must be positive"),
    "beta quantile above one": ({"beta": {"p5": 0.5, "p95": 1.5}}, r"priors\.x\.beta: .* must lie between 0 and 1"),
    "beta quantile below zero": ({"beta": {"p5": -0.5, "p95": 0.5}}, r"priors\.x\.beta: .* must lie between 0 and 1"),
    "discrete without values": ({"discrete": {}}, r"priors\.x\.discrete: {} is not a mapping"),
    "discrete over one": ({"discrete": {1: 0.5, 2: 0.6}}, r"priors\.x\.discrete: probabilities .* sum to 1"),
    "discrete under one": ({"discrete": {1: 0.5, 2: 0.4}}, r"priors\.x\.discrete: probabilities .* sum to 1"),
    "discrete with a negative": ({"discrete": {1: 1.5, 2: -0.5}}, r"priors\.x\.discrete: .* must be positive"),
    "discrete with a value twice": ({"discrete": {1: 0.5, "1.0": 0.5}}, r"priors\.x\.discrete: .* values be distinct"),
    "discrete with text": ({"discrete": {"one": 1}}, r"priors\.x\.discrete: 'one' is not a number"),
    "discrete without a probability": ({"discrete": {1: None}}, r"priors\.x\.discrete\.1: None is not a number"),
    "bounds without mass": ({"normal": {**NORMAL, "bounds": [40, 50]}}, r"priors\.x\.normal\.bounds: .* leaves none"),
    "bounds wrong way round": ({"normal": {**NORMAL, "bounds": [1, -1]}}, r"priors\.x\.normal\.bounds: .* leaves none"),
    "bounds off the support": (
        {"beta": {"alpha": 2, "beta": 2, "bounds": [1, 2]}},
        r"priors\.x\.beta\.bounds: .* leaves none",
    ),
    "one bound": ({"normal": {**NORMAL, "bounds": [1]}}, r"priors\.x\.normal\.bounds: \[1\] is not a pair"),
    "bounds are a number": ({"normal": {**NORMAL, "bounds": 5}}, r"priors\.x\.normal\.bounds: 5 is not a pair"),
    "bounds are a mapping": (
        {"normal": {**NORMAL, "bounds": {1: "low", 2: "high"}}},
        r"priors\.x\.normal\.bounds: {.*} is not a pair",
    ),
    "bounds are text": ({"normal": {**NORMAL, "bounds": "01"}}, r"priors\.x\.normal\.bounds: '01' is not a pair"),
    "a bound is text": (
        {"normal": {**NORMAL, "bounds": [0, "high"]}},
        r"priors\.x\.normal\.bounds: 'high' is not a number",
    ),
    "bounds of a uniform": (
        {"uniform": {"low": 0, "high": 1, "bounds": [0, 1]}},
        r"priors\.x\.uniform\.bounds: only a normal, lognormal or beta",
    ),
    "misspelt provenance": ({"value": 3, "sourse": "me"}, r"priors\.x\.sourse: not a key .*; did you mean 'source'"),
    "family beside a value": ({"value": 3, "normal": NORMAL}, r"priors\.x\.normal: not a key of an assumption"),
    "an interval that floats do not hold": ("-1e308 to 1e308", r"priors\.x[.:]"),
    "a uniform law that floats do not hold": ({"uniform": {"low": -1e308, "high": 1e308}}, r"priors\.x\.uniform: "),
    "a lognormal law that floats do not hold": ({"lognormal": {"mu": 1000, "sigma": 1}}, r"priors\.x\.lognormal: "),
}


@pytest.mark.parametrize(("written", "message"), BAD_PRIORS.values(), ids=BAD_PRIORS)
def test_a_bad_prior_is_refused_by_its_key(written: Any, message: str) -> None:
    with pytest.raises(UncertainComputeError, match=f"^{message}"):
        prior(written, "priors.x")


BOTH = {"TikTok": 1, "YouTube": 2}
BAD_ASSUMPTIONS: dict[str, tuple[Any, str]] = {
    "unknown coordinate": (
        {"platform": {**BOTH, "Youtub": 3}},
        r"priors\.x\.platform: no coordinate 'Youtub'; did you mean 'YouTube'",
    ),
    "missing coordinate": ({"platform": {"TikTok": 1}}, r"priors\.x\.platform: no entry for YouTube"),
    "no coordinate": ({"platform": {}}, r"priors\.x\.platform: no entry for TikTok, YouTube"),
    "coordinates are a list": ({"platform": [1, 2]}, r"priors\.x\.platform: \[1, 2\] is not a mapping with TikTok"),
    "coordinates are missing": ({"platform": None}, r"priors\.x\.platform: None is not a mapping"),
    "bad prior at a coordinate": (
        {"platform": {"TikTok": 1, "YouTube": "5 to 4"}},
        r"priors\.x\.platform\.YouTube: '5 to 4' must go",
    ),
    "misspelt provenance beside a dimension": (
        {"platform": BOTH, "unitt": "1"},
        r"priors\.x\.unitt: not a key of an assumption; did you mean 'unit'",
    ),
    "misspelt provenance at a coordinate": (
        {"platform": {"TikTok": 1, "YouTube": {"value": 1, "wy": "?"}}},
        r"priors\.x\.platform\.YouTube\.wy: not a key .*; did you mean 'why'",
    ),
    "two dimensions": ({"platform": BOTH, "system": {"Sora": 1}}, r"priors\.x\.system: not a key of an assumption"),
    "value and a dimension": ({"value": 1, "platform": BOTH}, r"priors\.x\.platform: not a key of an assumption"),
    "neither value nor dimension": ({"unit": "1"}, r"priors\.x: needs value .* or a dimension \(platform, system\)"),
    "misspelt dimension": ({"platforms": BOTH}, r"priors\.x: needs value .* or a dimension"),
    "empty": ({}, r"priors\.x: needs value"),
    "nothing": (None, r"priors\.x: None is neither"),
    "misspelt provenance beside a family": (
        {"normal": NORMAL, "wy": "?"},
        r"priors\.x: has normal, wy; allowed is one",
    ),
}


@pytest.mark.parametrize(("written", "message"), BAD_ASSUMPTIONS.values(), ids=BAD_ASSUMPTIONS)
def test_a_bad_assumption_is_refused_by_its_key(written: Any, message: str) -> None:
    with pytest.raises(UncertainComputeError, match=f"^{message}"):
        assumption("x", written, DIMENSIONS)


def test_an_assumption_without_any_dimension_declared_says_so() -> None:
    with pytest.raises(UncertainComputeError, match=r"dimension \(none declared\)"):
        assumption("x", {"platform": BOTH}, {})


NUMBERS = st.one_of(
    st.integers(), st.floats(), st.sampled_from([0, 1, 0.05, 0.95, 0.5, 1e-200, 2e-200, 1e308, -1e308, 10**400])
)
KEYS = st.one_of(
    st.sampled_from(
        [
            *FAMILY_NAMES,
            *(parameter for family in FAMILIES.values() for parameter in family.parameters),
            *PROVENANCE,
            *DIMENSIONS,
            *DIMENSIONS["platform"],
            *["value", "bounds", "p5", "p95", "p0", "p99.99999999999999999"],
        ]
    ),
    st.text(max_size=5),
    st.integers(),
    st.none(),
    st.booleans(),
)
LEAVES = st.one_of(
    NUMBERS,
    st.none(),
    st.booleans(),
    st.text(max_size=10),
    st.builds("{} to {}".format, NUMBERS, NUMBERS),
    st.sampled_from(["4 to 10", "1 to", "to", " to ", "nan to inf"]),
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
FAMILY = st.sampled_from(sorted(FAMILIES)).flatmap(
    lambda name: st.fixed_dictionaries(
        {
            name: st.one_of(
                st.fixed_dictionaries(
                    dict.fromkeys(FAMILIES[name].parameters, NUMBERS), optional={"bounds": st.lists(LEAVES, max_size=3)}
                ),
                st.fixed_dictionaries({"p5": NUMBERS, "p95": NUMBERS}, optional={"bounds": LEAVES}),
            )
        }
    )
)
WRITTEN = ANYTHING | FAMILY
thorough = settings(max_examples=400, deadline=None, derandomize=True, database=None)


def read_or_refused(read: Callable[..., Any], *arguments: Any) -> tuple[Any, str]:
    try:
        return read(*arguments), ""
    except UncertainComputeError as error:
        return None, str(error)


@given(WRITTEN)
@thorough
def test_anything_written_is_a_prior_or_an_error_of_ours(written: Any) -> None:
    read, refusal = read_or_refused(prior, written)
    if read is None:
        assert refusal.startswith("prior")
    else:
        assert isinstance(read, Prior)
        assert np.isfinite(read.law.median)


@given(st.dictionaries(KEYS, WRITTEN, max_size=4) | st.fixed_dictionaries({"platform": WRITTEN}) | WRITTEN)
@thorough
def test_anything_written_is_an_assumption_or_an_error_of_ours(written: Any) -> None:
    read, refusal = read_or_refused(assumption, "x", written, DIMENSIONS)
    if read is None:
        assert refusal.startswith("priors.x")
    else:
        assert isinstance(read, Assumption)
        assert len(read.columns) == len(read.priors)
        dimension = next((key for key in DIMENSIONS if isinstance(written, Mapping) and key in written), None)
        assert read.dimension == dimension


@pytest.mark.parametrize("ends", [(1e-200, 2e-200), (1e-12, 1 - 1e-12), (0.5, 0.5 + 2**-50), (1e-300, 0.5)])
def test_extreme_beta_quantiles_are_met_or_refused(ends: tuple[float, float]) -> None:
    read, refusal = read_or_refused(prior, {"beta": {"p5": ends[0], "p95": ends[1]}}, "priors.x")
    if read is None:
        assert refusal.startswith("priors.x.beta: ")
    else:
        assert read.law.distribution.cdf(ends) == pytest.approx([0.05, 0.95], abs=1e-9)
