"""The fleet by SALib, with the quantiles of scipy.stats: SALib has no beta distribution."""

from typing import Any

import numpy as np
from fleet_model import DISTRIBUTIONS, Estimate, Indices, SobolIndices, flattened
from SALib.analyze import rbd_fast
from SALib.analyze import sobol as analysis
from SALib.sample import sobol as sampling
from tool_scipy import fleet, scipy_distribution

PROBLEM = {"num_vars": len(DISTRIBUTIONS), "names": list(DISTRIBUTIONS), "bounds": [[0.0, 1.0]] * len(DISTRIBUTIONS)}
RESAMPLES = 2
"""Bootstrap samples of which nothing is used: with fewer SALib fails or warns."""


def indices() -> SobolIndices:
    """Return the function that takes the estimators of Saltelli et al. 2010 on scrambled Sobol points."""
    distributions = [scipy_distribution(one) for one in DISTRIBUTIONS.values()]

    def run(seed: int, draws: int) -> Indices:
        uniform = sampling.sample(PROBLEM, draws, calc_second_order=False, seed=seed)
        output = fleet(
            np.array([distribution.ppf(column) for distribution, column in zip(distributions, uniform.T, strict=True)])
        )
        found = analysis.analyze(PROBLEM, output, calc_second_order=False, num_resamples=RESAMPLES, seed=seed)
        return Indices(found["S1"].tolist(), found["ST"].tolist(), len(output))

    return run


def first_order_given(run: Any) -> Estimate:
    """Return the function that takes the Fourier series of a run's peak along each assumption (RBD-FAST)."""
    columns, peak = flattened(run)
    inputs = np.column_stack(columns)
    return lambda: [float(x) for x in rbd_fast.analyze(PROBLEM, inputs, peak, num_resamples=RESAMPLES, seed=1)["S1"]]
