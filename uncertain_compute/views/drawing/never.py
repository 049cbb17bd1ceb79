"""Never in figures: a stem with its probability at the right of a panel, and a position for it among bars."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset

from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.bars import numbers
from uncertain_compute.views.drawing.panels import SMALL
from uncertain_compute.views.drawing.stems import STEM_WIDTH
from uncertain_compute.views.numbers import NEVER, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes

APART, BESIDE = 0.12, 0.06
"""Space before and behind the stem, as shares of the panel's width without it."""

BEYOND = 0.35
"""How far beyond the largest number never stands among bars, in widths of all numbers."""

FREE = 0.1
"""Share of the panel's width before never without other ticks."""


def room_for_never(axes: "Axes") -> float:
    """Make room at the right of a panel for never, and return its position."""
    low, high = axes.get_xlim()
    position = high + APART * (high - low)
    axes.set_xlim(low, position + BESIDE * (high - low))
    return position


def with_never_placed(coordinates: Floats, never: float) -> Floats:
    """Return coordinates with the position of never for those that are infinite."""
    return np.where(coordinates == np.inf, never, coordinates)


def with_stand_in(found: Dataset, names: Sequence[str]) -> tuple[Dataset, float]:
    """Return a dataset with a number beyond all others in place of never, and this number; infinity if there is none.

    Parameters
    ----------
    names
        The variables that may be never. The unknown bounds of one that ends in ``_ci`` become its value.
    """
    _, position = placed_beyond(np.concatenate([numbers(found[name]).ravel() for name in names]))
    if position == np.inf:
        return found, position
    filled = found.assign({name: found[name].where(found[name] != np.inf, position) for name in names})
    bounds = [name for name in names if name.endswith("_ci")]
    return filled.assign({name: filled[name].fillna(filled[name.removesuffix("_ci")]) for name in bounds}), position


def placed_beyond(values: Floats) -> tuple[Floats, float]:
    """Return values with a number beyond all others in place of never, and this number; infinity if there is none."""
    if not (values == np.inf).any():
        return values, np.inf
    finite = values[np.isfinite(values)]
    least, most = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    position = most + BEYOND * ((most - least) or abs(most) or 1.0)
    return np.where(values == np.inf, position, values), position


def name_never(axes: "Axes", position: float, *, upright: bool = False) -> None:
    """Write never at its position on the x axis, or on the y axis, whose ticks are set."""
    axis, (low, high) = (axes.yaxis, axes.get_ylim()) if upright else (axes.xaxis, axes.get_xlim())
    ticks = {float(at): label.get_text() for at, label in zip(axis.get_ticklocs(), axis.get_ticklabels(), strict=True)}
    free = {at: text for at, text in ticks.items() if at < position - FREE * (high - low)}
    axis.set_ticks([*free, position], [*free.values(), NEVER])


def draw_never(axes: "Axes", position: float, share: float, per_share: float, colour: str) -> None:
    """Draw the probability of never as a stem with its tick, after the other ticks are set.

    Parameters
    ----------
    per_share
        The height of the stem of a certain value.
    """
    top = per_share * share
    axes.vlines([position], 0.0, [top], color=colour, linewidth=STEM_WIDTH, gid=NEVER, zorder=3)
    axes.annotate(
        percent(share),
        (position, top),
        xytext=(0, 2),
        textcoords="offset points",
        ha="center",
        color=colour,
        fontsize=SMALL,
    )
    name_never(axes, position)
