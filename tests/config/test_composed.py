"""A wrong key, or a text from outside the config, is refused wherever it is said."""

from pathlib import Path
from typing import Any

import hydra
import pytest
from hydra.core.hydra_config import HydraConfig

import uncertain_compute as uc
from uncertain_compute.cli.arguments import arranged
from uncertain_compute.cli.job import overrides
from uncertain_compute.config.composing import composer
from uncertain_compute.config.key_names import CONF
from uncertain_compute.config.overrides import with_own_priors
from uncertain_compute.config.settings import settings_of

EQUATIONS = """
def total(x, share): return x * share.sum("platform")
"""
MODEL = "equations: [equations.py]\ndimensions: {platform: [A, B]}\n"
PRIORS = "x: 4 to 10\nshare: {platform: {A: 0.2, B: 0.5}}\n"


@pytest.fixture
def study(tmp_path: Path) -> Any:
    def load(files: dict[str, str], *overrides: str, **options: Any) -> uc.Study:
        written = {"model/mine.yaml": MODEL, "priors/mine.yaml": PRIORS, "../equations.py": EQUATIONS} | files
        for name, text in written.items():
            path = tmp_path / "conf" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        chosen = {"model": "mine", "priors": "mine"} | options
        return uc.load(**chosen, overrides=overrides, config_dir=tmp_path / "conf")

    return load


UNKNOWN = [
    ("+scenrio=high", "scenrio: no such key; did you mean 'scenario'?"),
    ("+scenarios=high", "scenarios: no such key; did you mean 'scenario'?"),
    ("+Scenario=high", "Scenario: no such key; did you mean 'scenario'?"),
    ("priors.candidates={a: [", "'priors.candidates={a: [': not an override; write KEY=VALUE"),
    ("9" * 5000, "'999"),
    ("+scenario=[[high]]", "defaults: what is chosen in a group is a name, or a list of names"),
    ("+prior=expert", "prior: no such key; did you mean 'priors'?"),
    ("+foo=1", "foo: no such key; known are"),
    ("++foo=1", "foo: no such key; known are"),
    ("+foo={bar: 1}", "foo: no such key; known are"),
    ("foo.bar=1", "foo.bar: no such key; known are"),
    ("model.units=1", "model.units: the config states none to change; +model.units=... adds one"),
    (f"+scenario={'x' * 300}", f"scenario={'x' * 117}...: no such file"),
    (f"evidence={'x' * 300}", f"evidence={'x' * 117}...: no such file"),
    ("foo@bar=x", "foo@bar: cannot be chosen under another key"),
    ("priors@foo=expert", "priors@foo: cannot be chosen under another key; write priors=NAME"),
    ("+scenario@foo=high", "scenario@foo: cannot be chosen under another key"),
    ("+model.foo=1", "model.foo: not a key of a model; known are"),
    ("+model.targts=[x]", "model.targts: not a key of a model; did you mean 'targets'?"),
    ("+model.inputs.x.units=GPU", "model.inputs.x.units: not a key of an input; did you mean 'unit'?"),
    ("+priors.typo=3", "priors.typo: no equation needs or gives this"),
    ("priors.typo=3", "priors.typo: no equation needs or gives this"),
    ("hydra.searchpath=[file:///tmp]", "hydra.searchpath: not allowed; use --config-dir FOLDER"),
    ("draws=017", 'draws: 017 may be read in two ways; write 17 or "017"'),
    ("draws=0x1F", "draws: 0x1F may be read in two ways"),
    ("draws=1:30", "draws: 1:30 may be read in two ways"),
    ("priors.x=017", "priors.x: '017' may be read in two ways; write 17"),
    ("priors.x='017 to 030'", "priors.x: '017' may be read in two ways; write 17"),
    ("priors.x={normal: {mu: 017, sigma: 1}}", "priors.x.normal.mu: '017' may be read in two ways; write 17"),
    (f"priors.x={'9' * 5000}", "priors.x: an integer of more than 4,300 digits"),
    ("priors.x=0x1F", "priors.x: '0x1F' is neither a number"),
    ("priors.x=1:30", "priors.x: '1:30' is neither a number"),
    ("priors.x=yes", "priors.x: 'yes' is neither a number"),
]


