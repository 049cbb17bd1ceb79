"""Tables as CSV files, in which a spreadsheet finds no formula."""

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from uncertain_compute.files.writing import write_whole
from uncertain_compute.storage.checksums import SUMS, renew_checksums

if TYPE_CHECKING:
    import pandas as pd

FORMULA = re.compile(r"""[\s"']*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n\0]""")
"""How a text begins that a spreadsheet would take for a formula (OWASP, "CSV Injection")."""


def write_tables(tables: "Mapping[str, pd.DataFrame]", folder: Path) -> None:
    """Write tables as CSV files by their names, with their checksums where the folder has some.

    Texts that a spreadsheet would run begin with an apostrophe.
    """
    paths = []
    for stem, rows in tables.items():
        inert = rows.map(_inert).rename(columns=_inert)
        paths.append(write_whole(folder / f"{stem}.csv", partial(inert.to_csv, index=False)))
    if (folder / SUMS).is_file():
        renew_checksums(folder, paths)


def _inert(cell: object) -> object:
    """Return a cell of a table with an apostrophe before a text that could be a formula; a number is none."""
    if not isinstance(cell, str) or not FORMULA.match(cell):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell
