"""A distribution as a curve: the kernel density of its logarithm where it spans more than a decade."""

from dataclasses import dataclass
from importlib import import_module

import numpy as np

from uncertain_compute.analysis.summary.samples import Sample
from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.scale import Scale
from uncertain_compute.views.sentences.numbers import brief

POINTS = 4000
"""Equally likely points that stand for a distribution's draws."""

EDGES = (0.002, 0.998)
"""Quantiles at which the curve ends."""

CERTAIN = 1e-9
"""Relative width below which a distribution is one number."""


@dataclass(frozen=True, slots=True)
class Density:
    """A curve along the coordinate of an axis, which is log10 of the values on a logarithmic one."""

    along: Floats
    height: Floats
    scale: Scale


def kernel_density(points: Floats) -> tuple[Floats, Floats]:
    """Return ArviZ's kernel density of points: places along the axis, and heights.

    Where its rule for the bandwidth divides by zero, as with points in a few places, ArviZ takes a simpler rule.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        along, height, _ = import_module("arviz_stats.base").array_stats.kde(points)
    return along, height


def points_of(sample: Sample) -> Floats:
    """Return equally likely points that stand for a distribution, ascending."""
    return sample.quantiles((np.arange(POINTS) + 0.5) / POINTS)


def why_not_drawn(sample: Sample) -> str:
    """Return in words why a distribution has no picture: it is one number, or none at all; empty where it has one."""
    points = points_of(sample)
    if not np.isfinite(points).all():
        return "not a number in all draws"
    constant = points[-1] - points[0] <= CERTAIN * max(abs(points[0]), 1.0)
    return f"{brief(float(points[0]))} in all draws" if constant else ""


def spread_out(sample: Sample) -> tuple[Floats, Scale]:
    """Return a distribution's points along an axis, and its scale: logarithmic if P5 to P95 spans a decade."""
    points = points_of(sample)
    p5, p95 = np.quantile(points, [0.05, 0.95], method="hazen")
    scale = Scale.of(points, (p5, p95))
    return scale.coordinates(points), scale


def density_of(sample: Sample) -> Density:
    """Return the density of a sample that varies."""
    along, scale = spread_out(sample)
    low, high = np.quantile(along, EDGES, method="hazen")
    return Density(*kernel_density(along[(along >= low) & (along <= high)]), scale)
