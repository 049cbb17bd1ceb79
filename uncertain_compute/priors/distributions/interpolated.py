"""A distribution whose density is given at points."""

from dataclasses import dataclass
from functools import cached_property
from typing import override

import numpy as np

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import Distribution


@dataclass(frozen=True)
class Interpolated(Distribution):
    """A density that is linear between points, scaled to a probability of 1."""

    points: tuple[float, ...]
    heights: tuple[float, ...]

    @cached_property
    def knots(self) -> Floats:
        """Return the points as an array."""
        return np.array(self.points)

    @cached_property
    def densities(self) -> Floats:
        """Return the density at each point."""
        heights = np.array(self.heights)
        return np.asarray(heights / np.trapezoid(heights, self.knots))

    @cached_property
    def cumulative(self) -> Floats:
        """Return the probability of at most each point."""
        steps = 0.5 * (self.densities[1:] + self.densities[:-1]) * np.diff(self.knots)
        return np.concatenate([[0.0], np.cumsum(steps) / steps.sum()])

    @override
    def ppf(self, q: Numbers) -> Floats:
        q = np.asarray(q, dtype=float)
        cell = np.clip(np.searchsorted(self.cumulative, q, side="right") - 1, 0, len(self.points) - 2)
        start, slope = self.densities[cell], (np.diff(self.densities) / np.diff(self.knots))[cell]
        rest = np.maximum(q - self.cumulative[cell], 0.0)
        root = start + np.sqrt(np.maximum(start**2 + 2.0 * slope * rest, 0.0))
        step = np.divide(2.0 * rest, root, out=np.zeros(np.shape(root)), where=root > 0.0)
        return np.asarray(np.minimum(self.knots[cell] + step, self.knots[cell + 1]))

    @override
    def isf(self, q: Numbers) -> Floats:
        return self.ppf(1.0 - np.asarray(q))

    @override
    def cdf(self, x: Numbers) -> Floats:
        inside = np.clip(x, self.knots[0], self.knots[-1])
        cell = np.clip(np.searchsorted(self.knots, inside, side="right") - 1, 0, len(self.points) - 2)
        mean_height = 0.5 * (self.densities[cell] + self.pdf(inside))
        return np.clip(self.cumulative[cell] + (inside - self.knots[cell]) * mean_height, 0.0, 1.0)

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(1.0 - self.cdf(x))

    @override
    def pdf(self, x: Numbers) -> Floats:
        return np.asarray(np.interp(x, self.knots, self.densities, left=0.0, right=0.0))

    @cached_property
    @override
    def mean(self) -> float:
        return self._integral(self.knots * self.densities, self._middle * self.pdf(self._middle))

    @cached_property
    @override
    def variance(self) -> float:
        spread, at_middle = (self.knots - self.mean) ** 2, (self._middle - self.mean) ** 2
        return self._integral(spread * self.densities, at_middle * self.pdf(self._middle))

    @cached_property
    def _middle(self) -> Floats:
        return np.asarray(0.5 * (self.knots[1:] + self.knots[:-1]))

    def _integral(self, at_knots: Floats, at_middle: Floats) -> float:
        """Return an integral by Simpson's rule, which is exact for these cubics."""
        return float(np.dot(np.diff(self.knots), at_knots[1:] + 4.0 * at_middle + at_knots[:-1]) / 6.0)
