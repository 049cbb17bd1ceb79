"""One panel of the figure of priors: the beliefs of one or two sets about one number."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.levels import P5_P50_P95
from uncertain_compute.study.column import Column
from uncertain_compute.views.drawing.marks import draw_area, draw_interval
from uncertain_compute.views.drawing.scale import EVEN, Scale
from uncertain_compute.views.drawing.stems import CLOSE, MOST_LABELS, Stems, draw_stems, height_per_share
from uncertain_compute.views.drawing.ticks import label_ticks
from uncertain_compute.views.numbers import readable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHOWN = (0.001, 0.999)
"""Quantile levels at the ends of a panel, unless a tail is so long that it would hide the rest."""

REACH = 1.5
"""The furthest that a panel goes beyond the 90% interval, in widths of it."""

POINTS = 400
MARGIN = 0.06
HEADROOM = 1.45
FIXED_HEIGHT = 1.2
BAR_STEP = 0.13
"""Distance between the bars of intervals, as a share of the tallest density or stem."""

SPIKE_SHARE, SPIKE_ROOM = 0.15, 1.25
"""A density is cut if it is more than this multiple of the height that it exceeds with this probability."""


@dataclass(frozen=True)
class Belief:
    """One set's belief about the number, and its colour."""

    column: Column
    colour: str

    @cached_property
    def fixed(self) -> bool:
        """Return whether it is certain, or would be shown as a single number."""
        first, last = self.values(SHOWN)
        return bool(self.column.fixed or first == last)

    @cached_property
    def atoms(self) -> dict[float, float]:
        """Return the single values that have a probability, in the model's unit."""
        return {self.column.factor * value: share for value, share in self.column.distribution.atoms.items()}

    @property
    def continuous(self) -> bool:
        """Return whether a part of it has a density."""
        return sum(self.atoms.values()) < 1 - 1e-9

    def values(self, levels: Sequence[float] | Floats) -> Floats:
        """Return quantiles in the model's unit."""
        return self.column.ppf(np.asarray(levels))


def ends(belief: Belief, scale: Scale) -> tuple[float, float]:
    """Return the start and end of a belief's panel."""
    first, low, high, last = scale.coordinates(belief.values([SHOWN[0], 0.05, 0.95, SHOWN[1]]))
    reach = REACH * (high - low) if high > low else np.inf
    return float(max(first, low - reach)), float(min(last, high + reach))


def density(belief: Belief, scale: Scale) -> tuple[Floats, Floats]:
    """Return the density at points along the axis, per unit of the axis: the area under it is a probability."""
    distribution, factor = belief.column.distribution, belief.column.factor
    low, high = ends(belief, scale)
    quantiles = scale.coordinates(belief.values(np.linspace(*SHOWN, POINTS)))
    along = np.unique([*quantiles[(quantiles >= low) & (quantiles <= high)], *np.linspace(low, high, POINTS)])
    own = scale.values(along) / factor
    with np.errstate(all="ignore"):
        heights = distribution.pdf(own) * (own * np.log(10.0) if scale.logarithmic else 1.0 / factor)
    held = np.isfinite(heights)
    return along[held], heights[held]


def scale_of(beliefs: Sequence[Belief]) -> Scale:
    """Return the scale of a panel: logarithmic if all is positive, spans a decade and is less skewed that way."""
    points = np.concatenate([belief.values((np.arange(POINTS) + 0.5) / POINTS) for belief in beliefs])
    scale = Scale.of(points, tuple(np.quantile(points, [0.01, 0.99], method="hazen")))
    if any(belief.column.distribution.cdf(0.0) > 0 for belief in beliefs):
        return EVEN
    return scale if _skewness(scale.coordinates(points)) < _skewness(points) else EVEN


