"""The positions of coordinates that are numbers or dates along their dimension."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from uncertain_compute.priors.reading.notation.numbers import number_in


def positions_of(coordinates: Sequence[str]) -> tuple[float, ...] | None:
    """Return the positions of coordinates: numbers, or dates in years; None if they have no order.

    Examples
    --------
    >>> positions_of(["2024", "2026"]), positions_of(["2024Q1", "2024Q2"]), positions_of(["H100", "B200"])
    ((2024.0, 2026.0), (2024.0, 2024.25), None)
    """
    found = [position_of(one) for one in coordinates]
    known = tuple(one for one in found if one is not None)
    ascending = all(before < after for before, after in pairwise(known))
    return known if known and len(known) == len(found) and ascending else None


def steps_of(dimensions: Mapping[str, Sequence[str]]) -> dict[str, tuple[float, ...]]:
    """Return positions in each ordered dimension, from its first coordinate on in units of its shortest step."""
    placed = {name: found for name, one in dimensions.items() if (found := positions_of(one))}
    shortest = {
        name: min((after - before for before, after in pairwise(one)), default=1.0) for name, one in placed.items()
    }
    return {name: tuple((number - one[0]) / shortest[name] for number in one) for name, one in placed.items()}


def position_of(coordinate: str) -> float | None:
    """Return the position of a coordinate: a number, or a date in years; None if it is neither."""
    if (number := number_in(coordinate)) is not None:
        return number.value
    if coordinate[:4].isdigit() and coordinate[4:6] in ("Q1", "Q2", "Q3", "Q4") and len(coordinate) == len("2024Q1"):
        return int(coordinate[:4]) + (int(coordinate[5]) - 1) / 4
    return _date(coordinate)


def _date(coordinate: str) -> float | None:
    """Return a day, YYYY-MM-DD, or a month, YYYY-MM, as a number of years."""
    from datetime import date

    try:
        day = date.fromisoformat(f"{coordinate}-01" if len(coordinate) == len("2024-01") else coordinate)
    except ValueError:
        return None
    if len(coordinate) == len("2024-01"):
        return day.year + (day.month - 1) / 12
    first, next_first = date(day.year, 1, 1), date(day.year + 1, 1, 1)
    return day.year + (day - first).days / (next_first - first).days
