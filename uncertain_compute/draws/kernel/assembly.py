"""Write instructions of the kernel: each result once, then in as few rows as possible."""

import heapq
from collections.abc import Sequence
from typing import Any

import numpy as np

from uncertain_compute.arrays import Floats, Integers
from uncertain_compute.draws.kernel.codes import Code
from uncertain_compute.draws.kernel.loop_data import Instructions
from uncertain_compute.model.operations import OPERATIONS
from uncertain_compute.priors.distributions.table import InverseTable

type Result = int
"""The index of a result among all results of an assembly."""

type Instruction = tuple[Code, tuple[Result, ...], tuple[int, ...]]
"""A code, the results that it takes, and what it needs in addition: a table's number, or that of a row."""

ARGUMENTS = 3


class Assembly:
    """Results, each of an instruction or a number; the same one is never computed twice."""

    def __init__(self) -> None:
        """Start empty."""
        self._steps: list[Instruction | float] = []
        self._index_of: dict[Any, Result] = {}
        self._tables: dict[int, tuple[int, InverseTable]] = {}
        self._lookups: list[tuple[tuple[float, ...], tuple[float, ...]]] = []

    def number(self, value: float) -> Result:
        """Return a number that is the same in all draws."""
        return self._added(repr(float(value)), float(value))

    def add(self, code: Code, *arguments: Result, more: tuple[int, ...] = ()) -> Result:
        """Return the result of an instruction; what depends on numbers alone is computed at once, by NumPy.

        Parameters
        ----------
        more
            What it needs in addition to results: the number of a table, or of a row that is given or kept.
        """
        numbers = [step for step in (self._steps[one] for one in arguments) if isinstance(step, float)]
        if arguments and not more and len(numbers) == len(arguments):
            with np.errstate(all="ignore"):
                return self.number(OPERATIONS[code.name.lower()].compute(*map(np.float64, numbers)))
        return self._added((code, arguments, more), (code, arguments, more))

    def quantile(self, table: InverseTable, uniform: Result) -> Result:
        """Return the quantile of a table at a uniform number."""
        number, _ = self._tables.setdefault(id(table), (len(self._tables), table))
        return self.add(Code.QUANTILE, uniform, more=(number,))

    def looked_up(self, code: Code, value: Result, at: Sequence[float], gives: Sequence[float]) -> Result:
        """Return what a list has at a value, see `uncertain_compute.draws.kernel.machine.looked_up`."""
        lookup = (tuple(at), tuple(gives))
        if lookup not in self._lookups:
            self._lookups.append(lookup)
        return self.add(code, value, more=(self._lookups.index(lookup),))

    def _added(self, key: Any, step: Instruction | float) -> Result:
        if key not in self._index_of:
            self._index_of[key] = len(self._steps)
            self._steps.append(step)
        return self._index_of[key]

    def instructions(self) -> Instructions:
        """Return all instructions, in rows that are used again when nothing needs what is in them."""
        last_use: dict[Result, int] = {}
        for index, step in reversed([*enumerate(self._steps)]):
            if index in last_use or _is_kept(step):
                for one in _arguments(step):
                    last_use.setdefault(one, index)
        numbers = [one for one, step in enumerate(self._steps) if isinstance(step, float) and one in last_use]
        row_of = {one: row for row, one in enumerate(numbers)}
        free: list[int] = []
        rows, steps = max(len(numbers), 1), []
        for index, step in enumerate(self._steps):
            if isinstance(step, float) or not (index in last_use or _is_kept(step)):
                continue
            code, arguments, more = step
            out = 0
            if index in last_use:
                out = heapq.heappop(free) if free else rows
                rows = max(rows, out + 1)
                row_of[index] = out
            taken = [*(row_of[one] for one in arguments), *more]
            steps.append([code, *taken, *([0] * (ARGUMENTS - len(taken))), out])
            for one in set(arguments):
                if last_use[one] == index and not isinstance(self._steps[one], float):
                    heapq.heappush(free, row_of[one])
        values = np.array([self._steps[one] for one in numbers], dtype=np.float64)
        return Instructions(np.array(steps, dtype=np.int64), rows, values, *self._all_tables(), *self._listed())

    def _all_tables(self) -> tuple[Floats, Integers]:
        cells: list[Floats] = [np.zeros((1, 4))]
        ends, start = [], 1
        for _, table in self._tables.values():
            rough = np.zeros(2 * table.count) if table.rough is None else table.rough.astype(np.float64)
            own = np.stack([table.constant, table.linear, table.square, rough], axis=1)
            cells += [own, own[-1:]]  # the last one again, for the median
            ends.append((start, table.shift, table.first, table.count, rough.any()))
            start += len(own) + 1
        return np.concatenate(cells), np.array(ends, dtype=np.int64).reshape(-1, 5)

    def _listed(self) -> tuple[Floats, Integers]:
        numbers: list[float] = []
        ends = []
        for at, gives in self._lookups:
            ends.append((len(numbers), len(numbers) + len(at), len(at)))
            numbers += [*at, *gives]
        return np.array(numbers, dtype=np.float64), np.array(ends, dtype=np.int64).reshape(-1, 3)


def _is_kept(step: Instruction | float) -> bool:
    return not isinstance(step, float) and step[0] in (Code.CHECK, Code.KEEP, Code.COUNT)


def _arguments(step: Instruction | float) -> tuple[Result, ...]:
    return () if isinstance(step, float) else step[1]
