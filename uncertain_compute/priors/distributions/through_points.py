"""A distribution with any given ascending quantiles: a monotone curve between them, normal tails beyond."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, override

import numpy as np
from scipy.special import ndtr, ndtri

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import Distribution, to_the_limit
from uncertain_compute.priors.distributions.support import Support

if TYPE_CHECKING:
    from scipy.interpolate import PchipInterpolator

SQRT_2PI = np.sqrt(2.0 * np.pi)
PANELS = np.arange(-38.0, 38.5, 0.5)
"""Moments are integrated between these normal scores; beyond them the density is zero as a float."""

NODES = 16


@dataclass(frozen=True)
class ThroughPoints(Distribution):
    """The quantile is a monotone curve of the normal score through given points.

    - Between two points it is a cubic. Its slope at a point is a weighted harmonic mean of the slopes of the two lines
      to the points on either side.
    - Beyond the outermost points it is the line through the last two, so that the tail is that of a normal.
    - With a finite ``low`` or ``high`` this holds for the logarithm of the distance from it, with both for the logit of
      the relative position between them. Tails are then lognormal, or they end.

    F. N. Fritsch and J. Butland, "A method for constructing local monotone piecewise cubic interpolants", SIAM J. Sci.
    Stat. Comput. 5, 1984, https://doi.org/10.1137/0905021.
    """

    probabilities: tuple[float, ...]
    values: tuple[float, ...]
    low: float = -np.inf
    high: float = np.inf

    @property
    def support(self) -> Support:
        """Return the numbers between the ends."""
        return Support(self.low, self.high)

    @cached_property
    def scores(self) -> Floats:
        """Return the normal scores of the points."""
        return np.asarray(ndtri(np.array(self.probabilities)))

    @cached_property
    def heights(self) -> Floats:
        """Return the values of the points on the whole line."""
        return self.support.to_line(np.array(self.values))

    @cached_property
    def tail_slopes(self) -> tuple[float, float]:
        """Return the slopes of the lines below and above all points."""
        slopes = np.diff(self.heights) / np.diff(self.scores)
        return float(slopes[0]), float(slopes[-1])

    @cached_property
    def curve(self) -> "PchipInterpolator":
        """Return the curve between the points, with one more point on each tail, so that it joins the tail smoothly."""
        from scipy.interpolate import PchipInterpolator

        below, above = self.tail_slopes
        scores = np.concatenate([[self.scores[0] - 1.0], self.scores, [self.scores[-1] + 1.0]])
        heights = np.concatenate([[self.heights[0] - below], self.heights, [self.heights[-1] + above]])
        return PchipInterpolator(scores, heights)

    @override
    def ppf(self, q: Numbers) -> Floats:
        return self.from_normal(np.asarray(ndtri(q)))

    @override
    def isf(self, q: Numbers) -> Floats:
        return self.from_normal(np.asarray(-ndtri(q)))

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.asarray(ndtr(self._score_at(x)))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(ndtr(-self._score_at(x)))

    @override
    def pdf(self, x: Numbers) -> Floats:
        x = np.asarray(x, dtype=float)
        inside = (x > self.low) & (x < self.high)
        x = np.where(inside, x, self.values[0])
        scores = self._score_at(x)
        rise = self.curve(np.clip(scores, self.scores[0], self.scores[-1]), 1)
        dense = np.where(inside, _normal_density(scores) / rise, 0.0)
        return dense * np.where(dense > 0.0, self.support.slope(x), 0.0)

    @override
    def from_normal(self, normal: Floats) -> Floats:
        first, last = self.scores[0], self.scores[-1]
        below, above = self.tail_slopes
        heights = self.curve(np.clip(normal, first, last))
        heights += below * np.minimum(normal - first, 0.0) + above * np.maximum(normal - last, 0.0)
        return self.support.from_line(heights)

    @override
    def _moment(self, power: int, about: float) -> float:
        edges = np.union1d(PANELS, self.scores)
        nodes, weights = np.polynomial.legendre.leggauss(NODES)
        half = 0.5 * np.diff(edges)[:, None]
        scores = 0.5 * (edges[1:] + edges[:-1])[:, None] + half * nodes
        with to_the_limit():
            powers = np.power(self.from_normal(scores) - about, power)
        return float(np.sum(half * weights * _normal_density(scores) * powers))

    def _score_at(self, x: Numbers) -> Floats:
        """Return the normal score of the probability of at most x."""
        from scipy.optimize.elementwise import find_root

        heights, (below, above) = self.support.to_line(x), self.tail_slopes
        first, last = self.heights[0], self.heights[-1]
        on_tail = [self.scores[0] + (heights - first) / below, self.scores[-1] + (heights - last) / above]
        scores: Floats = np.where(heights < first, *on_tail)
        between = (heights >= first) & (heights <= last)
        wanted = heights[between]

        def excess(scores: Floats, wanted: Floats) -> Floats:
            return np.asarray(self.curve(scores) - wanted)

        if wanted.size:
            cell = np.clip(np.searchsorted(self.heights, wanted, side="right") - 1, 0, len(self.heights) - 2)
            ends = (self.scores[cell], self.scores[cell + 1])
            found = find_root(excess, ends, args=(wanted,)).x
            at_end = [wanted <= self.heights[cell], wanted >= self.heights[cell + 1]]
            scores[between] = np.select(at_end, ends, found)
        return scores


def _normal_density(scores: Floats) -> Floats:
    return np.asarray(np.exp(-0.5 * scores**2) / SQRT_2PI)
