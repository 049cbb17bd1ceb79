"""A run on disk: a DataTree in run.nc, written whole or not at all."""

import errno
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from xarray import DataTree, open_datatree

from uncertain_compute.draws.propagation import SCHEMA
from uncertain_compute.errors import UncertainComputeError

RUN_FILE, COMPARISON_FILE = "run.nc", "comparison.nc"
LATEST = "latest"
NOT_IN_NAMES = re.compile(r"[^\w.,=+\[\] -]+|\s+")
MOST_LETTERS = 120
OVERHEAD = 2**15
"""Bytes in the file for each variable besides its numbers."""


def save_run(run: DataTree, folder: Path) -> Path:
    """Write a run as ``run.nc`` in a folder; returns the file's path.

    Raises
    ------
    OSError
        If the disk has no room for it; asked beforehand, since HDF5 ends the process where it runs out.
    """
    packed = {"zlib": True, "complevel": 1}
    encoding = (
        {"/sketch": dict.fromkeys(map(str, run["sketch"].data_vars), packed)} if "sketch" in run.children else None
    )
    return _save(run, folder / RUN_FILE, encoding)


def save_comparison(tree: DataTree, folder: Path) -> Path:
    """Write a comparison as ``comparison.nc`` in a folder; returns the file's path.

    Raises
    ------
    OSError
        If the disk has no room for it.
    """
    return _save(tree, folder / COMPARISON_FILE, None)


def _save(tree: DataTree, path: Path, encoding: dict[str, Any] | None) -> Path:
    variables = sum(len(node.variables) for node in tree.subtree)
    if shutil.disk_usage(path.parent).free < tree.nbytes + OVERHEAD * variables:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
    return write_whole(path, lambda unfinished: tree.to_netcdf(unfinished, engine="h5netcdf", encoding=encoding))


def load_run(folder: Path) -> DataTree:
    """Read a run from its folder into memory.

    Raises
    ------
    UncertainComputeError
        If there is no run, or it was written by another schema.
    """
    path = folder / RUN_FILE
    if not path.is_file():
        raise UncertainComputeError(f"{path}: no run can be read from it (there is no such file)")
    try:
        with open_datatree(path, engine="h5netcdf") as tree:
            run = tree.load()
    except (OSError, ValueError, KeyError) as error:
        raise UncertainComputeError(f"{path}: no run can be read from it ({error})") from error
    if run.attrs.get("schema") != SCHEMA:
        raise UncertainComputeError(f"{path}: written by schema {run.attrs.get('schema')}, this is schema {SCHEMA}")
    return run


def file_name(text: str) -> str:
    """Return a text as the name of a file or a folder, with a dash for what may not stand there."""
    return NOT_IN_NAMES.sub("-", text).strip("-.")[:MOST_LETTERS]


def write_whole(path: Path, write: Callable[[Path], object]) -> Path:
    """Write a file under a temporary name and rename it once it is whole; returns its path."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        write(unfinished)
        unfinished.replace(path)
    except OSError as error:
        if error.errno is not None and error.filename is None:
            error.filename = str(path)
        raise
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def finish_folder(unfinished: Path, final: Path) -> Path:
    """Rename a folder to its place, with a number behind the name where that is taken; returns the place."""
    final.parent.mkdir(parents=True, exist_ok=True)
    place, number = final, 2
    while place.exists():
        place, number = final.with_name(f"{final.name}-{number}"), number + 1
    return unfinished.rename(place)


def point_latest_to(folder: Path, runs: Path) -> None:
    """Let ``runs/latest`` point to a run's folder."""
    link = runs / LATEST
    if link.exists() and not link.is_symlink():
        return
    unfinished = runs / f".{LATEST}.{os.getpid()}"
    unfinished.symlink_to(os.path.relpath(folder, runs), target_is_directory=True)
    unfinished.replace(link)


def discard_folder(folder: Path) -> None:
    """Remove an unfinished folder."""
    shutil.rmtree(folder, ignore_errors=True)
