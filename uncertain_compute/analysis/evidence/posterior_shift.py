"""How far evidence moved each belief, and which observation moved it."""

import warnings
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from math import log
from typing import Any

import numpy as np
from scipy.special import ndtri, rel_entr
from xarray import DataArray, Dataset, DataTree

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.summary.monte_carlo.errors import quantiles_with_errors, standard_error
from uncertain_compute.analysis.summary.samples import DrawSample
from uncertain_compute.analysis.summary.statistics import varies
from uncertain_compute.arrays import Floats, Integers
from uncertain_compute.draws.blocks import DRAW
from uncertain_compute.draws.designs import generator_of
from uncertain_compute.draws.recorders import CHAIN
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.levels import P5_P50_P95
from uncertain_compute.posterior.importance import DRAWS, HIGHEST_PARETO_K, smoothed_weights, stratified
from uncertain_compute.posterior.likelihood import log_likelihoods, observed_values, values_of
from uncertain_compute.posterior.update import EVIDENCE
from uncertain_compute.study.study import Study

LEVELS = np.array(P5_P50_P95)
NAME, OBSERVATION, LEVEL = "name", "observation", "level"
MOST_BINS, FEWEST_BINS = 256, 4
FEW_VALUES = 64
"""A column with at most this many different values counts as discrete."""


def posterior_shift(run: DataTree, study: Study | None = None) -> Dataset:
    """Return how far evidence moved each uncertain assumption and quantity, and each observation's part in it.

    A column's *score* is the standard normal number at the same probability among the prior's draws. So a shift is in
    standard deviations of the prior, for any unit and shape.

    The part of an observation is found by reweighting the posterior's draws as if it were left out. If these do not
    reach far enough and the study is given, the prior's draws are reweighted with all other observations.

    Returns
    -------
    Dataset
        By name (assumption, quantity, or one column of it) and level (0.05, 0.5, 0.95): ``prior``, ``posterior`` and
        ``posterior_mcse``, its Monte Carlo standard error. By name: ``prior_mean`` and ``posterior_mean``, of an event
        its probability.

        By name, with coordinates ``unit`` and ``role``:

        - ``shift``, the change of the mean score;
        - ``contraction``, the relative reduction of the score's variance (below 0 if it grew);
        - ``bits_learnt``, the Kullback-Leibler divergence of the posterior from the prior in bits, see
          `information_gain`;
        - ``prior_sensitivity`` and ``likelihood_sensitivity``, by ArviZ: how much the posterior moves if the prior, or
          the likelihood, is raised to a power near 1;
        - ``prior_share``, the first of these as a share of both: how much of the answer is still prior.

        By name and observation: ``shift_by_observation``, by how much the observation moves the mean score, given the
        others (the shift minus the shift without it). By observation: ``pareto_k`` of that estimate, which is
        unreliable above 0.7. Shifts have their Monte Carlo errors as ``<variable>_mcse``.

    Raises
    ------
    UncertainComputeError
        If the run has no posterior.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> def cost(price, hours):
    ...     return price * hours
    >>> bill = {"quantity": "cost", "observed": 900, "error": {"lognormal": 1.2}, "unit": "1", "source": "an invoice"}
    >>> bill |= {"date": "2026-01", "status": "found"}
    >>> evidence = uc.Evidence.of({"bill": bill})
    >>> study = uc.Study([cost], {"price": "2 to 4", "hours": "100 to 400"}, evidence=evidence)
    >>> shifts = uc.posterior_shift(uc.update(study, draws=16384, seed=1))["shift"]
    >>> {name: round(float(shifts.sel(name=name)), 1) for name in ("price", "hours", "cost")}
    {'price': 0.4, 'hours': 0.8, 'cost': 0.9}
    """
    if "posterior" not in run.children:
        raise UncertainComputeError("evidence: the run has no posterior")
    prior = run["prior"].to_dataset()
    columns = _columns(run)
    likelihood = run["log_likelihood"].to_dataset()[EVIDENCE]
    return Dataset(
        {
            **_quantiles(columns.values()),
            "prior_mean": (NAME, [one.before.mean() for one in columns.values()]),
            "posterior_mean": (NAME, [one.after.mean() for one in columns.values()]),
            **_shifts(columns.values(), _left_out(run, study, likelihood.to_numpy())),
            **_sensitivities(run, columns),
        },
        coords={
            NAME: list(columns),
            OBSERVATION: likelihood[OBSERVATION].values,
            LEVEL: LEVELS,
            **{
                key: (NAME, [str(prior[name_of(name)].attrs.get(attribute, "")) for name in columns])
                for key, attribute in {"unit": "units", "role": "role"}.items()
            },
        },
    )


