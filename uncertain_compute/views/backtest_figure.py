"""Each forecast's intervals beside what was disclosed later, a panel for each quantity."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset

from uncertain_compute.analysis.outputs import spans_a_decade
from uncertain_compute.views.bars import labels
from uncertain_compute.views.house import THEIRS, axis_label, colour_of, house_style, label_ticks, write_figure
from uncertain_compute.views.panels import ABOVE, shortened, stacked

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DISCLOSED = "disclosed"
READING = (
    "Thin line: 5% to 95%; thick: 25% to 75%; dot: median. Orange: what was disclosed later, a mark for each model or "
    "platform. A forecast that is right holds half of the marks in its thick lines and nine tenths in its thin ones."
)
MARGIN = 0.04


def save_backtest(found: Dataset, folder: Path) -> list[Path]:
    """Draw the forecasts beside the outcomes as PNG and SVG; returns the files' paths."""
    with house_style():
        return write_figure(backtest_figure(found), folder, "backtest")


def backtest_figure(found: Dataset) -> "Figure":
    """Return a panel for each quantity, with a row for each set and one for the outcomes."""
    sets, quantities = labels(found["set"]), labels(found["quantity"])
    rows = [[*map(shortened, sets), DISCLOSED]] * len(quantities)
    figure, panels = stacked(rows, "Forecasts against what was disclosed later", READING, above=ABOVE)
    for axes, quantity in zip(panels, quantities, strict=True):
        own = found.isel(outcome=found["of"].to_numpy() == quantity)
        _fill(axes, own)
        axes.set_title(shortened(quantity))
        axes.set_xlabel(axis_label(str(own["unit"].to_numpy()[0])))
    return figure


def _fill(axes: "Axes", own: Dataset) -> None:
    quantiles = own["forecast"].isel(outcome=0).transpose("set", "level").to_numpy()
    observed = own["observed"].to_numpy()
    values = np.concatenate([quantiles.ravel(), observed])
    logarithmic = bool(values.min() > 0 and spans_a_decade(values.min(), values.max()))
    places, marks = (np.log10(one) if logarithmic else one for one in (quantiles, observed))
    for row, (low90, low50, median, high50, high90) in enumerate(places):
        axes.hlines(row, low90, high90, color=colour_of(2 * row), linewidth=1.5)
        axes.hlines(row, low50, high50, color=colour_of(2 * row), linewidth=5)
        axes.plot(median, row, "o", color="white", markeredgecolor=colour_of(2 * row), markersize=6)
    axes.plot(marks, np.full(len(marks), len(places)), "D", color=THEIRS, markersize=6, alpha=0.75)
    for mark in marks:
        axes.axvline(mark, color=THEIRS, alpha=0.25, linewidth=0.8, zorder=0)
    low, high = min(places.min(), marks.min()), max(places.max(), marks.max())
    axes.set_xlim(low - MARGIN * (high - low), high + MARGIN * (high - low))
    label_ticks(axes, logarithmic=logarithmic, most=8)
