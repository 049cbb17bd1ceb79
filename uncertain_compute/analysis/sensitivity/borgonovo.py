"""Borgonovo's delta from draws: how far knowing an assumption moves the whole density of a quantity.

Source: Borgonovo 2007, "A new uncertainty importance measure", Reliability Engineering & System Safety 92; from given
data as in Plischke, Borgonovo & Smith 2013, European Journal of Operational Research 226: kernel densities in slices
of the assumption, without those slices that a Kolmogorov-Smirnov test cannot tell from the whole.
"""

from collections.abc import Mapping
from functools import partial

import numpy as np
from scipy.special import ndtri

from uncertain_compute.analysis.sensitivity.jackknife import Estimate, jackknife
from uncertain_compute.analysis.sensitivity.slices import Slices, merged
from uncertain_compute.arrays import Floats

FURTHEST, CELLS = 4.5, 128
"""Grid of normal scores on which densities are evaluated."""

MOST_SLICES = 16
SILVERMAN = 0.9
CRITICAL = 1.358
"""Kolmogorov's distance at the level of 5%, times the square root of the number of draws."""


def delta(quantity: Floats, assumptions: Mapping[str, Floats]) -> Estimate:
    """Return delta of each assumption, between 0 and 1; shape (assumption,).

    It is computed on the quantity's normal scores, as no increasing function of the quantity changes it. The interval
    covers the noise of the draws, and what slices and kernels hide: at most what slices of twice the width and kernels
    of twice the bandwidth hide more. It does not hold what slices add that a test cannot tell from the whole and that
    are left out: about 0.002 at 65,536 draws.

    Parameters
    ----------
    quantity, assumptions
        Draws of shape (chain, draw).
    """
    from scipy.stats import rankdata

    scores = ndtri((rankdata(quantity.ravel()).reshape(quantity.shape) - 0.5) / quantity.size)
    width = 2 * FURTHEST / CELLS
    middles = np.asarray(width * (np.arange(CELLS) + 0.5) - FURTHEST, dtype=float)
    cells = np.clip(((scores + FURTHEST) / width).astype(np.int64), 0, CELLS - 1)
    found = []
    for draws in assumptions.values():
        slices = Slices.of(draws, MOST_SLICES)
        fine = slices.sums_by_cell(cells, CELLS)
        coarse = merged(fine, 0, 2) if slices.wide else fine
        value, noise = _jackknifed(fine, middles)
        found.append(Estimate(value, np.hypot(noise, value - _jackknifed(coarse, middles, wider=2.0).value)))
    return Estimate(*(np.array(part) for part in zip(*found, strict=True)))


def _jackknifed(counts: Floats, middles: Floats, wider: float = 1.0) -> Estimate:
    kernels = _kernels(counts.sum(axis=0), middles, wider)
    return jackknife(counts, partial(_deltas, kernels=kernels, chains=len(counts)))


def _kernels(counts: Floats, middles: Floats, wider: float) -> Floats:
    """Return each slice's Gaussian kernel, with so many times Silverman's bandwidth; shape (slice, cell, cell)."""
    number = np.maximum(counts.sum(axis=1), 1.0)
    mean = counts @ middles / number
    spread = np.sqrt(np.maximum(counts @ middles**2 / number - mean**2, (middles[1] - middles[0]) ** 2))
    bandwidth = wider * SILVERMAN * spread * number**-0.2
    kernels = np.exp(-0.5 * ((middles[:, None] - middles) / bandwidth[:, None, None]) ** 2)
    return np.asarray(kernels / kernels.sum(axis=1, keepdims=True))


def _deltas(counts: Floats, kernels: Floats, chains: int) -> Floats:
    """Return delta for counts of an average chain, of shape (..., slice, cell)."""
    number = chains * counts.sum(axis=-1)
    total = number.sum(axis=-1, keepdims=True)
    share = chains * counts / np.maximum(number, 1.0)[..., None]
    differences = share - chains * counts.sum(axis=-2, keepdims=True) / total[..., None]
    distance = np.abs(np.cumsum(differences, axis=-1)).max(axis=-1)
    told_apart = distance > CRITICAL * np.sqrt(1.0 / np.maximum(number, 1.0) - 1.0 / total)
    smoothed = np.einsum("kij,...kj->...ki", kernels, differences, optimize=True)
    return np.asarray((number * told_apart * 0.5 * np.abs(smoothed).sum(axis=-1)).sum(axis=-1) / total[..., 0])
