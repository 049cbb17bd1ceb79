"""A run that is written for other tools is read from there as it was: by pandas, pyarrow and openpyxl."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from pyarrow import parquet
from xarray import DataTree

import uncertain_compute as uc
from uncertain_compute.bridges.exports import registry, workbook
from uncertain_compute.bridges.exports.registry import EXPORTS, exports_of
from uncertain_compute.files import workbook_writing
from uncertain_compute.model.functions import first_where
from uncertain_compute.model.graph import Number

COMMAND = '=HYPERLINK("x")'
SMALL = {"draws": 2048, "chains": 4, "seed": 3}


def cost(price: Number, hours: Number) -> Number:
    """Cost [USD]."""
    return price * hours


PRIORS = {
    "price": {"unit": "USD/hour", "why": COMMAND, "source": "-1 + 2", "d": {"+a": "2 to 4", "b": "3 to 5"}},
    "hours": {"value": "100 to 400", "unit": "hour", "why": "<r>x</r>"},
}
STUDY = uc.Study([cost], PRIORS, dimensions={"d": ["+a", "b"]})


@pytest.fixture(scope="module")
def run() -> DataTree:
    return uc.run(STUDY, **SMALL)


def columns_of(run: DataTree) -> dict[str, np.ndarray]:
    """Return the draws of each column, chain after chain, by hand."""
    drawn = run["prior"].to_dataset()
    columns = {f"{name}[{label}]": drawn[name].sel(d=label) for name in ("price", "cost") for label in ("+a", "b")}
    return {name: values.to_numpy().ravel() for name, values in (columns | {"hours": drawn["hours"]}).items()}


def sheets(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"n", "s", "b", "inlineStr"}  # a formula would be "f"
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_csv_has_each_draw_with_all_digits(run: DataTree, tmp_path: Path) -> None:
    (path,) = uc.export(STUDY, run, tmp_path / "new", "csv")
    table = pd.read_csv(path)
    assert table.columns.tolist() == ["chain", "draw", "price[+a]", "price[b]", "hours", "cost[+a]", "cost[b]"]
    assert table["chain"].tolist() == np.repeat(np.arange(4), 512).tolist()
    assert table["draw"].tolist() == np.tile(np.arange(512), 4).tolist()
    for name, draws in columns_of(run).items():
        assert table[name].tolist() == draws.tolist()


def test_parquet_has_each_draw_and_units(run: DataTree, tmp_path: Path) -> None:
    (path,) = uc.export(STUDY, run, tmp_path, ["parquet"])
    read = parquet.read_table(path)
    assert {field.name: (field.metadata or {}).get(b"units") for field in read.schema} == {
        "chain": None, "draw": None, "price[+a]": b"USD/hour", "price[b]": b"USD/hour", "hours": b"hour",
        "cost[+a]": b"USD", "cost[b]": b"USD",
    }  # fmt: skip
    for name, draws in columns_of(run).items():
        assert read[name].to_pylist() == draws.tolist()
    assert parquet.ParquetFile(path).num_row_groups == 4


def test_a_workbook_has_the_tables_and_draws_and_no_formula(run: DataTree, tmp_path: Path) -> None:
    (path,) = uc.export(STUDY, run, tmp_path, "xlsx")
    read = sheets(path)
    assert list(read) == ["run", "summary", "drivers", "assumptions", "draws"]
    names, *rows = read["draws"]
    columns = dict(zip(names, zip(*rows, strict=True), strict=True))
    for name, draws in columns_of(run).items():
        np.testing.assert_allclose(np.array(columns[name], float), draws, rtol=1e-15)
    summary = pd.DataFrame(read["summary"][1:], columns=read["summary"][0])
    np.testing.assert_allclose(summary["p50"].to_numpy(float), uc.summarize(run)["p50"], rtol=1e-15)
    assumptions = pd.DataFrame(read["assumptions"][1:], columns=read["assumptions"][0]).set_index("assumption")
    assert assumptions.loc["price[+a]", ["why", "source"]].tolist() == [COMMAND, "-1 + 2"]
    assert assumptions.loc["hours", "why"] == "<r>x</r> "
    drivers = pd.DataFrame(read["drivers"][1:], columns=read["drivers"][0])
    assert set(drivers["assumption"]) == {"price[+a]", "price[b]", "hours"}
    assert {"tornado: one_at_a_time_low", "tornado: given_tenth_high"} <= set(drivers)


def test_the_same_run_gives_the_same_bytes(tmp_path: Path) -> None:
    with pytest.warns(uc.LeftOutWarning):
        first, second = (uc.export(odd(), run_of_odd(), tmp_path / name, [*EXPORTS]) for name in "ab")
    assert [path.name for path in first] == [one.file for one in EXPORTS.values()]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == sorted(path.name for path in first)


def sums(x: Number, k: Number) -> Number:
    """Return the sum [1]."""
    return x + k


def counts(k: Number) -> Number:
    """Return the count itself [1]."""
    return 1.0 * k


def odd() -> uc.Study:
    return uc.Study([sums, counts], {"x": "1 to 5", "k": {"poisson": {"mu": 3}}}, targets=["sums", "counts"])


def run_of_odd() -> DataTree:
    return uc.run(odd(), **SMALL)


def test_what_a_file_cannot_hold_is_left_out_and_said(tmp_path: Path) -> None:
    with pytest.warns(uc.LeftOutWarning) as said:
        library, beliefs = uc.export(odd(), run_of_odd(), tmp_path, ["sipmath", "squiggle"])
    assert [str(one.message).partition(":")[0] for one in said] == [
        "run.SIPmath leaves out counts", "beliefs.squiggle leaves out priors.k",
    ]  # fmt: skip
    assert [one["name"] for one in json.loads(library.read_text(encoding="utf-8"))["sips"]] == ["sums"]
    text = beliefs.read_text(encoding="utf-8")
    assert "\n// left out: priors.k: Squiggle has no counterpart of a Poisson\n" in text


def test_nothing_is_written_if_one_file_fails(tmp_path: Path) -> None:
    certain = uc.Study([counts], {"k": 3})
    with pytest.raises(uc.UncertainComputeError, match=r"^export: no target is near a metalog.*; .* counts: has few"):
        uc.export(certain, uc.run(certain, **SMALL), tmp_path / "new", ["csv", "sipmath"])
    assert list((tmp_path / "new").iterdir()) == []


def test_a_sheet_ends_where_excel_does(run: DataTree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (workbook, workbook_writing):
        monkeypatch.setattr(module, "MOST_ROWS", 101)
        monkeypatch.setattr(module, "MOST_COLUMNS", 6)
    with pytest.warns(uc.LeftOutWarning) as said:
        (path,) = uc.export(STUDY, run, tmp_path, "xlsx")
    lines = [
        "run.xlsx has the first 100 of 2,048 draws: a sheet has no more rows",
        "run.xlsx has the first 4 of 5 columns of draws: a sheet has no more",
    ]
    assert [str(one.message) for one in said] == lines
    read = sheets(path)
    assert [row[1] for row in read["run"] if row[0] == "left out"] == lines
    assert (len(read["draws"]), len(read["draws"][0])) == (101, 6)
    assert read["draws"][-1][:2] == (0, 99)


def test_a_run_without_draws_has_a_workbook_of_its_tables(tmp_path: Path) -> None:
    run = uc.run(STUDY, **SMALL, keep="summary")
    with pytest.warns(uc.LeftOutWarning, match=r"^run.xlsx has no draws: the run kept none$"):
        (path,) = uc.export(STUDY, run, tmp_path, "xlsx")
    assert list(sheets(path)) == ["run", "summary", "drivers", "assumptions"]
    for name in ("csv", "parquet", "sipmath"):
        with pytest.raises(uc.UncertainComputeError, match=r"^(export|run): (the run )?kept no draws"):
            uc.export(STUDY, run, tmp_path / name, name)


def test_never_is_a_word_in_a_sheet_and_infinite_in_csv(tmp_path: Path) -> None:
    def doubled(growth: Number, year: Number) -> Number:
        """First year with twice as much [1]."""
        return first_where(growth * year > 100.0, year, "year")

    years = {"year": {"from": 1, "to": 4, "unit": "1"}}
    study = uc.Study([doubled], {"growth": "10 to 60"}, dimensions=years)
    run = uc.run(study, **SMALL)
    table, book = uc.export(study, run, tmp_path, ["csv", "xlsx"])
    drawn = run["prior"]["doubled"].to_numpy().ravel()
    assert 0 < np.isinf(drawn).sum() < drawn.size
    assert pd.read_csv(table)["doubled"].tolist() == drawn.tolist()
    names, *rows = sheets(book)["draws"]
    at = names.index("doubled")
    assert [np.inf if row[at] == "never" else row[at] for row in rows] == drawn.tolist()


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("cvs", "export: 'cvs' is not one of csv, parquet, xlsx, sipmath, squiggle, or a list of them; did you mean"),
        (["csv", "pdf"], "export: 'pdf' is not one of csv"),
        ([], r"export: \[\] is not one of csv"),
        (3, "export: 3 is not one of csv"),
    ],
)
def test_a_format_that_there_is_not_is_refused(written: object, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=f"^{message}"):
        exports_of(written)
    assert exports_of(None) == ()
    assert exports_of(["xlsx", "csv", "xlsx"]) == ("xlsx", "csv")


def test_a_package_that_is_missing_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "find_spec", lambda _: None)
    with pytest.raises(
        uc.UncertainComputeError, match=r"^export: parquet needs pyarrow; pip install 'uncertain-compute\[parquet\]'$"
    ):
        exports_of("parquet")
    assert exports_of("csv") == ("csv",)
