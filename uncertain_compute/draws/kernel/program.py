"""A plan as a program of the kernel: beliefs, equations, and what is kept of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from uncertain_compute.addresses import column_names, is_among
from uncertain_compute.draws.blocks import Plan
from uncertain_compute.draws.kernel.assembly import Assembly, Result
from uncertain_compute.draws.kernel.beliefs import column_from_uniform, group_from_uniform
from uncertain_compute.draws.kernel.codes import Code
from uncertain_compute.draws.kernel.equations import NamedResults, as_values, evaluate_in, filled
from uncertain_compute.draws.kernel.loop_data import Instructions
from uncertain_compute.model.dimensions import Dims
from uncertain_compute.priors.dependence.copula import CorrelatedGroup
from uncertain_compute.priors.reading.assumptions import Assumption

LONGEST_CHUNK, SHORTEST_CHUNK = 512, 64
CACHE_BYTES, BYTES = 3 * 2**17, 8
"""The most bytes of all rows, so that they stay in a core's cache."""


class Given(NamedTuple):
    """A row that NumPy gives to the kernel: a column's values, or its uniform numbers if it is not drawn yet."""

    column: str
    is_drawn: bool


@dataclass(frozen=True, slots=True)
class Program:
    """What the kernel does for each draw of a plan.

    Attributes
    ----------
    plan
        The part of the plan that is needed.
    columns
        The columns that the kernel draws from points of its own, in order.
    given
        The rows that NumPy gives to the kernel, in order.
    kept
        The dimensions of each name whose numbers are kept or counted, one name after another.
    counted
        The columns that are counted, in order, each with its index among all numbers; if any, no numbers are kept.
    """

    plan: Plan
    instructions: Instructions
    columns: tuple[str, ...]
    given: tuple[Given, ...]
    kept: Mapping[str, Dims]
    counted: Mapping[str, int]

    @property
    def chunk(self) -> int:
        """Return the number of draws that go through all instructions at once."""
        length = LONGEST_CHUNK
        while length > SHORTEST_CHUNK and BYTES * length * self.instructions.rows > CACHE_BYTES:
            length //= 2
        return length


def program_of(plan: Plan, names: Sequence[str], counted: Collection[str] = (), *, has_points: bool) -> Program:
    """Return the program that keeps the numbers of some names, or counts them.

    Parameters
    ----------
    counted
        The columns that are counted, or the names of all of them; if there are any, no numbers are kept.
    has_points
        Whether the kernel makes the uniform numbers itself. If not, they are given to it.

    Raises
    ------
    NotInKernelError
        If the kernel cannot do something.
    """
    assembly = Assembly()
    drawn = _Drawn(assembly, plan, has_points=has_points)
    results = evaluate_in(assembly, plan.equations, drawn.known)
    kept = {name: results[name] if name in results else drawn.known(name) for name in names}
    numbers = [(name, value) for name, (_, values) in kept.items() for value in values.ravel()]
    for name, value in numbers:
        if name in plan.targets:
            assembly.add(Code.CHECK, value, more=(int(name in plan.may_be_never),))
    dims_of = {name: dims for name, (dims, _) in kept.items()}
    addresses = [
        address
        for name, dims in dims_of.items()
        for address in column_names(name, [plan.dimensions[dim] for dim in dims])
    ]
    counters = {address: index for index, address in enumerate(addresses) if is_among(address, counted)}
    for row, index in enumerate(counters.values() if counted else range(len(numbers))):
        assembly.add(Code.COUNT if counted else Code.KEEP, numbers[index][1], more=(row,))
    return Program(drawn.needed, assembly.instructions(), tuple(drawn.columns), tuple(drawn.given), dims_of, counters)


class _Drawn:
    """The values of assumptions and constants, drawn when they are first asked for."""

    def __init__(self, assembly: Assembly, plan: Plan, *, has_points: bool) -> None:
        self.assembly, self.plan, self.has_points = assembly, plan, has_points
        self.columns: list[str] = []
        self.given: list[Given] = []
        self._group_of = {name: group for group in plan.groups for name in group.columns}
        self._values: dict[str, Result] = {}
        self._asked: dict[str, Assumption] = {}

    @property
    def needed(self) -> Plan:
        """Return the part of the plan that is drawn."""
        return replace(self.plan.only_columns(self._values), assumptions=self._asked)

    def known(self, name: str) -> NamedResults:
        """Return an assumption or a constant."""
        if name not in self.plan.assumptions:
            constant = self.plan.constants[name]
            return tuple(map(str, constant.dims)), as_values(constant.values, self.assembly.number)
        entry = self._asked[name] = self.plan.assumptions[name]
        values = filled([self._value(column) for column in entry.column_of_each], entry.shape)
        return entry.dimensions, values

    def _value(self, name: str) -> Result:
        if name not in self._values:
            group = self._group_of.get(name)
            names = (name,) if group is None else group.columns
            self._values.update(zip(names, self._drawn(names, group), strict=True))
        return self._values[name]

    def _drawn(self, names: tuple[str, ...], group: CorrelatedGroup | None) -> list[Result]:
        """Return the values of columns that are drawn together, by NumPy if the kernel cannot draw them."""
        columns = [self.plan.columns[name] for name in names]
        if columns[0].fixed:
            return [self.assembly.number(float(columns[0].ppf(0.5)))]
        before = len(self.columns), len(self.given)
        uniforms = [self._uniform(name) for name in names]
        if group is None:
            values = [column_from_uniform(self.assembly, columns[0], uniforms[0])]
        else:
            values = group_from_uniform(self.assembly, group, columns, uniforms)
        found = [value for value in values if value is not None]
        if len(found) == len(names):
            return found
        del self.columns[before[0] :], self.given[before[1] :]
        return [self._given(name, is_drawn=True) for name in names]

    def _uniform(self, name: str) -> Result:
        if not self.has_points:
            return self._given(name, is_drawn=False)
        self.columns.append(name)
        return self.assembly.add(Code.POINT, more=(len(self.columns) - 1,))

    def _given(self, name: str, *, is_drawn: bool) -> Result:
        self.given.append(Given(name, is_drawn))
        return self.assembly.add(Code.GIVEN, more=(len(self.given) - 1,))
