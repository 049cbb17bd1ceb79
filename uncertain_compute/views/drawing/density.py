"""A distribution as a curve: its kernel density, of the logarithm if it spans more than a decade."""

from dataclasses import dataclass

import numpy as np

from uncertain_compute.analysis.summary.sample import Sample
from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.kernel_density import kernel_density
from uncertain_compute.views.drawing.scale import Scale
from uncertain_compute.views.drawing.stems import Stems, height_per_share
from uncertain_compute.views.numbers import brief, percent

POINTS = 4000
"""Number of equally likely points that represent a distribution."""

EDGES = (0.002, 0.998)
"""Quantiles at the ends of the curve."""

CERTAIN = 1e-9
"""A distribution narrower than this, relatively, counts as one number."""


LEAST_STEM = 0.01
"""With at least this probability, a single value is drawn as a stem, not as a part of the curve."""

OFTEN = 2
"""If the other values occur at least this often on average, they are single values, too."""

LEAST_CURVE = 0.01
"""With at least this probability between the single values, there is a curve."""


@dataclass(frozen=True, slots=True)
class Density:
    """A curve over the coordinate of an axis, which is log10 of the values if the axis is logarithmic.

    Attributes
    ----------
    along, height
        The curve; the area under it is the probability between single values, without that of never. Empty if there
        are only single values.
    stems
        Single values that have a probability of their own.
    """

    along: Floats
    height: Floats
    stems: Stems
    scale: Scale

    @property
    def ends(self) -> tuple[float, float]:
        """Return the smallest and the largest coordinate of the curve and the stems."""
        everywhere = np.concatenate([self.along, self.stems.along])
        return float(everywhere.min()), float(everywhere.max())

    @property
    def tallest(self) -> float:
        """Return the height of the curve; if there is none, the height of the stem of a certain value."""
        return float(self.height.max()) if self.height.size else float(self.stems.shares.max())

    @property
    def per_share(self) -> float:
        """Return the height of the stem of a certain value."""
        return (
            height_per_share(self.tallest, [self.stems] if self.stems.shares.size else []) if self.height.size else 1.0
        )


def points_of(sample: Sample) -> Floats:
    """Return equally likely points that represent a distribution, ascending, without those that are never."""
    points = sample.quantiles((np.arange(POINTS) + 0.5) / POINTS)
    return points[points < np.inf] if sample.never else points


def why_not_drawn(sample: Sample) -> str:
    """Return why a distribution cannot be drawn: it is one number, never, or NaN; empty if it can be drawn."""
    points = points_of(sample)
    if not points.size:
        return "never in all draws"
    if not np.isfinite(points).all():
        return "not a number in all draws"
    constant = points[-1] - points[0] <= CERTAIN * max(abs(points[0]), 1.0)
    others = f" others, never in {percent(sample.never)}" if sample.never else " draws"
    return f"{brief(float(points[0]))} in all{others}" if constant else ""


def spread_out(sample: Sample) -> tuple[Floats, Scale]:
    """Return a distribution's coordinates, and its scale: logarithmic if P5 to P95 spans a decade."""
    points = points_of(sample)
    scale = _scale_of(points)
    return scale.coordinates(points), scale


def _scale_of(points: Floats) -> Scale:
    p5, p95 = np.quantile(points, [0.05, 0.95], method="hazen")
    return Scale.of(points, (p5, p95))


def single_values(sample: Sample) -> Floats:
    """Return the values with a probability of their own, such as zero if something may fail, or all whole numbers."""
    values, counts = np.unique(points_of(sample), return_counts=True)
    often = counts >= LEAST_STEM * POINTS
    is_discrete = counts[~often].sum() >= OFTEN * (~often).sum()
    return values if is_discrete else values[often]


def density_of(sample: Sample, single: Floats) -> Density:
    """Return the density of a sample that varies; some single values are stems instead of a part of the curve."""
    points = points_of(sample)
    scale = _scale_of(points)
    stems = Stems.of({value: float(np.sum(points == value)) / POINTS for value in single}, scale)
    rest = scale.coordinates(points[~np.isin(points, single)])
    share = len(rest) / POINTS
    if share < LEAST_CURVE:
        return Density(np.empty(0), np.empty(0), stems, scale)
    low, high = np.quantile(rest, EDGES, method="hazen")
    curve, height = kernel_density(rest[(rest >= low) & (rest <= high)])
    return Density(curve, share * height, stems, scale)
