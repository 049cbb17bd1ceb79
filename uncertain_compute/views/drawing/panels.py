"""Where things stand in figures of horizontal bars: panels of a size in inches, with words above and rows beside."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.style import OURS, QUIET, head, in_words, note_lines
from uncertain_compute.views.drawing.text import widest

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DARK, LIGHT, WHISKER = OURS, "#b5d3ec", "#111111"
GRID, EDGE = "#e4e4e4", 0.6
TEXT = 9

NAME = 10
"""Points: the size of a row's name."""

ROW, BESIDE_NAME = 0.37, 0.15
"""Inches: a row's height, and the space on both sides of its name."""

WIDTH, BELOW, MARGIN = 6.6, 0.6, 0.1
ABOVE, CAPTIONED = 0.35, 0.72
"""Inches: a panel's width, the space below and right of it, and that above it without and with a caption."""

TITLE, LINE = 0.36, 0.16
"""Inches: the heights of a figure's title, and of a line of its note."""

FEWEST_ROWS = 2
MOST_LETTERS = 40


def stacked(rows: Sequence[Sequence[str]], title: str, note: str, *, above: float) -> "tuple[Figure, list[Axes]]":
    """Return a figure with panels below each other, each with these rows and some inches above, and the panels."""
    left = names_width(name for names in rows for name in names)
    heights = [panel_height(len(names)) for names in rows]
    around = above + BELOW
    figure = titled_figure(left + WIDTH + MARGIN, sum(heights) + len(rows) * around, title, note)
    panels = []
    for index, names in enumerate(rows):
        below = heights[index + 1 :]
        axes = add_panel(figure, left, BELOW + sum(below) + len(below) * around, WIDTH, heights[index])
        name_rows(axes, names)
        panels.append(axes)
    return figure, panels


def titled_figure(width: float, height: float, title: str, note: str) -> "Figure":
    """Return an empty figure with so many inches below its title and note."""
    from matplotlib.figure import Figure

    figure = Figure()
    resized(figure, width, height, title, note)
    return figure


def resized(figure: "Figure", width: float, height: float, title: str, note: str) -> None:
    """Give a figure a title and a note, and so many inches below them."""
    figure.set_size_inches(width, height + TITLE + LINE * len(note_lines(note, width)))
    head(figure, title, note)


def add_panel(figure: "Figure", left: float, bottom: float, width: float, height: float) -> "Axes":
    """Return axes at a place that is given in inches from the figure's lower left corner."""
    return figure.add_axes(_rectangle(figure, left, bottom, width, height))


def place_panel(axes: "Axes", left: float, bottom: float, width: float, height: float) -> None:
    """Move axes to a place that is given in inches from their figure's lower left corner."""
    figure = axes.get_figure(root=True)
    if figure is not None:
        axes.set_in_layout(True)
        axes.set_position(_rectangle(figure, left, bottom, width, height))


type Rectangle = tuple[float, float, float, float]
"""Left, bottom, width and height in parts of a figure."""


def _rectangle(figure: "Figure", left: float, bottom: float, width: float, height: float) -> Rectangle:
    across, up = figure.get_size_inches()
    return left / across, bottom / up, width / across, height / up


def inches_across(axes: "Axes") -> float:
    """Return a panel's width."""
    figure = axes.get_figure(root=True)
    return float(axes.bbox.width / figure.dpi) if figure else WIDTH


def panel_height(count: int) -> float:
    """Return the inches that a panel of so many rows takes."""
    return ROW * max(count, FEWEST_ROWS)


def names_width(rows: Iterable[str]) -> float:
    """Return the inches that rows' names take."""
    return widest(rows, NAME) + BESIDE_NAME


def name_rows(axes: "Axes", rows: Sequence[str]) -> None:
    """Write the rows' names, the first at the top, and draw lines behind them for the eye."""
    axes.set_yticks(range(len(rows)), rows, fontsize=NAME)
    axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=GRID, linewidth=EDGE)
    axes.set_axisbelow(True)


def caption(axes: "Axes", title: str, text: str) -> None:
    """Write what a panel is above it, and below that how to read it."""
    axes.annotate(text, (0, 1), (0, 6), "axes fraction", "offset points", fontsize=TEXT, color=QUIET)
    axes.set_title(title, pad=_above(text))


def legend(axes: "Axes", keys: Sequence[tuple[str, str]], text: str = "") -> None:
    """Say above a panel, at the right of its title, what its colours are; ``text`` is that of its caption."""
    from matplotlib.patches import Patch
    from matplotlib.transforms import ScaledTranslation

    figure = axes.get_figure(root=True)
    if figure is None:
        return
    patches = [Patch(facecolor=shade, edgecolor=DARK, linewidth=EDGE, label=label) for label, shade in keys]
    raised = axes.transAxes + ScaledTranslation(0, (_above(text) - 2) / 72, figure.dpi_scale_trans)
    axes.legend(
        handles=patches,
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        bbox_transform=raised,
        borderaxespad=0.0,
        borderpad=0.0,
        ncols=len(patches),
        columnspacing=1.2,
        handlelength=1.4,
        frameon=False,
        fontsize=TEXT,
    )


def _above(text: str) -> float:
    """Return how many points above a panel the lines of its caption end."""
    return 10 + 11 * (1 + text.count("\n")) if text else 8


def say(axes: "Axes", text: str) -> None:
    """Write in the middle of a panel why it is empty."""
    axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", color=QUIET)


def about(study: Study, quantity: str) -> str:
    """Return a sentence that says in words what a quantity is, or nothing where the study has no words for it."""
    words = in_words(study, quantity).rstrip(".")
    return f"{quantity}: {words}. " if words and words.replace(" ", "_") != quantity else ""


def shortened(name: str) -> str:
    """Return a name without its middle where it is long: coordinates often differ at the end only."""
    half = (MOST_LETTERS - 1) // 2
    return name if len(name) <= MOST_LETTERS else f"{name[:half]}…{name[-half:]}"
