"""Choices of a page against the studies that the command line composes."""

import shlex
from pathlib import Path

import numpy as np
import pytest
import yaml
from repository import shipped_study
from running import result_of

import uncertain_compute as uc
from uncertain_compute.analysis.analyses import Answers
from uncertain_compute.analysis.reading import COMMAND, Reading
from uncertain_compute.analysis.summary.summaries import column_of
from uncertain_compute.reporting.live.live_model import LiveModel, live_model

MINE = """
defaults: [published, _self_]
dataset_multiplier: {value: 8 to 20, why: mine}
"""
WRONG = "dataset_multiplier: {value: 20 to 8}"
OTHER = "nobody_knows_this: 3"


def page_of(command: str, study: uc.Study) -> LiveModel:
    run = uc.run(study, draws=16, chains=2)
    run.attrs[COMMAND] = command
    return live_model(Reading(study, run, Answers({}, ())))


def test_a_choice_says_what_the_command_line_composes(tmp_path: Path) -> None:
    priors = tmp_path / "priors"
    priors.mkdir()
    for name, text in {"mine": MINE, "wrong": WRONG, "other": OTHER}.items():
        (priors / f"{name}.yaml").write_text(text, encoding="utf-8")
    model = page_of(f"python -m uncertain_compute --config-dir={tmp_path} '++priors.peak_factor=2 to 3'",
                    uc.load("sora", overrides=["priors.peak_factor='2 to 3'"]))  # fmt: skip
    choices = {" ".join(one["words"]): one["texts"] for one in model.data["choices"]}
    controls = [one["name"] for one in model.data["controls"]]
    mine = {controls[place]: text for place, (text, _) in choices["priors=mine"].items()}
    assert mine == {"dataset_multiplier": "8 to 20"}
    assert not [words for words in choices if "wrong" in words or "other" in words]
    chosen = choices["priors=expert +scenario=high"]
    expert = uc.load("sora", priors="expert", scenario="high", overrides=["priors.peak_factor='2 to 3'"])
    own = uc.load("sora", overrides=["priors.peak_factor='2 to 3'"])
    places = [0.05, 0.4, 0.9]
    found = result_of(
        "data.chosen.map((place) => data.at.map((one) => quantile(beliefFrom(data.beliefs[place]), one)))",
        {"chosen": [place for _, place in chosen.values()], "beliefs": model.data["beliefs"], "at": places},
    )
    for place, row in zip(chosen, found, strict=True):
        belief = expert.columns[controls[place]].distribution
        near = belief.ppf(np.add.outer([-1e-3, 1e-3], places))  # a quantile stands for a 1,024th of all draws
        assert np.all((near[0] <= row) & (row <= near[1])), controls[place]
    unchanged = [name for number, name in enumerate(controls) if number not in chosen]
    assert [expert.columns[name].prior.written for name in unchanged] == [
        own.columns[name].prior.written for name in unchanged
    ]


CHOSEN_COLUMNS = """(() => {
    const engine = engineOf(data, compute, computeAll), choice = choiceIn(data.choices, new Map(data.chosen));
    const place = data.controls.findIndex((one) => one.name === data.name), control = data.controls[place];
    const medians = () => control.columns.map((column) => quantile(engine.believed(control, column), 0.5));
    const [chosen, typed, again] = [() => beliefOf(data, choice, place), () => beliefIn("7", control), () => null].map(
        (belief) => (engine.believe(control, belief()), medians()));
    return { text: textOf(data, choice, place), chosen, typed, again, leftOut: leftOut(data, []) };
})()"""


@pytest.mark.parametrize(
    ("name", "priors", "scenario", "changed"),
    [
        ("video", "expert", "video/distilled", "train_aspect"),
        ("video_path", "published", "video_path/late_adoption", "adoption_delay"),
    ],
)
def test_a_choice_may_have_several_beliefs_where_the_run_has_one_and_change_a_constant(
    name: str, priors: str, scenario: str, changed: str
) -> None:
    own = shipped_study(model=name)
    model = page_of(f"python -m uncertain_compute model={name}", own)
    chosen = [["priors", priors], ["+scenario", scenario]]
    found = result_of(
        CHOSEN_COLUMNS.replace("(() => {", f"(() => {{ {model.code}", 1),
        {**model.data, "chosen": chosen, "name": changed},
    )
    other = shipped_study(priors, scenario, model=name)
    before, after = (
        [float(study.columns[column].distribution.median) for column in study.assumptions[changed].columns]
        for study in (own, other)
    )
    assert found["chosen"] == pytest.approx(after)
    assert found["text"] == "; ".join(f"{value:.11g}" for value in after)
    assert found["typed"] == [7.0] * len(after)
    assert found["again"] == before != after
    assert ("priors=expert" in found["leftOut"]) == (name == "video_path")
    assert "+scenario" not in found["leftOut"]


