"""Each forecast's intervals with what was disclosed later, in a panel for each quantity."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset

from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.bars import labels
from uncertain_compute.views.drawing.marks import draw_diamonds, draw_interval
from uncertain_compute.views.drawing.panels import ABOVE, SMALL, WIDTH, name_panel, stacked
from uncertain_compute.views.drawing.rendering import Picture
from uncertain_compute.views.drawing.scale import Scale
from uncertain_compute.views.drawing.style import THEIRS, axis_label, colour_of
from uncertain_compute.views.drawing.text import text_width
from uncertain_compute.views.drawing.ticks import label_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DISCLOSED = "disclosed"
READING = (
    "Thin line: 5% to 95%; thick: 25% to 75%; dot: median. Orange: what was disclosed later, a mark for each model or "
    "platform. A forecast that is right holds half of the marks in its thick lines and nine tenths in its thin ones."
)
MARGIN = 0.04
TEXT, BESIDE = SMALL, 0.1
"""Font size of a mark's name, in points; space between it and its mark, in inches."""


@dataclass(frozen=True, slots=True)
class Name:
    """The position of a mark's name: its row of marks, and its side of the mark."""

    row: int
    on_left: bool


@dataclass(frozen=True, slots=True)
class QuantityPanel:
    """The content of one quantity's panel: intervals of shape (set, level), and marks with names."""

    intervals: Floats
    marks: Floats
    entities: list[str]
    names: list[Name]
    limits: tuple[float, float]
    scale: Scale
    unit: str


def backtest_picture(found: Dataset) -> Picture:
    """Return the picture of forecasts and outcomes."""
    alt = f"Intervals that {', '.join(labels(found['set']))} gave, and what became known later."
    return Picture("backtest", alt, partial(backtest_figure, found))


def backtest_figure(found: Dataset) -> "Figure":
    """Return a panel for each quantity, with a row for each set and enough rows for the outcomes' names."""
    sets, quantities = labels(found["set"]), labels(found["quantity"])
    panels = [_panel(found.isel(outcome=found["of"].to_numpy() == quantity)) for quantity in quantities]
    rows = [[*sets, DISCLOSED, *[""] * max(name.row for name in one.names)] for one in panels]
    figure, all_axes = stacked(rows, "Forecasts against what was disclosed later", READING, above=ABOVE)
    for axes, quantity, panel in zip(all_axes, quantities, panels, strict=True):
        _fill(axes, panel)
        name_panel(axes, quantity)
        axes.set_xlabel(axis_label(panel.unit))
    return figure


def placed(marks: Sequence[float], widths: Sequence[float], across: float) -> list[Name]:
    """Return positions of names that overlap no name and no mark, in as few rows as a greedy order finds.

    Parameters
    ----------
    marks
        Positions in inches from the panel's left end.
    widths
        Width of each name in inches.
    across
        The panel's width in inches.
    """
    found: dict[int, Name] = {}
    taken: list[list[tuple[float, float]]] = []
    for index in sorted(range(len(marks)), key=lambda one: marks[one]):
        mark, reach = marks[index], BESIDE + widths[index]
        on_left = mark + reach > across and mark > across / 2
        low, high = (mark - reach, mark + BESIDE) if on_left else (mark - BESIDE, mark + reach)
        free = (row for row, spans in enumerate(taken) if all(high < start or end < low for start, end in spans))
        row = next(free, len(taken))
        taken += [[]] if row == len(taken) else []
        taken[row].append((low, high))
        found[index] = Name(row, on_left)
    return [found[index] for index in range(len(marks))]


def _panel(own: Dataset) -> QuantityPanel:
    quantiles = own["forecast"].isel(outcome=0).transpose("set", "level").to_numpy()
    observed, entities = own["observed"].to_numpy(), labels(own["entity"])
    scale = Scale.of(np.concatenate([quantiles.ravel(), observed]))
    intervals, marks = scale.coordinates(quantiles), scale.coordinates(observed)
    low, high = min(intervals.min(), marks.min()), max(intervals.max(), marks.max())
    beside = MARGIN * (high - low) or 1.0
    low, high = low - beside, high + beside
    inches = (marks - low) / (high - low) * WIDTH
    return QuantityPanel(
        intervals=intervals,
        marks=marks,
        entities=entities,
        names=placed(inches.tolist(), [text_width(name, TEXT) for name in entities], WIDTH),
        limits=(float(low), float(high)),
        scale=scale,
        unit=str(own["unit"].to_numpy()[0]),
    )


def _fill(axes: "Axes", panel: QuantityPanel) -> None:
    for row, own in enumerate(panel.intervals):
        draw_interval(axes, own, row, colour_of(2 * row))
    rows = [len(panel.intervals) + name.row for name in panel.names]
    draw_diamonds(axes, panel.marks, rows, THEIRS, alpha=0.75, label="observed")
    for mark, row, entity, name in zip(panel.marks, rows, panel.entities, panel.names, strict=True):
        axes.vlines(mark, -0.5, row, color=THEIRS, alpha=0.25, linewidth=0.8, zorder=0)
        beside = -72 * BESIDE if name.on_left else 72 * BESIDE
        axes.annotate(
            entity,
            (mark, row),
            (beside, 0),
            textcoords="offset points",
            ha="right" if name.on_left else "left",
            va="center",
            fontsize=TEXT,
        )
    axes.set_xlim(*panel.limits)
    label_ticks(axes, panel.scale)
