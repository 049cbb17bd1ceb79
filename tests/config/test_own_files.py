"""A study's own files win over the shipped ones of their name, and the run says so."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import Cli

import uncertain_compute as uc
from uncertain_compute.analysis.validation.backtest import NAIVE, backtest
from uncertain_compute.draws.propagation import REPLACED
from uncertain_compute.views.sentences.summary import belief_notes

EQUATIONS = "def total(x, y):\n    return x * y\n"
MODEL = "equations: [equations.py]\nbacktest: backtest/disclosed.yaml\n"
PRIORS = "x: {value: 4 to 10, why: mine}\ny: 3\n"
OUTCOMES = """
since: 2024-03
outcomes:
  one: {quantity: total, observed: 20, unit: "1", entity: lab, date: 2025-01, status: found, why: read, source: a list}
"""


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "conf"


OWN = {
    "equations.py": EQUATIONS,
    "backtest/disclosed.yaml": OUTCOMES,
    "conf/model/sora.yaml": MODEL,
    "conf/priors/published.yaml": PRIORS,
    "conf/priors/expert.yaml": PRIORS.replace("4 to 10", "5 to 6"),
    "conf/priors/point.yaml": PRIORS.replace("4 to 10", "7"),
    "conf/scenario/high.yaml": "# @package priors\ny: 30\n",
}


def test_own_files_win_in_each_group_and_the_run_notes_it(tmp_path: Path) -> None:
    conf = written(tmp_path, OWN)
    study = uc.load(scenario="high", config_dir=conf)
    assert study.columns["x"].prior.why == "mine"
    assert study.columns["y"].distribution.median == 30
    assert study.backtest == tmp_path / "backtest" / "disclosed.yaml"
    run = uc.run(study, draws=64)
    assert list(run.attrs[REPLACED]) == ["model=sora", "priors=published", "scenario=high", "backtest/disclosed.yaml"]
    assert belief_notes(study)[0] == (
        "the study's own files replace the shipped model=sora, priors=published, scenario=high, backtest/disclosed.yaml"
    )


@pytest.mark.parametrize("flag", [["--config-dir=."], ["--config-dir", "."], ["-cd", "."]])
def test_a_folder_with_the_name_of_a_key_does_not_hide_the_key(
    flag: list[str], tmp_path: Path, in_this_process: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a first run with ``runs=`` beside the study's files."""
    conf = written(tmp_path, OWN)
    for name in ("runs", "seed", "output"):
        (conf / name).mkdir()
    monkeypatch.chdir(conf)
    in_this_process(*flag, "runs=runs", "seed=3", "output=quiet", "report=none", "draws=64")
    assert len([*(conf / "runs").glob("*/*-sora-published/run.nc")]) == 1


def test_files_that_a_study_names_may_lie_in_its_conf_folder(
    tmp_path: Path, in_this_process: Callable[..., None]
) -> None:
    written(tmp_path / "conf", {name.removeprefix("conf/"): text for name, text in OWN.items()})
    runs = tmp_path / "runs"
    for words in ([f"runs={runs}", "draws=64"], [f"view={runs}/latest"]):
        in_this_process(f"--config-dir={tmp_path}/conf", "report=none", *words)


def test_nothing_is_noted_of_the_shipped_study() -> None:
    assert uc.load(scenario="high").replaced == ()


def test_own_prior_set_on_the_shipped_model(tmp_path: Path) -> None:
    conf = written(tmp_path, {"conf/scenario/high.yaml": "# @package priors\ncandidates: 11\n"})
    study = uc.load(scenario="high", config_dir=conf)
    assert study.columns["candidates"].distribution.median == 11
    assert study.replaced == ("scenario=high",)


def test_own_files_win_on_the_command_line_and_are_scored_without_a_naive_set(cli: Cli, tmp_path: Path) -> None:
    conf = written(tmp_path / "study", OWN)
    done = cli("--config-dir", str(conf), "show=backtest", "beside=expert", "draws=512", "report=none")
    assert done.returncode == 0, done.stderr
    assert "expert held 0 of 1 outcomes" in done.stdout
    assert "the study's own files replace the shipped model=sora" in " ".join(done.stdout.split())
    assert "no naive forecast: model.audit_priors names no set" in done.stdout
    done = cli("+scenario=high", "draws=512", "sensitivity=none", "--config-dir", str(conf), "output=text")
    assert done.returncode == 0, done.stderr
    assert "note: the study's own files replace the shipped model=sora" in done.stdout


@pytest.mark.parametrize(("single", "median"), [("7", 21.0), ("{lognormal: {p5: 3.5, p95: 14}}", 21.0)])
def test_the_naive_forecast_spreads_the_medians_of_the_set_of_published_values(
    single: str, median: float, tmp_path: Path
) -> None:
    model = MODEL + "audit_priors: as_printed\n"
    files = OWN | {"conf/model/sora.yaml": model, "conf/priors/as_printed.yaml": PRIORS.replace("4 to 10", single)}
    conf = written(tmp_path, files)
    study = uc.load(priors="point", config_dir=conf)
    assert study.backtest is not None
    naive = uc.load(priors=study.audit_priors, config_dir=conf)
    found = backtest({"naive": study}, naive, study.backtest, draws=64)
    assert list(found["set"].to_numpy()) == ["naive", "naive forecast"]
    assert found.attrs[NAIVE] == "naive forecast"
    spread = found["forecast"].sel(set="naive forecast", outcome="one").to_numpy()
    # one of the forecast's 4,096 points to either side
    np.testing.assert_allclose(spread[[0, 2, 4]], [median / 10, median, median * 10], rtol=0.002)


HOSTILE = [
    ({"priors": {"x": uc.prior("4 to 10", why="\x1b[31m"), "y": 1}}, "priors.x.why: has the character U+001B"),
    ({"priors": {"x": {"value": 3, "source": "\u202e"}, "y": 1}}, "priors.x.source: has the character U+202E"),
    ({"priors": {"x": {"value": 3, "unit": "a\nb"}, "y": 1}}, "priors.x.unit: 'a\\nb' has a line break"),
    ({"priors": {5: 3, "x": 1, "y": 1}}, "priors: 5 is not a name"),
    ({"priors": {"x": 10**5000, "y": 1}}, "priors.x: an integer of more than 4,300 digits"),
    ({"inputs": {"x": {"label": "a\x00"}}}, "model.inputs.x.label: has the character U+0000"),
    ({"dimensions": {"d": ["a\nb"]}}, "model.dimensions.d: 'a\\nb' has a line break"),
    ({"title": "\ud800"}, "model.title: has the character U+D800"),
]


@pytest.mark.parametrize(("said", "message"), HOSTILE, ids=[message for _, message in HOSTILE])
def test_a_study_in_python_takes_no_text_that_cannot_be_shown(said: dict, message: str) -> None:
    def total(x: float, y: float) -> float:
        return x * y

    with pytest.raises(uc.UncertainComputeError) as raised:
        uc.Study([total], **{"priors": {"x": 1, "y": 2}} | said)
    assert message in str(raised.value).replace("\\\\", "\\")


def test_a_prior_that_holds_itself_is_refused() -> None:
    endless: dict = {}
    endless["value"] = endless
    with pytest.raises(uc.UncertainComputeError, match="nested deeper than 50 levels"):
        uc.Study([lambda x: x], {"x": endless})