ANCHORED = {"quarter": {"2026Q1": "2 to 4", "2026Q3": "3 to 9", "2027Q1": "3 to 30"}, "interpolate": "log"}
CHANGED = {**ANCHORED, "quarter": {"2026Q1": "2 to 4", "2026Q3": "6 to 8", "2027Q1": "9 to 40"}}
OTHERS = {
    "changed": CHANGED,
    "all_quarters": {"quarter": dict.fromkeys(("2026Q1", "2026Q2", "2026Q3", "2026Q4", "2027Q1"), "2 to 4")},
    "linear": {**CHANGED, "interpolate": "linear"},
}

CHOSEN_LEVELS = """(() => {
    const engine = engineOf(data, compute, computeAll), choice = choiceIn(data.choices, new Map(data.chosen));
    data.controls.forEach((control, place) => engine.believe(control, beliefOf(data, choice, place)));
    const levels = (one) => [0.05, 0.5, 0.95].map((level) => Object.values(quantileWithError(one, level)));
    return { levels: engine.now().found.map(levels), leftOut: leftOut(data, []) };
})()"""


def test_what_lies_between_the_anchors_follows_a_choice(tmp_path: Path) -> None:
    model = {
        "equations": ["equations.py"],
        "dimensions": {"quarter": {"from": "2026Q1", "to": "2027Q1", "step": "quarter"}},
    }
    files = {"model/mine": model, **{f"priors/{name}": {"rate": rate, "hours": "1 to 2"}
             for name, rate in {"mine": ANCHORED, **OTHERS}.items()}}  # fmt: skip
    for name, said in files.items():
        (path := tmp_path / "conf" / f"{name}.yaml").parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(said))
    (tmp_path / "equations.py").write_text("def spent(rate, hours): return rate * hours\n")
    own, after = (uc.load("mine", priors=name, config_dir=tmp_path / "conf") for name in ("mine", "changed"))
    page = page_of(f"python -m uncertain_compute --config-dir={tmp_path}/conf model=mine priors=mine", own)
    assert [one["words"] for one in page.data["choices"]] == [("priors=changed",)]
    code = CHOSEN_LEVELS.replace("(() => {", f"(() => {{ {page.code}", 1)
    found = result_of(code, {**page.data, "chosen": [["priors", "changed"]]})
    summary = uc.summarize(uc.run(after, draws=2**15))
    for (_, row), levels in zip(summary.iterrows(), found["levels"], strict=True):
        for name, (value, error) in zip(("p5", "p50", "p95"), levels, strict=True):
            assert abs(value - row[name]) < 4 * error, (column_of(row), name)
    said = "For the command line only, as their beliefs do not fit this page: priors=all_quarters, priors=linear."
    assert found["leftOut"] == said


