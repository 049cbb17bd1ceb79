"""Keep draws: all of them, or a sketch of each target."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from math import prod
from typing import Any, Self

import numpy as np
from xarray import Dataset, Variable

from uncertain_compute.addresses import column_names, is_among, name_of
from uncertain_compute.arrays import Floats
from uncertain_compute.draws.blocks import DRAW
from uncertain_compute.draws.sketches import Sketch, merged

CHAIN = "chain"

type Variables = dict[str, Variable]
"""The variables of a group, by name."""


def columns_of(
    name: str, dimensions: Sequence[str], values: Floats, coordinates: Mapping[str, Sequence[str]]
) -> dict[str, Floats]:
    """Return values of shape (*dimensions, ...) as one array for each ``name`` or ``name[coordinate, ...]``."""
    rows = values.reshape(-1, *values.shape[len(dimensions) :])
    return dict(zip(column_names(name, [coordinates[dimension] for dimension in dimensions]), rows, strict=True))


def columns_in(group: Dataset, name: str) -> dict[str, Floats]:
    """Return a group's variable keyed by ``name`` or ``name[coordinate, ...]``; drawn ones are (chain, draw)."""
    variable = group.variables[name]
    last = {CHAIN: 1, DRAW: 2}
    order = sorted(range(variable.ndim), key=lambda axis: last.get(str(variable.dims[axis]), 0))
    dimensions = [str(dim) for dim in variable.dims if dim not in last]
    labels = {dim: list(map(str, group[dim].values)) for dim in dimensions}
    return columns_of(name, dimensions, variable.values.transpose(order), labels)


class Counted(dict[str, list[Sketch]]):
    """A block of which only counts are left: the sketches of each column, one for each chain."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A block that is not drawn yet: it writes its draws where they are kept.

    Attributes
    ----------
    write
        Takes an array of shape (number, chain, draw), and the chain and the draw with which the block begins.
    """

    write: Callable[[Floats, int, int], None]


class Recorder(ABC):
    """A store for blocks of draws, chain by chain."""

    @abstractmethod
    def make_room(self, draws_per_chain: int) -> None:
        """Prepare for a number of draws in each chain."""

    @abstractmethod
    def record(self, chains: range, first: int, block: Any) -> None:
        """Store one block of some chains, one after another; a chain's blocks come in order, chains in any.

        Parameters
        ----------
        block
            A variable for each name, `Counted`, or `Writing` if draws are kept.
        """

    @abstractmethod
    def part(self) -> Self:
        """Return an empty recorder for one chain, whose draws are recorded elsewhere and then merged."""

    @abstractmethod
    def merge(self, chain: int, first: int, part: Self) -> None:
        """Take the draws of a part, as those of a chain from a first one on."""

    @abstractmethod
    def groups(self) -> dict[str, Variables]:
        """Return the stored draws as variables of groups of a DataTree."""


class DrawRecorder(Recorder):
    """A store of every draw of the assumptions and the targets; dims (chain, draw, *named dims).

    Attributes
    ----------
    numbers
        The draws of each number of each name, one after another, so that a column is one piece of memory; shape
        (number, chain, draw).
    """

    def __init__(
        self, chains: int, dims: Mapping[str, tuple[str, ...]], coordinates: Mapping[str, tuple[str, ...]]
    ) -> None:
        """Take the names of what is stored, each with its named dimensions."""
        self.dims, count = dims, 0
        self.sizes = {name: tuple(len(coordinates[dim]) for dim in own) for name, own in dims.items()}
        self.rows: dict[str, slice] = {}
        for name, sizes in self.sizes.items():
            self.rows[name] = slice(count, count + prod(sizes))
            count += prod(sizes)
        self.numbers = np.empty((count, chains, 0))

    def make_room(self, draws_per_chain: int) -> None:
        """Grow the array and keep its values."""
        old = self.numbers
        self.numbers = np.empty((*old.shape[:2], draws_per_chain))
        self.numbers[..., : old.shape[2]] = old

    def record(self, chains: range, first: int, block: Any) -> None:
        """Copy a block into the array, or let it write itself."""
        if isinstance(block, Writing):
            block.write(self.numbers, chains.start, first)
            return
        for name, value in block.items():
            draws = value.transpose(*self.dims[name], DRAW).values
            along = slice(first, first + draws.shape[-1] // len(chains))
            room = self.numbers[self.rows[name], chains.start : chains.stop, along]
            room[:] = draws.reshape(room.shape)

    def part(self) -> Self:
        """Return an empty store for one chain."""
        part = copy(self)
        part.numbers = np.empty((len(self.numbers), 1, 0))
        return part

    def merge(self, chain: int, first: int, part: Self) -> None:
        """Copy a part's draws into the array."""
        self.numbers[:, chain, first : first + part.numbers.shape[2]] = part.numbers[:, 0]

    def groups(self) -> dict[str, Variables]:
        """Return the group ``prior``, whose variables are views of the array."""
        found = {}
        for name, dims in self.dims.items():
            own = self.numbers[self.rows[name]].reshape(*self.sizes[name], *self.numbers.shape[1:])
            found[name] = Variable((CHAIN, DRAW, *dims), np.moveaxis(own, (-2, -1), (0, 1)), fastpath=True)
        return {"prior": found}


class SketchRecorder(Recorder):
    """A store of counts of each target in bins of 1.2e-4 relative width."""

    def __init__(self, chains: int, targets: tuple[str, ...], coordinates: Mapping[str, tuple[str, ...]]) -> None:
        """Start with empty sketches."""
        self.targets = targets
        self.coordinates = coordinates
        self.sketches: list[dict[str, Sketch]] = [{} for _ in range(chains)]

    def make_room(self, draws_per_chain: int) -> None:
        """Do nothing: a sketch does not grow with the draws."""

    def record(self, chains: range, first: int, block: Any) -> None:
        """Count a block's targets; which draws they are does not matter."""
        del first
        if isinstance(block, Counted):
            for column, sketches in block.items():
                for chain, sketch in zip(chains, sketches, strict=True):
                    self.sketches[chain].setdefault(column, Sketch()).merge(sketch)
            return
        for target in dict.fromkeys(map(name_of, self.targets)):
            value = block[target].transpose(..., DRAW)
            dims = [str(dim) for dim in value.dims[:-1]]
            columns = columns_of(target, dims, value.values, self.coordinates)
            for column, values in ((one, all_of) for one, all_of in columns.items() if is_among(one, self.targets)):
                for chain, own in zip(chains, np.split(values, len(chains)), strict=True):
                    self.sketches[chain].setdefault(column, Sketch()).add(np.ascontiguousarray(own))

    def part(self) -> Self:
        """Return an empty store for one chain."""
        part = copy(self)
        part.sketches = [{}]
        return part

    def merge(self, chain: int, first: int, part: Self) -> None:
        """Add a part's counts."""
        del first
        for column, sketch in part.sketches[0].items():
            self.sketches[chain].setdefault(column, Sketch()).merge(sketch)

    def groups(self) -> dict[str, Variables]:
        """Return the group ``sketch``: the keys of each column's bins, and counts per chain."""
        kept: Variables = {}
        for number, column in enumerate(self.sketches[0]):
            keys, counts = merged([sketches[column] for sketches in self.sketches])
            bins = f"bin_{number}"
            kept[f"counts_{number}"] = Variable((CHAIN, bins), counts, {"column": column})
            kept[f"keys_{number}"] = Variable((bins,), keys, {"column": column})
        return {"sketch": kept}
