"""Read workbooks, .xlsx files, within limits; nothing in them is executed."""

import re
import warnings
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from uncertain_compute.errors import UncertainComputeError, installing
from uncertain_compute.files.documents import shown
from uncertain_compute.plain_text import character
from uncertain_compute.wording import HOSTILE

SUFFIX = ".xlsx"
EXTRA = f"{installing('spreadsheets')} installs it"
MOST_BYTES, MOST_UNPACKED = 10 * 2**20, 25 * 2**20
MOST_PARTS, MOST_CELLS = 1000, 200_000
MACROS, DECLARED = "vbaProject", re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
COMPOUND = b"\xd0\xcf\x11\xe0"
"""How files with a password begin, and those of the format before 2007."""

NOT_TAKEN = {
    ".xlsm": "may have macros; save it as .xlsx",
    ".xls": "is in the format before 2007; save it as .xlsx",
    ".xlsb": "is binary; save it as .xlsx",
    ".ods": "is an OpenDocument file; save it as .xlsx",
}
"""Other files of spreadsheets, with what is said about them."""

type CellValue = float | str | bool | date | time | timedelta | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is not empty.

    Attributes
    ----------
    address
        Its name in its sheet, as ``B7``.
    value
        What it shows: what is written in it, or what its formula gave when the file was saved; None if that is unknown.
    formula
        Its formula with the equals sign; empty if it has none.
    shown_as
        The format of its number, as ``0%``.
    failed
        Whether its value is an error, as ``#REF!``.
    """

    address: str
    value: CellValue
    formula: str = ""
    shown_as: str = "General"
    failed: bool = False


type CellGrid = dict[tuple[int, int], Cell]
"""The cells of a sheet by row and column, counted from 1, in the order of rows."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a workbook, and what its names mean.

    Attributes
    ----------
    names
        Cells that have a name of their own, as ``Inputs!$B$2``; by the sheet in which the name is known, or an empty
        text for all, and the name.
    """

    sheets: Mapping[str, CellGrid]
    names: Mapping[tuple[str, str], str]


def is_workbook(path: Path) -> bool:
    """Return whether a file's name is that of a workbook."""
    return path.suffix.lower() == SUFFIX


def workbook_of(path: Path) -> Workbook:
    """Return the content of a workbook.

    Raises
    ------
    UncertainComputeError
        If openpyxl is not installed; if the file is no .xlsx file, has macros, or is too large.
    OSError
        If it cannot be read.
    """
    if path.suffix.lower() in NOT_TAKEN:
        raise UncertainComputeError(f"{shown(path)}: {NOT_TAKEN[path.suffix.lower()]}")
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    return workbook_in(content, shown(path))


@lru_cache(maxsize=4)
def workbook_in(content: bytes, name: str) -> Workbook:
    """Return the workbook in a file's content; see `workbook_of`.

    Parameters
    ----------
    name
        The file's name in messages.
    """
    if find_spec("openpyxl") is None:
        raise UncertainComputeError(f"{name}: an {SUFFIX} file needs openpyxl; {EXTRA}")
    _fail_unless_safe(content, name)
    written = _opened(content, name, computed=False)
    has_formulas = any(cell.data_type == "f" for sheet in written.worksheets for row in sheet.rows for cell in row)
    values = _opened(content, name, computed=True) if has_formulas else written
    sheets = {
        sheet.title: dict(_cells(sheet, values[sheet.title], f"{name}, {sheet.title}")) for sheet in written.worksheets
    }
    known = [("", written.defined_names), *((sheet.title, sheet.defined_names) for sheet in written.worksheets)]
    names = {(sheet, one): str(said.attr_text) for sheet, names in known for one, said in names.items()}
    return Workbook(sheets, names)


def _fail_unless_safe(content: bytes, name: str) -> None:
    """Raise before anything is unpacked that is too large, or has what is not read."""
    if not content:
        raise UncertainComputeError(f"{name}: is empty")
    if len(content) > MOST_BYTES:
        raise UncertainComputeError(f"{name}: larger than {MOST_BYTES // 2**20} MB")
    if content.startswith(COMPOUND):
        raise UncertainComputeError(f"{name}: has a password, or is in the format before 2007; save it as {SUFFIX}")
    try:
        with ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
                limits = f"{MOST_UNPACKED // 2**20} MB or {MOST_PARTS:,} parts"
                raise UncertainComputeError(f"{name}: is larger than {limits} when it is unpacked")
            if any(MACROS in one.filename for one in parts):
                raise UncertainComputeError(f"{name}: {NOT_TAKEN['.xlsm']}")
            for one in parts:
                if one.filename.endswith((".xml", ".rels")) and DECLARED.search(packed.read(one)):
                    raise UncertainComputeError(f"{name}: {one.filename} declares entities, which no workbook needs")
    except (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise _no_workbook(name) from error


def _no_workbook(name: str) -> UncertainComputeError:
    return UncertainComputeError(f"{name}: is not an {SUFFIX} file")


def _opened(content: bytes, name: str, *, computed: bool) -> Any:
    import openpyxl

    try:
        with warnings.catch_warnings(action="ignore"):  # of parts that it does not read
            opened = openpyxl.load_workbook(BytesIO(content), data_only=computed, keep_links=False)
    except Exception as error:
        raise _no_workbook(name) from error
    for sheet in opened.worksheets:
        if sheet.max_row * sheet.max_column > MOST_CELLS:
            last = f"{sheet.cell(sheet.max_row, sheet.max_column).coordinate}"
            raise UncertainComputeError(
                f"{name}, {sheet.title}: its last cell is {last}; allowed are {MOST_CELLS:,} cells in all"
            )
    return opened


def _cells(sheet: Any, values: Any, name: str) -> Iterator[tuple[tuple[int, int], Cell]]:
    for row, computed in zip(sheet.rows, values.rows, strict=True):
        for cell, other in zip(row, computed, strict=True):
            if cell.value is None:
                continue
            value, formula = other.value, ""
            if cell.data_type == "f":
                formula = cell.value if isinstance(cell.value, str) else _array(cell.value)
            if isinstance(value, str) and (found := HOSTILE.search(value)):
                raise UncertainComputeError(
                    f"{name}!{cell.coordinate}: has {character(found[0])}, which no text may hold"
                )
            failed = other.data_type == "e"
            yield (cell.row, cell.column), Cell(cell.coordinate, value, formula, str(cell.number_format), failed)


def _array(said: Any) -> str:
    """Return the formula of an array, within braces unless it fills one cell."""
    text, reference = getattr(said, "text", None), str(getattr(said, "ref", ""))
    return f"{{{text}}}" if text is None or ":" in reference else str(text)
