"""A table of values and the probabilities of at most each, in a file."""

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.reading.spec import Prior, prior


def read(text: str, folder: Path, **more: object) -> Prior:
    (folder / "t.csv").write_text(text, encoding="utf-8")
    return prior({"cdf": {"file": "t.csv", **more}}, "priors.x", folders=[folder])


def test_a_table_in_a_file_is_the_same_as_one_in_the_belief(tmp_path: Path) -> None:
    written = prior({"cdf": {0: 0, 3: 0.1, 4: 0.5, 12: 0.9}}).distribution
    assert read("value,p\n0,0\n3,10%\n\n4,0.5\n12,0.9\n", tmp_path).distribution == written
    assert read("0,0\n3,0.1\n4,0.5\n12,0.9", tmp_path).distribution == written
    assert read("\ufeffv,other,p\n0,0,0\n3,0,10%\n4,1,0.5\n12,1,0.9\n", tmp_path, column="p").distribution == written


def test_two_hundred_rounded_rows_are_met_also_where_they_stay_level(tmp_path: Path) -> None:
    """As a forecasting platform has them; rounding to three places leaves both tails and the middle level."""
    values, parts = np.linspace(0, 100, 201), (stats.norm(20, 4), stats.norm(70, 6))
    exact = 0.3 * parts[0].cdf(values) + 0.7 * parts[1].cdf(values)
    rows = np.round(exact, 3)
    found = read("\n".join(f"{value},{row}" for value, row in zip(values, rows, strict=True)), tmp_path)
    assert (np.diff(rows) == 0).sum() > 60
    np.testing.assert_allclose(found.cdf(values), rows, atol=2e-9)
    assert found.mean == pytest.approx(0.3 * 20 + 0.7 * 70, abs=0.001 * 100)
    assert found.ppf([0.0, 1.0]).tolist() == [values[rows == 0][-1], values[rows == 1][0]]


def test_dates_are_years(tmp_path: Path) -> None:
    days = read("date,p\n2027-01-01,0.1\n2028-07-02,0.5\n2030-06,0.9\n", tmp_path)
    years = prior({"cdf": {2027: 0.1, 2028 + 183 / 366: 0.5, 2030 + 5 / 12: 0.9}})
    assert days.distribution == years.distribution
    assert read("2027-01-01,0.1\n2028-07-02,0.5\n2030-06,0.9\n", tmp_path).distribution == years.distribution


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ", line 1: a table needs a column of values, one of cumulative probabilities, and two rows"),
        ("v,p\n1,0.2\n", ", line 1: a table needs a column of values, one of cumulative probabilities, and two r"),
        ("v;p\n1;0.2\n2;0.4\n", ", line 1: a table needs a column of values, one of cumulative probabilities"),
        ("v,p\n1,0.2\n2,0.1\n", ", line 3: 0.1 comes after 0.2; cumulative probabilities cannot fall"),
        ("v,p\n2,0.2\n1,0.3\n", ", line 3: the value 1 comes after 2; values must rise from line to line"),
        ("v,p\n1,0.2\n1,0.3\n", ", line 3: the value 1 comes after 1; values must rise from line to line"),
        ("v,p\n1,0.2\n2,1.1\n", ", line 3: 1.1 is not a probability; allowed are 0 to 1, or 0% to 100%"),
        ("v,p\n1,-0.2\n2,0.1\n", ", line 2: -0.2 is not a probability; allowed are 0 to 1, or 0% to 100%"),
        ("1,x\n2,0.4\n3,0.5", ", line 1: 'x' is not a number"),
        ("v,p\n2027-01-01,0.2\n2027-02-30,0.3\n", ", line 3: '2027-02-30' is not a number"),
        ("v,p\n1,0.2\n2,nan\n", ", line 3: 'nan' is not a number"),
        ("v,p\n1,0.2\n\n,0.3\n", ", line 4: '' is not a number"),
        ("v,p\n1,0.2\n2e200,0.4\n", ", line 3: '2e200' is out of range; allowed are sizes up to 1e+150"),
        ("v,p\n1,0.2\n2\n", ", line 3: has 1 cells, and the first line 2"),
        ('v,p\n1,0.2\n"2,0.4\n', ", line 3: is not a CSV file: unexpected end of data"),
        ("v,p,p\n1,0.2,0\n2,0.4,1\n", ", line 1: ['v', 'p', 'p']: each column needs a name of its own"),
    ],
)
def test_what_is_wrong_in_a_table_is_said_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(UncertainComputeError) as refused:
        read(text, tmp_path)
    assert str(refused.value).startswith(f"priors.x.cdf: {tmp_path / 't.csv'}{said}"), str(refused.value)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"file": "none.csv"}, "priors.x.cdf.file: no file 'none.csv' in "),
        ({"file": "t.csv", "colum": "a"}, "priors.x.cdf.colum: not a key of a table in a file; did you mean 'column'?"),
        ({"file": "t.csv"}, "priors.x.cdf.column: {} has 2 columns of probabilities; allowed are mine, yours"),
        (
            {"file": "t.csv", "column": "min"},
            "priors.x.cdf.column: {} has 2 columns of probabilities; did you mean 'mine'?",
        ),
        ({"file": "t.csv", "column": "yours"}, "priors.x.cdf: needs two values or more with a probability between 0"),
    ],
)
def test_a_file_or_a_column_that_is_not_there_is_said(form: object, said: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("v,mine,yours\n1,0.2,0\n2,0.4,1\n", encoding="utf-8")
    with pytest.raises(UncertainComputeError) as refused:
        prior({"cdf": form}, "priors.x", folders=[tmp_path])
    assert str(refused.value).startswith(said.format(tmp_path / "t.csv")), str(refused.value)
