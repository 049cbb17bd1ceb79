"""A forest plot: the uncertainty of each quantity, in multiples of its own median."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from uncertain_compute.analysis.reading import Reading
from uncertain_compute.analysis.summary.estimates import HALF, HeadlineEstimate
from uncertain_compute.arrays import Floats
from uncertain_compute.study.paths import shown_columns
from uncertain_compute.views.drawing.density import points_of, why_not_drawn
from uncertain_compute.views.drawing.marks import LIFT, draw_interval, draw_published, published_note
from uncertain_compute.views.drawing.panels import (
    BELOW,
    FIGURE,
    MARGIN,
    NAME,
    SMALL,
    WIDTH,
    add_panel,
    names_above,
    titled_figure,
)
from uncertain_compute.views.drawing.rendering import Picture
from uncertain_compute.views.drawing.scale import LOGARITHMIC
from uncertain_compute.views.drawing.style import OURS, QUIET
from uncertain_compute.views.drawing.text import shortened
from uncertain_compute.views.drawing.ticks import label_ticks
from uncertain_compute.views.figures.summary.headline import estimate_sentence
from uncertain_compute.views.numbers import readable_together, unit_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ROW, NUMBERS, NAMES = 0.62, 0.09, 0.24
"""Inches: a row's height, and how far above its interval its numbers and its name stand."""

MOST_ROWS = 40

NOTE = (
    "Thin line {probability:.0%}, equal-tailed, thick line 50%, dot median; a logarithmic axis of multiples of each "
    "quantity's own median. Above: the median and the ends of the thin line."
)


def forest_pictures(reading: Reading) -> Iterator[Picture]:
    """Yield a picture of all quantities of a run that are positive and vary; fans show the rest of a path."""
    held = {one.column: one for one in (*reading.every_target, *reading.estimates)}
    shown = [held[column] for column in shown_columns([*held]) if is_in_forest(held[column])][:MOST_ROWS]
    if shown:
        alt = " ".join(f"{estimate_sentence(one)}." for one in shown)
        yield Picture("forest", alt, partial(forest_figure, shown))


def forest_figure(found: Sequence[HeadlineEstimate]) -> "Figure":
    """Return a row for each positive quantity: its intervals, its published range, and the numbers."""
    height = ROW * max(len(found), 2)
    note = NOTE.format(probability=found[0].interval.probability) + published_note(found)
    figure = titled_figure(FIGURE, BELOW + height + MARGIN, "How uncertain each quantity is", note)
    axes = add_panel(figure, MARGIN, BELOW, WIDTH, height)
    _fill(axes, found, [shortened(one.column, WIDTH, NAME) for one in found], [_numbers(one) for one in found])
    return figure


def is_in_forest(one: HeadlineEstimate) -> bool:
    """Return whether an estimate can be shown in multiples: it varies, and is positive and finite in all draws."""
    return not one.sample.never and not why_not_drawn(one.sample) and bool(points_of(one.sample)[0] > 0)


def _fill(axes: "Axes", found: Sequence[HeadlineEstimate], names: Sequence[str], texts: Sequence[str]) -> None:
    heights = np.arange(len(found))[::-1]
    axes.set_yticks(heights, names)
    names_above(axes, NAMES)
    axes.set_ylim(-0.5, len(found) - 0.25)
    for height, one, text in zip(heights, found, texts, strict=True):
        left = axes.get_yaxis_transform()
        draw_interval(axes, _quantiles(one), height)
        axes.annotate(text, (0, height), (0, 72 * NUMBERS), left, "offset points", fontsize=SMALL, color=QUIET)
        if one.published and one.published.low > 0:
            median = one.ends["median"][0]
            low, high = np.log10([one.published.low / median, one.published.high / median])
            draw_published(axes, low, high, height - LIFT / 2)
    axes.axvline(0.0, color=OURS, linewidth=0.8, linestyle=":", zorder=0)
    label_ticks(axes, LOGARITHMIC)
    axes.set_xlabel("times the median")


def _quantiles(one: HeadlineEstimate) -> Floats:
    """Return the ends of the intervals and the median, as logarithms of multiples of the median."""
    outer, inner = (1 - one.interval.probability) / 2, (1 - HALF) / 2
    points = np.log10(points_of(one.sample))
    shares = [outer, inner, 0.5, 1 - inner, 1 - outer]
    return np.asarray(np.quantile(points, shares, method="hazen") - np.median(points))


def _numbers(one: HeadlineEstimate) -> str:
    ends = replace(one, interval=replace(one.interval, kind="eti")).ends
    values, errors = zip(*(ends[name] for name in ("median", "low", "high")), strict=True)
    median, low, high = readable_together(values, errors)
    return f"{median} ({low} to {high}) {unit_text(one.unit)}".rstrip()
