"""Draw blocks of a study by the kernel, and by NumPy what the kernel leaves out."""

from collections.abc import Mapping
from functools import cache

import numpy as np
from xarray import Variable

from uncertain_compute.arrays import Floats, Integers
from uncertain_compute.draws.blocks import DRAW, draw_columns, evaluate_columns
from uncertain_compute.draws.designs import Scrambles, Streams
from uncertain_compute.draws.directions import SOBOL_BITS
from uncertain_compute.draws.kernel.compiling import compiled_run
from uncertain_compute.draws.kernel.machine import Instructions, LeftOut, Points
from uncertain_compute.draws.kernel.program import Program

MOST_LEFT_OUT = 2**12
"""The most draws that are left out before NumPy evaluates them."""


class KernelBlock:
    """Blocks of draws of a program."""

    def __init__(self, program: Program, streams: Streams, scrambles: Scrambles | None) -> None:
        """Take a program, the uniform numbers of each column, and what Sobol points are made of if they are these."""
        self.program, self.scrambles = program, scrambles
        self._stream_of, self._points_of = cache(streams), cache(self._points)

    def __call__(self, chains: range, first: int, last: int) -> dict[str, Variable]:
        """Return the draws of some chains from a first one up to a last, one chain after another."""
        size = last - first
        sizes = {name: int(np.prod(shape)) for name, (_, shape) in self.program.kept.items()}
        kept = np.empty((sum(sizes.values()), len(chains) * size))
        for place, chain in enumerate(chains):
            self._draw(chain, first, last, kept, place * size)
        parts = np.split(kept, np.cumsum([*sizes.values()])[:-1])
        return {
            name: Variable((*dims, DRAW), part.reshape(*shape, -1))
            for part, (name, (dims, shape)) in zip(parts, self.program.kept.items(), strict=True)
        }

    def _draw(self, chain: int, first: int, last: int, kept: Floats, at: int) -> None:
        """Fill rows with the numbers that are kept of a chain's draws, from a place on."""
        run, instructions = compiled_run(), self.program.instructions
        rows = rows_of(instructions, self.program.chunk)
        uniforms = {one.column: self._stream_of(one.column, (chain,))(first, last) for one in self.program.given}
        points = self._points_of(chain)._replace(given=self._given(uniforms, last - first))
        most = max(MOST_LEFT_OUT, self.program.chunk)
        left = LeftOut(np.empty(most, dtype=np.int64), np.empty((len(self.program.columns), most)))
        now = first
        while now < last:
            now, count = run(instructions, rows, points, (first, now, last), kept, at, left)
            if count:
                draws = left.draws[:count]
                own = zip(self.program.columns, left.uniforms[:, :count], strict=True)
                self._fill_in(kept, at + draws, {name: one[draws] for name, one in uniforms.items()} | dict(own))

    def _points(self, chain: int) -> Points:
        """Return what the kernel makes a chain's points of."""
        columns, length = self.program.columns, self.program.chunk
        directions, shift = np.empty((len(columns), SOBOL_BITS), np.uint32), np.empty(len(columns), np.uint32)
        if self.scrambles is not None:
            for place, column in enumerate(columns):
                (directions[place],), (shift[place],) = self.scrambles(column, (chain,))
        patterns = np.zeros((len(columns), length), np.uint32)
        for bit in range(length.bit_length() - 1):
            patterns[:, 1 << bit : 2 << bit] = patterns[:, : 1 << bit] ^ directions[:, bit, None]
        return Points(patterns, directions, shift, np.empty((0, 0)))

    def _given(self, uniforms: Mapping[str, Floats], size: int) -> Floats:
        """Return the rows that the kernel is given."""
        drawn = [one.column for one in self.program.given if one.is_drawn]
        values = draw_columns(self.program.plan.only_columns(drawn), uniforms.__getitem__)
        rows = [values[one.column] if one.is_drawn else uniforms[one.column] for one in self.program.given]
        return np.array(rows).reshape(-1, size)

    def _fill_in(self, kept: Floats, draws: Integers, uniforms: Mapping[str, Floats]) -> None:
        """Evaluate by NumPy the draws that the kernel left out."""
        plan = self.program.plan
        values = evaluate_columns(plan, draw_columns(plan, uniforms.__getitem__))
        start = 0
        for name, (dims, _) in self.program.kept.items():
            value = values[name]
            own = value.set_dims({**value.sizes, DRAW: len(draws)})  # type: ignore[no-untyped-call]
            rows = own.transpose(*dims, DRAW).values.reshape(-1, len(draws))
            kept[start : start + len(rows), draws] = rows
            start += len(rows)


def rows_of(instructions: Instructions, chunk: int) -> Floats:
    """Return the rows of a chunk of draws, of which some hold one number each."""
    rows = np.empty((instructions.rows, chunk))
    rows[: len(instructions.numbers)] = instructions.numbers[:, None]
    return rows
