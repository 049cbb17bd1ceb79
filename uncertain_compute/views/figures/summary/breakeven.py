"""Break-even charts: a cost per unit against a one-off cost, with bands."""

from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset

from uncertain_compute.analysis.summary.charts import LEVEL, ROW, rows_by
from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.bars import labels, numbers
from uncertain_compute.views.drawing.marks import PUBLISHED_LINE, STROKE, draw_bands, draw_interval, interval_text
from uncertain_compute.views.drawing.panels import HEADING, SMALL, TEXT, add_panel, say, titled_figure
from uncertain_compute.views.drawing.scale import LOGARITHMIC
from uncertain_compute.views.drawing.style import OURS, QUIET, axis_label, colour_of
from uncertain_compute.views.drawing.ticks import label_ticks, label_upright
from uncertain_compute.views.numbers import brief, unit_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT, LEFT, RIGHT, BELOW, ABOVE = 3.25, 2.4, 0.75, 0.1, 0.62, 0.55
"""A panel's width and height, and the space around it, in inches."""

DECADES = 1.5
"""The range of the axis on both sides of the break-even."""

P5, _, P50, _, P95 = range(5)
BANDS = 0.12, 0.26
"""Opacity of the bands of 90% and 50%."""

LINE = 11
"""Distance between lines of text, in points."""

FIRST_COLOUR = 2
"""Index of the colour of the one-off cost; OURS is for the cost per unit, THEIRS for published numbers."""

INK = "#111111"


def breakeven_figure(chart: Dataset) -> "Figure":
    """Return a figure with a panel for each panel of the chart, one below another."""
    panels = list(rows_by("panel", chart).values())
    each = ABOVE + HEIGHT + BELOW
    title, note = str(chart["title"].values[0]), str(chart["note"].values[0])
    reading = "Bands: 50% and 90%; lines: medians; dashed: as published."
    figure = titled_figure(LEFT + WIDTH + RIGHT, len(panels) * each, title, f"{reading} {note}")
    for index, panel in enumerate(panels):
        axes = add_panel(figure, LEFT, (len(panels) - index - 1) * each + BELOW, WIDTH, HEIGHT)
        _fill(axes, panel)
    return figure


def breakeven_sentence(chart: Dataset) -> str:
    """Return a sentence on where each panel breaks even."""
    return f"{chart['title'].values[0]}: {'; '.join(map(_breakeven_text, rows_by('panel', chart).values()))}."


def _part(panel: Dataset, part: str) -> Dataset:
    return panel.isel({ROW: panel["part"].values == part})


def _breakeven_text(panel: Dataset) -> str:
    at = _part(panel, "at")
    text = interval_text(at["quantile"].values[0], at["quantile_mcse"].values[0])
    return f"{panel['panel'].values[0]} breaks even at {text} {unit_text(str(at['unit'].values[0]))}"


def _fill(axes: "Axes", panel: Dataset) -> None:
    each, once, at = (_part(panel, part) for part in ("each", "once", "at"))
    rates, sums, crossing = (numbers(part["quantile"], ROW, LEVEL) for part in (each, once, at))
    marks = _part(panel, "marks")
    drawn = [rates, sums, crossing, numbers(marks["quantile"], ROW, LEVEL)]
    if not all((part > 0).all() and np.isfinite(part).all() for part in drawn):
        say(axes, "not positive in all draws, so it cannot be shown on logarithmic axes")
        return
    shown = np.log10(np.concatenate([crossing.ravel(), numbers(marks["quantile"], ROW, LEVEL).ravel()]))
    across = np.array([shown.min() - DECADES, shown.max() + DECADES])
    axes.set_xlim(*across)
    spent = np.concatenate([np.log10(sums).ravel(), np.log10(rates[0, [P5, P95]]) + across])
    axes.set_ylim(float(spent.min()), float(spent.max()))
    _draw_each(axes, each, across)
    _draw_once(axes, once)
    _draw_crossing(axes, at, float(np.log10(rates[0, P50])))
    _draw_marks(axes, marks)
    label_ticks(axes, LOGARITHMIC)
    label_upright(axes, LOGARITHMIC)
    axes.set_xlabel(f"cumulative output in {axis_label(str(at['unit'].values[0]))}")
    axes.set_ylabel(f"cumulative compute in {axis_label(str(once['unit'].values[0]))}")
    axes.set_title(str(panel["panel"].values[0]), fontsize=HEADING, pad=8 + LINE * max(marks.sizes[ROW], 1))


