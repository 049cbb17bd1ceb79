"""The value of knowing an assumption for an estimate: how much variance and width would go."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

import numpy as np
from scipy.special import ndtr
from xarray import Dataset, DataTree

from uncertain_compute.analysis.sensitivity.given_data import first_order
from uncertain_compute.analysis.sensitivity.jackknife import Estimate, jackknife
from uncertain_compute.analysis.sensitivity.outputs import ROUNDING
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
from uncertain_compute.analysis.summary.statistics import quantiles_at_many
from uncertain_compute.arrays import Floats
from uncertain_compute.errors import NeverError

FURTHEST, CELLS = 4.2, 1024
"""Number of cells of a quantity's range, of equal width in normal scores and finer in the tails."""

TOGETHER = 32
"""Neighbouring cells whose counts are added up together, which takes a quarter of the time of adding one by one."""

LEVELS = np.array([0.05, 0.95])
NO_VARIANCE = "never in some draws, so there is no variance; shapley and sobol share out that of the rank"


def value_of_information(run: DataTree, quantities: str | Iterable[str] | None = None) -> Dataset:
    """Return the expected reduction of quantities' variances and 90% intervals if an assumption were known.

    The reduction of the variance is the expected value of partial perfect information for squared loss.

    Parameters
    ----------
    quantities
        One or several of the run's targets; all if left out.

    Returns
    -------
    Dataset
        variance, and width of the equal-tailed 90% interval (quantity); variance_reduction and width_reduction, as
        shares of these (quantity, assumption), each with its 95% interval ``_ci`` (..., bound). A quantity that is
        never in some draws has neither, and is left out; the attribute ``never`` names it.

    Raises
    ------
    UncertainComputeError
        If the run kept no draws, a quantity is not among its targets, or all of them are constant or may be never.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> def cost(price, hours):
    ...     return price * hours
    >>> run = uc.run(uc.Study([cost], {"price": "2 to 4", "hours": "100 to 400"}), draws=4096, seed=1)
    >>> uc.value_of_information(run)["variance_reduction"].round(1).values.tolist()
    [[0.2, 0.8]]
    """
    drawn = Drawn.of(run, quantities)
    never = [name for name, draws in drawn.quantities.items() if draws.max() == np.inf]
    if len(never) == len(drawn.quantities):
        raise NeverError(f"voi: {', '.join(never)}: {NO_VARIANCE}")
    drawn = replace(drawn, quantities={name: one for name, one in drawn.quantities.items() if name not in never})
    values = np.stack(list(drawn.quantities.values()))
    variance = first_order(drawn.assumptions, values)
    slices = [Slices.of(draws) for draws in drawn.assumptions.values()]
    widths = [_width_reduction(draws, slices) for draws in values]
    width = Estimate(*(np.stack(parts) for parts in zip(*widths, strict=True)))
    variables = {
        "variance": (QUANTITY, values.var(axis=(1, 2))),
        "width": (QUANTITY, np.ptp(np.quantile(values, LEVELS, axis=(1, 2), method="hazen"), axis=0)),
        **with_intervals({"variance_reduction": variance, "width_reduction": width}, (QUANTITY, ASSUMPTION)),
    }
    coords = coordinates(units_in(run, drawn.quantities), units_in(run, drawn.assumptions))
    return labelled(variables, coords, {"constant": "\n".join(drawn.constant), "never": "\n".join(never)})


def _width_reduction(quantity: Floats, by_assumption: Iterable[Slices]) -> Estimate:
    """Return the expected relative reduction of a quantity's width by each assumption; shape (assumption,)."""
    edges = np.unique(quantiles_at_many(quantity, ndtr(np.linspace(-FURTHEST, FURTHEST, CELLS + 1))))
    edges[0], edges[-1] = quantity.min(), quantity.max()
    cells = np.clip(np.searchsorted(edges, quantity) - 1, 0, len(edges) - 2)
    number = -(-(len(edges) - 1) // TOGETHER) * TOGETHER
    edges = np.pad(edges, (0, number + 1 - len(edges)), mode="edge")
    found = []
    for slices in by_assumption:
        counts = slices.sums_by_cell(cells, number)
        found.append(jackknife(counts, partial(_share_that_goes, slices, edges)))
    return Estimate(*(np.array(part) for part in zip(*found, strict=True)))


def _share_that_goes(slices: Slices, edges: Floats, counts: Floats) -> Floats:
    expected = slices.as_if_thin(partial(_expected_width, edges), counts)
    return np.asarray(1.0 - expected / _widths(edges, counts.sum(axis=-2)))


def _expected_width(edges: Floats, counts: Floats) -> Floats:
    """Return the mean width over slices, from counts of shape (..., slice, cell)."""
    in_slice = counts.sum(axis=-1)
    return np.asarray((_widths(edges, counts) * in_slice).sum(axis=-1) / in_slice.sum(axis=-1))


def _widths(edges: Floats, counts: Floats) -> Floats:
    """Return the width of the 90% interval, with draws spread evenly over their cell; shape (...).

    The cell of an end is looked for in sums of neighbouring cells first, then among those. A rank that only rounding
    puts beyond a cell is at its end, not beyond the empty cells that may follow.
    """
    groups = counts.reshape(*counts.shape[:-1], -1, TOGETHER)
    below = np.cumsum(groups @ np.ones(TOGETHER), axis=-1)
    ends = []
    for level in LEVELS:
        rank = level * below[..., -1:] * (1.0 - ROUNDING)
        group = np.argmax(below >= rank, axis=-1)[..., None]
        within = np.take_along_axis(groups, group[..., None], axis=-2)[..., 0, :]
        before = np.take_along_axis(below, group, axis=-1) - within.sum(axis=-1, keepdims=True)
        up_to = before + np.cumsum(within, axis=-1)
        cell = np.argmax(up_to >= rank, axis=-1)[..., None]
        inside = np.take_along_axis(within, cell, axis=-1)
        part = 1.0 - (np.take_along_axis(up_to, cell, axis=-1) - rank) / np.where(inside > 0, inside, 1.0)
        cell += TOGETHER * group
        ends.append((edges[cell] + part * (edges[cell + 1] - edges[cell]))[..., 0])
    return np.asarray(ends[1] - ends[0])
