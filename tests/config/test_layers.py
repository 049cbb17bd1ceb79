"""Prior sets in layers: a later distribution replaces an earlier one whole, and messages name where it was said."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import uncertain_compute as uc
from uncertain_compute.config.overrides import with_new_keys_allowed
from uncertain_compute.priors.distributions import Beta, Discrete, Fixed, LogNormal, Normal
from uncertain_compute.study.column import Column

EQUATIONS = """
def total(x, share): return x * share.sum("platform")
"""
MODEL = """
equations: [equations.py]
dimensions: {platform: [A, B]}
"""
PRIORS = """
x: {value: {lognormal: {p5: 4, p95: 10}}, unit: GPU, why: counted, source: a list, status: found, date: 2024-03}
share:
  unit: "1"
  platform:
    A: {value: {beta: {alpha: 2, beta: 3}}, why: seen, source: a survey, status: found, date: 2024-03}
    B: {value: 0.5, why: seen, source: a survey, status: found, date: 2024-03}
"""


class Folder:
    """A study on disk, to be composed with scenarios and overrides."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("../equations.py", EQUATIONS)
        self.write("model/mine.yaml", MODEL)
        self.write("priors/mine.yaml", PRIORS)

    def write(self, name: str, text: str) -> None:
        """Write a file of its conf folder."""
        path = self.folder / "conf" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def load(self, *overrides: str, priors: str = "mine", scenario: Any = None) -> uc.Study:
        """Compose it."""
        return uc.load("mine", priors=priors, scenario=scenario, overrides=overrides, config_dir=self.folder / "conf")

    def column(self, name: str, *overrides: str, **options: Any) -> Column:
        """Compose it, and take one column."""
        return self.load(*overrides, **options).columns[name]


@pytest.fixture
def study(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "study")


def scenario(study: Folder, text: str, name: str = "other") -> None:
    study.write(f"scenario/{name}.yaml", f"# @package priors\n{text}\n")


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ("{value: {beta: {low: 0, high: 20, p5: 4, p95: 10}}}", Beta),
        ("{beta: {low: 0, high: 20, p5: 4, p95: 10}}", Beta),
        ("{value: {discrete: {4: 0.5, 8: 0.5}}}", Discrete),
        ("{value: -1 to 1}", Normal),
        ("-1 to 1", Normal),
        ("7", Fixed),
    ],
)
def test_a_scenarios_distribution_takes_the_place_of_another_family(study: Folder, entry: str, kind: type) -> None:
    scenario(study, f"x: {entry}")
    assert isinstance(study.column("x", scenario="other").distribution, kind)
    assert isinstance(study.column("x", f"priors.x={entry}").distribution, kind)


def test_other_quantiles_of_the_same_family_are_not_added_to_the_earlier_ones(study: Folder) -> None:
    scenario(study, "x: {value: {lognormal: {p10: 5, p90: 20}}}")
    column = study.column("x", scenario="other")
    assert column.prior.asked == {0.1: 5.0, 0.9: 20.0}
    assert not column.prior.misfits


def test_discrete_probabilities_are_not_added_to_the_earlier_ones(study: Folder) -> None:
    study.write("priors/steps.yaml", PRIORS.replace("{lognormal: {p5: 4, p95: 10}}", "{discrete: {4: 0.5, 8: 0.5}}"))
    distribution = study.column("x", "priors.x={discrete: {8: 0.25, 16: 0.75}}", priors="steps").distribution
    assert distribution.atoms == {8.0: 0.25, 16.0: 0.75}


def test_the_last_scenario_wins_and_the_command_line_over_it(study: Folder) -> None:
    scenario(study, "x: {value: {beta: {low: 0, high: 20, p5: 4, p95: 10}}}", "one")
    scenario(study, "x: {value: {normal: {mu: 1, sigma: 2}}}", "two")
    assert isinstance(study.column("x", scenario=["one", "two"]).distribution, Normal)
    assert isinstance(study.column("x", scenario=["two", "one"]).distribution, Beta)
    assert study.column("x", "priors.x=3", scenario=["two", "one"]).distribution == Fixed(3.0)


