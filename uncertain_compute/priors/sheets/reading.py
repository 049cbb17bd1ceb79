"""A sheet is read into priors as they would be in YAML."""

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

from uncertain_compute.errors import shortened
from uncertain_compute.files.csv_cells import meant
from uncertain_compute.files.documents import parsed, shown
from uncertain_compute.priors.reading.bounds import MODIFIERS
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.notation.statements import quantile_keys
from uncertain_compute.priors.reading.notation.usual_form import CREDIBILITY
from uncertain_compute.priors.reading.spec import PROVENANCE
from uncertain_compute.priors.sheets.columns import (
    AS_OF,
    BEHIND_DIMENSION,
    BETWEEN,
    COLUMNS,
    COORDINATES,
    CORRELATIONS,
    ENDS,
    FAMILY,
    MEMORY,
    NAME,
    SPREAD,
    VALUE,
    end_columns,
)
from uncertain_compute.priors.sheets.rows import NumberedRows, SheetRow, rows_of

INTEGER = re.compile(r"[+-]?(?!0\d)\d+", re.ASCII)
FLOAT = re.compile(r"[+-]?(?!0\d)(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def priors_of_sheet(path: str | Path) -> dict[str, Any]:
    """Return the priors of a sheet, as they would be in the YAML of a prior set.

    A row has the belief about an assumption, or about one of its coordinates, as ``chip: H100``. The columns are:

    - ``value``: any belief; or instead
    - ``low`` and ``high``: the ends of an interval with the credibility in ``ci``, else 90%, of the family in
      ``family``, if there is one. For ``uniform``, ``loguniform``, ``triangular`` and ``pert`` (with ``mode``) they are
      the lowest and the highest value;
    - ``along`` and ``correlation``: the memory of an assumption, in one or all of its rows;
    - unit, why, source, date and status.

    The value of a row named ``correlations`` is a correlation, that of a row named ``as_of`` the time that all beliefs
    are about.

    Parameters
    ----------
    path
        The path of a CSV file, or of an .xlsx file, whose first sheet is read.

    Raises
    ------
    UncertainComputeError
        If it is neither a CSV file in UTF-8 nor an .xlsx file. If a column is missing, unknown or comes twice. If a row
        has no belief or two, or two rows have the same assumption and coordinates.
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> import uncertain_compute as uc
    >>> with TemporaryDirectory() as folder:
    ...     sheet = Path(folder, "sheet.csv")
    ...     _ = sheet.write_text(chr(10).join(["name,low,high,unit", "price,2,4,USD/hour"]))
    ...     uc.priors_of_sheet(sheet)
    {'price': {'value': '2 to 4', 'unit': 'USD/hour'}}
    """
    path = Path(path)
    return deepcopy(_priors(rows_of(path), shown(path)))


@lru_cache(maxsize=8)
def _priors(rows: NumberedRows, name: str) -> dict[str, Any]:
    header = _header(rows[0][1] if rows else (), ConfigKey(name))
    priors: dict[str, Any] = {}
    memory: dict[str, SheetRow] = {}
    for line, row in rows[1:]:
        here = ConfigKey(f"{name}, line {line}")
        cells = _cells(row, header, here)
        _put(priors, cells, here)
        if cells[NAME] not in (CORRELATIONS, AS_OF):
            _remember(memory, cells, here)
    return {name: _with_memory(_with_common_unit(said), memory.get(name, {})) for name, said in priors.items()}


def _remember(memory: dict[str, SheetRow], cells: SheetRow, config_key: ConfigKey) -> None:
    """Add what a row states about an assumption's memory to what its other rows state.

    Raises
    ------
    UncertainComputeError
        If two rows state different things.
    """
    said = memory.setdefault(cells[NAME], {})
    for key in MEMORY:
        if key in cells and said.setdefault(key, cells[key]) != cells[key]:
            raise config_key.at(key).error(f"{cells[key]}, but another row of {cells[NAME]} has {said[key]}")


def _with_memory(entry: Any, memory: SheetRow) -> Any:
    return {**entry, **{key: plain(cell) for key, cell in memory.items()}} if memory else entry


def _header(row: Sequence[str], config_key: ConfigKey) -> list[str]:
    header = [cell.strip() for cell in row]
    if len(header) == 1 and ";" in header[0]:
        raise config_key.error(f"{shortened(header[0])!r} is one column; a comma separates columns, not a semicolon")
    for column in header:
        if column not in COLUMNS:
            raise config_key.no_such("column", column, COLUMNS)
        if header.count(column) > 1:
            raise config_key.error(f"has the column {column} twice")
    if NAME not in header:
        raise config_key.error(f"has no column {NAME}; its first line has {shortened(', '.join(header)) or 'nothing'}")
    if VALUE not in header and not {"low", "high"} <= set(header):
        raise config_key.error(f"has neither a column {VALUE}, nor both low and high")
    return header


def _cells(row: Sequence[str], header: Sequence[str], config_key: ConfigKey) -> SheetRow:
    if len(row) != len(header):
        raise config_key.error(f"has {len(row)} cells, line 1 {len(header)}")
    cells = {column: meant(cell).strip() for column, cell in zip(header, row, strict=True)}
    said = {column: cell for column, cell in cells.items() if cell}
    if NAME not in said:
        raise config_key.at(NAME).error("is empty; each row names its assumption")
    return said


def _put(priors: dict[str, Any], cells: SheetRow, config_key: ConfigKey) -> None:
    """Add the belief of a row to the priors, under its name and coordinates."""
    name = cells[NAME]
    if name == CORRELATIONS:
        priors.setdefault(name, []).append(_structure(cells.get(VALUE, ""), config_key.at(VALUE)))
        return
    if name == AS_OF:
        priors[name] = cells.get(VALUE, "")
        return
    at = _path(cells.get(COORDINATES, ""), config_key.at(COORDINATES))
    entry, inside = priors, name
    for dimension, coordinate in at:
        before = entry.setdefault(inside, {dimension: {}})
        if set(before) != {dimension}:
            raise config_key.error(f"{name} has rows with and without {dimension}, or with two dimensions")
        entry, inside = before[dimension], coordinate
    if inside in entry:
        raise config_key.error(f"{name}{f' at {cells[COORDINATES]}' if at else ''} comes twice")
    entry[inside] = entry_of(cells, config_key)


def entry_of(cells: SheetRow, config_key: ConfigKey) -> dict[str, Any]:
    """Return what a row says of an assumption, as it would be in YAML.

    Parameters
    ----------
    cells
        The texts of the cells that are not empty, by column.

    Raises
    ------
    UncertainComputeError
        If they say no belief, or two.
    """
    modifiers = {key: _structure(cells[key], config_key.at(key)) for key in MODIFIERS if key in cells}
    beside = {key: cells[key] for key in PROVENANCE if key in cells}
    spread = {key: _one_or_several(cells[key]) for key in SPREAD if key in cells}
    return {VALUE: _belief(cells, config_key), **modifiers, **beside, **spread}


def _one_or_several(cell: str) -> str | list[str]:
    """Return the dimension in a cell, or the list of them: ``quarter; chip``."""
    names = [one.strip() for one in cell.split(BETWEEN)]
    return names if len(names) > 1 else cell


def _belief(cells: SheetRow, config_key: ConfigKey) -> Any:
    """Return the belief of a row, as it would be in YAML."""
    ends = {column: plain(cells[column]) for column in ENDS if column in cells}
    family, level = cells.get(FAMILY, ""), cells.get(CREDIBILITY, "")
    if VALUE in cells:
        if ends or family:
            also = ", ".join([*ends, *([FAMILY] if family else [])])
            raise config_key.error(f"{cells[NAME]} has both {VALUE} and {also}; it can be only one")
        said = _structure(cells[VALUE], config_key) if cells[VALUE][0] in "{[" else plain(cells[VALUE])
        return {VALUE: said, CREDIBILITY: level} if level else said
    if missing := [column for column in ("low", "high") if column not in ends]:
        raise config_key.error(f"{cells[NAME]} has no {' and no '.join(missing)}, nor a {VALUE}")
    if not family:
        if "mode" in ends:
            raise config_key.at("mode").error("goes with a family, as triangular or pert")
        return f"{cells['low']} to {cells['high']}{f' ({level})' if level else ''}"
    if end_columns(family) and not level:
        return {family: ends}
    return {family: _quantiles(ends, level, config_key)}


def _quantiles(ends: Mapping[str, Any], level: str, config_key: ConfigKey) -> dict[str, Any]:
    try:
        first, last = quantile_keys(level)
    except ValueError as error:
        raise config_key.at(CREDIBILITY).error(str(error)) from None
    return {first: ends["low"], **({"mode": ends["mode"]} if "mode" in ends else {}), last: ends["high"]}


def _path(text: str, config_key: ConfigKey) -> list[tuple[str, str]]:
    """Return the dimensions and coordinates in a cell, ``chip: H100; site: Texas``."""
    pairs = [part.partition(BEHIND_DIMENSION) for part in text.split(BETWEEN)] if text else []
    for dimension, between, coordinate in pairs:
        if not (dimension.strip() and between and coordinate.strip()):
            raise config_key.error(f"{text!r} is not a dimension and a coordinate, as chip: H100")
    return [(dimension.strip(), coordinate.strip()) for dimension, _, coordinate in pairs]


def _structure(text: str, config_key: ConfigKey) -> Any:
    """Return the mapping or list in a cell, written as in YAML: ``{discrete: {4: 0.65, 8: 0.35}}``."""
    if text[:1] not in ("{", "["):
        raise config_key.error(f"{text!r} is not a mapping or a list, as in YAML: {{...}} or [...]")
    return parsed(f"{VALUE}: {text}", config_key.key)[VALUE]


def plain(cell: str) -> Any:
    """Return a number in digits as YAML reads it; any other text unchanged."""
    return int(cell) if INTEGER.fullmatch(cell) else float(cell) if FLOAT.fullmatch(cell) else cell


def _with_common_unit(entry: Any) -> Any:
    """Return an entry; if all coordinates have one unit, it is stated beside them, so that a scenario keeps it."""
    if not isinstance(entry, dict) or VALUE in entry:
        return entry
    ((dimension, rows),) = entry.items()
    rows = {coordinate: _with_common_unit(row) for coordinate, row in rows.items()}
    units = {row.get("unit") for row in rows.values()}
    if len(units) > 1 or None in units:
        return {dimension: rows}
    return {
        "unit": units.pop(),
        dimension: {at: {k: v for k, v in row.items() if k != "unit"} for at, row in rows.items()},
    }
