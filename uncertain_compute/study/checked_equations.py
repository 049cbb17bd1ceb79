"""Join beliefs to equations and observations, checked against a study's units and dimensions."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from math import nan

from uncertain_compute.addresses import column_names, name_of, one_column
from uncertain_compute.errors import UncertainComputeError, nearest_hint, no_such
from uncertain_compute.evidence.observations import Evidence, Observation
from uncertain_compute.model.conversions import with_conversions
from uncertain_compute.model.dimensions import with_labels_found
from uncertain_compute.model.graph import Equation, Graph
from uncertain_compute.model.unit_text import PLAIN
from uncertain_compute.priors.reading.assumptions import Assumption
from uncertain_compute.study.column import Column
from uncertain_compute.study.inputs import Inputs
from uncertain_compute.study.prior_set import PriorSet, with_bounds


def with_beliefs(
    inputs: Inputs, stated: PriorSet, evidence: Evidence
) -> tuple[Inputs, dict[str, Assumption], dict[str, Column]]:
    """Return the inputs, whose equations are in the units of the beliefs; the assumptions; and the columns of these.

    Raises
    ------
    UncertainComputeError
        If an input has no belief, one cannot be read, or equations and beliefs do not match.
    """
    believed = inputs.assumptions(stated.beliefs)
    of_evidence = [function.__name__ for function in evidence.equations]
    inputs.graph.needed([name for name in inputs.graph.equations if name not in of_evidence], believed)
    for name in of_evidence:
        fail_unless_known_to_model(inputs.graph.equations[name], {*inputs.graph.equations, *believed})
    in_units = inputs.with_units_of(believed)
    assumptions, columns = with_bounds(believed, stated.bounds, in_units)
    return replace(in_units, graph=checked_equations(in_units, assumptions, columns)), assumptions, columns


def fail_unless_known_to_model(of_evidence: Equation, known: Collection[str]) -> None:
    """Raise if an equation of evidence needs a name that the model does not have.

    Raises
    ------
    UncertainComputeError
        If it does.
    """
    for name in of_evidence.needs:
        if name not in known:
            raise UncertainComputeError(
                f"evidence.equations: {of_evidence.name!r} needs {name!r}, which no equation or prior of this model "
                f"gives{nearest_hint(name, known) or '; the evidence is about another model'}"
            )


def checked_equations(inputs: Inputs, assumptions: Mapping[str, Assumption], columns: Mapping[str, Column]) -> Graph:
    """Return the equations with coordinates turned into indices, and with unit conversions.

    If no assumption has a unit, nothing is converted, and equations keep the units that they declare.

    Raises
    ------
    UncertainComputeError
        If an equation names an unknown dimension or coordinate, or units do not match.
    """
    dims_of = {name: one.dimensions for name, one in assumptions.items()}
    labelled = with_labels_found(inputs.graph, dims_of, inputs.dimensions)
    written = {name: inputs.unit(name) for name in assumptions}
    if not any(unit for name, unit in written.items() if name not in {*labelled.equations, *inputs.dimensions}):
        return labelled
    units = {
        name: inputs.units.unit(unit, inputs.key_of_unit(name)) if unit else PLAIN for name, unit in written.items()
    }
    unstated = {name: _fixed_number(columns.get(name)) for name, unit in written.items() if not unit}
    return with_conversions(labelled, units, unstated, inputs.units, inputs.dimensions)


def _fixed_number(column: Column | None) -> float:
    """Return an assumption's fixed number, or NaN if it is uncertain or has several columns."""
    return float(column.ppf(0.5)) if column is not None and column.fixed else nan


def in_model_unit(inputs: Inputs, columns: Mapping[str, Column], observation: Observation) -> Observation:
    """Return an observation of the one column that it is about, in the unit of that.

    Raises
    ------
    UncertainComputeError
        If the quantity is unknown, it has a dimension but no coordinate is named, or the units do not match.
    """
    known = {*(name_of(column) for column in columns), *inputs.graph.equations}
    for key, name in [("quantity", observation.of), *(("error", name) for name in observation.error.needs)]:
        if name not in known:
            raise no_such(f"{observation.key}.{key}", "quantity", name, known)
    own = column_names(observation.of, [inputs.dimensions[dim] for dim in inputs.graph.dims.get(observation.of, ())])
    observation = replace(observation, quantity=one_column(observation.quantity, own, f"{observation.key}.quantity"))
    unit = inputs.unit(observation.of)
    if not unit:
        return observation
    return observation.in_unit(unit, inputs.units.conversion(observation.unit, unit, f"{observation.key}.unit"))
