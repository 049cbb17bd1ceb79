"""Sensitivity from the draws of a run, without new evaluations of its equations."""

from collections.abc import Iterable, Mapping

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.analysis.sensitivity.outputs import SCALES, Outputs
from uncertain_compute.analysis.sensitivity.slices import Slices
from uncertain_compute.analysis.summary.drawn import Drawn
from uncertain_compute.analysis.summary.labels import (
    ASSUMPTION,
    QUANTITY,
    coordinates,
    labelled,
    units_in,
    with_intervals,
)
from uncertain_compute.analysis.summary.monte_carlo.jackknife import Estimate, jackknife
from uncertain_compute.analysis.summary.statistics import ROUNDING
from uncertain_compute.arrays import Floats


def given_data(run: DataTree, quantities: str | Iterable[str] | None = None, *, scale: str = SCALES[0]) -> Dataset:
    """Return four measures of how a run's quantities depend on its assumptions.

    Parameters
    ----------
    quantities
        One or several of the run's targets; all if left out.
    scale
        ``log``, ``linear`` or ``rank``, for the first-order indices; ``auto`` is the logarithm if a quantity is
        positive and P95 is above ten times P5, and the rank if it is never in some draws.

    Returns
    -------
    Dataset
        first_order, the variance of the conditional mean as a share of the variance; delta, Borgonovo's; spearman;
        partial_rank, the rank correlation after a regression of both on all other assumptions (quantity, assumption).
        Each has its 95% interval ``_ci`` (..., bound).

    Raises
    ------
    UncertainComputeError
        If the run kept no draws, a quantity is not among its targets, or all of them are constant.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> def cost(price, hours):
    ...     return price * hours
    >>> run = uc.run(uc.Study([cost], {"price": "2 to 4", "hours": "100 to 400"}), draws=4096, seed=1)
    >>> uc.given_data(run)["spearman"].round(1).values.tolist()
    [[0.4, 0.9]]
    """
    from uncertain_compute.analysis.sensitivity.borgonovo import deltas
    from uncertain_compute.analysis.sensitivity.ranks import centred_ranks, rank_correlations

    drawn = Drawn.of(run, quantities)
    outputs = Outputs.of(drawn.quantities, scale)
    scaled = np.stack(list(outputs.scaled(drawn.quantities).values()))
    ranks = [centred_ranks(draws) for draws in drawn.quantities.values()]
    spearman, partial_rank = rank_correlations(ranks, [centred_ranks(one) for one in drawn.assumptions.values()])
    estimates = {
        "first_order": first_order(drawn.assumptions, scaled),
        "delta": deltas(ranks, drawn.assumptions),
        "spearman": spearman,
        "partial_rank": partial_rank,
    }
    coords = coordinates(units_in(run, drawn.quantities), units_in(run, drawn.assumptions))
    coords["scale"] = (QUANTITY, outputs.scales)
    variables = with_intervals(estimates, (QUANTITY, ASSUMPTION))
    return labelled(variables, coords, {"constant": "\n".join(drawn.constant)})


def first_order(assumptions: Mapping[str, Floats], quantities: Floats) -> Estimate:
    """Return the variance of each quantity's conditional mean, as a share; shape (quantity, assumption).

    The conditional mean is a line in each slice of the assumption; the variance that noise adds to the means is
    subtracted. It holds under any dependence, but then the shares need not add up. Source: Plischke, Borgonovo & Smith
    2013, "Global sensitivity measures from given data", European Journal of Operational Research 226, with constants
    instead of lines.

    Parameters
    ----------
    assumptions
        Draws of shape (chain, draw), by name.
    quantities
        Draws of shape (quantity, chain, draw).
    """
    centred = quantities - quantities.mean(axis=(1, 2), keepdims=True)
    squares = (centred**2).sum(axis=2).T[:, None]
    by_draw = np.ascontiguousarray(centred.reshape(len(centred), -1).T)
    found = []
    for draws in assumptions.values():
        slices = Slices.of(draws)
        offset = slices.offsets(draws)
        of_slices = np.stack([slices.sums(), slices.sums(offset), slices.sums(offset**2)], axis=2)
        products = slices.weighted_sums([np.ones(offset.shape), offset], by_draw)
        of_all = np.pad(squares, ((0, 0), (0, slices.count - 1), (0, 0)))
        sums = np.concatenate([of_slices, *np.moveaxis(products, 2, 0), of_all], axis=2)
        found.append(jackknife(sums, _explained, unbiased=True))
    return Estimate(*(np.stack(parts, axis=1) for parts in zip(*found, strict=True)))


def _explained(sums: Floats) -> Floats:
    """Return the share of variance that lines in slices explain, NaN of a constant; shape (..., quantity).

    Parameters
    ----------
    sums
        For each slice: the number of draws, and the sums of their offsets and squared offsets. Then the sum of each
        quantity, its sum times the offset, and its sum of squares, which is all in the first slice. Shape (..., slice,
        3 + 3 quantities).
    """
    number, offset, offset_square = (sums[..., index, None] for index in range(3))
    quantity, product, square = np.split(sums[..., 3:], 3, axis=-1)
    filled = np.where(number > 0, number, 1.0)
    spread = offset_square - offset**2 / filled
    slope = np.where(spread > ROUNDING * offset_square, product - offset * quantity / filled, 0.0)
    of_lines = slope**2 / np.where(spread > 0, spread, 1.0)
    of_mean, of_all = quantity.sum(axis=-2) ** 2 / number.sum(axis=-2), square.sum(axis=-2)
    explained, whole = (quantity**2 / filled + of_lines).sum(axis=-2) - of_mean, of_all - of_mean
    varies = whole > ROUNDING * of_all
    return np.where(varies, explained, np.nan) / np.where(varies, whole, 1.0)
