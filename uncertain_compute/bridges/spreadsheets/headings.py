"""Rows of headings, which say what the columns below them hold."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeGuard

from uncertain_compute.bridges.spreadsheets.syntax import Location
from uncertain_compute.files.workbooks import Cell, CellGrid, Workbook
from uncertain_compute.priors.reading.notation.usual_form import CREDIBILITY
from uncertain_compute.priors.sheets.columns import ENDS, FAMILY, NAME, VALUE

LOW, MODE, HIGH = ENDS
UNIT, WHY, SOURCE, DATE, STATUS = "unit", "why", "source", "date", "status"
MEDIAN = "p50"

INTERVALS = {
    ("low", "high"): "",
    ("lower", "upper"): "",
    ("low case", "high case"): "",
    ("low estimate", "high estimate"): "",
    ("lower bound", "upper bound"): "",
    ("p5", "p95"): "90%",
    ("p10", "p90"): "80%",
    ("p25", "p75"): "50%",
    ("5%", "95%"): "90%",
    ("10%", "90%"): "80%",
    ("25%", "75%"): "50%",
}
"""Pairs of headings above the ends of an interval, and its credibility where they say one."""

WORDS: Mapping[str, tuple[str, ...]] = {
    NAME: ("name",),
    VALUE: ("value", "central", "central value", "best", "best guess", "base", "base case", "estimate", "best estimate",
            "point estimate", "mid", "expected", "mean"),
    MEDIAN: ("p50", "50%", "median"),
    MODE: ("mode", "most likely"),
    FAMILY: ("family", "distribution"),
    CREDIBILITY: ("ci",),
    UNIT: ("unit", "units"),
    WHY: ("why", "reason", "note", "notes", "comment", "comments", "rationale"),
    SOURCE: ("source", "sources", "reference"),
    DATE: ("date", "as of"),
    STATUS: ("status",),
}  # fmt: skip
"""What other columns hold, by the words above them; of several columns of a kind the first one counts."""

OF_YEARS = {"year", "years", "calendar year", "fiscal year", "fy", "period"}
"""The labels of a row of years above a table."""

FIRST_YEAR, LAST_YEAR = 1900, 2200
ROLE_OF = {word: role for role, words in WORDS.items() for word in words}
CENTRAL = (VALUE, MEDIAN, MODE)
"""Columns in which the number stands that formulas refer to, the likeliest first; else it is that of the low ends."""


@dataclass(frozen=True, slots=True)
class Headings:
    """A row of headings.

    Attributes
    ----------
    columns
        The column of each kind of content.
    level
        The credibility of the intervals, if the headings say one.
    """

    row: int
    columns: Mapping[str, int]
    level: str = ""

    @property
    def has_ends(self) -> bool:
        """Return whether there are columns of low and high ends."""
        return LOW in self.columns

    @property
    def value(self) -> int:
        """Return the column of the numbers that formulas refer to; 0 if it is not known."""
        return next((self.columns[role] for role in (*CENTRAL, LOW) if role in self.columns), 0)

    @property
    def beside(self) -> set[int]:
        """Return the columns that describe what stands in that column."""
        return {*self.columns.values()} - {self.value}


@dataclass(frozen=True)
class Layout:
    """A workbook with its rows of headings."""

    workbook: Workbook

    @cached_property
    def headings(self) -> Mapping[str, list[Headings]]:
        """Return the rows of headings of each sheet, from the top."""
        return {title: list(_headings(cells)) for title, cells in self.workbook.sheets.items()}

    @cached_property
    def years(self) -> frozenset[Location]:
        """Return the cells of rows that hold several years, which equations write as they are."""
        years = [location for location in self.locations if (cell := self.cell(location)) and is_year(cell.value)]
        times = Counter(location[:2] for location in years)
        return frozenset(location for location in years if times[location[:2]] > 1)

    @property
    def locations(self) -> Iterator[Location]:
        """Return the locations of all cells that are not empty, by sheets and rows."""
        for title, cells in self.workbook.sheets.items():
            yield from (Location(title, *at) for at in cells)

    def above(self, location: Location) -> Headings | None:
        """Return the row of headings that a cell stands below."""
        rows = self.headings[location.sheet]
        below = bisect_left(rows, location.row, key=lambda one: one.row)
        return rows[below - 1] if below else None

    def cell(self, location: Location) -> Cell | None:
        """Return the cell at a location; None if it is empty."""
        return self.workbook.sheets[location.sheet].get((location.row, location.column))

    def beside(self, location: Location, role: str) -> Cell | None:
        """Return the cell in a location's row that has a role; None if it is empty or there is no such column."""
        headings = self.above(location)
        if headings is None or role not in headings.columns:
            return None
        return self.cell(location._replace(column=headings.columns[role]))


def _headings(cells: CellGrid) -> Iterator[Headings]:
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in cells.items():
        rows.setdefault(row, {})[column] = cell
    last: Headings | None = None
    for row, inside in rows.items():
        found = _named(row, inside) or _others(row, inside, last)
        if found:
            last = found
            yield found


def _named(row: int, inside: Mapping[int, Cell]) -> Headings | None:
    """Return headings whose words are known."""
    words: dict[str, int] = {}
    for column, cell in inside.items():
        if _is_text(cell):
            words.setdefault(_word(cell), column)
    columns: dict[str, int] = {}
    for word, column in words.items():
        if word in ROLE_OF:
            columns.setdefault(ROLE_OF[word], column)
    for ends, level in INTERVALS.items():
        if set(ends) <= set(words):
            return Headings(row, {LOW: words[ends[0]], HIGH: words[ends[1]], **columns}, level)
    return Headings(row, columns) if UNIT in columns else None


def _others(row: int, inside: Mapping[int, Cell], last: Headings | None) -> Headings | None:
    """Return headings of another table, below which the last ones no longer count: years, or texts of other words."""
    years = [value for cell in inside.values() if is_year(value := cell.value)]
    texts = [_word(cell) for cell in inside.values() if _is_text(cell)]
    rise = len(years) > 1 and all(one < other for one, other in pairwise(years)) and set(texts) <= OF_YEARS
    ends = [last.columns[role] for role in (LOW, HIGH)] if last and last.has_ends else []
    other_words = bool(ends) and all(column in inside and _is_text(inside[column]) for column in ends)
    return Headings(row, {}) if rise or other_words else None


def _word(cell: Cell) -> str:
    """Return the first of the words of a heading: ``source`` for ``Source / notes``, ``low`` for ``Low (P5)``."""
    return re.split(r"[/(\[]", str(cell.value))[0].strip(" :*").lower()


def _is_text(cell: Cell) -> bool:
    return isinstance(cell.value, str) and not cell.formula and not cell.failed


def is_year(value: Any) -> TypeGuard[float]:
    """Return whether a value is a year of the calendar."""
    return isinstance(value, int | float) and value in range(FIRST_YEAR, LAST_YEAR)
