"""Laws of data: a column of a CSV file, or a variable of a netCDF file."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np

from uncertain_compute.errors import did_you_mean
from uncertain_compute.files import file_in
from uncertain_compute.priors.laws import Discrete, Fixed, Interpolated, Law
from uncertain_compute.priors.place import Place
from uncertain_compute.priors.table import Floats

KEYS = ("file", "column", "variable", "smooth")
FEWEST_TO_SMOOTH = 5


def empirical(written: Any, place: Place) -> Law:
    """Return the law of data, ``{file: clips.csv, column: seconds}``.

    As it is, each row is as likely as another. With ``smooth: true`` it is a kernel density estimate (ArviZ's, of the
    logarithm where all values are positive), within the range of the data.

    Raises
    ------
    UncertainComputeError
        If the file, the column or a number in it is missing.
    """
    keys = place.mapping(written, "file and column")
    unknown = next((key for key in keys if key not in KEYS), None)
    if unknown is not None:
        raise place.error(f"{unknown}: not a key; {did_you_mean(unknown, KEYS)}")
    if "file" not in keys or ("column" in keys) == ("variable" in keys):
        raise place.error("needs file, and either column (of a CSV file) or variable (of a netCDF file)")
    path = file_in([*place.folders, Path.cwd()], str(keys["file"]), place.at("file").key)
    values = _column(path, str(keys["column"]), place) if "column" in keys else _variable(path, keys, place)
    if not values.size or not np.isfinite(values).all():
        bad = int(np.count_nonzero(~np.isfinite(values)))
        raise place.error(f"{path}: {bad} of {values.size} values are missing or infinite; each must be a number")
    if keys.get("smooth", False) not in (True, False):
        raise place.at("smooth").error(f"{keys['smooth']!r} is neither true nor false")
    return _smoothed(values, place) if keys.get("smooth", False) else _as_it_is(values)


def _as_it_is(values: Floats) -> Law:
    distinct, counts = np.unique(values, return_counts=True)
    if len(distinct) == 1:
        return Fixed(float(distinct[0]))
    return Discrete(tuple(distinct.tolist()), tuple((counts / values.size).tolist()))


def _smoothed(values: Floats, place: Place) -> Law:
    from arviz_stats.base.array import array_stats

    if len(np.unique(values)) < FEWEST_TO_SMOOTH:
        raise place.at("smooth").error(f"needs {FEWEST_TO_SMOOTH} different values or more")
    positive = bool(values.min() > 0)
    grid, density, _ = array_stats.kde(  # type: ignore[no-untyped-call]
        np.log(values) if positive else values, bound_correction=True
    )
    points = np.exp(grid) if positive else grid
    return Interpolated(tuple(points.tolist()), tuple((density / points if positive else density).tolist()))


def _column(path: Path, name: str, place: Place) -> Floats:
    import pandas as pd

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            table = pd.read_csv(path, index_col=False)
    except (ValueError, OSError, pd.errors.ParserWarning) as error:
        raise place.at("file").error(f"{path} is not a CSV file ({error})") from None
    if name not in table:
        raise place.at("column").error(f"{path} has no column {name!r}; {did_you_mean(name, map(str, table))}")
    return _numbers(table[name].to_numpy(), path, place)


def _variable(path: Path, keys: dict[str, Any], place: Place) -> Floats:
    import xarray as xr

    group, _, name = str(keys["variable"]).rpartition("/")
    try:
        with xr.open_dataset(path, group=group or None, engine="h5netcdf", decode_times=False) as dataset:
            variables = {str(key): variable.to_numpy() for key, variable in dataset.data_vars.items()}
    except (ValueError, OSError, KeyError) as error:
        raise place.at("file").error(f"{path}: no netCDF group {group!r} can be read from it ({error})") from None
    if name not in variables:
        raise place.at("variable").error(f"{path} has no variable {name!r}; {did_you_mean(name, variables)}")
    return _numbers(variables[name].ravel(), path, place)


def _numbers(values: Any, path: Path, place: Place) -> Floats:
    if np.asarray(values).dtype.kind == "b":
        raise place.error(f"{path}: true and false are no numbers; each value must be a number")
    try:
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise place.error(f"{path}: {error}; each value must be a number") from None
