"""Read the posterior of an ArviZ file, of any probabilistic language, into a prior set of joint samples."""

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from uncertain_compute.addresses import address_of, labels_of
from uncertain_compute.bridges.imported_study import ImportedStudy, is_name, name_from
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.files.hdf5 import fault_in
from uncertain_compute.priors.reading.config_key import LARGEST
from uncertain_compute.priors.reading.data.files import NUMERIC

if TYPE_CHECKING:
    import xarray as xr

POSTERIOR = "posterior"
SAMPLE = ("chain", "draw")
WHY = "draws of a posterior, with their dependence"
MOST_NUMBERS = 100
"""The most numbers of a variable: a prior set has a belief for each."""

UNNAMED = re.compile(r"_dim_\d+$")
"""The end of the names that ArviZ gives to dimensions without a name."""


def posterior_study(path: Path) -> ImportedStudy:
    """Return a prior set with a belief for each number of each variable; all are drawn by row together.

    Raises
    ------
    UncertainComputeError
        If it is no netCDF file, or has no posterior with chains and draws.
    """
    beliefs: dict[str, dict[str, Any]] = {}
    with _posterior(path) as dataset:
        why_not = {str(name): _not_taken(variable) for name, variable in dataset.data_vars.items()}
        kept = dataset[[name for name, why in why_not.items() if not why]].load()
    for name, variable in kept.data_vars.items():
        for one, entry in _entries(variable, path):
            if one in beliefs:
                raise UncertainComputeError(f"{name}: two beliefs would be called {one}; rename the variable")
            beliefs[one] = entry
    left_out = [f"{name}: {why}" for name, why in why_not.items() if why]
    return ImportedStudy(path.name, POSTERIOR, {}, beliefs, {}, (), left_out, {path.name: _file_of(kept)})


@contextmanager
def _posterior(path: Path) -> "Iterator[xr.Dataset]":
    """Yield the posterior group of a file, with its samples first."""
    import xarray as xr

    if fault := fault_in(path, ours=False):
        raise UncertainComputeError(f"is not a netCDF file that can be read ({fault})")
    groups = {}
    try:
        with warnings.catch_warnings(action="ignore"):
            groups = xr.open_groups(path, engine="h5netcdf", decode_times=False, phony_dims="access")
            yield _of_chains(groups)
    except (OSError, ValueError, KeyError, RuntimeError, AttributeError) as error:
        raise UncertainComputeError(f"is not a netCDF file that can be read ({type(error).__name__})") from error
    finally:
        for one in groups.values():
            one.close()


def _of_chains(groups: "Mapping[str, xr.Dataset]") -> "xr.Dataset":
    if f"/{POSTERIOR}" not in groups:
        shown = ", ".join(one.strip("/") for one in groups if one != "/") or "none"
        raise UncertainComputeError(f"has no group {POSTERIOR}; its groups are {shown}")
    dataset = groups[f"/{POSTERIOR}"]
    if missing := [dim for dim in SAMPLE if dim not in dataset.dims]:
        raise UncertainComputeError(f"{POSTERIOR}: has no dimension {' and '.join(missing)}")
    return dataset.transpose(*SAMPLE, ...)


def _not_taken(variable: "xr.DataArray") -> str:
    """Return why a variable cannot be taken; an empty text if it can."""
    dims = _dims(variable)
    numbers = prod(variable.sizes[dim] for dim in dims)
    why = ""
    if not set(SAMPLE) <= {*map(str, variable.dims)}:
        why = "has no chains and draws"
    elif variable.dtype.kind not in NUMERIC:
        why = f"is of type {variable.dtype}; each value must be a number"
    elif numbers > MOST_NUMBERS:
        why = f"has {numbers:,} numbers; a prior set takes {MOST_NUMBERS} of a variable"
    elif unfit := next((one for one in _labels(variable, dims) if labels_of(address_of("x", one)) != list(one)), None):
        why = f"has the coordinate {', '.join(unfit)}, of which no address can be made"
    elif not (np.abs(variable.to_numpy()) <= LARGEST).all():
        why = "has draws that are missing or infinite"
    return why


def _entries(variable: "xr.DataArray", path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the assumptions of a variable: one with its dimensions, or one for each number if they have no names."""
    name, dims = str(variable.name), _dims(variable)
    addresses = {labels: address_of(name, labels) for labels in _labels(variable, dims)}
    each = {labels: _belief(address, path) for labels, address in addresses.items()}
    if dims and all(is_name(dim) and not UNNAMED.search(dim) for dim in dims):
        nested: dict[str, Any] = {}
        for labels, belief in each.items():
            inside = nested
            for dim, label in zip(dims[:-1], labels[:-1], strict=True):
                inside = inside.setdefault(dim, {}).setdefault(label, {})
            inside.setdefault(dims[-1], {})[labels[-1]] = belief["value"]
        beside = {key: value for key, value in next(iter(each.values())).items() if key != "value"}
        yield name_from(name), {**nested, **beside}
    else:
        yield from ((name_from("_".join([name, *labels])), belief) for labels, belief in each.items())


def _belief(address: str, path: Path) -> dict[str, Any]:
    said = {"file": path.name, "variable": f"{POSTERIOR}/{address}", "together": POSTERIOR}
    return {"value": {"empirical": said}, "unit": "1", "why": WHY, "status": "computed"}


def _dims(variable: "xr.DataArray") -> list[str]:
    return [str(dim) for dim in variable.dims if dim not in SAMPLE]


def _labels(variable: "xr.DataArray", dims: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the labels of each number, as addresses have them."""
    return product(*(map(str, variable[dim].to_numpy()) for dim in dims))


def _file_of(dataset: "xr.Dataset") -> bytes:
    """Return a netCDF file with the posterior alone."""
    plain = dataset.drop_attrs()
    return bytes(plain.to_netcdf(group=POSTERIOR, engine="h5netcdf"))
