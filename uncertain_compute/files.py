"""Files that a config names."""

from collections.abc import Sequence
from pathlib import Path

from uncertain_compute.errors import UncertainComputeError


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
    path = next((folder / name for folder in folders if (folder / name).is_file()), None)
    if path is None:
        raise UncertainComputeError(f"{where}: no file {name!r} in {', '.join(dict.fromkeys(map(str, folders)))}")
    return path