@pytest.mark.parametrize(("override", "message"), UNKNOWN, ids=[override[:60] for override, _ in UNKNOWN])
def test_an_override_that_means_nothing_is_refused(override: str, message: str, study: Any) -> None:
    with pytest.raises(uc.UncertainComputeError) as raised:
        study({}, override)
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"scenario/other.yaml": "# @package _global_\nfoo: 1\n"}, "foo: no such key"),
        ({"priors/mine.yaml": f"defaults: [{'x' * 300}]\n"}, "no such file"),
        ({"scenario/other.yaml": "# @package _global_\nmodel: {targts: [a]}\n"}, "model.targts: not a key"),
        (
            {"scenario/other.yaml": "x: 3\n"},
            "other.yaml: its first line must say where its keys go, as in # @package priors",
        ),
        ({"scenario/other.yaml": "# @package prior\nx: 3\n"}, "its first line must say where its keys go"),
        ({"priors/mine.yaml": "# @package model\n" + PRIORS}, "# @package model does not go with priors"),
        ({"priors/mine.yaml": "defaults: [mine]\n" + PRIORS}, "mine.yaml: builds on itself: mine -> mine"),
        (
            {"priors/mine.yaml": "defaults: [b]\n" + PRIORS, "priors/b.yaml": "defaults: [mine]\n"},
            "builds on itself: mine -> b -> mine",
        ),
        ({"priors/mine.yaml": "defaults: 3\n" + PRIORS}, "mine.yaml: defaults: 3 is not a list"),
        ({"priors/mine.yaml": "defaults: [null]\n" + PRIORS}, "mine.yaml: defaults: [None] is not a list"),
        ({"priors/mine.yaml": "x: 017\n"}, "mine.yaml, line 1: 017 may be read in two ways"),
        ({"priors/mine.yaml": "x: !!int abc\n"}, "mine.yaml, line 1: has a tag"),
        ({"priors/mine.yaml": PRIORS + "5: 3\n"}, "5 is not a name"),
        ({"priors/mine.yaml": PRIORS + "true: 3\n"}, "the key True is not a name"),
        ({"model/mine.yaml": MODEL + "targets: [null]\n"}, "model.targets: None is not a name"),
        ({"model/mine.yaml": MODEL + "targets: [[total]]\n"}, "model.targets: ['total'] is not a name"),
        ({"model/mine.yaml": MODEL + "headline: [3]\n"}, "model.headline: 3 is not a name"),
        ({"model/mine.yaml": MODEL + "inputs: {a: }\n"}, "model.inputs.a: is empty"),
        ({"model/mine.yaml": MODEL + "inputs: {5: {unit: s}}\n"}, "model.inputs: 5 is not a name"),
        ({"config.yaml": "draws: 5\n"}, "config.yaml: not read, since a study's folder has model, priors"),
        ({"schema.yaml": "draws: 5\n"}, "schema.yaml: not read"),
        ({"priors/yours.yml": PRIORS}, "yours.yml: not read; call it yours.yaml"),
    ],
)
def test_a_file_that_would_not_be_read_as_it_is_meant_is_refused(
    files: dict[str, str], message: str, study: Any
) -> None:
    options = {"scenario": "other"} if "scenario/other.yaml" in files else {}
    with pytest.raises(uc.UncertainComputeError) as raised:
        study(files, **options)
    assert message in str(raised.value)


def test_a_scenario_may_set_any_part_of_the_config(study: Any) -> None:
    text = (
        "# what if\n# @package _global_\nmodel: {title: Another}\npriors: {x: {value: {normal: {mu: 1, sigma: 2}}}}\n"
    )
    changed = study({"scenario/other.yaml": text}, scenario="other")
    assert changed.title == "Another"
    assert changed.columns["x"].prior.written == "normal(mu: 1, sigma: 2)"


OUTSIDE = [
    ("model/mine.yaml", MODEL + "title: '${oc.env:SECRET}'\n", "model.title"),
    ("model/mine.yaml", MODEL + "title: 'a ${oc.decode:${oc.env:SECRET}}'\n", "model.title"),
    ("model/mine.yaml", MODEL + "title: '${hydra:runtime.cwd}'\n", "model.title"),
    ("model/mine.yaml", MODEL + "title: '${runs}'\n", "model.title"),
    ("model/mine.yaml", MODEL + "title: '${..runs}'\n", "model.title"),
    ("model/mine.yaml", MODEL + "title: '${[runs]}'\n", "model.title"),
    ("model/mine.yaml", MODEL + "inputs: {x: {label: '${now:%Y}'}}\n", "model.inputs.x.label"),
    ("priors/mine.yaml", PRIORS.replace("4 to 10", "{value: 3, why: '${oc.env:SECRET}'}"), "priors.x.why"),
    ("scenario/other.yaml", "# @package priors\nx: {value: 3, source: '${oc.env:SECRET}'}\n", "priors.x.source"),
]


@pytest.mark.parametrize(("file", "text", "key"), OUTSIDE)
def test_no_text_comes_from_the_environment(
    file: str, text: str, key: str, study: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "hunter2")
    options = {"scenario": "other"} if file.startswith("scenario") else {}
    with pytest.raises(uc.UncertainComputeError) as raised:
        study({file: text}, "runs='${oc.env:SECRET}/runs'", **options)
    assert str(raised.value).startswith(f"{key}: ")
    assert "would come from outside the config" in str(raised.value)
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize("override", ["targets='[${oc.env:SECRET}]'", "design='${oc.env:SECRET}'"])
def test_no_setting_comes_from_the_environment(override: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "hunter2")
    with composer() as compose, pytest.raises(uc.UncertainComputeError, match="outside the config") as raised:
        settings_of(compose([override]))
    assert "hunter2" not in str(raised.value)


