"""The cells that a formula refers to."""

import re
from dataclasses import dataclass
from itertools import product

from uncertain_compute.bridges.spreadsheets.syntax import CellFormula, Location, NotTakenError, Reference, parts_of
from uncertain_compute.files.workbooks import Workbook

TITLE = r"(?:(?:'(?P<quoted>(?:[^']|'')+)'|(?P<title>[^'!\[\]]+))!)?"
CELL = r"\$?(?P<{0}column>[A-Za-z]{{1,3}})\$?(?P<{0}row>[0-9]{{1,7}})"
CELLS = re.compile(f"{TITLE}{CELL.format('')}(?::{CELL.format('last_')})?")
NUMBER = re.compile(r"=?\s*-?[0-9.]+(?:[eE][+-]?[0-9]+)?%?")
MOST_CELLS = 100
"""The most cells of a range: an equation names each of them."""


@dataclass(frozen=True, slots=True)
class References:
    """What references mean, by the sheets and names of a workbook."""

    workbook: Workbook

    def rows(self, text: str, sheet: str) -> list[list[Location]] | float:
        """Return the rows of cells that a reference in a sheet means, or the number that a name stands for.

        Raises
        ------
        NotTakenError
            If it is none, or is too large.
        """
        found = CELLS.fullmatch(text)
        if found is None:
            return self._named(text, sheet)
        title = (found["quoted"] or found["title"] or sheet).replace("''", "'")
        if "[" in title:
            raise _of_another_file(text)
        if title not in self.workbook.sheets:
            raise NotTakenError(f"refers to {text}, but there is no sheet {title!r}")
        first = Location(title, int(found["row"]), _column(found["column"]))
        if found["last_row"] is None:
            return [[first]]
        last = Location(title, int(found["last_row"]), _column(found["last_column"]))
        rows, columns = (range(min(ends), max(ends) + 1) for ends in zip(first[1:], last[1:], strict=True))
        if len(rows) * len(columns) > MOST_CELLS:
            raise NotTakenError(f"refers to {len(rows) * len(columns):,} cells, {text}; allowed are {MOST_CELLS}")
        return [[Location(title, *at) for at in product([row], columns)] for row in rows]

    def _named(self, text: str, sheet: str) -> list[list[Location]] | float:
        if "[" in text:
            raise _of_a_table(text) if text[0] not in "['" else _of_another_file(text)
        names = {(scope, name.lower()): meant for (scope, name), meant in self.workbook.names.items()}
        meant = names.get((sheet, text.lower()), names.get(("", text.lower())))
        if meant is None:
            raise NotTakenError(f"refers to {text}, which is neither a cell, a range of cells nor a name")
        if NUMBER.fullmatch(meant):
            value = float(meant.strip("= %"))
            return value / 100 if meant.endswith("%") else value
        if CELLS.fullmatch(meant) is None:
            raise NotTakenError(f"refers to {text}, which stands for {meant}, not for cells or a number")
        return self.rows(meant, sheet)

    def locations(self, expression: CellFormula, sheet: str) -> list[Location]:
        """Return all cells that an expression refers to, each once.

        Raises
        ------
        NotTakenError
            If a reference has no meaning, or is too large.
        """
        texts = [one.text for one in parts_of(expression) if isinstance(one, Reference)]
        meant = [found for text in texts if not isinstance(found := self.rows(text, sheet), float)]
        return list(dict.fromkeys(location for rows in meant for row in rows for location in row))

    def names_of_cells(self) -> dict[Location, str]:
        """Return the cells that have a name of their own."""
        found: dict[Location, str] = {}
        for (sheet, name), meant in self.workbook.names.items():
            said = CELLS.fullmatch(meant)
            if said is None or said["last_row"] is not None:
                continue
            title = (said["quoted"] or said["title"] or sheet).replace("''", "'")
            found.setdefault(Location(title, int(said["row"]), _column(said["column"])), name)
        return found


def _of_another_file(text: str) -> NotTakenError:
    return NotTakenError(f"refers to another file, {text}; refer to cells of this one")


def _of_a_table(text: str) -> NotTakenError:
    return NotTakenError(f"refers to a table by its name, {text}; refer to its cells, as B2:B9")


def _column(letters: str) -> int:
    from openpyxl.utils import column_index_from_string

    return int(column_index_from_string(letters))
