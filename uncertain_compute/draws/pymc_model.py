"""Build a study as a PyMC model with named dimensions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pymc as pm
import pymc.dims as pmd
import pytensor.tensor as pt
from pymc.distributions.custom import CustomSymbolicDistRV
from pytensor.xtensor.type import as_xtensor

from uncertain_compute.arrays import Floats, Tensor
from uncertain_compute.draws.blocks import Plan
from uncertain_compute.draws.cells import Cells, NamedTensor
from uncertain_compute.draws.pymc_equations import evaluate
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.dependence.bounds_between import BoundedColumns
from uncertain_compute.priors.dependence.copula import CorrelatedGroup
from uncertain_compute.priors.dependence.shares import Shares
from uncertain_compute.priors.distributions import (
    Distribution,
    LogNormal,
    Normal,
    Truncated,
)
from uncertain_compute.priors.pymc.latents import from_normal
from uncertain_compute.priors.pymc.to_pymc import LEAST_KEPT, score_within, to_pymc
from uncertain_compute.priors.reading.assumptions import Assumption
from uncertain_compute.study.column import Column
from uncertain_compute.study.study import Study

SCORE = "normal score of"


@dataclass(frozen=True, slots=True)
class Modelled:
    """A PyMC model of a study, with its parts.

    Attributes
    ----------
    plan
        The columns that are drawn and the equations that are evaluated.
    scores
        The columns whose independent standard normal numbers a latent variable holds, by the variable's name.
    values
        Each assumption and quantity, with named dimensions, as a function of the random variables.
    cells
        Discrete columns that are evaluated at all of their values at once, if requested.
    """

    model: pm.Model
    plan: Plan
    scores: Mapping[str, tuple[str, ...]]
    values: Mapping[str, NamedTensor]
    cells: Cells


def model_of(study: Study, targets: Sequence[str] = ()) -> pm.Model:
    """Return a study as a PyMC model: its priors, and its equations as ``Deterministic``.

    An independent prior is PyMC's own distribution if that has a density. All other priors are functions of latent
    standard normal numbers, named "normal score of ...": correlated ones, which the copula ties together, discrete
    ones, and those that PyMC does not have. Equations are evaluated on tensors with named dimensions.

    Parameters
    ----------
    targets
        Quantities to compute, with everything they need; the study's own if empty.

    Raises
    ------
    UncertainComputeError
        If a target is unknown, or PyMC cannot evaluate an equation.
    """
    made = modelled(study, targets)
    show(made)
    return made.model


def modelled(
    study: Study, targets: Sequence[str] = (), *, also: Iterable[str] = (), at_all_values: Collection[str] = ()
) -> Modelled:
    """Return a study's PyMC model with its parts; see `model_of`.

    Parameters
    ----------
    also
        Assumptions to draw even if no target needs them.
    at_all_values
        Discrete assumptions that are not drawn: each is evaluated at all of its values, along its own dimension.
    """
    plan = Plan.of(study, tuple(dict.fromkeys((*(targets or study.targets), *study.observed))), tuple(also))
    cells = Cells([plan.columns[name] for name in at_all_values])
    alone = _alone(plan)
    scores = _scores_of(plan, alone, cells.axes)
    with pm.Model() as model:
        model.add_coords(plan.dimensions)
        columns: dict[str, Tensor] = {
            name: pt.constant(float(one.ppf(0.5))) for name, one in plan.columns.items() if one.fixed
        }
        for number, group in enumerate(plan.groups):
            if isinstance(group, Shares):
                columns |= _shares(plan, group)
            elif isinstance(group, BoundedColumns):
                columns |= _bounded(plan, group, number)
            else:
                columns |= _correlated(plan, group, number, cells)
        for name, column in alone.items():
            if name in cells.axes:
                cells.weigh(name, None)
            elif _score_alone(name) in scores:
                normal: Tensor = pm.Normal(_score_alone(name), 0.0, 1.0)
                columns[name] = _in_model_unit(column, from_normal(column.distribution, normal))
            else:
                native = model.register_rv(to_pymc(column.distribution), own_name(column))
                columns[name] = _in_model_unit(column, native)
        constants = {
            name: as_xtensor(value.values, dims=tuple(map(str, value.dims))) for name, value in plan.constants.items()
        }
        assumptions = {
            name: cells.values(name) if name in cells.axes else _as_assumption(entry, columns)
            for name, entry in plan.assumptions.items()
        }
    values = evaluate(plan.equations, {**constants, **assumptions})
    return Modelled(model, plan, scores, values, cells)


def _alone(plan: Plan) -> dict[str, Column]:
    """Return the uncertain columns that are in no group."""
    tied = {name for group in plan.groups for name in group.columns}
    return {name: one for name, one in plan.columns.items() if name not in tied and not one.fixed}


def _scores_of(plan: Plan, alone: Mapping[str, Column], not_drawn: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the columns of each latent variable of standard normal numbers, by the variable's name."""
    drawn = {
        _score_of_group(number): tuple(name for name in group.columns if name not in not_drawn)
        for number, group in enumerate(plan.groups)
        if not isinstance(group, Shares)
    }
    single = {
        _score_alone(name): (name,)
        for name, one in alone.items()
        if name not in not_drawn and not _is_native(one.distribution)
    }
    return {label: columns for label, columns in (drawn | single).items() if columns}


