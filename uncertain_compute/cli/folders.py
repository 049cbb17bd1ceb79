"""The folders that a process makes: a hidden one while it is being filled, then its place.

Nothing else is ever removed or renamed: a folder that was there before is the user's, whatever a config says of it.
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
"""Seconds for which what a killed process left is kept."""

UNFINISHED = re.compile(rf"\.unfinished-{HOST}-(?P<process>\d+)")
SWEEPS, SWEEP_FILE = "sweeps", "multirun.yaml"

_made: list[Path] = []
"""The folders that this process made, save for those that they are in."""


def make_new_folder(folder: Path) -> Path:
    """Make a folder, with a number behind its name where that is taken; returns its path."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    place = folder
    for number in count(2):
        try:
            place.mkdir()
        except FileExistsError:
            place = folder.with_name(f"{folder.name}-{number}")
        else:
            break
    _made.append(place)
    return place


def make_unfinished(parent: Path) -> Path:
    """Make a hidden folder to be filled, whose name says which process fills it."""
    return make_new_folder(parent / unfinished_name())


def given_folder(text: str, key: str) -> Path:
    """Return the folder that a key names, made if it was not there.

    Raises
    ------
    UncertainComputeError
        If it is no folder, or there is something in it.
    """
    folder = Path(text)
    if not folder.exists():
        return make_new_folder(folder)
    if not folder.is_dir() or any(folder.iterdir()):
        raise UncertainComputeError(f"{key}: {text} is not an empty folder; name one, or a new one")
    return folder


def discard_folder(folder: Path) -> None:
    """Remove a folder, if this process made it."""
    if folder in _made:
        shutil.rmtree(folder, ignore_errors=True)


def discard_empty_folders() -> None:
    """Remove the folders that this process made and left empty, and those of its sweeps that have no run."""
    for folder in reversed(_made):
        if folder.is_dir():
            _remove_if_without_runs(folder)


def finish_folder(unfinished: Path, place: Path) -> Path:
    """Rename an unfinished folder to its place, or to that with a number behind it; returns the new path."""
    place.parent.mkdir(parents=True, exist_ok=True)
    taken, number = place, 2
    while True:
        try:
            if not place.exists():
                return unfinished.rename(place)
        except OSError:
            if not place.exists():
                raise
        place, number = taken.with_name(f"{taken.name}-{number}"), number + 1


def fill_folder(unfinished: Path, folder: Path) -> Path:
    """Move what is in an unfinished folder to the folder that it lies in; returns that."""
    for path in sorted(unfinished.iterdir()):
        path.rename(folder / path.name)
    unfinished.rmdir()
    return folder


def point_to(folder: Path, link: Path) -> None:
    """Let a link point to a folder, unless something else has its name."""
    if link.exists() and not link.is_symlink():
        return
    unfinished = link.with_name(f"{unfinished_name()}-{link.name}")
    unfinished.unlink(missing_ok=True)
    unfinished.symlink_to(os.path.relpath(folder, link.parent), target_is_directory=True)
    unfinished.replace(link)


def remove_abandoned(runs: Path) -> list[Path]:
    """Remove what processes of this machine left that were killed a day ago or longer; returns what it was."""
    places = [runs, *(runs / SWEEPS).glob("*/*")]
    abandoned = [path for place in places for path in place.glob(".unfinished-*") if _is_abandoned(path)]
    for path in abandoned:
        if path.is_symlink() or path.is_file():
            path.unlink(missing_ok=True)
        else:
            shutil.rmtree(path, ignore_errors=True)
            if path.parent != runs:
                _remove_if_without_runs(path.parent)
    return abandoned


def _is_abandoned(path: Path) -> bool:
    unfinished = UNFINISHED.match(path.name)
    with suppress(FileNotFoundError):  # another process may be as quick
        if unfinished and path.lstat().st_mtime < time.time() - DAY:
            import psutil

            return not psutil.pid_exists(int(unfinished["process"]))
    return False


def _remove_if_without_runs(folder: Path) -> None:
    """Remove a folder in which there is nothing, or nothing but what Hydra writes before a sweep's first run."""
    with suppress(FileNotFoundError):
        if {path.name for path in folder.iterdir()} <= {SWEEP_FILE}:
            (folder / SWEEP_FILE).unlink(missing_ok=True)
            folder.rmdir()
