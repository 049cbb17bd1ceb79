"""The posterior by sequential Monte Carlo: many particles move in steps from the prior to the posterior."""

import warnings

import numpy as np
import pymc as pm
from xarray import Dataset, DataTree

from uncertain_compute.draws.designs import generator_of
from uncertain_compute.posterior.convergence import CHAINS, DRAWS, diagnosed
from uncertain_compute.posterior.posterior_draws import PosteriorDraws
from uncertain_compute.posterior.processes import cores, worker_context
from uncertain_compute.posterior.pymc_posterior import draws_of, observed_model
from uncertain_compute.study.study import Study


def smc(study: Study, run: DataTree, draws: int | None, seed: int, *, progress: bool) -> PosteriorDraws:
    """Return draws of the posterior by PyMC's sequential Monte Carlo, in four independent runs.

    Its proposals can move between values of discrete priors and between modes.
    """
    made = observed_model(study, run)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Numba will use object mode")  # to draw truncated priors: slower, not wrong
        sampled = pm.sample_smc(
            -(-(draws or DRAWS) // CHAINS),
            chains=CHAINS,
            cores=cores(),
            mp_ctx=worker_context(),
            random_seed=seed,
            model=made.model,
            progressbar=progress,
            compute_convergence_checks=False,
        )
    like, generator = run["prior"].to_dataset(), generator_of(seed, "posterior", 0)
    drawn = draws_of(made, sampled["posterior"].to_dataset(), like, generator)
    return diagnosed("smc", drawn, Dataset(), {"log_evidence": _log_evidence(sampled)}, [])


def _log_evidence(sampled: DataTree) -> float:
    """Return the log marginal likelihood: the mean of the runs' last values."""
    stages = sampled["sample_stats"]["log_marginal_likelihood"].to_numpy()
    return float(np.mean([np.ravel(one)[np.isfinite(np.ravel(one).astype(float))][-1] for one in stages]))
