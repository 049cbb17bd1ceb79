"""Numbers from data files: a column of a CSV file, or a variable of a netCDF file.

A message quotes a file only if it is such a table, as a config may name any file.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.errors import UncertainComputeError, did_you_mean, quoted, shortened
from uncertain_compute.files.hdf5 import fault_in
from uncertain_compute.priors.reading.config_key import ConfigKey

MOST_BYTES = 500_000_000
BYTES_OF_A_NUMBER = 8
NUMERIC = "iuf"
"""Kinds of NumPy's numeric types."""


def fail_unless_readable(path: Path, config_key: ConfigKey) -> None:
    """Raise if a file is too large, or empty, as the system's virtual files seem to be."""
    size = path.stat().st_size
    if not 0 < size <= MOST_BYTES:
        raise config_key.error(f"{path} has {size:,} bytes; allowed are 1 to {MOST_BYTES:,}")


def column_of_csv(path: Path, name: str, config_key: ConfigKey) -> Floats:
    """Return a column of a CSV file.

    Raises
    ------
    UncertainComputeError
        If it is not a CSV file, does not have exactly one column of this name, or a cell of it is not a number.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return np.fromiter(_cells(csv.reader(file, strict=True), path, name, config_key), dtype=float)
    except (UnicodeDecodeError, OSError, csv.Error) as error:
        why = "it is not text in UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        raise config_key.at("file").error(f"{path} is not a CSV file: {why}") from None


def _cells(reader: Any, path: Path, name: str, config_key: ConfigKey) -> Iterator[float]:
    """Yield a column's numbers, from csv's reader."""
    header = [one.strip() for one in next(reader, [])]
    rows = (row for row in reader if row)
    if header.count(name) > 1:
        raise config_key.at("column").error(f"{path} has {header.count(name)} columns {quoted(name)}")
    if name not in header:
        hint = _hint(name, header, next(rows, []))
        raise config_key.at("column").error(f"{path} has no column {quoted(name)}; {shortened(hint)}")
    for row in rows:
        line = f"line {reader.line_num}"
        if len(row) != len(header):
            raise config_key.at("file").error(
                f"{path} is not a CSV file: {line} has {len(row)} cells, line 1 {len(header)}"
            )
        cell = row[header.index(name)]
        yield ConfigKey(f"{config_key.key}: {path}, {line}, column {quoted(name)}").number(cell)


def _hint(name: str, header: list[str], first: list[str]) -> str:
    """Return a table's nearest column; for a file that is not a table, only that it has no such column."""
    if len(header) > 1 and len(header) == len(first):
        return did_you_mean(name, header)
    return f"of {len(header)} columns in its first line; a comma ends a column"


def variable_of_netcdf(path: Path, address: str, config_key: ConfigKey) -> Floats:
    """Return the numbers of a variable of a netCDF file, ``name`` or ``group/name``.

    Raises
    ------
    UncertainComputeError
        If it is not a netCDF file, has no such group or variable, or that is not numeric or has too many numbers.
    """
    import xarray as xr

    if fault := fault_in(path, ours=False):
        raise config_key.at("file").error(f"{path}: no netCDF group can be read from it ({fault})")
    group, _, name = address.rpartition("/")
    plain: dict[str, Any] = {"decode_times": False, "phony_dims": "access"}
    try:
        with xr.open_dataset(path, group=group or None, engine="h5netcdf", **plain) as dataset:
            return _numbers(dataset.data_vars, path, name, config_key.at("variable"))
    except UncertainComputeError:
        raise
    except Exception as error:
        kind = type(error).__name__
        raise config_key.at("file").error(
            f"{path}: no netCDF group {quoted(group)} can be read from it ({kind})"
        ) from error


def _numbers(variables: Any, path: Path, name: str, config_key: ConfigKey) -> Floats:
    if name not in variables:
        hint = did_you_mean(name, map(str, variables))
        raise config_key.error(f"{path} has no variable {quoted(name)}; {shortened(hint)}")
    variable = variables[name]
    if variable.dtype.kind not in NUMERIC:
        raise config_key.error(f"{path}: {quoted(name)} is of type {variable.dtype}; each value must be a number")
    if variable.size * BYTES_OF_A_NUMBER > MOST_BYTES:
        raise config_key.error(
            f"{path}: {quoted(name)} has {variable.size:,} values, more than {MOST_BYTES:,} bytes hold"
        )
    return np.asarray(variable.to_numpy(), dtype=float).ravel()
