"""How the quantiles of a run converged as draws were added."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset

from uncertain_compute.analysis.reading import MOST_DRAWN, Reading
from uncertain_compute.analysis.summary.convergence import DRAWS, LEVEL
from uncertain_compute.analysis.summary.labels import QUANTITY
from uncertain_compute.study.paths import shown_columns
from uncertain_compute.views.drawing.bars import labels, numbers
from uncertain_compute.views.drawing.marks import draw_band
from uncertain_compute.views.drawing.panels import EDGE, GRID, HEADING, TEXT, add_panel, name_panel, titled_figure
from uncertain_compute.views.drawing.rendering import Picture
from uncertain_compute.views.drawing.scale import EVEN, LOGARITHMIC
from uncertain_compute.views.drawing.style import colour_of
from uncertain_compute.views.drawing.ticks import label_ticks, label_upright
from uncertain_compute.views.numbers import readable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH, HEIGHT, LEFT, RIGHT, BELOW, ABOVE = 3.1, 1.5, 0.75, 0.25, 0.6, 0.4
"""A panel's width and height, and the space around it, in inches."""

COLOURS = (2, 0, 3)
"""Indices of the colours of P5, P50 and P95."""

SETTLING = 2
"""Number of points that may be off the axis: the first few draws say little."""

ERRORS = 2.0
"""Width of the band, in MCSEs on each side of a line: it holds the truth in 95% of runs."""

NOTE = (
    "P5, P50 and P95 over the first draws of all chains, as a difference from those over all draws. Bands: two Monte "
    "Carlo errors either side, which hold the truth in 95% of runs."
)


def convergence_pictures(reading: Reading) -> Iterator[Picture]:
    """Yield the picture of the headline's convergence, if the run has the data."""
    if reading.convergence.sizes["draws"]:
        alt = "Lines: how far P5, P50 and P95 still were from their last values as draws came in."
        shown = shown_columns(labels(reading.convergence[QUANTITY]))[:MOST_DRAWN]
        settled = reading.convergence.sel({QUANTITY: shown})
        yield Picture("convergence", alt, partial(convergence_figure, settled))


def convergence_figure(settled: Dataset) -> "Figure":
    """Return a panel for each quantity: the difference of its quantiles from their last values, by draws."""
    names = labels(settled[QUANTITY])
    each = ABOVE + HEIGHT + BELOW
    figure = titled_figure(LEFT + WIDTH + RIGHT, len(names) * each, "How the answer settled", NOTE)
    for index, name in enumerate(names):
        axes = add_panel(figure, LEFT, (len(names) - index - 1) * each + BELOW, WIDTH, HEIGHT)
        _fill(axes, settled.sel({QUANTITY: name}))
        name_panel(axes, name, HEADING)
    return figure


def _fill(axes: "Axes", one: Dataset) -> None:
    draws = np.log10(numbers(one[DRAWS]))
    values, errors = (numbers(one[name], LEVEL, DRAWS) for name in ("quantile", "quantile_mcse"))
    last = values[:, -1:]
    scale = 100.0 / np.where(last == 0, 1.0, np.abs(last))
    off, wide = scale * (values - last), ERRORS * scale * errors
    for index, (level, line, band) in enumerate(zip(one[LEVEL].values, off, wide, strict=True)):
        colour, name = colour_of(COLOURS[index]), f"P{100 * level:g}"
        draw_band(axes, draws, np.column_stack([line - band, line + band]), colour, alpha=0.15, label=f"_{name}")
        axes.plot(draws, line, color=colour, linewidth=1.5, label=name)
    settled = slice(min(SETTLING, len(draws) - 1), None)
    most = float(np.abs(off[:, settled]).max() + np.abs(wide[:, settled]).max()) or 1.0
    axes.set_ylim(-most, most)
    axes.set_xlim(draws[0], draws[-1] + 1e-9)
    axes.axhline(0.0, color="black", linewidth=EDGE)
    axes.grid(axis="y", color=GRID, linewidth=EDGE)
    label_ticks(axes, LOGARITHMIC)
    label_upright(axes, EVEN)
    axes.set_xlabel("draws over all chains")
    axes.set_ylabel("% off the last")
    axes.legend(frameon=False, fontsize=TEXT, ncols=3, loc="upper right", borderaxespad=0)
    ends = ", ".join(
        f"P{100 * level:g} ±{_percent(band)}" for level, band in zip(one[LEVEL].values, wide[:, -1], strict=True)
    )
    axes.annotate(f"now {ends}", (1, 0), (-2, 4), "axes fraction", "offset points", ha="right", fontsize=TEXT)


def _percent(value: float) -> str:
    return f"{readable(float(f'{value:.2g}'))}%"
