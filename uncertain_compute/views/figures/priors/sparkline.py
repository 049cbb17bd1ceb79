"""A belief as a picture of the size of a word, for tables."""

from typing import TYPE_CHECKING

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.study.column import Column
from uncertain_compute.views.drawing.scale import Scale
from uncertain_compute.views.drawing.stems import Stems
from uncertain_compute.views.figures.priors.prior_panel import Belief, density, ends, scale_of, shown_height

if TYPE_CHECKING:
    from markupsafe import Markup

WIDTH, HEIGHT = 90.0, 22.0
"""Size of the picture, in units of about a pixel."""

POINTS = 60


def sparkline(column: Column) -> "Markup | str":
    """Return the density of a belief, with stems at its single values; empty if the belief is certain.

    The axis is logarithmic if that of the belief's panel is. It has no labels, as numbers are next to it.
    """
    from markupsafe import Markup

    belief = Belief(column, "")
    if belief.fixed:
        return ""
    scale = scale_of([belief])
    low, high = ends(belief, scale)
    drawn = _density(belief, scale, low, high) + _stems(belief, scale, low, high)
    return Markup(f'<svg class="spark" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" aria-hidden="true">{drawn}</svg>')  # noqa: S704 - numbers alone


def _density(belief: Belief, scale: Scale, low: float, high: float) -> str:
    if not belief.continuous:
        return ""
    coordinates, heights = density(belief, scale)
    along = np.linspace(low, high, POINTS)
    up = np.clip(np.interp(along, coordinates, heights) / shown_height(belief, scale, coordinates, heights), 0.0, 1.0)
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(_across(along, low, high), HEIGHT * (1 - up), strict=True))
    return f'<polygon points="0,{HEIGHT:g} {points} {WIDTH:g},{HEIGHT:g}"/>'


def _stems(belief: Belief, scale: Scale, low: float, high: float) -> str:
    if not belief.atoms:
        return ""
    stems = Stems.of(belief.atoms, scale)
    tops = HEIGHT * (1 - stems.shares / stems.shares.max())
    lines = zip(_across(stems.along, low, high), tops, strict=True)
    return "".join(f'<path d="M{x:.1f},{HEIGHT:g}V{y:.1f}"/>' for x, y in lines)


def _across(coordinates: Floats, low: float, high: float) -> Floats:
    return np.clip((coordinates - low) / (high - low), 0.02, 0.98) * WIDTH
