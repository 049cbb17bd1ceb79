"""Write workbooks, .xlsx files, in which a spreadsheet finds no formula."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from math import inf, isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from uncertain_compute.files.csv_cells import FORMULA

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS, MOST_COLUMNS = 2**20, 2**14
"""The rows and columns of a sheet that Excel opens, the row of names among them."""

LONGEST = 2**15 - 1
"""The most characters of a cell."""

EXACT = 2**53
"""The largest integer up to which a cell has all of them."""

MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""The date in the file: the same content gives the same bytes."""

RICH = "</r>"
"""How a text ends that XlsxWriter would take for XML of its own."""

NEVER = "never"
FIRST_WIDTH, WIDTH = 28, 14


@contextmanager
def new_workbook(path: Path) -> "Iterator[Sheets]":
    """Yield the sheets of a new workbook, which is whole at the end."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    try:
        with xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": str(path.parent)}) as book:
            book.set_properties({"created": MADE})
            yield Sheets(book)
    except FileCreateError as error:
        raise error.args[0] from error


class Sheets:
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
