"""Texts beside what is drawn: written, and given the room that they take."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.panels import TEXT, inches_across
from uncertain_compute.views.drawing.text import POINTS_PER_INCH, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

AWAY = 7
"""Points: the space between a mark and its text."""

EDGE = 0.08
"""Inches that stay free at the ends of an axis."""

MOST_TEXT = 0.7
"""Share of a panel's width that the axis leaves to the texts on both sides at most."""

FLAT, ALONE = 1e-9, 0.1
"""Relative width below which all that is drawn stands at one value, and what the axis then shows around it."""


def write_beside(axes: "Axes", coordinate: float, height: float, text: str, *, left: bool = False) -> None:
    """Write right of a mark, or left of it."""
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
    """Let the x axis hold marks that go from low to high, and the texts right of them.

    Parameters
    ----------
    low, high
        Coordinates of shape (mark,); a mark that is not a number takes no room.
    """
    across = inches_across(axes)
    left, right = (text_shares(beside, len(low), across) for beside in ((), texts))
    axes.set_xlim(*limits(low, high, left, right))


def text_shares(texts: Sequence[str], count: int, across: float) -> Floats:
    """Return what of a panel's width each of so many marks leaves to its text, of which the last may have none."""
    inches = [text_width(text, TEXT) + AWAY / POINTS_PER_INCH if text else 0.0 for text in texts]
    padded = np.array([*inches, *[0.0] * (count - len(inches))]) + EDGE
    return np.asarray(padded / across)


def limits(low: Floats, high: Floats, left: Floats, right: Floats) -> tuple[float, float]:
    """Return the ends of the shortest axis on which each mark has its share of it free on both sides.

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
