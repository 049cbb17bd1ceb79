"""Zeros of functions: those of scipy, bit by bit, where there is one between the ends."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.optimize.elementwise import find_root
from scipy.special import gammainc, ndtr

from uncertain_compute.arrays import Floats
from uncertain_compute.priors.distributions.roots import zeros

LEVELS = np.concatenate([np.geomspace(1e-30, 0.5, 300), 1 - np.geomspace(0.5, 1e-15, 300)])
FUNCTIONS: dict[str, tuple[Callable[[Floats], Floats], float, float]] = {
    "smooth": (ndtr, -50.0, 9.0),
    "steep at an end": (lambda x: gammainc(0.01, x), 0.0, 500.0),
    "with a kink and a gap": (lambda x: np.select([x < 1, x < 2], [0.3 * x, 0.3], 0.3 + 0.7 * (x - 2)), 0.0, 3.0),
    "of powers": (lambda x: np.abs(x) ** 9, 0.0, 1.0),
    "with a step": (lambda x: (x > 1.25).astype(float), 0.0, 1e6),
}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("count", [1, 600])
def test_zeros_are_those_of_scipy(name: str, count: int) -> None:
    function, low, high = FUNCTIONS[name]
    levels = LEVELS[:: len(LEVELS) // count]

    def excess(x: Floats, wanted: Floats) -> Floats:
        return function(x) - wanted

    ends = np.full(levels.shape, low), np.full(levels.shape, high)
    np.testing.assert_array_equal(zeros(excess, ends, levels), find_root(excess, ends, args=(levels,)).x)


def test_a_zero_at_an_end_is_found_and_none_is_found_where_there_is_none() -> None:
    low, high = np.array([0.0, 0.0, 2.0, 0.0]), np.array([1.0, 3.0, 3.0, np.inf])
    found = zeros(lambda x, wanted: x - wanted, (low, high), np.ones(4))
    np.testing.assert_array_equal(found, [1.0, 1.0, np.nan, np.nan])
    assert zeros(lambda x, wanted: x - wanted, (np.empty(0), np.empty(0)), np.empty(0)).shape == (0,)
