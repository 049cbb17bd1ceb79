"""Slices of an assumption's draws."""

import numpy as np
import pytest
from scipy.special import ndtr

from uncertain_compute.analysis.sensitivity.slices import Slices, merged
from uncertain_compute.arrays import Floats

CHAINS, DRAWS = 8, 2048


def drawn(seed: int = 0) -> Floats:
    return np.random.default_rng(seed).normal(size=(CHAINS, DRAWS))


def test_slices_follow_the_assumption_upwards() -> None:
    draws = drawn()
    slices = Slices.of(draws, 16)
    assert slices.slice_of.shape == draws.shape
    ordered = slices.slice_of.ravel()[np.argsort(draws, axis=None)]
    assert (np.diff(ordered) >= 0).all()
    assert sorted(set(ordered.tolist())) == list(range(slices.count))


def test_equal_values_share_a_slice() -> None:
    draws = np.round(drawn(), 1)
    slices = Slices.of(draws)
    for value in np.unique(draws):
        assert len(np.unique(slices.slice_of[draws == value])) == 1


@pytest.mark.parametrize("values", [2, 3, 5])
def test_a_few_values_have_a_slice_each(values: int) -> None:
    draws = np.random.default_rng(1).integers(values, size=(CHAINS, DRAWS)).astype(float)
    slices = Slices.of(draws)
    assert not slices.wide
    together = [set(np.unique(draws[slices.slice_of == index]).tolist()) for index in range(slices.count)]
    assert all(len(one) <= 1 for one in together)
    assert sum(len(one) for one in together) == values


def test_even_slices_hold_equally_many_and_graded_ones_as_a_normal_distribution_says() -> None:
    draws = drawn()
    assert np.ptp(Slices.of(draws, 16).sums().sum(axis=0)) <= 1
    graded = Slices.of(draws, 16, graded=True).sums().sum(axis=0)
    levels = ndtr(np.linspace(-3.5, 3.5, 15))
    np.testing.assert_allclose(np.cumsum(graded)[:-1], draws.size * levels, atol=1)


@pytest.mark.parametrize("most", [4, 16, 64])
def test_there_are_an_even_number_of_slices_and_never_more_than_asked(most: int) -> None:
    slices = Slices.of(drawn(), most)
    assert slices.wide
    assert slices.count % 2 == 0
    assert slices.count <= most


def test_sums_add_up() -> None:
    draws = drawn()
    weights = np.random.default_rng(1).uniform(size=draws.shape)
    slices = Slices.of(draws, 16)
    assert slices.sums().sum() == draws.size
    np.testing.assert_allclose(slices.sums(weights).sum(axis=1), weights.sum(axis=1), rtol=1e-12)
    chain, index = 3, 5
    inside = slices.slice_of[chain] == index
    assert slices.sums()[chain, index] == inside.sum()
    assert slices.sums(weights)[chain, index] == pytest.approx(weights[chain, inside].sum(), rel=1e-12)


def test_sums_by_cell_add_up_to_sums() -> None:
    draws = drawn()
    generator = np.random.default_rng(2)
    weights, cells = generator.uniform(size=draws.shape), generator.integers(7, size=draws.shape)
    slices = Slices.of(draws, 16)
    by_cell = slices.sums_by_cell(cells, 7, weights)
    assert by_cell.shape == (CHAINS, slices.count, 7)
    np.testing.assert_allclose(by_cell.sum(axis=2), slices.sums(weights), rtol=1e-12)
    inside = (slices.slice_of[2] == 4) & (cells[2] == 6)
    assert by_cell[2, 4, 6] == pytest.approx(weights[2, inside].sum(), rel=1e-12)
    assert slices.sums_by_cell(cells, 7)[2, 4, 6] == inside.sum()


@pytest.mark.parametrize("count", [1, 12, 13])
def test_weighted_sums_are_those_of_products_to_the_last_bit(count: int) -> None:
    generator = np.random.default_rng(2)
    draws, weight = generator.normal(size=(2, 4, 512))
    values = generator.normal(size=(count, 4, 512))
    slices = Slices.of(np.round(draws, 1), 16)
    found = slices.weighted_sums([np.ones(draws.shape), weight], values.reshape(count, -1).T)
    for index, one in enumerate(values):
        assert np.array_equal(found[:, :, 0, index], slices.sums(one))
        assert np.array_equal(found[:, :, 1, index], slices.sums(weight * one))


def means_of_slices(sums: Floats) -> Floats:
    """Return the variance between slices; sums are those of one and of the quantity."""
    counts, values = sums[..., 0], sums[..., 1]
    total = counts.sum(axis=-1)
    return np.asarray((values**2 / counts).sum(axis=-1) / total - (values.sum(axis=-1) / total) ** 2)


def test_as_if_thin_is_exact_where_the_bias_is_the_square_of_the_width() -> None:
    """Of a line, slices of width h hide the variance h^2 / 12; that is all of the bias."""
    count, each = 16, 100
    index = np.repeat(np.arange(count), each)[None]
    values = (np.arange(count * each) + 0.5)[None] / (count * each)
    slices = Slices(index, count, wide=True, graded=True)
    sums = np.stack([slices.sums(), slices.sums(values)], axis=-1)
    assert means_of_slices(sums)[0] == pytest.approx((1 - count**-2.0) / 12, rel=1e-12)
    assert slices.as_if_thin(means_of_slices, sums)[0] == pytest.approx(1 / 12, rel=1e-12)


def test_as_if_thin_is_exact_where_the_bias_doubles_with_the_width() -> None:
    index = np.repeat(np.arange(16), 10)[None]
    sums = Slices(index, 16, wide=True).sums()
    assert Slices(index, 16, wide=True).as_if_thin(lambda sums: 3.0 - 1.0 / sums.shape[1], sums) == pytest.approx(3.0)


def test_slices_of_a_few_values_are_thin_already() -> None:
    index = np.tile([0, 1, 2], 100)[None]
    slices = Slices(index, 3, wide=False)
    sums = np.stack([slices.sums(), slices.sums(index.astype(float))], axis=-1)
    assert slices.as_if_thin(means_of_slices, sums)[0] == pytest.approx(2 / 3, rel=1e-12)


@pytest.mark.parametrize(("first", "width"), [(0, 2), (1, 2), (0, 4), (3, 4), (5, 7)])
def test_merged_slices_are_numpys_sums_from_place_to_place(first: int, width: int) -> None:
    sums = np.random.default_rng(0).normal(size=(3, 22, 4))
    starts = np.unique([0, *range(first, 22, width)])
    np.testing.assert_allclose(merged(sums, first, width), np.add.reduceat(sums, starts, axis=1), rtol=1e-12)
