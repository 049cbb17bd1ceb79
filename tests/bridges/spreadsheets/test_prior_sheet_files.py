"""Beliefs that are written as a file are the same beliefs when it is read, and after LibreOffice saved it."""

from dataclasses import replace
from pathlib import Path
from shutil import which
from typing import Any

import openpyxl
import pytest
from repository import EXAMPLE
from worksheets import saved_by_libreoffice

import uncertain_compute as uc
from uncertain_compute.bridges.spreadsheets import prior_sheets
from uncertain_compute.model.graph import Number

WHY = {"why": "=1+1", "source": "'=2", "status": "judgement", "date": "2025-11"}
BELIEFS: dict[str, Any] = {
    "a": {"value": "-3 to 4", **WHY},
    "b": {"value": {"normal": {"mu": 4, "sigma": 1e21}}, **WHY},
    "c": {"value": {"uniform": {"low": 0.1, "high": 1234567.89123}}, **WHY, "why": "two\nlines </r>"},
    "d": {"value": 30, **WHY, "source": "+one"},
    "e": {"value": "20% to 40%", **WHY, "source": "'quoted'"},
}


def total(a: Number, b: Number, c: Number, d: Number, e: Number) -> Number:
    """Return the sum of all [1]."""
    return a + b + c + d + e


def own() -> uc.Study:
    return uc.Study([total], BELIEFS)


def columns(study: uc.Study) -> dict[str, Any]:
    """Return each column's belief and its provenance; a number may be written in another way."""
    return {name: (replace(one.prior, written=""), one.distribution) for name, one in study.columns.items()}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_beliefs_are_the_same_in_a_file(kind: str, tmp_path: Path) -> None:
    path = uc.write_prior_sheet(own(), tmp_path / "new" / f"sheet.{kind}")
    assert columns(uc.Study([total], uc.priors_of_sheet(path))) == columns(own())


def test_a_workbook_has_numbers_as_numbers_and_texts_that_are_no_formulas(tmp_path: Path) -> None:
    path = uc.write_prior_sheet(own(), tmp_path / "sheet.xlsx")
    header, *rows = openpyxl.load_workbook(path)["priors"].iter_rows()
    names = [cell.value for cell in header]
    cells = {row[0].value: dict(zip(names, row, strict=True)) for row in rows}
    assert (cells["d"]["value"].value, cells["c"]["low"].value) == (30, 0.1)
    assert {cell.data_type for row in cells.values() for cell in row.values()} <= {"s", "n"}
    assert cells["a"]["why"].value == "=1+1"
    assert cells["a"]["why"].quotePrefix
    assert path.read_bytes() == uc.write_prior_sheet(own(), tmp_path / "again.xlsx").read_bytes()


@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")
def test_beliefs_are_the_same_after_libreoffice_saved_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lab = uc.load("lab", priors="lab", config_dir=EXAMPLE)
    paths = [uc.write_prior_sheet(own(), "own.xlsx"), uc.write_prior_sheet(lab, "lab.xlsx")]
    paths.append(uc.write_prior_sheet(own(), "text.csv"))
    saved = saved_by_libreoffice([path.absolute() for path in paths], "ods", tmp_path / "opened")
    for path in saved_by_libreoffice(saved, "xlsx", tmp_path):
        if path.stem != "lab":
            assert columns(uc.Study([total], uc.priors_of_sheet(path))) == columns(own())
    again = uc.load("lab", priors="lab.xlsx", config_dir=EXAMPLE)
    assert columns(again) == columns(lab)
    assert again.correlations == lab.correlations


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("sheet.ods", "path: '.ods' is not one of .csv, .xlsx"),
        ("sheet", "path: '' is not one of .csv, .xlsx"),
        ("sheet.xlsx", "path: writing an .xlsx file needs XlsxWriter; pip install 'uncertain-compute[spreadsheets]'"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused(
    path: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prior_sheets, "find_spec", lambda _: None)
    with pytest.raises(uc.UncertainComputeError) as error:
        uc.write_prior_sheet(own(), tmp_path / path)
    assert str(error.value).startswith(said)
    assert list(tmp_path.iterdir()) == []
