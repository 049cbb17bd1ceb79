"""Operations of equations on rows of draws, as loops that Numba compiles; in plain Python they give the same.

Truths are 1 and 0. Results are NumPy's, of numbers that are infinite or not a number, too.
"""

import math

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.draws.kernel.codes import Code

LOG2_OF_E = 1.4426950408889634
LN_2 = 6.93147180369123816490e-01
REST_OF_LN_2 = 1.90821492927058770002e-10
"""The logarithm of 2 in two parts, of which the first has zeros at its end; source: FreeBSD's e_exp.c."""

ROUNDER = 1.5 * 2.0**52
"""Added to a number and subtracted again, it rounds the number; before that, the lowest bits are the integer."""

LARGEST_FAST = 708.0
"""Up to this absolute value, the exponential is a normal float."""

SQRT_HALF = math.sqrt(0.5)
MANTISSA_BITS = 52
BITS_OF_ONE = 0x3FF0000000000000


def fast_exp(x: float) -> float:
    """Return the exponential of a number up to `LARGEST_FAST`, to a few units of the last digit.

    It is ``2^k exp(r)`` with r below half the logarithm of 2, where 13 terms of the series suffice.
    """
    shifted = x * LOG2_OF_E + ROUNDER
    k = shifted - ROUNDER
    r = (x - k * LN_2) - k * REST_OF_LN_2
    total = 1.0 / 6227020800.0
    total = total * r + 1.0 / 479001600.0
    total = total * r + 1.0 / 39916800.0
    total = total * r + 1.0 / 3628800.0
    total = total * r + 1.0 / 362880.0
    total = total * r + 1.0 / 40320.0
    total = total * r + 1.0 / 5040.0
    total = total * r + 1.0 / 720.0
    total = total * r + 1.0 / 120.0
    total = total * r + 1.0 / 24.0
    total = total * r + 1.0 / 6.0
    total = total * r + 0.5
    total = total * r + 1.0
    total = total * r + 1.0
    power = (np.float64(shifted).view(np.int64) << MANTISSA_BITS) + BITS_OF_ONE
    scaled: float = total * np.int64(power).view(np.float64)
    return scaled


def normal_cdf(x: float) -> float:
    """Return the standard normal probability of at most x, computed as scipy does."""
    score = x * SQRT_HALF
    if abs(score) < 1.0:
        return 0.5 + 0.5 * math.erf(score)
    beyond = 0.5 * math.erfc(abs(score))
    return 1.0 - beyond if score > 0.0 else beyond


def whole_parts(x: float, y: float) -> float:
    """Return how many times y is in x, as NumPy's ``floor_divide`` does."""
    if y == 0.0:
        return x / y
    rest = np.fmod(x, y)
    times = (x - rest) / y
    if rest != 0.0 and (y < 0.0) != (rest < 0.0):
        times -= 1.0
    if times == 0.0:
        return math.copysign(0.0, x / y)
    whole: float = np.floor(times)
    return whole + 1.0 if times - whole > 0.5 else whole


def exponential(rows: Floats, x: int, out: int) -> None:
    """Take the exponential of a row, in a fast way if all numbers allow it."""
    beyond = 0
    for i in range(rows.shape[1]):
        beyond += 0 if abs(rows[x, i]) <= LARGEST_FAST else 1
        rows[out, i] = fast_exp(rows[x, i])
    if beyond:
        for i in range(rows.shape[1]):
            rows[out, i] = np.exp(rows[x, i])


def arithmetic(code: int, rows: Floats, x: int, y: int, out: int) -> None:
    """Add, subtract, multiply, divide, or choose the lesser or greater."""
    if code == Code.ADD:
        for i in range(rows.shape[1]):
            rows[out, i] = rows[x, i] + rows[y, i]
    elif code == Code.SUBTRACT:
        for i in range(rows.shape[1]):
            rows[out, i] = rows[x, i] - rows[y, i]
    elif code == Code.MULTIPLY:
        for i in range(rows.shape[1]):
            rows[out, i] = rows[x, i] * rows[y, i]
    elif code == Code.DIVIDE:
        for i in range(rows.shape[1]):
            rows[out, i] = rows[x, i] / rows[y, i]
    elif code == Code.MINIMUM:
        for i in range(rows.shape[1]):
            rows[out, i] = rows[x, i] if rows[x, i] < rows[y, i] or rows[x, i] != rows[x, i] else rows[y, i]
    elif code == Code.MAXIMUM:
        for i in range(rows.shape[1]):
            rows[out, i] = rows[x, i] if rows[x, i] > rows[y, i] or rows[x, i] != rows[x, i] else rows[y, i]


