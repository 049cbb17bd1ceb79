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
from uncertain_compute.bridges.spreadsheets.syntax import NotTakenError, Place
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
        raise NotTakenError(f"{address} is empty, where a number is due")
    if cell.failed:
        raise NotTakenError(f"{address} holds the error {cell.value}")
    match cell.value:
        case None:
            raise NotTakenError(
                f"{address} is a formula without a number; save the file in a spreadsheet program, which computes it"
            )
        case bool():
            raise NotTakenError(f"{address} is {str(cell.value).upper()}, where a number is due; write 1 or 0")
        case str():
            raise NotTakenError(f"{address} is the text {quoted(cell.value)}, where a number is due")
        case date() | time() | timedelta():
            raise NotTakenError(f"{address} is a date or a time, where a number is due; write a number, as 2026")
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

    beliefs: Mapping[Place, dict[str, Any]]
    refused: Mapping[Place, NotTakenError]
    ends: Mapping[Place, Place]


def rows_of(layout: Layout, references: References) -> Rows:
    """Return the inputs of a workbook.

    Raises
    ------
    UncertainComputeError
        If its rows are too many.
    """
    beliefs: dict[Place, dict[str, Any]] = {}
    refused: dict[Place, NotTakenError] = {}
    ends: dict[Place, Place] = {}
    rows = list(_rows(layout))
    if len(rows) > MOST_ROWS:
        raise UncertainComputeError(f"has {len(rows):,} rows below low and high ends; allowed are {MOST_ROWS:,}")
    for headings, place in rows:
        low, high = (place._replace(column=headings.columns[role]) for role in (LOW, HIGH))
        ends |= {end: place for end in (low, high) if end != place}
        try:
            if _is_input(layout, references, place, (low, high)):
                beliefs[place] = _belief(layout, headings, place)
        except NotTakenError as error:
            refused[place] = error
        except UncertainComputeError as error:
            refused[place] = NotTakenError(str(error).removeprefix(str(place)).lstrip(".: "))
    return Rows(beliefs, refused, ends)


def _rows(layout: Layout) -> Iterator[tuple[Headings, Place]]:
    """Yield the rows that have a low or a high end, with the cell that formulas refer to."""
    for sheet, cells in layout.workbook.sheets.items():
        rows = {row: layout.above(Place(sheet, row, 1)) for row, _ in cells}
        own = {one.row for one in layout.headings[sheet]}
        for row, headings in rows.items():
            if headings is None or not headings.has_ends or row in own:
                continue
            if any((row, headings.columns[end]) in cells for end in (LOW, HIGH)):
                yield headings, Place(sheet, row, headings.value)


def _is_input(layout: Layout, references: References, place: Place, ends: tuple[Place, Place]) -> bool:
    """Return whether a row is an input: it has ends, and no formula computes it from other rows."""
    value, cells = layout.cell(place), [layout.cell(end) for end in ends]
    beside = [cell for end, cell in zip(ends, cells, strict=True) if end != place]
    if value is not None and value.formula:
        refers = references.places(expression_of(value.formula), place.sheet) if place not in ends else []
        if refers and set(refers) <= set(ends):
            return True
        if any(cell is not None and not cell.formula and isinstance(cell.value, int | float) for cell in beside):
            raise NotTakenError("is computed, but its row has a low or a high end, too; leave out one of both")
        return False
    stated = [cell for cell in [*cells, value] if cell is not None and not isinstance(cell.value, str)]
    if not stated or not any(cells):
        return False
    if value is not None:
        number_in(value, "its value")
    return True


def _belief(layout: Layout, headings: Headings, place: Place) -> dict[str, Any]:
    """Return the belief of an input's row, as it is written in a prior set."""
    places = {role: place._replace(column=column) for role, column in headings.columns.items()}
    found = {role: layout.cell(at) for role, at in places.items()}
    said = {NAME: str(place)} | {role: _text(cell) for role in TEXTS if (cell := found.get(role))}
    ends = {role: number_in(found[role], places[role].address) for role in (LOW, HIGH)}
    low, high = ends.values()
    if low > high:
        raise NotTakenError(f"its low end, {low:g} in {places[LOW].address}, is above its high end, {high:g}")
    numbers = {role: number_text(end, _shown(found[role])) for role, end in ends.items()}
    if headings.level:
        said.setdefault(CREDIBILITY, headings.level)
    key = ConfigKey(str(place))
    if low == high:
        kept = {role: said[role] for role in (WHY, SOURCE, DATE, STATUS) if role in said}
        belief = entry_of({NAME: str(place), "value": numbers[LOW], **kept}, key)
    elif MEDIAN in headings.columns and found.get(MEDIAN) and FAMILY not in said:
        belief = _with_median(
            said, numbers, number_text(number_in(found[MEDIAN], places[MEDIAN].address), _shown(found[MEDIAN])), key
        )
    else:
        mode = {MODE: _text(found[MODE])} if FAMILY in said and found.get(MODE) else {}
        belief = entry_of({**said, **numbers, **mode}, key)
    prior(belief, where=str(place))
    return belief


def _with_median(said: dict[str, str], numbers: Mapping[str, str], median: str, key: ConfigKey) -> dict[str, Any]:
    first, last = quantile_keys(said.pop(CREDIBILITY, ""))
    form = {first: plain(numbers[LOW]), MEDIAN: plain(median), last: plain(numbers[HIGH])}
    return {**entry_of({**said, "value": median}, key), "value": form}


def _shown(cell: Cell | None) -> str:
    return cell.shown_as if cell else ""


def _text(cell: Cell | None) -> str:
    """Return what a cell of words says."""
    value = cell.value if cell else ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    return number_text(value, _shown(cell)) if isinstance(value, int | float) else str(value or "").strip()
