"""A run as a workbook: what it is, its summary, drivers, assumptions and draws, a sheet for each."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from math import inf, isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from uncertain_compute.analysis.summary.reading import COMMAND, LEFT_OUT, Reading
from uncertain_compute.bridges.exports.draw_tables import draw_columns, draw_tables
from uncertain_compute.files.csv_cells import FORMULA

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS, MOST_COLUMNS = 2**20, 2**14
"""The rows and columns of a sheet that Excel opens, the row of names among them."""

LONGEST = 2**15 - 1
"""The most characters of a cell."""

EXACT = 2**53
"""The largest integer up to which a cell has all of them."""

MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""The date in the file: the same run gives the same bytes."""

RICH = "</r>"
"""How a text ends that XlsxWriter would take for XML of its own."""

NEVER = "never"
FIRST_WIDTH, WIDTH = 28, 14
KEYS = ["quantity", "assumption"]
FACTS = ("creation_library_version", COMMAND, "seed", "design", "chains", "draws")


def write_workbook(reading: Reading, path: Path) -> list[str]:
    """Write a run as a workbook, and return what it cannot hold.

    Texts stay texts, whatever they begin with; a number that is infinite reads ``never``, one that is not known is an
    empty cell.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    notes = _notes(reading)
    try:
        with xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": str(path.parent)}) as book:
            book.set_properties({"created": MADE})
            sheets = _Sheets(book)
            sheets.add("run", ["what", "value"], _facts(reading, notes))
            for name, table in _tables(reading).items():
                sheets.add(name, table.columns, table.itertuples(index=False))
            if reading.group in reading.run.children:
                sheets.add("draws", *_draws(reading))
    except FileCreateError as error:
        raise error.args[0] from error
    return notes


def _notes(reading: Reading) -> list[str]:
    """Return what does not fit into a workbook."""
    if reading.group not in reading.run.children:
        return ["run.xlsx has no draws: the run kept none"]
    columns = draw_columns(reading)
    count = next(iter(columns.values())).size
    notes = []
    if count >= MOST_ROWS:
        notes.append(f"run.xlsx has the first {MOST_ROWS - 1:,} of {count:,} draws: a sheet has no more rows")
    if len(columns) > (most := MOST_COLUMNS - 2):
        notes.append(f"run.xlsx has the first {most:,} of {len(columns):,} columns of draws: a sheet has no more")
    return notes


def _facts(reading: Reading, notes: Sequence[str]) -> list[tuple[str, Any]]:
    """Return what the run is, as rows of two cells."""
    attrs = reading.run.attrs
    rows = [("prior set", reading.prior_set)] if reading.prior_set else []
    rows += [("draws are of the", reading.group)]
    rows += [(name.replace("_", " "), attrs[name]) for name in FACTS if name in attrs]
    left_out = [("left out", str(one)) for one in [*np.atleast_1d(attrs.get(LEFT_OUT, [])).tolist(), *notes]]
    return [*rows, *left_out]


def _tables(reading: Reading) -> "dict[str, pd.DataFrame]":
    """Return the tables of the sheets before the draws."""
    found = {"summary": reading.answering_summary}
    drivers = _drivers(reading)
    if drivers is not None:
        found["drivers"] = drivers
    return found | {"assumptions": reading.assumptions}


def _drivers(reading: Reading) -> "pd.DataFrame | None":
    """Return what each analysis found of each quantity and assumption, side by side; None if there is none."""
    import pandas as pd

    merged: pd.DataFrame | None = None
    for name in reading.answered.found:
        table = reading.tables.get(name)
        if table is None or not {*KEYS} <= {*table.columns}:
            continue
        own = table.drop(columns=[column for column in table if str(column).endswith("_unit")])
        named = own.rename(columns={column: f"{name}: {column}" for column in own if column not in KEYS})
        merged = named if merged is None else merged.merge(named, on=KEYS, how="outer", sort=False)
    return merged


def _draws(reading: Reading) -> tuple[list[str], Iterable[Sequence[Any]]]:
    """Return the names and the rows of draws."""
    tables = draw_tables(reading)
    names = ["chain", "draw", *draw_columns(reading)]
    return names, (row for table in tables for row in zip(*(table[name].tolist() for name in names), strict=True))


class _Sheets:
    """The sheets of a workbook, written row by row, so that none is in memory."""

    def __init__(self, book: "Workbook") -> None:
        self.book = book
        self.bold = book.add_format({"bold": True})
        self.inert = book.add_format({"quote_prefix": True})

    def add(self, name: str, columns: Iterable[object], rows: Iterable[Sequence[Any]]) -> None:
        """Add a sheet with a row of names, and as many rows and columns as it takes."""
        sheet = self.book.add_worksheet(name)
        names = [str(column) for column in columns][:MOST_COLUMNS]
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 0, FIRST_WIDTH)
        sheet.set_column(1, len(names), WIDTH)
        for column, text in enumerate(names):
            sheet.write_string(0, column, text[:LONGEST], self.bold)
        for at, row in zip(range(1, MOST_ROWS), rows, strict=False):
            for column, value in enumerate(row[:MOST_COLUMNS]):
                self._write(sheet, at, column, value)

    def _write(self, sheet: "Worksheet", row: int, column: int, value: Any) -> None:
        """Write one cell; a text that a spreadsheet would take for a formula is marked as one that is none."""
        match value:
            case bool() | np.bool_():
                sheet.write_boolean(row, column, bool(value))
            case int() | np.integer() if abs(int(value)) <= EXACT:
                sheet.write_number(row, column, int(value))
            case float() | np.floating() if isfinite(value):
                sheet.write_number(row, column, float(value))
            case float() | np.floating() | None:
                if value == inf:
                    sheet.write_string(row, column, NEVER)
            case _:
                text = f"{value} " if str(value).endswith(RICH) else str(value)
                sheet.write_string(row, column, text[:LONGEST], self.inert if FORMULA.match(text) else None)
