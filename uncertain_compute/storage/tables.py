"""Write tables as CSV files that contain no spreadsheet formula."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from uncertain_compute.files.csv_cells import inert
from uncertain_compute.files.writing import write_whole
from uncertain_compute.storage.checksums import SUMS, renew_checksums

if TYPE_CHECKING:
    import pandas as pd


def write_tables(tables: "Mapping[str, pd.DataFrame]", folder: Path) -> None:
    """Write tables as CSV files, by name, and their checksums if the folder has checksums.

    Texts that a spreadsheet would run get an apostrophe in front.
    """
    paths = []
    for stem, rows in tables.items():
        cells = rows.apply(_inert).rename(columns=inert)
        paths.append(write_whole(folder / f"{stem}.csv", partial(cells.to_csv, index=False)))
    if (folder / SUMS).is_file():
        renew_checksums(folder, paths)


def _inert(column: "pd.Series") -> "pd.Series":
    """Return a column with inert texts; one of numbers, of which a table may have millions, as it is."""
    from pandas.api.types import is_numeric_dtype

    return column if is_numeric_dtype(column.dtype) else column.map(inert)