def test_one_parameter_can_be_changed_by_its_dotted_key(study: Folder) -> None:
    distribution = study.column("x", "priors.x.value.lognormal.p95=40").prior
    assert distribution.asked == {0.05: 4.0, 0.95: 40.0}
    scenario(study, "x: {value: {normal: {mu: 1, sigma: 2}}}")
    assert study.column("x", "priors.x.value.normal.sigma=5", scenario="other").distribution == Normal(1.0, 5.0)


def test_a_new_distribution_keeps_the_unit_and_drops_the_reasons_of_the_old_one(study: Folder) -> None:
    scenario(study, "x: 5 to 6")
    prior = study.column("x", scenario="other").prior
    assert (prior.unit, prior.why, prior.source) == ("GPU", "", "")
    by_hand = study.column("x", "priors.x=5 to 6").prior
    assert (by_hand.unit, by_hand.why, by_hand.source) == ("GPU", "set by an override", "")


def in_watts(study: Folder) -> None:
    study.write("model/mine.yaml", f"{MODEL}inputs: {{x: {{unit: W}}}}\n")


@pytest.mark.parametrize("how", ["4 to 5", "{value: 4 to 5}", "{lognormal: {p5: 4, p95: 5}}"])
@pytest.mark.parametrize(
    "before",
    [
        "x: 4 to 10 kW",
        "x: {value: 4 to 10 kW}",
        "x: {mixture: [{weight: 0.5, value: 4 to 10, unit: kW}, {weight: 0.5, value: 7, unit: kW}]}",
        "x: {value: 4 to 10, unit: kW}",
    ],
)
def test_a_new_distribution_keeps_the_unit_that_the_old_one_has_behind_its_numbers(
    study: Folder, before: str, how: str
) -> None:
    in_watts(study)
    study.write("priors/other.yaml", f"{before}\nshare: {{value: 0.2, copied_to: platform}}\n")
    scenario(study, f"x: {how}")
    for given in ({"scenario": "other"}, {"overrides": [f"priors.x={how}"]}, {"priors": {"x": "4 to 5"}}):
        overrides = ["priors=other", *given.pop("overrides", [])]
        columns = uc.load("mine", config_dir=study.folder / "conf", overrides=overrides, **given).columns
        assert columns["x"].ppf([0.05, 0.95]).tolist() == pytest.approx([4000.0, 5000.0]), given


def test_a_prior_set_that_is_chosen_twice_is_the_last_one_alone(study: Folder) -> None:
    in_watts(study)
    for name, belief in {"first": "4 to 10 kW", "last": "{lognormal: {p5: 4, p95: 10}}"}.items():
        study.write(f"priors/{name}.yaml", f"x: {belief}\nshare: {{value: 0.2, copied_to: platform}}\n")
    overrides = ["priors=first", "priors=last", "priors.x={lognormal: {p5: 5, p95: 6}}"]
    columns = uc.load("mine", config_dir=study.folder / "conf", overrides=overrides).columns
    assert columns["x"].ppf([0.05, 0.95]).tolist() == pytest.approx([5.0, 6.0])


def test_a_reasoned_belief_without_a_unit_keeps_the_one_behind_the_old_numbers(study: Folder) -> None:
    in_watts(study)
    study.write("priors/other.yaml", "x: 4 to 10 kW\nshare: {value: 0.2, copied_to: platform}\n")
    scenario(study, "x: {value: 4 to 5, why: a, source: b, date: 2026, status: found}")
    assert study.column("x", priors="other", scenario="other").ppf(0.05) == pytest.approx(4000.0)


