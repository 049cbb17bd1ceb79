"""The folders that a process makes: hidden while they are filled, then renamed to their final name.

Nothing else is ever removed or renamed: a folder that existed before is the user's, whatever a config says.
"""

import os
import re
import shutil
import time
from contextlib import suppress
from itertools import count
from pathlib import Path

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.files.writing import HOST, unfinished_name

DAY = 86400.0
"""Seconds before a killed process's folders are removed."""

PATIENCE = 5.0
"""Seconds in which a killed process has to end."""

UNFINISHED = re.compile(rf"\.unfinished-{HOST}-(?P<process>\d+)")
SWEEPS, SWEEP_FILE = "sweeps", "multirun.yaml"

_made: list[Path] = []
"""The folders that this process made, without their parents."""

_parents: list[Path] = []
"""Parents that this process made for them, the outermost first."""


def make_new_folder(folder: Path) -> Path:
    """Make a folder, with a number after its name if that is taken; return its path."""
    new = folder
    for number in count(2):
        _make_parents(new)
        try:
            new.mkdir()
        except FileExistsError:
            new = folder.with_name(f"{folder.name}-{number}")
        except FileNotFoundError:
            if new.parent.exists():  # if not, another process made it, and removed it as it failed
                raise
        else:
            break
    _made.append(new)
    return new


def _make_parents(folder: Path) -> None:
    missing = [parent for parent in folder.parents if not parent.exists()]
    folder.parent.mkdir(parents=True, exist_ok=True)
    _parents.extend(reversed(missing))


def make_unfinished(parent: Path) -> Path:
    """Make a hidden folder to be filled; its name says which process fills it."""
    return make_new_folder(parent / unfinished_name())


def given_folder(text: str, key: str) -> Path:
    """Return the folder that a key names, made if it did not exist.

    Raises
    ------
    UncertainComputeError
        If it is not a folder, or is not empty.
    """
    folder = Path(text)
    if not folder.exists():
        return make_new_folder(folder)
    if not folder.is_dir() or any(folder.iterdir()):
        raise UncertainComputeError(f"{key}: {text} is not an empty folder; name an empty or a new one")
    return folder


def discard_folder(folder: Path) -> None:
    """Remove a folder, if this process made it."""
    if folder in _made:
        shutil.rmtree(folder, ignore_errors=True)


def discard_empty_folders() -> None:
    """Remove folders that this process made and left empty, sweeps without a run, and what their workers left."""
    for folder in reversed(_made):
        if folder.is_dir():
            _discard_of_workers(folder)
            _remove_if_without_runs(folder)
    for parent in reversed(_parents):
        with suppress(OSError):
            parent.rmdir()


def _discard_of_workers(sweep: Path) -> None:
    """Remove the hidden folders of processes of a sweep that have ended: its launcher kills them on an interrupt."""
    for path in sweep.glob(".unfinished-*"):
        unfinished = UNFINISHED.match(path.name)
        if unfinished and path not in _made and _ends(int(unfinished["process"])):
            shutil.rmtree(path, ignore_errors=True)


def _ends(process: int) -> bool:
    """Return whether a process has ended, or does so soon."""
    import psutil

    try:
        psutil.Process(process).wait(PATIENCE)
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return False
    return True


def finish_folder(unfinished: Path, folder: Path) -> Path:
    """Rename an unfinished folder to its final name, with a number if that is taken; return the new path."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    new, number = folder, 2
    while True:
        try:
            if not new.exists():
                return unfinished.rename(new)
        except OSError:
            if not new.exists():
                raise
        new, number = folder.with_name(f"{folder.name}-{number}"), number + 1


def fill_folder(unfinished: Path, folder: Path) -> Path:
    """Move the content of an unfinished folder to its parent; return the parent."""
    for path in sorted(unfinished.iterdir()):
        path.rename(folder / path.name)
    unfinished.rmdir()
    return folder


def point_to(folder: Path, link: Path) -> None:
    """Let a link point to a folder, unless something other than a link has its name."""
    if link.exists() and not link.is_symlink():
        return
    unfinished = link.with_name(f"{unfinished_name()}-{link.name}")
    unfinished.unlink(missing_ok=True)
    unfinished.symlink_to(os.path.relpath(folder, link.parent), target_is_directory=True)
    unfinished.replace(link)


def remove_abandoned(runs: Path) -> list[Path]:
    """Remove folders of this machine's processes killed a day ago or longer; return their paths."""
    parents = [runs, *(runs / SWEEPS).glob("*/*")]
    abandoned = [path for parent in parents for path in parent.glob(".unfinished-*") if _is_abandoned(path)]
    for path in abandoned:
        if path.is_symlink() or path.is_file():
            path.unlink(missing_ok=True)
        else:
            shutil.rmtree(path, ignore_errors=True)
            if path.parent != runs:
                _remove_if_without_runs(path.parent)
    return abandoned


def remove_abandoned_files(run: Path) -> None:
    """Remove files that a killed process began to write beside a stored run a day ago or longer."""
    for path in run.rglob(".unfinished-*"):
        if _is_abandoned(path) and path.is_file():
            path.unlink(missing_ok=True)


def _is_abandoned(path: Path) -> bool:
    unfinished = UNFINISHED.match(path.name)
    with suppress(FileNotFoundError):  # another process may be as quick
        if unfinished and path.lstat().st_mtime < time.time() - DAY:
            import psutil

            return not psutil.pid_exists(int(unfinished["process"]))
    return False


def _remove_if_without_runs(folder: Path) -> None:
    """Remove a folder that is empty or has only what Hydra writes before a sweep's first run."""
    with suppress(FileNotFoundError):
        if {path.name for path in folder.iterdir()} <= {SWEEP_FILE}:
            (folder / SWEEP_FILE).unlink(missing_ok=True)
            folder.rmdir()
