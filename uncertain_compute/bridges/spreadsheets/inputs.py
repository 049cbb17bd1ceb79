"""Rows with a low and a high end, as beliefs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from uncertain_compute.bridges.spreadsheets.headings import (
    DATE,
    HIGH,
    LOW,
    MEDIAN,
    MODE,
    SOURCE,
    STATUS,
    WHY,
    Headings,
    Layout,
)
from uncertain_compute.bridges.spreadsheets.parsing import expression_of
from uncertain_compute.bridges.spreadsheets.references import References
from uncertain_compute.bridges.spreadsheets.syntax import Location, NotTakenError
from uncertain_compute.errors import UncertainComputeError, quoted
from uncertain_compute.files.workbooks import Cell
from uncertain_compute.priors.reading.config_key import LARGEST, SMALLEST, ConfigKey
from uncertain_compute.priors.reading.notation.statements import quantile_keys
from uncertain_compute.priors.reading.notation.usual_form import CREDIBILITY
from uncertain_compute.priors.reading.spec import prior
from uncertain_compute.priors.sheets.columns import FAMILY, NAME
from uncertain_compute.priors.sheets.reading import entry_of, plain
from uncertain_compute.priors.sheets.rows import number_text

TEXTS = (FAMILY, CREDIBILITY, WHY, SOURCE, DATE, STATUS)

MOST_ROWS = 2000


def number_in(cell: Cell | None, address: str) -> float:
    """Return the number in a cell.

    Raises
    ------
    NotTakenError
        If there is none.
    """
    if cell is None:
        raise NotTakenError(f"{address} is empty, where a number is needed")
    if cell.failed:
        raise NotTakenError(f"{address} holds the error {cell.value}")
    match cell.value:
        case None:
            raise NotTakenError(
                f"{address} is a formula without a number; save the file in a spreadsheet program, which computes it"
            )
        case bool():
            raise NotTakenError(f"{address} is {str(cell.value).upper()}, where a number is needed; write 1 or 0")
        case str():
            raise NotTakenError(f"{address} is the text {quoted(cell.value)}, where a number is needed")
        case date() | time() | timedelta():
            raise NotTakenError(f"{address} is a date or a time, where a number is needed; write a number, as 2026")
    if cell.value and not SMALLEST <= abs(cell.value) <= LARGEST:
        raise NotTakenError(
            f"{address} is {cell.value:g}; allowed are zero, and sizes from {SMALLEST:g} to {LARGEST:g}"
        )
    return cell.value


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows below headings of low and high ends.

    Attributes
    ----------
    beliefs
        What is believed of each input, by the cell that formulas refer to.
    refused
        Why a cell is no input, though its row looks like one.
    ends
        The cells of low and high ends, with the cell that formulas should refer to.
    """

    beliefs: Mapping[Location, dict[str, Any]]
    refused: Mapping[Location, NotTakenError]
    ends: Mapping[Location, Location]


def rows_of(layout: Layout, references: References) -> Rows:
    """Return the inputs of a workbook.

    Raises
    ------
    UncertainComputeError
        If its rows are too many.
    """
    beliefs: dict[Location, dict[str, Any]] = {}
    refused: dict[Location, NotTakenError] = {}
    ends: dict[Location, Location] = {}
    rows = list(_rows(layout))
    if len(rows) > MOST_ROWS:
        raise UncertainComputeError(f"has {len(rows):,} rows below low and high ends; allowed are {MOST_ROWS:,}")
    for headings, location in rows:
        low, high = (location._replace(column=headings.columns[role]) for role in (LOW, HIGH))
        ends |= {end: location for end in (low, high) if end != location}
        try:
            if _is_input(layout, references, location, (low, high)):
                beliefs[location] = _belief(layout, headings, location)
        except NotTakenError as error:
            refused[location] = error
        except UncertainComputeError as error:
            refused[location] = NotTakenError(str(error).removeprefix(str(location)).lstrip(".: "))
    return Rows(beliefs, refused, ends)