@pytest.mark.parametrize(
    "override",
    [
        "priors.x.platform.B='4 to 5'",
        "priors.x.platform={B: 4 to 5}",
        "priors.x={platform: {B: 4 to 5}}",
        "priors.x={value: 4 to 5, shared_by: platform}",
    ],
)
def test_a_coordinate_keeps_the_unit_behind_its_numbers(study: Folder, override: str) -> None:
    in_watts(study)
    study.write("../equations.py", "def total(x, share): return (x * share).sum('platform')\n")
    study.write("priors/other.yaml", "x: {platform: {A: 1 to 2 kW, B: 1 to 2 kW}}\nshare: 0.2\n")
    columns = study.load(override, priors="other").columns
    found = columns["x"] if "shared_by" in override else columns["x[B]"]
    assert found.ppf([0.05, 0.95]).tolist() == pytest.approx([4000.0, 5000.0])


def test_a_coordinate_may_be_replaced_in_a_unit_of_its_own(study: Folder) -> None:
    """Behind its numbers or beside its value, it goes before the unit that all coordinates share."""
    in_watts(study)
    study.write("../equations.py", "def total(x, share): return (x * share).sum('platform')\n")
    study.write("priors/other.yaml", "x: {platform: {A: 1 to 2, B: 1 to 2}, unit: kW}\nshare: 0.2\n")
    for said in ("4000 to 5000 W", "{value: 4000 to 5000 W}", "{value: 4000 to 5000, unit: W}"):
        columns = study.load(f"priors.x.platform.B={said}", priors="other").columns
        assert columns["x[B]"].ppf([0.05, 0.95]).tolist() == pytest.approx([4000.0, 5000.0])
        assert columns["x[A]"].ppf(0.05) == pytest.approx(1000.0)


@pytest.mark.parametrize(
    "form", ["priors.share.platform.{}={}", "priors.share.platform={{{}: {}}}", "priors.share={{platform: {{{}: {}}}}}"]
)
def test_two_overrides_of_coordinates_count_both_above_a_scenario(study: Folder, form: str) -> None:
    scenario(study, "share: {platform: {A: 0.5 to 0.6, B: 0.6 to 0.7, C: 0.7 to 0.8}}")
    study.write("model/mine.yaml", MODEL.replace("[A, B]", "[A, B, C]"))
    columns = study.load(form.format("A", "0.1"), form.format("C", "0.3"), scenario="other").columns
    found = [columns[f"share[{one}]"].distribution.median for one in "ABC"]
    assert found == pytest.approx([0.1, np.sqrt(0.6 * 0.7), 0.3])


def test_one_coordinate_can_be_given_another_family(study: Folder) -> None:
    scenario(study, "share: {platform: {A: {value: {lognormal: {p5: 0.1, p95: 0.2}}}}}")
    columns = study.load(scenario="other").columns
    assert isinstance(columns["share[A]"].distribution, LogNormal)
    assert columns["share[A]"].prior.unit == "1"
    assert columns["share[B]"].prior.why == "seen"


def test_a_number_in_place_of_a_dimension_holds_for_each_coordinate(study: Folder) -> None:
    columns = study.load("priors.share=0.3").columns
    assert columns["share[A]"].distribution == columns["share[B]"].distribution == Fixed(0.3)


def test_an_interval_in_place_of_a_dimension_must_say_how_it_is_drawn(study: Folder) -> None:
    with pytest.raises(uc.UncertainComputeError, match=r"one entry per platform.*shared_by.*copied_to") as raised:
        study.load("priors.share=0.1 to 0.3")
    assert "\n" not in str(raised.value)
    shared = study.load("priors.share={value: 0.1 to 0.3, shared_by: platform}")
    copied = study.load("priors.share={value: 0.1 to 0.3, copied_to: platform}")
    assert list(shared.assumptions["share"].columns) == ["share"]
    assert list(copied.assumptions["share"].columns) == ["share[A]", "share[B]"]


@pytest.mark.parametrize("spread", ["shared_by", "copied_to"])
def test_how_one_prior_is_drawn_for_all_outlasts_another_distribution(study: Folder, spread: str) -> None:
    study.write("priors/all.yaml", f"x: 3\nshare: {{value: 0.1 to 0.3, {spread}: platform}}\n")
    scenario(study, "share: 0.2 to 0.5")
    before = list(study.load(priors="all").columns)
    assert list(study.load("priors.share=0.2 to 0.5", priors="all").columns) == before
    assert list(study.load(scenario="other", priors="all").columns) == before


