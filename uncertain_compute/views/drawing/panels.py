"""Layout of figures of horizontal bars: panels of a size in inches, with captions above and row names to the left."""

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
"""Font size of a row's name, in points."""

ROW, BESIDE_NAME = 0.37, 0.15
"""A row's height, and the space on both sides of its name, in inches."""

WIDTH, BELOW, MARGIN = 6.6, 0.6, 0.1
ABOVE, CAPTIONED = 0.35, 0.72
"""In inches: a panel's width, the space below and to the right, and the space above without and with a caption."""

TITLE, LINE = 0.36, 0.16
"""Heights of a figure's title, and of a line of its note, in inches."""

FEWEST_ROWS = 2
MOST_LETTERS = 40


def stacked(rows: Sequence[Sequence[str]], title: str, note: str, *, above: float) -> "tuple[Figure, list[Axes]]":
    """Return a figure with one panel below another, with space above each in inches, and the panels."""
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
    """Return an empty figure, with a size in inches without its title and note."""
    from matplotlib.figure import Figure

    figure = Figure()
    resized(figure, width, height, title, note)
    return figure


def resized(figure: "Figure", width: float, height: float, title: str, note: str) -> None:
    """Set a figure's title and note, and its size in inches without them."""
    figure.set_size_inches(width, height + TITLE + LINE * len(note_lines(note, width)))
    head(figure, title, note)


def add_panel(figure: "Figure", left: float, bottom: float, width: float, height: float) -> "Axes":
    """Return new axes; position and size are in inches from the figure's lower left corner."""
    return figure.add_axes(_rectangle(figure, left, bottom, width, height))


def place_panel(axes: "Axes", left: float, bottom: float, width: float, height: float) -> None:
    """Move axes; position and size are in inches from the figure's lower left corner."""
    figure = axes.get_figure(root=True)
    if figure is not None:
        axes.set_in_layout(True)
        axes.set_position(_rectangle(figure, left, bottom, width, height))


type Rectangle = tuple[float, float, float, float]
"""Left, bottom, width and height as shares of a figure."""


def _rectangle(figure: "Figure", left: float, bottom: float, width: float, height: float) -> Rectangle:
    across, up = figure.get_size_inches()
    return left / across, bottom / up, width / across, height / up


def inches_across(axes: "Axes") -> float:
    """Return a panel's width in inches."""
    figure = axes.get_figure(root=True)
    return float(axes.bbox.width / figure.dpi) if figure else WIDTH


def panel_height(count: int) -> float:
    """Return the height in inches of a panel with a number of rows."""
    return ROW * max(count, FEWEST_ROWS)


def names_width(rows: Iterable[str]) -> float:
    """Return the width in inches of rows' names."""
    return widest(rows, NAME) + BESIDE_NAME


def name_rows(axes: "Axes", rows: Sequence[str]) -> None:
    """Write the rows' names, the first at the top, and draw a grid line behind each row."""
    axes.set_yticks(range(len(rows)), rows, fontsize=NAME)
    axes.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=GRID, linewidth=EDGE)
    axes.set_axisbelow(True)


def caption(axes: "Axes", title: str, text: str) -> None:
    """Write a panel's title above it, and below the title how to read the panel."""
    axes.annotate(text, (0, 1), (0, 6), "axes fraction", "offset points", fontsize=TEXT, color=QUIET)
    axes.set_title(title, pad=_above(text))


def legend(axes: "Axes", keys: Sequence[tuple[str, str]], text: str = "") -> None:
    """Write the legend of colours above a panel, right of its title; ``text`` is the panel's caption."""
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
    """Return the height in points of a caption's lines above a panel."""
    return 10 + 11 * (1 + text.count("\n")) if text else 8


def say(axes: "Axes", text: str) -> None:
    """Write in the middle of an empty panel why it is empty."""
    axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", color=QUIET)


def about(study: Study, quantity: str) -> str:
    """Return a sentence with a quantity's label, or an empty text if the study has none."""
    words = in_words(study, quantity).rstrip(".")
    return f"{quantity}: {words}. " if words and words.replace(" ", "_") != quantity else ""


def shortened(name: str) -> str:
    """Return a long name without its middle: coordinates often differ only at the end."""
    half = (MOST_LETTERS - 1) // 2
    return name if len(name) <= MOST_LETTERS else f"{name[:half]}…{name[-half:]}"
