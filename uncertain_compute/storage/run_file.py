"""Write a run, a DataTree, to run.nc completely or not at all; and read it."""

import warnings
from pathlib import Path
from typing import NamedTuple

from xarray import DataTree, SerializationWarning, open_datatree

from uncertain_compute.errors import StoredRunWarning, UncertainComputeError
from uncertain_compute.files.hdf5 import fault_in
from uncertain_compute.files.named import path_of
from uncertain_compute.files.netcdf import write_netcdf
from uncertain_compute.files.writing import fail_unless_room, write_whole
from uncertain_compute.storage.checksums import (
    SUMS,
    checksums_in,
    differing_files,
    renew_checksums,
)
from uncertain_compute.storage.run_format import fail_unless_a_run

RUN_FILE, COMPARISON_FILE = "run.nc", "comparison.nc"
PACKED_GROUPS = ("/sketch",)
HYDRA = ".hydra/"
MOST_SAID = 200
OVERHEAD = 2**15
"""Bytes in the file for each variable, in addition to its numbers."""

DAMAGE = (ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, RuntimeWarning, TypeError, ValueError)
"""Errors that reading a damaged file can raise."""


class _Identity(NamedTuple):
    """Which file it is, independent of its name, and its state."""

    device: int
    number: int
    size: int
    changed: int

    @classmethod
    def of(cls, path: Path) -> "_Identity":
        found = path.stat()
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


_OWN: set[_Identity] = set()
"""Runs that this process wrote, which need no check for damage."""


def save_run(run: DataTree, folder: str | Path) -> Path:
    """Write a run and its checksum to a folder, which is made if it is not there; return the path of ``run.nc``.

    Raises
    ------
    UncertainComputeError
        If ``folder`` is no path.
    OSError
        If the disk has no room for it. This is checked first, since HDF5 ends the process if the disk is full.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import uncertain_compute as uc
    >>> def cost(price, hours):
    ...     return price * hours
    >>> drawn = uc.run(uc.Study([cost], {"price": "2 to 4", "hours": "100 to 400"}), draws=1024)
    >>> with TemporaryDirectory() as folder:
    ...     uc.save_run(drawn, folder).name
    'run.nc'
    """
    folder = path_of(folder, "folder")
    folder.mkdir(parents=True, exist_ok=True)
    path = _save(run, folder / RUN_FILE)
    renew_checksums(folder, [path])
    _OWN.add(_Identity.of(path))
    return path


def save_comparison(tree: DataTree, folder: Path) -> Path:
    """Write a comparison to a folder; return the path of ``comparison.nc``.

    Raises
    ------
    OSError
        If the disk has no room for it.
    """
    return _save(tree, folder / COMPARISON_FILE)


def _save(tree: DataTree, path: Path) -> Path:
    variables = sum(len(node.variables) for node in tree.subtree)
    fail_unless_room(path, tree.nbytes + OVERHEAD * variables)
    return write_whole(path, lambda unfinished: write_netcdf(tree, unfinished, PACKED_GROUPS))


def load_run(folder: str | Path, *, lazy: bool = False) -> DataTree:
    """Read a run from its folder.

    A warning is issued if the folder has no checksums, or a file other than the draws has changed.

    Parameters
    ----------
    lazy
        Leave the draws in the file, from which they are read whenever they are used, for a run that is too large for
        the memory. The file stays open until ``close()`` of the tree; ``chunk`` makes arrays of Dask of it.

    Raises
    ------
    UncertainComputeError
        If ``folder`` is no path, or there is no run, or it is damaged or was written by another schema, or its
        checksum differs.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> import uncertain_compute as uc
    >>> def cost(price, hours):
    ...     return price * hours
    >>> drawn = uc.run(uc.Study([cost], {"price": "2 to 4", "hours": "100 to 400"}), draws=1024)
    >>> with TemporaryDirectory() as folder:
    ...     _ = uc.save_run(drawn, folder)
    ...     bool(uc.load_run(folder)["prior"]["cost"].equals(drawn["prior"]["cost"]))
    True
    """
    folder = path_of(folder, "folder")
    path = folder / RUN_FILE
    if not path.is_file():
        instead = "the folder is of a comparison" if (folder / COMPARISON_FILE).is_file() else "there is no such file"
        raise _unreadable(path, instead)
    doubts = []
    if not is_own(folder):
        doubts = _doubts(folder)
        if fault := fault_in(path, ours=True):
            raise _unreadable(path, fault)
    run = _read(path, lazy=lazy)
    try:
        fail_unless_a_run(run, str(path))
    except UncertainComputeError:
        run.close()
        raise
    for doubt in doubts:
        warnings.warn(doubt, StoredRunWarning, stacklevel=2)
    return run


def is_own(folder: Path) -> bool:
    """Return whether this process wrote the run in a folder."""
    return _Identity.of(folder / RUN_FILE) in _OWN


def _read(path: Path, *, lazy: bool) -> DataTree:
    """Return the content of an HDF5 file that is known to be sound; if lazy, nothing that is read stays in memory."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", SerializationWarning)
            tree = open_datatree(path, engine="h5netcdf", decode_times=False, cache=not lazy)
            if lazy:
                return tree
            with tree:
                return tree.load()
    except DAMAGE as error:
        raise _unreadable(path, " ".join(str(error).split())) from error


def _unreadable(path: Path, why: str) -> UncertainComputeError:
    return UncertainComputeError(f"{path}: no run can be read from it ({why:.{MOST_SAID}})")


def _doubts(folder: Path) -> list[str]:
    """Return warnings about a run's folder, from its checksums.

    Raises
    ------
    UncertainComputeError
        If the checksum of a file that the run is read from differs or is missing.
    """
    sums = checksums_in(folder)
    if sums is None:
        return [f"{folder}: it has no {SUMS}, so damage may go unnoticed"]
    if RUN_FILE not in sums:
        raise UncertainComputeError(f"{folder / SUMS}: has no checksum of {RUN_FILE}")
    differing = differing_files(folder, sums)
    if read := [name for name in differing if name == RUN_FILE or name.startswith(HYDRA)]:
        raise UncertainComputeError(
            f"{folder / read[0]}: it has changed since it was written (its checksum in {SUMS} differs)"
        )
    return [f"{folder}: changed since they were written, by {SUMS}: {', '.join(differing)}"] if differing else []
