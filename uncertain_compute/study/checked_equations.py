"""Equations and observations in a study's units and dimensions."""

from collections.abc import Mapping
from math import nan

from uncertain_compute.errors import UncertainComputeError, no_such
from uncertain_compute.evidence.observations import Observation
from uncertain_compute.model.conversions import with_conversions
from uncertain_compute.model.dimensions import with_labels_found
from uncertain_compute.model.graph import Graph
from uncertain_compute.model.unit_text import PLAIN
from uncertain_compute.priors.reading.spec import Assumption
from uncertain_compute.study.column import Column
from uncertain_compute.study.inputs import Inputs


def checked_equations(
    graph: Graph, inputs: Inputs, assumptions: Mapping[str, Assumption], columns: Mapping[str, Column]
) -> Graph:
    """Return the equations with the coordinates that they name, and with the conversions that units need.

    Where no assumption has a unit, there is nothing to convert, and the equations' own units stand as they are.

    Raises
    ------
    UncertainComputeError
        If an equation names a dimension or a coordinate that there is not, or units do not go together.
    """
    dims_of = {name: (one.dimension,) if one.dimension else () for name, one in assumptions.items()}
    labelled = with_labels_found(graph, dims_of, inputs.dimensions)
    written = {name: inputs.unit(name) for name in assumptions}
    if not any(unit for name, unit in written.items() if name not in graph.equations):
        return labelled
    units = {
        name: inputs.units.unit(unit, inputs.key_of_unit(name)) if unit else PLAIN for name, unit in written.items()
    }
    unstated = {name: _fixed_number(columns.get(name)) for name, unit in written.items() if not unit}
    return with_conversions(labelled, units, unstated, inputs.units)


def _fixed_number(column: Column | None) -> float:
    """Return the number that an assumption is, or NaN where it is uncertain or several."""
    return float(column.ppf(0.5)) if column is not None and column.fixed else nan


def in_model_unit(inputs: Inputs, columns: Mapping[str, Column], observation: Observation) -> Observation:
    """Return an observation in the unit of what it is about.

    Raises
    ------
    UncertainComputeError
        If there is no such quantity, it has a dimension and no coordinate is named, or the unit is of something else.
    """
    known = {*(column.partition("[")[0] for column in columns), *inputs.graph.equations}
    for key, name in [("quantity", observation.of), *(("error", name) for name in observation.error.needs)]:
        if name not in known:
            raise no_such(f"{observation.key}.{key}", "quantity", name, known)
    whole = [column for column in columns if column.startswith(f"{observation.quantity}[")]
    if whole:
        raise UncertainComputeError(
            f"{observation.key}.quantity: {observation.quantity!r} has a dimension; name one column, as {whole[0]!r}"
        )
    unit = inputs.unit(observation.of)
    if not unit:
        return observation
    return observation.in_unit(unit, inputs.units.conversion(observation.unit, unit, f"{observation.key}.unit"))
