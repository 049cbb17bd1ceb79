"""A column of data that is drawn by row, together with other columns of the same data."""

from dataclasses import dataclass
from functools import cached_property
from typing import override

import numpy as np
from scipy.special import ndtr

from uncertain_compute.arrays import Floats, Numbers
from uncertain_compute.priors.distributions.discrete import Discrete
from uncertain_compute.priors.distributions.distribution import Distribution


@dataclass(frozen=True)
class JointRows(Distribution):
    """The rows of one column, each with its probability; columns with the same ``together`` take the same row.

    By itself it is the discrete distribution of its values. But in `from_normal` a normal number chooses a row, not a
    quantile: columns with the same normal number take the same row.

    Attributes
    ----------
    together
        A name that the columns that are drawn together have in common.
    numbers
        A checksum of the numbers of these rows in the file.
    """

    rows: tuple[float, ...]
    probabilities: tuple[float, ...]
    together: str
    numbers: str

    @cached_property
    def marginal(self) -> Discrete:
        """Return the distribution of the values."""
        values, index = np.unique(np.array(self.rows), return_inverse=True)
        shares = np.bincount(index, weights=np.array(self.probabilities))
        return Discrete(tuple(values.tolist()), tuple(shares.tolist()))

    @cached_property
    def steps(self) -> Floats:
        """Return the cumulative probability at each row but the last."""
        return np.cumsum(self.probabilities)[:-1]

    @override
    def ppf(self, q: Numbers) -> Floats:
        return self.marginal.ppf(q)

    @override
    def isf(self, q: Numbers) -> Floats:
        return self.marginal.isf(q)

    @override
    def cdf(self, x: Numbers) -> Floats:
        return self.marginal.cdf(x)

    @override
    def sf(self, x: Numbers) -> Floats:
        return self.marginal.sf(x)

    @override
    def pdf(self, x: Numbers) -> Floats:
        return self.marginal.pdf(x)

    @property
    @override
    def atoms(self) -> dict[float, float]:
        return self.marginal.atoms

    @cached_property
    @override
    def mean(self) -> float:
        return self.marginal.mean

    @cached_property
    @override
    def variance(self) -> float:
        return self.marginal.variance

    @override
    def from_uniform(self, uniform: Floats) -> Floats:
        return self.marginal.from_uniform(uniform)

    @override
    def from_normal(self, normal: Floats) -> Floats:
        """Return the values of the rows that normal numbers choose."""
        return np.asarray(np.array(self.rows)[np.searchsorted(self.steps, ndtr(normal))])
