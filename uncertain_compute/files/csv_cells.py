"""Cells of CSV files in which a spreadsheet finds no formula."""

import re

FORMULA = re.compile(r"""[\s"']*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n\0]""")
"""How a text begins that a spreadsheet would take for a formula (OWASP, "CSV Injection")."""


def inert(cell: object) -> object:
    """Return a cell of a table with an apostrophe before a text that could be a formula; a number is none."""
    if not isinstance(cell, str) or not FORMULA.match(cell):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell


def meant(cell: str) -> str:
    """Return what was made inert in a cell: the text without the apostrophe before it."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell
