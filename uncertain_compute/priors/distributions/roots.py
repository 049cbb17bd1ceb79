"""Zeros of many functions at once, each between two ends."""

from collections.abc import Callable

import numpy as np

from uncertain_compute.arrays import Floats

SMALLEST = np.finfo(float).smallest_normal
PRECISION = 4 * np.finfo(float).eps
MOST_STEPS = 2046
"""As many halvings lead from the largest float to the smallest."""

type Excess = Callable[[Floats, Floats], Floats]
"""A function of x, and of what is wanted of it; its sign changes once."""


def zeros(excess: Excess, ends: tuple[Floats, Floats], wanted: Floats) -> Floats:
    """Return the x at which a function is zero, for each number that is wanted; NaN where its ends have one sign.

    Steps and results are those of `scipy.optimize.elementwise.find_root`, bit by bit, in about half of its time: it
    also takes arrays of other libraries. Source: Chandrupatla 1997, "A new hybrid quadratic/bisection
    algorithm for finding the zero of a nonlinear function without using derivatives", Advances in Engineering Software
    28.

    Parameters
    ----------
    ends
        Two numbers, for each of what is wanted; shape (n,).
    """
    low, high = ends
    at_high = excess(high, wanted)
    x, f = np.array([low, high, high]), np.array([excess(low, wanted), at_high, at_high])
    found, active = np.full(low.shape, np.nan), np.arange(low.size)
    for _ in range(MOST_STEPS):
        last, other = np.abs(f[0]), np.abs(f[1])
        best = np.where(last < other, x[0], x[1])
        width, tolerance = np.abs(x[1] - x[0]), np.abs(best) * PRECISION + 4 * SMALLEST
        met = (np.minimum(last, other) <= SMALLEST) | (width < tolerance)
        going = ~met & np.isfinite(width) & (np.sign(f[0]) != np.sign(f[1]))
        if not going.all():
            found[active[met]] = best[met]
            active, wanted, width, tolerance = active[going], wanted[going], width[going], tolerance[going]
            x, f = x[:, going], f[:, going]
        if not active.size:
            break
        least = 0.5 * tolerance / width
        tried = x[0] + np.clip(_part(x, f), least, 1 - least) * (x[1] - x[0])
        value = excess(tried, wanted)
        same_side = np.sign(value) == np.sign(f[0])
        x, f = (
            np.array([new, np.where(same_side, old[1], old[0]), np.where(same_side, old[0], old[1])])
            for new, old in ((tried, x), (value, f))
        )
    return found


def _part(x: Floats, f: Floats) -> Floats:
    """Return which part of the way to the other end is tried next: a quadratic's zero where one fits, else a half.

    Parameters
    ----------
    x, f
        The last number that was tried, the other end, and the end before, with the function's values; shape (3, n).
    """
    with np.errstate(all="ignore"):
        xi, phi = (x[0] - x[1]) / (x[2] - x[1]), (f[0] - f[1]) / (f[2] - f[1])
        alpha = (x[2] - x[0]) / (x[1] - x[0])
        quadratic = f[0] / (f[0] - f[1]) * f[2] / (f[2] - f[1]) - alpha * f[0] / (f[2] - f[0]) * f[1] / (f[1] - f[2])
        return np.where((1 - np.sqrt(1 - xi) < phi) & (phi < np.sqrt(xi)), quadratic, 0.5)
