"""Numbers from data files: a column of a CSV file, or a variable of a netCDF file.

A message quotes a file only if it is such a table, because a config can name any file, also a private one.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from uncertain_compute.addresses import labels_of, name_of
from uncertain_compute.arrays import Floats, Integers
from uncertain_compute.errors import UncertainComputeError, did_you_mean, quoted, shortened
from uncertain_compute.files.hdf5 import fault_in
from uncertain_compute.priors.reading.config_key import ConfigKey

MOST_BYTES = 500_000_000
BYTES_OF_A_NUMBER = 8
NOT_BLANK = "not blank"
BLANKS = ("", "-", "na", "n/a", "nan", "null", "none")
"""Texts of blank cells, in small letters."""

NUMERIC = "iuf"
"""The kinds of NumPy's numeric types."""


def fail_unless_readable(path: Path, config_key: ConfigKey) -> None:
    """Raise if a file is too large or empty; the system's virtual files have size 0, too."""
    size = path.stat().st_size
    if not 0 < size <= MOST_BYTES:
        raise config_key.error(f"{path} has {size:,} bytes; allowed are 1 to {MOST_BYTES:,}")


def columns_of_csv(
    path: Path, names: Sequence[str], where: Mapping[str, Sequence[str]], config_key: ConfigKey
) -> tuple[Floats, Integers]:
    """Return columns of a CSV file, of shape (column, row), and the numbers of these rows.

    Parameters
    ----------
    where
        Allowed texts by column; rows with another text are left out. `NOT_BLANK` allows every text that is not blank.

    Raises
    ------
    UncertainComputeError
        If it is not a CSV file, does not have exactly one column of each name, or a cell is not a number.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = _rows(csv.reader(file, strict=True), path, names, where, config_key)
            found = np.fromiter(chain.from_iterable(rows), dtype=float).reshape(-1, 1 + len(names))
    except (UnicodeDecodeError, OSError, csv.Error) as error:
        why = "it is not text in UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        raise config_key.at("file").error(f"{path} is not a CSV file: {why}") from None
    return found[:, 1:].T, found[:, 0].astype(int)


def _rows(
    reader: Any, path: Path, names: Sequence[str], where: Mapping[str, Sequence[str]], config_key: ConfigKey
) -> Iterator[list[float]]:
    """Yield, for each chosen row, its row number and the numbers in its columns."""
    header = [one.strip() for one in next(reader, [])]
    rows = (row for row in reader if row)
    index = {name: _index_of(name, header, rows, path, config_key) for name in (*names, *where)}
    for number, row in enumerate(rows):
        line = f"line {reader.line_num}"
        if len(row) != len(header):
            raise config_key.at("file").error(
                f"{path} is not a CSV file: {line} has {len(row)} cells, line 1 {len(header)}"
            )
        if all(_is_one_of(row[index[name]], texts) for name, texts in where.items()):
            yield [number, *(_number(row[index[name]], name, f"{path}, {line}", config_key) for name in names)]


def _index_of(name: str, header: list[str], rows: Iterator[list[str]], path: Path, config_key: ConfigKey) -> int:
    if header.count(name) > 1:
        raise config_key.at("column").error(f"{path} has {header.count(name)} columns {quoted(name)}")
    if name not in header:
        hint = _hint(name, header, next(rows, []))
        raise config_key.at("column").error(f"{path} has no column {quoted(name)}; {shortened(hint)}")
    return header.index(name)


def _is_one_of(cell: str, texts: Sequence[str]) -> bool:
    cell = cell.strip()
    return cell in texts or (NOT_BLANK in texts and cell.lower() not in BLANKS)


def _number(cell: str, column: str, line: str, config_key: ConfigKey) -> float:
    """Return the number in a cell, without a dollar sign; the assumption states the unit."""
    here = ConfigKey(f"{config_key.key}: {line}, column {quoted(column)}")
    if cell.strip().lower() in BLANKS:
        raise here.error(f"{quoted(cell)} is not a number; where: {{{column}: {NOT_BLANK}}} leaves such rows out")
    return here.number(cell.strip().removeprefix("$"))


def _hint(name: str, header: list[str], first: list[str]) -> str:
    """Return the nearest column of a table; of another file nothing is quoted but its number of columns."""
    if len(header) > 1 and len(header) == len(first):
        return did_you_mean(name, header)
    return f"of {len(header)} columns in its first line; a comma ends a column"


def variable_of_netcdf(path: Path, address: str, config_key: ConfigKey) -> Floats:
    """Return the numbers of a variable of a netCDF file: ``name``, ``group/name``, or at a coordinate ``name[TikTok]``.

    Raises
    ------
    UncertainComputeError
        If it is not a netCDF file, has no such group or variable, or the variable is not numeric or too large.
    """
    import xarray as xr

    status = path.stat()
    if fault := _fault(path, status.st_size, status.st_mtime_ns):
        raise config_key.at("file").error(f"{path}: no netCDF group can be read from it ({fault})")
    group, _, column = address.rpartition("/")
    name, labels = name_of(column), labels_of(column)
    plain: dict[str, Any] = {"decode_times": False, "phony_dims": "access"}
    try:
        with xr.open_dataset(path, group=group or None, engine="h5netcdf", **plain) as dataset:
            return _numbers(dataset.data_vars, path, name, labels, config_key.at("variable"))
    except UncertainComputeError:
        raise
    except Exception as error:
        kind = type(error).__name__
        raise config_key.at("file").error(
            f"{path}: no netCDF group {quoted(group)} can be read from it ({kind})"
        ) from error


@lru_cache(maxsize=32)
def _fault(path: Path, size: int, changed: int) -> str:
    """Return what is wrong with a file, looked at once for all of its variables while it does not change."""
    del size, changed
    return fault_in(path, ours=False)


def _numbers(variables: Any, path: Path, name: str, labels: Sequence[str], config_key: ConfigKey) -> Floats:
    if name not in variables:
        hint = did_you_mean(name, map(str, variables))
        raise config_key.error(f"{path} has no variable {quoted(name)}; {shortened(hint)}")
    variable = variables[name]
    for label in labels:
        named = [dim for dim in variable.dims if label in map(str, variable.coords[dim].to_numpy())]
        if not named:
            raise config_key.error(f"{path}: {quoted(name)} has no coordinate {quoted(label)}")
        variable = variable.isel({named[0]: [*map(str, variable.coords[named[0]].to_numpy())].index(label)})
    if variable.dtype.kind not in NUMERIC:
        raise config_key.error(f"{path}: {quoted(name)} is of type {variable.dtype}; each value must be a number")
    if variable.size * BYTES_OF_A_NUMBER > MOST_BYTES:
        raise config_key.error(
            f"{path}: {quoted(name)} has {variable.size:,} values, more than {MOST_BYTES:,} bytes hold"
        )
    return np.asarray(variable.to_numpy(), dtype=float).ravel()
