"""Quantities beside each other, in panels on one axis; and steps that lead from one to the next."""

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset

from uncertain_compute.analysis.summary.charts import LEVEL, ROW, rows_by
from uncertain_compute.views.drawing.bars import labels, numbers
from uncertain_compute.views.drawing.intervals import (
    CORRECTED,
    PUBLISHED,
    READING,
    draw_intervals,
    fit_intervals,
    is_logarithmic,
)
from uncertain_compute.views.drawing.panels import ABOVE, EDGE, LIGHT, TEXT, say, shortened, stacked
from uncertain_compute.views.drawing.style import axis_label, label_ticks
from uncertain_compute.views.sentences.numbers import amount

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STEP, STEPS = 0.72, "steps"
"""Share of a row's height that a step's bar takes; the part of a panel whose rows are steps."""


def levels_figure(chart: Dataset) -> "Figure":
    """Return a panel of rows for each of a chart's; panels of one unit share an axis."""
    panels = rows_by("panel", chart)
    names = [[shortened(name) for name in labels(panel["label"])] for panel in panels.values()]
    logarithmic = is_logarithmic(chart)
    marks = {"published_low": PUBLISHED, "corrected": CORRECTED}
    told = "".join(words for name, words in marks.items() if np.isfinite(chart[name].values).any())
    scale = " Logarithmic axis." if logarithmic else ""
    title, note = str(chart["title"].values[0]), str(chart["note"].values[0])
    figure, drawn = stacked(names, title, f"{READING}{told}{scale} {note}".rstrip(), above=ABOVE)
    for axes, (heading, panel) in zip(drawn, panels.items(), strict=True):
        if not np.isfinite(panel["quantile"].values).all():
            say(axes, "not a number in all draws")
            continue
        unit = str(panel["unit"].values[0])
        if panel["part"].values[-1] == STEPS:
            _draw_steps(axes, panel, logarithmic=logarithmic)
        draw_intervals(axes, panel, logarithmic=logarithmic)
        finite = [one for one in panels.values() if np.isfinite(one["quantile"].values).all()]
        alike = [one for one in finite if str(one["unit"].values[0]) == unit]
        fit_intervals(axes, alike, logarithmic=logarithmic)
        label_ticks(axes, logarithmic=logarithmic, most=9)
        axes.set_xlabel(axis_label(unit))
        axes.set_title(heading, fontsize=10)
    return figure


def level_sentence(chart: Dataset) -> str:
    """Return what a chart shows, with its medians and intervals."""
    rows = []
    for place in range(chart.sizes[ROW]):
        one = chart.isel({ROW: place})
        low, _, median, _, high = one["quantile"].values
        unit = str(one["unit"].item())
        ends = "" if low == high else f" ({amount(low, '')} to {amount(high, '')})"
        rows.append(f"{one['label'].item()} {amount(median, unit)}{ends}")
    return f"{chart['title'].values[0]}: {'; '.join(rows)}."


def _draw_steps(axes: "Axes", rows: Dataset, *, logarithmic: bool) -> None:
    """Draw a bar from each median to the next one, with the factor between them."""
    medians = numbers(rows["quantile"], ROW, LEVEL)[:, 2]
    places = np.log10(medians) if logarithmic else medians
    heights = np.arange(1.0, len(medians))
    axes.barh(heights, np.diff(places), STEP, places[:-1], color=LIGHT, linewidth=0, label="steps")
    axes.vlines(places[:-1], heights - 1, heights + STEP / 2, color=LIGHT, linewidth=EDGE)
    for height, left, (first, second) in zip(heights, places[:-1], pairwise(medians), strict=True):
        factor = f"×{second / first:.2g}" if first else ""
        axes.annotate(factor, (left, height), (3, -7), textcoords="offset points", va="center", fontsize=TEXT - 2)
