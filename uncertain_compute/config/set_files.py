"""The files of a study's conf folder by their names; a prior set may be a sheet."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from uncertain_compute.config.key_names import CONF
from uncertain_compute.config.merging import with_text_labels
from uncertain_compute.files.documents import parsed, shown, text_of
from uncertain_compute.files.named import is_file
from uncertain_compute.files.workbooks import SUFFIX
from uncertain_compute.priors.sheets.reading import priors_of_sheet

SHEETS_OF = "priors"
SHEETS = (".csv", SUFFIX)
LOCK = "~$"
"""How the name of a file begins that Excel keeps beside an open one."""


def file_of(conf_dir: Path, group: str, name: str) -> Path | None:
    """Return the file with a name in a conf folder; a prior set can also be a sheet, ``priors/NAME.csv`` or ``.xlsx``.

    If the name ends so, a file in the current folder is used if no conf folder has one.
    """
    written = conf_dir / group / f"{name}.yaml"
    if is_file(written):
        return written
    if group != SHEETS_OF:
        return None
    kinds = [kind for kind in SHEETS if name.endswith(kind)] or SHEETS
    beside = [conf_dir / group / f"{name.removesuffix(kind)}{kind}" for kind in kinds]
    current = [Path.cwd() / name] if name.endswith(SHEETS) and conf_dir == CONF else []
    return next((path for path in (*beside, *current) if is_file(path)), None)


def names_of(conf_dirs: Iterable[Path], group: str) -> list[str]:
    """Return the names of a group's files in conf folders, sorted."""
    kinds = ("*.yaml", *(f"*{kind}" for kind in SHEETS if group.partition("/")[0] == SHEETS_OF))
    found = (path for folder in conf_dirs for kind in kinds for path in (folder / group).glob(kind))
    return sorted({path.stem for path in found if not path.name.startswith(LOCK)})


def is_sheet(path: Path) -> bool:
    """Return whether a file of a prior set is a sheet."""
    return path.suffix in SHEETS


def written_in(path: Path) -> tuple[Any, str]:
    """Return the content of a file with coordinates as texts, and its text; for a sheet its priors, and an empty text.

    Raises
    ------
    UncertainComputeError
        If the file cannot be read.
    """
    if is_sheet(path):
        return priors_of_sheet(path), ""
    text = text_of(path)
    written = parsed(text, shown(path))
    if isinstance(written, dict):
        written = {name: with_text_labels(entry) for name, entry in written.items()}
    return written, text
