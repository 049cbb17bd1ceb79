"""The kernel density of points beside ArviZ's, whose default bandwidth it has."""

import numpy as np
import pytest
from arviz_stats.base import array_stats

from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.kernel_density import CELLS, kernel_density

RANDOM = np.random.default_rng(1)
SAMPLES = {
    "normal": RANDOM.normal(size=4000),
    "two modes": np.concatenate([RANDOM.normal(size=2000), RANDOM.normal(6, 0.5, 2000)]),
    "exponential": RANDOM.exponential(size=4000),
    "uniform": RANDOM.random(4000),
    "few values": np.repeat([1.0, 2.0, 3.0, 4.0], 1000),
    "half of it at zero": np.concatenate([np.zeros(2000), RANDOM.random(2000)]),
    "large": 1e30 * RANDOM.normal(size=4000),
}


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_a_density_is_that_of_arviz(sample: Floats) -> None:
    """Quartiles are Hazen's here, and the bandwidth found is within 2**-40: both change less than a thousandth."""
    along, height = kernel_density(sample)
    with np.errstate(all="ignore"):
        same, theirs, _ = array_stats.kde(sample)
    np.testing.assert_allclose(along, same, rtol=1e-12)
    np.testing.assert_allclose(height, theirs, rtol=0, atol=1e-3 * theirs.max())


def test_the_area_below_a_density_is_one() -> None:
    along, height = kernel_density(SAMPLES["exponential"])
    assert len(along) == CELLS
    assert height.sum() * (along[1] - along[0]) == pytest.approx(1.0)
