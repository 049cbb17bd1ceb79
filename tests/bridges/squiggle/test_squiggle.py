"""Squiggle models become studies that draw what Squiggle itself draws; what is not taken is said with its line."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from xarray import Dataset

import uncertain_compute as uc
from uncertain_compute.bridges.readers import imported

DRAWS, SAMPLES, LEVELS = 8192, 100_000, np.array([0.05, 0.5, 0.95])
SNIPPETS = yaml.safe_load((Path(__file__).parent / "snippets.yaml").read_text(encoding="utf-8"))


def study_of(text: str, folder: Path) -> uc.Study:
    (folder / "My model.squiggle").write_text(text, encoding="utf-8")
    conf = uc.read_squiggle(folder / "My model.squiggle", folder / "study")
    return uc.load("my_model", priors="my_model", config_dir=conf)


def drawn(text: str, folder: Path) -> Dataset:
    return uc.run(study_of(text, folder), draws=DRAWS, seed=1)["prior"].to_dataset()


@pytest.mark.parametrize("snippet", SNIPPETS, ids=[one["model"] for one in SNIPPETS])
def test_quantiles_are_those_of_squiggle(snippet: dict[str, Any], tmp_path: Path) -> None:
    """The share of our draws up to its quantile has the error of both samples, as if draws were independent."""
    study = study_of(snippet["model"], tmp_path)
    (values,) = (uc.run(study, draws=DRAWS, seed=1)["prior"][name].to_numpy() for name in study.targets)
    error = np.sqrt(LEVELS * (1 - LEVELS) * (1 / SAMPLES + 1 / DRAWS))
    for level, quantile, off in zip(LEVELS, snippet["quantiles"], error, strict=True):
        low, high = ((values < quantile).mean(), (values <= quantile).mean())
        assert low - 4 * off < level < high + 4 * off


def test_a_path_draws_each_year_anew_and_its_growth_once(tmp_path: Path) -> None:
    years = "growth = 10% to 30%\nyears = List.upTo(2024, 2027)\nf(t) = 5 * (1 + growth)^(t - 2024) * (0.9 to 1.1)\n"
    found = drawn(f"{years}path = List.map(years, f)", tmp_path)
    assert found["path_1"].sizes["years"] == 4
    for step, year in enumerate(("2024", "2025", "2026", "2027")):
        own = found.sel(years=year)
        np.testing.assert_allclose(own["path"], 5 * (1 + found["growth"]) ** step * own["path_1"])
    first, last = (found["path_1"].sel(years=year).to_numpy().ravel() for year in ("2024", "2027"))
    assert abs(np.corrcoef(first, last)[0, 1]) < 4 / np.sqrt(DRAWS)


@pytest.mark.parametrize(
    "path",
    [
        "List.map(years, {|t| x * 1.1^(t - 2024) * (1 to 2)})",
        "years\n  -> List.map(f)",
        "years -> List.map({|t| f(t)})",
    ],
)
def test_a_path_of_a_function_without_a_name_or_after_an_arrow_is_the_same(path: str, tmp_path: Path) -> None:
    text = "x = 3 to 4\nyears = List.upTo(2024, 2027)\nf(t) = x * 1.1^(t - 2024) * (1 to 2)\n"
    for folder, line in (("plain", "List.map(years, f)"), ("other", path)):
        (tmp_path / folder).mkdir()
        study_of(f"{text}path = {line}", tmp_path / folder)
    plain, other = (
        [
            (one.name, one.read_text(encoding="utf-8"))
            for one in sorted((tmp_path / folder / "study").rglob("*.*"))
            if one.suffix != ".pyc"
        ]
        for folder in ("plain", "other")
    )
    assert plain == other


def test_equations_and_reasons_are_those_of_the_model(tmp_path: Path) -> None:
    study = study_of(
        '// of a city\npianos = 20k to 60k\n@name("Tunings a year")\ntunings = pianos * (1 to 2)', tmp_path
    )
    sheet = uc.prior_sheet(study)
    assert sheet[["name", "why"]].to_numpy().tolist() == [["pianos", "of a city"], ["tunings_1", "Tunings a year"]]
    assert set(sheet["source"]) == {"My model.squiggle"}
    written = (tmp_path / "study" / "equations.py").read_text(encoding="utf-8")
    assert '"""Tunings a year [1]."""\n    return pianos * tunings_1\n' in written


def test_a_distribution_within_an_expression_takes_no_name_of_the_model(tmp_path: Path) -> None:
    study = study_of("y = (1 to 2) * (3 to 4)\ny_1 = 5 to 6\nz = y * y_1", tmp_path)
    assert sorted(study.columns) == ["y_1", "y_2", "y_3"]


def test_a_comment_is_text_alone(tmp_path: Path) -> None:
    study = study_of('x = 1 to 2 // ${oc.env:HOME} """ [GPU]\ny = x * 2 // ${x} """ [GPU] \\', tmp_path)
    assert uc.prior_sheet(study)["why"].tolist() == ['$ {oc.env:HOME} """ [GPU]']
    assert study.unit("y") == "1"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("x = 1\ny = if x then 2 else 3", 2, "if is not taken"),
        ("x = 1 to 2\ny = x > 1", 2, "comparisons are not taken"),
        ("y = normal(1, 2 to 3) * 2", 1, "what stands there is not a number"),
        ("a = 1 to 2\ny = mx(a, 3) * 2", 2, "a is not a number"),
        ("y = -2 to 5", 1, r"-2 to 5: the ends must be above 0 and rise; write normal\(\{p5: -2, p95: 5\}\)"),
        ("y = 5 to 2", 1, "5 to 2: the ends must be above 0 and rise$"),
        ("y = x * 2", 1, "x is not known there"),
        ("x = 1 to 2\nx = x * 2", 2, "x is assigned before"),
        ("class = 1 to 2", 1, "class cannot be a name"),
        ("np = 1 to 2", 1, "np cannot be a name"),
        ("1 to 2\ny = 2 * 3", 1, "only the last expression of a model has no name"),
        ("y = {x = 1; x}", 1, "blocks are not taken"),
        ("y = (1 to 2) -> {|x| x}", 1, "blocks are not taken"),
        ("y = {|x, x} * 2", 1, "'}' is not expected there; expected is ,"),
        ("y = sum(1 to 2)", 1, "the function sum is not taken"),
        ("f = {|x| x * 2}\ny = f(1, 2)", 2, "f has 2 arguments; it takes 1"),
        ("y = Danger.integrate(1) * 2", 1, "the function Danger.integrate is not taken; allowed are exp"),
        ("y = exp(1, 2)", 1, "exp has 2 arguments; it takes 1"),
        ("y = (1 to 2", 1, r"the expression is not complete; expected is \)"),
        ("y = 5min", 1, "'min' after a number is not taken"),
        ("y = 1 ° 2", 1, "'°' is not understood"),
        ("y = normal({p5: 1, p50: 2}) * 1", 1, "normal: has p5, p50; allowed are mean, stdev; or two quantiles"),
        ("y = mx(1 to 2, 3, [1]) * 1", 1, "mx has 2 parts and 1 weights"),
        ("t = [1, 2, 4]\ny = 1", 1, "a list must be of two whole numbers or more that rise in equal steps"),
        ("t = List.upTo(1, 1e12)\ny = 1", 1, "1 to 1e\\+12 are too many; a list has at most 1,000 numbers"),
        ("t = List.upTo(1, 3)\ny = t * 2", 2, "t is a list"),
        ("y = 1 / 0", 1, "/: .*division by zero"),
        (f"y = {'(' * 200}1{')' * 200}", 1, "brackets in brackets beyond 30"),
        ("y = 1e999 * 2", 1, "1e999 is too large a number"),
        ("f(x) = g(x)\ng(x) = f(x)\ny = f(1)", 2, "more than 1000 calls of functions, or 30 within each other"),
    ],
)
def test_what_is_not_taken_is_said_with_its_line(text: str, line: int, said: str, tmp_path: Path) -> None:
    with pytest.raises(uc.UncertainComputeError, match=rf"^My model\.squiggle: line {line}: .*({said})") as refused:
        study_of(text, tmp_path)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "study").exists()


