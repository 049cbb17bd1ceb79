"""The variants' beliefs about each assumption that differs, side by side."""

from typing import TYPE_CHECKING, Any

import numpy as np
from xarray import DataTree

from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.bars import labels, numbers
from uncertain_compute.views.drawing.panels import (
    FIGURE,
    MARGIN,
    SMALL,
    TEXT,
    WIDTH,
    add_panel,
    name_panel,
    titled_figure,
)
from uncertain_compute.views.drawing.style import QUIET, axis_label, colour_of
from uncertain_compute.views.drawing.text import shortened
from uncertain_compute.views.figures.comparison.variants import draw_intervals
from uncertain_compute.views.numbers import brief

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_PANELS = 12
ROW, BETWEEN, LEGEND, KEY = 0.26, 0.95, 0.25, 0.4
"""In inches: the height of a variant's row, the space below a panel, and height and key of a line of the legend."""


def beliefs_figure(tree: DataTree) -> "Figure":
    """Return a panel for each assumption that differs, with a row for each variant; large effects come first."""
    beliefs = tree["beliefs"].to_dataset()
    variants, columns = labels(beliefs["variant"]), labels(beliefs["assumption"])
    shown = columns[:MOST_PANELS]
    height = ROW * len(variants) + 0.15
    note = "Line: 5% to 95%; dot: median. In order of how much difference they make."
    if len(columns) > MOST_PANELS:
        note += f" {len(columns) - MOST_PANELS} more differ."
    each, above = height + BETWEEN, LEGEND * len(variants) + 0.1
    figure = titled_figure(FIGURE, len(shown) * each + above, "What differs in the beliefs", note)
    for index, column in enumerate(shown):
        bottom = (len(shown) - index) * each - height - 0.4
        axes = add_panel(figure, MARGIN, bottom, WIDTH, height)
        own = beliefs.sel(assumption=column)
        _fill(axes, numbers(own["quantile"], "variant", "level"))
        name_panel(axes, column, TEXT, pad=4)
        axes.set_xlabel(axis_label(str(own["assumption_unit"].item())), fontsize=SMALL, labelpad=1)
    _legend(figure, variants, (len(shown) * each + above) / figure.get_size_inches()[1])
    return figure


def _fill(axes: "Axes", quantiles: Floats) -> None:
    texts = [brief(median) if np.isfinite(median) else "" for median in quantiles[:, 1]]
    axes.tick_params(axis="x", labelsize=SMALL, pad=2)
    draw_intervals(axes, quantiles, texts)
    axes.set_yticks([])
    axes.set_ylim(len(quantiles) - 0.4, -0.6)
    for row in np.flatnonzero(~np.isfinite(quantiles).all(axis=1)).tolist():
        axes.text(0.02, row, "none", transform=axes.get_yaxis_transform(), va="center", fontsize=TEXT, color=QUIET)


def _legend(figure: "Figure", variants: list[str], top: float) -> None:
    from matplotlib.lines import Line2D

    style: dict[str, Any] = {"linewidth": 2, "marker": "o", "markerfacecolor": "white"}
    names = [shortened(name, FIGURE - KEY, TEXT) for name in variants]
    lines = [Line2D([], [], color=colour_of(index), label=name, **style) for index, name in enumerate(names)]
    figure.legend(
        handles=lines, loc="upper left", bbox_to_anchor=(0, top), borderaxespad=0.2, frameon=False, fontsize=TEXT
    )
