"""The cells of a workbook become equations and beliefs."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from typing import Any

from uncertain_compute.bridges.imported_equations import Computed, needed_by, number
from uncertain_compute.bridges.spreadsheets.headings import WHY, Layout
from uncertain_compute.bridges.spreadsheets.inputs import Rows, number_in
from uncertain_compute.bridges.spreadsheets.names import Labels, names_of, without_unit
from uncertain_compute.bridges.spreadsheets.parsing import expression_of
from uncertain_compute.bridges.spreadsheets.references import References
from uncertain_compute.bridges.spreadsheets.syntax import CellFormula, Location, NotTakenError, Reference
from uncertain_compute.bridges.spreadsheets.translation import Translator
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.files.workbooks import Cell
from uncertain_compute.priors.sheets.reading import plain
from uncertain_compute.priors.sheets.rows import number_text

MOST_FORMULAS = 1000


@dataclass
class SpreadsheetModel:
    """What the formulas of a workbook compute, and why some cannot be taken.

    Attributes
    ----------
    refused
        Why a cell cannot be taken, in the order in which it was found.
    """

    layout: Layout
    references: References
    rows: Rows
    refused: dict[Location, NotTakenError] = field(default_factory=dict)
    equations: dict[Location, Computed] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Translate all formulas."""
        self.labels = Labels(self.layout)
        self.refused |= self.rows.refused
        self.formulas = {location: cell for location, cell in self._formulas() if location not in self.refused}
        if len(self.formulas) > MOST_FORMULAS:
            raise UncertainComputeError(f"has {len(self.formulas):,} formulas; allowed are {MOST_FORMULAS:,}")
        self.expressions: dict[Location, CellFormula] = {}
        self.refers: dict[Location, list[Location]] = {}
        for location, cell in self.formulas.items():
            self._read(location, cell)
        self._refuse_circles()
        self.names = names_of(self._named(), self.labels, self.references.names_of_cells())
        self.translator = Translator(self.references, self._operand)
        for location in self.computed:
            self._translate(location)
        self.refuse({})

    def refuse(self, cells: Mapping[Location, NotTakenError]) -> None:
        """Leave cells out, and all equations that need one."""
        names = {name: location for location, name in self.names.items()}
        lost = dict(cells)
        while True:
            self.refused |= lost
            self.equations = {location: one for location, one in self.equations.items() if location not in self.refused}
            needed = {location: [names[name] for name in one.needs] for location, one in self.equations.items()}
            lost = {
                location: NotTakenError(f"needs {left[0]}, which is left out")
                for location, needs in needed.items()
                if (left := [one for one in needs if one in self.refused])
            }
            if not lost:
                return

    def _formulas(self) -> Iterator[tuple[Location, Cell]]:
        """Yield the cells that compute a number: neither texts, nor columns beside the values, nor inputs."""
        for location in self.layout.locations:
            cell, headings = self.layout.cell(location), self.layout.above(location)
            if cell is None or not cell.formula or location in self.rows.beliefs:
                continue
            beside = headings is not None and location.column in headings.beside
            if not beside and (cell.failed or not isinstance(cell.value, str)):
                yield location, cell

    def _read(self, location: Location, cell: Cell) -> None:
        try:
            expression = expression_of(cell.formula)
            self.refers[location] = self.references.locations(expression, location.sheet)
            if cell.value is not None and not isinstance(cell.value, bool):
                number_in(cell, "its result")
        except NotTakenError as error:
            self.refused[location] = error
        else:
            self.expressions[location] = expression

    def _refuse_circles(self) -> None:
        graph = {location: [one for one in refers if one in self.formulas] for location, refers in self.refers.items()}
        while True:
            try:
                TopologicalSorter(graph).prepare()
            except CycleError as error:
                circle = error.args[1][::-1]
                said = " -> ".join(map(str, circle))
                for location in circle[1:]:
                    self.refused[location] = NotTakenError(f"is part of a circular reference: {said}")
                    del graph[location]
            else:
                return

    def final(self, location: Location) -> Location:
        """Return the cell that a cell repeats, as ``=Inputs!B2`` does; itself if it repeats none."""
        while isinstance(self.expressions.get(location), Reference) and location not in self.refused:
            if not (found := self.refers[location]):
                break
            location = found[0]
        return location

    @cached_property
    def computed(self) -> list[Location]:
        """Return the cells that have an equation, unless they are refused."""
        return [
            location
            for location in self.expressions
            if location not in self.refused and self.final(location) == location
        ]

    def _named(self) -> list[Location]:
        """Return the cells that equations and beliefs are about."""
        used = [self.final(one) for location in self.computed for one in self.refers[location]]
        cells = {location: self.layout.cell(location) for location in dict.fromkeys([*self.rows.beliefs, *used])}
        known = [location for location, cell in cells.items() if cell is not None and not isinstance(cell.value, str)]
        return list(dict.fromkeys([*self.rows.beliefs, *known, *self.computed]))

    def _operand(self, location: Location) -> ast.expr | None:
        """Return what a cell is in an expression: a name, or a year as it is."""
        location = self.final(location)
        if location in self.refused:
            raise NotTakenError(f"needs {location}, which is left out")
        if location in self.rows.ends:
            instead = self.rows.ends[location].address
            raise NotTakenError(f"refers to {location}, an end of an interval; refer to its value in {instead}")
        cell = self.layout.cell(location)
        if location in self.expressions or location in self.rows.beliefs:
            return self._name(location)
        if cell is None or (isinstance(cell.value, str) and not cell.failed):
            return None
        value = number_in(cell, str(location))
        return number(value) if location in self.layout.years else self._name(location)

    def _name(self, location: Location) -> ast.expr:
        self.needs[self.names[location]] = None
        return ast.Name(self.names[location])

    def _translate(self, location: Location) -> None:
        self.needs: dict[str, None] = {}
        try:
            expression = self.translator.equation(self.expressions[location], location.sheet)
        except NotTakenError as error:
            self.refused[location] = error
            return
        label = without_unit(self.labels.label(location))[0]
        said = self.layout.beside(location, WHY)
        text = f"{label}: {said.value}" if said and isinstance(said.value, str) else label
        self.equations[location] = Computed(expression, tuple(self.needs), text)

    @property
    def beliefs(self) -> dict[Location, dict[str, Any]]:
        """Return the belief of each input, and the fixed value of each number that equations need."""
        needed = needed_by(self.equations.values())
        fixed = {
            location: {"value": plain(number_text(number_in(cell, str(location)), cell.shown_as))}
            for location, name in self.names.items()
            if name in needed and location not in self.rows.beliefs and location not in self.expressions
            if (cell := self.layout.cell(location)) is not None
        }
        return {**self.rows.beliefs, **fixed}

    @property
    def held(self) -> dict[str, float]:
        """Return the numbers that cells hold, by name; a formula's is missing if the file was saved without it."""
        cells = {name: self.layout.cell(location) for location, name in self.names.items()}
        return {
            name: float(cell.value)
            for name, cell in cells.items()
            if cell is not None and isinstance(cell.value, int | float)
        }

    @property
    def targets(self) -> list[Location]:
        """Return the results that no other formula needs."""
        taken = {location: refers for location, refers in self.refers.items() if location not in self.refused}
        needed = {one for refers in taken.values() for one in refers}
        last = [self.final(location) for location in taken if location not in needed]
        return [location for location in dict.fromkeys(last) if location in self.equations]
