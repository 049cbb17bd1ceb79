"""The fleet as one loop that is written by hand for it, in Numba: what the kernel is compared with."""

from typing import Any

import numba
import numpy as np
from fleet_model import DISTRIBUTIONS, EQUATIONS, LEVELS, OUTPUTS
from numpy.typing import NDArray
from tool_engine import fleet_study

from uncertain_compute.draws.directions import direction_numbers

type Floats = NDArray[np.float64]
type Counts = NDArray[np.int64]

CELLS, CHAINS = 2**12, 16
SHIFT, BINS = 39, 2**24
"""A bin's numbers have the same highest bits, as in the engine's sketches; numbers up to 2^1024 have so many bins."""

COMPILED = {function.__name__: numba.njit(function) for function in EQUATIONS}
sample_frames, train_flop, train_gpu_months = (COMPILED[name] for name in ("sample_frames", "train_flop", OUTPUTS[0]))
minute_flop, minutes_per_gpu_hour = COMPILED["minute_flop"], COMPILED[OUTPUTS[1]]
mean_gpus, peak_gpus = COMPILED[OUTPUTS[2]], COMPILED[OUTPUTS[3]]


@numba.njit(error_model="numpy")
def loop(tables: Floats, directions: Any, words: Any, draws: int, counts: Counts) -> None:
    """Draw Sobol points in Gray's order, look up quantiles, evaluate the equations, and count the outputs."""
    v = np.empty(len(words))
    for draw in range(1, draws + 1):
        bit, rest = 0, draw
        while rest & 1 == 0:
            bit, rest = bit + 1, rest >> 1
        for column in range(len(words)):
            words[column] ^= directions[column, bit]
            place = (float(words[column]) + 0.5) * 2.0**-32 * CELLS
            cell = int(place)
            low = tables[column, cell]
            v[column] = low + (place - cell) * (tables[column, cell + 1] - low)
        training = train_flop(v[0], v[1], v[2], sample_frames(v[4], v[3]))
        minutes = minutes_per_gpu_hour(v[6], minute_flop(v[7], v[1], v[8], v[9], v[10]))
        mean = mean_gpus(v[11], minutes)
        found = (train_gpu_months(training, v[6], v[5]), minutes, mean, peak_gpus(mean, v[12], v[13], v[14]))
        for output in range(4):
            counts[output, np.float64(found[output]).view(np.int64) >> SHIFT] += 1


def quantiles(seed: int, draws: int) -> list[list[float]]:
    """Return the quantiles at LEVELS of each output."""
    study, generator = fleet_study(), np.random.default_rng(seed)
    edges = np.clip(np.arange(CELLS + 1) / CELLS, 0.1 / CELLS, 1.0 - 0.1 / CELLS)
    tables = np.array([study.columns[name].ppf(edges) for name in DISTRIBUTIONS])
    counts = np.zeros((len(OUTPUTS), BINS), dtype=np.int64)
    for _ in range(CHAINS):
        words = generator.integers(0, 2**32, len(tables), dtype=np.uint32)
        loop(tables, direction_numbers(len(tables)), words, draws // CHAINS, counts)
    return [_quantiles_of(own) for own in counts]


def _quantiles_of(counts: Counts) -> list[float]:
    filled = np.flatnonzero(counts)
    places = np.searchsorted(np.cumsum(counts[filled]), np.array(LEVELS) * counts.sum())
    found: list[float] = ((filled[places] << SHIFT).view(np.float64) * (1.0 + 2.0**-14)).tolist()
    return found