def test_what_a_command_was_is_kept_as_it_was_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "hunter2")
    monkeypatch.setattr(HydraConfig.instance(), "cfg", None)
    said = ["runs=${oc.env:SECRET}/runs", "++priors.candidates={value: 3, why: '${oc.env:SECRET}'}"]
    with composer():
        HydraConfig.instance().set_config(hydra.compose("config", said, return_hydra_config=True))
        assert overrides() == said


def test_a_setting_cannot_be_left_out() -> None:
    with composer() as compose, pytest.raises(uc.UncertainComputeError, match="seed: missing; a key of the config"):
        settings_of(compose(["~seed"]))


def test_a_file_is_not_chosen_by_the_environment() -> None:
    with pytest.raises(uc.UncertainComputeError, match=r"priors: \$\{oc.env:HOME\} is not the name of a file"):
        uc.load(overrides=["priors=${oc.env:HOME}"])


def test_runs_may_name_the_environment_and_a_text_another_key(study: Any) -> None:
    model = MODEL + "title: Of ${.targets}\nabout: seed ${seed}\ntargets: [total]\n"
    read = study({"model/mine.yaml": model}, "runs='${oc.env:HOME}/runs'")
    assert read.about == "seed 0"


@pytest.mark.parametrize(
    "override",
    [
        "priors.x={value: 3, why: '\x1b[31mred'}",
        "+model.title='a\u202eb'",
        "+model.title='\x00'",
        "+model.title='\udcff'",
        "+model.title='two\nlines'",
        "+model.inputs.x.label='two\nlines'",
    ],
)
def test_a_text_of_an_override_can_be_shown(override: str, study: Any) -> None:
    with pytest.raises(uc.UncertainComputeError) as raised:
        study({}, override)
    assert "which no text may hold" in str(raised.value) or "a name is one line" in str(raised.value)
    assert str(raised.value).isprintable()


@pytest.mark.parametrize(
    ("arguments", "arrangement"),
    [
        (["draws=64", "-m", "priors=a,b"], ["draws=64", "priors=a,b", "-m"]),
        (["draws=64", "--config-dir", "x", "seed=1"], ["draws=64", "seed=1"]),
        (["--cfg", "job", "draws=64"], ["draws=64", "--cfg", "job"]),
        (["-h"], ["-h"]),
        ([], []),
    ],
)
def test_flags_may_stand_between_overrides(arguments: list[str], arrangement: list[str]) -> None:
    assert arranged(arguments)[0] == arrangement


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--foo"], "--foo: no such flag"),
        (["seed=1", "--multrun"], "--multrun: no such flag; did you mean '--multirun'?"),
        (["--cfg", "jobs"], "invalid choice: 'jobs'"),
        (["--config-dir"], "expected one argument"),
        (["--seed=3"], "--seed=3: no such flag; a key has no dashes: seed=3"),
        (["priors.x=10B", "to", "50B", "seed=1"], 'put both into quotes: "priors.x=10B to 50B"'),
        (["compare=[a,", "b]"], 'put both into quotes: "compare=[a, b]"'),
        (["scenario=high"], "scenario=high: a choice is written +scenario=NAME"),
        (["+priors=expert"], "+priors=expert: a choice is written priors=NAME"),
        (["~evidence"], "~evidence: a choice is written evidence=NAME"),
        (["--config-dir="], "--config-dir: has no value"),
        (["runs="], "runs: has no value"),
        (["runs=''"], "runs: has no value"),
        (["--config-name", "mine"], "--config-name: not allowed"),
        (["--config-path", "."], "--config-path: not allowed"),
        (["--experimental-rerun", "x.pickle"], "--experimental-rerun: not allowed"),
        (["priors.x.why=\x1b[31mred"], "priors.x.why: has the character U+001B"),
        (["priors.x.why=\udcff"], "priors.x.why: has the character U+DCFF"),
    ],
)
def test_a_wrong_flag_is_refused(arguments: list[str], message: str) -> None:
    with pytest.raises(uc.UncertainComputeError) as raised:
        arranged(arguments)
    assert message in str(raised.value)


def test_the_default_prior_set_of_a_model_of_its_own_stands_before_flags() -> None:
    """Hydra reads no override after a flag."""
    said, _ = arranged(["--cfg", "job", "model=video_path"])
    assert with_own_priors(said, [CONF]) == ["priors=video_path/published", "model=video_path", "--cfg", "job"]
