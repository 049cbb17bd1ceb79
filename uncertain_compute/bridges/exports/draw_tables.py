"""A run's draws as tables: a row for each draw, a column for each address."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset

from uncertain_compute.analysis.reading import Reading
from uncertain_compute.arrays import Floats
from uncertain_compute.draws.blocks import DRAW
from uncertain_compute.draws.recorders import CHAIN, columns_in
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.files.csv_cells import inert

if TYPE_CHECKING:
    import pandas as pd


def drawn_of(reading: Reading) -> Dataset:
    """Return the draws of the group that a reading reports.

    Raises
    ------
    UncertainComputeError
        If the run kept none.
    """
    if reading.group not in reading.run.children:
        raise UncertainComputeError("export: the run kept no draws; draw it with keep=draws")
    return reading.run[reading.group].to_dataset()


def draw_columns(reading: Reading) -> dict[str, Floats]:
    """Return the draws of each assumption and target by address; float[chain, draw]."""
    drawn = drawn_of(reading)
    names = [str(name) for name, values in drawn.data_vars.items() if {CHAIN, DRAW} <= {*values.dims}]
    return {column: draws for name in names for column, draws in columns_in(drawn, name).items()}


def draw_tables(reading: Reading) -> "Iterator[pd.DataFrame]":
    """Yield the draws of one chain after another, so that only one table is in memory."""
    import pandas as pd

    drawn, columns = drawn_of(reading), draw_columns(reading)
    for at, chain in enumerate(drawn[CHAIN].to_numpy()):
        numbers = {CHAIN: np.full(drawn.sizes[DRAW], chain), DRAW: drawn[DRAW].to_numpy()}
        yield pd.DataFrame(numbers | {column: draws[at] for column, draws in columns.items()})


def write_csv(reading: Reading, path: Path) -> list[str]:
    """Write the draws as CSV, each number with all of its digits; nothing is left out."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for at, table in enumerate(draw_tables(reading)):
            table.rename(columns=inert).to_csv(file, index=False, header=at == 0, lineterminator="\n")
    return []