@pytest.mark.parametrize(
    ("override", "column"),
    [
        ("priors.x.value='5 to 6'", "x"),
        ("priors.x.value={beta: {low: 0, high: 20, p5: 4, p95: 10}}", "x"),
        ("priors.share.platform.A='0.1 to 0.2'", "share[A]"),
        ("priors.share.platform.A.value='0.1 to 0.2'", "share[A]"),
    ],
)
def test_a_dotted_key_that_says_a_distribution_replaces_it_with_its_reason(
    study: Folder, override: str, column: str
) -> None:
    changed = study.load(override).columns
    assert changed[column].prior.source == ""
    assert changed[column].prior.unit in ("GPU", "1")
    assert changed["share[B]"].prior.source == "a survey"


def test_coordinates_in_place_of_one_prior_for_all(study: Folder) -> None:
    study.write("priors/all.yaml", "x: 3\nshare: {value: 0.1 to 0.3, shared_by: platform}\n")
    columns = study.load("priors.share={platform: {A: 0.1, B: 0.2}}", priors="all").columns
    assert [columns[name].distribution.median for name in ("share[A]", "share[B]")] == [0.1, 0.2]


OF_YEARS = "{unit: '1', year: {2025: 2, 2026: 3}}"
"""YAML reads its years as numbers; an override names them as text."""


def over_years(study: Folder, **options: Any) -> dict[str, float]:
    """Return the medians of a belief and of a constant at each of two years."""
    study.write("../equations.py", "def total(x, fixed, growth): return x * fixed * growth\n")
    inputs = f"inputs: {{fixed: {OF_YEARS}}}\n"
    study.write("model/mine.yaml", MODEL.replace("platform: [A, B]", "year: {from: 2025, to: 2026}") + inputs)
    study.write("priors/mine.yaml", f"x: 3\ngrowth: {OF_YEARS}\n")
    columns = uc.load("mine", config_dir=study.folder / "conf", **{"priors": "mine", **options}).columns
    return {name: column.distribution.median for name, column in columns.items() if name != "x"}


@pytest.mark.parametrize(
    ("options", "changed"),
    [
        ({"overrides": ["priors.growth.year.2026=7"]}, "growth"),
        ({"overrides": ["priors.growth={year: {2026: 7}}"]}, "growth"),
        ({"overrides": ["model.inputs.fixed.year.2026=7"]}, "fixed"),
        ({"overrides": ["priors=mine"], "priors": {"growth": {"year": {2026: 7}}}}, "growth"),
        ({"scenario": "other"}, "growth"),
    ],
)
def test_one_year_is_replaced_and_the_others_stay(study: Folder, options: dict[str, Any], changed: str) -> None:
    scenario(study, "growth: {year: {2026: 7}}")
    before = {"growth[2025]": 2.0, "growth[2026]": 3.0, "fixed[2025]": 2.0, "fixed[2026]": 3.0}
    assert over_years(study, **options) == before | {f"{changed}[2026]": 7.0}


@pytest.mark.parametrize(
    ("label", "written", "median"),
    [("2026Q2", "7", 7.0), ("2026Q2", "'1,000'", 1000.0), ("2026Q2", "1 to 4 (80%)", 2.0), ("B 200", "7", 7.0)],
)
def test_a_label_that_hydra_does_not_read_between_dots_is_replaced(
    study: Folder, label: str, written: str, median: float
) -> None:
    quarters = {"quarter": "{from: 2026Q1, to: 2026Q2, step: quarter}", "platform": "[A, B 200]"}
    dim, first = ("quarter", "2026Q1") if label == "2026Q2" else ("platform", "A")
    study.write("../equations.py", f"def total(x, share): return x * share.sum({dim!r})\n")
    study.write("model/mine.yaml", f"equations: [equations.py]\ndimensions: {{{dim}: {quarters[dim]}}}\n")
    study.write("priors/mine.yaml", f"x: 3\nshare: {{{dim}: {{{first}: 0.1, {label}: 0.2}}}}\n")
    columns = study.load(f"priors.share.{dim}.{label}={written}").columns
    found = [columns[f"share[{one}]"].distribution.median for one in (first, label)]
    assert found == pytest.approx([0.1, median])


