"""Write a tree of datasets as a netCDF 4 file, by h5py: xarray's own writer looks each object up many times."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from xarray import DataTree, Variable
from xarray.conventions import cf_encoder, encode_dataset_coordinates

NO_VARIABLE = "This is a netCDF dimension but not a netCDF variable."
"""The name of a dataset that only states a dimension's length, with the length after it."""

FILL = "_FillValue"
PACKED = {"compression": "gzip", "compression_opts": 1}


def write_netcdf(tree: DataTree, path: Path, packed: Collection[str] = ()) -> None:
    """Write a tree whose content is in memory to a new netCDF 4 file.

    Parameters
    ----------
    packed
        Paths of groups whose variables are compressed, except for coordinates.

    References
    ----------
    - NetCDF 4 file format, https://docs.unidata.ucar.edu/netcdf-c/current/file_format_specifications.html
    """
    with h5py.File(path, "w", track_order=True) as file:
        writer = _Writer(file)
        for node in tree.subtree:
            writer.write(node, PACKED if node.path in packed else {})
        version = f"version=2,hdf5={h5py.version.hdf5_version},h5py={h5py.__version__}"
        file.attrs["_NCProperties"] = np.bytes_(version)


@dataclass(frozen=True, slots=True)
class _Scale:
    """A dimension in the file: its number, and the dataset that states its length."""

    number: int
    stated: h5py.Dataset


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes one node after another, parents first."""

    file: h5py.File
    scales: dict[tuple[str, Hashable], _Scale] = field(default_factory=dict)
    """Each dimension by the path of the group in which it is."""

    def write(self, node: DataTree, options: Mapping[str, Any]) -> None:
        """Write a node's attributes, dimensions and variables."""
        group = self.file if node.path == "/" else self.file.create_group(node.path, track_order=True)
        own = node.to_dataset(inherit=False)
        variables, attributes = cf_encoder(*encode_dataset_coordinates(own))
        _set(group, attributes)
        written = {
            name: _dataset(group, str(name), one, options if name in own.data_vars else {})
            for name, one in variables.items()
        }
        known = {
            dim: scale
            for path in (*reversed([one.path for one in node.parents]), node.path)
            for (of, dim), scale in self.scales.items()
            if of == path
        }
        for dim, size in own.sizes.items():
            if dim not in known:
                known[dim] = self._scale(group, str(dim), size, written.get(dim))
                self.scales[node.path, dim] = known[dim]
        for name, one in variables.items():
            _attach(written[name], [known[dim] for dim in one.dims])

    def _scale(self, group: h5py.Group, dim: str, size: int, variable: h5py.Dataset | None) -> _Scale:
        """Return a new dimension, stated by its coordinates if it has any."""
        number = len(self.scales)
        stated = variable
        if stated is None:
            stated = group.create_dataset(dim, (size,), ">f4", track_order=True)
        stated.attrs["_Netcdf4Dimid"] = np.int32(number)
        stated.make_scale(f"{NO_VARIABLE}{size:10}" if variable is None else dim)
        return _Scale(number, stated)


def _dataset(group: h5py.Group, name: str, variable: Variable, options: Mapping[str, Any]) -> h5py.Dataset:
    """Return a variable as a new dataset, with its attributes."""
    values = variable.values
    texts = values.dtype.kind in "OU"
    kind = h5py.string_dtype() if texts else values.dtype
    attributes = {**variable.attrs}
    fill = attributes.pop(FILL, None)
    dataset = group.create_dataset(
        name,
        values.shape,
        kind,
        data=values.astype(object) if texts else values,
        fillvalue=fill,
        track_order=True,
        **(options if values.shape else {}),
    )
    if fill is not None:
        dataset.attrs[FILL] = np.array([fill], kind)
    _set(dataset, attributes)
    return dataset


def _set(target: h5py.Group | h5py.Dataset, attributes: Mapping[Any, Any]) -> None:
    for name, value in attributes.items():
        one_number = np.isscalar(value) and not isinstance(value, str)
        target.attrs[name] = np.atleast_1d(value) if one_number else value


def _attach(dataset: h5py.Dataset, scales: list[_Scale]) -> None:
    """Say of each dimension of a dataset which one it is."""
    if not scales:
        return
    if dataset != scales[0].stated:
        for axis, scale in enumerate(scales):
            dataset.dims[axis].attach_scale(scale.stated)
        dataset.attrs["_Netcdf4Dimid"] = np.int32(scales[0].number)
    dataset.attrs["_Netcdf4Coordinates"] = np.array([scale.number for scale in scales], np.int32)
