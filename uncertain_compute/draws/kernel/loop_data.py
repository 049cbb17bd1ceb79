"""What goes into the kernel's loop and what comes out of it: arrays by name."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from uncertain_compute.arrays import Floats, Integers


class Instructions(NamedTuple):
    """A program: what is done to which rows.

    Attributes
    ----------
    steps
        Of each instruction its code, three arguments and the row of its result; shape (instruction, 5).
    rows
        How many rows there are.
    numbers
        The numbers of the first rows, which hold one number in all draws.
    tables
        The constant, linear and square term of each cell of all tables of quantiles, and whether it is inaccurate.
    cells
        Of each table its first cell, the shift that gives a cell, the first cell's key, and the cells of a side.
    lookups, ends
        The points and values of all tables that equations or discrete beliefs have, one after another; and of each its
        first point, its first value, and how many points it has.
    """

    steps: Integers
    rows: int
    numbers: Floats
    tables: Floats
    cells: Integers
    lookups: Floats
    ends: Integers


class Points(NamedTuple):
    """Sobol points of some columns in one chain, and numbers that are given.

    Attributes
    ----------
    patterns
        The points of a first chunk, without the shift; shape (column, draw).
    directions, shift
        The scrambled direction numbers and the shift of each column.
    given
        Numbers of all draws, from elsewhere; shape (row, draw).
    """

    patterns: NDArray[np.uint32]
    directions: NDArray[np.uint32]
    shift: NDArray[np.uint32]
    given: Floats


class BinCounts(NamedTuple):
    """Counts of numbers in bins, see `uncertain_compute.draws.sketches`.

    Attributes
    ----------
    tally
        The counts in all windows, one after another.
    windows
        Of the positive and then the negative numbers of each counter: the first bin, how many there are, and where
        their counts begin.
    single
        The counts of zero and of never; shape (2, counter).
    values, whose
        Numbers outside the windows, and their counters.
    """

    tally: NDArray[np.uint32]
    windows: Integers
    single: Integers
    values: Floats
    whose: Integers


class LeftOut(NamedTuple):
    """Draws that the kernel leaves out: their indices, and the uniform numbers of its columns."""

    draws: Integers
    uniforms: Floats
