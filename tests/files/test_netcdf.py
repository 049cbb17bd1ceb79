"""The netCDF files that h5py writes here, compared with those that h5netcdf writes for xarray."""

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
import xarray as xr

from uncertain_compute.files.netcdf import write_netcdf

OF_THE_WRITER = "_NCProperties"


def tree() -> xr.DataTree:
    """Return a tree of what runs and comparisons hold: numbers, texts, truths, scalars, and dimensions of parents."""
    random = np.random.default_rng(1)
    chains = {"chain": np.arange(2), "draw": np.arange(3)}
    prior = xr.Dataset(
        {
            "price": (("chain", "draw"), random.random((2, 3)), {"units": "USD", "long_name": "Preis in €"}),
            "fleet": (("chain", "draw", "chip"), random.random((2, 3, 2))),
            "ordered": (("chain", "draw"), random.integers(9, size=(2, 3))),
        },
        {**chains, "chip": ["H100", "B200 ×2"]},
        {"method": "none", "effective_draws": 3.5},
    )
    rows = xr.Dataset(
        {
            "level": ("row", [1.0, np.nan]),
            "held": ("row", [True, False]),
            "words": ("row", np.array(["a", ""], object)),
        },
        {"unit": ("row", ["GPU", "1"]), "low": 0.05},
        {"fixed": "", "factors": ["a", "b"], "none": [], "ends": np.array([0.1, 0.9])},
    )
    inherited = xr.Dataset({"given": (("chip",), [1.0, 2.0])}, {"chip": ["H100", "B200 ×2"]})
    leaf = xr.Dataset({"more": (("chip", "end"), np.ones((2, 2)))}, {"end": ["p5", "p95"]})
    nothing = xr.Dataset({"least": ("chip", [])})
    constants = xr.Dataset({"day": 24.0, "name": "H100", "count": 7})
    groups = {"/": xr.Dataset(attrs={"seed": 1, "targets": ["cost"], "schema": np.int64(3)}), "/prior": prior}
    groups |= {"/rows": rows, "/of": inherited, "/of/leaf": leaf, "/nothing": nothing, "/constants": constants}
    return xr.DataTree.from_dict(groups)


def shown(value: Any, file: h5py.File) -> Any:
    """Return an attribute with references replaced by the names of what they refer to."""
    if isinstance(value, h5py.Reference):
        return file[value].name
    if isinstance(value, np.ndarray | list | tuple | np.void):
        return [shown(one, file) for one in value]
    return value.item() if isinstance(value, np.generic) else value


def content(path: Path) -> dict[str, Any]:
    """Return all that a file holds: of each object its type, values and attributes, sorted where order says nothing."""
    found: dict[str, Any] = {}
    with h5py.File(path) as file:

        def note(name: str, one: h5py.Group | h5py.Dataset) -> None:
            attributes = {
                key: (str(one.attrs.get_id(key).dtype), shown(value, file)) for key, value in one.attrs.items()
            }
            attributes.pop(OF_THE_WRITER, None)
            kind, referring = attributes.get("REFERENCE_LIST", ("", []))
            found[name] = {key: repr(attribute) for key, attribute in attributes.items()}
            found[name] |= {"REFERENCE_LIST": (kind, sorted(map(str, referring)))}
            if isinstance(one, h5py.Dataset) and b"but not a netCDF variable" not in one.attrs.get("NAME", b""):
                values = one[()] if one.shape == () else one[:].tolist()
                found[name] |= {"values": repr(values), "dtype": str(one.dtype), "fill": repr(one.fillvalue)}
                found[name] |= {"packed": (one.compression, one.compression_opts)}

        note("/", file)
        file.visititems(note)
    return found


@pytest.mark.parametrize("packed", [(), ("/prior",)])
def test_a_file_holds_what_xarray_would_write(tmp_path: Path, packed: tuple[str, ...]) -> None:
    ours, theirs = tmp_path / "ours.nc", tmp_path / "theirs.nc"
    whole = tree()
    del whole["nothing"]  # h5netcdf makes dimensions without a length unlimited
    write_netcdf(whole, ours, packed)
    encoding = {path: {name: {"zlib": True, "complevel": 1} for name in whole[path].data_vars} for path in packed}
    whole.to_netcdf(theirs, engine="h5netcdf", encoding=encoding)
    assert content(ours) == content(theirs)


def test_a_file_is_read_as_what_was_written(tmp_path: Path) -> None:
    write_netcdf(tree(), tmp_path / "ours.nc")
    with xr.open_datatree(tmp_path / "ours.nc", engine="h5netcdf", decode_times=False) as read:
        xr.testing.assert_equal(read.load(), tree())


def test_the_same_tree_gives_the_same_bytes(tmp_path: Path) -> None:
    whole = tree()
    for name in ("one.nc", "other.nc"):
        write_netcdf(whole, tmp_path / name)
    assert (tmp_path / "one.nc").read_bytes() == (tmp_path / "other.nc").read_bytes()
