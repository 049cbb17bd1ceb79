"""The kernel's loop: a chunk of draws goes through all instructions, before the next chunk does.

A row holds one number of each draw of a chunk, so that all rows together stay in the processor's cache. The functions
are plain Python, which `uncertain_compute.draws.kernel.compiling` compiles. A draw for which a table has no quantile,
or of which a target cannot be kept, is left out for NumPy, with its uniform numbers.
"""

import numpy as np
from numpy.typing import NDArray

from uncertain_compute.arrays import Floats, Integers
from uncertain_compute.draws.kernel.arithmetic import arithmetic, comparisons, functions, powers, rounding, truths
from uncertain_compute.draws.kernel.codes import Code
from uncertain_compute.draws.kernel.loop_data import BinCounts, Instructions, LeftOut, Points
from uncertain_compute.draws.sketches import SHIFT
from uncertain_compute.priors.distributions.table import SMALLEST_TAIL
from uncertain_compute.priors.reading.config_key import LARGEST

SOBOL_STEP = 2.0**-32


def starts_of_chunk(points: Points, first: int, length: int, starts: NDArray[np.uint32]) -> None:
    """Find the word that a chunk's pattern is shifted by, for each column."""
    for column in range(len(starts)):
        word = points.shift[column]
        bit, beyond = 0, first
        while beyond:
            if beyond & 1 and first >> bit << bit >= length:
                word ^= points.directions[column, bit]
            beyond >>= 1
            bit += 1
        starts[column] = word


def quantiles(
    tables: Floats, cells: Integers, table: int, rows: Floats, x: int, out: int, indices: Integers, flags: Floats
) -> None:
    """Look up quantiles of uniform numbers, and flag the draws for which the table has none, see `InverseTable`.

    Cells are found for all draws first, in a loop that a processor does several draws of at once.
    """
    start, shift, first, count = cells[table, 0], cells[table, 1], cells[table, 2], cells[table, 3]
    below, above, beyond = start - first, start - first + count, 0
    for i in range(rows.shape[1]):
        uniform = rows[x, i]
        rest = 1.0 - uniform
        tail = uniform if uniform < rest else rest
        cell = np.float64(tail).view(np.int64) >> shift
        beyond |= cell - first
        indices[i] = (cell if cell > first else first) + (above if uniform >= 0.5 else below)
        rows[out, i] = tail
    for i in range(rows.shape[1]):
        index, tail = np.uint64(indices[i]), rows[out, i]
        rows[out, i] = (tables[index, 2] * tail + tables[index, 1]) * tail + tables[index, 0]
    if cells[table, 4]:
        for i in range(rows.shape[1]):
            flags[i] += tables[indices[i], 3]
    if beyond < 0:
        for i in range(rows.shape[1]):
            flags[i] += min(rows[x, i], 1.0 - rows[x, i]) < SMALLEST_TAIL


def index_of(lookups: Floats, first: int, count: int, x: float) -> int:
    """Return how many numbers of an ascending list are below one."""
    low, high = first, first + count
    while low < high:
        middle = (low + high) // 2
        if lookups[middle] < x:
            low = middle + 1
        else:
            high = middle
    return low - first


def looked_up(code: int, lookups: Floats, ends: Integers, lookup: int, rows: Floats, x: int, out: int) -> None:
    """Interpolate in a table of an equation, or choose one of several values."""
    at, gives, count = ends[lookup, 0], ends[lookup, 1], ends[lookup, 2]
    for i in range(rows.shape[1]):
        value = rows[x, i]
        index = index_of(lookups, at, count, value)
        found = value
        if code == Code.SEARCH:
            found = lookups[gives + index]
        elif index == count:
            found = lookups[gives + count - 1]
        elif index == 0 or lookups[at + index] == value:
            found = lookups[gives + index]
        elif not np.isnan(value):
            low, high = lookups[gives + index - 1], lookups[gives + index]
            before = lookups[at + index - 1]
            found = (high - low) / (lookups[at + index] - before) * (value - before) + low
        rows[out, i] = found


def check(rows: Floats, x: int, may_be_never: int, flags: Floats) -> None:
    """Flag the draws in which a target may not have its value, see `Plan.allows`."""
    for i in range(rows.shape[1]):
        flags[i] += 0.0 if abs(rows[x, i]) <= LARGEST else 1.0
    if may_be_never:
        for i in range(rows.shape[1]):
            flags[i] -= 1.0 if rows[x, i] == np.inf else 0.0


def any_flag(flags: Floats, size: int) -> bool:
    """Return whether one of the first draws of a chunk is flagged."""
    flagged = 0
    for i in range(size):
        flagged += 0 if flags[i] == 0.0 else 1
    return flagged > 0


def copy(given: Floats, x: int, start: int, size: int, taken: Floats, out: int, at: int) -> None:
    """Copy a part of a row to another."""
    for i in range(size):
        taken[out, at + i] = given[x, start + i]


def count_all(
    rows: Floats, x: int, counter: int, counts: BinCounts, flags: Floats, size: int, indices: Integers
) -> bool:
    """Count the numbers of a row in bins of positive numbers, if all of them are in these; return whether they are."""
    tally, windows = counts.tally, counts.windows
    first, length, start = windows[2 * counter, 0], windows[2 * counter, 1], windows[2 * counter, 2]
    others = 0
    for i in range(size):
        index = (np.float64(rows[x, i]).view(np.int64) >> SHIFT) - first
        indices[i] = start + index
        others += 0 if (0 <= index < length) & (flags[i] == 0.0) else 1
    if others:
        return False
    for i in range(size):
        tally[np.uint64(indices[i])] += 1
    return True


