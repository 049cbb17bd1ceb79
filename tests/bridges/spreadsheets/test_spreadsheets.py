"""Models in spreadsheets become studies that compute the numbers of their cells; others are said with their cell."""

import ast
import re
from datetime import date
from pathlib import Path
from shutil import which
from typing import Any
from zipfile import ZipFile

import pytest
import yaml
from repository import EXAMPLES
from worksheets import saved_by_libreoffice, write_workbook

import uncertain_compute as uc
from uncertain_compute.bridges.imported_study import ImportedStudy
from uncertain_compute.bridges.spreadsheets.checks import results_of, study_of
from uncertain_compute.bridges.spreadsheets.reading import spreadsheet_study

BOOKS = yaml.safe_load((Path(__file__).parent / "workbooks.yaml").read_text(encoding="utf-8"))
TITLES = [one["title"] for one in BOOKS]
HEAD = ["", "value", "low", "high"]
A, B = ["a", 2, 1, 3], ["b", 5, 4, 6]


def cell(said: Any) -> Any:
    return tuple(said) if isinstance(said, list) else said


def written(book: dict[str, Any], path: Path) -> Path:
    sheets = {title: [[cell(one) for one in row] for row in rows] for title, rows in book["sheets"].items()}
    return write_workbook(path, sheets, book.get("names"))


def central(book: dict[str, Any]) -> dict[str, float]:
    """Return the numbers in the cells that formulas refer to, by the name of the input."""
    return {name: float(value) for name, value in book["inputs"].items()}


def study_in(rows: list[list[Any]], folder: Path, names: dict[str, str] | None = None) -> ImportedStudy:
    return spreadsheet_study(write_workbook(folder / "book.xlsx", {"S": rows}, names))


@pytest.mark.parametrize("book", BOOKS, ids=TITLES)
def test_a_study_computes_what_libreoffice_does(book: dict[str, Any], tmp_path: Path) -> None:
    found = spreadsheet_study(written(book, tmp_path / "book.xlsx"))
    assert not found.left_out
    results = results_of(study_of(found), central(book))
    assert {name: results[name] for name in book["values"]} == pytest.approx(book["values"], rel=1e-9)
    assert found.targets == book["targets"]


@pytest.mark.parametrize("book", BOOKS, ids=TITLES)
def test_equations_and_beliefs_are_as_a_person_would_write_them(book: dict[str, Any], tmp_path: Path) -> None:
    found = spreadsheet_study(written(book, tmp_path / "book.xlsx"))
    returns = {name: ast.unparse(found.equations[name].expression) for name in book["returns"]}
    assert returns == {name: ast.unparse(ast.parse(text)) for name, text in book["returns"].items()}
    priors = found.priors()
    assert {name: priors[name]["value"] for name in book["beliefs"]} == book["beliefs"]
    study = study_of(found)
    assert {name: study.unit(name) for name in book.get("units", {})} == book.get("units", {})


def test_the_example_holds_the_numbers_of_its_equations_with_units() -> None:
    found = spreadsheet_study(EXAMPLES / "spreadsheet" / "fleet.xlsx")
    assert (found.left_out, found.note) == ([], "")
    given = {"gpus": 1e5, "power_per_gpu": 1.5, "overhead": 1.25, "utilisation": 0.7, "price_of_electricity": 0.07}
    assert results_of(study_of(found), given)["cost_of_power"] == pytest.approx(80_482_500)
    assert found.equations["cost_of_power"].said.startswith("Cost of power")


@pytest.mark.skipif(which("soffice") is None, reason="LibreOffice is not installed")
def test_what_libreoffice_saves_holds_the_numbers_of_the_study(tmp_path: Path) -> None:
    """A cell that holds another number than its equation gives would be left out."""
    paths = [written(one, tmp_path / f"book{number}.xlsx") for number, one in enumerate(BOOKS)]
    for book, path in zip(BOOKS, saved_by_libreoffice(paths, "xlsx", tmp_path / "saved"), strict=True):
        found = spreadsheet_study(path)
        assert not found.left_out, book["title"]
        assert found.equations.keys() == spreadsheet_study(written(book, tmp_path / "again.xlsx")).equations.keys()
        assert found.targets == book["targets"]


