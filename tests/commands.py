"""Commands of the command line, each in a process of its own, which has imported what it needs before it starts."""

import multiprocessing
from multiprocessing import forkserver
from pathlib import Path
from subprocess import CompletedProcess

import pytest

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["forked"])
PATIENCE = 120
"""Seconds after which a command is taken to hang."""


def done(arguments: list[str], folder: Path, said: Path) -> CompletedProcess[str]:
    """Run a command in one folder, what it says to go to files in another, and return how it ended."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYTHONPATH", str(Path(__file__).parent))  # the server has no other way to find the module
        forkserver.ensure_running()
    from forked import run

    out, err = said / "out", said / "err"
    process = FORKS.Process(target=run, args=(arguments, folder, out, err))
    process.start()
    process.join(PATIENCE)
    if process.exitcode is None:
        process.kill()
        raise TimeoutError(arguments)
    return CompletedProcess(arguments, process.exitcode, out.read_text(), err.read_text())
