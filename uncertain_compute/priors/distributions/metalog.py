"""The metalog distribution: a smooth quantile function through three or more quantiles.

T. W. Keelin, "The metalog distributions", Decision Analysis 13, 2016.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import override

import numpy as np
from numpy.polynomial.polynomial import polyder, polyval
from scipy.special import expit, logit

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import Distribution
from uncertain_compute.priors.distributions.support import Support

LARGEST_LOGIT = 700.0
CHECKED_LOGITS = np.concatenate([np.linspace(-40.0, 40.0, 8001), [-LARGEST_LOGIT, LARGEST_LOGIT]])
NEGLIGIBLE = 1e-13


@dataclass(frozen=True)
class Metalog(Distribution):
    """The quantile function is P(y - 1/2) + logit(y) Q(y - 1/2), with polynomials P and Q of Keelin's coefficients.

    A finite ``low`` or ``high`` bounds the distribution. With one of them, the metalog is the distribution of the
    logarithm of the distance from it. With both, it is that of the logit of the relative position between them.
    """

    coefficients: tuple[float, ...]
    low: float = -np.inf
    high: float = np.inf

    @classmethod
    def through(
        cls,
        probabilities: Floats,
        values: Floats,
        low: float = -np.inf,
        high: float = np.inf,
        terms: int | None = None,
    ) -> "Metalog":
        """Return the metalog with these quantiles; a least-squares fit if there are more of them than terms.

        Raises
        ------
        ValueError
            If the quantiles do not determine a curve, or the curve does not rise everywhere, so that it has no density.
        """
        unbounded = Support(low, high).to_line(values)
        basis = np.column_stack(_basis(probabilities, terms or len(values)))
        if np.linalg.matrix_rank(basis) < basis.shape[1]:
            raise ValueError("the quantiles do not determine a metalog")
        coefficients = np.linalg.lstsq(basis, unbounded)[0]
        coefficients[np.abs(coefficients) < NEGLIGIBLE * np.abs(coefficients).max()] = 0.0
        distribution = cls(tuple(map(float, coefficients)), low, high)
        if not np.all(distribution.slope(CHECKED_LOGITS) > 0.0):
            raise ValueError(
                "their metalog does not rise everywhere, so it has no density; try low, high or fewer terms"
            )
        return distribution

    @cached_property
    def polynomials(self) -> tuple[Floats, Floats]:
        """Return the coefficients of P and of Q, lowest power first."""
        of_p = [index for index in range(len(self.coefficients)) if not _has_logit(index)]
        of_q = [index for index in range(len(self.coefficients)) if _has_logit(index)]
        taken = np.array(self.coefficients)
        return taken[of_p], taken[of_q] if of_q else np.zeros(1)

    @property
    def support(self) -> Support:
        """Return the numbers between the ends."""
        return Support(self.low, self.high)

    def slope(self, logits: Floats) -> Floats:
        """Return the derivative of the unbounded quantile function with respect to the logit of the probability."""
        below, above = expit(logits), expit(-logits)
        centred = below - 0.5
        of_p, of_q = self.polynomials
        inner = polyval(centred, polyder(of_p)) + logits * polyval(centred, polyder(of_q))
        return np.asarray(below * above * inner + polyval(centred, of_q))

    @override
    def ppf(self, q: Numbers) -> Floats:
        q = np.asarray(q, dtype=float)
        return self._quantile(q - 0.5, np.log(q / (1.0 - q)))

    @override
    def isf(self, q: Numbers) -> Floats:
        q = np.asarray(q, dtype=float)
        return self._quantile(0.5 - q, -np.log(q / (1.0 - q)))

    @override
    def cdf(self, x: Numbers) -> Floats:
        return np.asarray(expit(self._logit_at(x)))

    @override
    def sf(self, x: Numbers) -> Floats:
        return np.asarray(expit(-self._logit_at(x)))

    @override
    def pdf(self, x: Numbers) -> Floats:
        x = np.asarray(x, dtype=float)
        inside = (x > self.low) & (x < self.high)
        x = np.where(inside, x, self.median)
        logits = np.clip(self._logit_at(x), -LARGEST_LOGIT, LARGEST_LOGIT)
        density = expit(logits) * expit(-logits) / self.slope(logits) * self.support.slope(x)
        return np.where(inside & (np.abs(logits) < LARGEST_LOGIT), density, 0.0)

    @override
    def from_uniform(self, uniform: Floats) -> Floats:
        return self.ppf(uniform)

    @property
    @override
    def tails(self) -> tuple[float, float]:
        if isfinite(self.low) == isfinite(self.high):
            return 0.0, 0.0
        open_side = float(polyval(0.5 if isfinite(self.low) else -0.5, self.polynomials[1]))
        return (0.0, open_side) if isfinite(self.low) else (open_side, 0.0)

    def _quantile(self, centred: Floats, logits: Floats) -> Floats:
        of_p, of_q = self.polynomials
        return self.support.from_line(polyval(centred, of_p) + logits * polyval(centred, of_q))

    def _logit_at(self, x: Numbers) -> Floats:
        """Return the logit of the probability of at most x."""
        from scipy.optimize.elementwise import find_root

        unbounded = self.support.to_line(x)
        of_p, of_q = self.polynomials

        def excess(logits: Floats, wanted: Floats) -> Floats:
            centred = expit(logits) - 0.5
            return np.asarray(polyval(centred, of_p) + logits * polyval(centred, of_q) - wanted)

        ends = np.full(unbounded.shape, LARGEST_LOGIT)
        logits = np.where(excess(-ends, unbounded) >= 0.0, -np.inf, np.inf)
        inside = (excess(-ends, unbounded) < 0.0) & (excess(ends, unbounded) > 0.0)
        if inside.any():
            logits[inside] = find_root(excess, (-ends[inside], ends[inside]), args=(unbounded[inside],)).x
        return logits


def _has_logit(index: int) -> bool:
    """Return whether Keelin's term of an index (from 0) has the logit as a factor."""
    return index in (1, 2) or (index > 4 and index % 2 == 1)


def _basis(probabilities: Floats, terms: int) -> Sequence[Floats]:
    """Return Keelin's terms at some probabilities (his equation 7)."""
    centred, logits = probabilities - 0.5, logit(probabilities)
    powers = {True: 0, False: 0}
    basis = []
    for index in range(terms):
        factor = _has_logit(index)
        basis.append(centred ** powers[factor] * (logits if factor else 1.0))
        powers[factor] += 1
    return basis
