"""A run as a workbook: what it is, its summary, drivers, assumptions and draws, a sheet for each."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from uncertain_compute.analysis.reading import COMMAND, LEFT_OUT, Reading
from uncertain_compute.bridges.exports.draw_tables import draw_columns, draw_tables
from uncertain_compute.files.workbook_writing import MOST_COLUMNS, MOST_ROWS, new_workbook

if TYPE_CHECKING:
    import pandas as pd

KEYS = ["quantity", "assumption"]
FACTS = ("creation_library_version", COMMAND, "seed", "design", "chains", "draws")


def write_workbook(reading: Reading, path: Path) -> list[str]:
    """Write a run as a workbook, and return what it cannot hold.

    Texts stay texts, whatever they begin with; a number that is infinite reads ``never``, one that is not known is an
    empty cell.
    """
    notes = _notes(reading)
    with new_workbook(path) as sheets:
        sheets.add("run", ["what", "value"], _facts(reading, notes))
        for name, table in _tables(reading).items():
            sheets.add(name, table.columns, table.itertuples(index=False))
        if reading.group in reading.run.children:
            sheets.add("draws", *_draws(reading))
    return notes


def _notes(reading: Reading) -> list[str]:
    """Return what does not fit into a workbook."""
    if reading.group not in reading.run.children:
        return ["run.xlsx has no draws: the run kept none"]
    columns = draw_columns(reading)
    count = next(iter(columns.values())).size
    notes = []
    if count >= MOST_ROWS:
        notes.append(f"run.xlsx has the first {MOST_ROWS - 1:,} of {count:,} draws: a sheet has no more rows")
    if len(columns) > (most := MOST_COLUMNS - 2):
        notes.append(f"run.xlsx has the first {most:,} of {len(columns):,} columns of draws: a sheet has no more")
    return notes


def _facts(reading: Reading, notes: Sequence[str]) -> list[tuple[str, Any]]:
    """Return what the run is, as rows of two cells."""
    attrs = reading.run.attrs
    rows = [("prior set", reading.prior_set)] if reading.prior_set else []
    rows += [("draws are of the", reading.group)]
    rows += [(name.replace("_", " "), attrs[name]) for name in FACTS if name in attrs]
    left_out = [("left out", str(one)) for one in [*np.atleast_1d(attrs.get(LEFT_OUT, [])).tolist(), *notes]]
    return [*rows, *left_out]


def _tables(reading: Reading) -> "dict[str, pd.DataFrame]":
    """Return the tables of the sheets before the draws."""
    found = {"summary": reading.answering_summary}
    drivers = _drivers(reading)
    if drivers is not None:
        found["drivers"] = drivers
    return found | {"assumptions": reading.assumptions}


def _drivers(reading: Reading) -> "pd.DataFrame | None":
    """Return what each analysis found of each quantity and assumption, side by side; None if there is none."""
    import pandas as pd

    merged: pd.DataFrame | None = None
    for name in reading.answered.found:
        table = reading.tables.get(name)
        if table is None or not {*KEYS} <= {*table.columns}:
            continue
        own = table.drop(columns=[column for column in table if str(column).endswith("_unit")])
        named = own.rename(columns={column: f"{name}: {column}" for column in own if column not in KEYS})
        merged = named if merged is None else merged.merge(named, on=KEYS, how="outer", sort=False)
    return merged


def _draws(reading: Reading) -> tuple[list[str], Iterable[Sequence[Any]]]:
    """Return the names and the rows of draws."""
    tables = draw_tables(reading)
    names = ["chain", "draw", *draw_columns(reading)]
    return names, (row for table in tables for row in zip(*(table[name].tolist() for name in names), strict=True))
