"""The coordinates of named dimensions: labels, or numbers and dates, which have an order."""

from collections.abc import Mapping
from typing import Any

from uncertain_compute.errors import UncertainComputeError, fail_unless_one_of, quoted
from uncertain_compute.model.expression import OF_DRAWS
from uncertain_compute.plain_text import fail_unless_name
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.notation.numbers import is_number
from uncertain_compute.priors.reading.notation.positions import position_of

KEYS = ("from", "to", "step", "unit")
PERIODS = {"year": "Y", "quarter": "Q", "month": "M"}
"""Steps of a calendar, each with its code in pandas."""

MOST = 1000
"""The most coordinates of a dimension: a run keeps draws of each one."""

YEAR = "year"
FITS = 1e-9


def coordinates_of(dimension: str, written: Any) -> tuple[str, ...]:
    """Return a dimension's coordinates as texts; each must be different.

    Parameters
    ----------
    written
        A list of labels, or ``{from: 2024, to: 2032}``. It can also have a ``step``, else 1, and the ``unit`` of the
        coordinates. With the step ``quarter`` or ``month``, coordinates are written as 2024Q1 or 2024-01.

    Raises
    ------
    UncertainComputeError
        If a run cannot store the dimension's name, a coordinate cannot be shown or comes twice, or no whole number of
        steps leads from the first to the last.
    """
    config_key = ConfigKey(f"model.dimensions.{dimension}")
    if not dimension.isidentifier() or dimension in OF_DRAWS:
        raise config_key.error("a dimension's name has only letters, digits and _, and is not chain, draw or sample")
    if isinstance(written, str):
        raise config_key.error(f"{quoted(written)} is not a list of coordinates")
    listed = _from_to(written, config_key) if isinstance(written, Mapping) else written
    for coordinate in listed:
        fail_unless_name(str(coordinate), config_key.key)
    found = tuple(config_key.text(one) for one in listed)
    if twice := next((one for one in found if found.count(one) > 1), None):
        raise config_key.error(f"the coordinate {quoted(twice)} comes twice")
    return found


def unit_of(dimension: str, written: Any) -> str:
    """Return the unit of a dimension's coordinates: the stated one, or year for a calendar, else an empty text."""
    if not isinstance(written, Mapping):
        return ""
    unit = written.get("unit")
    if unit is not None:
        return ConfigKey(f"model.dimensions.{dimension}.unit").text(unit)
    return YEAR if dimension == YEAR or written.get("step") in PERIODS else ""


def coordinates_as_inputs(
    dimensions: Mapping[str, Any], declared: Mapping[str, Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Return the declaration of each dimension's name as an input: an equation that needs it gets its coordinates.

    Parameters
    ----------
    dimensions
        The coordinates of each dimension, in any form that `coordinates_of` reads.
    declared
        What the model declares of its inputs, which stays unless coordinates say otherwise.

    Raises
    ------
    UncertainComputeError
        If a coordinate is neither a number nor a date.
    """
    return {name: {**declared.get(name, {}), **_as_input(name, written)} for name, written in dimensions.items()}


def _as_input(dimension: str, written: Any) -> dict[str, Any]:
    """Return the belief about a dimension's name: its coordinates, as numbers."""
    config_key = ConfigKey(f"model.dimensions.{dimension}")
    positions = {one: position_of(one) for one in coordinates_of(dimension, written)}
    unit = unit_of(dimension, written)
    numbers = {
        one: config_key.at(one).number(one) if position is None else position for one, position in positions.items()
    }
    said = {"why": "the coordinates themselves", "source": "definition", "status": "computed"}
    return {dimension: numbers, **said, **({"unit": unit} if unit else {})}


def _from_to(written: Mapping[str, Any], config_key: ConfigKey) -> list[str]:
    """Return the coordinates from the first to the last."""
    entry = config_key.mapping(written, "from, to and step", KEYS)
    for key in ("from", "to"):
        if entry.get(key) is None:
            raise config_key.at(key).error("missing; a dimension of numbers needs from and to")
    step = entry.get("step", 1)
    if isinstance(step, str) and not is_number(step):
        return _periods(entry["from"], entry["to"], step, config_key)
    first, last = (config_key.at(key).number(entry[key]) for key in ("from", "to"))
    return _numbers(first, last, config_key.at("step").number(step), config_key)


def _numbers(first: float, last: float, step: float, config_key: ConfigKey) -> list[str]:
    if step <= 0:
        raise config_key.at("step").error(f"{step:g} must be positive")
    if last < first:
        raise config_key.at("to").error(f"{last:.12g} lies before from = {first:.12g}")
    steps = (last - first) / step
    if steps >= MOST:
        raise _too_many(steps + 1, config_key)
    if abs(steps - round(steps)) > FITS * max(steps, 1.0):
        raise config_key.at("step").error(
            f"{step:.12g} does not lead from {first:.12g} to {last:.12g}; the last before it is "
            f"{first + int(steps) * step:.12g}"
        )
    return [f"{first + number * step:.12g}" for number in range(round(steps) + 1)]


def _periods(first: Any, last: Any, step: str, config_key: ConfigKey) -> list[str]:
    """Return the quarters or months from a first to a last one, as 2024Q1 or 2024-01."""
    fail_unless_one_of(config_key.at("step").key, step, PERIODS, "or a number")
    import pandas as pd

    ends: list[Any] = []
    for key, value in {"from": first, "to": last}.items():
        try:
            ends.append(pd.Period(str(value), freq=PERIODS[step]))
        except (ValueError, OverflowError):
            raise config_key.at(key).error(f"{quoted(value)} is not a {step}, as 2024Q1 or 2024-01") from None
    if ends[1] < ends[0]:
        raise config_key.at("to").error(f"{ends[1]} lies before from = {ends[0]}")
    count = (ends[1] - ends[0]).n + 1
    if count > MOST:
        raise _too_many(count, config_key)
    return [str(one) for one in pd.period_range(ends[0], ends[1])]


def _too_many(count: float, config_key: ConfigKey) -> UncertainComputeError:
    return config_key.error(f"{count:,.0f} coordinates, and a dimension has at most {MOST:,}")
