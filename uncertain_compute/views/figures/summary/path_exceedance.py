"""The probability that a path exceeds a number, at each coordinate."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from uncertain_compute.analysis.reading import MOST_DRAWN, Reading
from uncertain_compute.analysis.summary.estimates import words_of
from uncertain_compute.study.paths import ColumnPath
from uncertain_compute.views.drawing.fan import BELOW, HEIGHT, LEFT, RIGHT, WIDTH, label_axes, set_ends
from uncertain_compute.views.drawing.marks import draw_path
from uncertain_compute.views.drawing.panels import TEXT, add_panel, titled_figure
from uncertain_compute.views.drawing.rendering import Picture
from uncertain_compute.views.drawing.scale import EVEN
from uncertain_compute.views.drawing.style import COLOURS
from uncertain_compute.views.numbers import amount, percent

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

KEYED, LINE = 0.2, 0.19
"""Inches: space above the panel, and the height of a line of its legend."""

MARKS = ("o", "s", "^", "D", "v")


def path_exceedance_pictures(reading: Reading) -> Iterator[Picture]:
    """Yield a picture for each path of the headline that has thresholds."""
    table = reading.path_exceedance if not reading.study.certain else None
    for path in reading.paths[:MOST_DRAWN]:
        if table is None:
            return
        own = table[table["path"] == path.name]
        if len(own):
            label = words_of(reading.study, path.name)
            yield Picture(
                f"exceedance-{path.name}", _said(own, label), partial(path_exceedance_figure, path, own, label)
            )


def path_exceedance_figure(path: ColumnPath, table: "pd.DataFrame", label: str) -> "Figure":
    """Return a line for each number: with what probability the path is above it."""
    thresholds = table.groupby("threshold", sort=True)
    above = KEYED + LINE * len(thresholds)
    note = f"With what probability {path.name} is more than a number."
    figure = titled_figure(LEFT + WIDTH + RIGHT, above + HEIGHT + BELOW, label, note)
    axes = add_panel(figure, LEFT, BELOW, WIDTH, HEIGHT)
    positions = np.array(path.positions)
    for index, (value, own) in enumerate(thresholds):
        colour, mark = COLOURS[index % len(COLOURS)], MARKS[index // len(COLOURS) % len(MARKS)]
        shares = 100 * own.set_index("coordinate")["probability"].loc[[*path.labels]].to_numpy()
        unit = str(own["unit"].iloc[0])
        draw_path(axes, positions, shares, colour, marker=mark, label=_more(value, unit))
    set_ends(axes, positions)
    axes.set_ylim(0.0, max(1.08 * 100 * float(table["probability"].max()), 1e-3))
    label_axes(axes, path.labels, positions, EVEN)
    axes.set_ylabel("%", fontsize=TEXT)
    axes.legend(frameon=False, fontsize=TEXT, loc="lower left", bbox_to_anchor=(0.0, 1.0), borderaxespad=0.3)
    return figure


def _more(threshold: object, unit: str) -> str:
    return f"more than {amount(float(str(threshold)), unit)}"


def _said(table: "pd.DataFrame", label: str) -> str:
    """Return the probabilities at both ends in words."""
    ends = [
        f"{_more(value, str(own['unit'].iloc[0]))} with {percent(own['probability'].iloc[0])} in "
        f"{own['coordinate'].iloc[0]} and {percent(own['probability'].iloc[-1])} in {own['coordinate'].iloc[-1]}"
        for value, own in table.groupby("threshold", sort=True)
    ]
    return f"{label[:1].upper()}{label[1:]}: {'; '.join(ends)}."
