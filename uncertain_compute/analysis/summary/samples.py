"""What a run kept of a quantity: draws, or counts in bins."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NoReturn

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.addresses import is_within, name_of
from uncertain_compute.analysis.summary.sample import Sample
from uncertain_compute.analysis.summary.statistics import deviation_of, quantiles_of
from uncertain_compute.arrays import Floats, Integers
from uncertain_compute.draws.recorders import columns_in
from uncertain_compute.draws.sketches import bin_edges
from uncertain_compute.errors import UncertainComputeError

HALVES = 32
"""The number of random halves of the chains."""


def _fail_if_never(sample: Sample) -> None:
    """Raise if a sample has no highest-density interval, as some of its draws are never."""
    if sample.never:
        raise UncertainComputeError(
            f"ci_kind: hdi has no meaning for a quantity that is never in {sample.never:.2g} of the draws; use eti"
        )


def _shortest(ascending: Floats, probability: float) -> tuple[float, float]:
    """Return the ends of the shortest interval with a share of the ascending draws; the first one of several."""
    inside = int(probability * len(ascending))
    first = int(np.argmin(ascending[inside:] - ascending[: len(ascending) - inside]))
    return float(ascending[first]), float(ascending[first + inside])


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

    def first(self, count: int) -> "DrawSample":
        """Return the sample of the first draws of each chain."""
        return DrawSample(self.draws[:, :count])

    def mean(self) -> float:
        """Return the mean."""
        return float(self.draws.mean())

    def standard_deviation(self) -> float:
        """Return the standard deviation; exactly 0 for a constant."""
        return float(deviation_of(self.draws - self.draws.flat[0]))

    def moments_of_chains(self) -> Floats:
        """Return each chain's mean and standard deviation; shape (2, chain)."""
        return np.array([self.draws.mean(axis=1), deviation_of(self.draws - self.draws[:, :1], axis=1)])

    def quantiles(self, probabilities: Floats) -> Floats:
        """Return quantiles by Hazen's definition, see `quantiles_of`."""
        return quantiles_of(self.ascending, probabilities)

    @property
    def size(self) -> int:
        """Return the number of draws."""
        return self.draws.size

    @property
    def never(self) -> float:
        """Return the share of draws that are infinite, which means never."""
        first, last = (np.searchsorted(self.ascending, np.inf, side=side) for side in ("left", "right"))
        return float(last - first) / self.draws.size

    def shares_below(self, values: Floats) -> Floats:
        """Return the share of each chain's draws below each value, plus half of those equal to it; (chain, value)."""
        first, last = (np.searchsorted(self.ascending, values, side=side) for side in ("left", "right"))
        ends = (np.less, np.less_equal) if (first < last).any() else (np.less,)
        counts = [[[np.count_nonzero(end(chain, value)) for value in values] for chain in self.draws] for end in ends]
        return np.asarray((np.array(counts) / self.draws.shape[1]).mean(axis=0))

    def tails(self, count: int) -> tuple[Floats, Floats]:
        """Return the largest draws, and the negatives of the smallest ones, both ascending; shape (count,)."""
        return self.ascending[-count:], -self.ascending[count - 1 :: -1]

    def share_below(self, value: float, *, inclusive: bool) -> float:
        """Return the share of draws below a value; if inclusive, also those equal to it."""
        return float(np.searchsorted(self.ascending, value, side="right" if inclusive else "left")) / self.draws.size

    def between(self, low: float, high: float) -> Floats:
        """Return the draws from one number to another, ascending."""
        return self.ascending[(self.ascending >= low) & (self.ascending <= high)]

    def top_share(self, fraction: float) -> float:
        """Return the share of the sum of magnitudes that the largest draws contribute."""
        size = self.ascending if self.ascending[0] >= 0 else np.sort(np.abs(self.ascending))
        total = size.sum()
        return float(size[-max(int(fraction * size.size), 1) :].sum() / total) if total else 0.0

    def shortest_interval(self, probability: float) -> tuple[float, float]:
        """Return the highest-density interval, as ArviZ does."""
        _fail_if_never(self)
        return _shortest(self.ascending, probability)

    def shortest_of_halves(self, probability: float) -> tuple[Floats, float]:
        """Return the highest-density intervals of halves of the chains, (half, end), and a half's share of chains."""
        chains, length = self.draws.shape
        order = np.argsort(self.draws, axis=None)
        ascending, chain_of = self.draws.ravel()[order], order // length
        picked = np.random.default_rng(0).permuted(np.tile(np.arange(chains), (HALVES, 1)), axis=1) < chains // 2
        found = [_shortest(ascending[half[chain_of]], probability) for half in picked]
        return np.array(found), (chains // 2) / chains


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
        return self._moments(self.weights)[0]

    def standard_deviation(self) -> float:
        """Return the standard deviation of the bins' middles."""
        return self._moments(self.weights)[1]

    def moments_of_chains(self) -> Floats:
        """Return each chain's mean and standard deviation; shape (2, chain)."""
        return np.array([self._moments(chain) for chain in self.counts]).T

    def _moments(self, counts: Integers) -> tuple[float, float]:
        """Return the mean and the standard deviation of the bins' middles, by some counts."""
        middle, total = self.bins.middle, counts.sum()
        mean = float((middle * counts).sum() / total)
        return mean, float(np.sqrt(((middle - mean) ** 2 * counts).sum() / total))

    def quantiles(self, probabilities: Floats) -> Floats:
        """Return Hazen's quantiles of draws that are spread evenly within each bin."""
        rank = np.asarray(probabilities) * self.cumulative[-1]
        index = np.searchsorted(self.cumulative[1:], rank, side="left")
        inside = np.clip((rank - self.cumulative[index]) / self.weights[index], 0.0, 1.0)
        low, high = self.bins.low[index], self.bins.high[index]
        return np.asarray(low + inside * np.subtract(high, low, out=np.zeros(low.shape), where=high > low))

    def share_below(self, value: float, *, inclusive: bool) -> float:
        """Return the share of draws below a value, interpolated linearly in its bin."""
        del inclusive
        index, part = self._bins_of(np.array([value]))
        return float((self.cumulative[index] + part * self.weights[index])[0] / self.cumulative[-1])

    def _bins_of(self, values: Floats) -> tuple[Integers, Floats]:
        """Return each value's bin, and the part of the bin that is below it: half, if the bin is that value alone."""
        index = np.minimum(np.searchsorted(self.bins.high, values), len(self.weights) - 1)
        low, high = self.bins.low[index], self.bins.high[index]
        part = np.full(values.shape, 0.5)
        with np.errstate(invalid="ignore"):  # of never
            np.divide(values - low, high - low, out=part, where=high > low)
        return index, np.select([values < low, values > high], [0.0, 1.0], part)

    @property
    def size(self) -> int:
        """Return the number of draws."""
        return int(self.cumulative[-1])

    @property
    def never(self) -> float:
        """Return the share of draws that are infinite, which means never."""
        return float(self.weights[self.bins.low == np.inf].sum()) / self.size

    def shares_below(self, values: Floats) -> Floats:
        """Return the share of each chain's draws below each value, linear within a bin; shape (chain, value)."""
        index, part = self._bins_of(values)
        ends, at = np.unique(index, return_inverse=True)
        starts = np.array([0, *(ends + 1)])
        up_to = np.cumsum(np.add.reduceat(self.counts, starts[starts < len(self.weights)], axis=1), axis=1)
        return np.asarray((up_to[:, at] - (1.0 - part) * self.counts[:, index]) / up_to[:, -1:])

    def tails(self, count: int) -> tuple[Floats, Floats]:
        """Return the middles of the largest draws' bins, and the negatives of the smallest ones', both ascending."""
        middle = self.bins.middle
        return _last(middle, self.weights, count), _last(-middle[::-1], self.weights[::-1], count)

    def between(self, low: float, high: float) -> Floats:
        """Raise: a sketch has no draws."""
        del low, high
        _fail_without_draws()

    def top_share(self, fraction: float) -> float:
        """Return the share of the sum of magnitudes that the largest bins contribute."""
        size = np.abs(self.bins.middle)
        order = np.argsort(-size, kind="stable")
        size, count = size[order], self.weights[order]
        most = max(fraction * self.cumulative[-1], 1.0)
        taken = np.clip(most - np.concatenate([[0], np.cumsum(count)[:-1]]), 0, count)
        total = (size * count).sum()
        return float((size * taken).sum() / total) if total else 0.0

    def shortest_of_halves(self, probability: float) -> tuple[Floats, float]:
        """Raise: a sketch has no highest-density intervals."""
        del probability
        _fail_without_draws()

    def shortest_interval(self, probability: float) -> tuple[float, float]:
        """Raise: a sketch has no highest-density interval."""
        del probability
        _fail_without_draws()


def _fail_without_draws() -> NoReturn:
    """Raise the error for a sketch, which keeps only quantiles, if draws are needed."""
    raise UncertainComputeError("ci_kind: hdi needs the draws; keep=summary gives eti")


def _last(values: Floats, counts: Integers, most: int) -> Floats:
    """Return the last of ascending values, each repeated by its count."""
    taken = np.clip(most - (counts[::-1].cumsum() - counts[::-1]), 0, counts[::-1])[::-1]
    return np.repeat(values, taken)


def samples(run: DataTree, quantity: str, group: str = "prior") -> Iterator[tuple[str, Sample]]:
    """Yield the columns that an address names, ``supply`` or ``supply[2030]``, each with its sample in a group.

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
