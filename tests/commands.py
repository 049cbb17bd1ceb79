"""Commands of the command line, each in a process of its own.

Such a process is a fork of one that has imported what every command needs: that import is most of what a short
command takes, and there are some hundred of them.
"""

import multiprocessing
import os
import sys
import warnings
from pathlib import Path
from subprocess import CompletedProcess

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["uncertain_compute.cli", "arviz_plots", "matplotlib.figure", "pymc"])
PATIENCE = 120
"""Seconds after which a command is taken to hang."""


def done(arguments: list[str], folder: Path, said: Path) -> CompletedProcess[str]:
    """Run a command in one folder, what it says to go to files in another, and return how it ended.

    A warning is an error in it.
    """
    out, err = said / "out", said / "err"
    process = FORKS.Process(target=_run, args=(arguments, folder, out, err))
    process.start()
    process.join(PATIENCE)
    if process.exitcode is None:
        process.kill()
        raise TimeoutError(arguments)
    return CompletedProcess(arguments, process.exitcode, out.read_text(), err.read_text())


def _run(arguments: list[str], folder: Path, out: Path, err: Path) -> None:
    for path, descriptor in ((out, 1), (err, 2)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
    os.chdir(folder)
    warnings.simplefilter("error")
    sys.argv = ["uncertain_compute", *arguments]
    from uncertain_compute.cli import main

    main()