def _draw_each(axes: "Axes", each: Dataset, across: Floats) -> None:
    """Draw the total cost of all units so far: a line of slope one, with bands."""
    along = np.log10(numbers(each["quantile"], ROW, LEVEL)[0])
    draw_bands(axes, across, along + across[:, None], OURS, BANDS)
    axes.plot(across, along[P50] + across, color=OURS, linewidth=STROKE, label="each")
    published = float(np.log10(each["published_low"].values[0]))
    axes.plot(across, published + across, **PUBLISHED_LINE, label="each as published")
    left = across[0] + 0.25 * np.ptp(across)
    at, words = (left, along[P95] + left), str(each["label"].values[0])
    axes.annotate(words, at, (-6, 2), textcoords="offset points", ha="right", fontsize=TEXT, color=OURS)


def _draw_once(axes: "Axes", once: Dataset) -> None:
    """Draw each estimate of the one-off cost as a line with bands."""
    ends = np.array(axes.get_xlim())
    costs = np.log10(numbers(once["quantile"], ROW, LEVEL))
    for index, (cost, label) in enumerate(zip(costs, labels(once["label"]), strict=True)):
        colour = colour_of(FIRST_COLOUR + index)
        draw_bands(axes, ends, np.tile(cost, (2, 1)), colour, BANDS)
        axes.axhline(cost[P50], color=colour, linewidth=STROKE, label=label)
        published = float(np.log10(once["published_low"].values[index]))
        axes.axhline(published, **PUBLISHED_LINE)
        lowest = index == 0 and len(costs) > 1
        words = f"{label}, {brief(10.0 ** cost[P50])}"
        axes.annotate(
            words,
            (ends[1], cost[P50]),
            (-4, -3 if lowest else 3),
            textcoords="offset points",
            ha="right",
            va="top" if lowest else "bottom",
            fontsize=TEXT,
            color=colour,
        )


def _draw_crossing(axes: "Axes", at: Dataset, rate: float) -> None:
    """Mark the break-even with its intervals, at the compute where its median lies."""
    quantiles, errors = at["quantile"].values[0], at["quantile_mcse"].values[0]
    along = np.log10(quantiles)
    height = float(along[P50]) + rate
    draw_interval(axes, along, height, INK, zorder=5)
    lowest = axes.get_ylim()[0]
    axes.vlines(along[P50], lowest, height, color=INK, linewidth=0.8, zorder=5)
    text = f"break-even\n{interval_text(quantiles, errors)}"
    axes.annotate(text, (along[P50], lowest), (5, 6), textcoords="offset points", fontsize=TEXT, color=INK)


def _draw_marks(axes: "Axes", marks: Dataset) -> None:
    """Draw a tick at the top for each volume, with its name above."""
    for index, (value, label) in enumerate(zip(marks["quantile"].values[:, P50], labels(marks["label"]), strict=True)):
        coordinate = float(np.log10(value))
        axes.plot(
            [coordinate, coordinate],
            [0.0, 1.0],
            color=QUIET,
            linewidth=0.8,
            linestyle=":",
            transform=axes.get_xaxis_transform(),
        )
        unit = unit_text(str(marks["unit"].values[index]))
        axes.annotate(
            f"{label} {brief(value)} {unit}",
            (coordinate, 1.0),
            (0, 3 + LINE * (marks.sizes[ROW] - 1 - index)),
            ("data", "axes fraction"),
            "offset points",
            ha="center",
            fontsize=SMALL,
            color=QUIET,
        )
