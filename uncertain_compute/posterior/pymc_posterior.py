"""A study with its evidence as a PyMC model, and its samples as draws of the study."""

from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np
import pymc as pm
from numpy.random import Generator
from pytensor.graph.rewriting.utils import rewrite_graph
from xarray import Dataset, DataTree, Variable

from uncertain_compute.addresses import address_of
from uncertain_compute.arrays import Floats, Tensor
from uncertain_compute.draws.blocks import DRAW, Plan, evaluate_columns
from uncertain_compute.draws.cells import NamedTensor, is_discrete
from uncertain_compute.draws.pymc_model import Modelled, modelled, own_name, own_name_of
from uncertain_compute.draws.recorders import CHAIN
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.evidence.observations import Observation
from uncertain_compute.posterior.posterior_draws import numbered
from uncertain_compute.priors.dependence.bounds_between import BoundedColumns
from uncertain_compute.priors.dependence.shared_rows import SharedRows
from uncertain_compute.priors.dependence.shares import Shares
from uncertain_compute.study.study import Study

DIMS = (CHAIN, DRAW)

OBSERVED, COMBINATIONS = "evidence", "combinations of values"

MOST_COMBINATIONS = 512
"""The most combinations of discrete values to sum over; further discrete assumptions stay latent normal numbers."""


def smooth_model(study: Study, run: DataTree) -> Modelled:
    """Return a run's PyMC model with the likelihood of its evidence, summed over discrete assumptions.

    The log probability of each combination of values is the deterministic variable COMBINATIONS.

    Raises
    ------
    UncertainComputeError
        If the evidence is about columns that are drawn by row: of them there is no gradient.
    """
    by_row = [one.columns for one in Plan.of(study, study.observed).groups if isinstance(one, SharedRows)]
    if by_row:
        raise UncertainComputeError(
            f"method: nuts cannot sample {', '.join(by_row[0])}, which are rows of data; use importance or smc"
        )
    targets, also = _drawn_in(study, run)
    made = modelled(study, targets, also=also, at_all_values=_summed_out(study))
    with made.model:
        total = made.cells.log_weights
        for observation in study.informative_observations:
            scales = {name: _in_each_combination(made, made.values[name]) for name in observation.error.needs}
            quantity = _in_each_combination(made, _at_coordinate(made, observation))
            total += pm.logp(_likelihood(observation, quantity, scales), _data(observation))
        plain = rewrite_graph(total, include=("lower_xtensor",), clone=False)  # else it would have no gradient
        pm.Potential(OBSERVED, pm.math.logsumexp(pm.Deterministic(COMBINATIONS, plain)))
    return made


def observed_model(study: Study, run: DataTree) -> Modelled:
    """Return a run's PyMC model in which each observation is an observed variable."""
    targets, also = _drawn_in(study, run)
    made = modelled(study, targets, also=also)
    with made.model:
        for observation in study.informative_observations:
            scales = {name: made.values[name].values for name in observation.error.needs}
            quantity = _at_coordinate(made, observation).values
            likelihood = _likelihood(observation, quantity, scales)
            made.model.register_rv(likelihood, f"{OBSERVED} {observation.name}", observed=_data(observation))
    return made


def _drawn_in(study: Study, run: DataTree) -> tuple[list[str], list[str]]:
    """Return the targets of a run, and the assumptions drawn in it."""
    names = map(str, run["prior"].data_vars)
    return np.atleast_1d(run.attrs["targets"]).tolist(), [name for name in names if name in study.assumptions]


def _likelihood(observation: Observation, quantity: Tensor, scales: Mapping[str, Tensor]) -> Tensor:
    """Return the PyMC distribution of the number that is compared with a quantity."""
    return observation.error.to_pymc(len(observation.observed), quantity, scales)


def _data(observation: Observation) -> Any:
    return (np.int64 if observation.error.is_count else np.float64)(observation.compared)


def draws_of(made: Modelled, sampled: Dataset, like: Dataset, generator: Generator) -> Dataset:
    """Return a sampler's draws of random variables as draws of assumptions and quantities.

    The equations are evaluated again on the draws, so that they are exactly those of the prior's draws.

    Parameters
    ----------
    sampled
        The random variables, with dims chain and draw first.
    like
        The group ``prior``: the result has its variables, dims and attributes.
    generator
        Draws the values of discrete assumptions that were summed over.
    """
    drawn = {**_columns(made, sampled), **_values_of_cells(made, sampled, generator)}
    columns = {name: values.ravel() for name, values in drawn.items()}
    values = evaluate_columns(made.plan, columns)
    shape = (sampled.sizes[CHAIN], sampled.sizes[DRAW])
    variables = {name: _by_chain(values[str(name)], one.variable, shape) for name, one in like.data_vars.items()}
    return numbered(variables, like)