def test_a_study_is_written_loaded_and_drawn(tmp_path: Path) -> None:
    conf = uc.read_spreadsheet(written(BOOKS[0], tmp_path / "Fleet of 2026.xlsx"), tmp_path / "study")
    study = uc.load("fleet_of_2026", priors="fleet_of_2026", config_dir=conf)
    sheet = uc.prior_sheet(study).set_index("name")
    assert sheet.loc["gpus", ["low", "high", "unit", "why", "source"]].tolist() == [
        "80000", "140000", "GPU", "their last report", "Fleet of 2026.xlsx",
    ]  # fmt: skip
    assert sheet.loc["overhead", "why"] == "as Inputs!B5 says"
    drawn = uc.run(study, draws=256, seed=1)["prior"].to_dataset()
    by_hand = drawn["gpus"] * drawn["power_per_gpu"] * drawn["overhead"] * drawn["utilisation"] * 24 * 365
    assert drawn["cost_of_power"].to_numpy() == pytest.approx((by_hand * drawn["electricity_price"]).to_numpy())
    assert drawn["cost_of_power"].attrs["units"] == "USD"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([HEAD, A, ["x", "=B4*B2"], ["y", "=B3"]], "S!B3: is part of a circular reference: S!B3 -> S!B4 -> S!B3"),
        ([HEAD, A, ["x", "=B2+B3"]], "S!B3: is part of a circular reference: S!B3 -> S!B3"),
        ([HEAD, A, ["x", "=VLOOKUP(B2,C2:D2,2)"]], "S!B3: the function VLOOKUP is not taken; allowed are SUM, PRODUCT"),
        ([HEAD, A, ["x", "=RAND()*B2"]], "S!B3: the function RAND is not taken"),
        ([HEAD, A, ["x", "=B2*#REF!"]], "S!B3: has the error #REF!"),
        ([HEAD, A, ["y", "#N/A"], ["x", "=B2*B3"]], "S!B4: S!B3 holds the error #N/A"),
        ([HEAD, A, ["y", "many"], ["x", "=B2*B3"]], "S!B4: refers to S!B3, which is empty or a text, where a number"),
        ([HEAD, A, ["x", "=B2*Z9"]], "S!B3: refers to S!Z9, which is empty or a text, where a number is needed"),
        (
            [HEAD, ["a", "2 to 3", 1, 3], ["x", "=B2*2"]],
            "S!B2: its value is the text '2 to 3', where a number is needed",
        ),
        ([HEAD, ["a", 2, "few", 3], ["x", "=B2*2"]], "S!B2: C2 is the text 'few', where a number is needed"),
        ([HEAD, ["a", 2, 3, 1], ["x", "=B2*2"]], "S!B2: its low end, 3 in C2, is above its high end, 1"),
        ([HEAD, ["a", 2, 1], ["x", "=B2*2"]], "S!B2: D2 is empty, where a number is needed"),
        ([HEAD, ["a", 2, "=B2*0.5", 3], ["x", "=B2*2"]], "S!B2: C2 is a formula without a number; save the file in a"),
        (
            [HEAD, ["a", 2, 1, 1e200], ["x", "=B2*2"]],
            "S!B2: D2 is 1e+200; allowed are zero, and sizes from 1e-150 to 1e+150",
        ),
        (
            [HEAD, A, ["d", date(2026, 1, 1)], ["x", "=B2*B3"]],
            "S!B4: S!B3 is a date or a time, where a number is needed",
        ),
        ([HEAD, A, ["d", True], ["x", "=IF(B3,B2,1)"]], "S!B4: S!B3 is TRUE, where a number is needed; write 1 or 0"),
        ([HEAD, A, ["x", "=C2*2"]], "S!B3: refers to S!C2, an end of an interval; refer to its value in B2"),
        ([HEAD, A, ["x", "=B2*2", 1, 9]], "S!B3: is computed, but its row has a low or a high end, too; remove one"),
        ([HEAD, A, ["x", "=B2*[1]Other!A1"]], "S!B3: refers to another file, [1]Other!A1; refer to cells of this one"),
        ([HEAD, A, ["x", "='[o.xlsx]A b'!A1*2"]], "S!B3: refers to another file, '[o.xlsx]A b'!A1"),
        ([HEAD, A, ["x", "=SUM(Costs[low])"]], "S!B3: refers to a table by its name, Costs[low]; refer to its cells"),
        ([HEAD, A, ["x", "=Other!A1*2"]], "S!B3: refers to Other!A1, but there is no sheet 'Other'"),
        ([HEAD, A, ["x", "=price*2"]], "S!B3: refers to price, which is neither a cell, a range of cells nor a name"),
        ([HEAD, A, ["x", "=away*2"]], "S!B3: refers to away, which stands for OFFSET(S!$A$1,1,1), not for cells or a"),
        ([HEAD, A, ["x", "=SUM(A1:Z99)"]], "S!B3: refers to 2,574 cells, A1:Z99; allowed are 100"),
        (
            [HEAD, A, ["x", "=B2:B2*C1:C2"]],
            "S!B3: C1:C2 is a range; arithmetic takes one cell, and SUM, MIN and",
        ),
        ([HEAD, A, ["x", '=B2&" GPUs"']], """S!B3: " GPUs" is not a number"""),
        ([HEAD, A, ["x", "=B2*"]], "S!B3: the formula is not complete"),
        ([HEAD, A, ["x", "=(B2"]], "S!B3: the formula is not complete"),
        ([HEAD, A, ["x", "=B2)"]], "S!B3: =B2) is not a formula"),
        ([HEAD, A, ["x", "={1,2}*B2"]], "S!B3: '{' is not understood there"),
        ([HEAD, A, ["x", "=IF(B2>1,2)"]], "S!B3: IF has 2 arguments; 3 are taken"),
        ([HEAD, A, ["x", "=SUM(A1:A1,Z1:Z9)"]], "S!B3: refers to S!A1, which is empty or a text"),
        ([HEAD, A, ["x", "=SUM(Z1:Z9)"]], "S!B3: a function of no number"),
        ([HEAD, A, ["x", "=SUMPRODUCT(B1:B2,B2)"]], "S!B3: SUMPRODUCT takes ranges of one size"),
        ([HEAD, A, ["x", "=ROUND(B2,B2)"]], "S!B3: ROUND takes a number and its digits, as ROUND(B2, 0)"),
        ([HEAD, A, ["x", "=1e999*B2"]], "S!B3: 1e999 is too large a number"),
        ([HEAD, A, ["x", f"={'(' * 60}B2{')' * 60}"]], "S!B3: more than 50 nested brackets"),
        ([HEAD, A, ["x", f"={'B2+' * 250}B2"]], "S!B3: has more than 200 terms within each other; compute parts of it"),
        ([HEAD, A, ["k", 1e200], ["x", "=B2*B3"]], "S!B4: S!B3 is 1e+200; allowed are zero, and sizes from 1e-150"),
        ([HEAD, A, ["x", "=B2+1/0"]], "S!B3: 1 / 0 has no value"),
        ([HEAD, A, ["x", "=B2*10^400"]], "S!B3: 10 ** 400 has no value"),
        ([HEAD, A, ["x", "=B2+(0-8)^(1/3)"]], "S!B3: (0 - 8) ** (1 / 3) has no value"),
        ([[*HEAD, "status"], [*A, "sure"], ["x", "=B2*2"]], "S!B2: status: 'sure' is not one of found, computed"),
        ([[*HEAD, "family"], [*A, "bell"], ["x", "=B2*2"]], "S!B2: no family 'bell'; did you mean 'bernoulli'?"),
        ([HEAD, A, ["x", "=B2>1>0"]], "S!B3: compares the result of a comparison; write AND(B2>1, B3>1)"),
        ([HEAD, A, ["x", f"={'B2+' * 3000}B2"]], "S!B3: has 6,001 numbers, names and signs; compute parts of it"),
    ],
)
def test_what_is_not_taken_is_said_with_its_cell(rows: list[list[Any]], said: str, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "book.xlsx", {"S": rows}, {"away": "OFFSET(S!$A$1,1,1)"})
    with pytest.raises(uc.UncertainComputeError) as error:
        uc.read_spreadsheet(path, tmp_path / "study")
    assert str(error.value).startswith(f"book.xlsx: {said}")
    assert len(str(error.value).splitlines()) == 1
    assert not (tmp_path / "study").exists()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [["a", 2], ["x", "=B1*2"]],
            "no sheet has a row of headings with low and high ends; allowed are low, high; lower",
        ),
        ([], "no sheet has a row of headings with low and high ends"),
        ([HEAD], "has no equation and no belief"),
        ([HEAD, A, *[["x", "=B2*2"]] * 1001], "has 1,001 formulas; allowed are 1,000"),
        ([HEAD, *[A] * 2001], "has 2,001 rows below low and high ends; allowed are 2,000"),
    ],
)
def test_a_workbook_without_a_model_is_refused(rows: list[list[Any]], said: str, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "book.xlsx", {"S": rows})
    with pytest.raises(uc.UncertainComputeError) as error:
        uc.read_spreadsheet(path, tmp_path / "study")
    assert str(error.value).startswith(f"book.xlsx: {said}")


