"""The answers to --help and --version, and to the Tab key."""

import re
from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from uncertain_compute.analysis.analyses import ANALYSES
from uncertain_compute.analysis.sensitivity.outputs import SCALES
from uncertain_compute.analysis.summary.statistics import STATISTICS
from uncertain_compute.analysis.summary.summaries import CI_KINDS
from uncertain_compute.bridges.exports.registry import EXPORTS
from uncertain_compute.cli.commands.show import SHOWN
from uncertain_compute.cli.help import help_text, program_version, purposes
from uncertain_compute.config.key_names import CONF, STUDY_KEYS
from uncertain_compute.config.schema import KEYS, OUTPUTS, REPORTS
from uncertain_compute.config.set_files import names_of
from uncertain_compute.draws.settings import DESIGNS, ENGINES, KEEPS
from uncertain_compute.posterior.methods import METHODS
from uncertain_compute.views.drawing.rendering import FORMATS

WORDS: dict[str, Collection[str]] = {
    "ci_kind": CI_KINDS,
    "design": DESIGNS,
    "engine": ENGINES,
    "export": EXPORTS,
    "formats": FORMATS,
    "keep": KEEPS,
    "method": METHODS,
    "output": OUTPUTS,
    "report": REPORTS,
    "scale": SCALES,
    "sensitivity": (*ANALYSES, "all", "none"),
    "show": SHOWN,
    "statistic": STATISTICS,
}
"""Keys that take one of a few words."""


@pytest.mark.parametrize("key", WORDS)
def test_a_key_is_explained_with_each_word_that_it_takes(key: str) -> None:
    assert {*WORDS[key]} <= {*re.findall(r"\w+", purposes()[key])}


@pytest.mark.parametrize("group", ["priors", "evidence"])
def test_the_config_lists_the_prior_sets_and_evidence_that_are_shipped(group: str) -> None:
    listed = re.findall(rf"# conf/{group}: ([\w, ]+)", (CONF / "config.yaml").read_text(encoding="utf-8"))
    assert listed == [", ".join(sorted(names_of([CONF], group)))]


def test_help_names_each_key_with_its_default_and_each_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "110")
    lines = help_text([]).splitlines()
    shown = [line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "]
    assert {"draws=65536", "ci_kind=eti", "compare"} <= set(shown)
    assert set(KEYS) <= {word.partition("=")[0] for word in shown} | set(STUDY_KEYS)
    assert "    of video             video/clip_1080p, video/distilled" in lines
    assert max(map(len, lines)) <= 110


def test_help_names_the_models_of_a_study_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "campus.yaml").touch()
    models = sorted(["campus", *(path.stem for path in (CONF / "model").glob("*.yaml"))])
    assert f" model {', '.join(models)} " in " ".join(help_text([tmp_path]).split())


def test_the_version_is_that_of_the_program() -> None:
    assert program_version().startswith("uncertain_compute 0.")


@pytest.mark.parametrize(
    ("written", "completed"),
    [
        ("prec", ["precision="]),
        ("model=video_", ["model=video_path"]),
        ("draws=1e4 +scenario=h", ["+scenario=high", "+scenario=high_demand"]),
    ],
)
def test_the_shell_completes_keys_and_names(
    written: str,
    completed: list[str],
    monkeypatch: pytest.MonkeyPatch,
    in_this_process: Callable[..., None],
    capfd: pytest.CaptureFixture[str],
) -> None:
    line = f"uncertain-compute {written}"
    for name, value in {"COMP_LINE": line, "COMP_POINT": str(len(line))}.items():
        monkeypatch.setenv(name, value)
    in_this_process("-sc", "query=bash")
    assert capfd.readouterr().out.split() == completed
