"""A distribution between two others: each of its quantiles lies between their quantiles."""

from dataclasses import dataclass
from functools import cached_property
from typing import override

import numpy as np
from scipy.special import ndtr

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.discrete import Fixed
from uncertain_compute.priors.distributions.distribution import Distribution, to_the_limit
from uncertain_compute.priors.distributions.families.continuous.lognormal import LogNormal
from uncertain_compute.priors.distributions.families.continuous.normal import Normal

LINEAR, LOG = "linear", "log"
SCALES = (LINEAR, LOG)
REACH = 38.0
"""The largest normal score whose tail probability is not zero as a float."""


@dataclass(frozen=True)
class Between(Distribution):
    """Quantiles between those of two continuous distributions, on a linear or a logarithmic scale.

    This is the Wasserstein barycentre of the two: a number moves from its quantile in the first towards the same
    quantile in the second (Agueh & Carlier 2011, "Barycenters in the Wasserstein Space", SIAM J. Math. Anal. 43,
    https://doi.org/10.1137/100805741).

    Attributes
    ----------
    part
        Its position between the two: 0 is the first, 1 the second.
    scale
        ``linear``, or ``log`` if all values of both are positive.
    """

    first: Distribution
    second: Distribution
    part: float
    scale: str

    def combined(self, first: Floats, second: Floats) -> Floats:
        """Return the numbers between quantiles of the two at the same probabilities."""
        if self.scale == LOG:
            with to_the_limit():
                return np.asarray(np.exp((1 - self.part) * np.log(first) + self.part * np.log(second)))
        return np.asarray((1 - self.part) * first + self.part * second)

    @override
    def ppf(self, q: Numbers) -> Floats:
        return self.combined(self.first.ppf(q), self.second.ppf(q))

    @override
    def isf(self, q: Numbers) -> Floats:
        return self.combined(self.first.isf(q), self.second.isf(q))

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.asarray(ndtr(self._score_at(x)))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(ndtr(-self._score_at(x)))

    @override
    def pdf(self, x: Numbers) -> Floats:
        """Return the density: the slope of its quantile function is a weighted sum of the two slopes."""
        scores = self._score_at(x)
        inside = np.abs(scores) < REACH
        scores, x = np.where(inside, scores, 0.0), np.where(inside, x, self.median)
        rises = []
        for weight, one in ((1 - self.part, self.first), (self.part, self.second)):
            if not isinstance(one, Fixed):
                own = _at_score(one, scores)
                rises.append(weight / one.pdf(own) * (x / own if self.scale == LOG else 1.0))
        return np.where(inside, 1.0 / np.sum(rises, axis=0), 0.0)

    @cached_property
    @override
    def mean(self) -> float:
        if self.scale == LINEAR:
            return (1 - self.part) * self.first.mean + self.part * self.second.mean
        return super().mean

    @property
    @override
    def tails(self) -> tuple[float, float]:
        (below, above), (second_below, second_above) = self.first.tails, self.second.tails
        if self.scale == LOG:
            return (
                (1 - self.part) * below + self.part * second_below,
                (1 - self.part) * above + self.part * second_above,
            )
        return max(below, second_below), max(above, second_above)

    @override
    def from_uniform(self, uniform: Floats) -> Floats:
        return self.combined(self.first.from_uniform(uniform), self.second.from_uniform(uniform))

    @override
    def from_normal(self, normal: Floats) -> Floats:
        return self.combined(self.first.from_normal(normal), self.second.from_normal(normal))

    def _score_at(self, x: Numbers) -> Floats:
        """Return the normal score of the probability of at most x."""
        from scipy.optimize.elementwise import find_root

        x = np.asarray(x, dtype=float)
        lowest, highest = (_between(self, end) for end in (-REACH, REACH))
        scores = np.where(x <= lowest, -np.inf, np.inf)
        inside = (x > lowest) & (x < highest)

        def excess(scores: Floats, wanted: Floats) -> Floats:
            return _between(self, scores) - wanted

        if inside.any():
            ends = np.full(int(inside.sum()), REACH)
            scores[inside] = find_root(excess, (-ends, ends), args=(x[inside],)).x
        return scores


def between(first: Distribution, second: Distribution, part: float, scale: str) -> Distribution:
    """Return the distribution between two others, in closed form if both are normal or lognormal.

    Examples
    --------
    >>> between(Fixed(2.0), Fixed(8.0), 0.5, "log")
    Fixed(value=4.0)
    """
    if part in (0.0, 1.0):
        return second if part else first
    if isinstance(first, Fixed) and isinstance(second, Fixed):
        return Fixed(float(Between(first, second, part, scale).ppf(0.5)))
    family, log = (LogNormal, np.log) if scale == LOG else (Normal, float)
    ends = []
    for one in (first, second):
        if isinstance(one, family):
            ends.append((one.mu, one.sigma))
        elif isinstance(one, Fixed):
            ends.append((float(log(one.value)), 0.0))
        else:
            return Between(first, second, part, scale)
    (mu, sigma), (second_mu, second_sigma) = ends
    return family((1 - part) * mu + part * second_mu, (1 - part) * sigma + part * second_sigma)


def _between(one: Between, scores: Numbers) -> Floats:
    return one.combined(_at_score(one.first, scores), _at_score(one.second, scores))


def _at_score(one: Distribution, scores: Numbers) -> Floats:
    """Return exact quantiles at normal scores, computed from the nearer tail."""
    scores = np.asarray(scores)
    return np.where(scores < 0, one.ppf(ndtr(scores)), one.isf(ndtr(-scores)))