def _by_chain(value: Variable, like: Variable, shape: tuple[int, int]) -> Variable:
    """Return draws of all chains in a row with dims chain and draw; a value without draws is repeated."""
    named = [dim for dim in like.dims if dim not in (CHAIN, DRAW)]
    sizes = {DRAW: shape[0] * shape[1], **{dim: like.sizes[dim] for dim in named}}
    repeated: Variable = value.set_dims(sizes)  # type: ignore[no-untyped-call]
    whole = repeated.transpose(DRAW, *named).values
    return Variable((CHAIN, DRAW, *named), whole.reshape(*shape, *whole.shape[1:]), like.attrs)


def _columns(made: Modelled, sampled: Dataset) -> dict[str, Floats]:
    """Return the columns that were sampled, of shape (chain, draw)."""
    columns, groups = made.plan.columns, list(made.plan.groups)
    found: dict[str, Floats] = {}
    for label, names in made.scores.items():
        scores = sampled[label].to_numpy()
        normals = list(np.moveaxis(scores, -1, 0)) if scores.ndim > len(DIMS) else [scores]
        group = next((one for one in groups if set(names) <= set(one.columns)), None)
        if isinstance(group, BoundedColumns):
            found |= dict(zip(names, group.drawn([columns[name] for name in names], normals), strict=True))
            continue
        tied = normals if group is None else group.only(tuple(names)).correlate(normals)
        found |= {name: columns[name].from_normal(normal) for name, normal in zip(names, tied, strict=True)}
    for group in groups:
        if isinstance(group, Shares):
            label = own_name_of(group.name, columns[group.columns[0]])
            shares = np.moveaxis(sampled[label].to_numpy(), -1, 0)
            found |= {name: columns[name].factor * own for name, own in zip(group.columns, shares, strict=True)}
    for name, column in columns.items():
        if column.fixed:
            found[name] = np.asarray(column.ppf(0.5))
        elif name not in found and name not in made.cells.axes:
            found[name] = sampled[own_name(column)].to_numpy() * column.factor
    return found


def _values_of_cells(made: Modelled, sampled: Dataset, generator: Generator) -> dict[str, Floats]:
    """Return values of the discrete columns that were summed over, drawn by the weights of combinations."""
    if not made.cells.axes:
        return {}
    log_weights = sampled[COMBINATIONS].to_numpy()
    flat = log_weights.reshape(*log_weights.shape[: len(DIMS)], -1)
    chosen = (flat + generator.gumbel(size=flat.shape)).argmax(axis=-1)
    indices = np.unravel_index(chosen, log_weights.shape[len(DIMS) :])
    return {name: made.cells.points(name)[index] for name, index in zip(made.cells.axes, indices, strict=True)}


def _at_coordinate(made: Modelled, observation: Observation) -> NamedTensor:
    """Return the observed quantity, at the observation's coordinate if it has a dimension."""
    value = made.values[observation.of]
    named = [str(dim) for dim in value.dims if dim in made.plan.dimensions]
    for labels in product(*(enumerate(made.plan.dimensions[dim]) for dim in named)):
        if named and address_of(observation.of, [label for _, label in labels]) == observation.quantity:
            return value.isel({dim: index for dim, (index, _) in zip(named, labels, strict=True)})
    return value


def _in_each_combination(made: Modelled, value: NamedTensor) -> Tensor:
    """Return a value with an axis for each discrete assumption that is evaluated at all of its values."""
    dimensions = made.cells.dimensions
    missing = [dim for dim in dimensions if dim not in value.dims]
    return value.expand_dims(missing).transpose(*dimensions).values


def _summed_out(study: Study) -> list[str]:
    """Return the discrete assumptions whose values are summed over, those with few values first."""
    plan = Plan.of(study, study.observed)
    sizes = {
        name: len(plan.columns[name].distribution.atoms)
        for name in plan.assumptions
        if name in plan.columns and is_discrete(plan.columns[name])
    }
    chosen, combinations = [], 1
    for name in sorted(sizes, key=lambda one: sizes[one]):
        if combinations * sizes[name] <= MOST_COMBINATIONS:
            chosen.append(name)
            combinations *= sizes[name]
    return chosen
