"""How the quantiles of a run converged as draws were added."""

from collections.abc import Iterable

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.analysis.summary.integrated.of_run import estimating_samples
from uncertain_compute.analysis.summary.labels import QUANTITY
from uncertain_compute.analysis.summary.monte_carlo.errors import quantiles_with_errors
from uncertain_compute.analysis.summary.samples import DrawSample
from uncertain_compute.analysis.summary.summaries import PRECISE

DRAWS, LEVEL = "draws", "level"
FEWEST = 8
"""The fewest draws of a chain for quantiles."""


def convergence(run: DataTree, quantities: Iterable[str]) -> Dataset:
    """Return P5, P50 and P95 of targets that vary, over the first draws of all chains; draws double up to all.

    Returns
    -------
    Dataset
        quantile and its Monte Carlo error quantile_mcse, of dims quantity, level and draws (over all chains). It has no
        quantities if the run kept no draws, or nothing varies.
    """
    drawn = {
        column: sample
        for name in quantities
        for column, sample in estimating_samples(run, name)
        if isinstance(sample, DrawSample) and np.isfinite(sample.draws).all() and np.ptp(sample.draws) > 0
    }
    chains, most = next((sample.draws.shape for sample in drawn.values()), (1, 0))
    sizes = sorted({most} | {size for power in range(31) if FEWEST <= (size := 2**power) < most}) if most else []
    shape = (len(drawn), len(PRECISE), len(sizes))
    quantiles, errors = np.empty(shape), np.empty(shape)
    for row, sample in enumerate(drawn.values()):
        for index, size in enumerate(sizes):
            estimates = quantiles_with_errors(sample.first(size), PRECISE)
            quantiles[row, :, index], errors[row, :, index] = zip(*estimates.values(), strict=True)
    return Dataset(
        {
            "quantile": ((QUANTITY, LEVEL, DRAWS), quantiles),
            "quantile_mcse": ((QUANTITY, LEVEL, DRAWS), errors),
        },
        coords={QUANTITY: [*drawn], LEVEL: [*PRECISE.values()], DRAWS: [chains * size for size in sizes]},
    )
