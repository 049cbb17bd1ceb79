"""The value of knowing an assumption for an estimate: how much variance and width would go."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.analysis.sensitivity.given_data import first_order
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
from uncertain_compute.analysis.summary.monte_carlo.jackknife import of_left_out
from uncertain_compute.analysis.value.interval_widths import LEVELS, RangeCells, mean_widths
from uncertain_compute.arrays import Floats, Integers
from uncertain_compute.errors import NeverError

NO_VARIANCE = "never in some draws, so there is no variance; shapley and sobol explain the variance of the rank"


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
    slices = [(one, one.rows) for one in map(Slices.of, drawn.assumptions.values())]
    shares = np.empty((1 + values.shape[1], len(values), len(slices)))
    for cells, indices in RangeCells.of_each(values):
        shares[:, indices] = _width_reduction(cells, slices)
    width = of_left_out(shares[0], shares[1:])
    variables = {
        "variance": (QUANTITY, values.var(axis=(1, 2))),
        "width": (QUANTITY, np.ptp(np.quantile(values, LEVELS, axis=(1, 2), method="hazen"), axis=0)),
        **with_intervals({"variance_reduction": variance, "width_reduction": width}, (QUANTITY, ASSUMPTION)),
    }
    coords = coordinates(units_in(run, drawn.quantities), units_in(run, drawn.assumptions))
    return labelled(variables, coords, {"constant": "\n".join(drawn.constant), "never": "\n".join(never)})


def _width_reduction(cells: RangeCells, by_assumption: Sequence[tuple[Slices, Integers]]) -> Floats:
    """Return the expected relative reduction of quantities' width by each assumption, of all draws and without a chain.

    An assumption that varies within slices hides a part of its effect, twice as much in slices of twice the width. The
    shape is (1 + chain, quantity, assumption).
    """
    everything = Slices.whole(by_assumption[0][0].slice_of.shape)
    whole, _ = mean_widths(everything, everything.rows, cells)
    found = []
    for slices, rows in by_assumption:
        single, paired = mean_widths(slices, rows, cells)
        found.append(1.0 - (2.0 * single - paired if slices.wide else single) / whole)
    return np.stack(found, axis=-1)
