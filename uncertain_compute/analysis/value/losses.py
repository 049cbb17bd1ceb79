"""Expected losses of decisions, from draws: over all of them, and in slices of an assumption."""

from abc import ABC, abstractmethod
from collections.abc import Callable

import numpy as np
from scipy.special import ndtr

from uncertain_compute.analysis.sensitivity.slices import Slices
from uncertain_compute.analysis.summary.monte_carlo.errors import WITHIN_A_GAP
from uncertain_compute.analysis.summary.monte_carlo.jackknife import Estimate, half_width_between
from uncertain_compute.analysis.summary.statistics import quantiles_at_many, quantiles_of
from uncertain_compute.arrays import Floats

FURTHEST = 4.2
"""The normal scores of the lowest and highest candidate orders, apart from the smallest and the largest demand."""


def least(losses: Floats) -> Floats:
    """Return the loss of the one decision that is best over all slices, from losses (..., slice, decision)."""
    return np.asarray(losses.sum(axis=-2).min(axis=-1))


def saved(losses: Floats) -> Floats:
    """Return the reduction of the loss if the slice is known before deciding, from losses (..., slice, decision)."""
    return np.asarray(least(losses) - losses.min(axis=-1).sum(axis=-1))


def value_of_knowing(
    assumption: Floats,
    sums_of: Callable[[Slices], Floats],
    saved: Callable[[Floats], Floats],
    *,
    kinked: bool,
) -> Estimate:
    """Return by how much the expected loss shrinks if an assumption is known before deciding.

    Parameters
    ----------
    assumption
        Draws of shape (chain, draw).
    sums_of
        Returns sums over the draws of each slice; shape (chain, slice, ...).
    saved
        Returns the reduction from such sums, divided by a chain's number of draws.
    kinked
        Whether few decisions can be taken, see `Slices.thin_estimate`.
    """
    slices = Slices.of(assumption, graded=True)
    means = sums_of(slices) / assumption.shape[-1]
    growth = slices.growth(saved, means)
    return slices.thin_estimate(saved, means, growth=growth, unbiased=True, kinked=kinked)


class Losses(ABC):
    """The loss of each draw under each possible decision."""

    @abstractmethod
    def by_slice(self, slices: Slices) -> Floats:
        """Return the summed loss of each decision in each slice; shape (chain, slice, decision)."""


class ChoiceLosses(Losses):
    """Losses of options; shape (option, chain, draw)."""

    def __init__(self, losses: Floats) -> None:
        """Take each option's losses."""
        self.by_option = losses

    def by_slice(self, slices: Slices) -> Floats:
        """Return the sums over the draws of a slice."""
        return np.stack([slices.sums(losses) for losses in self.by_option], axis=-1)


class OrderLosses(Losses):
    """Losses of orders against a demand; the candidates are quantiles of the demand."""

    def __init__(self, demand: Floats, idle_cost: Floats, missing_cost: Floats, cells: int) -> None:
        """Take draws of shape (chain, draw), and the number of candidates minus one."""
        levels = ndtr(np.linspace(-FURTHEST, FURTHEST, cells + 1))
        levels[[0, -1]] = 0.0, 1.0
        self.orders = np.unique(quantiles_at_many(demand, levels))
        self.cells = np.maximum(np.searchsorted(self.orders, demand) - 1, 0)
        self.demand, self.missing_cost, self.both_costs = demand, missing_cost, idle_cost + missing_cost

    def by_slice(self, slices: Slices) -> Floats:
        """Return the idle cost times the excess, and the missing cost times the shortage.

        Up to an order's size both add up to (idle + missing) (order - demand), if missing (demand - order) is counted
        for all draws.
        """
        shortage = slices.sums(self.missing_cost * self.demand)[..., None] - self._missing(slices) * self.orders
        excess = self._below(slices, self.both_costs) * self.orders - self._below(slices, self.both_costs * self.demand)
        return np.asarray(shortage + excess)

    def best(self) -> tuple[float, Floats]:
        """Return the order at which one unit more costs as much as it saves, and the ends of its 95% interval.

        It is the quantile of the demand up to which the draws' idle and missing costs add up to all missing costs. Each
        end is such a quantile, too, for a sum that is as much smaller or larger as the chains say that it may be off.
        Best orders without each chain cannot be used: few draws are between them, and how close these are is chance.
        Source: Woodruff 1952, "Confidence intervals for medians and other position measures", JASA 47.
        """
        in_order = np.argsort(self.demand, axis=None)
        ascending, up_to = self.demand.ravel()[in_order], np.zeros(self.demand.size + 1)
        np.cumsum(self.both_costs.ravel()[in_order], out=up_to[1:])

        def with_sum(wanted: Floats) -> Floats:
            return quantiles_of(ascending, np.interp(wanted, up_to, np.linspace(0.0, 1.0, len(up_to))))

        missing = self.missing_cost.sum()
        best = with_sum(np.array(missing))
        slopes = [
            np.where(there, self.both_costs, 0.0).mean(axis=1) - self.missing_cost.mean(axis=1)
            for there in (self.demand < best, self.demand <= best)
        ]
        off = half_width_between(np.stack(slopes, axis=-1)) * self.demand.size
        off = np.hypot(off, 2.0 * WITHIN_A_GAP * self.both_costs.mean())
        return float(best), with_sum(missing + off * [-1.0, 1.0])

    def _missing(self, slices: Slices) -> Floats:
        return slices.sums(self.missing_cost)[..., None]

    def _below(self, slices: Slices, weights: Floats) -> Floats:
        """Return the draws' weights summed up to each order; shape (chain, slice, order)."""
        by_cell = slices.sums_by_cell(self.cells, len(self.orders) - 1, weights)
        below = np.zeros((*by_cell.shape[:-1], len(self.orders)))
        np.cumsum(by_cell, axis=-1, out=below[..., 1:])
        return below
