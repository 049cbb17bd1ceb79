"""Two independent sets of draws of a study, to see how an output changes with some of its inputs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from xarray import Variable

from uncertain_compute.addresses import is_among
from uncertain_compute.arrays import Floats
from uncertain_compute.draws.blocks import DRAW, Plan
from uncertain_compute.draws.designs import BLOCK, Stream, streams_of_all
from uncertain_compute.draws.recorders import columns_of
from uncertain_compute.draws.settings import Settings
from uncertain_compute.study.study import Study

MOST_NUMBERS = 2**23
"""The most numbers of both sets in a block."""

type Columns = dict[str, Floats]


@dataclass(frozen=True, slots=True)
class Pair:
    """A plan, with uniform numbers for two independent sets of draws of its columns in each chain."""

    plan: Plan
    names: tuple[str, ...]
    chains: int
    points: Stream

    @classmethod
    def of(cls, study: Study, settings: Settings) -> Self:
        """Return the pair for a study's targets, with the settings' design, seed and chains.

        Raises
        ------
        UncertainComputeError
            If a target is unknown, or there are more columns than the design has dimensions.
        """
        plan = Plan.of(study, tuple(settings.targets) or study.targets)
        names = tuple(name for name, column in plan.columns.items() if not column.fixed)
        points = streams_of_all(settings.design, settings.seed, 2 * len(names), settings.chains)
        return cls(plan, names, settings.chains, points)

    def blocks(self, first: int, last: int, multiple: int = 1) -> Iterator[tuple[int, int]]:
        """Yield the first and last draw of blocks that are small enough to hold all chains at once."""
        most = min(BLOCK, MOST_NUMBERS // (2 * max(len(self.names), 1)))
        size = max(most // self.chains // multiple, 1) * multiple
        for start in range(first, last, size):
            yield start, min(start + size, last)

    def uniforms(self, first: int, last: int) -> tuple[Columns, Columns]:
        """Return the numbers of both sets, each keyed by column, one chain after another."""
        flat = self.points(first, last).reshape(2 * len(self.names), self.chains * (last - first))
        return dict(zip(self.names, flat[0::2], strict=True)), dict(zip(self.names, flat[1::2], strict=True))


def target_columns(plan: Plan, values: Mapping[str, Variable]) -> dict[str, Floats]:
    """Return the targets keyed by ``name`` or ``name[coordinate]``; a constant one is a single number."""
    found = {}
    for target in plan.targets:
        value = values[target]
        named = [str(dim) for dim in value.dims if dim != DRAW]
        ordered = value.transpose(*named, *([DRAW] if DRAW in value.dims else []))
        columns = columns_of(target, named, ordered.values.astype(float, copy=False), plan.dimensions)
        found.update({column: values for column, values in columns.items() if is_among(column, plan.asked)})
    return found
