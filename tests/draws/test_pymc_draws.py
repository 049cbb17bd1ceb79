"""Draws by PyMC beside those by NumPy, where equations do not depend on what is drawn, and for any seed."""

import pytest

import uncertain_compute as uc
from uncertain_compute.draws.settings import SEEDS
from uncertain_compute.model.graph import Number


def doubled(x: Number) -> Number:
    """Twice as much [1]."""
    return 2 * x


def unmoved() -> Number:
    """Three, whatever else [1]."""
    return 3.0


@pytest.fixture(scope="module")
def study() -> uc.Study:
    return uc.Study([doubled, unmoved], {"x": "1 to 2"})


def test_a_quantity_that_is_one_number_is_repeated_for_each_draw(study: uc.Study) -> None:
    by_numpy, by_pymc = (uc.run(study, draws=64, engine=engine)["prior"] for engine in ("numpy", "pymc"))
    assert by_pymc["unmoved"].equals(by_numpy["unmoved"])
    assert by_pymc["doubled"].dims == by_numpy["doubled"].dims


@pytest.mark.parametrize("seed", [0, SEEDS - 1])
def test_the_least_and_the_largest_seed_can_be_repeated(study: uc.Study, seed: int) -> None:
    one, again = (uc.run(study, draws=64, engine="pymc", seed=seed)["prior"]["doubled"] for _ in range(2))
    assert one.equals(again)


def test_threads_do_not_change_a_draw(study: uc.Study) -> None:
    one, other = (uc.run(study, draws=4096, engine="pymc", threads=threads)["prior"]["doubled"] for threads in (1, 2))
    assert one.equals(other)
