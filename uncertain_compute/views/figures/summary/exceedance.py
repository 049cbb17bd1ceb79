"""The probability that a quantity exceeds a number: the cumulative distribution, reversed."""

from collections.abc import Iterator, Sequence
from functools import partial
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset

from uncertain_compute.analysis.reading import Reading
from uncertain_compute.analysis.summary.estimates import HeadlineEstimate
from uncertain_compute.analysis.summary.exceedance import THRESHOLD
from uncertain_compute.analysis.summary.labels import QUANTITY
from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.density import POINTS, spread_out, why_not_drawn
from uncertain_compute.views.drawing.marks import STROKE, published_note
from uncertain_compute.views.drawing.panels import HEADING, SMALL, add_panel, draw_grid, name_panel, titled_figure
from uncertain_compute.views.drawing.rendering import Picture
from uncertain_compute.views.drawing.scale import Scale
from uncertain_compute.views.drawing.style import OURS, THEIRS, axis_label
from uncertain_compute.views.drawing.ticks import label_ticks
from uncertain_compute.views.numbers import NEVER, amount, brief, is_calendar, percent, with_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT, LEFT, RIGHT, BELOW, ABOVE = 3.2, 1.8, 0.65, 0.25, 0.62, 0.4
"""A panel's width and height, and the space around it, in inches."""

NOTE = "The curve's height is the probability of more than the number below it."
LABEL = 0.2
"""Share of a panel's width for the label of its last point."""

ROOM = 0.1
"""Share of a panel's height, above certainty, for the label of its first point."""

APART = 0.06
"""The least difference between two probabilities with labels."""

ALONG = 200
"""The number of coordinates at which the curve is drawn."""

FAR = 2.0
"""How far beyond the largest point those that are never lie, in widths of all others."""

EDGES = (0.002, 0.998)
"""Quantiles at the ends of the axis."""

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


def exceedance_pictures(reading: Reading) -> Iterator[Picture]:
    """Yield a picture of the headline quantities that vary, and are more than whether something happens."""
    varying = [one for one in reading.drawn_headline if not (one.is_event or why_not_drawn(one.sample))]
    if varying:
        table = reading.exceedance
        said = [
            f"{one.column}: {', '.join(exceedance_sentences(table.sel(quantity=one.column), one.unit))}"
            for one in varying
        ]
        yield Picture("exceedance", f"{'; '.join(said)}.", partial(exceedance_figure, varying, table))


def exceedance_figure(found: Sequence[HeadlineEstimate], table: Dataset) -> "Figure":
    """Return a panel for each quantity: the probability of more than each number, with round ones marked."""
    each = ABOVE + HEIGHT + BELOW
    note = NOTE + published_note(found)
    figure = titled_figure(LEFT + WIDTH + RIGHT, len(found) * each, "With what probability it is more", note)
    for index, one in enumerate(found):
        axes = add_panel(figure, LEFT, (len(found) - index - 1) * each + BELOW, WIDTH, HEIGHT)
        points, scale = spread_out(one.sample)
        _draw_curve(axes, _with_never(points))
        _finish(axes, one, table.sel({QUANTITY: one.column}).dropna(THRESHOLD), scale)
    return figure


def _draw_curve(axes: "Axes", points: Floats) -> None:
    """Draw the share of points up to each of some coordinates."""
    along = np.linspace(points.min(), points.max(), ALONG)
    shares = np.searchsorted(np.sort(points), along, side="right") / len(points)
    axes.plot(along, shares, color=OURS, linewidth=STROKE, drawstyle="steps-pre")


def _with_never(points: Floats) -> Floats:
    """Return all points of a distribution: those that are never lie far beyond the panel."""
    return np.append(points, np.full(POINTS - len(points), FAR * np.ptp(points) + points.max()))


def exceedance_sentences(one: Dataset, unit: str) -> list[str]:
    """Return a quantity's probabilities as text: P(more than 1M GPU) = 50%."""
    pairs = zip(one["threshold_value"].values.tolist(), one["probability"].values.tolist(), strict=True)
    return [f"P(more than {amount(value, unit)}) = {percent(share)}" for value, share in pairs if isfinite(share)]


def _finish(axes: "Axes", one: HeadlineEstimate, table: Dataset, scale: Scale) -> None:
    placed = table.where(table["threshold_value"] > 0, drop=True) if scale.logarithmic else table
    values, shares = placed["threshold_value"].values, placed["probability"].values
    coordinates = scale.coordinates(values)
    published = {one.published.low, one.published.high} if one.published else set[float]()
    axes.set_ylim(1.02, -ROOM)
    axes.set_yticks(SHARES, [percent(1.0 - share) for share in SHARES])
    draw_grid(axes, "y")
    last = np.inf
    for value, coordinate, share in zip(values, coordinates, shares, strict=True):
        colour = THEIRS if value in published else OURS
        axes.plot(coordinate, 1.0 - share, "o", color=colour, markersize=4.5, label=f"{value:g}")
        left = value in published
        if not left and last - share < APART:
            continue
        last = last if left else share
        axes.annotate(
            f"{with_unit([value], [0.0], one.unit)[0][0] if is_calendar([value], one.unit) else brief(value)}: "
            f"{percent(share)}",
            (coordinate, 1.0 - share),
            (-6, -3) if left else (6, 3),
            textcoords="offset points",
            ha="right" if left else "left",
            va="top" if left else "bottom",
            fontsize=SMALL,
            color=colour,
        )
    low, high = scale.coordinates(one.sample.known_quantiles(np.array(EDGES)))
    if low < high:
        axes.set_xlim(low, high + LABEL * (high - low))
    if never := one.sample.never:
        corner = (1, 1.0 - never)
        axes.annotate(
            f"{NEVER}: {percent(never)}", corner, (-2, -3), axes.get_yaxis_transform(), "offset points",
            ha="right", va="top", fontsize=SMALL, color=OURS,
        )  # fmt: skip
    label_ticks(axes, scale, unit=one.unit)
    axes.set_xlabel(axis_label(one.unit))
    axes.set_ylabel("probability of more")
    name_panel(axes, one.column, HEADING)
