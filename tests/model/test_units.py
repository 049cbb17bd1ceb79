"""Units: conversion, and what the check of equations catches."""

from collections.abc import Callable

import numpy as np
import pytest
from xarray import Variable

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.model.graph import Graph, Number
from uncertain_compute.model.units import check_equations, conversion, is_per, product, without_prefixes

VALUES = {
    "uploads": Variable(("platform",), np.array([34e6, 20e6])),
    "upload_duration": Variable(("platform",), np.array([30.0, 129.0])),
    "minute": Variable((), np.array(60.0)),
}
UNITS = {"uploads": "video/day", "upload_duration": "s/video", "minute": "s/minute"}


@pytest.mark.parametrize(
    ("given", "wanted", "factor"),
    [
        ("TFLOP/s/GPU", "FLOP/s/GPU", 1e12),
        ("PFLOP/s", "FLOP/s", 1e15),
        ("FLOP/s/GPU", "TFLOP/s/GPU", 1e-12),
        ("FLOP", "FLOP", 1.0),
        ("month", "day", 30.0),
        ("month", "s", 2592000.0),
        ("hour", "s", 3600.0),
        ("GPU*month", "GPU*hour", 720.0),
        ("image", "latent_frame", 1.0),
        ("s/minute", "1", 1 / 60),
        ("kUSD/GPU/year", "USD/GPU/day", 1000 / 365.25),
        ("percent", "1", 0.01),
    ],
)
def test_conversion_gives_the_factor(given: str, wanted: str, factor: float) -> None:
    assert conversion(given, wanted, "x") == pytest.approx(factor, rel=1e-14)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("W", "FLOP/s/GPU"),
        ("FLOP", "FLOP/s"),
        ("MAC", "FLOP"),
        ("token", "frame"),
        ("frame", "latent_frame"),
        ("GPU", "1"),
        ("parameter", "token"),
        ("USD", "video"),
    ],
)
def test_units_of_different_things_are_both_named(given: str, wanted: str) -> None:
    with pytest.raises(UncertainComputeError) as error:
        conversion(given, wanted, "priors.it")
    assert str(error.value).startswith("priors.it: ")
    assert repr(given) in str(error.value)
    assert repr(wanted) in str(error.value)


@pytest.mark.parametrize("given", ["FLOPS", "flop/s", "bananas", "s/", "?", "2 +"])
def test_an_unknown_unit_is_named(given: str) -> None:
    with pytest.raises(UncertainComputeError, match=r"priors\.it: unit .* is not understood") as error:
        conversion(given, "FLOP", "priors.it")
    assert repr(given) in str(error.value)


@pytest.mark.parametrize(
    ("given", "power"),
    [
        ("TFLOP/s/GPU", 12),
        ("PFLOP/ms", 18),
        ("kUSD/GPU/year", 3),
        ("kilowatt", 3),
        ("GPU*month", 0),
        ("day", 0),
        ("min", 0),
        ("hour", 0),
        ("percent", 0),
        ("1", 0),
        ("latent_frame", 0),
        ("s/minute", 0),
    ],
)
def test_prefixes_are_taken_out_and_nothing_else(given: str, power: int) -> None:
    assert conversion(given, without_prefixes(given, "x"), "x") == pytest.approx(10.0**power, rel=1e-12)


def test_prefixes_of_an_unknown_unit_name_it() -> None:
    with pytest.raises(UncertainComputeError, match=r"priors\.it: unit 'Tbananas' is not understood"):
        without_prefixes("Tbananas", "priors.it")


@pytest.mark.parametrize(
    ("first", "second", "unit"),
    [
        ("USD/GPU", "GPU", "USD"),
        ("kUSD/GPU", "GPU", "kUSD"),
        ("FLOP/s/GPU", "GPU", "FLOP/s"),
        ("1", "GPU", "GPU"),
        ("GPU", "1", "GPU"),
        ("", "GPU", ""),
        ("USD/GPU", "", ""),
    ],
)
def test_a_product_has_the_product_of_units(first: str, second: str, unit: str) -> None:
    assert product(first, second) == unit


def uploaded_minutes(uploads: Number, upload_duration: Number, minute: Number) -> Number:
    """Minutes uploaded [minute/day]."""
    return uploads * upload_duration / minute


def checks(*functions: Callable[..., Number]) -> None:
    check_equations(Graph(functions), VALUES, UNITS)


def test_a_right_equation_passes() -> None:
    checks(uploaded_minutes)


