"""Read a Squiggle model into a study's folder."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from uncertain_compute.bridges.imported_study import ImportedStudy, write_whole_study
from uncertain_compute.bridges.squiggle.parsing import statements_of
from uncertain_compute.bridges.squiggle.translation import translated
from uncertain_compute.files.documents import text_of
from uncertain_compute.model.units import of_table


def read_squiggle(path: str | Path, folder: str | Path) -> Path:
    """Read a Squiggle model, and write it as a study: equations, a model and a prior set, or this alone.

    Taken are assignments, ``to``, named distributions, mixtures and truncation, arithmetic, functions with a name, and
    ``List.map`` of a function over years. Each distribution becomes an assumption; one within an expression gets a name
    of its own, in each call of a function and each year anew, as Squiggle draws it. Comments become reasons.

    Parameters
    ----------
    path
        The model, a text file.
    folder
        A new or an empty folder for the study.

    Returns
    -------
    Path
        The study's ``conf`` folder, which `load` takes as ``config_dir``; model and prior set are named after the file.

    Raises
    ------
    UncertainComputeError
        If a line is not in this part of the language, with its number, or the folder is not empty.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     model = Path(folder) / "tuners.squiggle"
    ...     _ = model.write_text("pianos = 20k to 60k; tunings = pianos * (0.5 to 2)")
    ...     study = uc.load("tuners", priors="tuners", config_dir=uc.read_squiggle(model, Path(folder) / "study"))
    >>> list(study.columns), study.targets
    (['pianos', 'tunings_1'], ('tunings',))
    """
    return write_whole_study(path, squiggle_study, folder)


def squiggle_study(path: Path) -> ImportedStudy:
    """Return the study of a Squiggle model: what of it is in the common part of the language."""
    found = translated(statements_of(text_of(path)))
    beliefs = found.beliefs if found.equations else {name: _in_unit(one) for name, one in found.beliefs.items()}
    taken = (found.equations, beliefs, found.dimensions, found.targets)
    return ImportedStudy(path.name, "Squiggle model", *taken, left_out=list(map(str, found.left_out)))


def _in_unit(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a belief with the unit that its comment begins with, as `write_squiggle` writes ``GPU; deliveries``."""
    unit, _, why = entry["why"].partition("; ")
    names = re.findall(r"[^\W\d]\w*", unit)
    is_unit = names and re.fullmatch(r"[\w/*^() ]+", unit) and all(map(of_table, names))
    return {**entry, "unit": unit, "why": why} if is_unit else {**entry}
