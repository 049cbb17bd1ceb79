"""A formula becomes the expression of an equation."""

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from math import isfinite, nan
from typing import Any

from uncertain_compute.bridges.imported_equations import number
from uncertain_compute.bridges.spreadsheets.parsing import TOO_LONG
from uncertain_compute.bridges.spreadsheets.references import References
from uncertain_compute.bridges.spreadsheets.syntax import (
    BinaryOperation,
    CellFormula,
    Constant,
    FunctionCall,
    Location,
    Minus,
    NotTakenError,
    Reference,
)
from uncertain_compute.errors import nearest_hint

OPERATORS: Mapping[str, type[ast.operator]] = {
    "+": ast.Add,
    "-": ast.Sub,
    "*": ast.Mult,
    "/": ast.Div,
    "^": ast.Pow,
}
ARITHMETIC: Mapping[type[ast.operator], Callable[[float, float], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
COMPARISONS: Mapping[str, type[ast.cmpop]] = {
    "=": ast.Eq,
    "<>": ast.NotEq,
    "<": ast.Lt,
    ">": ast.Gt,
    "<=": ast.LtE,
    ">=": ast.GtE,
}
DEEPEST = 200

ROUNDED: Mapping[str, str] = {
    "ROUND": '''
def _rounded(x, digits):
    """Return a number rounded to digits after the point, a half away from zero."""
    return np.sign(x) * np.floor(np.abs(x) * 10.0**digits + 0.5) / 10.0**digits
''',
    "ROUNDUP": '''
def _rounded_up(x, digits):
    """Return a number rounded to digits after the point, away from zero."""
    return np.sign(x) * np.ceil(np.abs(x) * 10.0**digits) / 10.0**digits
''',
    "ROUNDDOWN": '''
def _rounded_down(x, digits):
    """Return a number rounded to digits after the point, towards zero."""
    return np.sign(x) * np.floor(np.abs(x) * 10.0**digits) / 10.0**digits
''',
}
"""Functions of spreadsheets that NumPy has not, as helpers of the equations."""


class Translator:
    """Translates the formulas of a sheet.

    Attributes
    ----------
    helpers
        The helpers that formulas have needed, by the function of spreadsheets.
    """

    def __init__(self, references: References, operand: Callable[[Location], ast.expr | None]) -> None:
        """Take what a cell is in an expression; None for an empty cell or a text, which ranges leave out."""
        self.references, self.operand = references, operand
        self.helpers: dict[str, str] = {}

    def equation(self, said: CellFormula, sheet: str) -> ast.expr:
        """Return the expression of an equation.

        Raises
        ------
        NotTakenError
            If a part of it is not taken, or it would have too many terms within each other.
        """
        found = self.written(said, sheet)
        level, deep = [found], 0
        while level := [inner for one in level for inner in ast.iter_child_nodes(one) if isinstance(inner, ast.expr)]:
            deep += 1
        if deep > DEEPEST:
            raise NotTakenError(f"has more than {DEEPEST} terms within each other; {TOO_LONG}")
        return found

    def written(self, said: CellFormula, sheet: str) -> ast.expr:
        """Return an expression in Python.

        Raises
        ------
        NotTakenError
            If a part of it is not taken.
        """
        match said:
            case Constant():
                return number(said.value)
            case Minus():
                return ast.UnaryOp(ast.USub(), self.written(said.of, sheet))
            case Reference():
                return self._single(said, sheet)
            case BinaryOperation():
                return self._infix(said, sheet)
            case FunctionCall():
                return self._called(said, sheet)

    def _infix(self, said: BinaryOperation, sheet: str) -> ast.expr:
        if said.operator not in {*OPERATORS, *COMPARISONS}:
            what = "joins texts" if said.operator == "&" else "is not taken"
            raise NotTakenError(f"{said.operator} {what}; allowed are numbers and arithmetic")
        left, right = self.written(said.left, sheet), self.written(said.right, sheet)
        if said.operator in COMPARISONS and any(isinstance(one, ast.Compare) for one in (left, right)):
            raise NotTakenError("compares the result of a comparison; write AND(B2>1, B3>1)")
        if said.operator in OPERATORS:
            found = ast.BinOp(left, OPERATORS[said.operator](), right)
            _value_of(found)
            return found
        return ast.Compare(left, [COMPARISONS[said.operator]()], [right])

    def _single(self, said: Reference, sheet: str) -> ast.expr:
        found = self.references.rows(said.text, sheet)
        if isinstance(found, float):
            return number(found)
        if len(found) > 1 or len(found[0]) > 1:
            raise NotTakenError(f"{said.text} is a range; arithmetic takes one cell, and SUM, MIN and others a range")
        operand = self.operand(found[0][0])
        if operand is None:
            raise NotTakenError(f"refers to {found[0][0]}, which is empty or a text, where a number is needed")
        return operand

    def _terms(self, said: Sequence[CellFormula], sheet: str) -> list[ast.expr]:
        """Return the numbers among arguments; those of a range leave out empty cells and texts."""
        found: list[ast.expr] = []
        for one in said:
            meant = self.references.rows(one.text, sheet) if isinstance(one, Reference) else None
            if isinstance(meant, list) and (len(meant) > 1 or len(meant[0]) > 1):
                found += [term for row in meant for location in row if (term := self.operand(location)) is not None]
            else:
                found.append(self.written(one, sheet))
        if not found:
            raise NotTakenError("a function of no number")
        return found

    def _called(self, said: FunctionCall, sheet: str) -> ast.expr:
        name = said.function
        if name in OF_MANY:
            return OF_MANY[name](self._terms(said.arguments, sheet))
        if name == "SUMPRODUCT":
            return self._sum_of_products(said, sheet)
        if name in OF_SOME:
            counts, write = OF_SOME[name]
            if len(said.arguments) not in counts:
                takes = " or ".join(map(str, counts))
                raise NotTakenError(f"{name} has {len(said.arguments)} arguments; {takes} are taken")
            return write([self.written(one, sheet) for one in said.arguments])
        if name in ROUNDED:
            return self._rounded(said, sheet)
        known = [*OF_MANY, "SUMPRODUCT", *OF_SOME, *ROUNDED]
        raise NotTakenError(
            f"the function {name} is not taken; allowed are {', '.join(known)}{nearest_hint(name, known)}"
        )

    def _rounded(self, said: FunctionCall, sheet: str) -> ast.expr:
        """Return a helper's result; its digits are a written number."""
        digits = said.arguments[1] if len(said.arguments) == 2 else None
        sign = -1 if isinstance(digits, Minus) else 1
        digits = digits.of if isinstance(digits, Minus) else digits
        if not isinstance(digits, Constant):
            raise NotTakenError(f"{said.function} takes a number and its digits, as {said.function}(B2, 0)")
        self.helpers[said.function] = ROUNDED[said.function]
        helper = ROUNDED[said.function].partition("def ")[2].partition("(")[0]
        return ast.Call(ast.Name(helper), [self.written(said.arguments[0], sheet), number(sign * digits.value)], [])

    def _sum_of_products(self, said: FunctionCall, sheet: str) -> ast.expr:
        ranges = [
            self.references.rows(one.text, sheet) if isinstance(one, Reference) else None for one in said.arguments
        ]
        if not all(isinstance(one, list) for one in ranges) or not ranges:
            raise NotTakenError("SUMPRODUCT takes ranges of cells")
        rows = [[location for row in one for location in row] for one in ranges if isinstance(one, list)]
        if len({len(one) for one in rows}) != 1:
            raise NotTakenError("SUMPRODUCT takes ranges of one size")
        products = [[self.operand(location) for location in locations] for locations in zip(*rows, strict=True)]
        whole = [[one for one in factors if one is not None] for factors in products if None not in factors]
        if not whole:
            raise NotTakenError("a function of no number")
        return _chain(ast.Add, [_chain(ast.Mult, factors) for factors in whole])


def _value_of(said: ast.expr) -> float | None:
    """Return the value of arithmetic on written numbers; None if it has a name or a function.

    Raises
    ------
    NotTakenError
        If it has no value.
    """
    match said:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.UnaryOp(op=ast.USub()):
            operand = _value_of(said.operand)
            return None if operand is None else -operand
        case ast.BinOp():
            left, right = _value_of(said.left), _value_of(said.right)
            if left is None or right is None:
                return None
            try:
                value = ARITHMETIC[type(said.op)](left, right)
            except (ZeroDivisionError, OverflowError):
                value = nan
            if isinstance(value, complex) or not isfinite(value):
                raise NotTakenError(f"{ast.unparse(said)} has no value")
            return value
    return None


def _chain(operator: type[ast.operator], terms: Sequence[ast.expr]) -> ast.expr:
    return reduce(lambda left, right: ast.BinOp(left, operator(), right), terms)


def _numpy(function: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(ast.Attribute(ast.Name("np"), function), list(arguments), [])


def _nested(function: str) -> Callable[[list[ast.expr]], ast.expr]:
    return lambda terms: reduce(lambda left, right: _numpy(function, left, right), terms)


def _both(operator: type[ast.operator]) -> Callable[[list[ast.expr]], ast.expr]:
    return lambda terms: _chain(operator, [_condition(one) for one in terms])


def _condition(said: ast.expr) -> ast.expr:
    """Return an expression that is true or false: a number is true unless it is zero."""
    is_condition = isinstance(said, ast.Compare) or (
        isinstance(said, ast.BinOp) and isinstance(said.op, ast.BitAnd | ast.BitOr)
    )
    negated = isinstance(said, ast.UnaryOp) and isinstance(said.op, ast.Invert)
    return said if is_condition or negated else ast.Compare(said, [ast.NotEq()], [ast.Constant(0)])


def _logarithm(terms: list[ast.expr]) -> ast.expr:
    if len(terms) == 1:
        return _numpy("log10", terms[0])
    return ast.BinOp(_numpy("log", terms[0]), ast.Div(), _numpy("log", terms[1]))


OF_MANY: Mapping[str, Callable[[list[ast.expr]], ast.expr]] = {
    "SUM": lambda terms: _chain(ast.Add, terms),
    "PRODUCT": lambda terms: _chain(ast.Mult, terms),
    "AVERAGE": lambda terms: ast.BinOp(_chain(ast.Add, terms), ast.Div(), ast.Constant(len(terms))),
    "MIN": _nested("minimum"),
    "MAX": _nested("maximum"),
    "AND": _both(ast.BitAnd),
    "OR": _both(ast.BitOr),
}
"""Functions of any number of cells and ranges."""

OF_SOME: Mapping[str, tuple[tuple[int, ...], Callable[[list[ast.expr]], ast.expr]]] = {
    "IF": ((3,), lambda terms: _numpy("where", _condition(terms[0]), terms[1], terms[2])),
    "NOT": ((1,), lambda terms: ast.UnaryOp(ast.Invert(), _condition(terms[0]))),
    "EXP": ((1,), lambda terms: _numpy("exp", *terms)),
    "LN": ((1,), lambda terms: _numpy("log", *terms)),
    "LOG": ((1, 2), _logarithm),
    "LOG10": ((1,), lambda terms: _numpy("log10", *terms)),
    "SQRT": ((1,), lambda terms: _numpy("sqrt", *terms)),
    "ABS": ((1,), lambda terms: _numpy("abs", *terms)),
    "INT": ((1,), lambda terms: _numpy("floor", *terms)),
    "POWER": ((2,), lambda terms: ast.BinOp(terms[0], ast.Pow(), terms[1])),
    "PI": ((0,), lambda _: ast.Attribute(ast.Name("np"), "pi")),
}
"""Functions with a fixed number of arguments, and how they are written with NumPy."""
