"""The kernel density of points, with the bandwidth that ArviZ chooses, but without the libraries that it imports."""

from functools import cache
from math import ceil, factorial, inf, pi, sqrt

import numpy as np

from uncertain_compute.arrays import Floats

CELLS = 512
"""Cells of equal width between the smallest and the largest point."""

MIRRORED = CELLS // 5
"""Cells at each end that are continued as their mirror image."""

TIMES = (0.0, 0.01)
"""Between these the squared bandwidth is looked for, in squared widths of all points."""

HALVINGS = 40
DERIVATIVES = 7
"""The order of the first derivative whose norm is estimated."""

WAVES = np.arange(1.0, CELLS - 1)


def kernel_density(points: Floats) -> tuple[Floats, Floats]:
    """Return the kernel density of points that differ: coordinates and heights.

    The bandwidth is the mean of Silverman's rule and of the improved one of Sheather and Jones.

    References
    ----------
    - Botev, Grotowski & Kroese 2010, Kernel density estimation via diffusion, Annals of Statistics 38 (5), 2916.
    """
    counts, edges = np.histogram(points, CELLS)
    width = edges[1] - edges[0]
    rule = _rule_of_thumb(points)
    bandwidth = (rule + _improved(counts / len(points), len(points), np.ptp(points), rule)) / 2 / width
    reach = ceil(4 * bandwidth)
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / bandwidth) ** 2)
    whole = np.concatenate([counts[MIRRORED - 1 :: -1], counts, counts[: -MIRRORED - 1 : -1]])
    height = np.convolve(whole, kernel, "same")[MIRRORED : MIRRORED + CELLS]
    return (edges[1:] + edges[:-1]) / 2, height / (height.sum() * width)


def _rule_of_thumb(points: Floats) -> float:
    """Return Silverman's bandwidth, for points that are about normal."""
    low, high = np.quantile(points, [0.25, 0.75], method="hazen")
    return float(0.9 * min(points.std(), (high - low) / 1.34) * len(points) ** -0.2)


def _improved(shares: Floats, count: int, width: float, rule: float) -> float:
    """Return the improved bandwidth of Sheather and Jones; the rule of thumb's if there is none."""
    powers = (2 * _cosines() @ shares) ** 2
    low, high = TIMES
    rising = _excess(high, powers, count) > 0
    if rising == (_excess(low, powers, count) > 0):
        return rule
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if (_excess(middle, powers, count) > 0) == rising else (middle, high)
    return sqrt((low + high) / 2) * width


@cache
def _cosines() -> Floats:
    """Return the waves at the middles of the cells; shape (wave, cell)."""
    return np.asarray(np.cos(pi / CELLS * np.outer(WAVES, np.arange(CELLS) + 0.5)))


def _excess(time: float, powers: Floats, count: int) -> float:
    """Return by how much a squared bandwidth exceeds the one that is best for the density that it gives."""
    squares = WAVES**2
    norm = _norm(DERIVATIVES, time, squares, powers)
    for order in range(DERIVATIVES - 1, 1, -1):
        odd = factorial(2 * order) / (2**order * factorial(order))
        constant = (1 + 0.5 ** (order + 0.5)) / 3 * odd / sqrt(pi / 2)
        later = (constant / (count * norm)) ** (2 / (3 + 2 * order)) if norm else inf
        norm = _norm(order, later, squares, powers)
    return time - (2 * count * sqrt(pi) * norm) ** -0.4 if norm else -inf


def _norm(order: int, time: float, squares: Floats, powers: Floats) -> float:
    """Return the squared norm of a derivative of the density, smoothed for a time."""
    return float(0.5 * pi ** (2 * order) * np.sum(squares**order * powers * np.exp(-squares * pi**2 * time)))
