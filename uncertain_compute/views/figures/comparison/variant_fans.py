"""A path in each variant on one axis, and how each differs from the first at every coordinate."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.analysis.summary.statistics import PROBABILITY
from uncertain_compute.study.paths import ColumnPath
from uncertain_compute.views.drawing.bars import labels, numbers
from uncertain_compute.views.drawing.fan import Fan
from uncertain_compute.views.drawing.style import axis_label, colour_of
from uncertain_compute.views.figures.summary.fan import fans_figure
from uncertain_compute.views.tables.comparison import (
    half_width,
    is_event,
    shown_differences,
    shown_quantities,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

QUANTITIES = ("quantities", "differences")
WITH_HALF = 5
OF_VARIANTS = "Line: median. Bands: 50% and 90% of the probability; for a ratio or difference to the first, only 90%."

OF_EVENTS = "Line: the probability that it happens."


def variant_fans_figure(tree: DataTree, path: ColumnPath) -> "Figure":
    """Return a panel with a fan for each variant, and one with the ratio or difference of each to the first."""
    shown = shown_quantities(tree), shown_differences(tree)
    found, differences = (one.sel(quantity=list(path.columns)) for one in shown)
    fans = [
        _of(path, found.sel(variant=one), "quantile", one, index) for index, one in enumerate(labels(found["variant"]))
    ]
    of_events = is_event(tree, path.columns[0])
    unit = PROBABILITY if of_events else axis_label(str(found["quantity_unit"].values[0]))
    factor = bool(differences["factor"].values.all())
    others = enumerate(labels(differences["other"]), start=1)
    changes = [_of(path, differences.sel(other=one), "change", one, index) for index, one in others]
    heading = f"{'Ratio' if factor else 'Difference'} to {fans[0].label}"
    panels = [(path.name, unit, fans), (heading, "times" if factor else unit, changes)]
    return fans_figure(f"{len(fans)} variants of {path.name}", OF_EVENTS if of_events else OF_VARIANTS, panels)


def tree_without(tree: DataTree, columns: Collection[str]) -> DataTree:
    """Return a comparison without some columns of quantities."""
    held = [one for one in labels(tree["quantities"].to_dataset()["quantity"]) if one not in columns]
    return DataTree.from_dict({name: tree[name].to_dataset().sel(quantity=held) for name in QUANTITIES})


def _of(path: ColumnPath, own: Dataset, variable: str, label: str, index: int) -> Fan:
    """Return the fan of quantiles; without the quartiles it has only the outer band."""
    error = own[f"{variable}_mcse"] if f"{variable}_mcse" in own else half_width(own, variable)
    found = np.stack([numbers(one, "quantity", "level") for one in (own[variable], error)])
    quantiles, errors = found if found.shape[-1] == WITH_HALF else found[..., [0, 1, 1, 1, 2]]
    nothing = np.full((len(path.columns), 2), np.nan)
    return Fan(label, path.labels, np.array(path.positions), quantiles, errors, nothing, colour_of(index))
