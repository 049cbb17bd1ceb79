"""The rows of a sheet as texts, from a CSV file or the first sheet of a workbook."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from io import StringIO
from itertools import groupby
from pathlib import Path

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.files.documents import shown, text_of
from uncertain_compute.files.workbooks import Cell, is_workbook, workbook_of

type SheetRow = dict[str, str]
"""The cells of a row by their headings."""

type NumberedRows = tuple[tuple[int, tuple[str, ...]], ...]
"""Rows with their line numbers: the first one, and all others that are not blank."""

DOLLARS = ("$", '"$"', "\\$", "[$$")
"""How the format of a number in dollars begins."""

EXACT = 2**53
"""The largest integer up to which a float has all of them."""


def rows_of(path: Path) -> NumberedRows:
    """Return the rows of a sheet.

    Raises
    ------
    UncertainComputeError
        If it is neither a CSV file in UTF-8 nor an .xlsx file, or a cell has an error or a formula without a value.
    OSError
        If it cannot be read.
    """
    rows = _of_workbook(path) if is_workbook(path) else _of_csv(path)
    return tuple((line, row) for number, (line, row) in enumerate(rows) if number == 0 or any(map(str.strip, row)))


def _of_csv(path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    reader = csv.reader(StringIO(text_of(path, encoding="utf-8-sig"), newline=""), strict=True)
    try:
        for row in reader:
            yield reader.line_num, tuple(row)
    except csv.Error as error:
        raise UncertainComputeError(f"{shown(path)}: is not a CSV file: {error}") from None


def _of_workbook(path: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    cells = next(iter(workbook_of(path).sheets.values()), {})
    said = {at: _text(cell, f"{shown(path)}, line {at[0]}") for at, cell in cells.items()}
    wide = 0
    for line, inside in groupby((at for at, text in said.items() if text.strip()), key=lambda at: at[0]):
        columns = [column for _, column in inside]
        wide = wide or columns[-1]
        yield line, tuple(said.get((line, column), "") for column in range(1, max(wide, columns[-1]) + 1))


def _text(cell: Cell, where: str) -> str:
    """Return what a cell shows, with all digits of its number."""
    value = cell.value
    if cell.failed:
        raise UncertainComputeError(f"{where}: {cell.address} holds the error {value}")
    if value is None:
        raise UncertainComputeError(
            f"{where}: the formula in {cell.address} has no value; open the file in a spreadsheet program and save it"
        )
    match value:
        case bool() | str():
            return str(value)
        case int() | float():
            dollars = "$" if cell.shown_as.startswith(DOLLARS) else ""
            return f"{dollars}{number_text(value, cell.shown_as)}"
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
    return str(value)


def number_text(value: float, shown_as: str) -> str:
    """Return a number in percent, if its format shows it so, or in plain digits; none are left out."""
    if "%" in shown_as:
        return f"{value * 100:.15g}%"
    return repr(int(value) if value == int(value) and abs(value) < EXACT else value)
