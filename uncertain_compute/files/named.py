"""Files that a config names."""

from collections.abc import Sequence
from pathlib import Path

from uncertain_compute.errors import UncertainComputeError, quoted


def file_in(folders: Sequence[Path], name: str, where: str) -> Path:
    """Return the first of the folders' files with a name.

    Parameters
    ----------
    where
        The key in the config, for messages.

    Raises
    ------
    UncertainComputeError
        If no folder has it.
    """
    path = next((folder / name for folder in folders if _is_file(folder / name)), None)
    if path is None:
        searched = ", ".join(dict.fromkeys(map(str, folders)))
        raise UncertainComputeError(f"{where}: no file {quoted(name)} in {searched}")
    return path


def _is_file(path: Path) -> bool:
    """Return whether it is a regular file: no folder, no device, no pipe; and one that may be looked at."""
    try:
        return path.is_file()
    except OSError:
        return False
