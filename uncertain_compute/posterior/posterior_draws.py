"""The result of each method: draws of the posterior, statistics of the sampler, and diagnostics."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.special import ndtri
from xarray import DataArray, Dataset, Variable

from uncertain_compute.arrays import Floats
from uncertain_compute.draws.blocks import DRAW
from uncertain_compute.draws.recorders import CHAIN
from uncertain_compute.posterior.likelihood import values_of
from uncertain_compute.priors.dependence.bounds_between import BoundedColumns
from uncertain_compute.priors.dependence.inseparable import Inseparable
from uncertain_compute.priors.dependence.one_rank import OneRank
from uncertain_compute.priors.dependence.shares import Shares
from uncertain_compute.priors.distributions import Distribution
from uncertain_compute.priors.distributions.bounded import Bounded
from uncertain_compute.study.study import Study

OBSERVATION, COLUMN = "observation", "column"
LEAST = 5e-324
"""The smallest probability above zero."""


@dataclass(frozen=True, slots=True)
class PosteriorDraws:
    """Draws of a posterior by one method.

    Attributes
    ----------
    draws
        The variables of the group ``prior``, with dims chain, draw and named ones.
    sample_stats
        The method's statistics of each draw.
    effective_draws
        The number of independent draws that they are worth.
    diagnostics
        Numbers, by name, that show whether the method worked.
    failures
        Reasons not to trust the draws; empty if there are none.
    kept_if_failed
        Whether draws are kept even if they are not to be trusted.
    """

    method: str
    draws: Dataset
    sample_stats: Dataset
    effective_draws: float
    diagnostics: Mapping[str, float] = field(default_factory=dict)
    failures: Sequence[str] = ()
    kept_if_failed: bool = True


def numbered(variables: Mapping[Hashable, Variable], prior: Dataset) -> Dataset:
    """Return draws with the prior's coordinates of named dimensions, and new numbers for chains and draws."""
    data = Dataset(variables)
    named = {dim: prior.indexes[dim] for dim in prior.indexes if dim not in (CHAIN, DRAW)}
    return data.assign_coords({**named, **{dim: np.arange(data.sizes[dim]) for dim in (CHAIN, DRAW)}})


def log_prior(study: Study, draws: Dataset) -> DataArray:
    """Return the log density of each uncertain column's standard normal score, up to a constant.

    A column's score is the normal number at the same quantile; correlated columns have the independent scores that the
    copula combines; of those of one rank, only the first has one. So the result does not depend on a prior's unit or
    scale, and the sum over columns is the log prior. A single value with a probability counts as the middle of that
    probability.

    Returns
    -------
    DataArray
        Dims chain, draw, column.
    """
    held = [name for name in study.assumptions if name in draws]
    columns = values_of(draws, held)
    scores = {
        name: score_of(study.columns[name].distribution, values / study.columns[name].factor)
        for name, values in columns.items()
        if name in study.columns and not study.columns[name].fixed
    }
    for group in study.correlated_groups:
        held_of_group = tuple(name for name in group.columns if name in scores)
        if held_of_group and not isinstance(group, Inseparable):
            tied = np.stack([scores[name] for name in held_of_group], axis=-1)
            untied = np.linalg.solve(group.only(held_of_group).factor, tied[..., None])[..., 0]
            scores |= dict(zip(held_of_group, np.moveaxis(untied, -1, 0), strict=True))
        if isinstance(group, OneRank):
            scores |= {name: np.zeros_like(scores[name]) for name in held_of_group[1:]}
        if isinstance(group, BoundedColumns) and len(held_of_group) == len(group.columns):
            bounded = [one for one in group.bounded if one is not None]
            own = [name for name, one in zip(group.columns, group.bounded, strict=True) if one is not None]
            scores |= {
                name: score_in_part(one, columns[name] / study.columns[name].factor, columns[one.by])
                for name, one in zip(own, bounded, strict=True)
            }
        if isinstance(group, Shares) and len(held_of_group) == len(group.columns):
            scores |= _scores_of_parts(group, columns)
    return DataArray(
        np.stack([-0.5 * score**2 for score in scores.values()], axis=-1),
        dims=(CHAIN, DRAW, COLUMN),
        coords={COLUMN: list(scores)},
    )


def _scores_of_parts(group: Shares, columns: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the normal scores of what each share takes of the rest; the last takes all of it, whatever that is."""
    shares = np.stack([columns[name] for name in group.columns])
    shares /= shares.sum(axis=0)
    rest = np.cumsum(shares[::-1], axis=0)[::-1]
    taken = {
        name: score_of(part, np.minimum(own / left, 1.0))
        for name, part, own, left in zip(group.columns, group.parts, shares, rest, strict=False)
    }
    return {**taken, group.columns[-1]: np.zeros_like(shares[-1])}


def score_in_part(one: Bounded, values: Floats, bound: Floats) -> Floats:
    """Return the normal scores of values given their bound."""
    tail = (one.distribution.cdf if one.is_upper else one.distribution.sf)(values) / one.left_at(bound)
    score = ndtri(np.clip(tail, LEAST, 1.0 - np.finfo(float).eps))
    return np.asarray(score if one.is_upper else -score)


def score_of(distribution: Distribution, values: Floats) -> Floats:
    """Return the standard normal numbers at the values' quantiles; equal draws are computed once."""
    different, index = np.unique(values, return_inverse=True)
    below, above = distribution.cdf(different), distribution.sf(different)
    for value, share in distribution.atoms.items():
        here = different == value
        below, above = below - 0.5 * share * here, above + 0.5 * share * here
    scores = np.where(below < 0.5, ndtri(np.fmax(below, LEAST)), -ndtri(np.fmax(above, LEAST)))
    return np.asarray(scores[index.reshape(values.shape)])
