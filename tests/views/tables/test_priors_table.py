import io

import pytest
from repository import shipped_study
from rich.console import Console

import uncertain_compute as uc
from uncertain_compute.model.graph import Number
from uncertain_compute.views.sentences.summary import belief_notes
from uncertain_compute.views.tables.priors import print_priors, show_priors

STATED = {"unit": "1", "why": "w", "source": "s", "date": "2025-01", "status": "found"}


def total(x: Number, y: Number) -> Number:
    """Return a sum."""
    return x + y


def study(x: object, y: object, correlations: list | None = None) -> uc.Study:
    return uc.Study([total], {"x": x, "y": y, "correlations": correlations})


def shown(studies: dict[str, uc.Study], width: int = 160) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    print_priors(console, studies)
    return console.file.getvalue()


def line_with(text: str, part: str) -> str:
    return next(line for line in text.splitlines() if part in line)


def cells(text: str, name: str) -> list[str]:
    return [cell.strip() for cell in line_with(text, name).split("│")][1:-1]


def test_a_row_says_what_is_believed_and_where_it_comes_from() -> None:
    text = shown({"mine": study({"value": "4 to 10", **STATED, "unit": "GPU"}, {"value": 3, **STATED, "unit": "GPU"})})
    assert cells(text, "│ x") == ["x", "4 to 10", "4", "6.32", "10", "GPU", "found", "s"]
    assert cells(text, "│ y") == ["y", "3", "", "3", "", "GPU", "found", "s"]
    assert "without" not in text
    assert "warning" not in text


def test_constants_are_counted_and_not_listed() -> None:
    text = shown({"published": shipped_study()})
    assert "16 constants of the model are not shown" in text
    assert "seconds in a minute" not in text
    assert "│ minute " not in text


@pytest.mark.parametrize("width", [60, 80, 100, 160])
@pytest.mark.parametrize("names", [["published"], ["published", "expert"]])
def test_every_row_fits_the_width(names: list[str], width: int) -> None:
    text = shown({name: shipped_study(priors=name) for name in names}, width)
    assert max(map(len, text.splitlines())) <= width
    assert "sora_parameters" in text
    assert "Peebles & Xie" in text


def test_numbers_stand_under_each_other_where_sources_stand_below() -> None:
    long = {**STATED, "source": "too long a source for a column beside the rest"}
    mine = study({"value": "4 to 10", **long}, {"value": "400e9 to 10e12", **long, "unit": "1"})
    heading, first, below, second, *_ = shown({"mine": mine}, 78).splitlines()[1:]
    for text, column in {"4": "P5", "6.32": "P50", "10": "P95"}.items():
        assert first[: heading.index(column) + len(column)].endswith(f" {text}")
    assert second.split() == ["y", "400B", "2T", "10T"]
    assert below == f"    4 to 10; found; {long['source']}"


def test_two_sets_stand_in_groups_and_once_where_alike() -> None:
    one, other = (study({"value": value, **STATED}, {"value": 3, **STATED}) for value in ("4 to 10", "5 to 9"))
    text = shown({"one": one, "other": other})
    assert cells(text, "4 to 10")[:2] == ["x", "one"]
    assert cells(text, "5 to 9")[:2] == ["", "other"]
    assert cells(text, "│ y")[:2] == ["y", "both"]


def test_holes_are_named_by_what_is_missing() -> None:
    text = shown({"mine": study("4 to 10", {"value": 3, **STATED, "source": None, "why": None})})
    line = line_with(text, "without a")
    assert "without a unit: x; without a reason: all; without a source: all; without a date: x" in line


def test_an_assumption_of_whose_columns_all_have_a_hole_is_named_once() -> None:
    path = {"year": {"2024": "2 to 4", "2026": "3 to 9"}, "interpolate": "log"}
    years = {"year": {"from": 2024, "to": 2026}}
    one = uc.Study([total], {"x": path, "y": {"value": 2, **STATED}}, dimensions=years)
    assert "1 assumption lacks a unit, reason, source, date or status" in belief_notes(one)[-1]
    assert "without a reason: x; without a source: x;" in shown({"mine": one})


def test_misfits_are_warned_of() -> None:
    skewed = {"lognormal": {"p5": 1, "p50": 5, "p95": 10}}
    text = shown({"mine": study({"value": skewed, **STATED}, {"value": 3, **STATED})})
    assert "warning: x: p5: asked 1, is 1.16; p50: asked 5, is 3.68" in text


def test_correlations_say_their_kind_and_reason_and_whether_they_act() -> None:
    ties = [{"pair": ["x", "y"], "rank": 0.3, "why": "one budget"}]
    assert "x, y │ 0.3 (rank)  │ one budget" in shown({"mine": study("1 to 2", "1 to 2", ties)})
    without = shown({"mine": study("1 to 2", 1, ties)})
    assert "one budget; without effect, since y is fixed" in without
    both = shown({"a": study("1 to 2", "1 to 2", ties), "b": study("1 to 2", 1, ties)})
    assert [line.split("│")[2].strip() for line in both.splitlines() if "x, y" in line] == ["a", "b"]


def test_text_of_a_config_is_not_markup() -> None:
    text = shown({"[red]": study({"value": "1 to 2", **STATED, "source": "[bold]a[/] :smile: b\\"}, 1)})
    assert "[bold]a[/] :smile: b\\" in text
    assert "Prior set [red]" in text


def test_the_folder_of_figures_is_named(capsys: pytest.CaptureFixture[str], tmp_path: object) -> None:
    show_priors({"lab": study(1, 2)}, tmp_path)
    assert f"files: {tmp_path}" in capsys.readouterr().out
