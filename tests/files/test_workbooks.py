"""Workbooks are read within limits; what is none, or has macros, is refused in one line."""

import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from worksheets import write_workbook

import uncertain_compute as uc
from uncertain_compute.files import workbooks
from uncertain_compute.files.workbooks import workbook_of


def refused(path: Path) -> str:
    with pytest.raises(uc.UncertainComputeError) as error:
        workbook_of(path)
    assert len(str(error.value).splitlines()) == 1
    return str(error.value).partition(": ")[2]


def with_part(path: Path, name: str, content: str = "") -> None:
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr(name, content)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "book.xlsx", {"Model": [["price", 2], ["cost", "=B1*2"]]}, {"price": "Model!$B$1"})


def test_cells_have_their_formula_and_names_are_known(book: Path) -> None:
    found = workbook_of(book)
    assert [(one.address, one.value, one.formula) for one in found.sheets["Model"].values()] == [
        ("A1", "price", ""), ("B1", 2, ""), ("A2", "cost", ""), ("B2", None, "=B1*2"),
    ]  # fmt: skip
    assert found.names == {("", "price"): "Model!$B$1"}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b"", "is empty"),
        (b"name,low,high\n", "is not an .xlsx file"),
        (b"\xd0\xcf\x11\xe0 and more", "has a password, or is in the format before 2007; save it as .xlsx"),
        (b"PK\x03\x04 and no more", "is not an .xlsx file"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused(written: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(written)
    assert refused(tmp_path / "x.xlsx") == said


def test_a_workbook_with_a_damaged_byte_is_refused_or_read(book: Path) -> None:
    """What is packed may be no packed text, or another one than its checksum is of."""
    content = book.read_bytes()
    for at in range(30, len(content), len(content) // 60):
        book.write_bytes(content[:at] + bytes([content[at] ^ 0xFF]) + content[at + 1 :])
        with suppress(uc.UncertainComputeError):
            workbook_of(book)


def test_an_archive_of_other_things_is_refused(tmp_path: Path) -> None:
    with_part(tmp_path / "x.xlsx", "a.txt", "text")
    assert refused(tmp_path / "x.xlsx") == "is not an .xlsx file"


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (lambda path: with_part(path, "xl/vbaProject.bin"), "may have macros; save it as .xlsx"),
        (
            lambda path: with_part(path, "xl/x.xml", "<!DOCTYPE a>"),
            "xl/x.xml declares entities, which no workbook needs",
        ),
    ],
)
def test_macros_and_entities_are_refused(spoilt: Callable[[Path], None], said: str, book: Path) -> None:
    spoilt(book)
    assert refused(book) == said


@pytest.mark.parametrize("suffix", sorted(workbooks.NOT_TAKEN))
def test_other_files_of_spreadsheets_are_refused_by_their_name(suffix: str, book: Path) -> None:
    assert refused(book.rename(book.with_suffix(suffix))).endswith("save it as .xlsx")


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("MOST_UNPACKED", "is larger than 0 MB or 1,000 parts when it is unpacked"),
        ("MOST_PARTS", "is larger than 25 MB or 3 parts when it is unpacked"),
        ("MOST_BYTES", "larger than 0 MB"),
        ("MOST_CELLS", "its last cell is B2; allowed are 3 cells in all"),
    ],
)
def test_what_is_too_large_is_refused(limit: str, said: str, book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, limit, 3)
    assert refused(book) == said


def test_one_cell_at_the_end_of_a_sheet_is_refused_before_the_others_are_made(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.cell(1_000_001, 9001, 1)
    book.save(tmp_path / "x.xlsx")
    assert refused(tmp_path / "x.xlsx") == "its last cell is MHE1000001; allowed are 200,000 cells in all"


def test_openpyxl_is_named_where_it_is_missing(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "find_spec", lambda _: None)
    said = refused(book)
    assert said == "an .xlsx file needs openpyxl; pip install 'uncertain-compute[spreadsheets]' installs it"
