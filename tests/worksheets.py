"""Sheets that tests read, and workbooks that they write."""

import csv
import os
import subprocess
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook.defined_name import DefinedName

BAD_SHEETS = [
    ("", "s.csv: has no column name; its first line has nothing"),
    ("low,high\n1,2\n", "s.csv: has no column name; its first line has low, high"),
    ("name,low\nx,1\n", "s.csv: has neither a column value, nor both low and high"),
    ("name,low,hihg\n", "s.csv: no column 'hihg'; did you mean 'high'?"),
    ("name,value,value\n", "s.csv: has the column value twice"),
    ("name;low;high\n", "s.csv: 'name;low;high' is one column; a comma separates columns, not a semicolon"),
    ("name,low,high\nx,1\n", "s.csv, line 2: has 2 cells, line 1 3"),
    ("name,low,high\nx,1,\n", "s.csv, line 2: x has no high, nor a value"),
    ("name,value,low\nx,3,4\n", "s.csv, line 2: x has both value and low; it can be only one"),
    ("name,value\nx,3\nx,4\n", "s.csv, line 3: x comes twice"),
    ("name,value\n,3\n", "s.csv, line 2.name: is empty; each row names its assumption"),
    ("name,low,high,mode\nx,1,3,2\n", "s.csv, line 2.mode: goes with a family, as triangular or pert"),
    (
        "name,coordinates,value\nx,chip,3\n",
        "line 2.coordinates: 'chip' is not a dimension and a coordinate, as chip: ",
    ),
    (
        "name,coordinates,value\nx,chip: a,3\nx,site: b,4\n",
        "x has rows with and without site, or with two dimensions",
    ),
    ("name,coordinates,value\nx,chip: a,3\nx,chip: a,4\n", "s.csv, line 3: x at chip: a comes twice"),
    ("name,value\nx,{p5: 1\n", "s.csv, line 2, line 2: while parsing a flow mapping"),
    ("name,value,bounds\nx,3,0\n", "s.csv, line 2.bounds: '0' is not a mapping or a list"),
    ("name,value\ncorrelations,0.3\n", "s.csv, line 2.value: '0.3' is not a mapping or a list"),
    (
        "name,low,high,family,ci\nx,1,2,normal,80\n",
        "line 2.ci: (80) is not the credibility of an interval, as (80%)",
    ),
    ('name,value\n"x,3\n', "s.csv: is not a CSV file"),
    (
        "name,coordinates,value,along\nx,year: 2026,3,year\nx,year: 2027,3,chip\n",
        "s.csv, line 3.along: chip, but another row of x has year",
    ),
]
"""Sheets as CSV that are refused, and what is said of them."""


def write_workbook(
    path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]], names: Mapping[str, str] | None = None
) -> Path:
    """Write a workbook with a row of cells for each row, and names of cells; return its path."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for number, row in enumerate(rows, start=1):
            for column, said in enumerate(row, start=1):
                value, shown_as = said if isinstance(said, tuple) else (said, None)
                cell = sheet.cell(number, column, value)
                cell.number_format = shown_as or cell.number_format
    for name, place in (names or {}).items():
        book.defined_names[name] = DefinedName(name, attr_text=place)
    book.save(path)
    return path


def workbook_of_csv(path: Path, text: str) -> Path:
    """Write the cells of a CSV text as a workbook, numbers as numbers."""
    return write_workbook(path, {"Sheet1": [[_typed(cell) for cell in row] for row in csv.reader(StringIO(text))]})


def saved_by_libreoffice(paths: Sequence[Path], kind: str, folder: Path) -> list[Path]:
    """Return files as LibreOffice opens and saves them, in another folder and of a kind, as ``xlsx``."""
    own = ["--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
    words = ["soffice", *own, "--convert-to", kind, "--outdir", str(folder), *map(str, paths)]
    subprocess.run(words, check=True, capture_output=True, timeout=300, env=os.environ | {"HOME": str(folder)})
    return [folder / f"{path.stem}.{kind}" for path in paths]


def _typed(cell: str) -> Any:
    try:
        return float(cell) if "." in cell else int(cell)
    except ValueError:
        return cell or None