def _columns(run: DataTree) -> "dict[str, _Column]":
    """Return the columns that vary before the evidence, by name."""
    prior, posterior = run["prior"].to_dataset(), run["posterior"].to_dataset()
    named = [str(name) for name, one in prior.data_vars.items() if one.attrs.get("role") != "charted"]
    before, after = (values_of(group, named) for group in (prior, posterior))
    effective = min(float(posterior.attrs["effective_draws"]), posterior.sizes[CHAIN] * posterior.sizes[DRAW])
    return {name: _Column(values, after[name], effective) for name, values in before.items() if varies(values)}


def _quantiles(columns: "Iterable[_Column]") -> dict[str, Any]:
    """Return the quantiles of prior and posterior, and the MCSE of the posterior's, as variables."""
    names = ("prior", "posterior", "posterior_mcse")
    return {
        name: ((NAME, LEVEL), np.array(values))
        for name, values in zip(names, zip(*(one.quantiles for one in columns), strict=True), strict=True)
    }


def _shifts(columns: "Collection[_Column]", without: "Sequence[_LeftOut]") -> dict[str, Any]:
    """Return the shifts of columns, in total and by observation, as variables."""
    return {
        **_with_mcse("shift", (NAME,), [one.shift for one in columns]),
        "contraction": (NAME, np.array([one.contraction for one in columns])),
        "bits_learnt": (NAME, np.array([one.bits_learnt for one in columns]), {"units": "bit"}),
        **_with_mcse("shift_by_observation", (NAME, OBSERVATION), [one.shifts_without(without) for one in columns]),
        "pareto_k": (OBSERVATION, np.array([one.pareto_k for one in without])),
    }


def _sensitivities(run: DataTree, columns: "Mapping[str, _Column]") -> dict[str, Any]:
    """Return the posterior's sensitivity to the prior and to the likelihood, as variables."""
    by_prior, by_likelihood = _power_scaling(run, {name: one.after for name, one in columns.items()})
    return {
        "prior_sensitivity": (NAME, by_prior),
        "likelihood_sensitivity": (NAME, by_likelihood),
        "prior_share": (NAME, by_prior / (by_prior + by_likelihood)),
    }


def information_gain(prior: Floats, posterior: Floats, effective_draws: float) -> float:
    """Return the Kullback-Leibler divergence of a posterior from a prior in bits, from their draws.

    Both are counted in bins that the posterior fills evenly (as many as the square root of its effective draws, 4 to
    256), or by value if there are few values. Differences within bins are lost, so the result is at most the true
    divergence. The bias of counting is subtracted (Miller 1955, "Note on the bias of information estimates").
    """
    values = np.unique(prior)
    if len(values) <= FEW_VALUES:
        counts, shares = _counts_at(values, posterior), _counts_at(values, prior)
    else:
        bins = int(np.clip(np.sqrt(effective_draws), FEWEST_BINS, MOST_BINS))
        edges = np.unique(np.quantile(posterior, np.arange(1, bins) / bins, method="hazen"))
        counts, shares = _counts_between(edges, posterior), _counts_between(edges, prior)
    divergence = rel_entr(counts / counts.sum(), np.fmax(shares, 0.5) / shares.sum()).sum()
    bias = (np.count_nonzero(counts) - 1) / (2 * effective_draws)
    return max(float(divergence - bias) / log(2), 0.0)


class _Column:
    """Draws of one assumption or quantity before and after the evidence."""

    def __init__(self, before: Floats, after: Floats, effective_draws: float) -> None:
        self.before, self.after, self.effective_draws = before, after, effective_draws
        self.ascending = np.sort(before, axis=None)
        self.scores = _scores(self.ascending, after)
        self.prior_scores = _scores(self.ascending, self.ascending)

    @property
    def quantiles(self) -> tuple[Floats, Floats, Floats]:
        """Return the quantiles of prior and posterior, and the MCSE of the posterior's."""
        after = quantiles_with_errors(DrawSample(self.after), {repr(level): level for level in LEVELS.tolist()})
        values, errors = zip(*after.values(), strict=True)
        return DrawSample(self.before).quantiles(LEVELS), np.array(values), np.array(errors)

    @property
    def shift(self) -> tuple[float, float]:
        """Return the change of the mean score, and its MCSE."""
        return float(self.scores.mean() - self.prior_scores.mean()), standard_error(self.scores.mean(axis=-1))

    @property
    def contraction(self) -> float:
        return 1.0 - float(np.var(self.scores)) / float(np.var(self.prior_scores))

    @property
    def bits_learnt(self) -> float:
        return information_gain(self.before, self.after, self.effective_draws)

    def shifts_without(self, left_out: Sequence["_LeftOut"]) -> tuple[list[float], list[float]]:
        """Return the shift by each observation, and the MCSE of it."""
        found = [self._shift_without(one) for one in left_out]
        return [shift for shift, _ in found], [error for _, error in found]

    def _shift_without(self, left_out: "_LeftOut") -> tuple[float, float]:
        own = self.scores.mean(axis=-1)
        if left_out.weights is not None:
            weighted = (left_out.weights * self.scores).sum(axis=-1)
            by_chain = own - weighted / left_out.weights.sum(axis=-1)
            return float(self.scores.mean() - weighted.sum()), standard_error(by_chain)
        others = _scores(self.ascending, self.before.ravel()[left_out.indices]).mean(axis=-1)
        error = float(np.hypot(standard_error(own), standard_error(others)))
        return float(own.mean() - others.mean()), error


