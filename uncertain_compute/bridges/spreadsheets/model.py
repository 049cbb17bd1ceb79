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
from uncertain_compute.bridges.spreadsheets.syntax import Expression, NotTakenError, Place, Reference
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
    refused: dict[Place, NotTakenError] = field(default_factory=dict)
    equations: dict[Place, Computed] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Translate all formulas."""
        self.labels = Labels(self.layout)
        self.refused |= self.rows.refused
        self.formulas = {place: cell for place, cell in self._formulas() if place not in self.refused}
        if len(self.formulas) > MOST_FORMULAS:
            raise UncertainComputeError(f"has {len(self.formulas):,} formulas; allowed are {MOST_FORMULAS:,}")
        self.expressions: dict[Place, Expression] = {}
        self.refers: dict[Place, list[Place]] = {}
        for place, cell in self.formulas.items():
            self._read(place, cell)
        self._refuse_circles()
        self.names = names_of(self._named(), self.labels, self.references.names_of_cells())
        self.translator = Translator(self.references, self._operand)
        for place in self.computed:
            self._translate(place)
        self.refuse({})

    def refuse(self, cells: Mapping[Place, NotTakenError]) -> None:
        """Leave cells out, and all equations that need one."""
        names = {name: place for place, name in self.names.items()}
        lost = dict(cells)
        while True:
            self.refused |= lost
            self.equations = {place: one for place, one in self.equations.items() if place not in self.refused}
            needed = {place: [names[name] for name in one.needs] for place, one in self.equations.items()}
            lost = {
                place: NotTakenError(f"needs {left[0]}, which is left out")
                for place, needs in needed.items()
                if (left := [one for one in needs if one in self.refused])
            }
            if not lost:
                return

    def _formulas(self) -> Iterator[tuple[Place, Cell]]:
        """Yield the cells that compute a number: neither texts, nor columns beside the values, nor inputs."""
        for place in self.layout.places:
            cell, headings = self.layout.cell(place), self.layout.above(place)
            if cell is None or not cell.formula or place in self.rows.beliefs:
                continue
            beside = headings is not None and place.column in headings.beside
            if not beside and (cell.failed or not isinstance(cell.value, str)):
                yield place, cell

    def _read(self, place: Place, cell: Cell) -> None:
        try:
            expression = expression_of(cell.formula)
            self.refers[place] = self.references.places(expression, place.sheet)
            if cell.value is not None and not isinstance(cell.value, bool):
                number_in(cell, "its result")
        except NotTakenError as error:
            self.refused[place] = error
        else:
            self.expressions[place] = expression

    def _refuse_circles(self) -> None:
        graph = {place: [one for one in refers if one in self.formulas] for place, refers in self.refers.items()}
        while True:
            try:
                TopologicalSorter(graph).prepare()
            except CycleError as error:
                circle = error.args[1][::-1]
                said = " -> ".join(map(str, circle))
                for place in circle[1:]:
                    self.refused[place] = NotTakenError(f"is part of a circular reference: {said}")
                    del graph[place]
            else:
                return

    def final(self, place: Place) -> Place:
        """Return the cell that a cell repeats, as ``=Inputs!B2`` does; itself if it repeats none."""
        while isinstance(self.expressions.get(place), Reference) and place not in self.refused:
            if not (found := self.refers[place]):
                break
            place = found[0]
        return place

    @cached_property
    def computed(self) -> list[Place]:
        """Return the cells that have an equation, unless they are refused."""
        return [place for place in self.expressions if place not in self.refused and self.final(place) == place]

    def _named(self) -> list[Place]:
        """Return the cells that equations and beliefs are about."""
        used = [self.final(one) for place in self.computed for one in self.refers[place]]
        cells = {place: self.layout.cell(place) for place in dict.fromkeys([*self.rows.beliefs, *used])}
        known = [place for place, cell in cells.items() if cell is not None and not isinstance(cell.value, str)]
        return list(dict.fromkeys([*self.rows.beliefs, *known, *self.computed]))

    def _operand(self, place: Place) -> ast.expr | None:
        """Return what a cell is in an expression: a name, or a year as it is."""
        place = self.final(place)
        if place in self.refused:
            raise NotTakenError(f"needs {place}, which is left out")
        if place in self.rows.ends:
            instead = self.rows.ends[place].address
            raise NotTakenError(f"refers to {place}, an end of an interval; refer to its value in {instead}")
        cell = self.layout.cell(place)
        if place in self.expressions or place in self.rows.beliefs:
            return self._name(place)
        if cell is None or (isinstance(cell.value, str) and not cell.failed):
            return None
        value = number_in(cell, str(place))
        return number(value) if place in self.layout.years else self._name(place)

    def _name(self, place: Place) -> ast.expr:
        self.needs[self.names[place]] = None
        return ast.Name(self.names[place])

    def _translate(self, place: Place) -> None:
        self.needs: dict[str, None] = {}
        try:
            expression = self.translator.equation(self.expressions[place], place.sheet)
        except NotTakenError as error:
            self.refused[place] = error
            return
        label = without_unit(self.labels.label(place))[0]
        said = self.layout.beside(place, WHY)
        text = f"{label}: {said.value}" if said and isinstance(said.value, str) else label
        self.equations[place] = Computed(expression, tuple(self.needs), text)

    @property
    def beliefs(self) -> dict[Place, dict[str, Any]]:
        """Return the belief of each input, and the fixed value of each number that equations need."""
        needed = needed_by(self.equations.values())
        fixed = {
            place: {"value": plain(number_text(number_in(cell, str(place)), cell.shown_as))}
            for place, name in self.names.items()
            if name in needed and place not in self.rows.beliefs and place not in self.expressions
            if (cell := self.layout.cell(place)) is not None
        }
        return {**self.rows.beliefs, **fixed}

    @property
    def held(self) -> dict[str, float]:
        """Return the numbers that cells hold, by name; a formula's is missing if the file was saved without it."""
        cells = {name: self.layout.cell(place) for place, name in self.names.items()}
        return {
            name: float(cell.value)
            for name, cell in cells.items()
            if cell is not None and isinstance(cell.value, int | float)
        }

    @property
    def targets(self) -> list[Place]:
        """Return the results that no other formula needs."""
        taken = {place: refers for place, refers in self.refers.items() if place not in self.refused}
        needed = {one for refers in taken.values() for one in refers}
        last = [self.final(place) for place in taken if place not in needed]
        return [place for place in dict.fromkeys(last) if place in self.equations]
