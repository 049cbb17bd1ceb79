"""A run on disk: a DataTree in run.nc, written whole or not at all."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from xarray import DataTree, open_datatree

from uncertain_compute.draws.propagation import SCHEMA
from uncertain_compute.errors import UncertainComputeError

RUN_FILE = "run.nc"
LATEST = "latest"
OVERHEAD = 2**15
"""Bytes in the file for each variable besides its numbers."""


def save_run(run: DataTree, folder: Path) -> Path:
    """Write a run as ``run.nc`` in a folder; returns the file's path.

    Raises
    ------
    OSError
        If the disk has no room for it; asked beforehand, since HDF5 ends the process where it runs out.
    """
    variables = sum(len(node.variables) for node in run.subtree)
    if shutil.disk_usage(folder).free < run.nbytes + OVERHEAD * variables:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder / RUN_FILE))
    packed = {"zlib": True, "complevel": 1}
    encoding = (
        {"/sketch": dict.fromkeys(map(str, run["sketch"].data_vars), packed)} if "sketch" in run.children else None
    )
    return write_whole(folder / RUN_FILE, lambda path: run.to_netcdf(path, engine="h5netcdf", encoding=encoding))


def load_run(folder: Path) -> DataTree:
    """Read a run from its folder into memory.

    Raises
    ------
    UncertainComputeError
        If there is no run, or it was written by another schema.
    """
    path = folder / RUN_FILE
    try:
        with open_datatree(path, engine="h5netcdf") as tree:
            run = tree.load()
    except (OSError, ValueError, KeyError) as error:
        raise UncertainComputeError(f"{path}: no run can be read from it ({error})") from error
    if run.attrs.get("schema") != SCHEMA:
        raise UncertainComputeError(f"{path}: written by schema {run.attrs.get('schema')}, this is schema {SCHEMA}")
    return run


def write_whole(path: Path, write: Callable[[Path], object]) -> Path:
    """Write a file under a temporary name and rename it once it is whole; returns its path."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        write(unfinished)
        unfinished.replace(path)
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
