"""How every figure draws an interval, and a published range."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from uncertain_compute.analysis.summary.estimates import HeadlineEstimate
from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.style import OURS, THEIRS
from uncertain_compute.views.sentences.numbers import readable_together

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTHS = {"interval": 1.5, "half": 5.0}
"""Line widths, in points: from P5 to P95, and from P25 to P75."""

DOT, DIAMOND, PUBLISHED_WIDTH = 6.0, 5.0, 2.0
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
    dot: dict[str, Any] = {"color": "white", "markeredgecolor": colour, "markersize": DOT, "label": "median"}
    axes.plot([quantiles[middle]], [height], "o", zorder=zorder + 1, **dot)


def draw_published(axes: "Axes", low: float, high: float, height: float) -> None:
    """Draw a published range: a line between its ends, and a diamond in the middle."""
    axes.plot([low, high], [height, height], color=THEIRS, linewidth=PUBLISHED_WIDTH, label="published range")
    axes.plot([(low + high) / 2], [height], "D", color=THEIRS, markersize=DIAMOND, label="published", zorder=4)


def published_note(found: Iterable[HeadlineEstimate]) -> str:
    """Return a note on the colour of published ranges, if there are any."""
    return PUBLISHED if any(one.published for one in found) else ""


def interval_text(quantiles: Floats, errors: Floats) -> str:
    """Return a median with the ends of its interval, or a single number if all are equal."""
    low, _, median, _, high = readable_together(quantiles.tolist(), errors.tolist())
    return median if quantiles[0] == quantiles[-1] else f"{median} ({low} to {high})"
