"""The variants' beliefs about each assumption that differs, side by side."""

from typing import TYPE_CHECKING

import numpy as np
from xarray import DataTree

from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.bars import labels, numbers
from uncertain_compute.views.drawing.panels import TEXT, add_panel, shortened, titled_figure
from uncertain_compute.views.drawing.style import QUIET, axis_label, colour_of
from uncertain_compute.views.figures.comparison.variants import draw_intervals
from uncertain_compute.views.sentences.numbers import brief

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_PANELS = 24
PER_ROW = 3
WIDTH, ROW, BETWEEN, GAP, LEGEND = 3.5, 0.26, 0.95, 0.35, 0.35
"""In inches: a panel's width, a variant's row, the space below and beside a panel, and the space for the legend."""


def beliefs_figure(tree: DataTree) -> "Figure":
    """Return a panel for each assumption that differs, with a row for each variant; large effects come first."""
    beliefs = tree["beliefs"].to_dataset()
    variants, columns = labels(beliefs["variant"]), labels(beliefs["assumption"])
    shown = columns[:MOST_PANELS]
    across, down = min(PER_ROW, len(shown)), -(-len(shown) // PER_ROW)
    height = ROW * len(variants) + 0.15
    note = "Line: 5% to 95%; dot: median. In order of how much difference they make."
    if len(columns) > MOST_PANELS:
        note += f" {len(columns) - MOST_PANELS} more differ."
    width = max(across, 2) * (WIDTH + GAP) + GAP
    figure = titled_figure(width, down * (height + BETWEEN) + LEGEND, "What differs in the beliefs", note)
    for place, column in enumerate(shown):
        row, beside = divmod(place, PER_ROW)
        bottom = (down - row) * (height + BETWEEN) - height - 0.4
        axes = add_panel(figure, GAP + beside * (WIDTH + GAP), bottom, WIDTH, height)
        own = beliefs.sel(assumption=column)
        _fill(axes, numbers(own["quantile"], "variant", "level"))
        axes.set_title(shortened(column), fontsize=TEXT, pad=4)
        axes.set_xlabel(axis_label(str(own["assumption_unit"].item())), fontsize=8, labelpad=1)
    _legend(figure, variants, (down * (height + BETWEEN) + LEGEND - 0.02) / figure.get_size_inches()[1])
    return figure


def _fill(axes: "Axes", quantiles: Floats) -> None:
    texts = [brief(median) if np.isfinite(median) else "" for median in quantiles[:, 1]]
    axes.tick_params(axis="x", labelsize=8, pad=2)
    draw_intervals(axes, quantiles, texts)
    axes.set_yticks([])
    axes.set_ylim(len(quantiles) - 0.4, -0.6)
    for row in np.flatnonzero(~np.isfinite(quantiles).all(axis=1)).tolist():
        axes.text(0.02, row, "none", transform=axes.get_yaxis_transform(), va="center", fontsize=TEXT, color=QUIET)


def _legend(figure: "Figure", variants: list[str], top: float) -> None:
    from matplotlib.lines import Line2D

    lines = [
        Line2D([], [], color=colour_of(place), linewidth=2, marker="o", markerfacecolor="white", label=shortened(name))
        for place, name in enumerate(variants)
    ]
    left = GAP / figure.get_size_inches()[0]
    figure.legend(
        handles=lines, loc="upper left", bbox_to_anchor=(left, top), ncols=PER_ROW, frameon=False, fontsize=TEXT
    )