def test_what_needs_a_refused_cell_is_left_out_and_the_rest_is_taken(tmp_path: Path) -> None:
    rows = [HEAD, A, ["x", "=NPV(B2,1)"], ["y", "=B3*2"], ["again", "=B4"], ["z", "=B2*2"], ["text", '="a"&B2']]
    found = study_in(rows, tmp_path)
    assert [one.partition(";")[0] for one in found.left_out] == [
        "S!B3: the function NPV is not taken",
        "S!B4: needs S!B3, which is left out",
        'S!B7: "a" is not a number',
    ]
    assert (list(found.equations), found.targets, list(found.priors())) == (["z"], ["z"], ["a"])


def test_the_central_value_of_an_input_may_be_computed_of_its_ends_alone(tmp_path: Path) -> None:
    rows = [HEAD, ["a", "=AVERAGE(C2:D2)", 1, 3], ["b", "=SQRT(C3*D3)", 1, 4], ["x", "=B2*B3"]]
    found = study_in(rows, tmp_path)
    assert (found.left_out, list(found.equations), list(found.priors())) == ([], ["x"], ["a", "b"])


def test_rows_below_years_or_other_headings_have_no_ends(tmp_path: Path) -> None:
    rows = [HEAD, A, ["Year", 2026, 2027, 2028], ["x", 2, 3, 4], ["y", "=B2*B4", "=B2*C4"], ["chips", "k", "l", "m"]]
    found = study_in([*rows, ["z", "=B5*C4", "=C5", 9]], tmp_path)
    assert (found.left_out, list(found.priors())) == ([], ["a", "x_2026", "x_2027"])
    assert list(found.equations) == ["y_2026", "y_2027", "z"]


