"""Read a formula into an expression; operators bind as in spreadsheets, where ``-2^2`` is 4."""

from math import isfinite
from typing import Any

from uncertain_compute.bridges.spreadsheets.syntax import (
    BinaryOperation,
    CellFormula,
    Constant,
    FunctionCall,
    Minus,
    NotTakenError,
    Reference,
)

LEVELS = (("=", "<>", "<", ">", "<=", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))
"""Operators from those that bind least to those that bind most; all from left to right."""

DEEPEST = 50
MOST_WORDS = 600
"""The most numbers, names, operators and brackets of a formula."""

TOO_LONG = "compute parts of it in cells of their own"
NEW_FUNCTION = "_xlfn."
"""How the name of a function is stored that is newer than the format."""


def expression_of(formula: str) -> CellFormula:
    """Return the expression of a formula, which begins with an equals sign.

    Raises
    ------
    NotTakenError
        If it is not complete, or has what is not in the part that is taken.
    """
    if formula.startswith("{"):
        raise NotTakenError("an array formula is not taken; write one formula for each cell")
    if len(words := _tokens(formula)) > MOST_WORDS:
        raise NotTakenError(f"has {len(words):,} numbers, names and signs; {TOO_LONG}")
    return _Parser(words).whole()


def _tokens(formula: str) -> list[Any]:
    from openpyxl.formula import Tokenizer
    from openpyxl.formula.tokenizer import Token, TokenizerError

    try:
        return [one for one in Tokenizer(formula).items if one.type != Token.WSPACE]
    except (TokenizerError, IndexError, AssertionError) as error:
        raise NotTakenError(f"{formula} is not a formula") from error


class _Parser:
    def __init__(self, tokens: list[Any]) -> None:
        self.tokens, self.at, self.depth = tokens, 0, 0

    def whole(self) -> CellFormula:
        found = self.expression()
        if self.at < len(self.tokens):
            raise self.unexpected()
        return found

    def unexpected(self) -> NotTakenError:
        if self.at >= len(self.tokens):
            return NotTakenError("the formula is not complete")
        return NotTakenError(f"{self.tokens[self.at].value!r} is not understood there")

    def next_is(self, kind: str, *values: str) -> bool:
        """Return whether the next token is of a kind, and one of some values if any are given."""
        if self.at >= len(self.tokens) or self.tokens[self.at].type != kind:
            return False
        return not values or self.tokens[self.at].value in values

    def take(self) -> Any:
        if self.at >= len(self.tokens):
            raise self.unexpected()
        self.at += 1
        return self.tokens[self.at - 1]

    def expression(self) -> CellFormula:
        self.depth += 1
        if self.depth > DEEPEST:
            raise NotTakenError(f"more than {DEEPEST} nested brackets")
        found = self.infix(0)
        self.depth -= 1
        return found

    def infix(self, level: int) -> CellFormula:
        if level == len(LEVELS):
            return self.percent()
        found = self.infix(level + 1)
        while self.next_is("OPERATOR-INFIX", *LEVELS[level]):
            operator = self.take().value
            found = BinaryOperation(operator, found, self.infix(level + 1))
        return found

    def percent(self) -> CellFormula:
        found = self.signed()
        while self.next_is("OPERATOR-POSTFIX"):
            self.take()
            found = (
                Constant(found.value / 100)
                if isinstance(found, Constant)
                else BinaryOperation("/", found, Constant(100))
            )
        return found

    def signed(self) -> CellFormula:
        negative = False
        while self.next_is("OPERATOR-PREFIX"):
            negative ^= self.take().value == "-"
        found = self.atom()
        return Minus(found) if negative else found

    def atom(self) -> CellFormula:
        token = self.take()
        match token.type, token.subtype:
            case "OPERAND", "NUMBER":
                return Constant(_number(token.value))
            case "OPERAND", "RANGE":
                return Reference(token.value)
            case "OPERAND", "ERROR":
                raise NotTakenError(f"has the error {token.value}")
            case "OPERAND", _:
                raise NotTakenError(f"{token.value} is not a number")
            case "PAREN", "OPEN":
                found = self.expression()
                self.close()
                return found
            case "FUNC", "OPEN":
                return FunctionCall(token.value[:-1].removeprefix(NEW_FUNCTION).upper(), self.arguments())
        self.at -= 1
        raise self.unexpected()

    def arguments(self) -> tuple[CellFormula, ...]:
        found: list[CellFormula] = []
        if not self.next_is("FUNC", ")"):
            found.append(self.expression())
            while self.next_is("SEP", ","):
                self.take()
                found.append(self.expression())
        self.close()
        return tuple(found)

    def close(self) -> None:
        if not (self.next_is("FUNC", ")") or self.next_is("PAREN", ")")):
            raise self.unexpected()
        self.take()


def _number(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        raise NotTakenError(f"{text} is too large a number")
    return value
