"""Units: what people write of them, and conversion between two."""

from typing import Any

import pint
import pytest

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.model.unit_table import BINARY, COUNTED, PREFIXES, SYMBOLS, UNITS, UNPREFIXED
from uncertain_compute.model.units import DEFAULT, UnitSystem


@pytest.mark.parametrize(
    ("given", "wanted", "factor"),
    [
        ("TFLOP/s/GPU", "FLOP/s/GPU", 1e12),
        ("PFLOP/s", "FLOP/s", 1e15),
        ("FLOP/s/GPU", "TFLOP/s/GPU", 1e-12),
        ("FLOP", "FLOP", 1.0),
        ("month", "day", 30.0),
        ("USD/quarter", "USD/year", 4.0),
        ("quarters", "day", 91.3125),
        ("decade", "year", 10.0),
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
    assert DEFAULT.conversion(given, wanted, "x") == pytest.approx(factor, rel=1e-14)


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
        DEFAULT.conversion(given, wanted, "priors.it")
    assert str(error.value).startswith("priors.it: ")
    assert repr(given) in str(error.value)
    assert repr(wanted) in str(error.value)


@pytest.mark.parametrize("given", ["FLOPS", "flop/s", "bananas", "s/", "?", "2 +"])
def test_an_unknown_unit_is_named(given: str) -> None:
    with pytest.raises(UncertainComputeError, match=r"priors\.it: unit .* is not understood") as error:
        DEFAULT.conversion(given, "FLOP", "priors.it")
    assert repr(given) in str(error.value)


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
    assert DEFAULT.product(first, second) == unit


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
    assert DEFAULT.is_per(unit, other) == expected


@pytest.mark.parametrize("unit", ["GPU**9**9**9", "m**(9**9)", "m**99999", "m ^ 9 ^ 9", "m" * 300])
def test_no_unit_takes_for_ever(unit: str) -> None:
    with pytest.raises(UncertainComputeError, match=r"^priors\.it: unit .* is not understood"):
        DEFAULT.unit(unit, "priors.it")


@pytest.mark.parametrize(
    ("unit", "message"),
    [
        ("degC", "degC has an offset or is logarithmic"),
        ("dB", "dB has an offset or is logarithmic"),
        ("delta_degC", "no factor converts delta_degC"),
        ("B parameter", "B is a byte here"),
        ("72 GPU", "a unit has no number in it, except 1"),
        ("GPUU", "there is no unit GPUU; did you mean 'GPU'?"),
        ("GPU//h", "something is missing"),
        ("(GPU", "a bracket is not closed"),
        ("GPU)", "')' is one too many"),
        ("GPU**", "is not understood"),
        ("GPU; h", "';' is not part of a unit"),
        ("GPU**(1/0)", "is not understood"),
    ],
)
def test_what_is_no_unit_is_told_why(unit: str, message: str) -> None:
    with pytest.raises(UncertainComputeError) as refused:
        DEFAULT.unit(unit, "priors.it")
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("unit", "same"),
    [
        ("GPU**(1/2) * m^-2", "GPU**(1/2)/m/m"),
        ("GPU hours", "GPU*h"),
        ("USD per GPU per day", "$/GPU/d"),
        ("tokens/s", "token*Hz"),
        ("kilowatts", "kW"),
        ("%", "percent"),
        ("foot", "ft"),
    ],
)
def test_a_unit_may_be_spelt_in_several_ways(unit: str, same: str) -> None:
    assert DEFAULT.same(unit, same)


def test_units_of_the_table_are_pints() -> None:
    """Those of compute aside, and a month, a quarter and a decade, which are other things there."""
    registry = pint.UnitRegistry()
    for name in [*UNITS, *SYMBOLS]:
        known = SYMBOLS.get(name, name)
        if known in COUNTED or known in ("image", "month", "quarter", "decade") or name == "$":
            continue
        for prefix in ("", *PREFIXES, *(BINARY if known in ("byte", "bit") else ())):
            if prefix and name in UNPREFIXED:
                continue
            root = registry.Quantity(1.0, f"{prefix}{name}").to_root_units()
            found = DEFAULT.unit(f"{prefix}{name}", "")
            assert {base: float(power) for base, power in found.powers} == dict(root._units.items()), f"{prefix}{name}"
            assert float(found.factor) == pytest.approx(root.magnitude, rel=1e-12)


def test_a_study_has_units_of_its_own() -> None:
    units = UnitSystem({"H100e": None, "rack": "72 GPU", "EUR": "1.1 USD", "TFLOPS": "1e12 FLOP/s"})
    assert units.conversion("rack/month", "GPU/day", "x") == pytest.approx(2.4, rel=1e-15)
    assert units.conversion("TFLOPS/rack", "FLOP/s/GPU", "x") == pytest.approx(1e12 / 72, rel=1e-15)
    assert units.conversion("EUR/H100e", "USD/H100e", "x") == pytest.approx(1.1, rel=1e-15)
    with pytest.raises(UncertainComputeError, match="unit 'H100e' where the equations need 'GPU'"):
        units.conversion("H100e", "GPU", "x")


@pytest.mark.parametrize(
    ("definitions", "message"),
    [
        ({"GPU": None}, "model.units.GPU: is already a unit"),
        ({"a b": None}, "model.units.a b: the name of a unit has only letters, digits and _"),
        ({"rack": "72 GPUU"}, "model.units.rack: unit '72 GPUU' is not understood"),
        ({"rack": "0 GPU"}, "model.units.rack: '0 GPU' is not a positive number and a unit"),
        ({"rack": "2 rack"}, "model.units.rack: unit '2 rack' is not understood"),
    ],
)
def test_a_definition_that_cannot_be_is_refused(definitions: Any, message: str) -> None:
    with pytest.raises(UncertainComputeError) as refused:
        UnitSystem(definitions)
    assert str(refused.value).startswith(message)
