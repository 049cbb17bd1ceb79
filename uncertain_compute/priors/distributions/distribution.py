"""The interface of every distribution: quantiles, probabilities, density, moments, draws, and truncation."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, wraps
from typing import Any, override

import numpy as np
from scipy.special import ndtr, ndtri

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.table import Inverse, InverseTable

FIRST_LEVEL = 5
"""The refinement level that an integral starts with; at a lower one scipy underestimates the error."""


LARGEST = np.finfo(float).max

type OfNumbers = Callable[[Any, Numbers], Floats]


def to_the_limit() -> np.errstate:
    """Allow overflow to infinity in intermediate results, so that a result is its limit."""
    return np.errstate(over="ignore", divide="ignore")


@cache
def normal_from_uniform() -> InverseTable:
    """Return the tabulated quantile function of the standard normal distribution."""
    return InverseTable(ndtri, lambda tail: -ndtri(tail))


class Distribution(ABC):
    """A probability distribution of a real number; methods are named as in scipy.stats and exact.

    Draws come from a table of quantiles with a bounded error (see `InverseTable`). Distributions with a faster method
    override `from_uniform` or `from_normal`.
    """

    def __init_subclass__(cls) -> None:
        """Let a subclass's methods take numbers of any size, infinity and NaN without a warning."""
        super().__init_subclass__()
        for name, limited in {"ppf": _quietly, "isf": _quietly, "cdf": _of_any, "sf": _of_any, "pdf": _of_all}.items():
            if name in cls.__dict__:
                setattr(cls, name, limited(cls.__dict__[name]))

    @abstractmethod
    def ppf(self, q: Numbers) -> Floats:
        """Return the smallest x with a probability of at least q up to it."""

    @abstractmethod
    def isf(self, q: Numbers) -> Floats:
        """Return the x with a probability of q above it, accurate for small q."""

    @abstractmethod
    def cdf(self, x: Numbers) -> Floats:
        """Return the probability of at most x."""

    @abstractmethod
    def sf(self, x: Numbers) -> Floats:
        """Return the probability of more than x, accurate if it is small."""

    @abstractmethod
    def pdf(self, x: Numbers) -> Floats:
        """Return the density at x, without single values that have a probability."""

    @property
    def atoms(self) -> dict[float, float]:
        """Return the single values that have a probability, and these probabilities."""
        return {}

    @property
    def tails(self) -> tuple[float, float]:
        """Return the powers of 1/q by which quantiles grow in the lower and upper tail; a mean needs less than 1."""
        return 0.0, 0.0

    @cached_property
    def mean(self) -> float:
        """Return the mean; infinite if one tail is too heavy for it, NaN if both are."""
        below, above = (power >= 1.0 for power in self.tails)
        if below or above:
            return float(np.nan if below and above else -np.inf if below else np.inf)
        return self._moment(1, 0.0)

    @cached_property
    def variance(self) -> float:
        """Return the variance; infinite if a tail is too heavy for it, NaN if there is no mean."""
        if not np.isfinite(self.mean):
            return float(np.abs(self.mean))
        return np.inf if max(self.tails) >= 0.5 else self._moment(2, self.mean)

    def _moment(self, power: int, about: float) -> float:
        return integral_of_quantiles(self, power, about)

    @property
    def median(self) -> float:
        """Return the median."""
        return float(self.ppf(0.5))

    @property
    def middle(self) -> float:
        """Return the value that is used if all assumptions are fixed at their middle: the median."""
        return self.median

    @cached_property
    def table(self) -> InverseTable:
        """Return the table of quantiles."""
        values, shares = np.array([*self.atoms]), np.array([*self.atoms.values()])
        up_to, beyond = self.cdf(values), self.sf(values)
        below, above = np.concatenate([up_to - shares, up_to]), np.concatenate([beyond, beyond + shares])
        return InverseTable(self.ppf, self.isf, (below, above))

    def from_uniform(self, uniform: Floats) -> Floats:
        """Return draws at the quantiles given by numbers in (0, 1)."""
        return self.table(uniform)

    def from_normal(self, normal: Floats) -> Floats:
        """Return draws at the quantiles of standard normal numbers, as a copula gives them."""
        return self.from_uniform(ndtr(normal))

    def mass(self, low: float, high: float) -> float:
        """Return the probability from low up to high, both included."""
        below, above = float(self.cdf(low)), float(self.sf(low))
        between = above - float(self.sf(high)) if below > 0.5 else float(self.cdf(high)) - below
        return between + self.atoms.get(low, 0.0)

    def in_pymc(self) -> Any:
        """Return PyMC's own distribution, unnamed; None if it has none.

        PyMC is imported inside, not at the top: a run without evidence does not need it.
        """
        return None

    def in_squiggle(self) -> tuple[str, *tuple[float, ...]] | None:
        """Return the name of Squiggle's function and its arguments; None if it has none."""
        return None

    def truncated(self, low: float, high: float) -> "Distribution":
        """Return the distribution given that the value lies between two bounds: renormalised, not clipped."""
        return Truncated(self, low, high)