def _rows(layout: Layout) -> Iterator[tuple[Headings, Location]]:
    """Yield the rows that have a low or a high end, with the cell that formulas refer to."""
    for sheet, cells in layout.workbook.sheets.items():
        rows = {row: layout.above(Location(sheet, row, 1)) for row, _ in cells}
        own = {one.row for one in layout.headings[sheet]}
        for row, headings in rows.items():
            if headings is None or not headings.has_ends or row in own:
                continue
            if any((row, headings.columns[end]) in cells for end in (LOW, HIGH)):
                yield headings, Location(sheet, row, headings.value)


def _is_input(layout: Layout, references: References, location: Location, ends: tuple[Location, Location]) -> bool:
    """Return whether a row is an input: it has ends, and no formula computes it from other rows."""
    value, cells = layout.cell(location), [layout.cell(end) for end in ends]
    beside = [cell for end, cell in zip(ends, cells, strict=True) if end != location]
    if value is not None and value.formula:
        refers = references.locations(expression_of(value.formula), location.sheet) if location not in ends else []
        if refers and set(refers) <= set(ends):
            return True
        if any(cell is not None and not cell.formula and isinstance(cell.value, int | float) for cell in beside):
            raise NotTakenError("is computed, but its row has a low or a high end, too; remove one of the two")
        return False
    stated = [cell for cell in [*cells, value] if cell is not None and not isinstance(cell.value, str)]
    if not stated or not any(cells):
        return False
    if value is not None:
        number_in(value, "its value")
    return True


def _belief(layout: Layout, headings: Headings, location: Location) -> dict[str, Any]:
    """Return the belief of an input's row, as it is written in a prior set."""
    locations = {role: location._replace(column=column) for role, column in headings.columns.items()}
    found = {role: layout.cell(at) for role, at in locations.items()}
    said = {NAME: str(location)} | {role: _text(cell) for role in TEXTS if (cell := found.get(role))}
    ends = {role: number_in(found[role], locations[role].address) for role in (LOW, HIGH)}
    low, high = ends.values()
    if low > high:
        raise NotTakenError(f"its low end, {low:g} in {locations[LOW].address}, is above its high end, {high:g}")
    numbers = {role: number_text(end, _shown(found[role])) for role, end in ends.items()}
    if headings.level:
        said.setdefault(CREDIBILITY, headings.level)
    key = ConfigKey(str(location))
    if low == high:
        kept = {role: said[role] for role in (WHY, SOURCE, DATE, STATUS) if role in said}
        belief = entry_of({NAME: str(location), "value": numbers[LOW], **kept}, key)
    elif MEDIAN in headings.columns and found.get(MEDIAN) and FAMILY not in said:
        belief = _with_median(
            said, numbers, number_text(number_in(found[MEDIAN], locations[MEDIAN].address), _shown(found[MEDIAN])), key
        )
    else:
        mode = {MODE: _text(found[MODE])} if FAMILY in said and found.get(MODE) else {}
        belief = entry_of({**said, **numbers, **mode}, key)
    prior(belief, where=str(location))
    return belief


def _with_median(said: Mapping[str, str], numbers: Mapping[str, str], median: str, key: ConfigKey) -> dict[str, Any]:
    first, last = quantile_keys(said.get(CREDIBILITY, ""))
    form = {first: plain(numbers[LOW]), MEDIAN: plain(median), last: plain(numbers[HIGH])}
    rest = {name: text for name, text in said.items() if name != CREDIBILITY}
    return {**entry_of({**rest, "value": median}, key), "value": form}


def _shown(cell: Cell | None) -> str:
    return cell.shown_as if cell else ""


def _text(cell: Cell | None) -> str:
    """Return what a cell of words says."""
    value = cell.value if cell else ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    return number_text(value, _shown(cell)) if isinstance(value, int | float) else str(value or "").strip()
