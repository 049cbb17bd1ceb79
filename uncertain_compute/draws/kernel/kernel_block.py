"""Draw blocks of a study by the kernel, and by NumPy what the kernel leaves out."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from uncertain_compute.arrays import Floats, Integers
from uncertain_compute.draws.blocks import DRAW, draw_columns, evaluate_columns
from uncertain_compute.draws.designs import Scrambles, Streams
from uncertain_compute.draws.directions import SOBOL_BITS
from uncertain_compute.draws.kernel.compiling import compiled_run
from uncertain_compute.draws.kernel.counting import Windows
from uncertain_compute.draws.kernel.loop_data import Instructions, LeftOut, Points
from uncertain_compute.draws.kernel.program import Program
from uncertain_compute.draws.recorders import Counted, Writing
from uncertain_compute.draws.sketches import Sketch

MOST_LEFT_OUT = 2**12
"""The most draws that are left out before NumPy evaluates them."""

NOTHING = np.empty((0, 0))


class _Chain(NamedTuple):
    """What a chain's draws are made of: points, and the uniform numbers of the columns that are given to the kernel."""

    points: Points
    uniforms: Mapping[str, Floats]


class KernelBlock:
    """Blocks of draws of a program."""

    def __init__(self, program: Program, streams: Streams, scrambles: Scrambles | None) -> None:
        """Take a program, the uniform numbers of each column, and what Sobol points are made of if they are these."""
        self.program, self.scrambles = program, scrambles
        self._stream_of, self._points_of = cache(streams), cache(self._points)

    def __call__(self, chains: range, first: int, last: int) -> Counted | Writing:
        """Return what writes the draws of some chains from a first one up to a last; or their counts."""
        own = [
            self._chain(points, chain, first, last)
            for chain, points in zip(chains, self._points_of(chains), strict=True)
        ]
        return self._counted(own, first, last) if self.program.counted else self._written(own, first, last)

    def _written(self, chains: Sequence[_Chain], first: int, last: int) -> Writing:
        def write(numbers: Floats, chain: int, draw: int) -> None:
            kept, nothing = numbers.reshape(len(numbers), -1), Windows(0, self.program.chunk)
            for index, own in enumerate(chains, chain):
                at = index * numbers.shape[2] + draw
                for draws, uniforms in self._drawn(own, (first, last), (kept, at), nothing):
                    kept[:, at + draws] = self._by_numpy(uniforms, len(draws))

        return Writing(write)

    def _counted(self, chains: Sequence[_Chain], first: int, last: int) -> Counted:
        rows = [*self.program.counted.values()]
        windows, found = Windows(len(rows), self.program.chunk), []
        left: list[tuple[list[Sketch], int, Mapping[str, Floats]]] = []
        for chain in chains:
            own = [Sketch() for _ in rows]
            for draws, uniforms in self._drawn(chain, (first, last), (NOTHING, 0), windows):
                left.append((own, len(draws), uniforms))
                if sum(count for _, count, _ in left) > MOST_LEFT_OUT:
                    self._count_left(left)
            for sketch, counted in zip(own, windows.finished(), strict=True):
                sketch.merge(counted)
            found.append(own)
        self._count_left(left)
        return Counted(zip(self.program.counted, map(list, zip(*found, strict=True)), strict=True))

    def _count_left(self, left: list[tuple[list[Sketch], int, Mapping[str, Floats]]]) -> None:
        """Count the draws that the kernel left out, evaluated together, and empty the list."""
        if not left:
            return
        ends = np.cumsum([count for _, count, _ in left])
        names = left[0][2]
        together = {name: np.concatenate([uniforms[name] for _, _, uniforms in left]) for name in names}
        values = self._by_numpy(together, int(ends[-1]))[[*self.program.counted.values()]]
        for (sketches, _, _), own in zip(left, np.split(values, ends[:-1], axis=1), strict=True):
            for sketch, numbers in zip(sketches, own, strict=True):
                sketch.add(np.ascontiguousarray(numbers))
        left.clear()

    def _drawn(
        self, chain: _Chain, span: tuple[int, int], kept: tuple[Floats, int], windows: Windows
    ) -> Iterator[tuple[Integers, dict[str, Floats]]]:
        """Draw a chain's block, and yield the draws that are left out with their uniform numbers.

        Parameters
        ----------
        kept
            Rows for the numbers that are kept, and where the block begins in them.
        """
        run, instructions, (first, last), (rows_kept, at) = compiled_run(), self.program.instructions, span, kept
        rows, most = rows_of(instructions, self.program.chunk), max(MOST_LEFT_OUT, self.program.chunk)
        left = LeftOut(np.empty(most, dtype=np.int64), np.empty((len(self.program.columns), most)))
        now = first
        while now < last:
            draws = (first, now, last)
            now, count, beyond = run(instructions, rows, chain.points, draws, rows_kept, at, windows.counts, left)
            windows.take(beyond)
            if count:
                out = left.draws[:count].copy()
                own = zip(self.program.columns, left.uniforms[:, :count].copy(), strict=True)
                yield out, {name: one[out] for name, one in chain.uniforms.items()} | dict(own)

    def _points(self, chains: range) -> list[Points]:
        """Return what the kernel makes points of, in each of some chains."""
        columns, length = self.program.columns, self.program.chunk
        directions = np.empty((len(chains), len(columns), SOBOL_BITS), np.uint32)
        shifts = np.empty((len(chains), len(columns)), np.uint32)
        if self.scrambles is not None and columns:
            by_column = self.scrambles(columns, tuple(chains), SOBOL_BITS)
            directions, shifts = (np.swapaxes(one, 0, 1).copy() for one in by_column)
        patterns = np.zeros((len(chains), len(columns), length), np.uint32)
        for bit in range(length.bit_length() - 1):
            patterns[..., 1 << bit : 2 << bit] = patterns[..., : 1 << bit] ^ directions[..., bit, None]
        return [Points(*own, NOTHING) for own in zip(patterns, directions, shifts, strict=True)]

    def _chain(self, points: Points, chain: int, first: int, last: int) -> _Chain:
        """Return what a chain's draws are made of, with what is given to the kernel."""
        given = self.program.given
        uniforms = {one.column: self._stream_of(one.column, (chain,))(first, last) for one in given}
        plan = self.program.plan.only_columns([one.column for one in given if one.is_drawn])
        values = draw_columns(plan, uniforms.__getitem__)
        rows = [values[one.column] if one.is_drawn else uniforms[one.column] for one in given]
        return _Chain(points._replace(given=np.array(rows).reshape(-1, last - first)), uniforms)

    def _by_numpy(self, uniforms: Mapping[str, Floats], count: int) -> Floats:
        """Return the numbers of draws that the kernel left out, evaluated by NumPy; shape (number, draw)."""
        plan = self.program.plan
        values = evaluate_columns(plan, draw_columns(plan, uniforms.__getitem__))
        rows = []
        for name, dims in self.program.kept.items():
            own = values[name].set_dims({**values[name].sizes, DRAW: count})  # type: ignore[no-untyped-call]
            rows.append(own.transpose(*dims, DRAW).values.reshape(-1, count))
        return np.concatenate(rows)


def rows_of(instructions: Instructions, chunk: int) -> Floats:
    """Return the rows of a chunk of draws, of which some hold one number each.

    What lies beyond the last draw is known, too: how a chunk's exponentials are computed depends on all of its numbers.
    """
    rows = np.ones((instructions.rows, chunk))
    rows[: len(instructions.numbers)] = instructions.numbers[:, None]
    return rows
