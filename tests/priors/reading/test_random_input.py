"""Whatever is written, the parser answers with a prior or with its own error: one line that begins with the key."""

from collections.abc import Callable
from importlib import import_module
from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.distributions.families.registry import FAMILIES
from uncertain_compute.priors.reading.assumptions import Assumption, assumption
from uncertain_compute.priors.reading.bounds import MODIFIERS
from uncertain_compute.priors.reading.forms import form_names
from uncertain_compute.priors.reading.maxent import PRELIZ_NAMES
from uncertain_compute.priors.reading.quantile_keys import METALOG_KEYS
from uncertain_compute.priors.reading.spec import PROVENANCE, Prior, prior


@pytest.fixture(autouse=True, scope="module")
def preliz_imported() -> None:
    """Import PreliZ, which raises the recursion limit; within a test of hypothesis it must not."""
    import_module("preliz")


DIMENSIONS = {"platform": ("TikTok", "YouTube"), "system": ("Sora",)}
FORMS = [name for name in form_names() if name != "maxent"]
PARAMETERS = sorted({name for family in FAMILIES.values() for form in family.forms for name in form})
QUANTILES = ["p5", "p50", "p95", "p10", "p90", "p0", "p100", "p05", "p2.5", "p99.99999999999999999", "p1e3"]

SENSIBLE = st.sampled_from([0.01, 0.1, 0.25, 0.5, 0.75, 1, 2, 3.0, 5, 10, 20, -1])
WILD = st.one_of(
    st.integers(-20, 20),
    st.floats(-10, 10),
    st.floats(),
    st.sampled_from([0.05, 0.5, 0.95, 1e-200, 2e-200, 5e-324, 1e308, -1e308, 10**400, -(10**400), "1e999", "4e6"]),
)
NUMBERS = st.integers(0, 7).flatmap(lambda choice: WILD if choice == 7 else SENSIBLE)
WORDS = st.sampled_from([
    *FORMS, *PARAMETERS, *QUANTILES, *MODIFIERS, *METALOG_KEYS, *PROVENANCE, *DIMENSIONS, *DIMENSIONS["platform"],
    "weights", "ci", "min", "max", "P5", "P95",
    "value", "weight", "probability", "shared_by", "copied_to", "file", "column", "variable", "smooth", "found",
])  # fmt: skip
KEYS = st.one_of(WORDS, WORDS, st.text(max_size=4), NUMBERS, st.none(), st.booleans(), st.just("line\nbreak"))
LEAVES = st.one_of(
    NUMBERS,
    st.none(),
    st.booleans(),
    WORDS,
    st.text(max_size=8),
    st.builds("{} to {}".format, NUMBERS, NUMBERS),
    st.sampled_from(["4 to 10", "1 to", " to ", "nan to inf", "line\nbreak", "1_000", "٣"]),
    st.sampled_from(
        ["4k", "30%", "$4", "1 in 20", "4 to 10 (80%)", "(80%)", "0 to 4M GPU", "4 to 10M", "1/0", "$4/hour"]
    ),
    st.text("0123456789.,_ eEkMBT%$/()to-+x", max_size=14),
)
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
ENDS = st.one_of(
    st.lists(SENSIBLE, min_size=2, max_size=2, unique=True).map(sorted),
    SENSIBLE.map(lambda high: [None, high]),
    st.lists(NUMBERS | st.none(), min_size=2, max_size=2),
    LEAVES,
)
NEARLY = {"bounds": ENDS, "clip": ENDS}


RISING = st.builds(
    lambda keys, values: dict(zip(sorted(keys, key=lambda key: float(key[1:])), sorted(values), strict=True)),
    st.permutations(["p5", "p10", "p50", "p90"]).map(lambda keys: keys[:3]),
    st.lists(SENSIBLE, min_size=3, max_size=3, unique=True),
)


def nearly_a_family(name: str) -> st.SearchStrategy[Any]:
    family = FAMILIES[name]
    quantiles = st.dictionaries(st.sampled_from(QUANTILES), NUMBERS, min_size=1, max_size=4) | RISING
    beside = st.fixed_dictionaries({}, optional=dict.fromkeys((*family.optional, *family.given), NUMBERS) | NEARLY)
    parameters = [st.fixed_dictionaries(dict.fromkeys(form, NUMBERS)) for form in family.forms]
    inside = st.builds(lambda first, second: {**first, **second}, st.one_of(*parameters, quantiles), beside)
    return st.fixed_dictionaries({name: inside}, optional=NEARLY)


