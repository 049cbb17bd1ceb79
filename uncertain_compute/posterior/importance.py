"""The posterior by reweighting draws of the prior: nothing is compiled, and priors may be discrete."""

from importlib import import_module

import numpy as np
from numpy.random import Generator
from xarray import Dataset, DataTree, Variable

from uncertain_compute.arrays import Floats, Integers
from uncertain_compute.draws.blocks import DRAW
from uncertain_compute.draws.designs import generator_of
from uncertain_compute.draws.recorders import CHAIN
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.posterior.likelihood import log_likelihoods, observed_values
from uncertain_compute.posterior.posterior_draws import PosteriorDraws, numbered
from uncertain_compute.study.study import Study

HIGHEST_PARETO_K = 0.7
"""Shape of the weights' tail above which no practical number of draws gives reliable means.

Source: Vehtari, Simpson, Gelman, Yao & Gabry 2024, "Pareto smoothed importance sampling", JMLR 25.
"""

SMOOTHED = 3.0
"""Number of weights in the tail, divided by the square root of the number of draws (the same source)."""

FEWEST = 1000
"""The fewest draws of the prior that are reweighted."""

DRAWS = 2**14
"""Draws of the posterior over all chains: more than a run's effective sample size, with few ties in each chain."""


def importance(study: Study, run: DataTree, draws: int | None, seed: int, *, progress: bool = False) -> PosteriorDraws:
    """Return draws of a run, each repeated in proportion to its weight under the evidence.

    The weights are smoothed by a Pareto tail (see HIGHEST_PARETO_K). Draws are selected in order, one from each equal
    part of the total weight. So each chain of the result stands for an equal part of it, and the spread between chains
    gives the error of any statistic.

    Raises
    ------
    UncertainComputeError
        If the run has too few draws to reweight.
    """
    del progress
    if int(run.attrs["draws"]) < FEWEST:
        raise UncertainComputeError(
            f"draws: {run.attrs['draws']} of the prior are too few to reweight; importance needs at least {FEWEST}"
        )
    prior = run["prior"].to_dataset()
    observations = study.informative_observations
    total = log_likelihoods(observations, observed_values(prior, observations)).sum(axis=-1)
    weights, pareto_k = smoothed_weights(total.ravel())
    chains = int(run.attrs["chains"])
    taken = stratified(weights, -(-(draws or DRAWS) // chains) * chains, generator_of(seed, "posterior", 0))
    effective = 1.0 / float((weights**2).sum())
    return PosteriorDraws(
        method="importance",
        draws=_taken(prior, taken, chains),
        sample_stats=Dataset({"prior_draw": ((CHAIN, DRAW), taken.reshape(chains, -1))}),
        effective_draws=effective,
        diagnostics={"pareto_k": pareto_k, "effective_draws": effective},
        failures=_failures(pareto_k),
        kept_if_failed=False,
    )


def smoothed_weights(log_ratios: Floats) -> tuple[Floats, float]:
    """Return weights that add up to 1, with their tail smoothed, and the tail's Pareto shape.

    The shape is minus infinity if the largest weights are equal, and infinity if they are too few for a tail.
    """
    ratios = np.exp(log_ratios - log_ratios.max())
    last = max(int(SMOOTHED * np.sqrt(ratios.size)), 1)
    if np.partition(log_ratios, -last)[-last] == log_ratios.max():
        return ratios / ratios.sum(), -np.inf
    least = log_ratios[np.isfinite(log_ratios)].min()
    try:
        log_weights, pareto_k = import_module("arviz_stats.base").array_stats.psislw(-np.fmax(log_ratios, least))
    except ValueError:  # ArviZ raises this if almost all of the tail is at its smallest value
        return ratios / ratios.sum(), np.inf
    weights = np.where(np.isneginf(log_ratios), 0.0, np.exp(log_weights - log_weights.max()))
    return weights / weights.sum(), np.inf if np.isnan(pareto_k) else float(pareto_k)


def stratified(weights: Floats, count: int, generator: Generator) -> Integers:
    """Return ``count`` indices, ascending, each as often as its weight says, to within two.

    The weight is cut into equal parts, and one index is drawn from each. Equal steps would be less random, but a Sobol
    sequence repeats itself along its index, and equal steps can fall in with that.

    Source: Kitagawa 1996, "Monte Carlo filter and smoother for non-Gaussian nonlinear state space models".
    """
    cumulative = np.cumsum(weights)
    steps = (np.arange(count) + generator.random(count)) / count * cumulative[-1]
    return np.asarray(np.minimum(np.searchsorted(cumulative, steps, side="right"), len(weights) - 1))


def _taken(prior: Dataset, taken: Integers, chains: int) -> Dataset:
    """Return the draws at some indices, counted over all chains in a row."""
    variables = {}
    for name, variable in prior.data_vars.items():
        in_order = variable.variable.transpose(CHAIN, DRAW, ...)
        flat = in_order.values.reshape(-1, *in_order.shape[2:])
        dims = in_order.dims
        variables[name] = Variable(dims, flat[taken].reshape(chains, -1, *flat.shape[1:]), variable.attrs)
    return numbered(variables, prior)


def _failures(pareto_k: float) -> list[str]:
    if pareto_k <= HIGHEST_PARETO_K:
        return []
    advice = "use method=nuts, or method=smc where priors have several modes, or draw many more"
    return [
        f"Pareto k is {pareto_k:.2f}, above {HIGHEST_PARETO_K}: few draws of the prior have all the weight; {advice}"
    ]
