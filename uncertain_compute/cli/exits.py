"""How a command ends: normally, or with one line and an exit code."""

import os
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

from uncertain_compute.cli.interrupts import number_of
from uncertain_compute.errors import LeftOutWarning, StoredRunWarning, UncertainComputeError
from uncertain_compute.wording import one_line

BY_SIGNAL = 128
"""A shell adds this to the number of the signal that ended a process."""

STANDARD_OUTPUT = "standard output"
SAID = (StoredRunWarning, LeftOutWarning)
"""Warnings that a user of the command line sees."""


@contextmanager
def one_line_errors() -> Iterator[None]:
    """End with one line and an exit code if something goes wrong."""
    try:
        yield
    except UncertainComputeError as error:
        _exit(f"error: {error}", 1)
    except BrokenPipeError:
        _drop_output()
        sys.exit(BY_SIGNAL + signal.SIGPIPE)
    except OSError as error:
        if error.filename == STANDARD_OUTPUT:
            _drop_output()
        _exit(f"error: {error.filename or 'file'}: {error.strerror or ' '.join(str(error).split())}", 1)
    except MemoryError:
        _exit("error: out of memory; use keep=summary, fewer draws or fewer targets", 1)
    except KeyboardInterrupt as interrupt:
        number = number_of(interrupt)
        said = "interrupted" if number == signal.SIGINT else "terminated"
        _exit(f"{said}; nothing of the unfinished run was kept", BY_SIGNAL + number)


@contextmanager
def output_written() -> Iterator[None]:
    """Write everything printed inside this context before it ends.

    Raises
    ------
    OSError
        If standard output is closed or its disk is full.
    """
    try:
        yield
        if sys.stdout:
            sys.stdout.flush()
    except OSError as error:
        error.filename = STANDARD_OUTPUT
        raise


def say_warnings_in_one_line() -> None:
    """Print warnings that a user should see as one line each."""
    shown = warnings.showwarning

    def show(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
        if issubclass(category, SAID):
            sys.stderr.write(f"warning: {one_line(str(message))}\n")
        else:
            shown(message, category, *where, **more)

    for category in SAID:
        warnings.simplefilter("always", category)
    warnings.showwarning = show


def _drop_output() -> None:
    """Drop output that Python would try to write again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _exit(message: str, code: int) -> NoReturn:
    with suppress(OSError):
        sys.stderr.write(f"{one_line(message)}\n")
    sys.exit(code)
