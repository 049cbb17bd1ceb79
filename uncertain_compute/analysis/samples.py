"""One interface to what a run kept of a quantity: its draws, or counts of them in bins."""

from abc import ABC, abstractmethod
from collections.abc import Iterator

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.draws.blocks import DRAW
from uncertain_compute.draws.recorders import CHAIN, columns_of
from uncertain_compute.draws.sketches import Integers, bin_edges
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.table import Floats


class Sample(ABC):
    """A quantity's distribution in each chain, and over all of them."""

    resolution: float = 0.0
    """Largest relative error of a quantile besides the Monte Carlo error."""

    @abstractmethod
    def chains(self) -> "list[Sample]":
        """Return each chain by itself."""

    @abstractmethod
    def mean(self) -> float:
        """Return the mean."""

    @abstractmethod
    def standard_deviation(self) -> float:
        """Return the standard deviation."""

    @abstractmethod
    def quantiles(self, probabilities: Floats) -> Floats:
        """Return quantiles; shape of the probabilities."""

    @abstractmethod
    def share_below(self, value: float, *, inclusive: bool) -> float:
        """Return the share of draws below a value, or at most at it."""

    @abstractmethod
    def top_share(self, fraction: float) -> float:
        """Return the part of the sum of magnitudes that the largest draws contribute."""

    @abstractmethod
    def shortest_interval(self, probability: float) -> tuple[float, float]:
        """Return the highest-density interval."""


class DrawSample(Sample):
    """Draws of a quantity; shape (chain, draw)."""

    def __init__(self, draws: Floats) -> None:
        """Take the draws as they are."""
        self.draws = draws

    def chains(self) -> list[Sample]:
        """Return each chain by itself."""
        return [DrawSample(chain[None]) for chain in self.draws]

    def mean(self) -> float:
        """Return the mean."""
        return float(self.draws.mean())

    def standard_deviation(self) -> float:
        """Return the standard deviation; 0 without rounding error for a constant."""
        return float((self.draws - self.draws.flat[0]).std())

    def quantiles(self, probabilities: Floats) -> Floats:
        """Return quantiles, interpolated in a line."""
        return np.asarray(np.quantile(self.draws, probabilities))

    def share_below(self, value: float, *, inclusive: bool) -> float:
        """Return the share of draws below a value, or at most at it."""
        return float((self.draws <= value if inclusive else self.draws < value).mean())

    def top_share(self, fraction: float) -> float:
        """Return the part of the sum of magnitudes that the largest draws contribute."""
        size = np.abs(self.draws).ravel()
        most = max(int(fraction * size.size), 1)
        total = size.sum()
        return float(np.partition(size, -most)[-most:].sum() / total) if total else 0.0

    def shortest_interval(self, probability: float) -> tuple[float, float]:
        """Return the highest-density interval, by ArviZ."""
        from importlib import import_module

        low, high = import_module("arviz").hdi(self.draws.ravel(), prob=probability)
        return float(low), float(high)


class CountSample(Sample):
    """Counts in the bins of a sketch; shape (chain, bin)."""

    def __init__(self, keys: Integers, counts: Integers, resolution: float) -> None:
        """Take the signed keys of the bins, ascending, and each chain's counts."""
        self.keys, self.counts, self.resolution = keys, counts, resolution
        self.low, self.high = bin_edges(keys)
        self.weights = counts.sum(axis=0)
        self.cumulative = np.concatenate([[0], np.cumsum(self.weights)])
        self.middle = (self.low + self.high) / 2

    def chains(self) -> list[Sample]:
        """Return each chain by itself."""
        return [CountSample(self.keys, chain[None], self.resolution) for chain in self.counts]

    def mean(self) -> float:
        """Return the mean of the bins' middles."""
        return float(np.average(self.middle, weights=self.weights))

    def standard_deviation(self) -> float:
        """Return the standard deviation of the bins' middles."""
        return float(np.sqrt(np.average((self.middle - self.mean()) ** 2, weights=self.weights)))

    def quantiles(self, probabilities: Floats) -> Floats:
        """Return quantiles, interpolated in a line within a bin."""
        rank = np.asarray(probabilities) * self.cumulative[-1]
        place = np.clip(np.searchsorted(self.cumulative, rank, side="left") - 1, 0, len(self.keys) - 1)
        while np.any(empty := self.weights[place] == 0):
            place = np.where(empty, np.minimum(place + 1, len(self.keys) - 1), place)
        inside = np.clip((rank - self.cumulative[place]) / self.weights[place], 0.0, 1.0)
        return np.asarray(self.low[place] + inside * (self.high[place] - self.low[place]))

    def share_below(self, value: float, *, inclusive: bool) -> float:
        """Return the share of draws below a value, in a line within its bin."""
        del inclusive
        width = np.where(self.high > self.low, self.high - self.low, 1.0)
        return float(np.average(np.clip((value - self.low) / width, 0.0, 1.0), weights=self.weights))

    def top_share(self, fraction: float) -> float:
        """Return the part of the sum of magnitudes that the largest bins contribute."""
        order = np.argsort(-np.abs(self.middle))
        size, count = np.abs(self.middle)[order], self.weights[order]
        most = max(fraction * self.cumulative[-1], 1.0)
        taken = np.clip(most - np.concatenate([[0], np.cumsum(count)[:-1]]), 0, count)
        total = (size * count).sum()
        return float((size * taken).sum() / total) if total else 0.0

    def shortest_interval(self, probability: float) -> tuple[float, float]:
        """Refuse: a sketch keeps quantiles.

        Raises
        ------
        UncertainComputeError
            Always.
        """
        del probability
        raise UncertainComputeError("ci_kind: hdi needs the draws; keep=summary gives eti")


def samples(run: DataTree, quantity: str) -> Iterator[tuple[str, Sample]]:
    """Yield a quantity's columns, ``name`` or ``name[coordinate]``, with what the run kept of each.

    Raises
    ------
    UncertainComputeError
        If the run does not hold the quantity.
    """
    if "sketch" in run.children:
        yield from _sketched(run["sketch"].to_dataset(), quantity)
        return
    group = run["prior"].to_dataset()
    if quantity not in group:
        raise UncertainComputeError(f"targets: the run does not hold {quantity!r}")
    variable = group[quantity].transpose(..., CHAIN, DRAW)
    dimensions = [str(dim) for dim in variable.dims[:-2]]
    coordinates = {dim: [str(label) for label in group[dim].values] for dim in dimensions}
    for column, draws in columns_of(quantity, dimensions, variable.values, coordinates).items():
        yield column, DrawSample(draws)


def _sketched(group: Dataset, quantity: str) -> Iterator[tuple[str, Sample]]:
    for name in group:
        column = str(name).removesuffix(" counts")
        if column != name and column.split("[")[0] == quantity:
            keys, counts = group[f"{column} keys"].values, group[name].values
            yield column, CountSample(keys, counts, float(group.attrs["relative_error"]))
