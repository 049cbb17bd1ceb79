"""Studies that differ from another study in some beliefs."""

from collections.abc import Collection
from copy import copy
from dataclasses import replace

from uncertain_compute.addresses import name_of
from uncertain_compute.errors import UncertainComputeError, no_such
from uncertain_compute.priors.dependence.groups import inseparable_in
from uncertain_compute.priors.dependence.inseparable import Inseparable
from uncertain_compute.priors.dependence.one_rank import OneRank
from uncertain_compute.priors.distributions import Fixed
from uncertain_compute.priors.reading.spec import Prior
from uncertain_compute.study.prior_set import CORRELATIONS, refreshed
from uncertain_compute.study.study import Study


def with_value(study: Study, name: str, value: float) -> Study:
    """Return the study with another value of a fixed assumption, in the model's unit.

    Raises
    ------
    UncertainComputeError
        If there is no such assumption, it is not a single fixed number, or the value is outside its range.
    """
    if name not in study.assumptions:
        raise no_such("priors", "assumption", name, study.assumptions)
    if name not in study.columns or not study.columns[name].fixed:
        raise UncertainComputeError(f"priors.{name}: is not a single fixed number, so it cannot be chosen")
    fixed = Prior(Fixed(float(value)), written=f"{value:g}", unit=study.unit(name))
    changed = copy(study)
    changed.assumptions = {**study.assumptions, name: replace(study.assumptions[name], priors=(fixed,))}
    changed.columns = {**study.columns, name: study.inputs.column(name, fixed, name)}
    return changed


def with_beliefs_of(ours: Study, theirs: Study, names: Collection[str]) -> Study:
    """Return a study with some of its beliefs replaced by those of another study with the same equations.

    Parameters
    ----------
    names
        Assumptions to replace, and ``correlations`` for the correlated groups. An assumption that only ``ours`` has is
        replaced by its equation. Inputs of that equation that only one study has a belief about are taken from that
        study.
    """
    source = {name: ours for name in ours.assumptions if name not in names}
    source |= {name: theirs for name in names if name in theirs.assumptions}
    inputs = {name: one for one in (ours, theirs) for name in one.assumptions if name not in ours.graph.equations}
    _, needed = ours.graph.needed(ours.graph.equations, {*source, *inputs})
    source |= {name: inputs[name] for name in needed if name not in source}
    changed = copy(ours)
    changed.assumptions = {name: one.assumptions[name] for name, one in source.items()}
    changed.columns = refreshed(
        {column: one.columns[column] for name, one in source.items() for column in one.assumptions[name].columns}
    )
    tied = theirs if CORRELATIONS in names else ours
    changed.correlations = tied.correlations
    together = inseparable_in({name: column.distribution for name, column in changed.columns.items()})
    ranked = [
        group
        for one in (ours, theirs)
        for group in one.correlated_groups
        if isinstance(group, OneRank) and source.get(name_of(group.name)) is one
    ]
    together += ranked
    taken = {name for group in together for name in group.columns}
    copulas = (group for group in tied.correlated_groups if not isinstance(group, Inseparable))
    changed.correlated_groups = [*(one for one in copulas if taken.isdisjoint(one.columns)), *together]
    return changed
