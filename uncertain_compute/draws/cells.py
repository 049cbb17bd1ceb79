"""Discrete assumptions that stand at all of their values at once, each along a dimension of its own."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from pytensor.xtensor.type import as_xtensor
from scipy.special import ndtri

from uncertain_compute.arrays import Floats
from uncertain_compute.priors.pymc.latents import Tensor
from uncertain_compute.study.column import Column

type NamedTensor = Any
"""A PyTensor variable with named dimensions."""

ROUNDING = 1e-12
"""How near to 1 the probabilities of single values have to add up for a distribution to be discrete."""


def is_discrete(column: Column) -> bool:
    """Return whether a column takes a few single values and nothing between them."""
    return not column.fixed and abs(sum(column.distribution.atoms.values()) - 1.0) < ROUNDING


class Cells:
    """Every combination of values of some discrete columns, with its probability given all else.

    A latent normal number falls into one of the intervals that stand for the values. Given the interval, its place
    inside is a uniform number; so the probabilities are smooth functions of whatever the copula ties the column to.

    Attributes
    ----------
    axes
        By column, its place among the dimensions of combinations.
    log_weights
        The log probability of each combination, of shape (*values of each column).
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        """Take the columns."""
        self._columns = {column.name: column for column in columns}
        self.axes = {name: axis for axis, name in enumerate(self._columns)}
        self._points = {column.name: np.sort(np.array([*column.distribution.atoms])) for column in columns}
        self.log_weights: Tensor = pt.zeros([len(points) for points in self._points.values()])

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Return the names of the dimensions of combinations."""
        return tuple(f"values of {name}" for name in self.axes)

    def points(self, name: str) -> Floats:
        """Return a column's values in the model's unit, ascending in its own."""
        return self._points[name] * self._columns[name].factor

    def values(self, name: str) -> NamedTensor:
        """Return a column's values along its own dimension."""
        return as_xtensor(self.points(name), dims=(self.dimensions[self.axes[name]],))

    def weigh(self, name: str, tied: tuple[Tensor, float] | None) -> Tensor:
        """Weigh the values of a column; returns its independent normal number in each combination.

        Parameters
        ----------
        tied
            Mean and standard deviation of the column's normal score given those before it in its group; None where it
            is independent, and its weights are its probabilities.
        """
        distribution = self._columns[name].distribution
        shares = np.array([distribution.atoms[point] for point in self._points[name].tolist()])
        if tied is None:
            self.log_weights += self._along(name, np.log(shares))
            return pt.zeros(())
        mean, deviation = tied
        ends = ndtri(np.clip(np.concatenate([[0.0], np.cumsum(shares)]), 0.0, 1.0))
        low, high = (_probability((self._along(name, one) - mean) / deviation) for one in (ends[:-1], ends[1:]))
        inside = pm.Uniform(f"place of {name}", 0.0, 1.0)
        self.log_weights += pt.log(pt.maximum(high - low, np.finfo(float).tiny))
        return _normal(low + inside * (high - low))

    def _along(self, name: str, values: Floats) -> Tensor:
        shape = [1] * len(self.axes)
        shape[self.axes[name]] = len(values)
        return pt.constant(values.reshape(shape))


def _probability(normal: Tensor) -> Tensor:
    return 0.5 * pt.erfc(-pt.clip(normal, -8.0, 8.0) / np.sqrt(2.0))


def _normal(probability: Tensor) -> Tensor:
    edge = 1e-15
    return -np.sqrt(2.0) * pt.erfcinv(2.0 * pt.clip(probability, edge, 1.0 - edge))