def test_an_expression_of_thousands_of_terms_is_refused_or_taken(tmp_path: Path) -> None:
    with pytest.raises(
        uc.UncertainComputeError, match=r"^My model\.squiggle: an expression has too many terms; name parts"
    ):
        study_of(f"y = {' + '.join(['x'] * 20_000)}", tmp_path)


@pytest.mark.parametrize("text", ["", "// nothing"])
def test_a_model_that_says_nothing_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(uc.UncertainComputeError, match=r"^My model\.squiggle: has no equation and no belief$"):
        study_of(text, tmp_path)


def test_a_model_without_arithmetic_is_a_prior_set(tmp_path: Path) -> None:
    (tmp_path / "x.squiggle").write_text("a = 1 to 2\nb = 3", encoding="utf-8")
    conf = uc.read_squiggle(tmp_path / "x.squiggle", tmp_path / "study")
    assert [path.relative_to(conf).as_posix() for path in conf.rglob("*.yaml")] == ["priors/x.yaml"]
    priors = yaml.safe_load((conf / "priors" / "x.yaml").read_text(encoding="utf-8"))
    assert {name: one["value"] for name, one in priors.items()} == {"a": "1 to 2", "b": 3}


def test_each_line_that_is_not_taken_is_said_and_the_others_are_taken(tmp_path: Path) -> None:
    lines = [
        "a = 1 to 2",
        "b = if a > 1 then { 2",
        "} else 3",
        "c = a * 2",
        "d = b + c",
        "a = a + 1",
        "e = a * 3",
        "f(x) = x > 1",
        "g = f(c) + 1",
        "h = normal(1, -1) * c",
        "c ° c",
        "c * 4",
    ]
    (tmp_path / "x.squiggle").write_text("\n".join(lines), encoding="utf-8")
    found = imported(tmp_path / "x.squiggle", "import")
    assert [line.partition(":")[0] for line in found.left_out] == [f"line {at}" for at in (2, 5, 6, 7, 8, 9, 10, 11)]
    assert found.left_out[1] == "line 5: needs b of line 2, which is not taken"
    assert found.left_out[3] == "line 7: needs a of line 6, which is not taken"
    assert ([*found.equations], [*found.beliefs], found.targets) == (["c", "result"], ["a"], ["result"])


def test_a_folder_with_files_and_a_missing_model_are_refused(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").touch()
    (tmp_path / "x.squiggle").write_text("y = (1 to 2) * 2", encoding="utf-8")
    with pytest.raises(uc.UncertainComputeError, match="full is not empty; name a new folder"):
        uc.read_squiggle(tmp_path / "x.squiggle", tmp_path / "full")
    with pytest.raises(uc.UncertainComputeError, match=r"path: no file .*none\.squiggle"):
        uc.read_squiggle(tmp_path / "none.squiggle", tmp_path / "new")