@pytest.mark.parametrize("label", ["B", "B 200"])
def test_a_belief_beside_a_choice_in_another_unit_states_the_unit_in_which_it_was_written(
    tmp_path: Path, label: str
) -> None:
    inputs = {"price": {"unit": "USD/kWh"}, "hours": {"unit": "kWh"}}
    model = {"equations": ["equations.py"], "dimensions": {"chip": ["A", label]}, "units": {"cent": "0.01 USD"}}
    cents, dollars = ({"chip": {"A": f"{low} to {high} {unit}", label: f"{low} to {high} {unit}"}}
                      for low, high, unit in ((6, 9, "cent/kWh"), (0.06, 0.1, "USD/kWh")))  # fmt: skip
    files = {"model/mine": {**model, "inputs": inputs}, "priors/mine": {"price": cents, "hours": "1 to 2"},
             "priors/other": {"price": dollars, "hours": "1 to 2"}}  # fmt: skip
    for name, said in files.items():
        (path := tmp_path / "conf" / f"{name}.yaml").parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(said))
    (tmp_path / "equations.py").write_text("def spent(price, hours): return price * hours\n")
    own = uc.load("mine", priors="mine", config_dir=tmp_path / "conf")
    page = page_of(f"python -m uncertain_compute --config-dir={tmp_path}/conf model=mine priors=mine", own)
    command, scenario = result_of(
        "(() => { const choice = data.choices[0];"
        "const changed = new Map([[data.key, '7 to 12'], ['priors.hours', '2 to 3']]);"
        "const controls = statingUnits(data, choice).filter((one) => changed.has(keyOf(one)));"
        "return [commandOf([], changed, choice.words, controls), scenarioOf(controls, changed, choice.words)]; })()",
        {**page.data, "key": f"priors.price.chip.{label}"},
    )
    (tmp_path / "conf" / "scenario").mkdir()
    (tmp_path / "conf" / "scenario" / "mine.yaml").write_text(scenario)
    for options in ({"overrides": shlex.split(command)}, {"priors": "other", "scenario": "mine"}):
        columns = uc.load("mine", config_dir=tmp_path / "conf", **options).columns
        assert columns[f"price[{label}]"].ppf([0.05, 0.95]).tolist() == pytest.approx([0.07, 0.12])
        assert columns["price[A]"].ppf([0.05, 0.95]).tolist() == pytest.approx([0.06, 0.1])
        assert columns["hours"].ppf([0.05, 0.95]).tolist() == pytest.approx([2.0, 3.0])


def test_a_choice_replaces_that_of_the_command() -> None:
    found = result_of(
        "[commandOf(data.command, new Map([['priors.x', '1 to 2']]), data.words),"
        " scenarioOf([], new Map(), data.words).split('\\n')[1],"
        " choiceIn([{words: data.words}], textsIn(fragmentOf(new Map(entriesOf(data)), 'method')))?.words]",
        {"command": ["python", "++priors.x=3", "priors=a", "+scenario=b", "seed=1"],
         "words": ["priors=expert", "+scenario=high"]},
    )  # fmt: skip
    assert found == [
        "python seed=1 priors=expert +scenario=high 'priors.x=1 to 2'",
        "# Save as scenario/mine.yaml; use with --config-dir=. priors=expert +scenario=[high,mine]",
        ["priors=expert", "+scenario=high"],
    ]


@pytest.mark.parametrize("command", [[], ["++priors.train_samples.stage.images=5e9"]])
def test_names_with_spaces_stand_within_braces_in_the_command_and_quoted_in_the_file(command: list[str]) -> None:
    own = {
        "train_samples.stage.low resolution": "1e8 to 3e9",
        "train_samples.stage.high resolution": "{uniform: {low: 1e7, high: 2e7}}",
        "chip_efficiency.chip.TPU v5p": "0.7",
        "chip_efficiency.chip.H20": "0.5 to 0.8",
        "peak_factor": "2 to 3",
    }
    changed = {f"priors.{name}": text for name, text in own.items()}
    controls = [{"path": name.split(".")} for name in own]
    others = [{"path": ["x", "at", label]} for label in ("2030", "2024Q1", "2024-01", "0.5", "日本")]
    words, scenario, able = result_of(
        "(() => { const changed = new Map(Object.entries(data.changed));"
        "return [commandOf(data.command, changed, [], data.controls), scenarioOf(data.controls, changed),"
        " [...data.controls, ...data.others].map((one) => canBeNamed(one, data.command))]; })()",
        {"command": command, "changed": changed, "controls": controls, "others": others},
    )
    assert able == [True] * len(own) + [True, True, True, False, False]
    columns = uc.load("video", overrides=[word.removeprefix("++") for word in shlex.split(words)]).columns
    inside = {name.replace(".stage.", "[").replace(".chip.", "[") + "]" * ("." in name): name for name in own}
    written = yaml.safe_load(scenario)
    for column, name in inside.items():
        said = yaml.safe_load(own[name]) if own[name].startswith("{") else own[name]
        np.testing.assert_allclose(columns[column].distribution.ppf([0.1, 0.9]), uc.prior(said).ppf([0.1, 0.9]))
        found = written
        for word in name.split("."):
            found = found[word]
        assert found == {"value": said}
    assert columns["train_samples[images]"].prior.written == (
        "5e9" if command else "lognormal(p5: 1.54e9, p95: 3.84e9)"
    )


