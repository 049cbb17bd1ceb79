"""A file of another tool becomes the folder of a study, or nothing."""

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Cli
from worksheets import write_workbook

import uncertain_compute as uc
from uncertain_compute.bridges.readers import READERS

ENDS = ", ".join(READERS)
MODEL = "pianos = 20k to 60k\ntunings = pianos * (0.5 to 2)\n"


@pytest.fixture
def imported(in_this_process: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def run(*words: str) -> str:
        """Return what a command says."""
        in_this_process(*words)
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize("to", ["", "a new/folder (1), of pianos", "empty"])
def test_the_command_that_is_printed_runs_the_study(
    to: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, imported: Callable[..., str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "My model.squiggle").write_text(MODEL, encoding="utf-8")
    (tmp_path / "empty").mkdir()
    said = imported("import=My model.squiggle", *([f"to={to}"] if to else []))
    folder, *words = shlex.split(said.splitlines()[-1].removeprefix("run it: uncertain-compute "))
    assert words == ["model=my_model", "priors=my_model"]
    conf = folder.removeprefix("--config-dir=")
    assert conf == f"{to or 'My model'}/conf"
    assert uc.load("my_model", priors="my_model", config_dir=conf).targets == ("tunings",)
    assert {path.name for path in Path(conf).parent.iterdir()} - {"__pycache__"} == {"conf", "equations.py"}
    assert "priors/my_model.yaml: pianos, tunings_1\n" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["import="], "import: has no value; name one"),
        (["import=none.squiggle"], "import: no file 'none.squiggle'"),
        (["import=model.xyz"], f"import: model.xyz must end in one of {ENDS}"),
        (["import=model.squigle"], f"import: model.squigle must end in one of {ENDS}; did you mean '.squiggle'?"),
        (["to=there"], "to: names the folder for import=FILE, which is missing"),
        (["import=x.squiggle", "to=a", "to=b"], "to: is given twice; name one"),
        (["import=x.squiggle", "draws=4"], "import: makes a folder and runs nothing; leave out draws=4"),
        (["import=x.squiggle", "to=full"], "to: full is not an empty folder; name an empty or a new one"),
        (["import=x.squiggle", "to=x.squiggle"], "to: x.squiggle is not an empty folder; name an empty or a new one"),
        (["import=sora.squiggle"], "import: sora is a name that is shipped; give sora.squiggle another one"),
        (["import=post.squiggle"], "import: post is a name that is shipped; give post.squiggle another one"),
        (["import=bytes.squiggle"], "bytes.squiggle, line 1: is not UTF-8 text"),
        (["import=wrong.squiggle"], "wrong.squiggle: line 1: comparisons are not taken"),
        (["import=model.xlsm"], "import: model.xlsm may have macros; save it as .xlsx"),
        (["import=empty.xlsx"], "empty.xlsx: is empty"),
        (["import=circle.xlsx"], "circle.xlsx: S!B3: is part of a circular reference: S!B3 -> S!B3"),
        (["imprt=x.squiggle"], "imprt: no such key; did you mean 'import'?"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_and_nothing_is_made(
    words: list[str], said: str, wrong_cli: Cli, tmp_path: Path
) -> None:
    for name in ("x", "sora", "post"):
        (tmp_path / f"{name}.squiggle").write_text(MODEL, encoding="utf-8")
    (tmp_path / "wrong.squiggle").write_text("y = 2 > 1\nz = y * 2", encoding="utf-8")
    (tmp_path / "empty.xlsx").touch()
    write_workbook(tmp_path / "circle.xlsx", {"S": [["", "low", "high"], ["a", "b", "c"], ["x", "=B3"]]})
    (tmp_path / "bytes.squiggle").write_bytes(b"\xff\xfe")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").touch()
    before = sorted(tmp_path.rglob("*"))
    done = wrong_cli(*words)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"error: {said}\n")
    assert sorted(tmp_path.rglob("*")) == before


def test_what_is_not_taken_is_said_beside_what_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, imported: Callable[..., str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.squiggle").write_text("a = 1 to 2\nb = 2 to 3\nc = a > 1\nd = a * 2", encoding="utf-8")
    (tmp_path / "y.squiggle").write_text("a = normal(1, -2)\nb = 1 to 2", encoding="utf-8")
    said = imported("import=x.squiggle").splitlines()
    assert said[4:] == [
        "not taken:",
        "  line 3: comparisons are not taken",
        "in no equation, and left out: b",
        "run it: uncertain-compute --config-dir=x/conf model=x priors=x",
    ]
    assert imported("import=y.squiggle").splitlines() == [
        "y.squiggle is a prior set now:",
        "  y/conf/priors/y.yaml: b",
        "not taken:",
        "  line 1: a.normal: mu: 1, sigma: -2 is impossible; it needs sigma > 0 (scale, sd)",
        "use it with a model whose equations need these: --config-dir=y/conf priors=y",
    ]


def test_a_study_that_does_not_compose_leaves_nothing(wrong_cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "x.squiggle").write_text("a = 1 to 2\ny = a * (1 / 0)", encoding="utf-8")
    done = wrong_cli("import=x.squiggle")
    assert done.stderr.startswith("error: x.squiggle: equation 'y' (equations.py, line 6): ")
    assert done.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["x.squiggle"]


def test_what_of_a_spreadsheet_is_not_taken_is_said_cell_by_cell_and_why_it_has_no_units(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, imported: Callable[..., str]
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = [["", "value", "low", "high", "unit"], ["gpus", 2, 1, 3, "GPU"], ["all", "=B2*2"], ["x", "=NPV(B2,1)"]]
    write_workbook(tmp_path / "fleet.xlsx", {"Model": [*rows, ["y", "=B4*2"]]})
    lines = imported("import=fleet.xlsx").splitlines()
    at = lines.index("not taken:")
    assert lines[at + 1].startswith("  Model!B4: the function NPV is not taken; allowed are SUM, PRODUCT, ")
    assert lines[at + 2] == "  Model!B5: needs Model!B4, which is left out"
    why = "Model!B3, all, states no unit; its formula gives GPU"
    assert lines[at + 3] == f"note: units are left out, as they do not fit the formulas: {why}"
