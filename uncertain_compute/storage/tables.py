"""Write tables as CSV files that contain no spreadsheet formula."""

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
"""First characters of a text that a spreadsheet would read as a formula (OWASP, "CSV Injection")."""


def write_tables(tables: "Mapping[str, pd.DataFrame]", folder: Path) -> None:
    """Write tables as CSV files, by name, and their checksums if the folder has checksums.

    Texts that a spreadsheet would run get an apostrophe in front.
    """
    paths = []
    for stem, rows in tables.items():
        inert = rows.map(_inert).rename(columns=_inert)
        paths.append(write_whole(folder / f"{stem}.csv", partial(inert.to_csv, index=False)))
    if (folder / SUMS).is_file():
        renew_checksums(folder, paths)


def _inert(cell: object) -> object:
    """Return a table's cell; a text that could be a formula gets an apostrophe in front, a number does not."""
    if not isinstance(cell, str) or not FORMULA.match(cell):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell
