"""Variants side by side: each quantity's intervals, and the difference from the first variant."""

from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.analysis.summary.statistics import PROBABILITY
from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.bars import labels, numbers
from uncertain_compute.views.drawing.marks import draw_interval
from uncertain_compute.views.drawing.never import name_never, placed_beyond
from uncertain_compute.views.drawing.panels import ABOVE, name_panel, stacked
from uncertain_compute.views.drawing.scale import Scale
from uncertain_compute.views.drawing.style import axis_label, colour_of
from uncertain_compute.views.drawing.text_beside import make_room, write_beside
from uncertain_compute.views.drawing.ticks import label_ticks
from uncertain_compute.views.numbers import percent, with_unit
from uncertain_compute.views.tables.comparison import effect_text, half_width, is_event, shown_quantities

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

READING = (
    "Thin line: 5% to 95%; thick: 25% to 75%; dot: median, or an event's probability, and its change from the first."
)


def variants_figure(tree: DataTree) -> "Figure":
    """Return a panel for each quantity with a row for each variant."""
    found, differences = shown_quantities(tree), tree["differences"].to_dataset()
    variants, quantities = labels(found["variant"]), labels(found["quantity"])
    rows = [variants] * len(quantities)
    title = f"{len(variants)} variants of the forecast"
    figure, panels = stacked(rows, title, READING, above=ABOVE)
    for axes, quantity in zip(panels, quantities, strict=True):
        own = found.sel(quantity=quantity)
        texts = [_text(own.sel(variant=name), differences.sel(quantity=quantity), name) for name in variants]
        unit = str(own["quantity_unit"].item())
        draw_intervals(axes, numbers(own["quantile"], "variant", "level"), texts, unit)
        name_panel(axes, quantity)
        axes.set_xlabel(PROBABILITY if is_event(tree, quantity) else axis_label(unit))
    return figure


def draw_intervals(axes: "Axes", quantiles: Floats, texts: list[str], unit: str = "") -> None:
    """Draw quantiles of shape (row, level), ascending with the median in the middle, and texts after them.

    A row of NaN stays empty. The axis is logarithmic if a row spans a decade and all values are positive. What is never
    stands at its end.
    """
    quantiles, never = placed_beyond(quantiles)
    scale = Scale.of(quantiles.ravel())
    for row, (own, text) in enumerate(zip(scale.coordinates(quantiles), texts, strict=True)):
        if np.isfinite(own).all():
            draw_interval(axes, own, row, colour_of(row))
            write_beside(axes, own[-1], row, text)
    make_room(axes, scale.coordinates(quantiles[:, 0]), scale.coordinates(quantiles[:, -1]), texts)
    label_ticks(axes, scale, unit=unit)
    if np.isfinite(never):
        name_never(axes, scale.coordinate(never))


def _text(own: Dataset, differences: Dataset, variant: str) -> str:
    levels = [0.5, 0.05, 0.95]
    values, errors = (own[name].sel(level=levels).to_numpy().tolist() for name in ("quantile", "quantile_mcse"))
    (median, *_), _ = with_unit(values, errors, str(own["quantity_unit"].item()))
    if variant not in labels(differences["other"]):
        return median
    one = differences.sel(other=variant)
    change = effect_text(
        float(one["median_change"]), float(half_width(one, "median_change")), factor=bool(one["factor"])
    )
    if float(one["p_tie"]) == 1 or one["event"]:
        return f"{median} ({change})"
    return f"{median} ({change}; {percent(float(one['p_above']))} above)"
