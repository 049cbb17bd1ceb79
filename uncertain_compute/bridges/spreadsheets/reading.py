"""Read a model in a spreadsheet into a study's folder."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from uncertain_compute.bridges.imported_study import ImportedStudy, write_whole_study
from uncertain_compute.bridges.spreadsheets.checks import results_of, same, study_of
from uncertain_compute.bridges.spreadsheets.headings import INTERVALS, SOURCE, UNIT, WHY, Layout
from uncertain_compute.bridges.spreadsheets.inputs import rows_of
from uncertain_compute.bridges.spreadsheets.model import SpreadsheetModel
from uncertain_compute.bridges.spreadsheets.references import References
from uncertain_compute.bridges.spreadsheets.syntax import Location, NotTakenError
from uncertain_compute.bridges.spreadsheets.units import own_units, unit_of
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.files.workbooks import workbook_of
from uncertain_compute.study.study import Study

WITHOUT_UNITS = "units are left out, as they do not fit the formulas"


def read_spreadsheet(path: str | Path, folder: str | Path) -> Path:
    """Read a model in a spreadsheet, an .xlsx file, and write it as a study: equations, a model and a prior set.

    An input is a row below headings ``low`` and ``high``, or ``p5`` and ``p95``. A formula becomes an equation, named
    after its label or its cell's own name; a number without ends that it needs becomes a fixed value.

    Parameters
    ----------
    path
        The workbook.
    folder
        A new or an empty folder for the study.

    Returns
    -------
    Path
        The study's ``conf`` folder, which `load` takes as ``config_dir``; model and prior set are named after the file.

    Raises
    ------
    UncertainComputeError
        If a cell cannot be taken, with its address, no sheet has such headings, or the folder is not empty.

    Warns
    -----
    LeftOutWarning
        If the units of the sheets do not fit the formulas: the study has none.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> from openpyxl import Workbook
    >>> from tempfile import TemporaryDirectory
    >>> book = Workbook()
    >>> for row in [["", "value", "low", "high"], ["GPUs", 30, 20, 60], ["Price", 2, 1, 4], ["Cost", "=B2*B3"]]:
    ...     book.active.append(row)
    >>> with TemporaryDirectory() as folder:
    ...     book.save(Path(folder) / "fleet.xlsx")
    ...     conf = uc.read_spreadsheet(Path(folder) / "fleet.xlsx", Path(folder) / "study")
    ...     study = uc.load("fleet", priors="fleet", config_dir=conf)
    >>> list(study.columns), study.targets
    (['gpus', 'price'], ('cost',))
    """
    return write_whole_study(path, spreadsheet_study, folder)


def spreadsheet_study(path: Path) -> ImportedStudy:
    """Return the study of a workbook: what of it is in the part that is taken.

    Raises
    ------
    UncertainComputeError
        If it cannot be read, or no sheet has headings of low and high ends.
    """
    layout = Layout(workbook_of(path))
    if not any(one.has_ends for rows in layout.headings.values() for one in rows):
        pairs = "; ".join(f"{low}, {high}" for low, high in INTERVALS)
        raise UncertainComputeError(f"no sheet has a row of headings with low and high ends; allowed are {pairs}")
    references = References(layout.workbook)
    model = SpreadsheetModel(layout, references, rows_of(layout, references))
    model.refuse(_stale(path.name, model))
    return _in_units(path.name, model)


def _stale(source: str, model: SpreadsheetModel) -> dict[Location, NotTakenError]:
    """Return the cells that hold another number than their formula gives; not those that need such a cell."""
    if not model.equations:
        return {}
    held, names = model.held, {name: location for location, name in model.names.items()}
    found = results_of(study_of(_study(source, model)), held)
    others = {name for name, value in found.items() if name in held and not same(value, held[name])}
    return {
        names[name]: NotTakenError(
            f"holds {held[name]:.9g}, but its formula gives {found[name]:.9g}; save the file in a spreadsheet program"
        )
        for name in others
        if not others & set(model.equations[names[name]].needs)
    }


def _in_units(source: str, model: SpreadsheetModel) -> ImportedStudy:
    """Return the study with the units of the sheets; without any if they do not fit the formulas."""
    plain = _study(source, model)
    stated = {location: unit for location in model.names if (unit := unit_of(location, model.layout))}
    if not stated:
        return plain
    with_units = _study(source, model, stated)
    if not plain.equations:
        return with_units
    why = _misfit(study_of(plain), with_units, model)
    return replace(plain, note=f"{WITHOUT_UNITS}: {why}") if why else with_units


def _misfit(plain: Study, imported: ImportedStudy, model: SpreadsheetModel) -> str:
    """Return why a study cannot have the units of its sheets; empty if it can."""
    try:
        study = study_of(imported)
    except UncertainComputeError as error:
        return str(error)
    for location in model.equations:
        name = model.names[location]
        if not imported.equations[name].unit and (unit := study.unit(name)) not in ("", "1"):
            return f"{location}, {name}, states no unit; its formula gives {unit}"
    results, others = (results_of(one, model.held) for one in (study, plain))
    for name, value in results.items():
        if not same(value, others[name]):
            return f"with them {name} would be {value:.9g}, not {others[name]:.9g}"
    return ""


def _study(source: str, model: SpreadsheetModel, units: Mapping[Location, str] | None = None) -> ImportedStudy:
    """Return the study of a model.

    Parameters
    ----------
    units
        The units of its cells; plain numbers if left out.
    """
    equations = {
        model.names[location]: replace(one, unit="1" if units is None else units.get(location, ""))
        for location, one in model.equations.items()
    }
    beliefs = {
        model.names[location]: {
            "value": one["value"],
            **({UNIT: "1"} if units is None else {UNIT: units[location]} if location in units else {}),
            WHY: f"as {location} says",
            **{key: said for key, said in one.items() if key != "value"},
            SOURCE: one.get(SOURCE, source),
        }
        for location, one in model.beliefs.items()
    }
    return ImportedStudy(
        source,
        "spreadsheet",
        equations,
        beliefs,
        {},
        [model.names[location] for location in model.targets],
        left_out=[
            f"{location}: {model.refused[location]}" for location in model.layout.locations if location in model.refused
        ],
        units=own_units((units or {}).values()),
        helpers=list(model.translator.helpers.values()),
    )
