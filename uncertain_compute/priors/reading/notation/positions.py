"""Where coordinates that are numbers or dates lie along their dimension."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from uncertain_compute.priors.reading.notation.numbers import number_in


def positions_of(coordinates: Sequence[str]) -> tuple[float, ...] | None:
    """Return where the coordinates of an ordered dimension lie: numbers, or dates in years; none where it has no order.

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
    """Return where the coordinates of each ordered dimension lie, in the shortest of its steps from the first."""
    placed = {name: found for name, one in dimensions.items() if (found := positions_of(one))}
    shortest = {
        name: min((after - before for before, after in pairwise(one)), default=1.0) for name, one in placed.items()
    }
    return {name: tuple((place - one[0]) / shortest[name] for place in one) for name, one in placed.items()}


def position_of(coordinate: str) -> float | None:
    """Return a number, or where a date lies among years; none of anything else."""
    if (number := number_in(coordinate)) is not None:
        return number.value
    if coordinate[:4].isdigit() and coordinate[4:6] in ("Q1", "Q2", "Q3", "Q4") and len(coordinate) == len("2024Q1"):
        return int(coordinate[:4]) + (int(coordinate[5]) - 1) / 4
    return _date(coordinate)


def _date(coordinate: str) -> float | None:
    """Return where a day or a month as YYYY-MM-DD or YYYY-MM lies among years."""
    from datetime import date

    try:
        day = date.fromisoformat(f"{coordinate}-01" if len(coordinate) == len("2024-01") else coordinate)
    except ValueError:
        return None
    if len(coordinate) == len("2024-01"):
        return day.year + (day.month - 1) / 12
    first, next_first = date(day.year, 1, 1), date(day.year + 1, 1, 1)
    return day.year + (day - first).days / (next_first - first).days