def test_a_range_of_values_from_one_year_to_another_is_an_input(tmp_path: Path) -> None:
    found = study_in([["", "p5", "p50", "p95"], ["start", 2027, 2028, 2031], ["x", None, "=C2+1"]], tmp_path)
    assert found.priors()["start"]["value"] == {"p5": 2027, "p50": 2028, "p95": 2031}


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("USD", "equation 'cost' (equations.py, line 6): gives USD/GPU, and declares USD; no unit is stated for chips"),
        ("MUSD/GPU", "with them cost would be 1e-05, not 10"),
        (None, "S!B4, cost, states no unit; its formula gives USD/GPU"),
        ("EUR per ?", "'?' is not part of a unit"),
    ],
)
def test_units_that_do_not_fit_are_left_out_with_a_reason(unit: str | None, said: str, tmp_path: Path) -> None:
    rows = [[*HEAD, "unit"], ["chips", *B[1:]], ["price", *A[1:], "USD/GPU"], ["cost", "=B2*B3", None, None, unit]]
    path = write_workbook(tmp_path / "book.xlsx", {"S": rows})
    with pytest.warns(uc.LeftOutWarning) as warned:
        conf = uc.read_spreadsheet(path, tmp_path / "study")
    assert str(warned[0].message).startswith("book.xlsx: units are left out, as they do not fit the formulas: ")
    assert said in str(warned[0].message)
    assert uc.load("book", priors="book", config_dir=conf).unit("cost") == "1"


