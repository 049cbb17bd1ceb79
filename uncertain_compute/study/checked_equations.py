"""Check equations and observations against a study's units and dimensions."""

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
    """Return the equations with coordinates turned into indices, and with unit conversions.

    If no assumption has a unit, nothing is converted, and equations keep the units that they declare.

    Raises
    ------
    UncertainComputeError
        If an equation names an unknown dimension or coordinate, or units do not match.
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
    """Return an assumption's fixed number, or NaN if it is uncertain or has several columns."""
    return float(column.ppf(0.5)) if column is not None and column.fixed else nan


def in_model_unit(inputs: Inputs, columns: Mapping[str, Column], observation: Observation) -> Observation:
    """Return an observation in the unit of the observed quantity.

    Raises
    ------
    UncertainComputeError
        If the quantity is unknown, it has a dimension but no coordinate is named, or the units do not match.
    """
    known = {*(column.partition("[")[0] for column in columns), *inputs.graph.equations}
    for key, name in [("quantity", observation.of), *(("error", name) for name in observation.error.needs)]:
        if name not in known:
            raise no_such(f"{observation.key}.{key}", "quantity", name, known)
    whole = [column for column in columns if column.startswith(f"{observation.quantity}[")]
    if whole:
        raise UncertainComputeError(
            f"{observation.key}.quantity: {observation.quantity!r} has a dimension; name one column, as in {whole[0]!r}"
        )
    unit = inputs.unit(observation.of)
    if not unit:
        return observation
    return observation.in_unit(unit, inputs.units.conversion(observation.unit, unit, f"{observation.key}.unit"))
