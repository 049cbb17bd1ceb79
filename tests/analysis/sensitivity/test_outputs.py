"""Which quantities vary, and which of them are taken as logarithms."""

import re

import numpy as np
import pytest

import uncertain_compute as uc
from uncertain_compute.analysis.sensitivity.outputs import Outputs, spans_a_decade

NARROW = np.linspace(1.0, 5.0, 101)
WIDE = np.geomspace(1.0, 1000.0, 101)
SIGNED = np.linspace(-1.0, 100.0, 101)


@pytest.mark.parametrize(
    ("p5", "p95", "expected"), [(1, 10.01, True), (1, 10, False), (0, 10, False), (-2, 100, False), (1e9, 2e10, True)]
)
def test_a_decade_lies_between_p5_and_p95(p5: float, p95: float, expected: bool) -> None:  # noqa: FBT001
    assert spans_a_decade(p5, p95) is expected


def test_the_logarithm_is_chosen_where_all_are_positive_and_wide() -> None:
    outputs = Outputs.of({"narrow": NARROW, "wide": WIDE, "signed": SIGNED}, "auto")
    assert outputs.names == ["narrow", "wide", "signed"]
    assert outputs.scales == ["linear", "log", "linear"]
    assert outputs.constant == ()


@pytest.mark.parametrize("scale", ["log", "linear"])
def test_a_scale_that_is_asked_for_is_taken(scale: str) -> None:
    assert Outputs.of({"narrow": NARROW, "wide": WIDE}, scale).scales == [scale, scale]


def test_values_are_put_on_their_scale() -> None:
    outputs = Outputs.of({"narrow": NARROW, "wide": WIDE, "same": np.ones(3)}, "auto")
    scaled = outputs.scaled({"same": np.ones(3), "wide": WIDE, "narrow": NARROW})
    assert list(scaled) == ["narrow", "wide"]
    np.testing.assert_array_equal(scaled["narrow"], NARROW)
    np.testing.assert_array_equal(scaled["wide"], np.log(WIDE))
    assert list(outputs.scaled({"wide": WIDE})) == ["wide"]


def test_constants_are_kept_apart() -> None:
    outputs = Outputs.of({"same": np.full(3, 7.0), "single": np.array(2.0), "wide": WIDE}, "auto")
    assert outputs.constant == ("same", "single")
    assert outputs.names == ["wide"]
    # A constant that is not positive does not stand in the way of the others' logarithm.
    assert Outputs.of({"same": np.full(3, -7.0), "wide": WIDE}, "log").scales == ["log"]


def test_some_of_them_can_be_picked() -> None:
    outputs = Outputs.of({"narrow": NARROW, "wide": WIDE, "same": np.ones(3)}, "auto")
    assert outputs.only(["wide", "same"]).scale_of == {"wide": "log"}
    assert outputs.only(["same"]).names == []


def fails(pilot: dict[str, np.ndarray], scale: str, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=f"^{re.escape(message)}$"):
        Outputs.of(pilot, scale)


def test_what_cannot_be_shared_out_is_refused() -> None:
    fails({"wide": WIDE}, "ln", "scale: 'ln' is not one of auto, log, linear, rank")
    fails(
        {"one": np.ones(3), "two": np.array(2.0)},
        "auto",
        "one, two: constant, so there is no uncertainty to attribute",
    )
    fails(
        {"wide": WIDE, "signed": SIGNED},
        "log",
        "scale: signed is not positive in all draws and has no logarithm; use linear",
    )


@pytest.mark.parametrize("bad", [0.0, -2.5])
def test_a_later_draw_without_a_logarithm_is_refused(bad: float) -> None:
    outputs = Outputs.of({"wide": WIDE}, "auto")
    with pytest.raises(uc.UncertainComputeError) as error:
        outputs.scaled({"wide": np.array([1.0, bad])})
    assert str(error.value) == f"scale: wide is {bad:g} in a draw and has no logarithm; use linear"
