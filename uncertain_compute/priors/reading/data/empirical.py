"""Distributions from data: a column of a CSV file, or a variable of a netCDF file."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from uncertain_compute.arrays import Floats, Integers
from uncertain_compute.errors import quoted
from uncertain_compute.files.named import file_in
from uncertain_compute.priors.distributions import Discrete, Distribution, Fixed, Interpolated, JointRows
from uncertain_compute.priors.reading.config_key import LARGEST, ConfigKey
from uncertain_compute.priors.reading.data.files import columns_of_csv, fail_unless_readable, variable_of_netcdf
from uncertain_compute.priors.reading.text import shown

KEYS = ("file", "column", "variable", "weights", "where", "together", "smooth")
FEWEST_TO_SMOOTH = 5


def empirical(written: Any, config_key: ConfigKey) -> Distribution:
    """Return the distribution of data in a file, ``{file: clips.csv, column: seconds}``.

    By default all rows are equally likely. Further keys change this:

    - ``weights`` names a column with the weight of each row;
    - ``where`` chooses rows;
    - ``together``: columns with the same name here are drawn by row, so that their dependence is kept;
    - ``smooth: true`` gives ArviZ's kernel density estimate within the range of the data. If all values are positive,
      it is the estimate of their logarithms.

    Raises
    ------
    UncertainComputeError
        If the file or the column is missing, or a value is not a number.
    """
    keys = config_key.mapping(written, "file and column", KEYS)
    if "file" not in keys or ("column" in keys) == ("variable" in keys):
        raise config_key.error("needs file, and either column (of a CSV file) or variable (of a netCDF file)")
    said = {key: config_key.at(key).text(keys[key]) for key in KEYS if key in keys and key not in ("where", "smooth")}
    smooth = keys.get("smooth", False)
    if smooth not in (True, False):
        raise config_key.at("smooth").error(f"{quoted(smooth)} is neither true nor false")
    if smooth and (beside := next((key for key in ("weights", "together") if key in said), None)):
        raise config_key.at("smooth").error(f"rows with {beside} cannot be smoothed")
    values, weights, numbers = _data(said, keys.get("where"), config_key)
    if smooth:
        return _smoothed(values, config_key)
    return _as_it_is(values, weights, said.get("together", ""), numbers)


def _data(said: Mapping[str, str], where: Any, config_key: ConfigKey) -> tuple[Floats, Floats, Integers]:
    """Return the values, their weights, and their row numbers."""
    path = file_in([*config_key.folders, Path.cwd()], said["file"], config_key.at("file").key)
    fail_unless_readable(path, config_key.at("file"))
    names = [said[key].strip() for key in ("column", "variable", "weights") if key in said]
    if "column" in said:
        found, numbers = columns_of_csv(path, names, _texts(where, config_key.at("where")), config_key)
    elif where is not None:
        raise config_key.at("where").error("chooses rows of a CSV file, but this is a netCDF file")
    else:
        found = _of_one_length([variable_of_netcdf(path, name, config_key) for name in names], path, config_key)
        numbers = np.arange(found.shape[1])
    values = found[0]
    bad = int(np.count_nonzero(~(np.abs(found) <= LARGEST).all(axis=0)))
    if where is not None and not values.size:
        raise config_key.at("where").error(f"{path} has no row with {shown(where)}")
    if bad or not values.size:
        raise config_key.error(f"{path}: {bad} of {values.size} values are missing or infinite; each must be a number")
    weights = found[1] if "weights" in said else np.ones(values.size)
    if weights.min() < 0.0 or not weights.sum() > 0.0:
        raise config_key.at("weights").error(f"{path}: {quoted(names[-1])} must not be negative, and not all zero")
    return values, weights, numbers


def _texts(where: Any, config_key: ConfigKey) -> dict[str, list[str]]:
    """Return the texts allowed in a row, by column: ``{model: [DiT, Sora], seconds: not blank}``."""
    said = {} if where is None else config_key.mapping(where, "columns, each with the texts of the rows to use")
    return {
        name.strip(): [config_key.at(name).text(one).strip() for one in (texts if isinstance(texts, list) else [texts])]
        for name, texts in said.items()
    }


def _of_one_length(variables: Sequence[Floats], path: Path, config_key: ConfigKey) -> Floats:
    if len({one.size for one in variables}) > 1:
        counts = " and ".join(f"{one.size:,}" for one in variables)
        raise config_key.at("weights").error(f"{path}: values and weights have different sizes, {counts}")
    return np.stack(variables)


def _as_it_is(values: Floats, weights: Floats, together: str, numbers: Integers) -> Distribution:
    distinct, index = np.unique(values, return_inverse=True)
    if len(distinct) == 1:
        return Fixed(float(distinct[0]))
    if together:
        checksum = sha256(numbers.astype(np.int64).tobytes()).hexdigest()
        return JointRows(tuple(values.tolist()), tuple((weights / weights.sum()).tolist()), together, checksum)
    held = np.bincount(index, weights=weights) / weights.sum()
    return Discrete(tuple(distinct[held > 0.0].tolist()), tuple(held[held > 0.0].tolist()))


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
