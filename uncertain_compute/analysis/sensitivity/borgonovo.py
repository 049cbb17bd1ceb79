"""Borgonovo's delta from draws: how far knowing an assumption moves the whole density of a quantity.

Source: Borgonovo 2007, "A new uncertainty importance measure", Reliability Engineering & System Safety 92; from given
data as in Plischke, Borgonovo & Smith 2013, European Journal of Operational Research 226: kernel densities in slices
of the assumption, without those slices that a Kolmogorov-Smirnov test cannot tell from the whole.
"""

from collections.abc import Mapping, Sequence
from math import prod

import numpy as np
from scipy.special import ndtri

from uncertain_compute.analysis.sensitivity.slices import Slices, merged
from uncertain_compute.analysis.summary.monte_carlo.jackknife import Estimate, leave_out_each, of_left_out
from uncertain_compute.arrays import Floats, Integers

FURTHEST, CELLS = 4.5, 128
"""Grid of normal scores on which densities are evaluated."""

WIDTH = 2 * FURTHEST / CELLS
MIDDLES = WIDTH * (np.arange(CELLS) + 0.5) - FURTHEST

MOST_SLICES = 16
SILVERMAN = 0.9
CRITICAL = 1.358
"""Kolmogorov's distance at the level of 5%, times the square root of the number of draws."""


def deltas(ranks: Sequence[Floats], assumptions: Mapping[str, Floats]) -> Estimate:
    """Return delta of each quantity and assumption, between 0 and 1; shape (quantity, assumption).

    It is computed on the quantity's normal scores, as no increasing function of the quantity changes it. The interval
    covers the noise of the draws, and what slices and kernels hide: at most what slices of twice the width and kernels
    of twice the bandwidth hide more. It does not hold what slices add that a test cannot tell from the whole and that
    are left out: about 0.002 at 65,536 draws.

    Parameters
    ----------
    ranks
        Each quantity's `centred_ranks`; shape (chain, draw).
    assumptions
        Draws of shape (chain, draw).
    """
    size = ranks[0].size
    slices = [Slices.of(draws, MOST_SLICES) for draws in assumptions.values()]
    small = np.min_scalar_type(MOST_SLICES * len(ranks[0]) * CELLS)
    first_cells = [one.rows.astype(small) * small.type(CELLS) for one in slices]
    cell_of_rank = _cells_of_half_ranks(size).astype(small)
    cells = [cell_of_rank[(2.0 * one).astype(np.int64).ravel() + size - 1] for one in ranks]
    different = {one.tobytes(): one for one in cells}  # multiples of one quantity are in the same cells
    found = [_with_and_without(*one, [*different.values()]) for one in zip(slices, first_cells, strict=True)]
    index_of = {same: index for index, same in enumerate(different)}
    indices = [index_of[one.tobytes()] for one in cells]
    (value, *without), coarse = (np.stack(part, axis=-1)[..., indices, :] for part in zip(*found, strict=True))
    return Estimate(value, np.hypot(of_left_out(value, np.array(without)).half_width, value - coarse))


def _cells_of_half_ranks(size: int) -> Integers:
    """Return the cell of the normal score of each rank, 1, 1.5, 2, ...; ties have the mean of their ranks."""
    scores = ndtri((np.arange(2, 2 * size + 1) - 1) / (2 * size))
    return np.clip(((scores + FURTHEST) / WIDTH).astype(np.int64), 0, CELLS - 1)


def _with_and_without(slices: Slices, first_cells: Integers, cells: Sequence[Integers]) -> tuple[Floats, Floats]:
    """Return delta of all draws and without each chain, of shape (1 + chain, quantity), and a coarser one (quantity,).

    The coarser one has kernels of twice the bandwidth, and slices of twice the width if they have a width.

    Parameters
    ----------
    first_cells
        The number of the first cell of each draw's slice and chain, among those of all; shape (chain * draw,).
    cells
        The cell of each draw; shape (quantity, chain * draw).
    """
    chains = len(slices.slice_of)
    shape = (chains, 1, slices.count, CELLS)
    up_to = np.empty((1 + chains, *shape[1:]))
    up_to_of_all = np.empty((1, len(cells), *shape[2:]))
    found = np.empty((1 + chains, len(cells)))
    for index, own in enumerate(cells):
        counts = np.bincount(first_cells + own, minlength=prod(shape)).reshape(shape)
        up_to[1:] = np.cumsum(counts, axis=-1)
        leave_out_each(up_to)
        up_to_of_all[0, index] = up_to[0, 0]
        found[:, index] = _deltas(up_to, chains, 1.0)[:, 0]
    coarser = merged(up_to_of_all[0], 0, 2)[None] if slices.wide else up_to_of_all
    return found, _deltas(coarser, chains, 2.0)[0]


def _deltas(up_to: Floats, chains: int, wider: float) -> Floats:
    """Return delta of all draws, and of those without each chain; shape (1 + chain, quantity).

    Only those slices are smoothed that are told from the whole.

    Parameters
    ----------
    up_to
        Number of draws up to the end of each cell; shape (1 + chain, quantity, slice, cell), or (1, ...) for all draws
        alone.
    wider
        How many times Silverman's bandwidth the kernels have.
    """
    number, of_all = np.maximum(up_to[..., -1], 1.0), up_to.sum(axis=2)
    total = of_all[..., -1:]
    apart = up_to / number[..., None]
    apart -= (of_all / total)[..., None, :]
    as_if_all = np.full((len(up_to), 1, 1), (chains - 1) / chains)
    as_if_all[0] = 1.0
    told_apart = np.abs(apart).max(axis=-1) > CRITICAL * np.sqrt(as_if_all * (1.0 / number - 1.0 / total))
    quantity, some = np.nonzero(told_apart.any(axis=0))
    found = np.zeros((len(up_to), up_to.shape[1]))
    if len(some):
        differences, counts = (_differences(one) for one in (apart[:, quantity, some], up_to[0, quantity, some]))
        smoothed = np.abs(_smoothed(differences, counts, wider)).sum(axis=-1)
        np.add.at(found.T, quantity, ((number * told_apart)[:, quantity, some] * 0.5 * smoothed).T)
    return np.asarray(found / total[..., 0])


def _differences(up_to: Floats) -> Floats:
    """Return the differences between neighbouring cells, of numbers that are overwritten."""
    up_to[..., 1:] -= up_to[..., :-1]
    return up_to


def _smoothed(differences: Floats, counts: Floats, wider: float) -> Floats:
    """Return differences of shape (..., slice, cell), smoothed by each slice's Gaussian kernel.

    Its bandwidth follows from the slice's counts of all draws, of shape (slice, cell). They are folded by Fourier
    transforms, with as many empty cells beyond the last as there are cells.
    """
    number = counts.sum(axis=1)
    mean = counts @ MIDDLES / number
    spread = np.sqrt(np.maximum(counts @ MIDDLES**2 / number - mean**2, WIDTH**2))
    bandwidth = wider * SILVERMAN * spread * number**-0.2
    falling = np.exp(-0.5 * (WIDTH * np.arange(CELLS) / bandwidth[:, None]) ** 2)
    up_to = np.cumsum(falling, axis=1)
    inside = up_to + up_to[:, ::-1] - 1.0
    around = np.concatenate([falling, np.zeros((len(falling), 1)), falling[:, :0:-1]], axis=1)
    waves = np.fft.rfft(differences / inside, 2 * CELLS)
    waves *= np.fft.rfft(around).real
    return np.asarray(np.fft.irfft(waves, 2 * CELLS)[..., :CELLS])
