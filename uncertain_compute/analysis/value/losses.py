"""Expected losses of decisions, from draws: over all of them, and in slices of an assumption."""

from abc import ABC, abstractmethod

import numpy as np
from scipy.special import ndtr

from uncertain_compute.analysis.sensitivity.slices import Slices
from uncertain_compute.arrays import Floats

FURTHEST = 4.2
"""Normal score of the outermost candidate orders, apart from the smallest and the largest demand."""


class Losses(ABC):
    """The loss of each draw under each possible decision."""

    @abstractmethod
    def sums(self, slices: Slices) -> Floats:
        """Return the sums from which each slice's losses follow; shape (chain, slice, ...)."""

    @abstractmethod
    def losses(self, sums: Floats) -> Floats:
        """Return the summed loss of each decision; shape (..., slice, decision)."""

    def least(self, sums: Floats) -> Floats:
        """Return the summed loss of the single decision that is best over all slices; shape (...)."""
        return np.asarray(self.losses(sums).sum(axis=-2).min(axis=-1))

    def saved(self, sums: Floats) -> Floats:
        """Return how much smaller the loss is if the slice is known before deciding; shape (...)."""
        return np.asarray(self.least(sums) - self.losses(sums).min(axis=-1).sum(axis=-1))


class ChoiceLosses(Losses):
    """Losses of options; shape (option, chain, draw)."""

    def __init__(self, losses: Floats) -> None:
        """Take each option's losses."""
        self.by_option = losses

    def sums(self, slices: Slices) -> Floats:
        """Return the sums of the losses; shape (chain, slice, option)."""
        return np.stack([slices.sums(losses) for losses in self.by_option], axis=-1)

    def losses(self, sums: Floats) -> Floats:
        """Return the sums unchanged."""
        return sums


class OrderLosses(Losses):
    """Losses of orders against a demand; the candidates are quantiles of the demand."""

    def __init__(self, demand: Floats, idle_cost: Floats, missing_cost: Floats, cells: int) -> None:
        """Take draws of shape (chain, draw), and the number of candidates minus one."""
        levels = ndtr(np.linspace(-FURTHEST, FURTHEST, cells + 1))
        levels[[0, -1]] = 0.0, 1.0
        self.orders = np.unique(np.quantile(demand, levels, method="hazen"))
        self.cells = np.maximum(np.searchsorted(self.orders, demand) - 1, 0)
        self.weights = [idle_cost, idle_cost * demand, missing_cost, missing_cost * demand]

    def sums(self, slices: Slices) -> Floats:
        """Return sums between neighbouring candidates of both costs, and of both costs times demand.

        Shape (chain, slice, 4, cell).
        """
        cells = len(self.orders) - 1
        return np.stack([slices.sums_by_cell(self.cells, cells, weights) for weights in self.weights], axis=2)

    def losses(self, sums: Floats) -> Floats:
        """Return the idle cost times the excess, and the missing cost times the shortage."""
        idle, idle_demand, missing, missing_demand = self._below_and_above(sums)
        return np.asarray(self.orders * (idle - missing) - idle_demand + missing_demand)

    def best(self, sums: Floats) -> Floats:
        """Return the order at which one unit more costs as much as it saves, over all slices; shape (...)."""
        idle, _, missing, _ = self._below_and_above(sums.sum(axis=-3, keepdims=True))
        slope = (idle - missing)[..., 0, :]
        after = np.clip(np.argmax(slope >= 0, axis=-1), 1, len(self.orders) - 1)[..., None]
        low, high = (np.take_along_axis(slope, place, axis=-1)[..., 0] for place in (after - 1, after))
        left, right = self.orders[after[..., 0] - 1], self.orders[after[..., 0]]
        return np.asarray(left + np.clip(-low / (high - low), 0.0, 1.0) * (right - left))

    @staticmethod
    def _below_and_above(sums: Floats) -> Floats:
        """Return the idle costs below each candidate and the missing costs above; the kind is the first axis."""
        below = np.zeros((*sums.shape[:-1], sums.shape[-1] + 1))
        np.cumsum(sums, axis=-1, out=below[..., 1:])
        below[..., 2:, :] = below[..., 2:, -1:] - below[..., 2:, :]
        return np.moveaxis(below, -2, 0)
