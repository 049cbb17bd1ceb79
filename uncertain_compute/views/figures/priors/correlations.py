"""The figure of correlations: a matrix of the assumptions that correlate."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.priors.dependence.copula import correlation_matrix
from uncertain_compute.priors.dependence.correlation import Correlation
from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.style import OURS, THEIRS, head, in_words, set_names
from uncertain_compute.views.drawing.text import widest

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap
    from matplotlib.figure import Figure

CELL, LEAST = 0.4, 1.6
"""A cell's side, and the least side of a matrix, in inches."""

HEAD, NAMED, FOOT, APART, SCALE, BESIDE_NAME = 0.9, 0.3, 0.3, 0.4, 1.0, 0.1
"""Space in inches: above, for the sets' names, below, between and right of the matrices, and beside row names."""

NAME = 8.5
"""Font size of a row's name, in points."""

LEAST_WIDTH = 7.0
DARK = 0.6
ITSELF = "#d9d9d9"
NOTE = (
    "Correlation of the assumptions' normal scores in a Gaussian copula; "
    "an empty cell is 0. Columns are numbered as rows."
)


def correlations_figure(studies: Mapping[str, Study]) -> "Figure":
    """Return each set's matrix over the columns that correlate in any of them."""
    from matplotlib.figure import Figure

    held = {name: effective(study) for name, study in studies.items()}
    columns = _columns(studies, [tie for ties in held.values() for tie in ties])
    side = max(CELL * len(columns), LEAST)
    row_names = _row_names(studies, columns)
    names_width = widest(row_names, NAME) + BESIDE_NAME
    used = names_width + len(studies) * side + (len(studies) - 1) * APART + SCALE
    width = max(used, LEAST_WIDTH)
    height = HEAD + (NAMED if len(studies) > 1 else 0.0) + side + FOOT
    figure = Figure(figsize=(width, height))
    for index, (name, ties) in enumerate(held.items()):
        left = names_width + index * (side + APART)
        axes = figure.add_axes((left / width, FOOT / height, side / width, side / height))
        _draw_matrix(axes, correlation_matrix(ties, columns))
        axes.set_title(name if len(studies) > 1 else "", fontsize=11)
        axes.set_yticks(range(len(columns)), row_names if index == 0 else [])
    _draw_scale(figure, ((used - SCALE + 0.25) / width, FOOT / height, 0.14 / width, side / height))
    head(figure, f"{set_names(studies)}: correlations", NOTE)
    return figure


def effective(study: Study) -> list[Correlation]:
    """Return the correlations between two uncertain columns; those with a fixed column have no effect."""
    uncertain = set(study.uncertain_columns)
    return [tie for tie in study.correlations if tie.pair <= uncertain]


def _columns(studies: Mapping[str, Study], ties: Sequence[Correlation]) -> list[str]:
    """Return the columns that correlate, in the order in which the sets state them."""
    tied = {name for tie in ties for name in (tie.first, tie.second)}
    return list(dict.fromkeys(name for study in studies.values() for name in study.columns if name in tied))


def _row_names(studies: Mapping[str, Study], columns: Sequence[str]) -> list[str]:
    holding = {name: next(study for study in studies.values() if name in study.columns) for name in columns}
    return [f"{in_words(study, name)}  {row}" for row, (name, study) in enumerate(holding.items(), start=1)]


def _draw_matrix(axes: "Axes", matrix: Floats) -> None:
    """Draw a matrix in colours, with the number in each cell that is not 0."""
    shown = np.ma.masked_array(matrix, mask=np.eye(len(matrix), dtype=bool))
    axes.imshow(shown, cmap=_colours(), vmin=-1.0, vmax=1.0, aspect="equal")
    for row, column in np.argwhere(matrix - np.eye(len(matrix))):
        value = matrix[row, column]
        colour = "white" if abs(value) > DARK else "black"
        axes.text(column, row, f"{value:.2f}", ha="center", va="center", fontsize=7.5, color=colour)
    count = len(matrix)
    axes.set_xticks(range(count), [str(number) for number in range(1, count + 1)])
    axes.set_xticks(np.arange(count + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(count + 1) - 0.5, minor=True)
    axes.grid(which="minor", color="#e3e3e3", linewidth=0.7)
    axes.tick_params(which="both", length=0, labelsize=NAME)
    axes.spines[:].set_visible(False)


def _colours() -> "Colormap":
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("house", [THEIRS, "white", OURS]).with_extremes(bad=ITSELF)


def _draw_scale(figure: "Figure", area: tuple[float, float, float, float]) -> None:
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    colours = ScalarMappable(Normalize(-1.0, 1.0), _colours())
    bar = figure.colorbar(colours, cax=figure.add_axes(area), ticks=[-1, -0.5, 0, 0.5, 1])
    bar.ax.tick_params(labelsize=8.5)
    bar.outline.set_visible(False)
