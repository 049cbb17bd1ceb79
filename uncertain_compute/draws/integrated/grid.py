"""Distributions of logarithms as masses on an even grid, which a normal distribution around each point smooths."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil
from typing import NamedTuple

import numpy as np

from uncertain_compute.arrays import Floats, pieces
from uncertain_compute.priors.distributions import Distribution

STEPS = 32
"""Steps of the grid in one sigma of the normal distribution around each point."""

MOST_STEPS = 2**14
"""The most steps of a grid; with more, the normal distributions are so narrow that draws are as good."""

SAME = 1e-6
"""Numbers that differ by less than this part of a step count as one."""

NODES, FAR = 1024, 2.9
"""Number of nodes of an integral over probabilities, and the range of its variable, beyond which lie 5e-13 of them."""


ROUNDING = 1e-16
"""The largest mass that may be nothing but the rounding of a Fourier transform."""


class Masses(NamedTuple):
    """Masses at the points of a grid.

    Attributes
    ----------
    start
        The first point.
    masses
        The mass at each point; shape (row, point), where the masses of a row add up to one.
    added
        What the grid added to the variance.
    """

    start: float
    masses: Floats
    added: float


@dataclass(frozen=True)
class Spread:
    """The distribution of the logarithm of a product, as masses at points that are a step apart; see `Masses`."""

    start: float
    masses: Floats = field(compare=False)
    added: float


class Nodes(NamedTuple):
    """Positive numbers that represent a distribution, with their weights."""

    logarithms: Floats
    weights: Floats


def on_grid(logarithms: Floats, weights: Floats, step: float) -> Masses | None:
    """Return the masses of weighted numbers on a grid; None if they are too far apart for it.

    A weight is shared by the three points nearest to its number, as a quadratic B-spline does: the mean stays, and a
    quarter of the square of a step is added to the variance, wherever the number lies.

    Parameters
    ----------
    logarithms
        Shape (row, number).
    weights
        Broadcast to that shape; those of a row add up to one.
    """
    low, high = float(logarithms.min()), float(logarithms.max())
    rows = len(logarithms)
    if high - low < SAME * step:
        return Masses(low, np.ones((rows, 1)), 0.0)
    if high - low > MOST_STEPS * step:
        return None
    length = ceil((high - low) / step + 1.0) + 2
    parts, shares = np.zeros((3, rows * length)), np.broadcast_to(weights, logarithms.shape)
    for piece in pieces(logarithms.shape[1], rows):
        _share_out(parts, (logarithms[:, piece] - low) / step + 1.0, shares[:, piece])
    return Masses(low - step, parts.reshape(3, rows, length).sum(axis=0), 0.25 * step**2)


def _share_out(parts: Floats, positions: Floats, weights: Floats) -> None:
    """Add weights at positions on a grid to those of the points before, at and after the nearest one.

    Parameters
    ----------
    parts
        Shape (3, row * point).
    positions, weights
        Shape (row, number).
    """
    nearest = np.rint(positions)
    off = positions - nearest
    starts = np.arange(0, parts.shape[1], parts.shape[1] // len(positions))
    first = (nearest.astype(np.int64) + (starts - 1)[:, None]).ravel()
    for beside, share in enumerate((0.5 * (off - 0.5) ** 2, 0.75 - off**2, 0.5 * (off + 0.5) ** 2)):
        np.add.at(parts[beside, beside:], first, (weights * share).ravel())


@lru_cache(maxsize=256)
def nodes_of(distribution: Distribution) -> Nodes:
    """Return numbers that represent a distribution of positive numbers.

    They are its values if it has only some; else quantiles at the nodes of tanh-sinh quadrature, which lie densely at
    both ends (Takahasi & Mori 1974, "Double exponential formulas for numerical integration").
    """
    if atoms := distribution.atoms:
        return Nodes(np.log([*atoms]), np.array([*atoms.values()]))
    along = np.linspace(-FAR, FAR, NODES)
    logit = np.pi * np.sinh(along)
    weights = np.cosh(along) / np.cosh(0.5 * logit) ** 2
    return Nodes(np.log(distribution.from_uniform(1.0 / (1.0 + np.exp(-logit)))), weights / weights.sum())


def spread_of(factors: Sequence[tuple[Nodes, float]], sigma: float) -> Spread | None:
    """Return the distribution of the logarithm of a product of independent powers; None if it is too wide for a grid.

    Parameters
    ----------
    factors
        The numbers that represent each, with its power.
    sigma
        The standard deviation of the normal distribution around each point.
    """
    step = sigma / STEPS
    grids = [on_grid(power * nodes.logarithms[None], nodes.weights, step) for nodes, power in factors]
    known = [one for one in grids if one is not None]
    if len(known) < len(grids) or sum(one.masses.shape[1] for one in known) > MOST_STEPS:
        return None
    (masses,) = convolved([one.masses for one in known])
    held = np.flatnonzero(masses)
    start = sum(one.start for one in known) + step * int(held[0])
    return Spread(start, masses[held[0] : held[-1] + 1], sum(one.added for one in known))


def convolved(parts: Sequence[Floats]) -> Floats:
    """Return the convolution of masses along their last axis, by Fourier transforms; broadcast along the first.

    Masses that are no larger than its rounding are zero.
    """
    length = 1 + sum(part.shape[-1] - 1 for part in parts)
    size = 1 << (length - 1).bit_length()
    together = np.prod(np.broadcast_arrays(*(np.fft.rfft(part, size) for part in parts)), axis=0)
    masses = np.fft.irfft(together, size)[..., :length]
    kept = np.where(masses > ROUNDING, masses, 0.0)
    return np.asarray(kept / kept.sum(axis=-1, keepdims=True))