def _score_of_group(number: int) -> str:
    return f"{SCORE} correlated {number}"


def _score_alone(name: str) -> str:
    return f"{SCORE} {name}"


def _shares(plan: Plan, group: Shares) -> dict[str, Tensor]:
    """Return the columns of shares that sum to one, which are one Dirichlet distribution of PyMC's."""
    first = plan.columns[group.columns[0]]
    (dimension,) = plan.assumptions[group.name].dimensions
    shares: Tensor = pm.Dirichlet(own_name_of(group.name, first), a=list(group.concentrations), dims=dimension)
    return {name: _in_model_unit(plan.columns[name], shares[index]) for index, name in enumerate(group.columns)}


def _bounded(plan: Plan, group: BoundedColumns, number: int) -> dict[str, Tensor]:
    """Return the columns of a group of which some bound others."""
    found: dict[str, Tensor] = {}
    for name, one, normal in zip(group.columns, group.bounded, _latents(group.columns, number), strict=True):
        column = plan.columns[name]
        own = column.distribution if one is None else one.distribution
        score = normal if one is None else score_within(one, found[one.by], normal)
        found[name] = _in_model_unit(column, from_normal(own, score))
    return found


def _correlated(plan: Plan, group: CorrelatedGroup, number: int, cells: Cells) -> dict[str, Tensor]:
    """Return the drawn columns of a group, and weigh the values of its other columns given these."""
    drawn = tuple(name for name in group.columns if name not in cells.axes)
    others = tuple(name for name in group.columns if name in cells.axes)
    factor = group.only((*drawn, *others)).factor
    normals = _latents(drawn, number) if drawn else []
    columns = {}
    for row, name in zip(factor, drawn, strict=False):
        columns[name] = _in_model_unit(
            plan.columns[name], from_normal(plan.columns[name].distribution, _tied(row, normals))
        )
    for row, name in zip(factor[len(drawn) :], others, strict=True):
        normals.append(cells.weigh(name, (_tied(row, normals), float(row[len(normals)]))))
    return columns


def _latents(columns: tuple[str, ...], number: int) -> list[Tensor]:
    """Return independent standard normal numbers, one for each column of a group."""
    dimension = f"correlated_{number}"
    pm.modelcontext(None).add_coord(dimension, columns)
    latent: Tensor = pm.Normal(_score_of_group(number), 0.0, 1.0, dims=dimension)
    return [latent[index] for index in range(len(columns))]


def _tied(row: Floats, normals: Sequence[Tensor]) -> Tensor:
    """Return the sum of independent normal numbers, weighted by a row."""
    weighted = (weight * normal for weight, normal in zip(row, normals, strict=False) if weight)
    tied: Tensor = pt.constant(0.0)
    return sum(weighted, tied)


def own_name(column: Column) -> str:
    """Return the name in the model of a column that is a random variable in its prior's unit."""
    return own_name_of(column.name, column)


def own_name_of(name: str, column: Column) -> str:
    """Return the name in the model of a random variable in a column's prior's unit."""
    return name if column.factor == 1.0 else f"{name} in {column.prior.unit}"


def _is_native(distribution: Distribution) -> bool:
    """Return whether PyMC itself has it, with a density, a gradient and a transform."""
    if isinstance(distribution, Truncated):
        return distribution.kept >= LEAST_KEPT and isinstance(distribution.distribution, Normal | LogNormal)
    own = distribution.in_pymc()
    return own is not None and not isinstance(own.owner.op, CustomSymbolicDistRV) and own.type.dtype == "float64"


def _in_model_unit(column: Column, values: Tensor) -> Tensor:
    return values if column.factor == 1.0 else values * column.factor


def _as_assumption(entry: Assumption, columns: Mapping[str, Tensor]) -> NamedTensor:
    """Return an assumption with its named dimension."""
    parts = [columns[name] for name in entry.column_of_each]
    if not entry.dimensions:
        return as_xtensor(parts[0], dims=())
    return as_xtensor(pt.stack(parts).reshape(entry.shape), dims=entry.dimensions)


def show(made: Modelled) -> None:
    """Add each assumption and each quantity to the model under its name.

    Raises
    ------
    UncertainComputeError
        If a name cannot be a variable of a model.
    """
    plan = made.plan
    values: dict[str, NamedTensor] = {name: made.values[name] for name in (*plan.constants, *plan.assumptions)}
    with made.model:
        for name in plan.assumptions:
            if name not in made.model.named_vars:
                values[name] = _shown(name, values[name])
        for equation in plan.folded:
            if equation.name in plan.targets:
                _shown(equation.name, values[equation.name])
        for equation in plan.equations:
            result = evaluate([equation], values)[equation.name]
            values[equation.name] = _shown(equation.name, result)


def _shown(name: str, value: NamedTensor) -> NamedTensor:
    try:
        return pmd.Deterministic(name, value)
    except ValueError as error:
        raise UncertainComputeError(f"{name!r} cannot be a variable of a PyMC model: {error}") from error
