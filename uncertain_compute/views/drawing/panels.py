"""Layout of figures of horizontal bars: panels of a size in inches, with captions above, and names above their rows.

A figure is so narrow that a phone shows its letters at 10 pixels or more.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.style import OURS, QUIET, head, in_words, note_lines, title_lines
from uncertain_compute.views.drawing.text import BOLD, shortened, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DARK, LIGHT, WHISKER = OURS, "#b5d3ec", "#111111"
GRID, EDGE = "#e4e4e4", 0.6
TEXT, SMALL, HEADING = 9, 8.7, 10
"""Font sizes in points; no figure of a page has smaller letters."""

NAME, NAMED, LABEL = 9.5, 12, 10
"""Font sizes of a row's name, of a panel's, and of an axis's label, in points."""

ROW, NAME_ABOVE = 0.45, 0.27
"""A row's height in inches, and how far above its middle its name stands, as a share of the row."""

FIGURE, MARGIN = 4.1, 0.1
"""Widths of a figure, and of the space on both sides of a panel, in inches."""

WIDTH, BELOW = FIGURE - 2 * MARGIN, 0.6
ABOVE, CAPTIONED = 0.35, 1.1
"""In inches: a panel's width, the space below, and the space above without and with a caption."""

TITLE, TITLE_LINE, LINE = 0.18, 0.2, 0.16
"""Inches: space for a figure's title beside its lines; heights of a line of it, and of a line of its note."""

KEYED = 14
"""Height of a legend above a panel, in points."""

FEWEST_ROWS = 2


def stacked(rows: Sequence[Sequence[str]], title: str, note: str, *, above: float) -> "tuple[Figure, list[Axes]]":
    """Return a figure with one panel below another, with space above each in inches, and the panels."""
    heights = [panel_height(len(names)) for names in rows]
    around = above + BELOW
    figure = titled_figure(FIGURE, sum(heights) + len(rows) * around, title, note)
    panels = []
    for index, names in enumerate(rows):
        below = heights[index + 1 :]
        axes = add_panel(figure, MARGIN, BELOW + sum(below) + len(below) * around, WIDTH, heights[index])
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
    above = TITLE + TITLE_LINE * len(title_lines(title, width)) + LINE * len(note_lines(note, width))
    figure.set_size_inches(width, height + above)
    head(figure, title, note)


def add_panel(figure: "Figure", left: float, bottom: float, width: float, height: float) -> "Axes":
    """Return new axes; position and size are in inches from the figure's lower left corner."""
    return figure.add_axes(_rectangle(figure, left, bottom, width, height))


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


def name_rows(axes: "Axes", rows: Sequence[str]) -> None:
    """Write each row's name above it, the first at the top, and draw a grid line behind each row."""
    axes.set_yticks(range(len(rows)), [shortened(row, inches_across(axes), NAME) for row in rows])
    names_above(axes, NAME_ABOVE * ROW)
    axes.set_ylim(max(len(rows), FEWEST_ROWS) - 0.5, -0.5 - NAME_ABOVE / 2)
    draw_grid(axes, "x")


def draw_grid(axes: "Axes", along: Literal["x", "y"]) -> None:
    """Draw a grid line at each tick of an axis, behind all marks."""
    axes.grid(axis=along, color=GRID, linewidth=EDGE)
    axes.set_axisbelow(True)


def names_above(axes: "Axes", inches: float) -> None:
    """Move the names of an axis's rows into the axis, some inches above their rows."""
    from matplotlib.transforms import ScaledTranslation

    figure = axes.get_figure(root=True)
    if figure is None:
        return
    axes.tick_params(axis="y", length=0, pad=0, labelleft=True, labelsize=NAME)
    raised = ScaledTranslation(0, inches, figure.dpi_scale_trans)
    for name in axes.get_yticklabels():
        name.set(ha="left", va="bottom", transform=name.get_transform() + raised)


def caption(axes: "Axes", title: str, text: str, *, keyed: bool = False) -> None:
    """Write a panel's title above it, and below the title how to read the panel; with room for a legend below."""
    lines = "\n".join(wrapped(line, inches_across(axes), SMALL) for line in text.splitlines())
    raised = KEYED if keyed else 0
    axes.annotate(lines, (0, 1), (0, 6 + raised), "axes fraction", "offset points", fontsize=SMALL, color=QUIET)
    axes.set_title(title, pad=raised + 10 + 11 * (1 + lines.count("\n")))


def legend(axes: "Axes", keys: Sequence[tuple[str, str]]) -> None:
    """Write the legend of colours above a panel, below its caption."""
    from matplotlib.patches import Patch

    patches = [Patch(facecolor=shade, edgecolor=DARK, linewidth=EDGE, label=label) for label, shade in keys]
    axes.legend(
        handles=patches,
        loc="lower left",
        bbox_to_anchor=(0.0, 1.0),
        borderaxespad=0.3,
        borderpad=0.0,
        ncols=len(patches),
        columnspacing=1.2,
        handlelength=1.4,
        frameon=False,
        fontsize=SMALL,
    )


def name_panel(axes: "Axes", name: str, points: float = NAMED, **where: Any) -> None:
    """Write above a panel the name of what it shows, as far as the figure's right edge."""
    figure = axes.get_figure(root=True)
    inches = float((figure.bbox.x1 - axes.bbox.x0) / figure.dpi) if figure else WIDTH
    axes.set_title(shortened(name, inches, points, BOLD), fontsize=points, **where)


def panel_title(axes: "Axes", title: str) -> None:
    """Write a title above a panel, in lines that fit it."""
    axes.set_title(wrapped(title, inches_across(axes), HEADING, BOLD), fontsize=HEADING)


def say(axes: "Axes", text: str) -> None:
    """Write in the middle of an empty panel why it is empty."""
    axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", color=QUIET)


def about(study: Study, quantity: str) -> str:
    """Return a sentence with a quantity's label, or an empty text if the study has none."""
    words = in_words(study, quantity).rstrip(".")
    return f"{quantity}: {words}. " if words and words.replace(" ", "_") != quantity else ""
