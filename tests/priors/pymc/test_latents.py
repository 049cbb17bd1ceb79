"""Distributions as PyTensor functions of a normal number, against the distributions themselves."""

import numpy as np
import pytensor
import pytensor.tensor as pt
import pytest
from pytensor.gradient import grad
from pytensor.graph.replace import vectorize_graph
from scipy.special import ndtri
from test_to_pymc import INTERPOLATED, NATIVE, WITH_ATOMS

from uncertain_compute.priors.distributions import Distribution
from uncertain_compute.priors.pymc.latents import from_normal
from uncertain_compute.priors.reading.spec import prior

FORMS = {
    "normal": {"normal": {"mu": 1, "sigma": 2}},
    "lognormal": {"lognormal": {"mu": 1, "sigma": 0.5}},
    "uniform": {"uniform": {"low": -1, "high": 3}},
    "loguniform": {"loguniform": {"low": 1, "high": 1000}},
    "beta": {"beta": {"alpha": 2, "beta": 5}},
    "gamma": {"gamma": {"alpha": 2, "beta": 3}},
    "student_t": {"student_t": {"nu": 4, "mu": 0, "sigma": 1}},
    "triangular": {"triangular": {"low": 1, "mode": 2, "high": 5}},
    "metalog": {"p10": 1, "p50": 2, "p90": 5},
    "truncated": {"lognormal": {"mu": 0, "sigma": 1}, "bounds": [1, None]},
    "clipped": {"normal": {"mu": 0, "sigma": 1}, "clip": [0, None]},
    "discrete": {"discrete": {1: 0.2, 2: 0.5, 8: 0.3}},
    "between": {
        "between": {"first": {"gamma": {"mu": 12, "sigma": 3}}, "second": "4 to 9", "part": 0.3, "scale": "log"}
    },
    "mixture": {"mixture": [{"weight": 0.6, "value": "1 to 3"}, {"weight": 0.4, "value": 10}]},
    "fixed": 3,
}
SCORES = np.array([-5.0, -2.31, -0.7, -0.013, 0.0, 0.41, 1.7, 3.3, 5.0])


def distribution_of(form: object) -> Distribution:
    return prior(form).distribution


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_values_are_those_of_the_distribution(form: object) -> None:
    distribution, normal = distribution_of(form), pt.dscalar("normal")
    function = pytensor.function([normal], from_normal(distribution, normal), mode="FAST_COMPILE")
    found = np.array([float(function(score)) for score in SCORES])
    np.testing.assert_allclose(found, distribution.from_normal(SCORES), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("form", [FORMS[name] for name in ("beta", "metalog", "truncated", "student_t", "clipped")])
def test_the_gradient_is_that_of_the_quantiles(form: object) -> None:
    distribution, normal = distribution_of(form), pt.dscalar("normal")
    slope = pytensor.function([normal], grad(from_normal(distribution, normal), normal), mode="FAST_COMPILE")
    for score in (-1.5, 0.2, 1.1):
        ahead, behind = distribution.from_normal(np.array([score + 1e-4, score - 1e-4]))
        assert float(slope(score)) == pytest.approx((ahead - behind) / 2e-4, rel=5e-3, abs=1e-6)


ALL: dict[str, object] = {
    **NATIVE,
    **INTERPOLATED,
    **WITH_ATOMS,
    "beta with two poles": {"beta": {"alpha": 0.1, "beta": 0.2}},
}
MANY_SCORES = np.linspace(-5, 5, 401) + 0.0037


@pytest.mark.parametrize("name", ALL)
def test_every_distribution_that_has_a_twin_is_a_function_of_a_normal_number(name: str) -> None:
    distribution, normal = distribution_of(ALL[name]), pt.dscalar("normal")
    number = from_normal(distribution, normal)
    slope = grad(number, normal, disconnected_inputs="ignore")
    scores = pt.dvector("scores")
    at_each = vectorize_graph([number, slope], {normal: scores})
    function = pytensor.function([scores], at_each, mode="FAST_COMPILE", on_unused_input="ignore")
    found, slopes = (np.broadcast_to(one, MANY_SCORES.shape) for one in function(MANY_SCORES))
    expected = distribution.from_normal(MANY_SCORES)
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6 * expected.std())
    assert np.isfinite(slopes).all()
    at_atoms = np.isin(expected, list(distribution.atoms))
    assert (found[at_atoms] == expected[at_atoms]).all()


@pytest.mark.parametrize("single", [0.1, 30], ids=["below", "above"])
def test_the_way_up_to_a_single_value_far_away_is_that_of_the_distribution(single: float) -> None:
    distribution = distribution_of({"mixture": [{"weight": 0.9, "value": "1 to 2"}, {"weight": 0.1, "value": single}]})
    jump, normal = ndtri(0.1 if single < 1 else 0.9), pt.dscalar("normal")
    function = pytensor.function([normal], from_normal(distribution, normal), mode="FAST_COMPILE")
    scores = jump + np.concatenate([-np.geomspace(0.1, 1e-6, 50), np.geomspace(1e-6, 0.1, 50)])
    np.testing.assert_allclose(
        [float(function(score)) for score in scores], distribution.from_normal(scores), rtol=1e-5
    )


def test_no_number_lies_in_a_gap_of_the_distribution() -> None:
    apart = [{"weight": 0.5, "value": {"uniform": {"low": low, "high": low + 1}}} for low in (0, 3)]
    normal = pt.dscalar("normal")
    function = pytensor.function(
        [normal], from_normal(distribution_of({"mixture": apart}), normal), mode="FAST_COMPILE"
    )
    found = np.array([float(function(score)) for score in np.linspace(-0.01, 0.01, 501)])
    assert ((found <= 1.0) | (found >= 3.0)).all()
