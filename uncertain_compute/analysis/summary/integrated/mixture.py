"""Mixtures of lognormal distributions that have one sigma."""

from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil
from typing import Self

import numpy as np
from scipy.special import ndtr, ndtri

from uncertain_compute.arrays import Floats
from uncertain_compute.draws.integrated.grid import STEPS, Spread, convolved, on_grid
from uncertain_compute.priors.distributions.distribution import to_the_limit

FAR = 7.5
"""Beyond so many sigmas from its median, a component has almost no probability."""

LEAST = 1e-12
"""Smaller probabilities, and those as near to one, are not told apart."""


@dataclass(frozen=True)
class LognormalMixture:
    """An average of lognormal distributions, whose medians have logarithms on an even grid.

    Attributes
    ----------
    points
        The logarithms of the medians, ascending; shape (point,).
    step
        The distance between two points.
    weights
        The weights of the medians in each chain; shape (chain, point).
    sigma
        The standard deviation of the logarithm of each.
    """

    points: Floats
    step: float
    weights: Floats
    sigma: float

    @classmethod
    def of(cls, log_medians: Floats, sigma: float, spread: Spread | None = None) -> Self | None:
        """Return the mixture of some components; None if they are too narrow for the distances between their medians.

        What the grid adds to the variance of the logarithm is taken off that of the components.

        Parameters
        ----------
        log_medians
            The logarithms of the medians; shape (chain, draw).
        spread
            The distribution of the logarithm of a further factor of each median; none if left out.
        """
        step = sigma / STEPS
        found = on_grid(log_medians, np.full((1, 1), 1.0 / log_medians.shape[1]), step)
        if found is None:
            return None
        start, weights, added = found
        if spread is not None:
            start, added = start + spread.start, added + spread.added
            weights = convolved([weights, spread.masses[None]])
        points = start + step * np.arange(float(weights.shape[1]))
        return cls(points, step, weights, float(np.sqrt(sigma**2 - added)))

    def chains(self) -> list[Self]:
        """Return the mixture in each chain."""
        return [replace(self, weights=weights[None]) for weights in self.weights]

    @cached_property
    def together(self) -> Floats:
        """Return the weights over all chains; shape (point,)."""
        return self.weights.mean(axis=0)

    def moment(self, power: int) -> float:
        """Return a moment about zero."""
        return float(self.together @ self._moments(power))

    def standard_deviation(self) -> float:
        """Return the standard deviation."""
        return _deviation(self.moment(1), self.moment(2))

    def moments_of_chains(self) -> Floats:
        """Return each chain's mean and standard deviation; shape (2, chain)."""
        means, squares = ([float(own @ moments) for own in self.weights] for moments in map(self._moments, (1, 2)))
        return np.array([means, list(map(_deviation, means, squares))])

    def _moments(self, power: int) -> Floats:
        """Return a moment about zero of each component; shape (point,)."""
        with to_the_limit():
            return np.asarray(np.exp(power * self.points + 0.5 * (power * self.sigma) ** 2))

    def shares_below(self, values: Floats) -> Floats:
        """Return the probability below each value in each chain; shape (chain, value)."""
        with to_the_limit():
            logarithms = np.log(np.maximum(values, 0.0))
        return np.asarray(self.weights @ ndtr((logarithms - self.points[:, None]) / self.sigma))

    def share_of_mean_above(self, value: float) -> float:
        """Return the part of the mean that values above one contribute."""
        sizes = self.together * np.exp(self.points - self.points[-1])
        return float(sizes @ ndtr((self.points - np.log(value)) / self.sigma + self.sigma) / sizes.sum())

    def quantiles(self, levels: Floats) -> Floats:
        """Return quantiles, in the shape of the levels.

        Between two points of the grid the logarithm is a cubic of the level's normal score; it is exact if all
        components are the same.
        """
        at, scores, slopes = self._table
        wanted = ndtri(levels)
        index = np.clip(np.searchsorted(scores, wanted) - 1, 0, len(at) - 2)
        rise, step = scores[index + 1] - scores[index], self.step
        over = np.clip(wanted - scores[index], 0.0, rise)
        part = np.divide(over, rise, out=np.zeros(over.shape), where=rise > 0.0)
        start, end = rise * slopes[index], rise * slopes[index + 1]
        inside = part * (part * (3.0 - 2.0 * part) * step + (1.0 - part) * ((1.0 - part) * start - part * end))
        return np.asarray(np.exp(at[index] + np.clip(inside, 0.0, step)))

    @cached_property
    def _table(self) -> tuple[Floats, Floats, Floats]:
        """Return logarithms, the normal score of the probability up to each, and how fast the first grow with these."""
        step, beyond = self.step, ceil(FAR * STEPS)
        apart = step / self.sigma * np.arange(-beyond, beyond + 1)
        up_to = np.cumsum(np.convolve(self.together, np.diff(ndtr(apart), prepend=0.0)))
        density = np.convolve(self.together, np.exp(-0.5 * apart**2) / (self.sigma * np.sqrt(2.0 * np.pi)))
        at = self.points[0] + step * np.arange(-beyond, len(self.points) + beyond)
        known = (up_to > LEAST) & (up_to < 1.0 - LEAST)
        scores = np.asarray(ndtri(up_to[known]), dtype=np.float64)
        of_score = np.exp(-0.5 * scores**2) / np.sqrt(2.0 * np.pi)
        return at[known], scores, of_score / np.maximum(density[known], np.finfo(float).tiny)


def _deviation(mean: float, square: float) -> float:
    """Return the standard deviation, from the first two moments about zero."""
    return float(np.sqrt(max(square - mean**2, 0.0)))
