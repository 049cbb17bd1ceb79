"""Rank correlations between quantities and assumptions."""

from collections.abc import Sequence

import numpy as np

from uncertain_compute.analysis.summary.monte_carlo.jackknife import Estimate, jackknife
from uncertain_compute.arrays import Floats


def rank_correlations(quantities: Sequence[Floats], assumptions: Sequence[Floats]) -> tuple[Estimate, Estimate]:
    """Return Spearman's and the partial rank correlations; shape (quantity, assumption).

    A partial one correlates the residuals of both ranks' linear regressions on the other assumptions' ranks. Source:
    Saltelli, Chan & Scott 2000, "Sensitivity Analysis", ch. 6.

    Parameters
    ----------
    quantities, assumptions
        `centred_ranks` of shape (chain, draw).
    """
    ranks = np.stack([*assumptions, *quantities], axis=1)
    count = len(assumptions)
    products = ranks @ np.swapaxes(ranks[:, :count], 1, 2)
    squares = (ranks[:, :, None] @ ranks[..., None])[..., 0]
    sums = np.concatenate([products, squares], axis=2)
    return (
        jackknife(sums, lambda sums: _correlations(sums)[:, count:]),
        jackknife(sums, lambda sums: _partial(_correlations(sums))),
    )


def centred_ranks(draws: Floats) -> Floats:
    """Return the rank of each draw among all, minus the mean rank; equal draws have the mean of their ranks."""
    order = np.argsort(draws, axis=None)
    ascending = draws.ravel()[order]
    first = np.flatnonzero(np.concatenate([[True], ascending[1:] != ascending[:-1]]))
    after = np.append(first[1:], draws.size)
    ranks = np.empty(draws.size)
    ranks[order] = np.repeat(0.5 * (first + after - draws.size), after - first)
    return ranks.reshape(draws.shape)


def _correlations(sums: Floats) -> Floats:
    """Return the correlations of all with the assumptions, from sums of products with them and of squares."""
    size = np.sqrt(sums[..., -1])
    return np.asarray(sums[..., :-1] / (size[..., :, None] * size[..., None, : sums.shape[-1] - 1]))


def _partial(correlations: Floats) -> Floats:
    """Return the correlations of each quantity with each assumption, given the other ones.

    With R the correlations of the assumptions and r those with the quantity, the coefficients of the regression of
    ranks are R^-1 r, and the share of the quantity's variance that they leave is 1 - r R^-1 r.

    Parameters
    ----------
    correlations
        Those of the assumptions, then of the quantities, with the assumptions; shape (..., row, assumption).
    """
    count = correlations.shape[-1]
    inverse = np.linalg.pinv(correlations[..., :count, :], hermitian=True)
    with_quantities = np.swapaxes(correlations[..., count:, :], -1, -2)
    coefficients = inverse @ with_quantities
    left = np.maximum(1.0 - (with_quantities * coefficients).sum(axis=-2, keepdims=True), 0.0)
    own = np.diagonal(inverse, axis1=-2, axis2=-1)[..., None]
    partial = coefficients / np.sqrt(np.maximum(coefficients**2 + left * own, np.finfo(float).tiny))
    return np.swapaxes(partial, -1, -2)
