"""Discrete assumptions evaluated at all of their values at once, each along a dimension of its own."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from pytensor.xtensor.type import as_xtensor
from scipy.special import ndtri

from uncertain_compute.arrays import Floats, Tensor
from uncertain_compute.study.column import Column

type NamedTensor = Any
"""A PyTensor variable with named dimensions."""

ROUNDING = 1e-12
"""A distribution is discrete if the probabilities of its single values add up to 1 within this tolerance."""


def is_discrete(column: Column) -> bool:
    """Return whether a column takes only a few single values."""
    return not column.fixed and abs(sum(column.distribution.atoms.values()) - 1.0) < ROUNDING


class Cells:
    """All combinations of values of some discrete columns, each with its probability given everything else.

    Each value stands for an interval of a latent normal number. Given the interval, the position inside it is a uniform
    number. So the probabilities are smooth functions of the columns that the copula correlates with this one.

    Attributes
    ----------
    axes
        The index of each column's dimension, by column.
    log_weights
        The log probability of each combination; one axis per column.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        """Start with the columns; their values have no weights yet."""
        self._columns = {column.name: column for column in columns}
        self.axes = {name: axis for axis, name in enumerate(self._columns)}
        self._points = {column.name: np.sort(np.array([*column.distribution.atoms])) for column in columns}
        self.log_weights: Tensor = pt.zeros([len(points) for points in self._points.values()])

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Return the names of the dimensions of combinations."""
        return tuple(f"values of {name}" for name in self.axes)

    def points(self, name: str) -> Floats:
        """Return a column's values in the model's unit, ascending in the prior's own unit."""
        return self._points[name] * self._columns[name].factor

    def values(self, name: str) -> NamedTensor:
        """Return a column's values along its dimension."""
        return as_xtensor(self.points(name), dims=(self.dimensions[self.axes[name]],))

    def weigh(self, name: str, tied: tuple[Tensor, float] | None) -> Tensor:
        """Compute the weights of a column's values, and return its independent normal number in each combination.

        Parameters
        ----------
        tied
            Mean and standard deviation of the column's normal score given the earlier columns of its group. None if it
            is independent: then the weights are its probabilities.
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