def test_a_unit_that_nothing_is_known_of_is_counted_by_itself(tmp_path: Path) -> None:
    rows = [[*HEAD, "unit"], ["users", *A[1:], "users"], ["fee (USD)", *B[1:], "$ per user"], ["all (USD)", "=B2*B3"]]
    conf = uc.read_spreadsheet(write_workbook(tmp_path / "book.xlsx", {"S": rows}), tmp_path / "study")
    study = uc.load("book", priors="book", config_dir=conf)
    assert (study.unit("users"), study.unit("all")) == ("users", "USD")


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Größe des Netzes", "größe_des_netzes"),
        ("CO₂ & heat (t/a)", "co2_and_heat"),
        ("# of GPUs", "number_of_gpus"),
        ("% in use", "percent_in_use"),
        ("lambda", "lambda_value"),
        ("2026 sales", "the_2026_sales"),
        ("np", "np_value"),
        ("import os; os.system('x')", "import_os_os_system"),
        ("!!!", "value"),
        ("w" * 70, "w" * 60),
        ("Draw", "draw_value"),
        ("As of", "as_of_value"),
        ("Defaults", "defaults_value"),
        ('a """ + "', "a"),
    ],
)
def test_a_label_becomes_a_name_of_python(label: str, name: str, tmp_path: Path) -> None:
    found = study_in([HEAD, [label, 2, 1, 3], ["x", "=B2*2"]], tmp_path)
    assert list(found.priors()) == [name]


def test_no_two_cells_have_one_name(tmp_path: Path) -> None:
    long = "w" * 70
    rows = [HEAD, [long, 2, 1, 3], [long, 4, 3, 5], ["x", "=B2-B3"], ["x", "=B2+B3"]]
    found = spreadsheet_study(write_workbook(tmp_path / "book.xlsx", {"A 1": rows, "A_1": rows}))
    assert (found.left_out, len(found.priors()), len(found.equations)) == ([], 4, 4)
    assert {*found.priors()} == {"w" * 60, "w" * 60 + "_2", "w" * 60 + "_3", "w" * 60 + "_4"}
    assert [*found.equations] == ["x_a_1_b4", "x_a_1_b5", "x_a_1_b4_2", "x_a_1_b5_2"]


def test_a_file_name_is_text_alone(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / '""" + str(1) + """.xlsx', {"S": [HEAD, A, ["x ${y}", "=B2*2"]]})
    conf = uc.read_spreadsheet(path, tmp_path / "study")
    assert uc.load("str_1", priors="str_1", config_dir=conf).targets == ("x_dollars_y",)


def test_a_cell_with_a_number_that_its_formula_does_not_give_is_left_out(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "book.xlsx", {"S": [HEAD, A, ["x", "=B2*2"], ["y", "=B3*2"], ["z", "=B2*3"]]})
    with_values(path, {"B3": 5, "B4": 10, "B5": 6})
    found = spreadsheet_study(path)
    assert found.left_out == [
        "S!B3: holds 5, but its formula gives 4; save the file in a spreadsheet program",
        "S!B4: needs S!B3, which is left out",
    ]
    assert list(found.equations) == ["z"]


def with_values(path: Path, values: dict[str, float]) -> None:
    """Put numbers beside the formulas of a workbook, as a spreadsheet program does."""
    parts = {}
    with ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    for address, value in values.items():
        sheet = re.sub(rf'(<c r="{address}".*?</f>)<v ?/>', rf"\1<v>{value}</v>", sheet)
    with ZipFile(path, "w") as packed:
        for name, content in {**parts, "xl/worksheets/sheet1.xml": sheet.encode()}.items():
            packed.writestr(name, content)
