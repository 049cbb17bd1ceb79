"""Record a run's draws block by block, in the memory that is free: in threads, or on the workers of a cluster."""

import gc
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import count
from threading import Event
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from xarray import Variable

from uncertain_compute.cluster.tasks import workers_of
from uncertain_compute.draws.blocks import DRAW, Plan, evaluate_block
from uncertain_compute.draws.designs import BLOCK, STRATA, sobol_scrambles, streams
from uncertain_compute.draws.recorders import Counted, Recorder, Writing
from uncertain_compute.draws.settings import DESIGNS, KEEPS, Settings
from uncertain_compute.draws.sketches import MOST_BYTES as SKETCH_BYTES
from uncertain_compute.errors import UncertainComputeError

WORTH_A_THREAD = 2**15
"""With blocks larger than this, threads save more time than they lose by waiting for each other."""

WORTH_A_TASK = 2**22
"""The most draws of a task on a cluster: seconds of work, for some hundred kilobytes of results."""

WORTH_THE_KERNEL = 2**30
"""The numbers of all draws from which on the kernel saves seconds: it takes one to load, and seven to compile once."""

MOST_COUNTED = 16
"""The most columns whose bins the kernel counts in faster than NumPy does: those of more do not fit into a cache."""

BLOCK_BYTES = 2**27
"""The most bytes of a block's numbers; a block of a draw with many numbers has fewer draws."""

SMALLEST_BLOCK = 2**10
LARGEST_SHARE = 0.6
"""The most of the free memory that a run may take."""

BYTES = 8

if TYPE_CHECKING:
    from uncertain_compute.draws.kernel.program import Program

type Block = Callable[[range, int, int], Any]
"""A function of chains, a first and a last draw that returns the drawn assumptions and the targets, chain by chain.

It may return what else a `Recorder` takes.
"""


class OnProgress(Protocol):
    """Called with the share of draws that are done, and with words on it."""

    def __call__(self, share: float, said: str = "", /) -> None:
        """Take them."""


@dataclass(frozen=True, slots=True)
class DesignDraws:
    """What is drawn: a plan on the points of a design; other processes can draw it, too.

    Attributes
    ----------
    columns
        All columns of the study, in the order in which they get their dimensions of the design.
    program
        What the kernel does, if it draws them.
    """

    plan: Plan
    design: str
    seed: int
    columns: tuple[str, ...]
    program: "Program | None" = None

    @property
    def block_length(self) -> int:
        """Return the number of a chain's draws in a block; the kernel counts many without keeping any."""
        if self.program is not None and self.program.counted and not self.program.given:
            return WORTH_A_TASK
        return block_length(self.plan, self.design)

    def block(self) -> Block:
        """Return a function that returns the draws of some chains from a first one up to a last."""
        if self.program is not None:
            from uncertain_compute.draws.kernel.kernel_block import KernelBlock

            scrambles = sobol_scrambles(self.seed, self.columns) if self.design == DESIGNS[0] else None
            return KernelBlock(self.program, streams(self.design, self.seed, self.columns), scrambles)
        drawn = [name for name, column in self.plan.columns.items() if not column.fixed]
        stream_of = cache(streams(self.design, self.seed, self.columns, drawn))
        return lambda chains, first, last: evaluate_block(self.plan, lambda name: stream_of(name, chains)(first, last))


def record_in_threads(
    block: Block, settings: Settings, recorder: Recorder, starts: range, on_progress: OnProgress | None = None
) -> None:
    """Record draws of all chains: a chain's blocks in order, chains in parallel.

    Parameters
    ----------
    starts
        The first draws of a chain's blocks.
    """
    groups = chains_together(settings, starts)
    done = count(1)

    def record(chains: range, start: int) -> None:
        last = min(start + starts.step, starts.stop)
        recorder.record(chains, start, _full_block(block(chains, start, last), len(chains) * (last - start)))
        if on_progress is not None:
            on_progress(next(done) / (len(groups) * len(starts)))

    _in_threads(record, groups, starts, useful_threads(settings, starts))