def draw_panel(axes: "Axes", beliefs: Sequence[Belief]) -> None:
    """Draw densities, single values, and below them the 5% to 95% intervals with their medians."""
    scale = scale_of(beliefs)
    curves = {
        index: density(belief, scale) for index, belief in enumerate(beliefs) if belief.continuous and not belief.fixed
    }
    single = {
        index: Stems.of(belief.atoms, scale)
        for index, belief in enumerate(beliefs)
        if belief.atoms and not belief.fixed
    }
    likeliest = max((float(stems.shares.max()) for stems in single.values()), default=0.0)
    top = max(
        (shown_height(beliefs[index], scale, *curve) for index, curve in curves.items()), default=likeliest or 1.0
    )
    _set_limits(axes, beliefs, scale, top)
    for index, curve in curves.items():
        _draw_density(axes, beliefs[index], *curve)
    per_share = height_per_share(top, list(single.values())) if curves else 1.0
    for index, belief in enumerate(beliefs):
        if belief.fixed:
            _draw_fixed(axes, belief, scale, top)
            continue
        if index in single:
            side = index if len(beliefs) > 1 else None
            draw_stems(axes, single[index], per_share, belief.colour, side=side)
        quantiles = scale.coordinates(belief.values(P5_P50_P95))
        draw_interval(axes, quantiles, -BAR_STEP * top * (index + 1), belief.colour)
    axes.axhline(0.0, color="#9a9a9a", linewidth=0.6, zorder=1)
    axes.set_yticks([])
    label_ticks(axes, scale, _values_for_ticks(axes, beliefs, scale))


def _values_for_ticks(axes: "Axes", beliefs: Sequence[Belief], scale: Scale) -> list[float]:
    """Return the single values, if there is nothing else and their labels fit."""
    values = sorted({value for belief in beliefs for value in belief.atoms})
    low, high = axes.get_xlim()
    if any(belief.continuous for belief in beliefs) or len(values) > MOST_LABELS:
        return []
    return values if np.all(np.diff(scale.coordinates(values)) > CLOSE[0] * (high - low)) else []


def _skewness(points: Floats) -> float:
    """Return how far the median is from the middle of P5 and P95, relative to their distance."""
    low, middle, high = np.quantile(points, P5_P50_P95, method="hazen")
    return float(abs(low + high - 2 * middle) / (high - low)) if high > low else 1.0


def shown_height(belief: Belief, scale: Scale, coordinates: Floats, heights: Floats) -> float:
    """Return the greatest density, or less if it is that high only for a small part of the probability."""
    likely = np.interp(scale.coordinates(belief.values(np.linspace(*SHOWN, POINTS))), coordinates, heights)
    return float(min(heights.max(), SPIKE_ROOM * np.quantile(likely, 1 - SPIKE_SHARE, method="hazen")))


def _set_limits(axes: "Axes", beliefs: Sequence[Belief], scale: Scale, top: float) -> None:
    reach = [ends(belief, scale) for belief in beliefs]
    low, high = min(first for first, _ in reach), max(last for _, last in reach)
    margin = MARGIN * (high - low) or MARGIN * max(abs(low), 1.0)
    axes.set_xlim(low - margin, high + margin)
    axes.set_ylim(-BAR_STEP * top * (len(beliefs) + 0.7), HEADROOM * top)


def _draw_density(axes: "Axes", belief: Belief, coordinates: Floats, heights: Floats) -> None:
    """Draw a density, closed at both ends, as a distribution with bounds ends there."""
    outline = np.concatenate([coordinates[:1], coordinates, coordinates[-1:]]), np.concatenate([[0.0], heights, [0.0]])
    draw_area(axes, *outline, belief.colour, opacity=0.2, linewidth=1.2, gid="density")


def _draw_fixed(axes: "Axes", belief: Belief, scale: Scale, top: float) -> None:
    (value,) = belief.values([0.5])
    coordinate = scale.coordinate(value)
    axes.plot([coordinate, coordinate], [0.0, FIXED_HEIGHT * top], color=belief.colour, linewidth=1.6, gid="fixed")
    low, high = axes.get_xlim()
    side = "left" if coordinate < (low + high) / 2 else "right"
    axes.text(
        coordinate,
        1.02 * FIXED_HEIGHT * top,
        readable(float(value)),
        color=belief.colour,
        fontsize=7.5,
        ha=side,
        va="bottom",
    )
