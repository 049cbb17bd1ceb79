"""The factors among which variance is shared: single assumptions, or groups of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from uncertain_compute.addresses import name_of
from uncertain_compute.draws.blocks import Plan
from uncertain_compute.errors import UncertainComputeError, no_such, quoted
from uncertain_compute.priors.dependence.inseparable import Inseparable
from uncertain_compute.priors.dependence.one_rank import by_rank
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.study.study import Study

type Groups = Mapping[str, Sequence[str]]
type Factors = dict[str, tuple[str, ...]]
"""The columns of each factor, by name; a factor of a single assumption has its column's name."""


def factors_of(study: Study, plan: Plan, groups: Groups | None = None) -> Factors:
    """Return the factors of a plan: the groups, then each path with memory, and each column that is in no group.

    Parameters
    ----------
    groups
        The assumptions or columns of each group, by the group's name; an assumption stands for all of its columns.
        Fixed columns, and columns that the plan's targets do not need, are left out.

    Raises
    ------
    UncertainComputeError
        If a name is unknown or in two groups, or a group has the name of an assumption that is not in it.
    """
    needed = needed_columns(plan)
    factors: Factors = {}
    taken: dict[str, str] = {}
    if groups is not None and not isinstance(groups, Mapping):
        raise UncertainComputeError(f"factors: {quoted(groups)} is not a mapping of names to lists of assumptions")
    for group, names in (ConfigKey("factors").mapping(groups, "groups") if groups else {}).items():
        if not isinstance(names, Sequence) or isinstance(names, str):
            raise UncertainComputeError(f"factors.{group}: {quoted(names)} is not a list of assumptions")
        members = [column for name in names for column in _columns(study, name, group)]
        for column in members:
            if column in taken:
                raise UncertainComputeError(f"factors.{group}: {column!r} is already in {taken[column]!r}")
            taken[column] = group
        own = {*study.columns, *study.assumptions} & {group}
        if own and not set(_columns(study, group, group)) & set(members):
            raise UncertainComputeError(f"factors.{group}: names an assumption outside the group; choose another name")
        inside = tuple(column for column in members if column in needed)
        if inside:
            factors[group] = inside
    together = _together(study, plan)
    _fail_if_parted(plan, needed, taken)
    alone: dict[str, list[str]] = {}
    for column in needed:
        if column not in taken:
            alone.setdefault(together.get(column, column), []).append(column)
    return {**factors, **{name: tuple(columns) for name, columns in alone.items()}}


def drivers_in(study: Study, plan: Plan) -> Factors:
    """Return the uncertain columns of a plan, each by itself, but for paths whose columns have one rank."""
    return by_rank(needed_columns(plan), study.memory, study.assumptions)


def _together(study: Study, plan: Plan) -> dict[str, str]:
    """Return the factor of each column that is one with others: those with memory, and those drawn together."""
    with_memory = {column: name_of(column) for column in plan.columns if name_of(column) in study.memory}
    names = {*study.columns, *study.assumptions}
    drawn_together = {
        column: group.name if group.name == name_of(column) or group.name not in names else f"{group.name} (rows)"
        for group in plan.groups
        if isinstance(group, Inseparable)
        for column in group.columns
    }
    return with_memory | drawn_together


def _fail_if_parted(plan: Plan, needed: Collection[str], taken: Mapping[str, str]) -> None:
    for group in plan.groups:
        held = {taken.get(column, "") for column in group.columns if column in needed}
        if isinstance(group, Inseparable) and len(held) > 1:
            columns = ", ".join(group.columns)
            raise UncertainComputeError(f"factors: {columns} are drawn together; put all of them in one group")


def units_of_factors(study: Study, factors: Factors) -> dict[str, str]:
    """Return the unit of each factor; a factor of several assumptions has none."""
    owners = {name: {name_of(column) for column in columns} for name, columns in factors.items()}
    return {name: study.unit(*own) if len(own) == 1 else "" for name, own in owners.items()}


def needed_columns(plan: Plan) -> list[str]:
    """Return the uncertain columns that a plan's targets need, without those that only correlate with them."""
    own = (column for entry in plan.assumptions.values() for column in entry.columns)
    return [column for column in own if not plan.columns[column].fixed]


def fixed_assumptions(study: Study, targets: Iterable[str]) -> list[str]:
    """Return the fixed columns that targets need, without the model's constants."""
    _, names = study.graph.needed(map(name_of, targets), study.assumptions)
    return [
        column
        for name in names
        if name not in study.constants
        for column in study.assumptions[name].columns
        if study.columns[column].fixed
    ]


def _columns(study: Study, name: Any, group: str) -> list[str]:
    if not isinstance(name, str):
        raise UncertainComputeError(f"factors.{group}: {quoted(name)} is not the name of an assumption")
    if name in study.columns:
        return [name]
    if name in study.assumptions:
        return list(study.assumptions[name].columns)
    raise no_such(f"factors.{group}", "assumption", name, [*study.columns, *study.assumptions])
