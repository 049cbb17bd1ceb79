"""Names and units for the datasets of analyses, and which quantities are events."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.summary.monte_carlo.jackknife import MONTE_CARLO_CI_PROB, Estimate
from uncertain_compute.arrays import Floats
from uncertain_compute.study.study import Study

QUANTITY, ASSUMPTION, BOUND, END = "quantity", "assumption", "bound", "end"
ENDS = ["low", "high"]

type Coordinates = dict[str, Any]


def coordinates(units: Mapping[str, str], assumption_units: Mapping[str, str]) -> Coordinates:
    """Return the coordinates of quantities and of assumptions, with the unit of each."""
    return {
        QUANTITY: [*units],
        f"{QUANTITY}_unit": (QUANTITY, [*units.values()]),
        ASSUMPTION: [*assumption_units],
        f"{ASSUMPTION}_unit": (ASSUMPTION, [*assumption_units.values()]),
    }


def events_of(study: Study) -> frozenset[str]:
    """Return the quantities of a study that say whether something happens: 1 if it does, else 0."""
    return study.graph.events(study.assumptions)


def units_of(study: Study, columns: Iterable[str]) -> dict[str, str]:
    """Return the unit of each column of a study."""
    return {column: study.unit(name_of(column)) for column in columns}


def units_in(run: DataTree, columns: Iterable[str]) -> dict[str, str]:
    """Return the unit of each column of a run."""
    group = run["prior"]
    return {column: str(group[name_of(column)].attrs.get("units", "")) for column in columns}


def with_intervals(estimates: Mapping[str, Estimate], dims: tuple[str, ...]) -> dict[str, Any]:
    """Return each estimate as a variable, with its interval as the variable ``<name>_ci``."""
    variables: dict[str, Any] = {}
    for name, (value, half_width) in estimates.items():
        variables |= with_interval(name, value, np.stack([value - half_width, value + half_width], axis=-1), dims)
    return variables


def with_interval(name: str, value: Any, ends: Floats, dims: tuple[str, ...]) -> dict[str, Any]:
    """Return one estimate as a variable, with the ends of its interval, of shape (..., bound)."""
    return {name: (dims, value), f"{name}_ci": ((*dims, BOUND), ends, {"ci_prob": MONTE_CARLO_CI_PROB})}


def labelled(variables: Mapping[str, Any], coords: Coordinates, attrs: Mapping[str, Any]) -> Dataset:
    """Return variables with their coordinates; the bounds of intervals are low and high."""
    dims = {dim for own, *_ in variables.values() for dim in ([own] if isinstance(own, str) else own)}
    ends = {dim: ENDS for dim in (BOUND, END) if dim in dims}
    return Dataset(dict(variables), coords={**coords, **ends}, attrs=dict(attrs))