def rounding(code: int, rows: Floats, x: int, out: int) -> None:
    """Change the sign, take the root, or round."""
    if code == Code.NEGATIVE:
        for i in range(rows.shape[1]):
            rows[out, i] = -rows[x, i]
    elif code == Code.ABSOLUTE:
        for i in range(rows.shape[1]):
            rows[out, i] = abs(rows[x, i])
    elif code == Code.SQRT:
        for i in range(rows.shape[1]):
            rows[out, i] = np.sqrt(rows[x, i])
    elif code == Code.FLOOR:
        for i in range(rows.shape[1]):
            rows[out, i] = np.floor(rows[x, i])
    elif code == Code.CEIL:
        for i in range(rows.shape[1]):
            rows[out, i] = np.ceil(rows[x, i])
    elif code == Code.RINT:
        for i in range(rows.shape[1]):
            rows[out, i] = np.rint(rows[x, i])


def functions(code: int, rows: Floats, x: int, out: int) -> None:
    """Take a logarithm, an exponential, or a function of an angle."""
    if code == Code.EXP:
        exponential(rows, x, out)
    elif code == Code.EXPM1:
        for i in range(rows.shape[1]):
            rows[out, i] = np.expm1(rows[x, i])
    elif code == Code.LOG:
        for i in range(rows.shape[1]):
            rows[out, i] = np.log(rows[x, i])
    elif code == Code.LOG1P:
        for i in range(rows.shape[1]):
            rows[out, i] = np.log1p(rows[x, i])
    elif code == Code.LOG2:
        for i in range(rows.shape[1]):
            rows[out, i] = np.log2(rows[x, i])
    elif code == Code.LOG10:
        for i in range(rows.shape[1]):
            rows[out, i] = np.log10(rows[x, i])
    elif code == Code.SIN:
        for i in range(rows.shape[1]):
            rows[out, i] = np.sin(rows[x, i])
    elif code == Code.COS:
        for i in range(rows.shape[1]):
            rows[out, i] = np.cos(rows[x, i])
    elif code == Code.TANH:
        for i in range(rows.shape[1]):
            rows[out, i] = np.tanh(rows[x, i])
    elif code == Code.NORMAL_CDF:
        for i in range(rows.shape[1]):
            rows[out, i] = normal_cdf(rows[x, i])


def powers(code: int, rows: Floats, x: int, y: int, out: int) -> None:
    """Take a power, or divide into whole parts and a rest."""
    if code == Code.POWER:
        for i in range(rows.shape[1]):
            rows[out, i] = np.power(rows[x, i], rows[y, i])
    elif code == Code.REMAINDER:
        for i in range(rows.shape[1]):
            rows[out, i] = np.remainder(rows[x, i], rows[y, i])
    elif code == Code.FLOOR_DIVIDE:
        for i in range(rows.shape[1]):
            rows[out, i] = whole_parts(rows[x, i], rows[y, i])


def comparisons(code: int, rows: Floats, x: int, y: int, out: int) -> None:
    """Compare two rows."""
    if code == Code.LESS:
        for i in range(rows.shape[1]):
            rows[out, i] = rows[x, i] < rows[y, i]
    elif code == Code.LESS_EQUAL:
        for i in range(rows.shape[1]):
            rows[out, i] = rows[x, i] <= rows[y, i]
    elif code == Code.GREATER:
        for i in range(rows.shape[1]):
            rows[out, i] = rows[x, i] > rows[y, i]
    elif code == Code.GREATER_EQUAL:
        for i in range(rows.shape[1]):
            rows[out, i] = rows[x, i] >= rows[y, i]
    elif code == Code.EQUAL:
        for i in range(rows.shape[1]):
            rows[out, i] = rows[x, i] == rows[y, i]
    elif code == Code.NOT_EQUAL:
        for i in range(rows.shape[1]):
            rows[out, i] = rows[x, i] != rows[y, i]


def truths(code: int, rows: Floats, x: int, y: int, out: int) -> None:
    """Combine truths, or ask whether numbers are finite or which sign they have."""
    if code == Code.LOGICAL_AND:
        for i in range(rows.shape[1]):
            rows[out, i] = (rows[x, i] != 0.0) & (rows[y, i] != 0.0)
    elif code == Code.LOGICAL_OR:
        for i in range(rows.shape[1]):
            rows[out, i] = (rows[x, i] != 0.0) | (rows[y, i] != 0.0)
    elif code == Code.LOGICAL_XOR:
        for i in range(rows.shape[1]):
            rows[out, i] = (rows[x, i] != 0.0) != (rows[y, i] != 0.0)
    elif code == Code.LOGICAL_NOT:
        for i in range(rows.shape[1]):
            rows[out, i] = rows[x, i] == 0.0
    elif code == Code.ISFINITE:
        for i in range(rows.shape[1]):
            rows[out, i] = abs(rows[x, i]) < np.inf
    elif code == Code.SIGN:
        for i in range(rows.shape[1]):
            rows[out, i] = np.copysign(1.0, rows[x, i]) if abs(rows[x, i]) > 0.0 else rows[x, i]
