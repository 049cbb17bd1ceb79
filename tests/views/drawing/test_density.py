"""Densities of draws: a curve for what varies smoothly, stems for values that have a probability of their own."""

import numpy as np
import pytest

from uncertain_compute.analysis.summary.samples import DrawSample
from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.density import Density, density_of, single_values

DRAWS = (np.arange(8000) + 0.5) / 8000


def drawn(values: Floats) -> Density:
    sample = DrawSample(values.reshape(4, -1))
    return density_of(sample, single_values(sample))


def area(density: Density) -> float:
    return float(np.trapezoid(density.height, density.along))


def test_a_mass_at_zero_is_a_stem_beside_a_curve_with_the_rest_of_the_probability() -> None:
    found = drawn(np.where(DRAWS < 0.7, 0.0, 20 + 600 * (DRAWS - 0.7)))
    assert found.stems.along.tolist() == [0.0]
    assert found.stems.shares == pytest.approx([0.7])
    assert area(found) == pytest.approx(0.3, rel=0.02)
    assert found.along.min() > 10


def test_whole_numbers_are_stems_alone_however_rare_some_are() -> None:
    found = drawn(np.floor(-3 * np.log(DRAWS)))
    assert found.along.size == 0
    assert found.stems.shares.sum() == pytest.approx(1)
    assert found.ends[0] == 0
    assert found.tallest == pytest.approx(1 - np.exp(-1 / 3), abs=1e-3)


def test_what_varies_smoothly_has_no_stems() -> None:
    found = drawn(np.exp(2 * DRAWS))
    assert found.stems.along.size == 0
    assert area(found) == pytest.approx(1, rel=0.02)


def test_a_draw_that_evidence_repeats_is_no_single_value() -> None:
    before, after = DrawSample(DRAWS.reshape(4, -1)), DrawSample(np.repeat(DRAWS[::400], 400).reshape(4, -1))
    assert density_of(after, single_values(before)).stems.along.size == 0
