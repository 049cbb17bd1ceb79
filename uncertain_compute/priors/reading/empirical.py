"""Distributions from data: a column of a CSV file, or a variable of a netCDF file."""

from pathlib import Path
from typing import Any

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.errors import quoted
from uncertain_compute.files.named import file_in
from uncertain_compute.priors.distributions import Discrete, Distribution, Fixed, Interpolated
from uncertain_compute.priors.reading.config_key import LARGEST, ConfigKey
from uncertain_compute.priors.reading.data_files import column_of_csv, fail_unless_readable, variable_of_netcdf

KEYS = ("file", "column", "variable", "smooth")
FEWEST_TO_SMOOTH = 5


def empirical(written: Any, config_key: ConfigKey) -> Distribution:
    """Return the distribution of data, ``{file: clips.csv, column: seconds}``.

    By default each row is equally likely. With ``smooth: true`` it is ArviZ's kernel density estimate, of the logarithm
    if all values are positive, within the range of the data.

    Raises
    ------
    UncertainComputeError
        If the file, the column or a number in it is missing.
    """
    keys = config_key.mapping(written, "file and column", KEYS)
    if "file" not in keys or ("column" in keys) == ("variable" in keys):
        raise config_key.error("needs file, and either column (of a CSV file) or variable (of a netCDF file)")
    said = {key: config_key.at(key).text(keys[key]) for key in KEYS[:3] if key in keys}
    path = file_in([*config_key.folders, Path.cwd()], said["file"], config_key.at("file").key)
    fail_unless_readable(path, config_key.at("file"))
    values = (
        column_of_csv(path, said["column"].strip(), config_key)
        if "column" in said
        else variable_of_netcdf(path, said["variable"], config_key)
    )
    bad = int(np.count_nonzero(~(np.abs(values) <= LARGEST)))
    if bad or not values.size:
        raise config_key.error(f"{path}: {bad} of {values.size} values are missing or infinite; each must be a number")
    if keys.get("smooth", False) not in (True, False):
        raise config_key.at("smooth").error(f"{quoted(keys['smooth'])} is neither true nor false")
    return _smoothed(values, config_key) if keys.get("smooth", False) else _as_it_is(values)


def _as_it_is(values: Floats) -> Distribution:
    distinct, counts = np.unique(values, return_counts=True)
    if len(distinct) == 1:
        return Fixed(float(distinct[0]))
    return Discrete(tuple(distinct.tolist()), tuple((counts / values.size).tolist()))


def _smoothed(values: Floats, config_key: ConfigKey) -> Distribution:
    from arviz_stats.base.array import array_stats

    if len(np.unique(values)) < FEWEST_TO_SMOOTH:
        raise config_key.at("smooth").error(f"needs {FEWEST_TO_SMOOTH} different values or more")
    positive = bool(values.min() > 0)
    grid, density, _ = array_stats.kde(  # type: ignore[no-untyped-call]
        np.log(values) if positive else values, bound_correction=True
    )
    points = np.exp(grid) if positive else grid
    return Interpolated(tuple(points.tolist()), tuple((density / points if positive else density).tolist()))
