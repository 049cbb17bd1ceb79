"""The cost of a commitment at each coordinate, for candidate amounts in each way, from draws."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.special import ndtr

from uncertain_compute.analysis.sensitivity.slices import Slices
from uncertain_compute.arrays import Floats

CANDIDATES = 64
"""The number of candidate amounts above zero at each coordinate."""

FURTHEST = 3.0
"""The normal scores of the smallest and the largest candidate, in the distribution of the need over draws and hours."""

TRIED = 65
"""The number of amounts between two candidates at which a polynomial's minimum is looked for."""

OF_QUANTILES = 2**10
"""The number of draws from which this distribution is estimated."""


@dataclass(frozen=True, slots=True)
class Needs:
    """The need and its costs; draws are of shape (chain, draw).

    Attributes
    ----------
    mean
        The mean need; shape (coordinate, chain, draw).
    load
        The need at each hour over its mean; shape (hour, chain, draw).
    committed
        The cost of a unit in each way, used or not; shape (way, coordinate, chain, draw).
    rest
        The cost of a unit that is not committed to; shape (coordinate, chain, draw).
    """

    mean: Floats
    load: Floats
    committed: Floats
    rest: Floats

    def amounts(self) -> Floats:
        """Return the candidate amounts, zero first; shape (coordinate, candidate)."""
        levels = ndtr(np.linspace(-FURTHEST, FURTHEST, CANDIDATES))
        every = max(self.mean[0].size // OF_QUANTILES, 1)
        load = self.load.reshape(len(self.load), -1)[:, ::every]
        hourly = (mean.ravel()[::every] * load for mean in self.mean)
        return np.array([[0.0, *np.quantile(one, levels, method="hazen")] for one in hourly])

    def above(self, amounts: Floats) -> Floats:
        """Return the need above each amount, averaged over the hours; shape (chain, draw, *amounts.shape).

        The hours are sorted by need. Those above an amount are the last ones, and their need follows from a running
        sum.
        """
        load, sums = self._sorted()
        found = np.zeros((len(load), *amounts.shape))
        for draw, mean in enumerate(self.mean.reshape(len(self.mean), -1).T):
            needed = mean > 0
            over_mean = amounts[needed] / mean[needed, None]
            below = load[draw].searchsorted(over_mean)
            above = sums[draw][below] - over_mean * (len(self.load) - below)
            found[draw, needed] = above * mean[needed, None] / len(self.load)
        return found.reshape(*self.mean.shape[1:], *amounts.shape)

    def known(self) -> Floats:
        """Return the cost of the best amount for each draw, in the cheapest way; shape (chain, draw, coordinate).

        The best amount is the need in one of the hours, sorted by need. The share of hours after it equals the ratio of
        the way's cost to the cost of the rest.
        """
        load, sums = self._sorted()
        mean, rest, rate = (
            np.moveaxis(one, 0, -1).reshape(-1, len(self.mean))
            for one in (self.mean, self.rest, self.committed.min(axis=0))
        )
        hours = len(self.load)
        left = np.floor(hours * np.minimum(rate, rest) / np.where(rest > 0, rest, 1.0)).astype(int)
        left = np.where(rate < rest, left, hours)
        hour = hours - 1 - left
        amount = np.where(hour >= 0, np.take_along_axis(load, np.maximum(hour, 0), axis=1), 0.0)
        above = np.take_along_axis(sums, hour + 1, axis=1) - amount * left
        return np.asarray(mean * (rate * amount + rest * above / hours)).reshape(*self.mean.shape[1:], -1)

    def _sorted(self) -> tuple[Floats, Floats]:
        """Return the hours' loads, ascending, and the sums from each hour to the last, then zero; one row per draw."""
        load = np.sort(self.load.reshape(len(self.load), -1).T, axis=1)
        sums = np.zeros((len(load), len(self.load) + 1))
        sums[:, :-1] = load[:, ::-1].cumsum(axis=1)[:, ::-1]
        return load, sums

    def share_above(self, index: int, amount: float) -> float:
        """Return the share of the hours, over all draws, in which more than an amount is needed."""
        return float((self.mean[index] * self.load > amount).mean())


class CommitmentLosses:
    """The costs of candidate amounts in each way at each coordinate.

    The cost of a candidate is its amount times the way's cost, plus the cost of the need above it. Sums are kept of the
    ways' costs, of the cost of the need above each candidate, and of the cost of each draw's best amount.
    """

    def __init__(self, amounts: Floats, ways: int, held: Floats) -> None:
        """Take the candidates, and the terms of the sums for each draw; shape (chain, draw, coordinate, kind)."""
        self.amounts, self.ways, self.held = amounts, ways, held

    @classmethod
    def of(cls, needs: Needs) -> Self:
        """Return the losses of all candidates, from the need and its costs."""
        amounts = needs.amounts()
        rates = np.moveaxis(needs.committed, (0, 1), (-1, -2))
        missing = needs.above(amounts) * np.moveaxis(needs.rest, 0, -1)[..., None]
        return cls(amounts, rates.shape[-1], np.concatenate([rates, missing, needs.known()[..., None]], axis=-1))

    def at(self, index: int) -> Self:
        """Return the losses at one coordinate alone."""
        return type(self)(self.amounts[[index]], self.ways, self.held[:, :, [index]])

    def sums(self, slices: Slices) -> Floats:
        """Return the sums; shape (chain, slice, coordinate, kind)."""
        chains, draws, *shape = self.held.shape
        rows = slices.slice_of + slices.count * np.arange(chains)[:, None]
        where = rows.ravel(), np.arange(chains * draws)
        from scipy.sparse import csr_array

        members = csr_array((np.ones(chains * draws), where), shape=(chains * slices.count, chains * draws))
        return np.asarray(members @ self.held.reshape(chains * draws, -1)).reshape(chains, slices.count, *shape)

    def least(self, sums: Floats) -> Floats:
        """Return the cost of the plan that is best over all slices, at each coordinate; shape (..., coordinate)."""
        return self._cheapest(sums.sum(axis=-3)).min(axis=-1)

    def saved(self, sums: Floats) -> Floats:
        """Return how much less the plan costs if the slice is known before deciding; shape (...)."""
        known = self._cheapest(sums).min(axis=-1).sum(axis=-2)
        return np.asarray((self.least(sums) - known).sum(axis=-1))

    def perfect(self, sums: Floats) -> Floats:
        """Return the reduction of each coordinate's cost if everything is known before; shape (..., coordinate)."""
        return np.asarray(self.least(sums) - sums[..., -1].sum(axis=-2))

    def least_by_way(self, sums: Floats) -> Floats:
        """Return the least cost with an amount in each way, and the cost without any; shape (..., coordinate, way)."""
        total = sums.sum(axis=-3)
        rates, missing = total[..., : self.ways], total[..., self.ways : -1]
        found = rates[..., None] * self.amounts[:, None, :] + missing[..., None, :]
        return np.concatenate([found[..., 1:].min(axis=-1), missing[..., :1]], axis=-1)

    def best_amount(self, sums: Floats) -> Floats:
        """Return the best amount: the minimum of the polynomial through five candidates, the best one among them.

        Shape (..., coordinate). A parabola through three of them would be off by more than the Monte Carlo error.
        """
        found = self._cheapest(sums.sum(axis=-3))
        best, last = found.argmin(axis=-1)[..., None], found.shape[-1] - 1
        own = np.broadcast_to(self.amounts, found.shape)
        nodes = np.clip(best - 2, 0, last - 4) + np.arange(5)
        at, costs = (np.take_along_axis(one, nodes, axis=-1) for one in (own, found))
        low, middle, high = (
            np.take_along_axis(own, np.clip(best + step, 0, last), axis=-1)[..., 0] for step in (-1, 0, 1)
        )
        lowest = _lowest_between(low, high, at, costs)
        inner = (low < middle) & (middle < high) & np.isfinite(lowest)
        return np.where(inner, lowest, middle)

    def _cheapest(self, sums: Floats) -> Floats:
        """Return the summed cost of each candidate in the way that is cheapest; shape (..., candidate)."""
        rate = sums[..., : self.ways].min(axis=-1, keepdims=True)
        return np.asarray(rate * self.amounts + sums[..., self.ways : -1])


def _lowest_between(low: Floats, high: Floats, at: Floats, costs: Floats) -> Floats:
    """Return where a polynomial is lowest between two numbers; NaN if some of its points are at the same number.

    Parameters
    ----------
    at, costs
        Its points; shape (..., point).
    """
    tried = low + (high - low) * np.linspace(0.0, 1.0, TRIED).reshape(-1, *np.ones(low.ndim, dtype=int))
    others = ~np.eye(at.shape[-1], dtype=bool)
    with np.errstate(invalid="ignore", divide="ignore"):
        parts = (tried[..., None, None] - at[..., None, :]) / (at[..., :, None] - at[..., None, :])
        values = (np.prod(parts, axis=-1, where=others) * costs).sum(axis=-1)
        lowest = np.clip(values.argmin(axis=0), 1, TRIED - 2)
        before, here, after = (np.take_along_axis(values, (lowest + step)[None], axis=0)[0] for step in (-1, 0, 1))
        part = lowest + (before - after) / (2.0 * (before - 2.0 * here + after))
        return np.asarray(low + (high - low) * np.clip(part / (TRIED - 1), 0.0, 1.0))
