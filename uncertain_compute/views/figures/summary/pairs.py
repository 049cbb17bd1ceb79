"""Scatter plots of pairs of the strongest drivers, by ArviZ."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.summary.drawn import assumption_draws
from uncertain_compute.analysis.summary.reading import Reading
from uncertain_compute.analysis.summary.samples import DrawSample
from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.arviz_draws import GROUP, draws_by_place
from uncertain_compute.views.drawing.density import spread_out
from uncertain_compute.views.drawing.panels import SMALL, place_panel, resized, shortened
from uncertain_compute.views.drawing.rendering import Picture
from uncertain_compute.views.drawing.scale import Scale
from uncertain_compute.views.drawing.style import axis_label
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
NAME = 14
"""A longer name is written in two lines."""

MOST_DRIVERS = 4


def pairs_pictures(reading: Reading) -> Iterator[Picture]:
    """Yield a picture of the strongest drivers of a run that kept its draws."""
    if "prior" not in reading.run.children:
        return
    drawn = assumption_draws(reading.run)
    names = [name for name in strongest_drivers(reading, MOST_DRIVERS) if name in drawn]
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
    from arviz_plots import plot_pair
    from matplotlib import pyplot as plt

    scales = {name: spread_out(DrawSample(values))[1] for name, values in drawn.items()}
    thin = {name: scales[name].coordinates(values) for name, values in _thinned(drawn).items()}
    collection = plot_pair(
        draws_by_place(thin.values()),
        group=GROUP,
        marginal=False,
        backend="matplotlib",
        visuals={
            "divergence": False,
            "scatter": {"color": DOT, "alpha": 0.35, "size": 5},
            "xlabel": False,
            "ylabel": False,
            "label": False,
        },
    )
    figure: Figure = collection.viz["figure"].item()
    plt.close(figure)
    side = (len(drawn) - 1) * (SIDE + APART)
    resized(figure, LEFT + side, BELOW + side, "The strongest drivers, in pairs", NOTE)
    _finish(collection.viz["plot"].to_numpy(), list(drawn), scales, units)
    return figure


def _thinned(drawn: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the first draws of each chain, DOTS in total."""
    return {name: values[:, : max(DOTS // len(values), 1)].ravel() for name, values in drawn.items()}


def _finish(
    panels: "np.ndarray[tuple[int, int], np.dtype[np.object_]]",
    names: Sequence[str],
    scales: Mapping[str, Scale],
    units: Mapping[str, str],
) -> None:
    """Place the panels below the diagonal, with ticks and names only on the outer ones."""
    last = len(names) - 1
    for row, upright in enumerate(names):
        for column, across in enumerate(names):
            axes = panels[row, column]
            if column >= row:
                axes.remove()
                continue
            place_panel(axes, LEFT + column * (SIDE + APART), BELOW + (last - row) * (SIDE + APART), SIDE, SIDE)
            axes.tick_params(labelsize=SMALL, labelbottom=row == last, labelleft=False, left=False)
            for dots in axes.collections:
                dots.set_rasterized(True)
            label_ticks(axes, scales[across])
            axes.set_yticks([])
            axes.set_ylabel(_in_two_lines(shortened(upright)) if column == 0 else "", fontsize=SMALL)
            axes.set_xlabel(
                f"{_in_two_lines(shortened(across))}\n{axis_label(units[across])}" if row == last else "",
                fontsize=SMALL,
            )


def _in_two_lines(name: str) -> str:
    """Return a name with a line break after the underscore, or before the bracket, that is nearest to its middle."""
    parts = [place for place, letter in enumerate(name) if letter == "["]
    parts += [place + 1 for place, letter in enumerate(name) if letter == "_"]
    middle = min(parts, key=lambda place: abs(place - len(name) / 2), default=0)
    return f"{name[:middle]}\n{name[middle:]}" if middle and len(name) > NAME else name
