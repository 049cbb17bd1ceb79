"""The power with which a quantity grows with an input, against its values at inputs a factor apart."""

from collections.abc import Callable

import numpy as np
import pytest
from xarray import Variable

import uncertain_compute as uc
from uncertain_compute.draws.integrated.scaling import Scaling, scalings
from uncertain_compute.model.evaluation import evaluate
from uncertain_compute.model.functions import additions, stock
from uncertain_compute.model.graph import Number

YEARS = {"year": ["2025", "2026", "2027"]}
FACTOR, EXPONENT = 1.7, 2.5

type Equation = Callable[..., Number]

SCALED: dict[str, tuple[Equation, float]] = {
    "a product": (lambda x, y: 3.0 * x * y, 1),
    "a square": (lambda x, y: np.square(x) * y, 2),
    "a quotient": (lambda x, y: y / x, -1),
    "a power that is a known number": (lambda x, y, n: (x * y) ** (n / 2), 1.25),
    "a root": (lambda x, y: y / np.sqrt(x), -0.5),
    "a sum of terms that all have it": (lambda x, y: x * y - 2.0 * x + abs(-x), 1),
    "the larger of two terms": (lambda x, y: np.maximum(x * y, 2.0 * x), 1),
    "a difference that is cut off at zero": (lambda x, y: np.maximum(x * (y - 1.5), 0.0), 1),
    "a choice by something else": (lambda x, y: np.where(y > 1.4, x, 3.0 * x), 1),
    "a choice by a comparison of two terms": (lambda x, y: np.where(x > x * y - x / 2, x, 3.0 * x), 1),
    "a choice by its sign": (lambda x, y: np.where(x * (y - 1.5) > 0.0, x, 3.0 * x), 1),
    "a rest that is rounded": (lambda x, y: x * np.floor(3.0 * y), 1),
    "a rest in which it cancels": (lambda x, y: x * np.exp(x * y / x), 1),
    "a remainder": (lambda x, y: np.remainder(3.0 * x * y, x), 1),
}
UNSCALED: dict[str, Equation] = {
    "a sum with another term": lambda x, y: x * y + 1.0,
    "an exponential": lambda x, y: y * np.exp(x),
    "a logarithm": lambda x, y: y + np.log(x),
    "a rounded product": lambda x, y: np.floor(x * y),
    "a whole quotient": lambda x, y: x // y,
    "a choice by itself": lambda x, y: np.where(x > 1.5, x, y),
    "a condition": lambda x, y: x * (x > y),
    "an exponent": lambda x, y: y**x,
    "a power that is not known": lambda x, y: x**y,
    "a limit": lambda x, y: np.minimum(x * y, 2.0),
}
ALONG: dict[str, tuple[Equation, float | None, float | None]] = {
    "its own coordinates": (lambda x, y: x * y, 1, 1),
    "a sum over years": (lambda x, y: (x * y).sum("year"), 1, None),
    "a running sum": (lambda x, y: (x * y).cumsum("year"), 1, None),
    "a running product": (lambda x, y: (x * y).cumprod("year"), None, None),
    "the year before": (lambda x, y: (x * y).shift(year=1), 1, None),
    "the year before, with a start": (lambda x, y: (x * y).shift(1.0, year=1), None, None),
    "what is left": (lambda x, y: stock(x * y, 1.0 / y, "year"), 1, None),
    "what is added": (lambda x, y: additions(x * y, 1.0 / y, "year"), 1, None),
    "what is added by survival": (lambda x, y: additions(y, y * x, "year"), -1, None),
}
"""Equations, with the power of an input without a dimension, and of one that differs by year; None if there is none."""


def study_of(equation: Equation, along: tuple[str, ...] = ()) -> uc.Study:
    equation.__name__ = "found"
    needs = equation.__code__.co_varnames
    beliefs = {name: {"value": "1 to 2", "copied_to": "year"} if name in along else "1 to 2" for name in "xy"}
    own = {"n": EXPONENT} if "n" in needs else {}
    return uc.Study([equation], beliefs | own, dimensions=YEARS if along else None)


def scaling_of(study: uc.Study) -> Scaling:
    dimensions = {"x": study.assumptions["x"].dimensions}
    return scalings(study.graph.equations.values(), dimensions, {"n": EXPONENT})["found"]


@pytest.mark.parametrize(("equation", "power"), SCALED.values(), ids=SCALED)
def test_a_quantity_grows_with_a_power_of_an_input(equation: Equation, power: float) -> None:
    study = study_of(equation)
    assert scaling_of(study) == Scaling({("x", ()): power})
    known = {"y": Variable(("draw",), np.linspace(1.05, 1.95, 7)), "n": EXPONENT}
    one, other = (evaluate(study.graph.equations.values(), known | {"x": x})["found"] for x in (1.3, 1.3 * FACTOR))
    np.testing.assert_allclose(other.values, one.values * FACTOR**power, rtol=1e-12)


@pytest.mark.parametrize("equation", UNSCALED.values(), ids=UNSCALED)
def test_another_quantity_does_not(equation: Equation) -> None:
    assert scaling_of(study_of(equation)) == Scaling(otherwise=frozenset("x"))


@pytest.mark.parametrize(("equation", "alike", "by_year"), ALONG.values(), ids=ALONG)
def test_along_a_dimension(equation: Equation, alike: float | None, by_year: float | None) -> None:
    for power, along in ((alike, ("y",)), (by_year, ("x", "y"))):
        expected = Scaling(otherwise=frozenset("x")) if power is None else Scaling({("x", ()): power})
        assert scaling_of(study_of(equation, along)) == expected


def test_a_selected_coordinate_is_a_part_of_its_own() -> None:
    study = study_of(lambda x, y: x.sel(year=2026) * y * x, ("x", "y"))
    assert scaling_of(study).powers == {("x", ()): 1, ("x", (("year", 1),)): 1}


def test_powers_go_from_one_equation_to_the_next() -> None:
    def area(side: Number) -> Number:
        return side * side

    def volume(area: Number, height: Number, side: Number) -> Number:
        return area * height / side

    study = uc.Study([area, volume], {"side": "1 to 2", "height": "1 to 2"})
    found = scalings(study.graph.equations.values(), {"side": (), "height": ()}, {})
    assert found["volume"].powers == {("side", ()): 1, ("height", ()): 1}
