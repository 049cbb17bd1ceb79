"""A model's inputs, and beliefs about them in the model's units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from xarray import Variable

from uncertain_compute.addresses import name_of
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.model.graph import Graph
from uncertain_compute.model.units import DEFAULT, UnitSystem
from uncertain_compute.priors.reading.assumptions import Assumption, assumption
from uncertain_compute.priors.reading.notation.statements import unit_meant
from uncertain_compute.priors.reading.ranges import Range, fail_if_outside, ranges_in
from uncertain_compute.priors.reading.spec import Prior
from uncertain_compute.priors.reading.zero import fail_if_interval_reaches_below
from uncertain_compute.study.column import ANYWHERE, Column

OF_THE_MODEL = ("label", "range")
"""Keys of an input that do not state a belief about it."""


@dataclass(frozen=True)
class Inputs:
    """The model's declarations of its inputs.

    Attributes
    ----------
    graph
        The equations that need them.
    declared
        The ``unit``, ``label`` and ``range`` of each input, and the ``value`` of a constant.
    ranges
        The range of each input that has one.
    dimensions
        Coordinates of each dimension.
    folders
        Folders with data files that beliefs may name.
    units
        The system of units.
    undeclared_units
        Units of beliefs about inputs without a declared unit.
    """

    graph: Graph
    declared: Mapping[str, Mapping[str, Any]]
    ranges: Mapping[str, Range]
    dimensions: Mapping[str, Sequence[str]]
    folders: Sequence[Path]
    units: UnitSystem = DEFAULT
    undeclared_units: Mapping[str, str] = field(default_factory=dict)

    def unit(self, name: str) -> str:
        """Return the unit of an assumption or a quantity; empty if none is stated."""
        if name in self.graph.equations:
            return self.graph.equations[name].unit or ""
        declared = self.declared.get(name, {}).get("unit")
        return str(declared) if declared else self.undeclared_units.get(name, "")

    def factor_to_unit_of(self, quantity: str, unit: str, key: str) -> float:
        """Return the factor from a unit to that of a quantity, or of one column of it; 1 for a text without a unit.

        Raises
        ------
        UncertainComputeError
            If the two measure different things, or the quantity has no unit.
        """
        if not unit:
            return 1.0
        own = self.unit(name_of(quantity))
        if not own:
            raise UncertainComputeError(
                f"{key}: {unit!r}, but {quantity} has no unit; state one at the end of the first line of its docstring"
            )
        return self.units.conversion(unit, own, key)

    def key_of_unit(self, name: str) -> str:
        """Return the config key of an input's unit."""
        return f"priors.{name}" if name in self.undeclared_units else f"model.inputs.{name}.unit"

    def label(self, name: str) -> str:
        """Return the label of an assumption or a quantity."""
        if name in self.graph.equations:
            return self.graph.equations[name].description
        return str(self.declared.get(name, {}).get("label", "") or name.replace("_", " "))

    def stated_beliefs(self) -> dict[str, dict[str, Any]]:
        """Return the beliefs of the declarations: constants, and those that come with evidence."""
        return {
            name: {key: value for key, value in entry.items() if key not in OF_THE_MODEL}
            for name, entry in self.declared.items()
            if {"value", *self.dimensions} & set(entry)
        }

    def assumption(self, name: str, written: Any) -> Assumption:
        """Return a belief about an input, in the belief's unit."""
        return assumption(name, written, self.dimensions, self.folders)

    def assumptions(self, priors: Mapping[str, Any]) -> dict[str, Assumption]:
        """Return the belief about each input; priors win over what the declarations state."""
        return {name: self.assumption(name, entry) for name, entry in (self.stated_beliefs() | dict(priors)).items()}

    def with_units_of(self, assumptions: Mapping[str, Assumption]) -> "Inputs":
        """Return the inputs; those without a unit get the unit of the belief about them."""
        undeclared = {
            name: unit
            for name, entry in assumptions.items()
            if (unit := entry.priors[0].unit or unit_meant(entry.priors[0].sign, ""))
            and not self.declared.get(name, {}).get("unit")
        }
        return replace(self, undeclared_units=undeclared)

    def columns_of(self, assumptions: Mapping[str, Assumption]) -> dict[str, Column]:
        """Return the columns of assumptions, in the model's units.

        Raises
        ------
        UncertainComputeError
            If a unit does not match the model's, or a belief lies outside its input's range.
        """
        return {
            column: self.column(name, prior, column)
            for name, entry in assumptions.items()
            for column, prior in entry.columns.items()
        }

    def column(self, name: str, prior: Prior, column: str) -> Column:
        """Return one column of an assumption, in the model's unit."""
        wanted, allowed = self.unit(name), self.ranges.get(name, ANYWHERE)
        given = prior.unit or unit_meant(prior.sign, wanted)
        factor = self.units.conversion(given, wanted, f"priors.{column}") if given and wanted else 1.0
        fail_if_outside(prior, allowed, factor, wanted, f"priors.{column}")
        fail_if_interval_reaches_below(prior, allowed, factor, f"priors.{column}")
        return Column(column, prior, factor, allowed)


def inputs_of(
    graph: Graph,
    said: Mapping[str, Mapping[str, Mapping[str, Any]]],
    dimensions: Mapping[str, Sequence[str]],
    folders: Sequence[Path],
    units: UnitSystem,
) -> Inputs:
    """Return the inputs as evidence, a model and its dimensions declare them.

    Parameters
    ----------
    said
        The declarations by config key; a later one replaces an earlier one.

    Raises
    ------
    UncertainComputeError
        If a range is not valid.
    """
    ranges = {name: one for key, entries in said.items() for name, one in ranges_in(entries, key).items()}
    declared = {name: entry for entries in said.values() for name, entry in entries.items()}
    return Inputs(graph, declared, ranges, dimensions, folders, units)


def medians_of(assumptions: Mapping[str, Assumption], columns: Mapping[str, Column]) -> dict[str, Variable]:
    """Return the median of each assumption (for shares the mean) in the model's units, with its dimensions."""
    own = {name: columns[name] for entry in assumptions.values() for name in entry.columns}
    values = {name: column.factor * column.distribution.middle for name, column in own.items()}
    return {name: variable_of(entry, values) for name, entry in assumptions.items()}


def variable_of(assumption: Assumption, values: Mapping[str, float]) -> Variable:
    """Return an assumption's values by column as one variable."""
    data = np.array([values[column] for column in assumption.column_of_each], dtype=float)
    return Variable(assumption.dimensions, data.reshape(assumption.shape), fastpath=True)