FORMS = (
    "{low} to {high}", "{{normal: {{p5: {low}, p95: {high}}}}}", "{{uniform: {{low: {low}, high: {high}}}}}",
    "{{loguniform: {{low: {low}, high: {high}}}}}", "{{triangular: {{low: {low}, mode: {middle}, high: {high}}}}}",
    "{{pert: {{low: {low}, mode: {middle}, high: {high}}}}}", "{{gamma: {{p5: {low}, p95: {high}}}}}",
    "{{beta: {{low: {low}, high: {high}, alpha: 2, beta: 3}}}}", "{middle}",
    "{{discrete: {{{low}: 0.3, {middle}: 0.5, {high}: 0.2}}}}", "{{student_t: {{nu: 9, p5: {low}, p95: {high}}}}}",
    "{{half_normal: {{mean: {middle}}}}}",
)  # fmt: skip
"""Beliefs about a positive number, one of each family that the page computes, but for one."""

EVENT = "{bernoulli: {p: 70%}}"
"""A belief about a number that may be zero."""

CHOSEN = """(() => {
    const engine = engineOf(data, compute, computeAll), choice = choiceIn(data.choices, new Map(data.chosen));
    const changed = new Map(Object.entries(data.changed));
    engine.correlate(ranksOf(data, choice));
    for (const [place, control] of data.controls.entries()) {
        const text = changed.get(keyOf(control));
        engine.believe(control, text ? beliefIn(text, control) : beliefOf(data, choice, place));
    }
    const levels = (one) => [0.05, 0.5, 0.95].map((level) => Object.values(quantileWithError(one, level)));
    return { targets: engine.now().found.map(levels), command: commandOf(data.command, changed, choice.words),
        correlates: choice.correlates };
})()"""


@pytest.mark.parametrize(
    ("name", "own", "priors", "scenario", "event"),
    [
        ("sora", "published", "published", "high_demand", "video_share"),
        ("sora", "published", "expert", "high", "image_latent_frames"),
        ("video", "expert", "published", "video/distilled", "activation_traffic"),
        ("video_path", "expert", "expert", "video_path/fast", "network_share"),
    ],
)
def test_a_choice_with_thirteen_changes_gives_what_its_command_gives(
    name: str, own: str, priors: str, scenario: str, event: str
) -> None:
    model = page_of(f"python -m uncertain_compute model={name} priors={own}", shipped_study(own, model=name))
    generator = np.random.default_rng(5)
    chosen_study = shipped_study(priors, scenario, model=name)
    columns = chosen_study.columns
    able = [
        one
        for one in model.data["controls"]
        if len(one["path"]) == 1
        and one["name"] in columns
        and columns[one["name"]].prior.unit in ("", "1", one["unit"])
        and not (one["low"] or "discrete" in one["written"])
        and columns[one["name"]].distribution.median > 0
        and one["name"] != event
    ]
    changed = {f"priors.{event}": EVENT}
    for form, control in zip(FORMS, generator.permutation(np.array(able, dtype=object))[: len(FORMS)], strict=True):
        median = columns[control["name"]].distribution.median
        low, high = median * generator.uniform(0.6, 0.8), median * generator.uniform(0.9, 0.99)
        ends = {"low": f"{low:.4g}", "middle": f"{0.6 * low + 0.4 * high:.4g}", "high": f"{high:.4g}"}
        changed["priors." + ".".join(control["path"])] = form.format(**ends)
    chosen = [["priors", priors], ["+scenario", scenario]]
    found = result_of(
        CHOSEN.replace("(() => {", f"(() => {{ {model.code}", 1), {**model.data, "chosen": chosen, "changed": changed}
    )
    words = shlex.split(found["command"])[3:]
    said = {key: value for key, _, value in (word.partition("=") for word in words)}
    assert (said.pop("model"), said.pop("priors"), said.pop("+scenario")) == (name, priors, scenario)
    other = uc.load(name, priors=priors, scenario=scenario, overrides=[f"{key}={text}" for key, text in said.items()])
    assert len(changed) == len(FORMS) + 1 == 13
    summary = uc.summarize(uc.run(other, targets=other.headline, draws=2**15))
    summary.index = [column_of(row) for row in summary.to_dict("records")]
    targets = [one["column"] for one in model.data["targets"]]
    for target, levels in zip(targets, found["targets"], strict=True):
        for level, (value, error) in zip(("p5", "p50", "p95"), levels, strict=True):
            assert abs(value - summary.loc[target, level]) <= 4.5 * error + 1e-9 * abs(value), (target, level)