def test_a_wrong_unit_names_the_equation_and_both_units() -> None:
    def wrong(uploads: Number, upload_duration: Number) -> Number:
        """Seconds uploaded [video/day]."""
        return uploads * upload_duration

    with pytest.raises(UncertainComputeError, match=r"equation 'wrong': unit .* where the equations need 'video/day'"):
        checks(wrong)


def test_a_missing_factor_of_sixty_is_caught() -> None:
    def wrong(uploads: Number, upload_duration: Number) -> Number:
        """Minutes uploaded [minute/day]."""
        return uploads * upload_duration

    with pytest.raises(UncertainComputeError, match=r"equation 'wrong': a conversion is missing between .*second"):
        checks(wrong)


def test_a_factor_of_sixty_on_the_wrong_side_is_caught() -> None:
    def wrong(uploads: Number, upload_duration: Number, minute: Number) -> Number:
        """Minutes uploaded [minute/day]."""
        return uploads * upload_duration * minute

    with pytest.raises(UncertainComputeError, match="equation 'wrong'"):
        checks(wrong)


def test_a_sum_of_different_things_is_caught() -> None:
    def wrong(uploads: Number, upload_duration: Number) -> Number:
        """Nonsense [video/day]."""
        return uploads + upload_duration

    with pytest.raises(UncertainComputeError, match="equation 'wrong' raised DimensionalityError"):
        checks(wrong)


def test_a_bare_number_in_an_equation_has_no_unit() -> None:
    def wrong(upload_duration: Number) -> Number:
        """Length of an upload and a second more [s/video]."""
        return upload_duration + 1.0

    with pytest.raises(UncertainComputeError, match="equation 'wrong' raised DimensionalityError"):
        checks(wrong)


def test_a_mistake_is_reported_where_it_is_made() -> None:
    def uploaded_hours(uploaded_minutes: Number) -> Number:
        """Hours uploaded [hour/day]."""
        return uploaded_minutes * 60.0

    def uploads_again(uploaded_hours: Number) -> Number:
        """Hours uploaded, again [hour/day]."""
        return uploaded_hours

    with pytest.raises(UncertainComputeError, match="equation 'uploaded_hours'"):
        checks(uploads_again, uploaded_hours, uploaded_minutes)


def test_an_equation_without_a_unit_is_not_held_to_one_but_the_next_is() -> None:
    def seconds(uploads: Number, upload_duration: Number) -> Number:
        """Seconds uploaded."""
        return uploads * upload_duration

    def right(seconds: Number) -> Number:
        """Seconds uploaded [s/day]."""
        return seconds

    def wrong(seconds: Number) -> Number:
        """Seconds uploaded [s]."""
        return seconds

    checks(seconds, right)
    with pytest.raises(UncertainComputeError, match="equation 'wrong'"):
        checks(seconds, wrong)


def test_a_ratio_may_be_a_bare_number() -> None:
    def ratio(uploads: Number) -> Number:
        """Share of each platform [1]."""
        return uploads / uploads.sum("platform")

    checks(ratio)


def test_a_unit_that_nobody_knows_is_reported() -> None:
    def wrong(uploads: Number) -> Number:
        """All uploads [bananas/day]."""
        return uploads

    with pytest.raises(UncertainComputeError, match=r"equation 'wrong': unit .* is not understood"):
        checks(wrong)


@pytest.mark.parametrize(
    ("unit", "other", "expected"),
    [
        ("USD/GPU", "GPU", True),
        ("USD", "GPU", False),
        ("GPU", "GPU", False),
        ("1", "USD", True),
        ("USD/(EFLOP/s)", "TFLOP/s", True),
        ("USD/GPU", "GPU*month", False),
    ],
)
def test_a_unit_is_per_another(unit: str, other: str, *, expected: bool) -> None:
    assert is_per(unit, other) == expected


@pytest.mark.parametrize(
    "unit", ["GPU**9**9**9", "m**(9**9)", "9**99999", "m ^ 9 ^ 9", "m" * 300, "*".join(["m**9"] * 7)]
)
def test_no_unit_takes_for_ever(unit: str) -> None:
    with pytest.raises(
        UncertainComputeError, match="allowed are at most 200 letters and 6 powers, each a single digit"
    ):
        without_prefixes(unit, "priors.it")


@pytest.mark.parametrize(
    ("unit", "plain"), [("TFLOP/s/GPU**2", "FLOP/GPU**2/s"), ("GPU**(1/2) * m^-2", "GPU**0.5/m**2")]
)
def test_powers_of_a_digit_are_taken(unit: str, plain: str) -> None:
    assert without_prefixes(unit, "priors.it") == plain
