"""The tabulated inverse: accurate, rising, exact in the far tails and at jumps, the same from both ends."""

import numpy as np
import pytest
from scipy.special import ndtri

from uncertain_compute.arrays import Floats
from uncertain_compute.priors.distributions.table import (
    ACCURACY,
    CELL_BITS,
    OCTAVES,
    SMALLEST_TAIL,
    Inverse,
    InverseTable,
)

INVERSES: dict[str, tuple[Inverse, Inverse]] = {
    "normal": (ndtri, lambda tail: -ndtri(tail)),
    "exponential": (lambda tail: -np.log1p(-tail), lambda tail: -np.log(tail)),
    "logistic": (lambda tail: np.log(tail) - np.log1p(-tail), lambda tail: np.log1p(-tail) - np.log(tail)),
    "uniform": (lambda tail: tail, lambda tail: 1.0 - tail),
    "tiny shape": (lambda tail: tail**20, lambda tail: (1.0 - tail) ** 20),
    "great width": (lambda tail: np.exp(50 * ndtri(tail)), lambda tail: np.exp(-50 * ndtri(tail))),
}
CELLS = OCTAVES << CELL_BITS[-1]
EDGES = np.ldexp(SMALLEST_TAIL, np.arange(OCTAVES))[:, None] * (1 + np.arange(1 << CELL_BITS[-1]) / 2 ** CELL_BITS[-1])

each_inverse = pytest.mark.parametrize("name", INVERSES)


def size(name: str, values: Floats) -> Floats:
    """Return what an error is relative to: the interquartile range is added where the distribution has both signs."""
    lower, upper = INVERSES[name]
    one_sign = lower(np.array([SMALLEST_TAIL]))[0] >= 0
    return np.abs(values) + (0.0 if one_sign else upper(np.array([0.25]))[0] - lower(np.array([0.25]))[0])


@each_inverse
def test_the_table_is_within_a_millionth_of_the_exact_inverse(name: str) -> None:
    lower, upper = INVERSES[name]
    table = InverseTable(lower, upper)
    tails = np.concatenate([np.geomspace(SMALLEST_TAIL, 0.4999, 50_001), EDGES.ravel()])
    for uniform, wanted in ((tails, lower(tails)), (1.0 - tails, upper(1.0 - (1.0 - tails)))):
        assert np.all(np.abs(table(uniform) - wanted) <= ACCURACY * size(name, wanted))


@pytest.mark.parametrize("name", ["normal", "exponential", "logistic", "uniform"])
def test_the_table_of_a_smooth_distribution_never_falls(name: str) -> None:
    tails = np.concatenate([np.geomspace(SMALLEST_TAIL, 0.4999, 50_001), EDGES.ravel()])
    uniform = np.unique(np.concatenate([tails, 1 - tails]))
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
    median = lower(np.full(3, 0.5))
    assert np.all(np.abs(InverseTable(lower, upper)(around) - median) <= ACCURACY * size(name, median))


def test_both_ends_of_a_symmetric_distribution_are_mirrored() -> None:
    table = InverseTable(*INVERSES["normal"])
    tails = EDGES.ravel() * (1 + 2.0**-12)
    np.testing.assert_allclose(table(1.0 - tails), -table(tails), rtol=1e-9)


def test_smooth_distributions_take_the_coarsest_table_and_no_exact_calls() -> None:
    table = InverseTable(*INVERSES["normal"])
    assert table.count == OCTAVES << CELL_BITS[0]
    assert table.rough is None


def test_octaves_are_made_finer_where_that_is_needed() -> None:
    assert InverseTable(*INVERSES["great width"]).count > OCTAVES << CELL_BITS[0]


@pytest.mark.parametrize("place", [0.3, 0.01, 2.0**-7, 2.0**-7 * 1.012])
@pytest.mark.parametrize("height", [1e-6, 1e-5, 1.0])
def test_a_jump_is_exact_on_both_sides_wherever_it_is(place: float, height: float) -> None:
    def lower(tail: Floats) -> Floats:
        return 1.0 + tail + height * (tail > place)

    table = InverseTable(lower, lambda tail: 2.0 + height - tail)
    around = place * np.linspace(0.97, 1.03, 5001)
    assert np.all(np.abs(table(around) - lower(around)) <= ACCURACY * lower(around))


def test_a_staircase_that_is_smooth_at_each_node_is_exact_where_its_jumps_are_given() -> None:
    steps = np.arange(1, 1024) / 1024

    def lower(tail: Floats) -> Floats:
        return 1.0 + np.ceil(tail * 1024) / 1024

    def upper(tail: Floats) -> Floats:
        return 1.0 + np.ceil((1.0 - tail) * 1024) / 1024

    uniform = (np.arange(50_000) + 0.4991) / 50_000
    wanted = lower(uniform)
    assert np.abs(InverseTable(lower, upper)(uniform) / wanted - 1).max() > 1e-4
    np.testing.assert_array_equal(InverseTable(lower, upper, (steps, 1.0 - steps))(uniform), wanted)


def test_the_given_numbers_are_left_as_they_were() -> None:
    uniform = np.array([1e-9, 0.2, 0.7])
    InverseTable(*INVERSES["normal"])(uniform)
    np.testing.assert_array_equal(uniform, [1e-9, 0.2, 0.7])


def test_no_numbers_give_no_numbers() -> None:
    assert InverseTable(*INVERSES["normal"])(np.empty(0)).shape == (0,)
