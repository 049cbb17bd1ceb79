"""Find files that a config names."""

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


def is_file(path: Path) -> bool:
    """Return whether a path is a regular file that may be read, not a folder, a device or a pipe."""
    try:
        return path.is_file()
    except OSError:
        return False
