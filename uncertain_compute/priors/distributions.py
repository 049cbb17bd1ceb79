"""Continuous distributions from scipy.special alone: importing scipy.stats would double the start-up."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc, betaincc, betainccinv, betaincinv, ndtr, ndtri

from uncertain_compute.priors.table import Floats


class Distribution(Protocol):
    """A distribution function, its complement, and the inverses of both; names as in scipy.stats."""

    def cdf(self, x: ArrayLike) -> Floats:
        """Return the probability of at most x."""

    def sf(self, x: ArrayLike) -> Floats:
        """Return the probability of more than x, exact where it is small."""

    def ppf(self, q: Floats) -> Floats:
        """Return the x with a cdf of q."""

    def isf(self, q: Floats) -> Floats:
        """Return the x with an sf of q."""


@dataclass(frozen=True)
class BetaDistribution:
    """Beta distribution on (0, 1)."""

    alpha: float
    beta: float

    def cdf(self, x: ArrayLike) -> Floats:
        """Return the probability of at most x."""
        return np.asarray(betainc(self.alpha, self.beta, np.clip(x, 0.0, 1.0)))

    def sf(self, x: ArrayLike) -> Floats:
        """Return the probability of more than x."""
        return np.asarray(betaincc(self.alpha, self.beta, np.clip(x, 0.0, 1.0)))

    def ppf(self, q: Floats) -> Floats:
        """Return the x with a cdf of q."""
        return np.asarray(betaincinv(self.alpha, self.beta, q))

    def isf(self, q: Floats) -> Floats:
        """Return the x with an sf of q."""
        return np.asarray(betainccinv(self.alpha, self.beta, q))


@dataclass(frozen=True)
class NormalDistribution:
    """Normal distribution with mean ``mu`` and standard deviation ``sigma``."""

    mu: float
    sigma: float

    def cdf(self, x: ArrayLike) -> Floats:
        """Return the probability of at most x."""
        return np.asarray(ndtr((np.asarray(x) - self.mu) / self.sigma))

    def sf(self, x: ArrayLike) -> Floats:
        """Return the probability of more than x."""
        return np.asarray(ndtr((self.mu - np.asarray(x)) / self.sigma))

    def ppf(self, q: Floats) -> Floats:
        """Return the x with a cdf of q."""
        return np.asarray(self.mu + self.sigma * ndtri(q))

    def isf(self, q: Floats) -> Floats:
        """Return the x with an sf of q."""
        return np.asarray(self.mu - self.sigma * ndtri(q))


@dataclass(frozen=True)
class LogNormalDistribution:
    """Distribution of the exponential of a normal number."""

    logarithm: NormalDistribution

    def cdf(self, x: ArrayLike) -> Floats:
        """Return the probability of at most x."""
        return self.logarithm.cdf(_log(x))

    def sf(self, x: ArrayLike) -> Floats:
        """Return the probability of more than x."""
        return self.logarithm.sf(_log(x))

    def ppf(self, q: Floats) -> Floats:
        """Return the x with a cdf of q."""
        return np.exp(self.logarithm.ppf(q))

    def isf(self, q: Floats) -> Floats:
        """Return the x with an sf of q."""
        return np.exp(self.logarithm.isf(q))


def _log(x: ArrayLike) -> Floats:
    with np.errstate(divide="ignore"):
        return np.log(np.maximum(x, 0.0))
