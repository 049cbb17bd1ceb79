"""Units: what is countable here, conversion to the model's units, and a check of every equation."""

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from xarray import Variable

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.model.graph import Graph, evaluate

if TYPE_CHECKING:
    import pint

COUNTS = """
FLOP = [operation]
MAC = [multiply_accumulate]
GPU = [processor]
frame = [frame]
latent_frame = [latent_frame]
image = latent_frame
token = [token]
parameter = [parameter]
video = [video]
USD = [currency]
month = 30 * day
""".strip().splitlines()
"""A still image is one latent frame; a month of 30 days is what reproduces the post's GPU-months."""


POWER = re.compile(r"\*\*|\^")
SMALL_POWER = re.compile(r"(?:\*\*|\^)\s*\(?\s*[-+]?\d(?:\.\d+|/\d)?\s*\)?(?![\d.]|\s*(?:\*\*|\^))")
MOST_POWERS, MOST_LETTERS = 6, 200


def _bounded(unit: str) -> str:
    """Return the text of a unit, of which no power is so large that it takes for ever.

    Raises
    ------
    ValueError
        If it is too long, or one is larger than a digit, or has a power of its own.
    """
    powers = len(POWER.findall(unit))
    if len(unit) > MOST_LETTERS or powers > MOST_POWERS or powers != len(SMALL_POWER.findall(unit)):
        raise ValueError(f"allowed are at most {MOST_LETTERS} letters and {MOST_POWERS} powers, each a single digit")
    return unit


@cache
def registry() -> "pint.UnitRegistry[Any]":
    """Return pint's registry with the units of compute forecasts added."""
    import pint

    units: pint.UnitRegistry[Any] = pint.UnitRegistry(on_redefinition="ignore", preprocessors=[_bounded])
    for definition in COUNTS:
        units.define(definition)
    return units


def conversion(given: str, wanted: str, what: str) -> float:
    """Return the factor from one unit to another.

    Raises
    ------
    UncertainComputeError
        If a unit is unknown, or the two measure different things.
    """
    if given == wanted:
        return 1.0
    import pint

    try:
        return float(registry().Quantity(1.0, given).to(wanted).magnitude)
    except pint.DimensionalityError:
        raise UncertainComputeError(f"{what}: unit {given!r} where the equations need {wanted!r}") from None
    except Exception as error:
        raise UncertainComputeError(f"{what}: unit {given!r} is not understood ({error})") from error


def same_unit(first: str, second: str) -> bool:
    """Return whether two units are one, however they are spelt."""
    try:
        return conversion(first, second, "") == 1.0
    except UncertainComputeError:
        return False


def product(first: str, second: str) -> str:
    """Return the unit of a product: ``USD/GPU`` and ``GPU`` give ``USD``; empty where one is."""
    return f"{registry().Unit(first) * registry().Unit(second):~}".replace(" ", "") if first and second else ""


def is_per(unit: str, other: str) -> bool:
    """Return whether a unit is for each of another, as ``USD/GPU`` is of ``GPU``, or a plain number."""
    own, counted = (dict[str, Any](registry().Unit(one).dimensionality) for one in (unit, other))
    return not own or all(own.get(dimension, 0) * power < 0 for dimension, power in counted.items())


def without_prefixes(unit: str, what: str) -> str:
    """Return a unit without kilo, tera and the like: ``TFLOP/s`` becomes ``FLOP/s``.

    Raises
    ------
    UncertainComputeError
        If the unit is unknown.
    """
    units = registry()
    try:
        parts = units.parse_units(unit)._units.items()  # noqa: SLF001 (pint has no public way to a unit's parts)
    except Exception as error:
        raise UncertainComputeError(f"{what}: unit {unit!r} is not understood ({error})") from error
    plain = units.Unit("dimensionless")
    for name, power in parts:
        plain *= units.Unit(units.parse_unit_name(name)[0][1]) ** power
    return "1" if plain == units.Unit("dimensionless") else f"{plain:~}".replace(" ", "")


def check_equations(graph: Graph, values: Mapping[str, Variable], units: Mapping[str, str]) -> None:
    """Hold each equation with a unit to it, by running the graph once on pint quantities.

    Parameters
    ----------
    values
        A value for each input, with named dimensions.
    units
        The unit of each input; "1" where it has none.

    Raises
    ------
    UncertainComputeError
        If a result's unit is not the declared one, or a conversion factor is missing.
    """
    quantity = registry().Quantity
    for name, unit in units.items():
        without_prefixes(unit, f"inputs.{name}")
    with_units = {
        name: Variable(value.dims, quantity(np.asarray(value.values, dtype=float), units[name]))
        for name, value in values.items()
    }
    equations, _ = graph.needed(graph.equations, values)
    with np.errstate(all="ignore"):
        plain = evaluate(equations, values)
    for equation in equations:
        result = evaluate([equation], with_units)[equation.name]
        if not isinstance(result, Variable):
            result = Variable((), quantity(np.asarray(result, dtype=float), "1"))
        declared = equation.unit
        if declared is None:
            with_units[equation.name] = result
            continue
        found = quantity(result.data) if not hasattr(result.data, "units") else result.data
        factor = conversion(str(found.units), declared, f"equation {equation.name!r}")
        if not np.allclose(found.magnitude * factor, np.asarray(plain[equation.name]), rtol=1e-9, equal_nan=True):
            raise UncertainComputeError(
                f"equation {equation.name!r}: a conversion is missing between {found.units} and its unit {declared}"
            )
        with_units[equation.name] = Variable(result.dims, quantity(found.magnitude * factor, declared))
