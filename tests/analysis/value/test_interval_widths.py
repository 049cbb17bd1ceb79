"""Widths of 90% intervals in slices, beside those of one table of all cells."""

import numpy as np
import pytest

from uncertain_compute.analysis.sensitivity.slices import Slices
from uncertain_compute.analysis.value.interval_widths import CELLS, TOGETHER, RangeCells, mean_widths
from uncertain_compute.arrays import Floats, Integers

CHAINS, DRAWS = 5, 403
GENERATOR = np.random.default_rng(7)
ASSUMPTION = GENERATOR.normal(size=(CHAINS, DRAWS))
QUANTITIES = {
    "normal": ASSUMPTION + GENERATOR.normal(size=ASSUMPTION.shape),
    "the assumption alone": np.exp(ASSUMPTION),
    "a few values": np.round(ASSUMPTION + GENERATOR.normal(size=ASSUMPTION.shape)),
}
SLICED = {"normal": ASSUMPTION, "a few values": np.round(ASSUMPTION), "three values": np.sign(np.round(ASSUMPTION))}


def width(cells: Integers, edges: Floats) -> float:
    """Return the distance of P5 and P95 where draws are spread evenly over their cells."""
    below = np.concatenate([[0], np.cumsum(np.bincount(cells, minlength=len(edges) - 1))])
    return float(np.ptp(np.interp(np.array([0.05, 0.95]) * len(cells) * (1 - 1e-12), below, edges)))


def mean_width(place: Integers, cells: Integers, edges: Floats) -> float:
    numbers = np.bincount(place)
    return float(np.average([width(cells[place == one], edges) for one in range(len(numbers))], weights=numbers))


@pytest.mark.parametrize("quantity", QUANTITIES.values(), ids=QUANTITIES)
@pytest.mark.parametrize("assumption", SLICED.values(), ids=SLICED)
def test_mean_widths_are_those_of_all_cells(assumption: Floats, quantity: Floats) -> None:
    slices, cells = Slices.of(assumption), RangeCells.of(quantity)
    own = (cells.group * TOGETHER + cells.within).reshape(quantity.shape)
    assert np.array_equal(own, np.maximum(np.searchsorted(cells.edges[: own.max() + 2], quantity) - 1, 0))
    kept = [np.ones(CHAINS, dtype=bool), *~np.eye(CHAINS, dtype=bool)]
    found = mean_widths(slices, slices.rows, cells)
    for merged, widths in zip((1, 2), found, strict=True):
        expected = [
            mean_width((slices.slice_of // merged)[some].ravel(), own[some].ravel(), cells.edges) for some in kept
        ]
        np.testing.assert_allclose(widths, expected, rtol=1e-9)


def test_cells_are_at_most_so_many_and_whole_groups() -> None:
    for quantity in QUANTITIES.values():
        cells = RangeCells.of(quantity)
        assert len(cells.edges) - 1 == cells.groups * TOGETHER <= CELLS
        assert (cells.edges[0], cells.edges[-1]) == (quantity.min(), quantity.max())


def test_a_rank_at_the_end_of_a_cell_is_not_put_beyond_the_empty_cells_after_it() -> None:
    """Ranks lie at the ends of cells, with all chains and without any one of eight."""
    counts = {3: 3, 9: 3, 40: 108, 50: 5, 55: 1}
    own = np.tile(np.repeat([*counts], [*counts.values()]), 8)
    cells = RangeCells(*np.divmod(own, TOGETHER), np.arange(2.0 * TOGETHER + 1))
    slices = Slices.whole((8, 120))
    single, _ = mean_widths(slices, slices.rows, cells)
    np.testing.assert_allclose(single, 41.0 - 10.0, rtol=1e-9)
