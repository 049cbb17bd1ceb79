"""A run on disk: a DataTree in run.nc, written whole or not at all."""

import errno
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xarray import DataTree, open_datatree

from uncertain_compute.draws.propagation import SCHEMA
from uncertain_compute.errors import UncertainComputeError

if TYPE_CHECKING:
    import pandas as pd

RUN_FILE, COMPARISON_FILE = "run.nc", "comparison.nc"
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
        instead = "the folder is of a comparison" if (folder / COMPARISON_FILE).is_file() else "there is no such file"
        raise UncertainComputeError(f"{path}: no run can be read from it ({instead})")
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
    unfinished = _unfinished(path)
    try:
        with _named(path):
            write(unfinished)
            unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def write_together(files: Mapping[Path, bytes]) -> list[Path]:
    """Write files under temporary names and rename them once all are whole; returns their paths."""
    unfinished: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished[path] = _unfinished(path)
            with _named(path):
                unfinished[path].write_bytes(content)
        for path, whole in unfinished.items():
            whole.replace(path)
    finally:
        for one in unfinished.values():
            one.unlink(missing_ok=True)
    return [*files]


def _unfinished(path: Path) -> Path:
    """Return the temporary name of a file."""
    return path.with_name(f".{path.name}.unfinished")


def write_tables(tables: "Mapping[str, pd.DataFrame]", folder: Path) -> None:
    """Write tables as CSV files by their names."""
    for stem, rows in tables.items():
        write_whole(folder / f"{stem}.csv", partial(rows.to_csv, index=False))


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Let an error of the disk name a file."""
    try:
        yield
    except OSError as error:
        if error.errno is not None and error.filename is None:
            error.filename = str(path)
        raise
