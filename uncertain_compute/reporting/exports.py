"""Write a run for other tools, beside its other files."""

import warnings
from collections.abc import Sequence
from pathlib import Path

from uncertain_compute.analysis.reading import Reading
from uncertain_compute.bridges.exports.registry import EXPORTS
from uncertain_compute.errors import LeftOutWarning
from uncertain_compute.files.writing import filled, naming
from uncertain_compute.storage.checksums import SUMS, renew_checksums


def write_exports(reading: Reading, folder: Path, names: Sequence[str]) -> list[Path]:
    """Write a run in some formats to a folder, all files or none, and return their paths.

    A warning is issued for each part that a file cannot hold.

    Raises
    ------
    UncertainComputeError
        If a format cannot be written of this run.
    """
    left_out: list[str] = []
    with filled(folder) as hidden:
        for one in map(EXPORTS.__getitem__, names):
            with naming(folder / one.file):
                left_out += one.write(reading, hidden / one.file)
    paths = [folder / EXPORTS[name].file for name in names]
    if (folder / SUMS).is_file():
        renew_checksums(folder, paths)
    for note in left_out:
        warnings.warn(note, LeftOutWarning, stacklevel=2)
    return paths
