"""Cells of CSV files in which a spreadsheet finds no formula."""

import re

FORMULA = re.compile(r"""[\s"']*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n\0]""")
"""How a text begins that a spreadsheet would take for a formula (OWASP, "CSV Injection")."""


def inert(cell: object) -> object:
    """Return a cell of a table with an apostrophe before a text that could be a formula; a number is none.

    Its lines end with a line feed: Python 3.12.1 writes a carriage return without quotes, and what follows it would be
    a row of its own, with a formula.
    """
    if not isinstance(cell, str):
        return cell
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    if not FORMULA.match(text):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


def meant(cell: str) -> str:
    """Return what was made inert in a cell: the text without the apostrophe before it."""
    return cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell
