"""Scripts that use squigglepy become studies that draw what squigglepy draws; they are read and never run."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

import uncertain_compute as uc
from uncertain_compute.bridges.imported_study import ImportedStudy, write_study
from uncertain_compute.bridges.readers import imported

DRAWS, SAMPLES, LEVELS = 8192, 100_000, np.array([0.05, 0.5, 0.95])
SCRIPTS = yaml.safe_load((Path(__file__).parent / "scripts.yaml").read_text(encoding="utf-8"))
SQ = "import squigglepy as sq\n"


def read(text: str, folder: Path) -> ImportedStudy:
    (folder / "script.py").write_text(text, encoding="utf-8")
    return imported(folder / "script.py", "import")


def study_of(text: str, folder: Path) -> uc.Study:
    conf = write_study(read(text, folder), folder / "study")
    return uc.load("script", priors="script", config_dir=conf)


@pytest.mark.parametrize("script", SCRIPTS, ids=[one["name"] for one in SCRIPTS])
def test_quantiles_are_those_of_squigglepy(script: dict[str, Any], tmp_path: Path) -> None:
    """The share of our draws up to its quantile has the error of both samples, as if draws were independent."""
    study = study_of(script["script"], tmp_path)
    values = uc.run(study, draws=DRAWS, seed=1, targets=["total"])["prior"]["total"].to_numpy()
    error = np.sqrt(LEVELS * (1 - LEVELS) * (1 / SAMPLES + 1 / DRAWS))
    for level, quantile, off in zip(LEVELS, script["quantiles"], error, strict=True):
        low, high = ((values < quantile - 1e-9).mean(), (values <= quantile + 1e-9).mean())
        assert low - 4 * off < level < high + 4 * off


def test_a_mean_that_is_not_said_is_that_of_squigglepy(tmp_path: Path) -> None:
    """By squigglepy 0.30 the mean is 0 of a normal distribution and of a logarithm, and 1 of a lognormal one."""
    found = read(f"{SQ}a = sq.norm(sd=2)\nb = sq.lognorm(norm_sd=0.5)\nc = sq.lognorm(lognorm_sd=0.5)", tmp_path)
    assert {name: one["value"] for name, one in found.priors().items()} == {
        "a": {"normal": {"mu": 0, "sigma": 2}},
        "b": {"lognormal": {"mu": 0, "sigma": 0.5}},
        "c": {"lognormal": {"mean": 1, "sd": 0.5}},
    }


def test_a_script_is_read_and_never_run(tmp_path: Path) -> None:
    trap = f"open({str(tmp_path / 'made.txt')!r}, 'w').write('run')\nraise SystemExit(3)\n"
    found = read(f"{SQ}{trap}x = sq.to(1, 2) * 3\ny = __import__('os').getcwd()", tmp_path)
    assert list(found.left_out) == [
        f"line 2: open({str(tmp_path / 'made.txt')!r}, 'w').write('run')"[:45] + "... is not taken",
        "line 3: raise SystemExit(3) is not taken",
        "line 5: __import__('os').getcwd() is not taken",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["script.py"]
    assert found.targets == ["x"]


def test_lines_that_are_not_taken_are_warnings_in_python(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text(f"{SQ}print(1)\nx = sq.to(1, 2)", encoding="utf-8")
    with pytest.warns(uc.LeftOutWarning, match=r"^script\.py: line 2: print\(1\) is not taken$"):
        conf = uc.read_squigglepy(tmp_path / "script.py", tmp_path / "study")
    assert [path.name for path in (conf / "priors").iterdir()] == ["script.yaml"]
    with pytest.raises(uc.UncertainComputeError, match="study is not empty; name a new folder"):
        uc.read_squigglepy(tmp_path / "script.py", tmp_path / "study")


def test_comments_are_reasons_and_names_are_those_of_the_script(tmp_path: Path) -> None:
    text = (
        "# of a lab\nchips = sq.to(80, 140)\npower = sq.norm(1, 2)  # kW ${x}\n\nfleet = chips * power * sq.beta(2, 3)"
    )
    sheet = uc.prior_sheet(study_of(SQ + text, tmp_path))
    assert sheet[["name", "why"]].to_numpy().tolist() == [
        ["chips", "of a lab"],
        ["power", "kW $ {x}"],
        ["fleet_1", "as the script says in line 6"],
    ]
    assert set(sheet["source"]) == {"script.py"}
    equations = (tmp_path / "study" / "equations.py").read_text(encoding="utf-8")
    assert "def fleet(chips, power, fleet_1):" in equations


def test_a_distribution_that_is_used_again_is_one_draw_and_said(tmp_path: Path) -> None:
    """There it is drawn for each use, so that a - a is not zero; what was sampled once is the same in both."""
    found = read(f"{SQ}a = sq.norm(1, 2)\nb = a - a\nc = ~sq.norm(1, 2)\nd = c - c\ne = b + b", tmp_path)
    again = "is used again: squigglepy draws it anew, the study has one draw of it"
    assert list(found.left_out) == [f"line 3: a {again}", f"line 6: b {again}"]
    assert found.equations["d"].needs == ("c",)


def test_a_function_draws_anew_in_each_call(tmp_path: Path) -> None:
    body = "def f(n):\n    size = sq.to(1, 2)\n    both = size * n\n    return both + n\n\n\nx = f(1) - f(2)"
    found = read(f"{SQ}{body}", tmp_path)
    assert [*found.beliefs] == ["size", "f_size"]
    assert {name: one.needs for name, one in found.equations.items()} == {
        "both": ("size",), "f_both": ("f_size",), "x": ("both", "f_both"),
    }  # fmt: skip
    assert not found.left_out


def test_a_line_within_a_function_takes_no_name_of_the_script(tmp_path: Path) -> None:
    text = f"{SQ}def f(n):\n    size = sq.to(1, 2)\n    return size * n\n\n\nx = f(3)\nsize = sq.to(4, 5)\ny = size * x"
    found = read(text, tmp_path)
    assert ([*found.beliefs], found.equations["y"].needs, found.left_out) == (["f_size", "size"], ("size", "x"), [])


def test_lists_may_have_a_name_and_names_may_be_assigned_together(tmp_path: Path) -> None:
    lines = ["sizes = {1: 0.25, 3: 0.75}", "parts, shares = [sq.norm(1, 2), 3], [0.5]", "a, b = sq.discrete(sizes), 4"]
    found = read(SQ + "\n".join([*lines, "c = sq.mixture(parts, weights=shares)", "d = sizes * 2"]), tmp_path)
    assert {name: one["value"] for name, one in found.priors().items()} == {
        "a": {"discrete": {1: 0.25, 3: 0.75}},
        "b": 4,
        "c": {"mixture": [{"normal": {"p5": 1, "p95": 2}}, 3], "weights": [0.5, 0.5]},
    }
    assert list(found.left_out) == ["line 6: sizes is not known there"]


def test_a_function_that_nothing_calls_is_a_model_and_a_main_block_is_read(tmp_path: Path) -> None:
    model = f"{SQ}def model():\n    '''Of a lab.'''\n    a = ~sq.to(1, 2)\n    return a * 2\n\n\n"
    found = read(f"{model}if __name__ == '__main__':\n    b = sq.to(1, 2) * 3", tmp_path)
    assert found.targets == ["b", "model"]
    assert "Of a lab." in found.equations["model"].said


def test_what_needs_a_line_that_is_not_taken_is_not_taken_either(tmp_path: Path) -> None:
    lines = [
        "import squigglepy as sq",
        "n = 3",
        "a = sq.to(1, 2)",
        "n = n + 1",
        "b = a * n",
        "for i in range(3):",
        "    c = a * i",
        "d = c + 1",
        "e = sq.norm(n, 9)",
        "def f(x, *more):",
        "    return x",
        "g = f(a)",
        "h = a[0]",
        "k, m = a",
        "p = sq.mixture([a, h])",
        "q = a * 2",
    ]
    found = read("\n".join(lines), tmp_path)
    assert [*found.equations] == ["q"]
    assert [line.partition(":")[0] for line in found.left_out] == [
        f"line {at}" for at in (4, 5, 6, 8, 9, 10, 13, 14, 15)
    ]  # fmt: skip
    assert found.left_out[1] == "line 5: needs n of line 4, which is not taken"


@pytest.fixture
def pythons_own_recursion_limit() -> Iterator[None]:
    """Set the limit that Python has by itself: some libraries raise it for the whole process."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1000)
    yield
    sys.setrecursionlimit(limit)


@pytest.mark.usefixtures("pythons_own_recursion_limit")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = 1 to 2", "line 1: is not Python: invalid syntax"),
        ("import numpy as np\nx = np.exp(1)", "does not import squigglepy; only scripts that use it are taken"),
        ("", "does not import squigglepy; only scripts that use it are taken"),
        (SQ, "has no equation and no belief"),
        (f"{SQ}x = sq.norm(2, 1)", "line 2: norm: has no interval from 2 to 1"),
        (f"{SQ}x = sq.lognorm(-1, 1)", "line 2: lognorm: has no interval from -1 to 1"),
        (f"{SQ}x = sq.to(1, 2, credibility=100)", "line 2: to: has no interval from 1 to 2 at a credibility of 100"),
        (f"{SQ}x = sq.to(1)", "line 2: to: has x; it takes x and y, or a mean and an sd"),
        (f"{SQ}x = sq.norm(1, 2, sd=3)", "line 2: norm: has x, y, sd; it takes x and y, or a mean and an sd"),
        (f"{SQ}x = sq.norm(1, 2, width=3)", "line 2: norm: has width; it takes x, y, credibility"),
        (f"{SQ}x = sq.norm(1, x=2)", "line 2: norm: has an argument twice; it takes x, y, credibility"),
        (f"{SQ}x = sq.beta(2)", "line 2: beta: lacks b"),
        (f"{SQ}x = sq.beta(2, -1)", "line 2: x.beta: "),
        (f"{SQ}x = sq.pert(1, 2, 3, lam=5)", "line 2: pert: lam is taken only as 4; write a beta for another"),
        (f"{SQ}x = sq.mixture([1, 2], [0.5, 0.6])", "line 2: mixture: weights add up to 1.1, not 1"),
        (f"{SQ}x = sq.mixture([1, 2], [0.5, 0.2, 0.3])", "line 2: mixture: has 2 parts and weights [0.5, 0.2, 0.3]"),
        (f"{SQ}x = sq.discrete('abc')", "line 2: sq.discrete('abc'): its parts must be written as a list"),
        (f"{SQ}x = sq.discrete(['a', 'b'])", "line 2: 'a' is not a number"),
        (f"{SQ}x = sq.uniform(1, sq.to(2, 3))", "line 2: sq.to(2, 3) is not a number; an argument of a distribution"),
        (f"{SQ}x = sq.uniform(1, 10**10**10)", "line 2: 10 ** 10 ** 10: "),
        (f"{SQ}x = sq.uniform(1, 1e999)", "line 2: 1e309 is not a finite number"),
        (f"{SQ}x = sq.uniform(1, 1 / 0)", "line 2: 1 / 0: "),
        (f"{SQ}x = sq.tdist(1, 2) * 3", "line 2: sq.tdist(1, 2) is not taken"),
        (f"{SQ}def f(x):\n    return f(x)\n\n\ny = f(2)", "line 3: more than 30 calls of functions within each other"),
        (f"{SQ}np = sq.to(1, 2)", "line 2: np cannot be a name of an equation"),
        (f"{SQ}x = sq.to(1, 2, lclip=float('nan'))", "line 2: float('nan') is not a number"),
        (f"{SQ}x = {'(' * 500}1", "line 2: is not Python: too many nested parentheses"),
        (f"{SQ}x = {'-' * 5000}sq.to(1, 2)", "an expression has too many terms; name parts of it"),
        (f"{SQ}x = {' + '.join(['sq.to(1, 2)'] * 3000)}", "an expression has too many terms; name parts of it"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(uc.UncertainComputeError) as refused:
        read(text, tmp_path)
    assert str(refused.value).startswith(f"script.py: {said}"), str(refused.value)
    assert "\n" not in str(refused.value)


def test_calls_within_calls_are_counted(tmp_path: Path) -> None:
    """Twenty functions, each of which calls the one before it twice, are a million calls."""
    functions = [f"def f{n}(x):\n    return f{n - 1}(x) + f{n - 1}(x)" for n in range(1, 21)]
    text = "\n".join([SQ, "def f0(x):\n    return x * 2", *functions, "y = f20(sq.to(1, 2))"])
    with pytest.raises(uc.UncertainComputeError, match=r"more than 1,000 calls of functions"):
        read(text, tmp_path)
