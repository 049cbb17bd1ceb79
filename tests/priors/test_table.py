"""The tabulated inverse: accurate, rising, exact in the far tails, the same from both ends."""

import numpy as np
import pytest
from scipy.special import ndtri

from uncertain_compute.priors.table import CELL_BITS, CELLS, FIRST_CELL, SHIFT, SMALLEST_TAIL, Floats, InverseTable

EDGES = ((np.arange(CELLS + 1) + FIRST_CELL) << SHIFT).view(np.float64)
QUADRATIC = 4e-8
"""What three points per cell leave of a curve's third derivative, over the curve's own size."""

INVERSES = {
    "normal": (ndtri, lambda tail: -ndtri(tail)),
    "exponential": (lambda tail: -np.log1p(-tail), lambda tail: -np.log(tail)),
    "logistic": (lambda tail: np.log(tail) - np.log1p(-tail), lambda tail: np.log1p(-tail) - np.log(tail)),
    "uniform": (lambda tail: tail, lambda tail: 1.0 - tail),
}

each_inverse = pytest.mark.parametrize("name", INVERSES)


def grid() -> tuple[Floats, Floats]:
    tails = np.concatenate([np.geomspace(SMALLEST_TAIL, 0.5, 50_001)[:-1], EDGES[:-1]])
    return np.sort(tails), np.sort(1.0 - tails)


@each_inverse
def test_the_table_is_close_to_the_exact_inverse(name: str) -> None:
    lower, upper = INVERSES[name]
    table = InverseTable(lower, upper)
    below, above = grid()
    scale = upper(np.array([0.25]))[0] - lower(np.array([0.25]))[0]
    for uniform, wanted in ((below, lower(below)), (above, upper(1.0 - above))):
        assert np.all(np.abs(table(uniform) - wanted) <= QUADRATIC * (scale + np.abs(wanted)))


@each_inverse
def test_the_table_never_falls(name: str) -> None:
    uniform = np.unique(np.concatenate(grid()))
    assert np.all(np.diff(InverseTable(*INVERSES[name])(uniform)) > 0)


@each_inverse
def test_beyond_the_table_the_inverse_is_exact(name: str) -> None:
    lower, upper = INVERSES[name]
    table = InverseTable(lower, upper)
    tails = 2.0 ** -np.arange(23, 53)
    np.testing.assert_array_equal(table(tails), lower(tails))
    np.testing.assert_array_equal(table(1.0 - tails), upper(tails))


@each_inverse
def test_one_half_gives_the_median(name: str) -> None:
    lower, upper = INVERSES[name]
    around = np.array([np.nextafter(0.5, 0), 0.5, np.nextafter(0.5, 1)])
    scale = upper(np.array([0.25]))[0] - lower(np.array([0.25]))[0]
    np.testing.assert_allclose(InverseTable(lower, upper)(around), lower(np.full(3, 0.5)), rtol=0, atol=1e-7 * scale)


def test_both_ends_of_a_symmetric_law_are_mirrored() -> None:
    table = InverseTable(*INVERSES["normal"])
    tails = EDGES[:-1] * (1 + 2.0**-10)
    np.testing.assert_allclose(table(1.0 - tails), -table(tails), rtol=1e-9)


def test_cells_cover_the_octaves_from_the_smallest_tail_to_one_half() -> None:
    assert EDGES[0] == SMALLEST_TAIL
    assert EDGES[-1] == 0.5
    widths = np.diff(EDGES).reshape(-1, 1 << CELL_BITS)
    np.testing.assert_array_equal(widths, np.repeat(widths[:, :1], 1 << CELL_BITS, axis=1))
    np.testing.assert_array_equal(widths[1:, 0], 2 * widths[:-1, 0])


def test_the_given_numbers_are_left_as_they_were() -> None:
    uniform = np.array([1e-9, 0.2, 0.7])
    InverseTable(*INVERSES["normal"])(uniform)
    np.testing.assert_array_equal(uniform, [1e-9, 0.2, 0.7])


def test_no_numbers_give_no_numbers() -> None:
    assert InverseTable(*INVERSES["normal"])(np.empty(0)).shape == (0,)
