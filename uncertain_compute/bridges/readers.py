"""The files of other tools that become a study, by the end of their name."""

from collections.abc import Mapping
from pathlib import Path

from uncertain_compute.bridges.cumulative_table import table_study
from uncertain_compute.bridges.imported_study import ImportedStudy, Reader, study_in
from uncertain_compute.bridges.posterior import posterior_study
from uncertain_compute.bridges.spreadsheets.reading import spreadsheet_study
from uncertain_compute.bridges.squiggle.reading import squiggle_study
from uncertain_compute.bridges.squigglepy.reading import script_study
from uncertain_compute.errors import UncertainComputeError, nearest_hint
from uncertain_compute.files.workbooks import NOT_TAKEN, SUFFIX

READERS: Mapping[str, Reader] = {
    SUFFIX: spreadsheet_study,
    ".squiggle": squiggle_study,
    ".py": script_study,
    ".csv": table_study,
    ".nc": posterior_study,
}
"""A row for each kind of file."""


def imported(path: Path, where: str) -> ImportedStudy:
    """Return the study in a file of another tool.

    Parameters
    ----------
    where
        The key that names the file, for messages.

    Raises
    ------
    UncertainComputeError
        If there is no such file, no reader for it, or it cannot be taken.
    """
    reader = READERS.get(path.suffix.lower())
    if path.suffix.lower() in NOT_TAKEN:
        raise UncertainComputeError(f"{where}: {path} {NOT_TAKEN[path.suffix.lower()]}")
    if reader is None:
        raise UncertainComputeError(
            f"{where}: {path} must end in one of {', '.join(READERS)}{nearest_hint(path.suffix, READERS)}"
        )
    return study_in(path, reader, where)
