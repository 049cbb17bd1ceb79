"""The answers to --help and --version."""

from pathlib import Path

import pytest

from uncertain_compute.cli.help import help_text, program_version
from uncertain_compute.config.schema import CONF, KEYS, STUDY_KEYS


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
