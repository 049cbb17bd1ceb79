"""Commands of the command line, each in a process of its own, which has imported what it needs before it starts."""

import multiprocessing
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext
from pathlib import Path
from subprocess import CompletedProcess

import pytest

PATIENCE = 120
"""Seconds after which a command is taken to hang."""


@cache
def forks() -> ForkServerContext:
    """Return what forks processes from the one that has imported it all, once that is started."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["forked", "commands"])
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PYTHONPATH", str(Path(__file__).parent))  # the server has no other way to find the module
        forkserver.ensure_running()
    return context


def done(arguments: list[str], folder: Path, said: Path) -> CompletedProcess[str]:
    """Run a command in one folder, with its output in files in another, and return how it ended."""
    out, err = said / "out", said / "err"
    process = forks().Process(target=_run, args=(arguments, folder, out, err))
    process.start()
    try:
        process.join(PATIENCE)
        if process.exitcode is None:
            raise TimeoutError(arguments)
    finally:
        process.kill()
    return CompletedProcess(arguments, process.exitcode, out.read_text(), err.read_text())


@contextmanager
def started(arguments: list[str], folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a command as a user does, and end it whatever becomes of the test."""
    command = [sys.executable, "-m", "uncertain_compute", *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=folder, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until_underway(folder: Path) -> None:
    """Return once a command that was started in a folder has read its config and begun to draw."""
    deadline = time.monotonic() + PATIENCE
    while not list(folder.glob("runs/.unfinished*/.hydra/overrides.yaml")):
        assert time.monotonic() < deadline, "the command has not begun"
        time.sleep(0.1)
    time.sleep(1)


def _run(arguments: list[str], folder: Path, out: Path, err: Path) -> None:
    """Run a command, in which a warning is an error."""
    from uncertain_compute.cli.main import main

    for path, descriptor in ((out, 1), (err, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
    os.environ.pop("PYTHONPATH", None)  # by which the server found its modules
    os.chdir(folder)
    warnings.simplefilter("error")
    sys.argv = ["uncertain_compute", *arguments]
    main()
