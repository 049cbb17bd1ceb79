"""The command line: each command in a process of its own, save for those that are wrong."""

import gc
import os
import signal
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from commands import done

from uncertain_compute.cli import main
from uncertain_compute.files.compiled_code import choose_pytensor_settings

type Cli = Callable[..., CompletedProcess[str]]


SETTINGS_OF_PROCESSES = {
    "OPENBLAS_NUM_THREADS": "1",  # there is a process for each core: more threads would wait for each other
    "MALLOC_MMAP_THRESHOLD_": "536870912",  # in bytes: arrays are made in memory that earlier ones had,
    "MALLOC_TRIM_THRESHOLD_": "536870912",  # not in new pages that Linux clears first
}
"""What saves CPU in the processes that run the tests, and in those that they start."""


def pytest_configure() -> None:
    """Take Ctrl-C as in a terminal, also in the background, and compile as users do, for all that the tests start."""
    choose_pytensor_settings()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.update(SETTINGS_OF_PROCESSES | os.environ)


def pytest_collection_finish() -> None:
    """Search seldom for garbage, and not in what was imported: that is most of what there is, and it stays."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture
def cli(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Cli:
    def run(*arguments: str) -> CompletedProcess[str]:
        """Run a command, without figures unless it asks for them."""
        quick = [] if any(item.startswith("report=") for item in arguments) else ["report=none"]
        return done([*arguments, *quick], tmp_path, tmp_path_factory.mktemp("said"))

    return run


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def run(*words: str) -> None:
        """Run a command in this process, and leave what it sets for a process as it was."""
        monkeypatch.setattr(sys, "argv", ["uncertain_compute", *words])
        for of_the_process in ("raise_interrupts", "pause_garbage_collection"):
            monkeypatch.setattr(main, of_the_process, lambda: None)
        monkeypatch.setenv("HYDRA_FULL_ERROR", "1")  # as the command sets it, so that it is unset afterwards
        with warnings.catch_warnings():
            main.main()

    return run


@pytest.fixture
def wrong_cli(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    in_this_process: Callable[..., None],
    capfd: pytest.CaptureFixture[str],
) -> Cli:
    def run(*arguments: str) -> CompletedProcess[str]:
        """Run a command that is refused, in this process: it writes nothing, and its message is what matters."""
        monkeypatch.chdir(tmp_path)
        with pytest.raises(SystemExit) as ended:
            in_this_process(*arguments)
        said = capfd.readouterr()
        return CompletedProcess(arguments, int(str(ended.value.code)), said.out, said.err)

    return run


@pytest.fixture
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a sampler's chains run one after another: they draw the same, and the model is compiled once."""
    for method in ("nuts", "smc"):
        monkeypatch.setattr(f"uncertain_compute.posterior.{method}.cores", lambda: 1)
