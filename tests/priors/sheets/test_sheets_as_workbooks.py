"""A prior sheet in an .xlsx file reads as the CSV file with the same cells, and is refused in the same words."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from repository import EXAMPLE
from worksheets import BAD_SHEETS, workbook_of_csv, write_workbook

import uncertain_compute as uc

OF_CSV = {"s.csv, line 2: has 2 cells, line 1 3", "s.csv: is not a CSV file"}
"""What only a CSV file can lack: a cell at the end of a line, and the end of a quotation."""

HEADER = ["name", "low", "high"]


def test_a_shipped_study_is_the_same_from_a_workbook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    study = uc.load("lab", priors="lab", config_dir=EXAMPLE)
    workbook_of_csv(tmp_path / "mine.xlsx", uc.prior_sheet(study).to_csv(index=False))
    again = uc.load("lab", priors="mine.xlsx", config_dir=EXAMPLE)
    assert {name: one.prior for name, one in again.columns.items()} == {
        name: one.prior for name, one in study.columns.items()
    }
    assert again.correlations == study.correlations


@pytest.mark.parametrize(("text", "said"), [one for one in BAD_SHEETS if not set(one[1:]) & OF_CSV])
def test_a_bad_sheet_is_refused_in_the_words_of_its_csv(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    workbook_of_csv(Path("s.xlsx"), text)
    with pytest.raises(uc.UncertainComputeError) as error:
        uc.priors_of_sheet("s.xlsx")
    assert said.replace("s.csv", "s.xlsx") in str(error.value)
    assert len(str(error.value).splitlines()) == 1


def test_a_number_is_read_as_its_cell_shows_it_with_all_its_digits(tmp_path: Path) -> None:
    rows = [
        [*HEADER, "date", "why"],
        ["share", (0.123456, "0%"), (0.3, "0.0%"), datetime(2025, 11, 1), "'=1"],  # noqa: DTZ001 (as in a cell)
        ["price", (36742, '"$"#,##0'), (41000.5, "[$$-409]#,##0"), 2025, True],
    ]
    said = uc.priors_of_sheet(write_workbook(tmp_path / "s.xlsx", {"Beliefs": rows, "Notes": [["anything"]]}))
    assert said == {
        "share": {"value": "12.3456% to 30%", "date": "2025-11-01", "why": "=1"},
        "price": {"value": "$36742 to $41000.5", "date": "2025", "why": "True"},
    }


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("#REF!", "s.xlsx, line 2: B2 holds the error #REF!"),
        ("=1+1", "s.xlsx, line 2: the formula in B2 has no value; open the file in a spreadsheet program and save it"),
        ("a\u200bb", "s.xlsx, Sheet1!B2: has the character U+200B, which no text may hold"),
    ],
)
def test_a_cell_without_a_value_is_refused(
    cell: Any, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_workbook(Path("s.xlsx"), {"Sheet1": [HEADER, ["x", cell, 3]]})
    with pytest.raises(uc.UncertainComputeError) as error:
        uc.priors_of_sheet("s.xlsx")
    assert str(error.value) == said
