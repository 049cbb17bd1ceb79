"""Text next to marks, and the room that it needs."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.panels import TEXT, inches_across
from uncertain_compute.views.drawing.text import POINTS_PER_INCH, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

AWAY = 7
"""Space between a mark and its text, in points."""

EDGE = 0.08
"""Margin at the ends of an axis, in inches."""

MOST_TEXT = 0.7
"""The largest share of a panel's width for the texts on both sides."""

FLAT, ALONE = 1e-9, 0.1
"""Relative width below which all marks count as one value, and the margin that the axis then has around it."""


def write_beside(axes: "Axes", coordinate: float, height: float, text: str, *, left: bool = False) -> None:
    """Write text to the right of a mark, or to the left."""
    axes.annotate(
        text,
        (coordinate, height),
        (-AWAY if left else AWAY, 0),
        textcoords="offset points",
        ha="right" if left else "left",
        va="center_baseline",
        fontsize=TEXT,
    )


def make_room(axes: "Axes", low: Floats, high: Floats, texts: Sequence[str]) -> None:
    """Set the limits of the x axis to hold marks from low to high, and the texts to their right.

    Parameters
    ----------
    low, high
        Coordinates of shape (mark,); a mark that is NaN takes no room.
    """
    across = inches_across(axes)
    left, right = (text_shares(beside, len(low), across) for beside in ((), texts))
    axes.set_xlim(*limits(low, high, left, right))


def text_shares(texts: Sequence[str], count: int, across: float) -> Floats:
    """Return the share of a panel's width that each of ``count`` marks leaves for its text, if it has one."""
    inches = [text_width(text, TEXT) + AWAY / POINTS_PER_INCH if text else 0.0 for text in texts]
    padded = np.array([*inches, *[0.0] * (count - len(inches))]) + EDGE
    return np.asarray(padded / across)


def limits(low: Floats, high: Floats, left: Floats, right: Floats) -> tuple[float, float]:
    """Return the limits of the shortest axis with each mark's share of it free on both sides.

    On an axis of length s the ends are max(high + right s) and min(low - left s): so s is the largest of
    (high - low) / (1 - right - left) over all pairs of marks.
    """
    known = np.isfinite(low) & np.isfinite(high)
    low, high, left, right = (values[known] for values in (low, high, left, right))
    if high.max() - low.min() <= FLAT * np.abs(high).max():
        around = ALONE * float(np.abs(high).max()) or 1.0
        low, high = low - around, high + around
    shares = np.minimum(right[:, None] + left, MOST_TEXT)
    length = float(((high[:, None] - low) / (1.0 - shares)).max())
    return float((low - left * length).min()), float((high + right * length).max())