def integral_of_quantiles(
    distribution: Distribution,
    power: int,
    about: float,
    below: tuple[float, float] = (0.0, 1.0),
    above: tuple[float, float] = (1.0, 0.0),
) -> float:
    """Return the part of a moment between two ends, if the distribution is continuous there.

    The quantiles are integrated from both ends to the middle, or from the nearer end if both are on one side of it.

    Parameters
    ----------
    below, above
        The probabilities below, and above, each end.
    """
    if below[1] <= 0.5:
        return _part(distribution.ppf, below[0], below[1], power, about)
    if above[0] <= 0.5:
        return _part(distribution.isf, above[1], above[0], power, about)
    return _part(distribution.ppf, below[0], 0.5, power, about) + _part(distribution.isf, above[1], 0.5, power, about)


def _part(quantile: Inverse, first: float, last: float, power: int, about: float) -> float:
    """Return an integral over probabilities; infinite if it is too large for a float."""
    from scipy.integrate import tanhsinh

    def integrand(q: Floats) -> Floats:
        return np.power(quantile(q) - about, power)

    with to_the_limit():
        found = float(tanhsinh(integrand, first, last, minlevel=FIRST_LEVEL).integral)
        return found if np.isfinite(found) else float(np.copysign(np.inf, integrand(np.asarray(first))))


def _quietly(function: OfNumbers) -> OfNumbers:
    @wraps(function)
    def limited(distribution: Any, x: Numbers) -> Floats:
        with to_the_limit():
            return function(distribution, x)

    return limited


def _of_any(function: OfNumbers) -> OfNumbers:
    """Return a function that gives NaN for NaN."""
    quiet = _quietly(function)

    @wraps(function)
    def known(distribution: Any, x: Numbers) -> Floats:
        unknown = np.isnan(x)
        return np.where(unknown, np.nan, quiet(distribution, x)) if np.any(unknown) else quiet(distribution, x)

    return known


def _of_all(function: OfNumbers) -> OfNumbers:
    """Return a density that is zero at infinity."""
    known = _of_any(function)

    @wraps(function)
    def at_all(distribution: Any, x: Numbers) -> Floats:
        return np.where(np.isinf(x), 0.0, known(distribution, np.clip(x, -LARGEST, LARGEST)))

    return at_all


@dataclass(frozen=True)
class Truncated(Distribution):
    """A continuous distribution given that the value lies between two bounds: renormalised, not clipped."""

    distribution: Distribution
    low: float
    high: float

    @cached_property
    def below(self) -> tuple[float, float]:
        """Return the probability below each bound."""
        return float(self.distribution.cdf(self.low)), float(self.distribution.cdf(self.high))

    @cached_property
    def above(self) -> tuple[float, float]:
        """Return the probability above each bound; accurate if the probability below is nearly 1."""
        return float(self.distribution.sf(self.low)), float(self.distribution.sf(self.high))

    @cached_property
    def kept(self) -> float:
        """Return the probability between the bounds."""
        return self.distribution.mass(self.low, self.high)

    @property
    def in_upper_tail(self) -> bool:
        """Return whether probabilities are more accurate if counted from above."""
        return self.below[0] > 0.5

    @property
    def in_lower_tail(self) -> bool:
        """Return whether probabilities are more accurate if counted from below."""
        return self.above[1] > 0.5

    @override
    def ppf(self, q: Numbers) -> Floats:
        if self.in_upper_tail:
            return self.isf(1.0 - np.asarray(q))
        return np.clip(
            self.distribution.ppf(np.minimum(self.below[0] + np.asarray(q) * self.kept, 1.0)), self.low, self.high
        )

    @override
    def isf(self, q: Numbers) -> Floats:
        if self.in_lower_tail:
            return self.ppf(1.0 - np.asarray(q))
        return np.clip(
            self.distribution.isf(np.minimum(self.above[1] + np.asarray(q) * self.kept, 1.0)), self.low, self.high
        )

    @override
    def cdf(self, x: Numbers) -> Floats:
        inside = np.clip(x, self.low, self.high)
        below = (
            self.above[0] - self.distribution.sf(inside)
            if self.in_upper_tail
            else self.distribution.cdf(inside) - self.below[0]
        )
        return np.clip(below / self.kept, 0.0, 1.0)

    @override
    def sf(self, x: Numbers) -> Floats:
        inside = np.clip(x, self.low, self.high)
        above = (
            self.below[1] - self.distribution.cdf(inside)
            if self.in_lower_tail
            else self.distribution.sf(inside) - self.above[1]
        )
        return np.clip(above / self.kept, 0.0, 1.0)

    @property
    @override
    def tails(self) -> tuple[float, float]:
        return open_tails(self.distribution, self.low, self.high)

    @override
    def pdf(self, x: Numbers) -> Floats:
        outside = (np.asarray(x) < self.low) | (np.asarray(x) > self.high)
        return np.where(outside, 0.0, self.distribution.pdf(x) / self.kept)


def open_tails(distribution: Distribution, low: float, high: float) -> tuple[float, float]:
    """Return a distribution's tails, without those that a bound cuts off."""
    below, above = distribution.tails
    return (0.0 if np.isfinite(low) else below), (0.0 if np.isfinite(high) else above)
