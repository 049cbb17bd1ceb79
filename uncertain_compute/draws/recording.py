"""Record a run's draws block by block: in this process's threads, or on the workers of a cluster."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import count
from threading import Event

import numpy as np
from xarray import Variable

from uncertain_compute.cluster.tasks import workers_of
from uncertain_compute.draws.blocks import DRAW, Plan, evaluate_block
from uncertain_compute.draws.designs import BLOCK, streams
from uncertain_compute.draws.recorders import Recorder
from uncertain_compute.draws.settings import ENGINES, Settings

WORTH_A_THREAD = 2**15
"""With blocks larger than this, threads save more time than they lose by waiting for each other."""

WORTH_A_TASK = 2**22
"""The most draws of a task on a cluster: seconds of work, for some hundred kilobytes of results."""

type Block = Callable[[range, int, int], Mapping[str, Variable]]
"""A function of chains, a first and a last draw that returns the drawn assumptions and the targets, chain by chain."""

type Told = Callable[[float], None]
"""Called with the share of draws that are done, of those requested at once."""


@dataclass(frozen=True, slots=True)
class DesignDraws:
    """What is drawn: a plan on the points of a design; other processes can draw it, too.

    Attributes
    ----------
    columns
        All columns of the study, in the order in which they get their dimensions of the design.
    """

    plan: Plan
    design: str
    seed: int
    columns: tuple[str, ...]

    def block(self) -> Block:
        """Return a function that returns the draws of some chains from a first one up to a last."""
        stream_of = cache(streams(self.design, self.seed, self.columns))
        return lambda chains, first, last: evaluate_block(self.plan, lambda name: stream_of(name, chains)(first, last))


def record_in_threads(
    block: Block, settings: Settings, recorder: Recorder, draws: range, told: Told | None = None
) -> None:
    """Record draws of all chains: a chain's blocks in order, chains in parallel."""
    groups = _chains_together(settings, len(draws))
    starts = range(draws.start, draws.stop, BLOCK)
    done = count(1)

    def record(chains: range, start: int) -> None:
        last = min(start + BLOCK, draws.stop)
        recorder.record(chains, start, _full_block(block(chains, start, last), len(chains) * (last - start)))
        if told is not None:
            told(next(done) / (len(groups) * len(starts)))

    _in_threads(record, groups, starts, 1 if settings.engine == "pymc" else settings.threads)


def record_on_workers(
    drawn: DesignDraws, settings: Settings, recorder: Recorder, draws: range, told: Told | None = None
) -> None:
    """Record draws of all chains on the settings' cluster; a task is a part of a chain.

    Raises
    ------
    UncertainComputeError
        If the cluster is not there, or a task fails on it.
    """
    parts = [
        (chain, range(first, min(first + WORTH_A_TASK, draws.stop)))
        for chain in range(settings.chains)
        for first in range(draws.start, draws.stop, WORTH_A_TASK)
    ]
    with workers_of(settings.cluster) as workers:
        tasks = [(drawn, recorder.part(), *part) for part in parts]
        for done, (number, recorded) in enumerate(workers.results(_recorded, tasks), 1):
            chain, some = parts[number]
            recorder.merge(chain, some.start, recorded)
            if told is not None:
                told(done / len(parts))


def _recorded(drawn: DesignDraws, recorder: Recorder, chain: int, draws: range) -> Recorder:
    """Return a recorder of one chain with some of its draws."""
    block = drawn.block()
    recorder.make_room(len(draws))
    for first in range(draws.start, draws.stop, BLOCK):
        last = min(first + BLOCK, draws.stop)
        values = _full_block(block(range(chain, chain + 1), first, last), last - first)
        recorder.record(range(1), first - draws.start, values)
    return recorder


def _full_block(block: Mapping[str, Variable], length: int) -> dict[str, Variable]:
    """Return a block in which constant targets are repeated for each draw."""
    return {name: value if DRAW in value.dims else _repeated(value, length) for name, value in block.items()}


def _repeated(value: Variable, times: int) -> Variable:
    return Variable((DRAW, *value.dims), np.broadcast_to(value.values, (times, *value.shape)))


def _chains_together(settings: Settings, draws: int) -> list[range]:
    """Return which chains are evaluated at once: all if they fit into a block, as each call takes time of its own."""
    if settings.engine == ENGINES[0] and settings.chains * draws <= BLOCK:
        return [range(settings.chains)]
    return [range(chain, chain + 1) for chain in range(settings.chains)]


def _in_threads(
    record: Callable[[range, int], None], groups: Sequence[range], starts: range, threads: int | None
) -> None:
    """Call a function for some chains and each start of a block: a chain's blocks in order, groups in parallel."""
    stop = Event()

    def record_chains(chains: range) -> None:
        for start in starts:
            if stop.is_set():
                return
            record(chains, start)

    length = min(starts.stop - starts.start, BLOCK)
    workers = (threads or os.cpu_count()) if length >= WORTH_A_THREAD else 1
    if workers == 1:
        for chains in groups:
            record_chains(chains)
        return
    with ThreadPoolExecutor(workers) as pool:
        try:
            for future in [pool.submit(record_chains, chains) for chains in groups]:
                future.result()
        finally:
            stop.set()
