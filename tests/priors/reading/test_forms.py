"""Forms: what may stand as a value, and the distribution that it says."""

from typing import Any

import numpy as np
import pytest

from uncertain_compute.priors.distributions import (
    Clipped,
    Discrete,
    Distribution,
    Exponential,
    Fixed,
    LogNormal,
    Metalog,
    Mixture,
    Normal,
    Truncated,
    Uniform,
)
from uncertain_compute.priors.reading.forms import form_names
from uncertain_compute.priors.reading.spec import prior

TAILS = np.array([0.05, 0.95])
NORMAL = {"mu": 0, "sigma": 1}


@pytest.mark.parametrize("written", [42, 42.0, "42", "4.2e1", {"value": 42}, {"value": {"value": "42"}}])
def test_a_number_is_fixed(written: Any) -> None:
    assert prior(written).distribution == Fixed(42.0)


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
    read = prior(written)
    assert isinstance(read.distribution, kind)
    np.testing.assert_allclose(read.ppf(TAILS), ends, rtol=1e-9, atol=1e-9)
    assert read.misfits == {}


def test_a_positive_interval_has_the_geometric_mean_for_its_median() -> None:
    assert prior("4 to 10").distribution.median == pytest.approx(40**0.5, rel=1e-12)


THREE = {"p10": 1, "p50": 3, "p90": 8}
DISTRIBUTIONS: list[tuple[Any, Distribution]] = [
    ({"normal": NORMAL}, Normal(0, 1)),
    ({"uniform": {"low": 0, "high": "1e3"}}, Uniform(0, 1000)),
    ({"discrete": {4: 0.25, "8": 0.75}}, Discrete((4, 8), (0.25, 0.75))),
    ({"discrete": {16: 0.25, 4: 0.5, 8: 0.25}}, Discrete((4, 8, 16), (0.5, 0.25, 0.25))),
    ({"discrete": {4: 1, 8: 0}}, Discrete((4,), (1.0,))),
    (
        {
            "discrete": {
                one: {"value": size, "probability": share}
                for one, size, share in (("H100", 80, 0.4), ("H200", 141, 0.25), ("A100", 80, 0.35))
            }
        },
        Discrete((80, 141), (0.75, 0.25)),
    ),
    (
        {"discrete": {"slow": {"value": 3, "probability": 0.25}, "fast": {"value": 1, "probability": 0.75}}},
        Discrete((1, 3), (0.75, 0.25)),
    ),
    (
        {"mixture": [{"weight": 0.5, "value": 1}, {"weight": 0.5, "value": {"normal": NORMAL}}]},
        Mixture((0.5, 0.5), (Fixed(1), Normal(0, 1))),
    ),
    (
        {"mixture": [{"weight": 0, "value": 1}, {"weight": 1, "value": {"normal": NORMAL}}]},
        Mixture((1.0,), (Normal(0, 1),)),
    ),
    ({"value": {"normal": NORMAL}}, Normal(0, 1)),
    ({"value": {"normal": NORMAL}, "bounds": [-1, None]}, Truncated(Normal(0, 1), -1, np.inf)),
    ({"value": {"normal": NORMAL}, "clip": [None, 2]}, Clipped(Normal(0, 1), -np.inf, 2)),
    ({"normal": NORMAL, "clip": [None, None]}, Normal(0, 1)),
    ({"normal": NORMAL, "bounds": None, "clip": None}, Normal(0, 1)),
    ({"normal": NORMAL, "bounds": [-1, 2], "clip": [0, 1]}, Clipped(Truncated(Normal(0, 1), -1, 2), 0, 1)),
    (
        {"value": {"normal": NORMAL, "clip": [0, 1]}, "clip": [0.5, 5]},
        Clipped(Clipped(Normal(0, 1), 0, 1), 0.5, 5),
    ),
    (
        {"value": {"normal": NORMAL, "bounds": [0, 1]}, "bounds": [-5, 0.5]},
        Truncated(Normal(0, 1), 0, 0.5),
    ),
    ({"exponential": {"scale": 2}}, Exponential(2)),
    ({"exponential": {"scale": 2, "clip": [0, 5]}}, Clipped(Exponential(2), 0, 5)),
    ({"discrete": {1: 0.5, 2: 0.25, 3: 0.25}, "bounds": [1, 2]}, Discrete((1, 2), (0.5 / 0.75, 0.25 / 0.75))),
]


@pytest.mark.parametrize(("written", "distribution"), DISTRIBUTIONS, ids=[str(written) for written, _ in DISTRIBUTIONS])
def test_a_form_gives_its_distribution(written: Any, distribution: Distribution) -> None:
    assert prior(written).distribution == distribution


@pytest.mark.parametrize("name", sorted(form_names()))
def test_a_name_alone_is_refused_by_its_key(name: str) -> None:
    from uncertain_compute.errors import UncertainComputeError

    with pytest.raises(UncertainComputeError, match=rf"^prior\.{name}: None is not a "):
        prior({name: None})


@pytest.mark.parametrize("ends", [{}, {"low": 0}, {"high": 10}, {"low": 0, "high": 10}])
def test_three_quantiles_without_a_family_are_a_metalogs(ends: dict[str, float]) -> None:
    for written in (THREE | ends, {"metalog": THREE | ends}, {"value": THREE | ends}):
        read = prior(written)
        assert isinstance(read.distribution, Metalog)
        np.testing.assert_allclose(read.ppf(np.array([0.1, 0.5, 0.9])), [1, 3, 8], rtol=1e-9)
        assert (read.distribution.low, read.distribution.high) == (ends.get("low", -np.inf), ends.get("high", np.inf))
        assert read.misfits == {}


def test_a_metalog_of_fewer_terms_than_quantiles_reports_its_misfit() -> None:
    read = prior({"p5": 1, "p20": 2, "p50": 3.5, "p80": 4.5, "p95": 9, "terms": 3})
    assert isinstance(read.distribution, Metalog)
    assert len(read.distribution.coefficients) == 3
    assert set(read.misfits) <= {0.05, 0.2, 0.5, 0.8, 0.95}
    assert read.misfits


def test_probabilities_may_be_off_by_rounding() -> None:
    distribution = prior({"discrete": {1: 0.1, 2: 0.2, 3: 0.7 + 1e-12}}).distribution
    assert float(distribution.ppf(1 - 1e-9)) == 3


def test_a_mixtures_component_may_be_any_form_with_bounds_of_its_own() -> None:
    written = [
        {"weight": 0.25, "value": "1 to 2", "unit": "GPU"},
        {"weight": 0.25, "value": {"normal": NORMAL}, "bounds": [0, None]},
        {"weight": 0.25, "value": {"discrete": {3: 1}}},
        {"weight": 0.25, "value": {"value": THREE, "clip": [0, 9]}},
    ]
    read = prior({"mixture": written, "unit": "GPU"})
    assert isinstance(read.distribution, Mixture)
    assert [type(component) for component in read.distribution.components] == [LogNormal, Truncated, Discrete, Clipped]
    assert read.unit == "GPU"


def test_a_mixture_takes_the_unit_of_its_components() -> None:
    written = [{"weight": 0.5, "value": 1, "unit": "GPU"}, {"weight": 0.5, "value": 2}]
    assert prior({"mixture": written}).unit == "GPU"


def test_an_intervals_ends_are_those_of_the_truncated_distribution() -> None:
    read = prior({"value": "4 to 10", "bounds": [3, 12]})
    np.testing.assert_allclose(read.ppf(TAILS), [4, 10], rtol=1e-9)
    assert read.cdf(3.0) == 0
