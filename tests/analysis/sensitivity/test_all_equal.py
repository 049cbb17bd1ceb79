"""Assumptions that are not fixed, but whose draws are all one number: every analysis and figure takes them."""

from pathlib import Path
from typing import Any

import pytest

import uncertain_compute as uc
from uncertain_compute.model.graph import Number
from uncertain_compute.views.drawing.rendering import save_pictures
from uncertain_compute.views.figures.priors.figures import prior_pictures

SMALL: dict[str, Any] = {"draws": 512, "chains": 4}
EQUAL: dict[str, Any] = {
    "a value without probability": {"discrete": {4: 0, 8: 1}},
    "a value that is never drawn": {"discrete": {4: 1e-9, 8: 1 - 1e-9}},
    "an interval that floats do not resolve": "4 to 4.0000000000001",
    "a shape that leaves no spread": {"weibull": {"alpha": 1e45, "beta": 3}},
    "many events": {"gamma": {"alpha": 1e140, "beta": 1e140}},
    "a normal without width": {"normal": {"mu": 1, "sigma": 1e-100}},
    "a width that only zero resolves": {"normal": {"mu": 0, "sigma": 1e-100}},
    "all moved to one end": {"normal": {"mu": 0, "sigma": 1}, "clip": [5.5, 60]},
    "equal constants": {"mixture": [{"weight": 0.5, "value": 3}, {"weight": 0.5, "value": 3}]},
}


def product(a: Number, b: Number) -> Number:
    """Return a product [GPU]."""
    return a * b


def without_effect(a: Number) -> Number:
    """Return a constant, whatever is drawn [GPU]."""
    return a * 0 + 1


def study(a: Any) -> uc.Study:
    return uc.Study([product, without_effect], {"a": a, "b": "1 to 2"})


@pytest.fixture(params=EQUAL.values(), ids=EQUAL)
def equal(request: pytest.FixtureRequest) -> uc.Study:
    return study(request.param)


def test_the_tornado_leaves_out_what_never_varied(equal: uc.Study) -> None:
    data = uc.tornado(equal, **SMALL)
    assert "b" in data["assumption"].values.tolist()
    assert data.attrs["constant"] == "without_effect"
    assert (data.attrs["fixed"] == "a") == (data["assumption"].values.tolist() == ["b"])


def test_every_analysis_ends_with_an_answer(equal: uc.Study) -> None:
    run = uc.run(equal, **SMALL)
    uc.given_data(run)
    uc.value_of_information(run)
    uc.sobol(equal, draws=64, accuracy=None)
    uc.shapley(equal, draws=64, accuracy=None)
    uc.decision_value(equal, uc.Order("product", idle_cost=1, missing_cost=2), **SMALL)
    uc.compare({"equal": equal, "other": study("1 to 3")}, budget=4000, **SMALL)


def test_its_page_and_its_figures_are_drawn(equal: uc.Study, tmp_path: Path) -> None:
    save_pictures(prior_pictures({"equal": equal, "other": study("1 to 3")}), tmp_path, ["svg"])
    assert uc.report(equal, uc.run(equal, **SMALL), tmp_path).is_file()
