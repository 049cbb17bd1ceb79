"""Units of equations: what is converted, what is refused, and that no prefix changes an answer."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pint
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import uncertain_compute as uc
from uncertain_compute.model.conversions import with_conversions
from uncertain_compute.model.evaluation import evaluate
from uncertain_compute.model.graph import Graph
from uncertain_compute.model.units import DEFAULT


def written(text: str, unit: str, needs: str) -> Callable[..., Any]:
    """Return an equation ``f`` as a user writes it."""
    scope: dict[str, Any] = {"np": np}
    said = f'"""It [{unit}]."""' if unit else ""
    exec(f"def f({needs}):\n    {said}\n    return {text}", scope)  # noqa: S102 (an equation as a user writes it)
    found: Callable[..., Any] = scope["f"]
    return found


def answer(text: str, unit: str, **given: tuple[float, str]) -> tuple[float, str]:
    """Return the value and the unit of an equation of values with units; "" if none is stated."""
    graph = Graph([written(text, unit, ", ".join(given))])
    units = {name: DEFAULT.unit(one or "1", name) for name, (_, one) in given.items()}
    unstated = {name: value for name, (value, one) in given.items() if not one}
    (equation,) = with_conversions(graph, units, unstated, DEFAULT).equations.values()
    values = evaluate([equation], {name: value for name, (value, _) in given.items()})
    return float(values["f"].values), equation.unit or ""


@pytest.mark.parametrize(
    ("text", "unit", "given", "expected"),
    [
        ("happens * capacity", "MW", {"happens": (0.3, "1"), "capacity": (50.0, "MW")}, 15.0),
        ("happens * capacity", "MW", {"happens": (0.0, "1"), "capacity": (50.0, "MW")}, 0.0),
        ("power * 1e6 / each", "GPU", {"power": (50.0, "MW"), "each": (707.0, "W/GPU")}, 50e6 / 707),
        ("power / each", "GPU", {"power": (50.0, "MW"), "each": (707.0, "W/GPU")}, 50e6 / 707),
        ("gpus * watts / 1e6", "MW", {"gpus": (1e3, "GPU"), "watts": (700.0, "W/GPU")}, 0.7),
        ("gpus * watts", "MW", {"gpus": (1e3, "GPU"), "watts": (700.0, "W/GPU")}, 0.7),
        ("gpus * watts * 1.2 / 1e6", "MW", {"gpus": (1e3, "GPU"), "watts": (700.0, "W/GPU")}, 0.84),
        ("a + b", "kW", {"a": (1.0, "MW"), "b": (500.0, "kW")}, 1500.0),
        ("a + b / 1000", "MW", {"a": (1.0, "MW"), "b": (500.0, "kW")}, 1.5),
        ("np.maximum(a, b)", "MW", {"a": (1.0, "MW"), "b": (5000.0, "kW")}, 5.0),
        ("np.maximum(a - b, 0)", "MW", {"a": (1.0, "MW"), "b": (5000.0, "kW")}, 0.0),
        ("np.where(a > b, a, b)", "MW", {"a": (1.0, "MW"), "b": (500.0, "kW")}, 1.0),
        ("rate", "GPU/h", {"rate": (2.0, "GPU/min")}, 120.0),
        ("rate * 60", "GPU/h", {"rate": (2.0, "GPU/min")}, 120.0),
        ("peak * mfu", "FLOP/s", {"peak": (1e15, "FLOP/s"), "mfu": (40.0, "percent")}, 4e14),
        ("x * (1 + growth) ** t", "GPU", {"x": (1.0, "GPU"), "growth": (0.5, "1/year"), "t": (2.0, "year")}, 2.25),
        ("x * (1 + growth) ** t", "GPU", {"x": (1.0, "GPU"), "growth": (50.0, "percent"), "t": (2.0, "1")}, 2.25),
        ("x * growth ** t", "GPU", {"x": (1.0, "GPU"), "growth": (2.0, "1/year"), "t": (730.5, "day")}, 4.0),
        ("x * np.exp(-t / life)", "GPU", {"x": (1.0, "GPU"), "t": (24.0, "hour"), "life": (1.0, "day")}, np.exp(-1)),
        ("np.ceil(x / 8) * 8", "GPU", {"x": (9.0, "GPU")}, 16.0),
        ("np.sqrt(a * b)", "MW", {"a": (1.0, "MW"), "b": (4.0, "MW")}, 2.0),
        ("a ** 2 / b", "MW", {"a": (3.0, "MW"), "b": (4500.0, "kW")}, 2.0),
        ("a // b", "1", {"a": (3.0, "MW"), "b": (800.0, "kW")}, 3.0),
        ("a // b", "1", {"a": (3.0, "MW"), "b": (0.8, "MW")}, 3.0),
        ("energy / power", "", {"energy": (10.0, "kWh"), "power": (2.0, "kW")}, 5.0),
        ("a * a / b", "", {"a": (2.0, "MW"), "b": (500.0, "kW")}, 8.0),
        ("x.clip(0, cap)", "GPU", {"x": (9.0, "GPU"), "cap": (5.0, "GPU")}, 5.0),
        ("(a > b) * price", "USD", {"a": (2.0, "MW"), "b": (500.0, "kW"), "price": (3.0, "USD")}, 3.0),
    ],
)
def test_a_result_is_in_its_declared_unit(
    text: str, unit: str, given: dict[str, tuple[float, str]], expected: float
) -> None:
    assert answer(text, unit, **given)[0] == pytest.approx(expected, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize(
    ("text", "unit", "given", "message"),
    [
        ("rate + x", "GPU", {"rate": (2.0, "GPU/min"), "x": (1.0, "GPU")}, "add of GPU/min and GPU"),
        ("x + 1", "s", {"x": (2.0, "s")}, "add of s and 1"),
        ("np.minimum(x, 1000)", "GPU", {"x": (2.0, "GPU")}, "minimum of GPU and 1"),
        ("x > y", "1", {"x": (2.0, "GPU"), "y": (2.0, "W")}, "greater of GPU and W"),
        ("x > 4e26", "1", {"x": (2.0, "FLOP")}, "greater of FLOP and 1; a name in place of 4e+26 can have a unit"),
        ("x", "s/day", {"x": (2.0, "video/day")}, "gives video/day, and declares s/day"),
        ("peak * mfu", "FLOP/s", {"peak": (1e15, ""), "mfu": (40.0, "percent")}, "no unit is stated for peak"),
        (
            "gpus * watts / 1000",
            "MW",
            {"gpus": (1e3, "GPU"), "watts": (700.0, "W/GPU")},
            "the number 1000 may be",
        ),
        ("rate * seconds", "GPU/h", {"rate": (2.0, "GPU/s"), "seconds": (3600.0, "")}, "'seconds', which has no unit"),
        ("growth ** t", "1", {"growth": (2.0, "1"), "t": (2.0, "year")}, "its exponent has to be a plain number"),
        ("growth ** t", "1", {"growth": (2.0, "GPU"), "t": (2.0, "1")}, "its base has to be a plain number"),
        ("np.exp(x)", "1", {"x": (2.0, "GPU")}, "exp of GPU, where 1 is needed"),
        ("x", "bananas", {"x": (2.0, "GPU")}, "unit 'bananas' is not understood"),
        ("cost * (1 + rate)", "USD", {"cost": (2.0, "USD"), "rate": (0.1, "1/year")}, "gives USD/year, and declares"),
    ],
)
def test_units_that_do_not_go_together_are_named_with_the_line(
    text: str, unit: str, given: dict[str, tuple[float, str]], message: str
) -> None:
    with pytest.raises(uc.UncertainComputeError) as refused:
        answer(text, unit, **given)
    assert str(refused.value).startswith("equation 'f'")
    assert message in str(refused.value)


def test_a_number_takes_the_unit_that_is_declared() -> None:
    def per_node() -> float:
        """GPUs of a node [GPU]."""
        return 8

    def nodes(gpus: Any, per_node: Any) -> Any:
        """Nodes [1]."""
        return np.ceil(gpus / per_node)

    study = uc.Study([per_node, nodes], {"gpus": {"value": 9, "unit": "GPU"}})
    assert uc.run(study, draws=64)["prior"]["nodes"].values.max() == 2.0


def test_an_input_without_a_unit_is_a_plain_number_and_it_is_said() -> None:
    def power(gpus: Any, watts: Any, pue: Any) -> Any:
        """Power [kW]."""
        return gpus * watts * pue

    priors = {"gpus": {"value": "1 to 2", "unit": "GPU"}, "watts": {"value": 700, "unit": "W/GPU"}, "pue": "1 to 2"}
    assert uc.Study([power], priors).notes == ["no unit is stated, so these are plain numbers: pue"]


def test_a_unit_of_ones_own_is_used_by_equations_and_priors() -> None:
    def gpus(racks: Any) -> Any:
        """GPUs [GPU]."""
        return racks

    study = uc.Study([gpus], {"racks": {"value": 2, "unit": "rack"}}, units={"rack": "72 GPU"})
    assert float(uc.run(study, draws=64)["prior"]["gpus"].max()) == 144.0


# Against pint, and wholly in base units

PREFIXES = {"m": 1e-3, "": 1.0, "k": 1e3, "M": 1e6, "G": 1e9}
BASES = ("W", "s", "GPU", "USD")
COMPUTE = pint.UnitRegistry(on_redefinition="ignore")
for one in ("GPU", "USD"):
    COMPUTE.define(f"{one} = [{one}]")


def base_of(unit: str) -> str:
    return next(base for base in BASES if unit.endswith(base))


@st.composite
def equations(draw: st.DrawFn) -> tuple[str, dict[str, tuple[float, str]]]:
    """Return a random equation whose units go together, and its inputs."""
    given: dict[str, tuple[float, str]] = {}

    def new(base: str) -> str:
        name = f"x{len(given)}"
        given[name] = (draw(st.floats(0.1, 10.0)), f"{draw(st.sampled_from([*PREFIXES]))}{base}")
        return name

    def term(base: str, depth: int) -> str:
        kind = draw(st.integers(0, 6 if depth else 0))
        if kind == 0:
            return new(base)
        if kind in (1, 2):
            return f"({term(base, depth - 1)} {'+-'[kind - 1]} {term(base, depth - 1)})"
        if kind == 3:
            return f"np.maximum({term(base, depth - 1)}, {term(base, depth - 1)})"
        other = draw(st.sampled_from(BASES))
        if kind == 4:
            return f"({term(base, depth - 1)} * {term(other, depth - 1)} / {term(other, depth - 1)})"
        if kind == 5:
            return f"np.sqrt({term(base, depth - 1)} ** 2)"
        inside = f"{term(other, depth - 1)} > {term(other, depth - 1)}"
        return f"np.where({inside}, {term(base, depth - 1)}, {term(base, depth - 1)})"

    return term("W", draw(st.integers(1, 3))), given


@given(equations(), st.sampled_from([*PREFIXES]))
@settings(max_examples=300, deadline=None, derandomize=True, database=None)
def test_prefixes_change_no_answer(drawn: tuple[str, dict[str, tuple[float, str]]], prefix: str) -> None:
    text, given = drawn
    factor = {unit: DEFAULT.conversion(unit, base_of(unit), "") for _, unit in given.values()}
    base = {name: (value * factor[unit], base_of(unit)) for name, (value, unit) in given.items()}
    found, wanted = answer(text, f"{prefix}W", **given)[0], answer(text, "W", **base)[0]
    size = max(abs(value) for value, unit in base.values() if unit == "W")
    assert found * PREFIXES[prefix] == pytest.approx(wanted, rel=1e-9, abs=1e-9 * size)


@given(equations())
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_pint_gives_the_same_on_single_numbers(drawn: tuple[str, dict[str, tuple[float, str]]]) -> None:
    text, given = drawn
    quantities = {name: COMPUTE.Quantity(value, unit) for name, (value, unit) in given.items()}
    by_pint = eval(text, {"np": np, **quantities}).to("W").magnitude  # noqa: S307 (an equation that is drawn)
    size = max(abs(one.to("W").magnitude) for one in quantities.values() if one.check("[power]"))
    assert answer(text, "W", **given)[0] == pytest.approx(float(by_pint), rel=1e-9, abs=1e-9 * size)