def record_on_workers(
    drawn: DesignDraws, settings: Settings, recorder: Recorder, draws: range, on_progress: OnProgress | None = None
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
            if on_progress is not None:
                on_progress(done / len(parts))


def _recorded(drawn: DesignDraws, recorder: Recorder, chain: int, draws: range) -> Recorder:
    """Return a recorder of one chain with some of its draws."""
    block, length = drawn.block(), drawn.block_length
    recorder.make_room(len(draws))
    for first in range(draws.start, draws.stop, length):
        last = min(first + length, draws.stop)
        values = _full_block(block(range(chain, chain + 1), first, last), last - first)
        recorder.record(range(1), first - draws.start, values)
    return recorder


def _full_block(block: Any, length: int) -> Any:
    """Return a block in which constant targets are repeated for each draw."""
    if isinstance(block, Counted | Writing):
        return block
    return {name: value if DRAW in value.dims else _repeated(value, length) for name, value in block.items()}


def _repeated(value: Variable, times: int) -> Variable:
    return Variable((DRAW, *value.dims), np.broadcast_to(value.values, (times, *value.shape)))


def chains_together(settings: Settings, starts: range) -> list[range]:
    """Return which chains are evaluated at once: as many as fit into a block, as each call takes time of its own.

    Each thread gets some of them, if that is enough work.
    """
    length, chains = starts.stop - starts.start, settings.chains
    together = 1
    if settings.uses_design and 2 * length <= starts.step:
        of_thread = max(-(-chains // _threads(settings)), -(-WORTH_A_THREAD // length))
        together = min(starts.step // length, of_thread)
    return [range(chains)[first : first + together] for first in range(0, chains, together)]


def useful_threads(settings: Settings, starts: range) -> int:
    """Return the number of threads that save time."""
    groups = chains_together(settings, starts)
    length = min(len(groups[0]) * (starts.stop - starts.start), starts.step)
    if not settings.uses_design or length < min(WORTH_A_THREAD, starts.step):
        return 1
    return min(_threads(settings), len(groups))


def _threads(settings: Settings) -> int:
    return settings.threads or _cores()


@cache
def _cores() -> int:
    return os.cpu_count() or 1


def _in_threads(record: Callable[[range, int], None], groups: Sequence[range], starts: range, workers: int) -> None:
    """Call a function for some chains and each start of a block: a chain's blocks in order, groups in parallel."""
    stop = Event()

    def record_chains(chains: range) -> None:
        for start in starts:
            if stop.is_set():
                return
            record(chains, start)

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


def is_long(settings: Settings, plan: Plan) -> bool:
    """Return whether a run is so long that the kernel saves more time than it takes to load; the same anywhere."""
    is_known = settings.precision is None and settings.design == DESIGNS[0]
    has_few = settings.keep != KEEPS[1] or sum(map(plan.size_of, plan.targets)) <= MOST_COUNTED
    return is_known and has_few and settings.draws * numbers_of_a_draw(plan) >= WORTH_THE_KERNEL


def numbers_of_a_draw(plan: Plan) -> int:
    """Return how many numbers a draw has while it is evaluated: columns, the assumptions made of them, and results."""
    return 2 * len(plan.columns) + sum(plan.size_of(one.name) for one in plan.equations)


def block_length(plan: Plan, design: str) -> int:
    """Return the number of draws in a block: a power of two, fewer if a draw has many numbers.

    It does not change any draw. Latin hypercubes cannot be parted.
    """
    least = STRATA if design == DESIGNS[1] else SMALLEST_BLOCK
    length = BLOCK
    while length > least and BYTES * length * numbers_of_a_draw(plan) > BLOCK_BYTES:
        length //= 2
    return length


def fail_if_memory_is_short(settings: Settings, plan: Plan, draws_per_chain: int, blocks: int) -> None:
    """Raise before a run begins that would take most of the free memory.

    Parameters
    ----------
    blocks
        The number of blocks that are evaluated at a time.

    Raises
    ------
    UncertainComputeError
        If it would; the message says what would fit.
    """
    import psutil

    draws = draws_per_chain * settings.chains
    columns = {name: plan.size_of(name) for name in plan.recorded}
    reported = sum(columns[name] for name in plan.targets)
    of_block = BYTES * numbers_of_a_draw(plan) * min(block_length(plan, settings.design), draws) * blocks
    of_draw = BYTES * max(sum(columns.values()), 1)
    of_sketch = min(SKETCH_BYTES, BYTES * draws) * reported
    needed = of_block + (of_sketch if settings.keep == "summary" else of_draw * draws)
    if needed <= LARGEST_SHARE * psutil.virtual_memory().available:
        return
    gc.collect()  # a run that nothing names any more is a tree whose nodes name each other
    there = psutil.virtual_memory().available
    room = LARGEST_SHARE * there
    if needed <= room:
        return
    ways = ["fewer targets or coordinates"]
    if settings.keep == "draws":
        if fit := int(max(room - of_block, 0) / of_draw) // settings.chains * settings.chains:
            ways.insert(0, f"draws={fit}")
        if of_block + of_sketch <= room:
            ways.insert(0, f"keep=summary, which takes {_size(of_block + of_sketch)}")
    what = f"draws: {draws:,} draws" if settings.keep == "draws" else "keep: summaries"
    raise UncertainComputeError(
        f"{what} of {sum(columns.values()):,} columns take {_size(needed)} of the {_size(there)} that are free; "
        f"use {', or '.join(ways)}"
    )


def _size(count: float) -> str:
    return f"{count / 1e9:,.1f} GB"
