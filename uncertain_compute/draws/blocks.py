"""One block of draws: uniform numbers become assumptions, and these become quantities."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from math import prod

import numpy as np
from xarray import Variable

from uncertain_compute.addresses import name_of
from uncertain_compute.arrays import Floats
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.model.evaluation import evaluate
from uncertain_compute.model.graph import Equation
from uncertain_compute.priors.dependence.copula import CorrelatedGroup
from uncertain_compute.priors.distributions import normal_from_uniform
from uncertain_compute.priors.reading.assumptions import Assumption
from uncertain_compute.priors.reading.config_key import LARGEST
from uncertain_compute.study.column import Column
from uncertain_compute.study.study import Study

DRAW = "draw"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is computed for each block: columns to draw, groups to correlate, equations to evaluate.

    Equations that depend only on fixed assumptions are evaluated once; ``constants`` holds their results. ``asked``
    are the columns of the targets that are looked at, or whole targets. ``may_be_never`` are the targets that may be
    infinite. ``dims_of_results`` are the dimensions of each assumption, and of each equation's result.
    """

    targets: tuple[str, ...]
    asked: tuple[str, ...]
    dimensions: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, Column]
    groups: tuple[CorrelatedGroup, ...]
    assumptions: Mapping[str, Assumption]
    constants: Mapping[str, Variable]
    folded: tuple[Equation, ...]
    equations: tuple[Equation, ...]
    may_be_never: frozenset[str]
    dims_of_results: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, study: Study, targets: tuple[str, ...], later: tuple[str, ...] = (), *, folds: bool = True) -> "Plan":
        """Return the plan for some targets, and for the assumptions of quantities that are evaluated later.

        Parameters
        ----------
        folds
            Whether equations that depend only on fixed assumptions are evaluated once; else all vary.

        Raises
        ------
        UncertainComputeError
            If a target is unknown, or an equation of fixed assumptions raises an error.
        """
        asked = study.addresses(targets)
        targets = tuple(dict.fromkeys(map(name_of, asked)))
        equations, names = study.graph.needed(targets, study.assumptions)
        _, names_of_all = study.graph.needed((*targets, *later), study.assumptions)
        names += [name for name in names_of_all if name not in names]
        uncertain_columns = study.uncertain_columns
        uncertain = {
            name: study.assumptions[name]
            for name in names
            if not folds or not study.assumptions[name].columns.keys().isdisjoint(uncertain_columns)
        }
        certain = study.medians(name for name in names if name not in uncertain)
        constants, folded, varying = _fold(equations, certain, uncertain)
        own = {column for entry in uncertain.values() for column in entry.columns}
        groups = [group for group in study.correlated_groups if not own.isdisjoint(group.columns)]
        needed = own.union(*(group.columns for group in groups))
        columns = {name: column for name, column in study.columns.items() if name in needed}
        return cls(
            targets,
            asked,
            study.dimensions,
            columns,
            tuple(groups),
            uncertain,
            constants,
            tuple(folded),
            tuple(varying),
            study.graph.may_be_never,
            study.graph.dims,
        )

    @property
    def recorded(self) -> dict[str, tuple[str, ...]]:
        """Return what a block has, the drawn assumptions and the targets, each with its named dimensions."""
        return {name: self.dims_of_results.get(name, ()) for name in (*self.assumptions, *self.targets)}

    def size_of(self, name: str) -> int:
        """Return the number of columns of an assumption or a result."""
        return prod(len(self.dimensions[dim]) for dim in self.dims_of_results.get(name, ()))

    @property
    def widest(self) -> int:
        """Return the number of columns of the equations' largest result."""
        return max((self.size_of(one.name) for one in self.equations), default=1)

    def allows(self, quantity: str, values: Floats) -> bool:
        """Return whether a quantity may have these values.

        They must be finite, with squares that do not overflow, as a variance needs. One that may be never can be
        infinite, too.
        """
        if quantity in self.may_be_never:
            values = np.where(values == np.inf, 0.0, values)
        return bool(values.min() >= -LARGEST and values.max() <= LARGEST)

    def only_columns(self, names: Collection[str]) -> "Plan":
        """Return the part of the plan that draws some columns, with those of a group that has one of them."""
        groups = tuple(group for group in self.groups if not set(names).isdisjoint(group.columns))
        needed = set(names).union(*(group.columns for group in groups))
        return replace(self, groups=groups, columns={name: one for name, one in self.columns.items() if name in needed})

    def part_that_changes_with(self, columns: Collection[str]) -> "Plan":
        """Return the part of the plan that depends on some columns; its equations need this plan's values."""
        changed = {name: one for name, one in self.assumptions.items() if not one.columns.keys().isdisjoint(columns)}
        names, equations = set(changed), []
        for equation in self.equations:
            if not names.isdisjoint(equation.needs):
                equations.append(equation)
                names.add(equation.name)
        targets = tuple(name for name in self.targets if name in names)
        return replace(self, targets=targets, assumptions=changed, folded=(), equations=tuple(equations))


