"""Variants beside each other: each quantity's intervals, and how they differ from the first."""

from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.bars import BESIDE, SMALL_LETTER, labels, numbers, write_beside
from uncertain_compute.views.drawing.panels import ABOVE, inches_across, shortened, stacked
from uncertain_compute.views.drawing.style import axis_label, colour_of, label_ticks
from uncertain_compute.views.sentences.numbers import percent, readable
from uncertain_compute.views.tables.comparison import effect_text, half_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DECADE = 10.0
MARGIN = 0.03
READING = "Thin line: 5% to 95%; thick: 25% to 75%; dot: median, with its ratio to that of the first."


def variants_figure(tree: DataTree) -> "Figure":
    """Return a panel for each quantity with a row for each variant."""
    found, differences = tree["quantities"].to_dataset(), tree["differences"].to_dataset()
    variants, quantities = labels(found["variant"]), labels(found["quantity"])
    rows = [[shortened(name) for name in variants]] * len(quantities)
    title = f"{len(variants)} variants of the forecast"
    figure, panels = stacked(rows, title, READING, above=ABOVE)
    for axes, quantity in zip(panels, quantities, strict=True):
        own = found.sel(quantity=quantity)
        texts = [_text(own.sel(variant=name), differences.sel(quantity=quantity), name) for name in variants]
        draw_intervals(axes, numbers(own["quantile"], "variant", "level"), texts)
        axes.set_title(shortened(quantity))
        axes.set_xlabel(axis_label(str(own["quantity_unit"].item())))
    return figure


def draw_intervals(axes: "Axes", quantiles: Floats, texts: list[str]) -> None:
    """Draw quantiles of shape (row, level), lowest level first and the median in the middle, and texts behind them.

    A row of NaN stays empty. The axis is logarithmic where a row spans a decade and all are positive.
    """
    middle = quantiles.shape[1] // 2
    low, high = np.nanmin(quantiles), np.nanmax(quantiles)
    logarithmic = bool(low > 0 and high > DECADE * low)
    places = np.log10(quantiles) if logarithmic else quantiles
    for row, (own, text) in enumerate(zip(places, texts, strict=True)):
        if not np.isfinite(own).all():
            continue
        for outer, width in zip(range(middle), (1.5, 5.0), strict=False):
            axes.hlines(row, own[outer], own[-1 - outer], color=colour_of(row), linewidth=width, label="interval")
        axes.plot(own[middle], row, "o", color="white", markeredgecolor=colour_of(row), markersize=6, label="median")
        write_beside(axes, own[-1], row, text)
    _fit(axes, places, texts)
    label_ticks(axes, logarithmic=logarithmic, most=8)


def _fit(axes: "Axes", places: Floats, texts: list[str]) -> None:
    """Let the axis hold the intervals and the texts behind them."""
    low, high = float(np.nanmin(places)), float(np.nanmax(places))
    span = (high - low) or max(abs(low), 1.0) / DECADE
    room = max(SMALL_LETTER * max(map(len, texts)) + BESIDE, 0.0) / inches_across(axes)
    axes.set_xlim(low - MARGIN * span, high + span * room / max(1 - room, 0.3))


def _text(own: Dataset, differences: Dataset, variant: str) -> str:
    median = readable(float(own["quantile"].sel(level=0.5)), float(own["quantile_mcse"].sel(level=0.5)))
    if variant not in labels(differences["other"]):
        return median
    one = differences.sel(other=variant)
    change = effect_text(
        float(one["median_change"]), float(half_width(one, "median_change")), factor=bool(one["factor"])
    )
    if float(one["p_tie"]) == 1:
        return f"{median} ({change})"
    return f"{median} ({change}; {percent(float(one['p_above']))} above)"
