"""The posterior by PyMC's No-U-Turn sampler."""

import pymc as pm
from pymc.model.transform.optimization import freeze_model
from xarray import DataTree

from uncertain_compute.draws.designs import generator_of
from uncertain_compute.posterior.convergence import CHAINS, DRAWS, diagnosed
from uncertain_compute.posterior.posterior_draws import PosteriorDraws
from uncertain_compute.posterior.processes import cores, worker_context
from uncertain_compute.posterior.pymc_posterior import COMBINATIONS, draws_of, smooth_model
from uncertain_compute.study.study import Study

TUNE = 1000
TARGET_ACCEPTANCE = 0.9
MOST_DIVERGENT = 1e-3
"""The largest share of draws whose trajectories may diverge."""

KEPT = ("acceptance_rate", "diverging", "energy", "lp", "n_steps", "step_size", "tree_depth")


def nuts(study: Study, run: DataTree, draws: int | None, seed: int, *, progress: bool) -> PosteriorDraws:
    """Return draws of the posterior by NUTS, in four chains.

    The likelihood is summed over the values of discrete priors, so that it is smooth. Their values are then drawn from
    their distribution given each draw.

    Raises
    ------
    KeyboardInterrupt
        If the user interrupts it.
    """
    made = smooth_model(study, run)
    per_chain = -(-(draws or DRAWS) // CHAINS)
    sampled = _sampled(freeze_model(made.model), per_chain, seed, progress=progress)
    statistics = sampled["sample_stats"].to_dataset()
    statistics = statistics[[name for name in KEPT if name in statistics]]
    like, generator = run["prior"].to_dataset(), generator_of(seed, "posterior", 0)
    drawn = draws_of(made, sampled["posterior"].to_dataset(), like, generator)
    diverging = int(statistics["diverging"].sum())
    failures = []
    if diverging > MOST_DIVERGENT * per_chain * CHAINS:
        failures.append(f"{diverging} of {per_chain * CHAINS} trajectories diverge; use method=smc, or tighter priors")
    told = {"divergences": float(diverging), "acceptance": float(statistics["acceptance_rate"].mean())}
    return diagnosed("nuts", drawn, statistics, told, failures)


def _sampled(model: pm.FrozenModel, per_chain: int, seed: int, *, progress: bool) -> DataTree:
    """Return PyMC's draws; raise if interrupted, where PyMC would return the draws so far or fail without any.

    The model is frozen, so that PyMC compiles what records the draws once, not for each chain.
    """
    try:
        sampled: DataTree = pm.sample(
            per_chain,
            tune=TUNE,
            chains=CHAINS,
            cores=cores(),
            mp_ctx=worker_context(),
            random_seed=seed,
            model=model,
            var_names=[*(variable.name for variable in model.free_RVs), COMBINATIONS],
            nuts={"target_accept": TARGET_ACCEPTANCE},
            progressbar=progress,
            compute_convergence_checks=False,
        )
    except ValueError as error:
        if "Not enough samples" in str(error):
            raise KeyboardInterrupt from error
        raise
    if sampled["posterior"].sizes["draw"] < per_chain:
        raise KeyboardInterrupt
    return sampled
