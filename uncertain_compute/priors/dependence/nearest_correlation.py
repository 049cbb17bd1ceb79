"""Find the rows that keep a symmetric matrix from being a correlation matrix, and the nearest correlation matrix."""

import numpy as np

from uncertain_compute.arrays import Flags, Floats

LEAST_EIGENVALUE = 1e-10
TOLERANCE = 1e-9
ITERATIONS = 1000


def is_positive_definite(matrix: Floats) -> bool:
    """Return whether the smallest eigenvalue of a symmetric matrix is above 1e-10: singular ones are not."""
    try:
        np.linalg.cholesky(matrix - LEAST_EIGENVALUE * np.eye(len(matrix)))
    except np.linalg.LinAlgError:
        return False
    return True


def offending_rows(matrix: Floats) -> list[int]:
    """Return rows whose principal submatrix is not positive definite; without any one of them it is.

    There are two or three rows if possible. Otherwise each row in turn is dropped if the rest is not positive definite.
    One pass suffices, because every principal submatrix of a positive definite matrix is positive definite.
    """
    rows = _offending_triple(matrix) or list(range(len(matrix)))
    for row in reversed(rows):
        others = [other for other in rows if other != row]
        if not is_positive_definite(matrix[np.ix_(others, others)]):
            rows = others
    return rows


def _offending_triple(matrix: Floats) -> list[int]:
    """Return the first three rows whose principal submatrix is not positive definite; empty if there are none."""
    second, third = np.triu_indices(len(matrix), 1)
    for first in range(len(matrix) - 2):
        later = second > first
        triples = np.stack([np.full(later.sum(), first), second[later], third[later]], axis=1)
        smallest = np.linalg.eigvalsh(matrix[triples[:, :, None], triples[:, None, :]])[:, 0]
        bad = np.flatnonzero(smallest <= LEAST_EIGENVALUE)
        if len(bad):
            return [int(row) for row in triples[bad[0]]]
    return []


def nearest_correlation_matrix(matrix: Floats, free: Flags | None = None, least_eigenvalue: float = 0.0) -> Floats:
    """Return the correlation matrix nearest to a symmetric one, in the sum of squared differences.

    Alternating projections with Dykstra's correction: N. Higham, "Computing the nearest correlation matrix -
    a problem from finance", IMA J. Numer. Anal. 22 (2002); with fixed entries and a least eigenvalue:
    N. Higham and N. Strabić, "Anderson acceleration of the alternating projections method for computing
    the nearest correlation matrix", Numer. Algorithms 72 (2016), here without the acceleration.

    Parameters
    ----------
    matrix
        Symmetric, with ones on its diagonal.
    free
        Which entries may change; all but the diagonal if left out. If no correlation matrix has the other entries, the
        result still has them, and a smallest eigenvalue below ``least_eigenvalue``.
    least_eigenvalue
        The result's smallest eigenvalue is at least this, up to 1e-9 times the matrix's order.
    """
    fixed = np.eye(len(matrix), dtype=bool) if free is None else ~free
    nearest, correction = matrix, np.zeros_like(matrix)
    for _ in range(ITERATIONS):
        corrected = nearest - correction
        definite = _with_eigenvalues_from(corrected, least_eigenvalue)
        correction = definite - corrected
        previous, nearest = nearest, np.where(fixed, matrix, definite)
        if max(np.abs(nearest - definite).max(), np.abs(nearest - previous).max()) <= TOLERANCE:
            break
    return nearest


def shrunk(matrix: Floats, least_eigenvalue: float) -> Floats:
    """Return a correlation matrix shrunk towards independence until its smallest eigenvalue is this."""
    smallest, wanted = float(np.linalg.eigvalsh(matrix)[0]), min(least_eigenvalue, 1.0)
    if smallest >= wanted:
        return matrix
    share = (wanted - smallest) / (1.0 - smallest)
    return (1.0 - share) * matrix + share * np.eye(len(matrix))


def _with_eigenvalues_from(matrix: Floats, least: float) -> Floats:
    values, vectors = np.linalg.eigh(matrix)
    raised = (vectors * np.maximum(values, least)) @ vectors.T
    return np.asarray((raised + raised.T) / 2)
