"""Units that a sheet states, in a column of units or in the brackets of a label."""

import re
from collections.abc import Iterable

from uncertain_compute.bridges.spreadsheets.headings import LOW, UNIT, Layout
from uncertain_compute.bridges.spreadsheets.names import Labels, without_unit
from uncertain_compute.bridges.spreadsheets.syntax import Location
from uncertain_compute.model.units import DEFAULT, of_table

NAMES = re.compile(r"[^\W\d]\w*")
PERCENT, PER = "%", "per"
OF_ONE_LETTER = ("W", "h", "$", PERCENT)
"""Units of one letter that brackets may hold: ``Revenue (m)`` is of millions, not of metres."""


def unit_of(location: Location, layout: Layout) -> str:
    """Return the unit that a sheet states for a cell; empty if there is none."""
    cell = layout.beside(location, UNIT)
    if cell is None:
        unit = without_unit(Labels(layout).label(location))[1]
        names = NAMES.findall(unit)
        is_known = (len(unit) > 1 and names and all(map(of_table, names))) or unit in OF_ONE_LETTER
        return unit if is_known else ""
    unit = str(cell.value).strip()
    if not any(letter.isalpha() or letter in "$%" for letter in unit):
        return ""
    number = layout.beside(location, LOW) or layout.cell(location)
    return "" if unit == PERCENT and number and PERCENT in number.shown_as else unit


def own_units(units: Iterable[str]) -> list[str]:
    """Return the names in units that nothing is known of, such as ``users``: units that are counted by themselves."""
    names = dict.fromkeys(name for unit in units for name in NAMES.findall(unit) if name != PER)
    return list(dict.fromkeys(name.removesuffix("s") or name for name in names if not _is_known(name)))


def _is_known(name: str) -> bool:
    try:
        DEFAULT.own_of(name)
    except ValueError:
        return False
    return True
