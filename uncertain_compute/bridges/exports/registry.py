"""The formats in which a run is written for other tools."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from uncertain_compute.analysis.reading import Reading
from uncertain_compute.bridges.exports.draw_tables import write_csv
from uncertain_compute.bridges.exports.parquet import write_parquet
from uncertain_compute.bridges.exports.sipmath import write_all_near_metalogs
from uncertain_compute.bridges.exports.workbook import write_workbook
from uncertain_compute.bridges.squiggle.writing import write_all_in_squiggle
from uncertain_compute.errors import UncertainComputeError, fail_unless_one_of, installing


@dataclass(frozen=True, slots=True)
class Export:
    """A format in which a run is written for other tools.

    Attributes
    ----------
    file
        The name of its file in a run's folder.
    write
        A function that writes the file, and returns what it had to leave out, in sentences.
    needs_draws
        Whether it cannot be written of a run that kept none.
    library, extra
        A package that has to be installed, and the extra that installs it.
    """

    file: str
    write: Callable[[Reading, Path], list[str]]
    needs_draws: bool = True
    library: str = ""
    extra: str = ""


EXPORTS = {
    "csv": Export("draws.csv", write_csv),
    "parquet": Export("draws.parquet", write_parquet, library="pyarrow", extra="parquet"),
    "xlsx": Export("run.xlsx", write_workbook, needs_draws=False, library="xlsxwriter", extra="spreadsheets"),
    "sipmath": Export("run.SIPmath", lambda reading, path: write_all_near_metalogs(reading.run, path, reading.group)),
    "squiggle": Export(
        "beliefs.squiggle", lambda reading, path: write_all_in_squiggle(reading.study, path), needs_draws=False
    ),
}


def exports_of(written: object, keep: str = "draws") -> tuple[str, ...]:
    """Return the formats that a config, or Python, requests; none if it is left out.

    Parameters
    ----------
    keep
        What the run keeps, as in `Settings`.

    Raises
    ------
    UncertainComputeError
        If there is no such format, its package is not installed, or it needs draws that are not kept.
    """
    if written is None:
        return ()
    asked = list(written) if isinstance(written, list | tuple) and written else [written]
    for name in asked:
        fail_unless_one_of("export", name, EXPORTS, "or a list of them")
        one = EXPORTS[str(name)]
        if one.library and find_spec(one.library) is None:
            raise UncertainComputeError(f"export: {name} needs {one.library}; {installing(one.extra)}")
        if one.needs_draws and keep != "draws":
            raise UncertainComputeError(f"export: {name} needs the draws, but keep={keep} keeps none")
    return tuple(dict.fromkeys(map(str, asked)))
