"""One interface to what a run kept of a quantity: draws, or counts in bins."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.addresses import is_within, name_of
from uncertain_compute.arrays import Floats, Integers
from uncertain_compute.draws.recorders import columns_in
from uncertain_compute.draws.sketches import bin_edges
from uncertain_compute.errors import UncertainComputeError


class Sample(ABC):
    """A quantity's distribution in each chain, and over all of them."""

    resolution: float = 0.0
    """The largest relative error of a quantile, apart from the Monte Carlo error."""

    @abstractmethod
    def chains(self) -> "list[Sample]":
        """Return a sample for each chain."""

    @abstractmethod
    def mean(self) -> float:
        """Return the mean."""

    @abstractmethod
    def standard_deviation(self) -> float:
        """Return the standard deviation."""

    @abstractmethod
    def quantiles(self, probabilities: Floats) -> Floats:
        """Return quantiles, in the shape of the probabilities."""

    @abstractmethod
    def share_below(self, value: float, *, inclusive: bool) -> float:
        """Return the share of draws below a value, or at most at it."""

    @abstractmethod
    def top_share(self, fraction: float) -> float:
        """Return the share of the sum of magnitudes that the largest draws contribute."""

    @abstractmethod
    def shortest_interval(self, probability: float) -> tuple[float, float]:
        """Return the highest-density interval."""


class DrawSample(Sample):
    """Draws of a quantity; shape (chain, draw)."""

    def __init__(self, draws: Floats) -> None:
        """Take the draws as they are."""
        self.draws = draws

    @cached_property
    def ascending(self) -> Floats:
        """Return the draws of all chains in ascending order, from which most statistics are read."""
        return np.sort(self.draws, axis=None)

    def chains(self) -> list[Sample]:
        """Return a sample for each chain."""
        return [DrawSample(chain[None]) for chain in self.draws]

    def mean(self) -> float:
        """Return the mean."""
        return float(self.draws.mean())

    def standard_deviation(self) -> float:
        """Return the standard deviation; exactly 0 for a constant."""
        return float((self.draws - self.draws.flat[0]).std())

    def quantiles(self, probabilities: Floats) -> Floats:
        """Return quantiles by Hazen's definition.

        The i-th of n draws is the quantile at the middle of the i-th of n equal parts (type 5 of Hyndman & Fan 1996,
        "Sample quantiles in statistical packages").
        """
        return np.asarray(np.quantile(self.ascending, probabilities, method="hazen"))

    def share_below(self, value: float, *, inclusive: bool) -> float:
        """Return the share of draws below a value, or at most at it."""
        return float(np.searchsorted(self.ascending, value, side="right" if inclusive else "left")) / self.draws.size

    def top_share(self, fraction: float) -> float:
        """Return the share of the sum of magnitudes that the largest draws contribute."""
        size = self.ascending if self.ascending[0] >= 0 else np.sort(np.abs(self.ascending))
        total = size.sum()
        return float(size[-max(int(fraction * size.size), 1) :].sum() / total) if total else 0.0

    def shortest_interval(self, probability: float) -> tuple[float, float]:
        """Return the highest-density interval, by ArviZ."""
        from importlib import import_module

        low, high = import_module("arviz").hdi(self.draws.ravel(), prob=probability)
        return float(low), float(high)


@dataclass(frozen=True)
class BinEdges:
    """The lower and upper edges of bins, ascending; shape (bin,)."""

    low: Floats
    high: Floats

    @cached_property
    def middle(self) -> Floats:
        """Return the bins' middles."""
        return (self.low + self.high) / 2


class CountSample(Sample):
    """Counts in the bins of a sketch; shape (chain, bin)."""

    def __init__(self, bins: BinEdges, counts: Integers, resolution: float) -> None:
        """Take the bins, ascending, and each chain's counts."""
        self.bins, self.counts, self.resolution = bins, counts, resolution
        self.weights = counts.sum(axis=0)
        self.cumulative = np.zeros(len(self.weights) + 1, dtype=np.int64)
        np.cumsum(self.weights, out=self.cumulative[1:])

    def chains(self) -> list[Sample]:
        """Return a sample for each chain."""
        return [CountSample(self.bins, chain[None], self.resolution) for chain in self.counts]

    def mean(self) -> float:
        """Return the mean of the bins' middles."""
        return float(np.average(self.bins.middle, weights=self.weights))

    def standard_deviation(self) -> float:
        """Return the standard deviation of the bins' middles."""
        return float(np.sqrt(np.average((self.bins.middle - self.mean()) ** 2, weights=self.weights)))

    def quantiles(self, probabilities: Floats) -> Floats:
        """Return Hazen's quantiles of draws that are spread evenly within each bin."""
        rank = np.asarray(probabilities) * self.cumulative[-1]
        place = np.searchsorted(self.cumulative[1:], rank, side="left")
        inside = np.clip((rank - self.cumulative[place]) / self.weights[place], 0.0, 1.0)
        low, high = self.bins.low[place], self.bins.high[place]
        return np.asarray(low + inside * (high - low))

    def share_below(self, value: float, *, inclusive: bool) -> float:
        """Return the share of draws below a value, interpolated linearly in its bin."""
        del inclusive
        low, high = self.bins.low, self.bins.high
        part = np.clip((value - low) / np.where(high > low, high - low, 1.0), 0.0, 1.0)
        return float(np.average(part, weights=self.weights))

    def top_share(self, fraction: float) -> float:
        """Return the share of the sum of magnitudes that the largest bins contribute."""
        size = np.abs(self.bins.middle)
        order = np.argsort(-size, kind="stable")
        size, count = size[order], self.weights[order]
        most = max(fraction * self.cumulative[-1], 1.0)
        taken = np.clip(most - np.concatenate([[0], np.cumsum(count)[:-1]]), 0, count)
        total = (size * count).sum()
        return float((size * taken).sum() / total) if total else 0.0

    def shortest_interval(self, probability: float) -> tuple[float, float]:
        """Raise: a sketch has no highest-density interval.

        Raises
        ------
        UncertainComputeError
            Always.
        """
        del probability
        raise UncertainComputeError("ci_kind: hdi needs the draws; keep=summary gives eti")


def samples(run: DataTree, quantity: str, group: str = "prior") -> Iterator[tuple[str, Sample]]:
    """Yield the columns that an address names, ``supply`` or ``supply[2030]``, with what a group kept of each.

    Raises
    ------
    UncertainComputeError
        If the run does not hold the quantity.
    """
    if "sketch" in run.children:
        yield from _sketched(run["sketch"].to_dataset(), quantity)
        return
    if group not in run.children:
        raise UncertainComputeError(f"group: the run has no {group}")
    held = run[group].to_dataset()
    if name_of(quantity) not in held:
        raise UncertainComputeError(f"targets: the run does not hold {quantity!r}")
    for column, draws in columns_in(held, name_of(quantity)).items():
        if is_within(column, quantity):
            yield column, DrawSample(draws)


def _sketched(group: Dataset, quantity: str) -> Iterator[tuple[str, Sample]]:
    for name, counts in group.data_vars.items():
        column = str(counts.attrs["column"])
        if str(name).startswith("counts_") and is_within(column, quantity):
            bins = BinEdges(*bin_edges(group[f"keys_{str(name).removeprefix('counts_')}"].values))
            yield column, CountSample(bins, counts.values, float(group.attrs["relative_error"]))
