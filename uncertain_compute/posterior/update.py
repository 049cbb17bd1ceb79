"""Update a run by evidence: add the posterior and what it is computed from."""

from collections.abc import Sequence

import numpy as np
from xarray import DataArray, Dataset, DataTree

from uncertain_compute.draws.blocks import DRAW
from uncertain_compute.draws.recorders import CHAIN
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.evidence.observations import Observation
from uncertain_compute.posterior.likelihood import (
    PriorPredictive,
    fail_if_impossible,
    log_likelihoods,
    observed_values,
    prior_predictive,
)
from uncertain_compute.posterior.methods import Method, draws_by
from uncertain_compute.posterior.posterior_draws import OBSERVATION, PosteriorDraws, log_prior
from uncertain_compute.study.study import Study

EVIDENCE = "evidence"
TEXTS = ("quantity", "unit", "source", "date", "status", "why", "measured_on")


def updated(study: Study, run: DataTree, method: Method) -> DataTree:
    """Return a run with its posterior.

    Returns
    -------
    DataTree
        The run with the groups ``posterior`` (the variables of ``prior``; its attributes hold the method, its
        diagnostics and any failures), ``observed_data`` and ``log_likelihood`` (``evidence`` by observation),
        ``log_prior`` (by column, see `log_prior`) and ``sample_stats``.

    Raises
    ------
    UncertainComputeError
        If no evidence can have an effect, it is impossible under the prior, or reweighting fails and a failed posterior
        is not accepted.
    """
    observations = _informative(study)
    if "prior" not in run.children:
        raise UncertainComputeError("keep: summary keeps no draws, but evidence needs them; use keep=draws")
    before = observed_values(run["prior"].to_dataset(), observations)
    predicted = [prior_predictive(observation, before) for observation in observations]
    fail_if_impossible(observations, predicted)
    found = draws_by(method, study, run)
    if found.failures and not found.kept_if_failed and not method.accept_failed:
        contradicting = [
            observation.name
            for observation, before in zip(observations, predicted, strict=True)
            if before.is_surprising
        ]
        why = f"; these contradict the prior: {', '.join(contradicting)}" if contradicting else ""
        raise UncertainComputeError(f"method: {found.method} failed: {'; '.join(found.failures)}{why}")
    return _with_groups(study, run, found, observations, predicted)


def fail_if_posterior_failed(run: DataTree) -> None:
    """Raise if a run's posterior failed its diagnostics.

    Raises
    ------
    UncertainComputeError
        If it did.
    """
    failures = str(run["posterior"].attrs["failures"])
    if failures:
        raise UncertainComputeError(
            f"posterior: failed: {'; '.join(failures.splitlines())}; accept_failed=true accepts it"
        )


def _informative(study: Study) -> Sequence[Observation]:
    if not study.observations:
        raise UncertainComputeError("evidence: there is none; choose a set, as in evidence=open_models")
    if not study.informative_observations:
        fixed = ", ".join(dict.fromkeys(observation.quantity for observation in study.observations))
        raise UncertainComputeError(f"evidence: no observation can change these priors, which fix {fixed}")
    return study.informative_observations


def _with_groups(
    study: Study,
    run: DataTree,
    found: PosteriorDraws,
    observations: Sequence[Observation],
    predicted: Sequence[PriorPredictive],
) -> DataTree:
    draws = found.draws
    names = [observation.name for observation in observations]
    by_observation = {OBSERVATION: names}
    likelihood = DataArray(
        log_likelihoods(observations, observed_values(draws, observations)),
        dims=(CHAIN, DRAW, OBSERVATION),
        coords={**by_observation, CHAIN: draws[CHAIN], DRAW: draws[DRAW]},
    )
    tree = run.copy()
    groups = {
        "posterior": draws.assign_attrs(_told(study, found)),
        "sample_stats": found.sample_stats.assign_coords({CHAIN: draws[CHAIN], DRAW: draws[DRAW]}),
        "log_likelihood": Dataset({EVIDENCE: likelihood}),
        "log_prior": Dataset({"score": log_prior(study, draws)}).assign_coords(
            {CHAIN: draws[CHAIN], DRAW: draws[DRAW]}
        ),
        "observed_data": _observed_data(observations, predicted),
    }
    for name, group in groups.items():
        tree[name] = DataTree(group)
    return tree


def _told(study: Study, found: PosteriorDraws) -> dict[str, str | float]:
    """Return the attributes of a posterior."""
    left_out = [
        observation.name for observation in study.observations if observation not in study.informative_observations
    ]
    return {
        "method": found.method,
        "failures": "\n".join(found.failures),
        "left_out": ", ".join(left_out),
        **found.diagnostics,
        "effective_draws": found.effective_draws,
    }


def _observed_data(observations: Sequence[Observation], predicted: Sequence[PriorPredictive]) -> Dataset:
    texts = {key: (OBSERVATION, [getattr(observation, key) for observation in observations]) for key in TEXTS}
    measured = [", ".join(f"{one:.12g}" for one in observation.observed) for observation in observations]
    variables = {
        EVIDENCE: (OBSERVATION, np.array([observation.compared for observation in observations])),
        "prior_tail": (OBSERVATION, np.array([before.tail for before in predicted])),
        **{
            f"prior_{name}": (OBSERVATION, np.array([getattr(one, name) for one in predicted]))
            for name in ("p5", "p50", "p95")
        },
    }
    return Dataset(
        variables,
        coords={
            OBSERVATION: [observation.name for observation in observations],
            "measured": (OBSERVATION, measured),
            **texts,
        },
    )
