"""Write a study's beliefs to a file as a sheet, which a spreadsheet opens and `priors_of_sheet` reads."""

from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from uncertain_compute.errors import UncertainComputeError, fail_unless_one_of
from uncertain_compute.files.csv_cells import inert, meant
from uncertain_compute.files.named import path_of
from uncertain_compute.files.workbook_writing import new_workbook
from uncertain_compute.files.workbooks import EXTRA, SUFFIX
from uncertain_compute.files.writing import write_whole
from uncertain_compute.priors.sheets.columns import ENDS, MEMORY, VALUE
from uncertain_compute.priors.sheets.reading import plain
from uncertain_compute.study.prior_sheet import prior_sheet
from uncertain_compute.study.study import Study

if TYPE_CHECKING:
    import pandas as pd

CSV = ".csv"
OF_NUMBERS = (VALUE, *ENDS, *MEMORY)
"""Columns whose cells are numbers where they can be."""


def write_prior_sheet(study: Study, path: str | Path) -> Path:
    """Write a study's beliefs as a sheet, a CSV file or a workbook; `priors_of_sheet` reads the same beliefs from it.

    Parameters
    ----------
    path
        The file, which ends in ``.csv`` or ``.xlsx``.

    Raises
    ------
    UncertainComputeError
        If it ends in something else, XlsxWriter is not installed, or a coordinate has ``;`` in it.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> from tempfile import TemporaryDirectory
    >>> study = uc.load("sora", priors="expert")
    >>> with TemporaryDirectory() as folder:
    ...     sheet = uc.write_prior_sheet(study, Path(folder) / "expert.xlsx")
    ...     uc.priors_of_sheet(sheet)["dataset_multiplier"]["value"]
    {'lognormal': {'p5': 3, 'p95': 15}}
    """
    into, sheet = path_of(path, "path"), prior_sheet(study)
    fail_unless_one_of("path", into.suffix.lower(), (CSV, SUFFIX))
    into.parent.mkdir(parents=True, exist_ok=True)
    if into.suffix.lower() == CSV:
        return write_whole(into, partial(sheet.map(inert).to_csv, index=False))
    if find_spec("xlsxwriter") is None:
        raise UncertainComputeError(f"path: writing an {SUFFIX} file needs XlsxWriter; {EXTRA}")
    return write_whole(into, partial(_write_workbook, sheet))


def _write_workbook(sheet: "pd.DataFrame", path: Path) -> None:
    cells = sheet.apply(lambda column: column.map(plain if column.name in OF_NUMBERS else _kept))
    with new_workbook(path) as sheets:
        sheets.add("priors", cells.columns, cells.itertuples(index=False))


def _kept(text: str) -> str:
    """Return a text with one more apostrophe, where reading would take one away."""
    return text if meant(text) == text else str(inert(text))
