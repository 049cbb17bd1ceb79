import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from uncertain_compute.analysis.summary.samples import BinEdges, CountSample, DrawSample
from uncertain_compute.draws.sketches import MOST_BYTES, RELATIVE_ERROR, SHIFT, Sketch, bin_edges, merged

FINITE = st.floats(-1e6, 1e6, allow_nan=False, allow_subnormal=False).filter(lambda x: x == 0 or abs(x) > 1e-6)


def sample_of(values: np.ndarray, parts: int = 1) -> CountSample:
    sketches = []
    for part in np.array_split(values, parts):
        sketches.append(Sketch())
        sketches[-1].add(part)
    keys, counts = merged(sketches)
    return CountSample(BinEdges(*bin_edges(keys)), counts, RELATIVE_ERROR)


@settings(deadline=None, max_examples=60)
@given(arrays(float, st.integers(1, 200), elements=FINITE))
def test_each_number_lies_in_a_bin_within_the_stated_error(values: np.ndarray) -> None:
    sketch = Sketch()
    sketch.add(values)
    keys, (counts,) = merged([sketch])
    low, high = bin_edges(keys)
    assert counts.sum() == len(values)
    assert np.all(np.diff(keys) > 0)
    middle = (low + high) / 2
    np.testing.assert_allclose(np.repeat(middle, counts), np.sort(values), rtol=RELATIVE_ERROR, atol=0)


@pytest.mark.parametrize("parts", [1, 2, 7])
def test_parts_merge_to_the_whole(parts: int) -> None:
    values = np.random.default_rng(0).normal(size=10_000)
    levels = np.linspace(0.01, 0.99, 25)
    np.testing.assert_array_equal(sample_of(values).quantiles(levels), sample_of(values, parts).quantiles(levels))


@pytest.mark.parametrize("parts", [1, 2, 7])
def test_a_sketch_takes_the_counts_of_others(parts: int) -> None:
    values = np.concatenate([np.random.default_rng(0).normal(size=1000), [0.0, 0.0, np.inf]])
    whole, together = Sketch(), Sketch()
    whole.add(values)
    for part in np.array_split(values, parts):
        other = Sketch()
        other.add(part)
        together.merge(other)
    for one, expected in zip(merged([together]), merged([whole]), strict=True):
        np.testing.assert_array_equal(one, expected)


@pytest.mark.parametrize("distribution", ["lognormal", "normal", "uniform"])
def test_quantiles_agree_with_the_draws_within_the_stated_error(distribution: str) -> None:
    values = getattr(np.random.default_rng(1), distribution)(size=200_000)
    levels = np.array([0.05, 0.25, 0.5, 0.75, 0.95])
    exact = DrawSample(values[None])
    sketched = sample_of(values)
    spacing = np.abs(exact.quantiles(levels + 2 / len(values)) - exact.quantiles(levels - 2 / len(values)))
    tolerance = RELATIVE_ERROR * np.abs(exact.quantiles(levels)) + spacing
    assert np.all(np.abs(sketched.quantiles(levels) - exact.quantiles(levels)) <= tolerance)
    assert sketched.mean() == pytest.approx(exact.mean(), rel=RELATIVE_ERROR, abs=1e-4)
    assert sketched.standard_deviation() == pytest.approx(exact.standard_deviation(), rel=1e-3)
    assert sketched.top_share(0.001) == pytest.approx(exact.top_share(0.001), rel=1e-2)
    assert sketched.share_below(0.7, inclusive=True) == pytest.approx(exact.share_below(0.7, inclusive=True), abs=1e-3)


@pytest.mark.parametrize("times", [255, 256, 65_535, 65_536, 70_000])
def test_a_count_does_not_overflow(times: int) -> None:
    sketch = Sketch()
    for part in (times, times, 1):
        sketch.add(np.full(part, 3.0))
        sketch.add(np.array([2.0, -1.0]))
    assert merged([sketch])[1].tolist() == [[3, 3, 2 * times + 1]]


def test_a_sketch_is_bounded_and_has_the_counts_of_its_bins() -> None:
    """A lognormal with sigma 1 spans twelve powers of two; its counts fit into a byte each."""
    generator, chains = np.random.default_rng(5), 16
    sketch, draws = Sketch(), generator.lognormal(size=(2, 2**16))
    for block in draws:
        sketch.add(block)
    kept = [sketch.positive._counts, *sketch.positive._waiting]
    assert chains * sum(one.nbytes for one in kept) < MOST_BYTES / 2
    keys, (counts,) = merged([sketch])
    bins, expected = np.unique(draws.view(np.int64) >> SHIFT, return_counts=True)
    assert np.array_equal(keys, bins + 1)
    assert np.array_equal(counts, expected)


def test_a_window_grows_both_ways() -> None:
    values = np.concatenate([np.full(5, 1.0), np.full(5, 1e9), np.full(5, 1e-9)])
    sketch = Sketch()
    for part in np.array_split(values, 3):
        sketch.add(part)
    assert merged([sketch])[1].tolist() == [[5, 5, 5]]


def test_quantiles_of_draws_are_numpys_of_type_5() -> None:
    values = np.random.default_rng(2).normal(size=(3, 101))
    levels = np.array([0.0, 0.001, 0.05, 0.5, 0.95, 1.0])
    np.testing.assert_allclose(DrawSample(values).quantiles(levels), np.quantile(values, levels, method="hazen"))


def test_shares_of_chains_and_tails_agree_with_the_draws() -> None:
    values = np.random.default_rng(2).normal(size=(4, 20_000))
    exact, sketched = DrawSample(values), sample_of(values.ravel(), 4)
    levels = np.array([-1.5, 0.1, 2.0])
    np.testing.assert_allclose(sketched.shares_below(levels), exact.shares_below(levels), rtol=0, atol=1e-4)
    assert sketched.size == exact.size
    for ours, theirs in zip(sketched.tails(300), exact.tails(300), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=RELATIVE_ERROR)


def test_shares_below_are_those_of_the_draws() -> None:
    """Apart from a bin's width; half of the zeros are below zero, and all of them below a half."""
    draws = np.concatenate([np.zeros(300), np.linspace(-2, 3, 700)])
    values = np.array([-5.0, -1.0, 0.0, 0.5, 1.0, 7.0])
    wanted = DrawSample(draws[None]).shares_below(values)
    np.testing.assert_allclose(sample_of(draws).shares_below(values), wanted, rtol=0, atol=2e-3)
    assert sample_of(draws).share_below(0.5, inclusive=False) == pytest.approx(wanted[0, 3], abs=2e-3)
