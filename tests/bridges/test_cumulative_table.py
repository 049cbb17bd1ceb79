"""A table of probabilities becomes a prior set, with the table beside it."""

from pathlib import Path

import pytest
import yaml

import uncertain_compute as uc
from uncertain_compute.bridges.imported_study import write_study
from uncertain_compute.bridges.readers import imported


@pytest.mark.parametrize(
    ("text", "name", "beliefs"),
    [
        ("value,probability\n1,0.1\n2,0.5\n3,0.9\n", "of agi.csv", {"of_agi": {"file": "of agi.csv"}}),
        ("1,0.1\n2,0.5\n3,0.9\n", "2030.csv", {"x_2030": {"file": "2030.csv"}}),
        (
            "year,community,my own\n1,0.1,0.2\n2,0.5,0.6\n3,0.9,1\n",
            "t.csv",
            {"community": {"file": "t.csv", "column": "community"}, "my_own": {"file": "t.csv", "column": "my own"}},
        ),
    ],
)
def test_each_column_of_probabilities_is_a_belief(
    text: str, name: str, beliefs: dict[str, object], tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    conf = write_study(imported(tmp_path / name, "import"), tmp_path / "study")
    (path,) = (conf / "priors").iterdir()
    priors = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert {one: entry["value"]["cdf"] for one, entry in priors.items()} == beliefs
    for entry in priors.values():
        assert uc.prior(entry, folders=[tmp_path / "study"]).ppf(0.5) == pytest.approx(2, rel=0.1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("v,p\n1,0.2\n2,0.1\n", "line 3: 0.1 comes after 0.2; cumulative probabilities cannot fall"),
        ("v,p\n1,0\n2,1\n", "line 1: t.cdf: needs two values or more with a probability between 0 and 1"),
        ("v,a b,a-b\n1,0.2,0.2\n2,0.4,0.4\n", "line 1: two columns would be called a_b; rename one"),
        ("name,value\nx,1\ny,2\n", "is a sheet of beliefs, which needs no import: priors=FILE reads it"),
    ],
)
def test_a_table_that_is_wrong_is_said_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    with pytest.raises(uc.UncertainComputeError) as refused:
        imported(tmp_path / "t.csv", "import")
    assert str(refused.value) == f"t.csv: {said}"
