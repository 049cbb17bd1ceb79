"""Fans: how a path widens, as bands of probability about its median."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.marks import DIAMOND, PUBLISHED_WIDTH, draw_bands, draw_diamonds, draw_path
from uncertain_compute.views.drawing.never import name_never, placed_beyond
from uncertain_compute.views.drawing.panels import SMALL, TEXT, draw_grid, inches_across
from uncertain_compute.views.drawing.scale import Scale
from uncertain_compute.views.drawing.style import OURS, THEIRS
from uncertain_compute.views.drawing.text import widest
from uncertain_compute.views.drawing.ticks import label_upright
from uncertain_compute.views.numbers import with_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT, LEFT, RIGHT, BELOW, ABOVE = 2.75, 2.3, 0.7, 0.55, 0.5, 0.42
"""Inches: a panel's width and height, and the space around it."""

GAP, LETTER, SPACE = 0.12, 0.13, 0.04
"""Inches between the texts of two coordinates, and between lines; the share of the axis that is free at its ends."""


@dataclass(frozen=True)
class Fan:
    """A path's quantiles at each coordinate, with published ranges.

    Attributes
    ----------
    quantiles
        Low end, P25, median, P75 and high end; shape (coordinate, 5).
    errors
        The Monte Carlo error of each quantile.
    published
        The low and high ends of the published ranges; shape (coordinate, 2), NaN if there is none.
    samples
        Draws, as thin lines; shape (sample, coordinate).
    unit
        The unit of the numbers, of which years of the calendar are written in a way of their own.
    """

    label: str
    labels: Sequence[str]
    positions: Floats
    quantiles: Floats
    errors: Floats
    published: Floats
    colour: str = OURS
    samples: Floats | None = None
    unit: str = ""

    @property
    def drawn(self) -> Floats:
        """Return every number that is drawn."""
        return np.concatenate([self.quantiles.ravel(), self.published.ravel()])


def draw_fans(axes: "Axes", fans: Sequence[Fan]) -> Scale:
    """Draw paths on one axis, logarithmic if they are positive and span more than a decade; return its scale.

    What is never stands above all numbers.
    """
    scale = Scale.of(np.concatenate([fan.drawn for fan in fans]))
    _, never = placed_beyond(np.concatenate([fan.quantiles.ravel() for fan in fans]))
    for fan in (_with_top(fan, never) for fan in fans):
        _draw_bands(axes, fan, scale)
        _draw_samples(axes, fan, scale)
        _draw_published(axes, fan, scale, THEIRS if len(fans) == 1 else fan.colour)
    _label_medians(axes, fans[0], scale, never)
    set_ends(axes, np.concatenate([fan.positions for fan in fans]))
    longest = max(fans, key=lambda fan: len(fan.labels))
    label_axes(axes, longest.labels, longest.positions, scale, longest.unit)
    if np.isfinite(never):
        name_never(axes, scale.coordinate(never), upright=True)
    return scale


def _with_top(fan: Fan, top: float) -> Fan:
    """Return a fan with a number in place of never."""
    samples = None if fan.samples is None else np.minimum(fan.samples, top)
    return replace(fan, quantiles=np.minimum(fan.quantiles, top), samples=samples)


def _draw_bands(axes: "Axes", fan: Fan, scale: Scale) -> None:
    along = scale.coordinates(fan.quantiles)
    draw_bands(axes, fan.positions, along, fan.colour)
    draw_path(axes, fan.positions, along[:, 2], fan.colour, label=fan.label)


def _draw_samples(axes: "Axes", fan: Fan, scale: Scale) -> None:
    """Draw some draws as thin lines, with a gap where one is zero or less on a logarithmic axis."""
    for own in () if fan.samples is None else fan.samples:
        shown = np.where(own > 0, own, np.nan) if scale.logarithmic else own
        along = scale.coordinates(shown)
        axes.plot(fan.positions, along, color=fan.colour, linewidth=0.6, alpha=0.7, label="_sample", zorder=1.5)


def _draw_published(axes: "Axes", fan: Fan, scale: Scale, colour: str) -> None:
    """Draw published ranges: a diamond for a number, a line between the ends of a range."""
    known = np.isfinite(fan.published).all(axis=1) & (~np.array(scale.logarithmic) | (fan.published > 0).all(axis=1))
    if not known.any():
        return
    low, high = scale.coordinates(fan.published[known]).T
    at, middle = fan.positions[known], (low + high) / 2
    style: dict[str, Any] = {"linestyle": "--", "linewidth": 1.0, "markersize": DIAMOND, "zorder": 4}
    draw_diamonds(axes, at, middle, colour, label="_published", **style)
    axes.vlines(at, low, high, color=colour, linewidth=PUBLISHED_WIDTH, zorder=4)


def _label_medians(axes: "Axes", fan: Fan, scale: Scale, never: float) -> None:
    """Write the last median and the ends of its interval at the right, in the digits that their errors support.

    An end that would touch another text is left out.
    """
    values = fan.quantiles[-1][::2].tolist()
    (low, median, high), _ = with_unit(values, fan.errors[-1][::2].tolist(), fan.unit)
    texts = {median: values[1], low: values[0], high: values[2]}
    bottom, top = axes.get_ylim()
    apart = LETTER * (top - bottom) / HEIGHT
    written: list[float] = []
    for text, value in texts.items():
        along = scale.coordinate(min(value, never))
        if any(abs(along - other) < apart for other in written):
            continue
        written.append(along)
        end = (fan.positions[-1], along)
        axes.annotate(
            text, end, (7, 0), textcoords="offset points", va="center", fontsize=SMALL,
            color=fan.colour, annotation_clip=False,
        )  # fmt: skip


def set_ends(axes: "Axes", positions: Floats) -> None:
    """Set the limits of an axis so that it holds some coordinates, with a little space at its ends."""
    first, last = float(positions.min()), float(positions.max())
    space = SPACE * (last - first)
    axes.set_xlim(first - space, last + space)


def label_axes(axes: "Axes", labels: Sequence[str], positions: Floats, scale: Scale, unit: str = "") -> None:
    """Write the coordinates below a path and numbers at its side, and draw grid lines."""
    _label_coordinates(axes, labels, positions)
    draw_grid(axes, "y")
    label_upright(axes, scale, unit)


def _label_coordinates(axes: "Axes", labels: Sequence[str], positions: Floats) -> None:
    """Write as many coordinates below the axis as fit, always including the last one."""
    low, high = axes.get_xlim()
    room = widest(labels, TEXT) + GAP
    apart = float(np.diff(positions).min()) / (high - low) * inches_across(axes)
    every = max(int(np.ceil(room / apart)), 1)
    indices = range(len(labels) - 1, -1, -every)
    axes.set_xticks([positions[index] for index in indices], [labels[index] for index in indices])