def count_row(rows: Floats, x: int, counter: int, counts: BinCounts, beyond: int, flags: Floats, size: int) -> int:
    """Count the numbers of a row in bins, and return how many are noted then because they are in none."""
    tally, windows, values, whose = counts.tally, counts.windows, counts.values, counts.whose
    first, length, start = windows[2 * counter, 0], windows[2 * counter, 1], windows[2 * counter, 2]
    of_negative = 2 * counter + 1
    zeros, never = 0, 0
    for i in range(size):
        value = rows[x, i]
        index = (np.float64(value).view(np.int64) >> SHIFT) - first
        if flags[i] != 0.0:
            continue
        if 0 <= index < length:
            tally[np.uint64(start + index)] += 1
        elif value == 0.0:
            zeros += 1
        elif value == np.inf:
            never += 1
        else:
            index = (np.float64(-value).view(np.int64) >> SHIFT) - windows[of_negative, 0]
            if value < 0.0 and 0 <= index < windows[of_negative, 1]:
                tally[np.uint64(windows[of_negative, 2] + index)] += 1
            else:
                values[beyond], whose[beyond] = value, counter
                beyond += 1
    counts.single[0, counter] += zeros
    counts.single[1, counter] += never
    return beyond


def choose(rows: Floats, x: int, y: int, z: int, out: int) -> None:
    """Take one number where a truth holds, and another where it does not."""
    for i in range(rows.shape[1]):
        one, other = rows[y, i], rows[z, i]
        rows[out, i] = one if rows[x, i] != 0.0 else other


def make_points(patterns: NDArray[np.uint32], column: int, start: int, rows: Floats, out: int) -> None:
    """Make a chunk's points of a column."""
    for i in range(rows.shape[1]):
        rows[out, i] = (float(patterns[column, i] ^ start) + 0.5) * SOBOL_STEP


def operate(code: int, rows: Floats, x: int, y: int, z: int, out: int) -> None:
    """Do what an equation does."""
    if code <= Code.MAXIMUM:
        arithmetic(code, rows, x, y, out)
    elif code <= Code.RINT:
        rounding(code, rows, x, out)
    elif code <= Code.NORMAL_CDF:
        functions(code, rows, x, out)
    elif code <= Code.FLOOR_DIVIDE:
        powers(code, rows, x, y, out)
    elif code <= Code.NOT_EQUAL:
        comparisons(code, rows, x, y, out)
    elif code <= Code.SIGN:
        truths(code, rows, x, y, out)
    else:
        choose(rows, x, y, z, out)


def leave_out(flags: Floats, done: int, points: Points, starts: NDArray[np.uint32], left: LeftOut, count: int) -> int:
    """Note the flagged draws of a chunk, and return how many are noted then."""
    for i in range(len(flags)):
        if flags[i] != 0.0:
            left.draws[count] = done + i
            for column in range(len(starts)):
                word = points.patterns[column, i] ^ starts[column]
                left.uniforms[column, count] = (float(word) + 0.5) * SOBOL_STEP
            count += 1
    return count


def run(
    program: Instructions,
    rows: Floats,
    points: Points,
    draws: tuple[int, int, int],
    kept: Floats,
    at: int,
    counts: BinCounts,
    left: LeftOut,
) -> tuple[int, int, int]:
    """Draw until all draws are done, or there is too little room for draws that are left out or not counted.

    Parameters
    ----------
    draws
        The first draw of the block, the one to begin with, and the last.
    kept
        Takes the numbers that are kept; shape (number, draw).
    at
        The index of the block's first draw in what is kept.
    counts
        Counts what is counted.
    left
        Takes the draws that are left out.

    Returns
    -------
    tuple
        The draw that is next, the number of draws that are left out, and that of numbers that are not counted.
    """
    first, now, last = draws
    steps, tables, cells, lookups, ends = program.steps, program.tables, program.cells, program.lookups, program.ends
    patterns, given, length = points.patterns, points.given, rows.shape[1]
    starts, flags, indices = np.empty(len(points.shift), np.uint32), np.empty(length), np.empty(length, np.int64)
    count, beyond, most = 0, 0, len(counts.values) - length * counts.single.shape[1]
    while now < last and count + length <= len(left.draws) and beyond <= most:
        starts_of_chunk(points, now, length, starts)
        flags[:] = 0.0
        done, size = now - first, min(length, last - now)
        for number in range(len(steps)):
            code, x, y, z, out = (
                steps[number, 0],
                steps[number, 1],
                steps[number, 2],
                steps[number, 3],
                steps[number, 4],
            )
            if code <= Code.WHERE:
                operate(code, rows, x, y, z, out)
            elif code == Code.POINT:
                make_points(patterns, x, starts[x], rows, out)
            elif code == Code.QUANTILE:
                quantiles(tables, cells, y, rows, x, out, indices, flags)
            elif code <= Code.SEARCH:
                looked_up(code, lookups, ends, y, rows, x, out)
            elif code == Code.GIVEN:
                copy(given, x, done, size, rows, out, 0)
            elif code == Code.CHECK:
                check(rows, x, y, flags)
            elif code == Code.KEEP:
                copy(rows, x, 0, size, kept, y, at + done)
            elif not count_all(rows, x, y, counts, flags, size, indices):
                beyond = count_row(rows, x, y, counts, beyond, flags, size)
        if any_flag(flags, size):
            count = leave_out(flags[:size], done, points, starts, left, count)
        now += size
    return now, count, beyond