def _fold(
    equations: list[Equation], constants: Mapping[str, Variable], uncertain: Mapping[str, Assumption]
) -> tuple[dict[str, Variable], list[Equation], list[Equation]]:
    """Return the values of all constants, the equations that give constants, and the other equations."""
    varying_names, varying, folded = set(uncertain), [], []
    for equation in equations:
        if varying_names.isdisjoint(equation.needs):
            folded.append(equation)
        else:
            varying.append(equation)
            varying_names.add(equation.name)
    return evaluate(folded, constants), folded, varying


def evaluate_block(plan: Plan, uniform_of: Callable[[str], Floats]) -> dict[str, Variable]:
    """Return the drawn assumptions and the targets, from each column's uniform numbers.

    Raises
    ------
    UncertainComputeError
        If an equation raises, or gives something that is not a finite number.
    """
    values = evaluate_columns(plan, draw_columns(plan, uniform_of))
    return {name: values[name] for name in (*plan.assumptions, *plan.targets)}


def draw_columns(plan: Plan, uniform_of: Callable[[str], Floats]) -> dict[str, Floats]:
    """Return the value of each column in the model's unit, from its uniform numbers; a single number if fixed."""
    drawn: dict[str, Floats] = {}
    for group in plan.groups:
        normals = [normal_from_uniform()(uniform_of(name)) for name in group.columns]
        values = group.drawn([plan.columns[name] for name in group.columns], normals)
        drawn.update(zip(group.columns, values, strict=True))
    for name, column in plan.columns.items():
        if name not in drawn:
            drawn[name] = column.ppf(0.5) if column.fixed else column.from_uniform(uniform_of(name))
    return drawn


def evaluate_columns(
    plan: Plan, columns: Mapping[str, Floats], known: Mapping[str, Variable] | None = None
) -> dict[str, Variable]:
    """Return the value of everything in a plan, from its columns.

    Parameters
    ----------
    columns
        An array for each column, by name, all of one length; or a single number.
    known
        Other values that the equations need, if this plan is a part of another: that plan's values.

    Raises
    ------
    UncertainComputeError
        If an equation raises, or gives something that is not a finite number.
    """
    drawn = {name: variable_of_draws(entry, columns) for name, entry in plan.assumptions.items()}
    values = evaluate(plan.equations, {**(plan.constants if known is None else known), **drawn})
    if not all(plan.allows(target, values[target].values) for target in plan.targets):
        _fail_at_first_bad_equation(plan, values)
    return values


def variable_of_draws(entry: Assumption, columns: Mapping[str, Floats]) -> Variable:
    """Return the draws of an assumption's columns as one variable."""
    if not entry.dimensions:
        return Variable((DRAW,), columns[entry.name], fastpath=True)
    own = np.stack(np.broadcast_arrays(*(columns[name] for name in entry.column_of_each)))
    return Variable((*entry.dimensions, DRAW), own.reshape(*entry.shape, *own.shape[1:]), fastpath=True)


def _fail_at_first_bad_equation(plan: Plan, values: Mapping[str, Variable]) -> None:
    for equation in (*plan.folded, *plan.equations):
        found = values[equation.name].values
        never = (found == np.inf) & (equation.name in plan.may_be_never)
        bad = np.flatnonzero(~((np.abs(found) <= LARGEST) | never))
        if len(bad):
            flat = int(bad[0])
            beyond = f", beyond {LARGEST:g}," if np.isfinite(found.flat[flat]) else ""
            known = [name for name in equation.needs if name in values]  # the kernel draws no assumption in vain
            given = ", ".join(_at(name, values[name], values[equation.name], flat) for name in known)
            what = f"; it is: {equation.description}" if np.isnan(found.flat[flat]) and equation.description else ""
            raise UncertainComputeError(
                f"equation {equation.name!r} gave {found.flat[flat]}{beyond} where {given}{what}"
            )


def _at(name: str, value: Variable, result: Variable, flat: int) -> str:
    indices = dict(zip(result.dims, np.unravel_index(flat, result.shape), strict=True))
    here = value.isel({dimension: int(index) for dimension, index in indices.items() if dimension in value.dims})
    return f"{name} = {here.values!s:.40}"
