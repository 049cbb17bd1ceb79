"""What drives a path: each strongest driver's effect at every coordinate, in one figure."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset

from uncertain_compute.arrays import Floats
from uncertain_compute.study.paths import ColumnPath
from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.bars import labels
from uncertain_compute.views.drawing.fan import (
    ABOVE,
    BELOW,
    HEIGHT,
    LEFT,
    RIGHT,
    WIDTH,
    label_axes,
    set_ends,
)
from uncertain_compute.views.drawing.marks import draw_path
from uncertain_compute.views.drawing.panels import FIGURE, TEXT, add_panel, titled_figure
from uncertain_compute.views.drawing.rendering import Picture
from uncertain_compute.views.drawing.scale import EVEN
from uncertain_compute.views.drawing.style import COLOURS, in_words
from uncertain_compute.views.drawing.text import wrapped
from uncertain_compute.views.sentences.drivers import effects_of, measures_of, said_over_path

if TYPE_CHECKING:
    from matplotlib.figure import Figure

QUANTITY, ASSUMPTION = "quantity", "assumption"
MOST = len(COLOURS)
"""The most drivers that are drawn, each in its own colour."""

LEGEND, KEY = 0.17, 0.55
"""Inches: the height of a driver's line in the legend, and the width of its key."""


def over_time_pictures(study: Study, found: Mapping[str, Dataset], path: ColumnPath) -> Iterator[Picture]:
    """Yield the strongest drivers of a path, by each analysis that includes all of its columns."""
    for name, measure in measures_of(found).items():
        if measure.over_path and set(path.columns) <= set(labels(found[name][QUANTITY])):
            answer = found[name].sel({QUANTITY: list(path.columns)})
            effects, said = effects_of(measure, answer), said_over_path(measure, answer)
            strongest = [index for index in np.argsort(-np.nanmax(effects, axis=0))[:MOST] if effects[:, index].any()]
            names = [labels(answer[ASSUMPTION])[index] for index in strongest]
            alt = f"{said} of {path.name} by {', '.join(names)} at each coordinate."
            words = [wrapped(in_words(study, one), FIGURE - LEFT - KEY, TEXT, most_lines=1) for one in names]
            draw = partial(over_time_figure, path, words, effects[:, strongest], said)
            yield Picture(f"{name}-{path.name}", alt, draw)


def over_time_figure(path: ColumnPath, drivers: list[str], effects: Floats, said: str) -> "Figure":
    """Return a line for each driver; effects are of shape (coordinate, driver)."""
    key = ABOVE + LEGEND * len(drivers)
    figure = titled_figure(LEFT + WIDTH + RIGHT, key + HEIGHT + BELOW, f"What drives {path.name}", f"{said}.")
    axes = add_panel(figure, LEFT, BELOW, WIDTH, HEIGHT)
    positions = np.array(path.positions)
    for driver, own, colour in zip(drivers, effects.T, COLOURS, strict=False):
        draw_path(axes, positions, own, colour, label=driver)
    set_ends(axes, positions)
    axes.set_ylim(0.0, 1.08 * float(np.nanmax(effects, initial=1e-9)))
    label_axes(axes, path.labels, positions, EVEN)
    axes.set_ylabel("%", fontsize=TEXT)
    axes.legend(frameon=False, fontsize=TEXT, loc="lower left", bbox_to_anchor=(0.0, 1.0), borderaxespad=0.3)
    return figure
