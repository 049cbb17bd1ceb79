"""The difference between two variants: from one's median to the other's, belief by belief."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.addresses import coordinate_of, labels_of, name_of
from uncertain_compute.analysis.summary.statistics import MEDIAN, PROBABILITY
from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.bars import FILLED, Ranking, draw_whiskers, labels, numbers, ranking
from uncertain_compute.views.drawing.marks import draw_diamonds
from uncertain_compute.views.drawing.panels import ABOVE, DARK, EDGE, LABEL, LIGHT, WIDTH, legend, say, stacked
from uncertain_compute.views.drawing.scale import EVEN, LOGARITHMIC
from uncertain_compute.views.drawing.style import axis_label
from uncertain_compute.views.drawing.text import wrapped
from uncertain_compute.views.drawing.text_beside import make_room, write_beside
from uncertain_compute.views.drawing.ticks import label_ticks
from uncertain_compute.views.numbers import amount, brief, unit_text
from uncertain_compute.views.tables.comparison import effect_text, shown_quantities, statistic_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ABSOLUTE = (MEDIAN, PROBABILITY)
"""Statistics of which a waterfall shows the values, not only their change."""

READING = (
    "Each belief's share of the change, averaged over all orders of exchange (Shapley values); {together} the whole. "
    "Whiskers: 95% interval. {effort}."
)


@dataclass(frozen=True)
class Waterfall:
    """Steps from one statistic to another, in coordinates of the axis: logarithms if they are factors."""

    names: list[str]
    steps: Floats
    interval: Floats
    """The low and high end of each step."""

    start: float
    factor: bool

    @property
    def order(self) -> Ranking:
        """Return the beliefs by the length of their steps."""
        return ranking(np.abs(self.steps))

    @property
    def shown(self) -> tuple[Floats, Floats]:
        """Return the steps from the top with their intervals; the rest is last, as if its steps were independent."""
        order = self.order
        steps, interval = self.steps[order.shown], self.interval[order.shown]
        if order.sum_up:
            rest = float(self.steps[order.rest].sum())
            half = np.hypot.reduce(self.interval[order.rest, 1] - self.interval[order.rest, 0]) / 2
            steps, interval = np.append(steps, rest), np.vstack([interval, [rest - half, rest + half]])
        return steps, interval

    def text(self, step: float, error: float) -> str:
        """Return the label of a step."""
        value = 10.0**step if self.factor else step
        return effect_text(value, value * (10.0**error - 1) if self.factor else error, factor=self.factor)


def waterfall_figure(tree: DataTree, other: str, quantity: str) -> "Figure":
    """Return the steps from the reference's statistic of a quantity to another variant's, largest first."""
    one = tree["attribution"].to_dataset().sel(other=other, quantity=quantity)
    reference, statistic = str(tree.attrs["reference"]), statistic_of(tree, quantity)
    unit = str(tree["quantities"]["quantity_unit"].sel(quantity=quantity).item())
    fall = _waterfall(tree, one)
    ends = _ends(fall, unit, absolute=statistic in ABSOLUTE)
    first, last = (f"{name}'s {statistic}" for name in (reference, other))
    rows = [first, *_rows(tree, fall, quantity, (reference, other)), last]
    note = f"From {reference} to {other}. {_note(one)}"
    figure, (axes,) = stacked([rows], f"What makes the difference in {quantity}", note, above=ABOVE)
    draw_waterfall(axes, fall, ends, len(rows) - 1)
    label = axis_label(unit) if statistic == MEDIAN else statistic
    axes.set_xlabel(label if statistic in ABSOLUTE else _relative_label(fall, reference, statistic, unit))
    legend(axes, [("raises it", DARK), ("lowers it", LIGHT)])
    return figure


def draw_waterfall(axes: "Axes", fall: Waterfall, ends: tuple[str, str], last: int) -> None:
    """Draw the start, a bar for each step from the end of the last one, and the end in the last row."""
    steps, interval = fall.shown
    after = fall.start + np.cumsum(steps)
    before = np.concatenate([[fall.start], after])[:-1]
    heights = np.arange(1.0, len(steps) + 1)
    stop = after[-1] if len(after) else fall.start
    colours = [DARK if step > 0 else LIGHT for step in steps]
    axes.barh(heights, steps, FILLED, before, color=colours, edgecolor=DARK, linewidth=EDGE, label="steps")
    axes.vlines([*before, stop], [*(heights - 1), len(steps)], [*heights, last], color=DARK, linewidth=EDGE)
    draw_diamonds(axes, [fall.start, stop], [0, last], "black", label="ends", zorder=5)
    draw_whiskers(axes, interval + before[:, None], heights)
    errors = (interval[:, 1] - interval[:, 0]) / 2
    texts = [f" {ends[0]}", *map(fall.text, steps, errors), f" {ends[1]}"]
    bounds = np.column_stack([before, after, interval + before[:, None]])
    low, reach = (np.array([fall.start, *ends_of(bounds, axis=1), stop]) for ends_of in (np.min, np.max))
    for row, end, text in zip([0, *heights, last], reach, texts, strict=True):
        write_beside(axes, float(end), float(row), text)
    if not len(steps):
        say(axes, "no belief that differs has an effect on it")
    make_room(axes, low, reach, texts)
    label_ticks(axes, LOGARITHMIC if fall.factor else EVEN)


def _waterfall(tree: DataTree, one: Dataset) -> Waterfall:
    factor = bool(one["factor"])
    effects, interval = numbers(one["effect"]), numbers(one["effect_ci"], "belief", "bound")
    start = 1.0 if factor else 0.0
    if tree.attrs["statistic"] == MEDIAN:
        found = shown_quantities(tree)["quantile"].sel(variant=tree.attrs["reference"], quantity=one["quantity"].item())
        start = float(found.sel(level=0.5))
    names = labels(one["belief"])
    if factor:
        return Waterfall(names, np.log10(effects), np.log10(interval), float(np.log10(start)), factor=True)
    return Waterfall(names, effects, interval, start, factor=False)


def _ends(fall: Waterfall, unit: str, *, absolute: bool) -> tuple[str, str]:
    """Return the labels of the start and the end."""
    ends = (fall.start, fall.start + float(fall.steps.sum()))
    values = [10.0**end if fall.factor else end for end in ends]
    if absolute:
        return amount(values[0], unit), amount(values[1], unit)
    first, last = (effect_text(value, 0.005 * abs(value), factor=fall.factor) for value in values)
    return first, last


def _rows(tree: DataTree, fall: Waterfall, quantity: str, variants: tuple[str, str]) -> list[str]:
    """Return the names of the steps, each with the belief's medians before and after."""
    rows = fall.order.rows(fall.names, "together")
    said = [_change_of(tree, fall.names[index], quantity, variants) for index in fall.order.shown]
    return [f"{row}: {change}" if change else row for row, change in zip_longest(rows, said, fillvalue="")]


