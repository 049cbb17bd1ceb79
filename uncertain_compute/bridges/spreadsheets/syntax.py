"""What a formula is made of, and the location of a cell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, override

from uncertain_compute.errors import UncertainComputeError

PLAIN_TITLE = re.compile(r"\w+")


class Location(NamedTuple):
    """Where a cell is."""

    sheet: str
    row: int
    column: int

    @override
    def __str__(self) -> str:
        """Return its address as a formula of another sheet has it: ``'My sheet'!B7``."""
        doubled = self.sheet.replace("'", "''")
        title = self.sheet if PLAIN_TITLE.fullmatch(self.sheet) else f"'{doubled}'"
        return f"{title}!{self.address}"

    @property
    def address(self) -> str:
        """Return its address within its sheet, ``B7``."""
        from openpyxl.utils import get_column_letter

        return f"{get_column_letter(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Constant:
    """A number."""

    value: float


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell, a range of cells, or a name."""

    text: str


@dataclass(frozen=True, slots=True)
class BinaryOperation:
    """Two expressions with an operator between them."""

    operator: str
    left: "CellFormula"
    right: "CellFormula"


@dataclass(frozen=True, slots=True)
class Minus:
    """An expression after a minus."""

    of: "CellFormula"


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """A function with its arguments."""

    function: str
    arguments: tuple["CellFormula", ...]


type CellFormula = Constant | Reference | BinaryOperation | Minus | FunctionCall


def parts_of(expression: CellFormula) -> Iterator[CellFormula]:
    """Yield an expression, and all that it is made of."""
    yield expression
    match expression:
        case BinaryOperation():
            inner: tuple[CellFormula, ...] = (expression.left, expression.right)
        case Minus():
            inner = (expression.of,)
        case FunctionCall():
            inner = expression.arguments
        case _:
            inner = ()
    for one in inner:
        yield from parts_of(one)


class NotTakenError(UncertainComputeError):
    """A cell cannot be taken; its message says why, and what to write instead."""
