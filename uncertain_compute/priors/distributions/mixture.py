"""A mixture of distributions, each with its weight."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import override

import numpy as np

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.distribution import Distribution


@dataclass(frozen=True)
class Mixture(Distribution):
    """A value from one component, chosen with a probability equal to its weight; weights sum to 1."""

    weights: tuple[float, ...]
    components: tuple[Distribution, ...]

    @override
    def ppf(self, q: Numbers) -> Floats:
        q = np.asarray(q, dtype=float)
        quantiles = np.array([component.ppf(q) for component in self.components])
        found = _between(quantiles.min(axis=0), quantiles.max(axis=0), lambda x, q: self.cdf(x) - q, q)
        values, shares = self._ascending_atoms
        if not values.size:
            return found
        up_to = self.cdf(values)
        nearest = np.minimum(np.searchsorted(up_to, q), values.size - 1)
        at_atom = (up_to[nearest] - shares[nearest] < q) & (q <= up_to[nearest])
        return np.where(at_atom, values[nearest], found)

    @override
    def isf(self, q: Numbers) -> Floats:
        q = np.asarray(q, dtype=float)
        quantiles = np.array([component.isf(q) for component in self.components])
        found = _between(quantiles.min(axis=0), quantiles.max(axis=0), lambda x, q: q - self.sf(x), q)
        values, shares = self._ascending_atoms
        if not values.size:
            return found
        beyond = self.sf(values)
        nearest = np.maximum(values.size - np.searchsorted(beyond[::-1], q, side="right"), 0)
        nearest = np.minimum(nearest, values.size - 1)
        at_atom = (beyond[nearest] <= q) & (q < beyond[nearest] + shares[nearest])
        return np.where(at_atom, values[nearest], found)

    @override
    def cdf(self, x: Numbers) -> Floats:
        return self._weighted([component.cdf(x) for component in self.components])

    @override
    def sf(self, x: Numbers) -> Floats:
        return self._weighted([component.sf(x) for component in self.components])

    @override
    def pdf(self, x: Numbers) -> Floats:
        return self._weighted([component.pdf(x) for component in self.components])

    @cached_property
    @override
    def atoms(self) -> dict[float, float]:
        shares: dict[float, float] = {}
        for weight, component in zip(self.weights, self.components, strict=True):
            for value, share in component.atoms.items():
                shares[value] = shares.get(value, 0.0) + weight * share
        return shares

    @cached_property
    @override
    def mean(self) -> float:
        return float(np.dot(self.weights, [component.mean for component in self.components]))

    @cached_property
    @override
    def variance(self) -> float:
        if not np.isfinite(self.mean):
            return float(np.abs(self.mean))
        means, variances = np.array([(one.mean, one.variance) for one in self.components]).T
        return float(np.dot(self.weights, variances + np.square(means - self.mean)))

    @property
    @override
    def tails(self) -> tuple[float, float]:
        below, above = zip(*(component.tails for component in self.components), strict=True)
        return max(below), max(above)

    @override
    def truncated(self, low: float, high: float) -> Distribution:
        masses = [
            weight * component.mass(low, high) for weight, component in zip(self.weights, self.components, strict=True)
        ]
        held = [(mass, component) for mass, component in zip(masses, self.components, strict=True) if mass > 0.0]
        weights = tuple(mass / sum(masses) for mass, _ in held)
        return Mixture(weights, tuple(component.truncated(low, high) for _, component in held))

    @cached_property
    def _ascending_atoms(self) -> tuple[Floats, Floats]:
        """Return the atoms' values and probabilities."""
        values = np.sort(np.array([*self.atoms]))
        return values, np.array([self.atoms[value] for value in values])

    def _weighted(self, values: list[Floats]) -> Floats:
        return np.asarray(np.tensordot(np.array(self.weights), np.array(values), axes=1))


def _between(low: Floats, high: Floats, excess: Callable[[Floats, Floats], Floats], q: Floats) -> Floats:
    """Return the zero of a rising function of x for each q, between the lowest and highest quantile of a component."""
    from scipy.optimize.elementwise import find_root

    inside = (excess(low, q) < 0.0) & (excess(high, q) > 0.0)
    found = np.where(excess(low, q) >= 0.0, low, high)
    if inside.any():
        found[inside] = find_root(excess, (low[inside], high[inside]), args=(q[inside],)).x
    return found
