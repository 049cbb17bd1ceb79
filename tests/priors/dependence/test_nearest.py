"""The nearest correlation matrix: published answers, and what every answer has to be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uncertain_compute.priors.dependence.nearest_correlation import (
    is_positive_definite,
    nearest_correlation_matrix,
    offending_rows,
    shrunk,
)

HIGHAM = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 1.0, 1.0]])


def symmetric(count: int, seed: int) -> np.ndarray:
    upper = np.triu(np.random.default_rng(seed).uniform(-1, 1, (count, count)), 1)
    return upper + upper.T + np.eye(count)


def test_the_example_of_higham() -> None:
    wanted = [[1, 0.7607, 0.1573], [0.7607, 1, 0.7607], [0.1573, 0.7607, 1]]
    np.testing.assert_allclose(nearest_correlation_matrix(HIGHAM), wanted, atol=5e-5)


def test_a_correlation_matrix_is_nearest_to_itself() -> None:
    matrix = np.array([[1, 0.5, -0.2], [0.5, 1, 0.3], [-0.2, 0.3, 1]])
    np.testing.assert_allclose(nearest_correlation_matrix(matrix), matrix, atol=1e-12)


@given(st.integers(3, 8), st.integers(0, 2**32))
@settings(max_examples=40, deadline=None, derandomize=True, database=None)
def test_no_correlation_matrix_is_nearer(count: int, seed: int) -> None:
    matrix = symmetric(count, seed)
    nearest = nearest_correlation_matrix(matrix)
    np.testing.assert_array_equal(np.diag(nearest), 1)
    np.testing.assert_array_equal(nearest, nearest.T)
    assert np.linalg.eigvalsh(nearest)[0] > -1e-7
    others = np.random.default_rng(seed).standard_normal((50, count, count))
    scale = np.linalg.norm(others, axis=2, keepdims=True)
    others = (others / scale) @ np.swapaxes(others / scale, 1, 2)
    # on a convex set, the way to any other member leads away: (matrix - nearest) . (other - nearest) <= 0
    assert np.sum((matrix - nearest) * (others - nearest), axis=(1, 2)).max() < 1e-5


def test_fixed_entries_stay_and_the_least_eigenvalue_holds() -> None:
    matrix = np.eye(4)
    matrix[:3, :3] = [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]
    matrix[0, 3] = matrix[3, 0] = 0.4
    free = np.zeros((4, 4), dtype=bool)
    free[:3, :3] = ~np.eye(3, dtype=bool)
    nearest = nearest_correlation_matrix(matrix, free, 0.01)
    np.testing.assert_array_equal(nearest[~free], matrix[~free])
    assert np.linalg.eigvalsh(nearest)[0] == pytest.approx(0.01, abs=1e-7)


@given(st.integers(3, 8), st.integers(0, 2**32))
@settings(max_examples=40, deadline=None, derandomize=True, database=None)
def test_none_of_the_offending_rows_can_be_left_out(count: int, seed: int) -> None:
    matrix = symmetric(count, seed)
    if is_positive_definite(matrix):
        return
    rows = offending_rows(matrix)
    assert not is_positive_definite(matrix[np.ix_(rows, rows)])
    for row in rows:
        others = [other for other in rows if other != row]
        assert is_positive_definite(matrix[np.ix_(others, others)])


@pytest.mark.parametrize(("smallest", "definite"), [(1e-9, True), (1e-11, False), (0, False), (-1e-3, False)])
def test_singular_matrices_are_not_positive_definite(smallest: float, definite: bool) -> None:  # noqa: FBT001
    assert is_positive_definite(np.array([[1, 1 - smallest], [1 - smallest, 1]])) is definite


def test_shrinking_stops_at_the_eigenvalue_asked_for() -> None:
    assert np.linalg.eigvalsh(shrunk(HIGHAM, 0.02))[0] == pytest.approx(0.02, abs=1e-12)
    np.testing.assert_array_equal(shrunk(np.eye(3), 0.02), np.eye(3))