def test_each_value_of_a_sweep_has_the_label_in_braces() -> None:
    said = with_new_keys_allowed(["priors.x.quarter.2026Q1.chip.A=4 to 10,1 to 3", "priors.x.year.2026=1,2"])
    assert said == [
        "++priors.x.quarter={2026Q1: {chip: {A: 4 to 10}}},{2026Q1: {chip: {A: 1 to 3}}}",
        "++priors.x.year.2026=1,2",
    ]


def test_one_year_of_what_is_copied_is_replaced_in_all_copies(study: Folder) -> None:
    dimensions = "{year: {from: 2025, to: 2026}, platform: [A, B]}"
    study.write("model/mine.yaml", MODEL.replace("{platform: [A, B]}", dimensions))
    study.write("priors/mine.yaml", "x: 3\nshare: {year: {2025: 0.1, 2026: 0.2}, copied_to: platform}\n")
    columns = study.load("priors.share.year.2026=0.7").columns
    assert {name: column.distribution.median for name, column in columns.items() if name != "x"} == {
        "share[A, 2025]": 0.1, "share[A, 2026]": 0.7, "share[B, 2025]": 0.1, "share[B, 2026]": 0.7
    }  # fmt: skip


@pytest.mark.parametrize("base", ["mine", "/priors/mine@_here_"])
def test_a_prior_set_that_builds_on_another_replaces_its_distributions(study: Folder, base: str) -> None:
    study.write("priors/mine_too.yaml", f"defaults: [{base}, _self_]\nx: {{value: {{normal: {{mu: 1, sigma: 2}}}}}}\n")
    study_of_two = study.load(priors="mine_too")
    assert study_of_two.columns["share[B]"].distribution == Fixed(0.5)
    assert study_of_two.columns["x"].distribution == Normal(1.0, 2.0)
    assert study.column("x", "priors.x=3", priors="mine_too").distribution == Fixed(3.0)


@pytest.mark.parametrize(
    ("files", "options", "place"),
    [
        ({}, {"overrides": ["priors.x=9 to 3"]}, "command line: priors.x: "),
        ({}, {"overrides": ["priors.x.value.lognormal.p95=1"]}, "command line: priors.x.lognormal: "),
        ({"scenario/other.yaml": "# @package priors\nx: 9 to 3\n"}, {"scenario": "other"}, "scenario/other.yaml: "),
        ({"priors/mine.yaml": PRIORS.replace("p95: 10", "p95: 1")}, {}, "priors/mine.yaml: priors.x.lognormal: "),
        ({"priors/mine.yaml": PRIORS.replace("unit: GPU", "unit: GUP")}, {}, "priors/mine.yaml: priors.x: unit"),
        ({"priors/mine.yaml": PRIORS + "correlations: [3]\n"}, {}, "priors/mine.yaml: priors.correlations: "),
        ({"priors/mine.yaml": PRIORS.replace("x:", "y:")}, {}, "priors/mine.yaml: priors.y: "),
        ({"model/mine.yaml": MODEL + "inputs: {share: {value: [1]}}\n"}, {"priors": "bare"}, "model/mine.yaml: "),
    ],
)
def test_a_message_names_the_file_in_which_the_prior_was_last_said(
    files: dict[str, str], options: dict[str, Any], place: str, study: Folder
) -> None:
    study.write("priors/bare.yaml", "x: 3\n")
    for name, text in files.items():
        study.write(name, text)
    overrides = options.pop("overrides", ())
    with pytest.raises(uc.UncertainComputeError) as raised:
        study.load(*overrides, **options)
    assert place in str(raised.value)
    assert "\n" not in str(raised.value)
