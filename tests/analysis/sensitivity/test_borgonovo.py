"""Borgonovo's delta, against quadrature and against SALib's."""

from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest
from closed_forms import known_ishigami, two_normals
from scipy.special import ndtri

import uncertain_compute as uc
from uncertain_compute.analysis.sensitivity.borgonovo import deltas
from uncertain_compute.analysis.sensitivity.ranks import centred_ranks
from uncertain_compute.analysis.summary.drawn import Drawn
from uncertain_compute.analysis.summary.monte_carlo.jackknife import Estimate
from uncertain_compute.arrays import Floats
from uncertain_compute.model.graph import Number

SMOOTHING = 0.01
"""What the kernel smooths away at 65,536 draws."""

LEFT_OUT = 0.002
"""What slices add that a test cannot tell from the whole, as the docstring states it."""

EXPLAINED = [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99]


def delta(quantity: Floats, assumptions: Mapping[str, Floats]) -> Estimate:
    """Return delta of each assumption."""
    return Estimate(*(one[0] for one in deltas([centred_ranks(quantity)], assumptions)))


@cache
def exact_delta(explained: float) -> float:
    """Return delta of Y = r X + sqrt(1 - r^2) Z by quadrature, where r^2 is what X explains.

    It is half of the mean over X of the integral of |f(y) - f(y | X)|, with f normal, and normal given X too.
    """
    correlation, rest = np.sqrt(explained), np.sqrt(1 - explained)
    y = np.linspace(-9, 9, 6001)
    x = ndtri((np.arange(1000) + 0.5) / 1000)[:, None]
    whole = np.exp(-(y**2) / 2)
    given = np.exp(-(((y - correlation * x) / rest) ** 2) / 2) / rest
    return float(0.5 * np.abs(whole - given).sum(axis=1).mean() * (y[1] - y[0]) / np.sqrt(2 * np.pi))


@pytest.mark.parametrize("explained", EXPLAINED)
@pytest.mark.parametrize("design", ["sobol", "monte_carlo"])
def test_delta_of_normals_is_that_of_quadrature(explained: float, design: str) -> None:
    study = two_normals(float(np.sqrt(explained)))
    for seed in range(3):
        drawn = Drawn.of(uc.run(study, seed=seed, design=design))
        value, half_width = delta(drawn.quantities["mixed"], {"x": drawn.assumptions["x"]})
        assert abs(value[0] - exact_delta(explained)) <= half_width[0] + LEFT_OUT
        assert half_width[0] < 0.06


def test_delta_does_not_change_with_an_increasing_function() -> None:
    study = two_normals(0.7)
    drawn = Drawn.of(uc.run(study, draws=2**12))
    (quantity,) = drawn.quantities.values()
    plain, exponential = (delta(one, drawn.assumptions) for one in (quantity, np.exp(quantity)))
    np.testing.assert_allclose(plain.value, exponential.value, rtol=1e-9)


def test_delta_is_salibs_within_its_error() -> None:
    """Its kernel smooths as much as ours. Its bootstrap, which takes most of its time, is not needed for that."""
    from SALib.analyze import delta as salib

    known = known_ishigami()
    drawn = Drawn.of(uc.run(known.study, draws=2**12, design="monte_carlo", seed=1))
    (quantity,) = drawn.quantities.values()
    names = [*drawn.assumptions]
    problem = {"num_vars": len(names), "names": names, "bounds": [[-np.pi, np.pi]] * len(names)}
    inputs = np.column_stack([values.ravel() for values in drawn.assumptions.values()])
    theirs = salib.analyze(problem, inputs, quantity.ravel(), num_resamples=2, seed=1)
    ours = delta(quantity, drawn.assumptions)
    assert (np.abs(ours.value - theirs["delta_balanced"]) <= ours.half_width + 2 * SMOOTHING).all()


def test_delta_of_a_discrete_assumption() -> None:
    """Each of two normals eight sigma apart is one half away from the mixture of both.

    In normal scores each is half of a normal, whose edge the kernel smooths away on both sides.
    """

    def shifted(a: Number, b: Number) -> Number:
        """Return a sum [1]."""
        return 8 * a + b

    study = uc.Study([shifted], {"a": {"discrete": {0: 0.5, 1: 0.5}}, "b": {"normal": {"mu": 0, "sigma": 1}}})
    drawn = Drawn.of(uc.run(study))
    found = delta(drawn.quantities["shifted"], {"a": drawn.assumptions["a"]})
    assert found.value[0] == pytest.approx(0.5, abs=0.025)


@pytest.mark.parametrize("design", ["sobol", "monte_carlo"])
def test_delta_of_an_assumption_without_effect_is_nothing_but_noise(design: str) -> None:
    drawn = Drawn.of(uc.run(two_normals(0.0), design=design))
    found = delta(drawn.quantities["mixed"], {"x": drawn.assumptions["x"]})
    assert 0 <= found.value[0] <= SMOOTHING


def test_knowing_all_of_it_is_worth_almost_one() -> None:
    """Given X the quantity is one number, whose density overlaps with no other but for the width of a slice."""

    def alone(x: Number) -> Number:
        """Return a function of the assumption [1]."""
        return x**3

    drawn = Drawn.of(uc.run(uc.Study([alone], {"x": {"normal": {"mu": 0, "sigma": 1}}})))
    found = delta(drawn.quantities["alone"], drawn.assumptions)
    assert 0.85 <= found.value[0] <= 1 <= found.value[0] + found.half_width[0]
