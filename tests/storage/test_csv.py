"""Tables on disk: CSV files that a spreadsheet opens as what they are."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from repository import shipped_study

import uncertain_compute as uc
from uncertain_compute.storage.tables import write_tables

FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\rx",
    "\nx",
    "\r=1",
    "\0x",
    "  =1",
    '"=1',
    "'=1",
    "＝1",
    "－x",
    "-1 to 4",
]
HARMLESS = ["", "two\nlines", "a=b", "x - y", "-5", "+1e9", " -0.5", "-inf", "–1", "'quoted'", "GPU·month", "5 = 5"]


def test_no_text_of_a_table_runs_in_a_spreadsheet(tmp_path: Path) -> None:
    said = FORMULAS + HARMLESS
    table = pd.DataFrame({"=text": said, "number": -np.arange(len(said)) / 4.0, "flag": True, "count": -1})
    write_tables({"one": table}, tmp_path)
    read = pd.read_csv(tmp_path / "one.csv", keep_default_na=False, dtype={"'=text": str})
    assert read["'=text"].tolist() == [*(f"'{text}".replace("\r", "\n") for text in FORMULAS), *HARMLESS]
    pd.testing.assert_frame_equal(read.drop(columns="'=text"), table.drop(columns="=text"), check_exact=True)


@pytest.mark.parametrize("table", [pd.DataFrame(), pd.DataFrame({"a": []}), pd.DataFrame([[1, 2]], columns=["a", "a"])])
def test_tables_of_all_shapes_are_written_as_they_are(table: pd.DataFrame, tmp_path: Path) -> None:
    write_tables({"one": table}, tmp_path)
    assert (tmp_path / "one.csv").read_text() == table.to_csv(index=False)


def test_the_tables_of_the_shipped_study_are_written_as_they_are(tmp_path: Path) -> None:
    run = uc.run(shipped_study(), draws=512)
    tables = {"summary": uc.summarize(run), "assumptions": uc.assumption_table(shipped_study(priors="expert"))}
    write_tables(tables, tmp_path)
    for stem, table in tables.items():
        assert (tmp_path / f"{stem}.csv").read_text() == table.to_csv(index=False)
