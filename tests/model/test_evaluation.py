"""Evaluation of expressions: what it keeps while it goes on."""

import tracemalloc

import numpy as np
from xarray import Variable

from uncertain_compute.model.evaluation import evaluate
from uncertain_compute.model.graph import Graph, Number

DRAWS = 2**16


def grown(size: Number, rate: Number) -> Number:
    """Return the size after forty steps."""
    for _ in range(40):
        size = np.sqrt(size * rate) + rate
    return size


def excess(grown: Number, size: Number, rate: Number) -> Number:
    """Return what a grown size has above its first step."""
    return grown - np.sqrt(size * rate)


def test_what_no_step_needs_any_longer_is_dropped() -> None:
    equations = Graph([grown, excess]).equations.values()
    evaluate(equations, {"size": 1.0, "rate": 3.0})
    size, rate = np.linspace(1, 2, DRAWS), np.linspace(3, 4, DRAWS)
    tracemalloc.start()
    try:
        found = evaluate(equations, {"size": Variable("draw", size), "rate": Variable("draw", rate)})
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    by_hand = size
    for _ in range(40):
        by_hand = np.sqrt(by_hand * rate) + rate
    np.testing.assert_array_equal(found["excess"].values, by_hand - np.sqrt(size * rate))
    assert most < 4 * size.nbytes
