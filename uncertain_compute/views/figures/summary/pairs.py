"""Scatter plots of pairs of the strongest drivers."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.reading import Reading
from uncertain_compute.analysis.summary.drawn import assumption_draws
from uncertain_compute.analysis.summary.samples import DrawSample
from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.density import spread_out
from uncertain_compute.views.drawing.panels import SMALL, add_panel, titled_figure
from uncertain_compute.views.drawing.rendering import Picture
from uncertain_compute.views.drawing.style import axis_label
from uncertain_compute.views.drawing.text import shortened, text_width
from uncertain_compute.views.drawing.ticks import label_ticks
from uncertain_compute.views.sentences.answer import strongest_drivers

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIDE, APART, LEFT, BELOW = 1.07, 0.14, 0.47, 0.75
"""In inches: a panel's side, the gap between two, and the space for ticks and names on the left and below."""

DOTS = 500
DOT = "#4a8cc9"
"""The colour of dots, which are pixels: it must be visible on a light and on a dark page."""

NOTE = "Each dot is a draw. An axis is logarithmic where P95 is above ten times P5."
NAME = 0.9
"""A name wider than this, in inches, is written in two lines."""

MOST_DRIVERS = 4


def pairs_pictures(reading: Reading) -> Iterator[Picture]:
    """Yield a picture of the strongest drivers of a run that kept its draws."""
    if "prior" not in reading.run.children:
        return
    drawn = assumption_draws(reading.run)
    last = {name_of(column): column for column in drawn}
    drivers = [name if name in drawn else last.get(name) for name in strongest_drivers(reading, MOST_DRIVERS)]
    names = [column for column in drivers if column]
    if len(names) > 1:
        units = {name: reading.study.unit(name_of(name)) for name in names}
        alt = f"Scatter plots of the strongest drivers in pairs: {', '.join(names)}."
        yield Picture("pairs", alt, partial(pairs_figure, {name: drawn[name] for name in names}, units))


def pairs_figure(drawn: Mapping[str, Floats], units: Mapping[str, str]) -> "Figure":
    """Return a figure with a panel for each pair of drivers.

    Parameters
    ----------
    drawn
        Draws of shape (chain, draw) by column.
    """
    scales = {name: spread_out(DrawSample(values))[1] for name, values in drawn.items()}
    thin = {name: scales[name].coordinates(values) for name, values in _thinned(drawn).items()}
    side = (len(drawn) - 1) * (SIDE + APART)
    figure = titled_figure(LEFT + side, BELOW + side, "The strongest drivers, in pairs", NOTE)
    names = list(drawn)
    for row, upright in enumerate(names):
        for column, across in enumerate(names[:row]):
            up = BELOW + (len(names) - 1 - row) * (SIDE + APART)
            axes = add_panel(figure, LEFT + column * (SIDE + APART), up, SIDE, SIDE)
            axes.scatter(thin[across], thin[upright], s=5, color=DOT, alpha=0.35, linewidths=0, rasterized=True)
            is_last = row == len(names) - 1
            axes.tick_params(labelsize=SMALL, labelbottom=is_last, labelleft=False, left=False)
            label_ticks(axes, scales[across])
            axes.set_yticks([])
            axes.set_ylabel(_in_two_lines(upright) if column == 0 else "", fontsize=SMALL)
            label = f"{_in_two_lines(across)}\n{axis_label(units[across])}" if is_last else ""
            axes.set_xlabel(label, fontsize=SMALL)
    return figure


def _thinned(drawn: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the first draws of each chain, DOTS in total."""
    return {name: values[:, : max(DOTS // len(values), 1)].ravel() for name, values in drawn.items()}


def _in_two_lines(name: str) -> str:
    """Return a wide name with a line break after the underscore or before the bracket that is nearest to its middle."""
    parts = [index for index, letter in enumerate(name) if letter == "["]
    parts += [index + 1 for index, letter in enumerate(name) if letter == "_"]
    middle = min(parts, key=lambda index: abs(index - len(name) / 2), default=0)
    lines = [name[:middle], name[middle:]] if middle and text_width(name, SMALL) > NAME else [name]
    return "\n".join(shortened(line, SIDE + APART, SMALL) for line in lines)
