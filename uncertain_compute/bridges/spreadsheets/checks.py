"""Whether a study computes the numbers that its spreadsheet holds, with and without units."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from numpy import isclose

from uncertain_compute.bridges.imported_study import ImportedStudy, write_study
from uncertain_compute.model.evaluation import evaluate
from uncertain_compute.model.sources import equations_from
from uncertain_compute.study.study import Study

PRECISION = 1e-9


def study_of(imported: ImportedStudy) -> Study:
    """Return an imported study as it will be loaded.

    Raises
    ------
    UncertainComputeError
        If equations, beliefs or units do not fit each other.
    """
    with TemporaryDirectory() as folder:
        write_study(imported, Path(folder))
        equations = equations_from(["equations.py"], [Path(folder)])
    return Study(equations, imported.priors(), targets=imported.targets, units=dict.fromkeys(imported.units, ""))


def results_of(study: Study, values: Mapping[str, float]) -> dict[str, float]:
    """Return what equations give at some values of the inputs, in the units that they declare."""
    known = {name: values[name] for name in study.assumptions if name in values}
    names = {*known}
    names.update(name for name, one in study.graph.equations.items() if set(one.needs) <= names)
    wanted = [name for name in study.graph.equations if name in names]
    found = evaluate(study.graph.needed(wanted, known)[0], known)
    return {name: float(found[name]) for name in wanted}


def same(one: float, other: float) -> bool:
    """Return whether two numbers are the same but for rounding."""
    return bool(isclose(one, other, PRECISION, equal_nan=True))
