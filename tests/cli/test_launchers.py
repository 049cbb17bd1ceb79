"""Launchers of Hydra's plugins that fail: one line; what fails in a job itself keeps its traceback."""

from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
from conftest import Cli
from hydra._internal.hydra import Hydra

from uncertain_compute.cli import composed_job

SWEEP = ["-m", "priors=published,expert"]


def _of_a_plugin(function: Callable[..., Any], **names: Any) -> FunctionType:
    """Return a function as if a launcher's module had it."""
    module = {"__name__": "hydra_plugins.hydra_queue_launcher.queue_launcher", "__builtins__": __builtins__, **names}
    return FunctionType(function.__code__, module)


def test_a_queue_that_is_not_there_is_one_line(wrong_cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def launch(*_: Any, **__: Any) -> None:
        raise RuntimeError("no queue\nhere")

    monkeypatch.setattr(Hydra, "multirun", _of_a_plugin(launch))
    done = wrong_cli(*SWEEP)
    assert done.returncode == 1
    assert done.stderr == "error: hydra/launcher: hydra_queue_launcher failed: no queue here\n"
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_a_job_is_not_taken_for_the_launchers(
    in_this_process: Callable[..., None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def launch(*_: Any, **__: Any) -> None:
        asks_hydra(0)  # type: ignore[name-defined]  # noqa: F821

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Hydra, "multirun", _of_a_plugin(launch, asks_hydra=composed_job._asks_hydra))
    with pytest.raises(AttributeError):
        in_this_process(*SWEEP)
