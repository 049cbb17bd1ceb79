"""Rank correlations between quantities and assumptions."""

from collections.abc import Mapping

import numpy as np

from uncertain_compute.analysis.sensitivity.jackknife import Estimate, jackknife
from uncertain_compute.arrays import Floats


def rank_correlations(quantities: Mapping[str, Floats], assumptions: Mapping[str, Floats]) -> tuple[Estimate, Estimate]:
    """Return Spearman's and the partial rank correlations; shape (quantity, assumption).

    A partial one correlates the residuals of both ranks' linear regressions on the other assumptions' ranks. Source:
    Saltelli, Chan & Scott 2000, "Sensitivity Analysis", ch. 6.

    Parameters
    ----------
    quantities, assumptions
        Draws of shape (chain, draw).
    """
    ranks = np.stack([_centred_ranks(draws) for draws in (*assumptions.values(), *quantities.values())])
    products = np.einsum("icd,jcd->cij", ranks, ranks, optimize=True)
    count = len(assumptions)
    return (
        jackknife(products, lambda products: _correlations(products)[:, count:, :count]),
        jackknife(products, lambda products: _partial(_correlations(products), count)),
    )


def _centred_ranks(draws: Floats) -> Floats:
    from scipy.stats import rankdata

    ranks: Floats = rankdata(draws.ravel()).reshape(draws.shape)
    return ranks - 0.5 * (draws.size + 1)


def _correlations(products: Floats) -> Floats:
    size = np.sqrt(np.diagonal(products, axis1=-2, axis2=-1))
    return np.asarray(products / (size[..., :, None] * size[..., None, :]))


def _partial(correlations: Floats, count: int) -> Floats:
    """Return the correlations of each quantity with each of the first rows, given the other rows.

    With R the correlations of the assumptions and r those with the quantity, the coefficients of the regression of
    ranks are R^-1 r, and the share of the quantity's variance that they leave is 1 - r R^-1 r.
    """
    inverse = np.linalg.pinv(correlations[..., :count, :count], hermitian=True)
    with_quantities = correlations[..., :count, count:]
    coefficients = inverse @ with_quantities
    left = np.maximum(1.0 - (with_quantities * coefficients).sum(axis=-2, keepdims=True), 0.0)
    own = np.diagonal(inverse, axis1=-2, axis2=-1)[..., None]
    partial = coefficients / np.sqrt(np.maximum(coefficients**2 + left * own, np.finfo(float).tiny))
    return np.swapaxes(partial, -1, -2)
