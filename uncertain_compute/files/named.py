"""Find files and folders that a config or a caller names."""

import errno
from collections.abc import Sequence
from pathlib import Path

from uncertain_compute.errors import UncertainComputeError, quoted


def file_in(folders: Sequence[Path], name: str, where: str) -> Path:
    """Return the first file of a given name in some folders.

    Parameters
    ----------
    where
        The key in the config, for messages.

    Raises
    ------
    UncertainComputeError
        If no folder has it.
    """
    path = next((folder / name for folder in folders if is_file(folder / name)), None)
    if path is None:
        searched = ", ".join(dict.fromkeys(map(str, folders)))
        raise UncertainComputeError(f"{where}: no file {quoted(name)} in {searched}")
    return path


def study_folders(conf_dirs: Sequence[Path]) -> list[Path]:
    """Return where the files are that studies name: beside their ``conf`` folders, or else in these."""
    return [*(folder.parent for folder in conf_dirs), *conf_dirs]


def path_of(said: str | Path, where: str) -> Path:
    """Return the path of a file or folder that a caller of the Python API names, which need not exist.

    Parameters
    ----------
    where
        The argument, for messages.

    Raises
    ------
    UncertainComputeError
        If it is empty, no path, or none that a file system could have.
    """
    if said == "":
        raise UncertainComputeError(f"{where}: has no value; the current folder is .")
    try:
        path = Path(said)
        path.stat()
    except (TypeError, ValueError):
        raise UncertainComputeError(f"{where}: {quoted(said)} is not a path") from None
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise UncertainComputeError(f"{where}: {quoted(str(said))} is too long for a path") from None
    return path


def is_file(path: Path) -> bool:
    """Return whether a path is a regular file that may be read, not a folder, a device or a pipe."""
    try:
        return path.is_file()
    except OSError:
        return False