def _with_mcse(name: str, dims: tuple[str, ...], estimates: Sequence[tuple[Any, Any]]) -> dict[str, Any]:
    values, errors = zip(*estimates, strict=True)
    return {name: (dims, np.array(values)), f"{name}_mcse": (dims, np.array(errors))}


def _scores(ascending: Floats, values: Floats) -> Floats:
    """Return the normal score of each value's rank among ascending draws, with tied draws at their mean rank."""
    ranks = np.searchsorted(ascending, values, side="left") + np.searchsorted(ascending, values, side="right")
    last = len(ascending)
    return ndtri(np.clip(ranks / (2 * last), 0.25 / last, 1 - 0.25 / last))


def _by_level(values: Floats) -> dict[str, float]:
    return {f"{level:g}": float(value) for level, value in zip(LEVELS, values, strict=True)}


@dataclass(frozen=True, slots=True)
class _LeftOut:
    """The posterior without one observation: weights of the posterior's draws, or indices of the prior's draws."""

    pareto_k: float
    weights: Floats | None
    indices: Integers


def _left_out(run: DataTree, study: Study | None, log_likelihood: Floats) -> list[_LeftOut]:
    """Return the posterior without each observation, from the draws whose weights are more reliable."""
    found = []
    for observation in range(log_likelihood.shape[-1]):
        own = log_likelihood[..., observation]
        weights, pareto_k = smoothed_weights(-own.ravel())
        found.append(_LeftOut(pareto_k, weights.reshape(own.shape), np.empty(0, dtype=np.int64)))
    if study is not None and any(one.pareto_k > HIGHEST_PARETO_K for one in found):
        others = _of_prior(run, study)
        found = [min(pair, key=lambda one: one.pareto_k) for pair in zip(found, others, strict=True)]
    return found


def _of_prior(run: DataTree, study: Study) -> list[_LeftOut]:
    """Return the posterior without each observation, from the prior's draws."""
    prior, observations = run["prior"].to_dataset(), study.informative_observations
    log_likelihood = log_likelihoods(observations, observed_values(prior, observations)).reshape(-1, len(observations))
    total, chains = log_likelihood.sum(axis=-1), int(run.attrs["chains"])
    found = []
    for number, observation in enumerate(observations):
        weights, pareto_k = smoothed_weights(total - log_likelihood[:, number])
        generator = generator_of(int(run.attrs["seed"]), f"without {observation.name}", 0)
        indices = stratified(weights, -(-DRAWS // chains) * chains, generator)
        found.append(_LeftOut(pareto_k, None, indices.reshape(chains, -1)))
    return found


def _power_scaling(run: DataTree, after: Mapping[str, Floats]) -> list[Floats]:
    """Return the sensitivity of each column's posterior to powers of the prior and of the likelihood.

    NaN if the posterior has too few draws.

    Source: Kallioinen, Paananen, Burkner & Vehtari 2024, "Detecting and diagnosing prior and likelihood sensitivity
    with power-scaling", Statistics and Computing 34.
    """
    psense = import_module("arviz_stats").psense
    columns = DataArray(np.stack([*after.values()], axis=-1), dims=(CHAIN, DRAW, NAME))
    groups = {name: run[name].to_dataset() for name in ("log_prior", "log_likelihood")}
    tree = DataTree.from_dict({"posterior": Dataset({"columns": columns}), **groups})
    with warnings.catch_warnings():
        warnings.filterwarnings("error", "Number of tail draws")
        try:
            return [psense(tree, group=group)["columns"].values for group in ("prior", "likelihood")]
        except (ValueError, UserWarning):  # ArviZ's result for a tail of few weights, or of equal weights
            return [np.full(len(after), np.nan)] * 2


def _counts_at(values: Floats, draws: Floats) -> Integers:
    return np.bincount(np.searchsorted(values, draws.ravel()), minlength=len(values))


def _counts_between(edges: Floats, draws: Floats) -> Integers:
    return np.bincount(np.searchsorted(edges, draws.ravel(), side="right"), minlength=len(edges) + 1)
