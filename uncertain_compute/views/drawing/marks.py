"""How every figure draws an interval, a band, a density, a path, and what was published or observed."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from numpy.typing import ArrayLike

from uncertain_compute.analysis.summary.estimates import HeadlineEstimate
from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.style import OURS, THEIRS
from uncertain_compute.views.numbers import readable_together

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTHS = {"interval": 1.5, "half": 5.0}
"""Line widths, in points: from P5 to P95, and from P25 to P75."""

BANDS = {"90%": 0.16, "50%": 0.34}
"""The opacity of the bands about a median, the outer one first."""

AREA, STROKE = 0.16, 1.8
"""The opacity of the area below a density, and the width of a line, in points."""

DOT, DIAMOND, OBSERVED, PUBLISHED_WIDTH = 6.0, 5.0, 6.0, 2.0
"""Points: sizes of a median's dot, a diamond beside an interval and one alone, and the width of a published range."""

PUBLISHED_LINE: dict[str, Any] = {"color": THEIRS, "linestyle": "--", "linewidth": 1.2}
"""How a published number is drawn that goes through a whole panel as a line."""

READING, PUBLISHED = "Thin line 90%, thick line 50%, dot median.", " Orange: as published."
LIFT = 0.3
"""How far a published range is below its row, as a share of the row."""


def draw_interval(axes: "Axes", quantiles: Floats, height: float, colour: str = OURS, zorder: float = 3) -> None:
    """Draw a thin line for an interval, a thick one for the 50% interval, and a dot at the median.

    Parameters
    ----------
    quantiles
        Coordinates in ascending order, with the median in the middle; only three if there is no 50% interval.
    """
    middle = len(quantiles) // 2
    for outer, (name, width) in zip(range(middle), WIDTHS.items(), strict=False):
        ends = [quantiles[outer], quantiles[-1 - outer]]
        axes.plot(ends, [height, height], color=colour, linewidth=width, label=name, zorder=zorder)
    _draw_dot(axes, quantiles[middle], height, colour, label="median", zorder=zorder + 1)


def draw_crossing_intervals(axes: "Axes", across: Floats, upright: Floats, label: str, colour: str = OURS) -> None:
    """Draw a dot at a pair of numbers, and through it a thin line for the interval of each.

    Parameters
    ----------
    across, upright
        Coordinates in ascending order, with the number in the middle.
    """
    for along, heights in ((across[[0, 2]], upright[[1, 1]]), (across[[1, 1]], upright[[0, 2]])):
        axes.plot(along, heights, color=colour, linewidth=WIDTHS["interval"], label=f"interval of {label}", zorder=3)
    _draw_dot(axes, across[1], upright[1], colour, label=label, zorder=4)


def _draw_dot(axes: "Axes", along: float, height: float, colour: str, **style: Any) -> None:
    axes.plot([along], [height], "o", color="white", markeredgecolor=colour, markersize=DOT, **style)


def draw_band(axes: "Axes", along: Floats, ends: Floats, colour: str, **style: Any) -> None:
    """Draw a band between two lines; ``ends`` has the shape (along, 2)."""
    axes.fill_between(along, *ends.T, color=colour, linewidth=0, **style)


def draw_bands(
    axes: "Axes", along: Floats, quantiles: Floats, colour: str, opacities: Iterable[float] = BANDS.values()
) -> None:
    """Draw the bands about a median, whose line is drawn apart.

    Parameters
    ----------
    quantiles
        Coordinates of shape (along, 5), ascending, with the median in the middle.
    """
    for outer, (name, opacity) in enumerate(zip(BANDS, opacities, strict=True)):
        draw_band(axes, along, quantiles[:, [outer, -1 - outer]], colour, alpha=opacity, label=f"_{name}")


def draw_area(axes: "Axes", along: Floats, heights: Floats, colour: str, opacity: float = AREA, **outline: Any) -> None:
    """Draw a density as an area with an outline."""
    axes.fill_between(along, heights, color=colour, alpha=opacity, linewidth=0, label="density")
    axes.plot(along, heights, color=colour, **outline)


def draw_path(axes: "Axes", positions: Floats, heights: Floats, colour: str, **style: Any) -> None:
    """Draw a number at each coordinate as a mark, and a line from one to the next."""
    usual: dict[str, Any] = {"marker": "o", "markersize": 3.5, "linewidth": STROKE}
    axes.plot(positions, heights, color=colour, **usual | style)


def draw_diamonds(axes: "Axes", along: ArrayLike, heights: ArrayLike, colour: str, **style: Any) -> None:
    """Draw diamonds, which mark what was published or observed, and the ends of a waterfall."""
    usual: dict[str, Any] = {"marker": "D", "markersize": OBSERVED, "linestyle": "none"}
    axes.plot(along, heights, color=colour, **usual | style)


def draw_published(axes: "Axes", low: float, high: float, height: float) -> None:
    """Draw a published range: a line between its ends, and a diamond in the middle."""
    axes.plot([low, high], [height, height], color=THEIRS, linewidth=PUBLISHED_WIDTH, label="published range")
    draw_diamonds(axes, [(low + high) / 2], [height], THEIRS, markersize=DIAMOND, label="published", zorder=4)


def published_note(found: Iterable[HeadlineEstimate]) -> str:
    """Return a note on the colour of published ranges, if there are any."""
    return PUBLISHED if any(one.published for one in found) else ""


def interval_text(quantiles: Floats, errors: Floats) -> str:
    """Return a median with the ends of its interval, or a single number if all are equal."""
    low, _, median, _, high = readable_together(quantiles.tolist(), errors.tolist())
    return median if quantiles[0] == quantiles[-1] else f"{median} ({low} to {high})"
