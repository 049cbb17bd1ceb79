"""Charts of quantities side by side, in panels with one axis; and of steps from one to the next."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset

from uncertain_compute.analysis.summary.charts import LEVEL, ROW, rows_by
from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.bars import labels, numbers
from uncertain_compute.views.drawing.marks import (
    DIAMOND,
    LIFT,
    PUBLISHED,
    READING,
    draw_diamonds,
    draw_interval,
    draw_published,
    interval_text,
)
from uncertain_compute.views.drawing.panels import ABOVE, EDGE, LIGHT, SMALL, panel_title, say, stacked
from uncertain_compute.views.drawing.scale import Scale
from uncertain_compute.views.drawing.style import THEIRS, axis_label
from uncertain_compute.views.drawing.text_beside import make_room, write_beside
from uncertain_compute.views.drawing.ticks import label_ticks
from uncertain_compute.views.numbers import amount

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PRINTED = ("published_low", "published_high", "corrected")
CORRECTED = " Hollow: what should have been published."
STEP, STEPS = 0.5, "steps"
"""Height of a step's bar as a share of its row; the part of a panel whose rows are steps."""


def levels_figure(chart: Dataset) -> "Figure":
    """Return a figure with the rows of each panel of the chart; panels with the same unit share an axis."""
    panels = rows_by("panel", chart)
    names = [labels(panel["label"]) for panel in panels.values()]
    scale = Scale.of(_drawn(chart).ravel())
    marks = {"published_low": PUBLISHED, "corrected": CORRECTED}
    told = "".join(words for name, words in marks.items() if np.isfinite(chart[name].values).any())
    of_scale = " Logarithmic axis." if scale.logarithmic else ""
    title, note = str(chart["title"].values[0]), str(chart["note"].values[0])
    figure, drawn = stacked(names, title, f"{READING}{told}{of_scale} {note}".rstrip(), above=ABOVE)
    finite = [one for one in panels.values() if np.isfinite(one["quantile"].values).all()]
    for axes, (heading, panel) in zip(drawn, panels.items(), strict=True):
        if not np.isfinite(panel["quantile"].values).all():
            say(axes, "not a number in all draws")
            continue
        unit = str(panel["unit"].values[0])
        if panel["part"].values[-1] == STEPS:
            _draw_steps(axes, panel, scale)
        _draw_rows(axes, panel, scale)
        _make_room(axes, [one for one in finite if str(one["unit"].values[0]) == unit], scale)
        label_ticks(axes, scale)
        axes.set_xlabel(axis_label(unit))
        panel_title(axes, heading)
    return figure


def level_sentence(chart: Dataset) -> str:
    """Return a sentence on a chart, with medians and intervals."""
    rows = []
    for index in range(chart.sizes[ROW]):
        one = chart.isel({ROW: index})
        low, _, median, _, high = one["quantile"].values
        unit = str(one["unit"].item())
        ends = "" if low == high else f" ({amount(low, '')} to {amount(high, '')})"
        rows.append(f"{one['label'].item()} {amount(median, unit)}{ends}")
    return f"{chart['title'].values[0]}: {'; '.join(rows)}."


def _draw_rows(axes: "Axes", rows: Dataset, scale: Scale) -> None:
    """Draw the rows from the top, each with its interval as text at the right and its published range above."""
    quantiles = scale.coordinates(numbers(rows["quantile"], ROW, LEVEL))
    low, high, corrected = (scale.coordinates(numbers(rows[name])) for name in PRINTED)
    style = {"markeredgecolor": THEIRS, "markersize": DIAMOND, "label": "corrected", "zorder": 4}
    for row, (text, end) in enumerate(zip(_texts(rows), _reach(rows, scale)[1], strict=True)):
        draw_interval(axes, quantiles[row], row)
        if np.isfinite(low[row]):
            draw_published(axes, low[row], high[row], row + LIFT)
        if np.isfinite(corrected[row]):
            draw_diamonds(axes, [corrected[row]], [row + LIFT], "white", **style)
        write_beside(axes, end, row, text)


def _make_room(axes: "Axes", panels: Sequence[Dataset], scale: Scale) -> None:
    """Set the axis limits to hold the rows of some panels, and the texts to their right."""
    low, high = zip(*(_reach(rows, scale) for rows in panels), strict=True)
    make_room(axes, np.concatenate(low), np.concatenate(high), [text for rows in panels for text in _texts(rows)])


def _texts(rows: Dataset) -> list[str]:
    quantiles, errors = (numbers(rows[name], ROW, LEVEL) for name in ("quantile", "quantile_mcse"))
    return list(map(interval_text, quantiles, errors))


def _reach(rows: Dataset, scale: Scale) -> tuple[Floats, Floats]:
    """Return the start and end of each row: its interval and its published range."""
    drawn = scale.coordinates(_drawn(rows))
    return np.nanmin(drawn, axis=0), np.nanmax(drawn, axis=0)


def _drawn(rows: Dataset) -> Floats:
    """Return all values drawn in each row, of shape (mark, row)."""
    return np.concatenate([numbers(rows["quantile"], LEVEL, ROW), *(numbers(rows[name])[None] for name in PRINTED)])


def _draw_steps(axes: "Axes", rows: Dataset, scale: Scale) -> None:
    """Draw a bar from each median to the next one, with the factor between them."""
    medians = numbers(rows["quantile"], ROW, LEVEL)[:, 2]
    along = scale.coordinates(medians)
    heights = np.arange(1.0, len(medians))
    axes.barh(heights, np.diff(along), STEP, along[:-1], color=LIGHT, linewidth=0, label="steps")
    axes.vlines(along[:-1], heights - 1, heights + STEP / 2, color=LIGHT, linewidth=EDGE)
    for height, left, (first, second) in zip(heights, along[:-1], pairwise(medians), strict=True):
        factor = f"×{second / first:.2g}" if first else ""
        axes.annotate(factor, (left, height), (3, -7), textcoords="offset points", va="center", fontsize=SMALL)
