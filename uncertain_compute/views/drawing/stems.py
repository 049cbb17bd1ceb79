"""Single values that have a probability of their own, drawn as stems with their probabilities."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.panels import SMALL
from uncertain_compute.views.drawing.scale import Scale
from uncertain_compute.views.numbers import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MIXED_SHARE = 0.5
"""A stem with this probability is as tall as the density next to it; the likeliest one, if that is larger."""

STEM_WIDTH = 3.0
SIDEWAYS = 0.008
"""The distance between the stems of two sets and their common value, as a share of the panel's width."""

MOST_STEMS, MOST_LABELS = 40, 12
CLOSE = (0.12, 0.16)
"""Shares of the panel's width and height within which two labels would touch."""


@dataclass(frozen=True, slots=True)
class Stems:
    """The coordinates of single values on an axis, and their probabilities; both of shape (value,)."""

    along: Floats
    shares: Floats

    @classmethod
    def of(cls, shares: Mapping[float, float], scale: Scale) -> "Stems":
        """Return the stems of values with these probabilities; many are gathered in bins."""
        along, heights = scale.coordinates(list(shares)), np.array(list(shares.values()))
        if len(along) <= MOST_STEMS:
            return cls(along, heights)
        gathered, edges = np.histogram(along, bins=MOST_STEMS, weights=heights)
        return cls(0.5 * (edges[1:] + edges[:-1]), gathered)


def height_per_share(tallest: float, drawn: Sequence[Stems]) -> float:
    """Return the height of a certain value's stem next to a density of a height."""
    return tallest / max(MIXED_SHARE, *(float(stems.shares.max(initial=0.0)) for stems in drawn), 0.0)


def draw_stems(axes: "Axes", stems: Stems, per_share: float, colour: str, *, side: int | None = None) -> None:
    """Draw a stem for each single value, with its probability if there is room.

    Parameters
    ----------
    axes
        A panel whose limits across are set.
    per_share
        The height of the stem of a certain value.
    side
        0 or 1 for the stems of the first or the second of two sets, which stand beside each other.
    """
    low, high = axes.get_xlim()
    at = stems.along + (0.0 if side is None else (2 * side - 1) * SIDEWAYS * (high - low))
    tops = per_share * stems.shares
    axes.vlines(at, 0.0, tops, color=colour, linewidth=STEM_WIDTH, gid="stems", zorder=3)
    for index in _labelled(stems, high - low):
        axes.annotate(
            percent(stems.shares[index]),
            (at[index], tops[index]),
            xytext=(0, 2),
            textcoords="offset points",
            ha={None: "center", 0: "right", 1: "left"}[side],
            color=colour,
            fontsize=SMALL,
            zorder=4,
            bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 0.4},
        )


def _labelled(stems: Stems, width: float) -> list[int]:
    """Return the values whose labels do not touch that of a likelier value; only the likeliest ones of many."""
    along, shares = stems.along, stems.shares
    likeliest_first: list[int] = np.argsort(-shares, kind="stable").tolist()
    if len(along) > MOST_LABELS:
        return likeliest_first[:1]
    chosen: list[int] = []
    for index in likeliest_first:
        across = np.abs(along[chosen] - along[index]) < CLOSE[0] * width
        upright = np.abs(shares[chosen] - shares[index]) < CLOSE[1] * shares.max()
        if not np.any(across & upright):
            chosen.append(index)
    return chosen