def _change_of(tree: DataTree, belief: str, quantity: str, variants: tuple[str, str]) -> str:
    """Return the medians of a belief in both variants, at a coordinate of the quantity if it differs there."""
    beliefs = tree["beliefs"].to_dataset() if "beliefs" in tree.children else Dataset()
    columns = [name for name in labels(beliefs["assumption"]) if name_of(name) == belief] if beliefs else []
    if not columns:
        return ""
    column = next((one for one in columns if set(labels_of(one)) & set(labels_of(quantity))), columns[0])
    own = beliefs.sel(assumption=column)
    medians = [float(own["quantile"].sel(variant=name, level=0.5)) for name in variants]
    before, after = (brief(value) if np.isfinite(value) else "none" for value in medians)
    unit = unit_text(str(own["assumption_unit"].item()))
    coordinate = coordinate_of(column)
    return f"{f'{coordinate}: ' if coordinate else ''}{before} → {after} {unit}".rstrip()


def _note(one: Dataset) -> str:
    together = "multiplied they make" if bool(one["factor"]) else "added they make"
    count = int(one["combinations"])
    how = "All combinations evaluated" if bool(one["exact"]) else f"{count:,} combinations evaluated, in random orders"
    return READING.format(together=together, effort=how)


def _relative_label(fall: Waterfall, reference: str, statistic: str, unit: str) -> str:
    whose = f"{reference}'s {statistic}"
    said = f"times {whose}" if fall.factor else f"difference from {whose}, {axis_label(unit)}"
    return wrapped(said, WIDTH, LABEL)