FAMILY = st.sampled_from(sorted(FAMILIES)).flatmap(nearly_a_family)
METALOG = st.one_of(
    st.dictionaries(st.sampled_from([*QUANTILES, *METALOG_KEYS]), NUMBERS, min_size=3, max_size=6),
    st.builds(
        lambda rising, beside: {**rising, **beside},
        RISING,
        st.fixed_dictionaries({}, optional=dict.fromkeys(METALOG_KEYS, NUMBERS) | NEARLY),
    ),
)
SHARE = st.sampled_from([0.5, 0.5, 0.5, 1, 0, -0.5, 1e-300]) | NUMBERS
DISCRETE = st.dictionaries(NUMBERS, SHARE, max_size=3) | st.dictionaries(
    WORDS, st.fixed_dictionaries({"value": NUMBERS, "probability": SHARE}), max_size=3
)


def mixture(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    optional = {"unit": st.sampled_from(["GPU", "FLOP", None]), **NEARLY}
    return st.lists(st.fixed_dictionaries({"weight": SHARE, "value": inner}, optional=optional), max_size=3)


FORM = st.one_of(
    FAMILY,
    METALOG,
    METALOG.map(lambda inside: {"metalog": inside}),
    DISCRETE.map(lambda inside: {"discrete": inside}),
    mixture(FAMILY | LEAVES).map(lambda inside: {"mixture": inside}),
    st.fixed_dictionaries({"empirical": ANYTHING}),
)
WRITTEN = st.one_of(ANYTHING, FORM, st.fixed_dictionaries({"value": FORM | LEAVES}, optional=NEARLY | {"unit": LEAVES}))
SPREAD = st.builds(
    lambda key, dimension, form: {key: dimension, "value": form},
    st.sampled_from(["shared_by", "copied_to"]),
    st.sampled_from(["platform", "platfrom"]) | LEAVES,
    WRITTEN,
)
BY_COORDINATE = st.fixed_dictionaries({"platform": st.fixed_dictionaries({"TikTok": WRITTEN, "YouTube": WRITTEN})})

thorough = settings(max_examples=600, deadline=None, derandomize=True, database=None)
brief = settings(thorough, max_examples=25)


def read_or_refused(read: Callable[..., Any], *arguments: Any) -> tuple[Any, str]:
    try:
        return read(*arguments), ""
    except UncertainComputeError as error:
        return None, str(error)


def assert_usable(read: Prior) -> None:
    q = np.array([0.01, 0.25, 0.5, 0.75, 0.99])
    quantiles = read.distribution.ppf(q)
    assert np.isfinite(quantiles).all()
    assert np.all(np.diff(quantiles) >= 0)
    assert np.isfinite(read.distribution.from_uniform(q)).all()
    assert np.all((read.cdf(quantiles) >= 0) & (read.cdf(quantiles) <= 1))
    assert len(read.written.splitlines()) == 1
    assert np.all(read.pdf(quantiles) >= 0)
    assert isinstance(read.misfits, dict)


def assert_refused_well(refusal: str, key: str) -> None:
    assert refusal.startswith((f"{key}: ", f"{key}."))
    assert len(refusal.splitlines()) == 1


@given(WRITTEN)
@thorough
def test_anything_written_is_a_prior_or_an_error_of_ours(written: Any) -> None:
    read, refusal = read_or_refused(prior, written, "priors.x")
    if read is None:
        assert_refused_well(refusal, "priors.x")
    else:
        assert_usable(read)


@given(FORM)
@thorough
def test_nearly_right_forms_are_a_prior_or_an_error_of_ours(written: Any) -> None:
    read, refusal = read_or_refused(prior, written, "priors.x")
    if read is None:
        assert_refused_well(refusal, "priors.x")
    else:
        assert_usable(read)


@given(st.one_of(st.dictionaries(KEYS, WRITTEN, max_size=4), BY_COORDINATE, SPREAD, WRITTEN))
@thorough
def test_anything_written_is_an_assumption_or_an_error_of_ours(written: Any) -> None:
    read, refusal = read_or_refused(assumption, "x", written, DIMENSIONS)
    if read is None:
        assert_refused_well(refusal, "priors.x")
    else:
        assert isinstance(read, Assumption)
        assert len(read.column_of_each) == prod(map(len, read.coordinates))
        assert all(isinstance(column, Prior) for column in read.columns.values())


@given(
    st.fixed_dictionaries(
        {"family": st.sampled_from(sorted(PRELIZ_NAMES)), "mass": st.floats(-0.5, 1.5), "low": st.floats(-9, 9)},
        optional={"high": st.floats(-9, 99) | st.none(), "mu": st.floats(-9, 9), "zeta": NUMBERS},
    )
)
@brief
def test_any_maximum_entropy_is_a_prior_or_an_error_of_ours(written: dict[str, Any]) -> None:
    read, refusal = read_or_refused(prior, {"maxent": written}, "priors.x")
    if read is None:
        assert_refused_well(refusal, "priors.x.maxent")
    else:
        assert_usable(read)
        assert abs(read.distribution.mass(written["low"], written["high"]) - written["mass"]) < 1e-4
