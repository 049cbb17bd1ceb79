"""Read a Squiggle model's text into statements; operators bind as in Squiggle's own grammar."""

from collections.abc import Callable
from math import isfinite

from uncertain_compute.bridges.lines import LineError, refused
from uncertain_compute.bridges.squiggle.syntax import (
    Assignment,
    Call,
    Entries,
    Infix,
    Lambda,
    Listed,
    Literal,
    Negative,
    NotTaken,
    SquiggleExpression,
    Variable,
)
from uncertain_compute.bridges.squiggle.tokens import END, NEWLINE, UNKNOWN, Token, tokens_of

UNITS = {"n": 1e-9, "m": 1e-3, "%": 1e-2, "k": 1e3, "M": 1e6, "B": 1e9, "G": 1e9, "T": 1e12, "P": 1e15}
BEYOND = {
    "if": "if is not taken; write np.where in an equation",
    "import": "import is not taken; put both models into one file",
    "?": "? is not taken; write np.where in an equation",
    "::": "units after :: are not taken; leave them out",
    "{": "blocks are not taken; write each assignment on its own",
    **dict.fromkeys(("==", "!=", "<", ">", "<=", ">=", "&&", "||", "!"), "comparisons are not taken"),
    **dict.fromkeys((".+", ".-", ".*", "./", ".^"), "operations on densities are not taken"),
}
"""Words of Squiggle that are not in the common part, with what is said about them."""

DEEPEST = 30
OPENING, CLOSING = ("(", "[", "{"), (")", "]", "}")


def statements_of(text: str) -> list[Assignment]:
    """Return the statements of a model; the body of one that is not in the common part of Squiggle says so."""
    return _Parser(text).statements()


class _Parser:
    def __init__(self, text: str) -> None:
        self.words, self.comments = tokens_of(text)
        self.text, self.at, self.depth, self.name = text, 0, 0, ""

    def statements(self) -> list[Assignment]:
        found = []
        self.skip_lines()
        while self.word.kind != END:
            start = self.at
            try:
                found.append(self.statement())
            except LineError as error:
                self.go_past(start)
                found.append(Assignment(error.line, self.name, None, NotTaken(error.line, error.why)))
            self.skip_lines()
        return found

    def go_past(self, start: int) -> None:
        """Go to the end of a statement that is not taken: of its line, unless brackets are open there."""
        wrong, depth = self.at, 0
        self.at = start
        while self.word.kind != END and (self.word.kind != NEWLINE or depth > 0):
            depth += (self.word.text in OPENING) - (self.word.text in CLOSING)
            self.at += 1
        if depth > 0:
            ends = (at for at in range(wrong, self.at) if self.words[at].kind == NEWLINE)
            self.at = next(ends, self.at)

    def statement(self) -> Assignment:
        self.name, self.depth = "", 0
        said = self.decorators()
        if self.word.text == "export":
            self.take()
        start, parameters, name = self.at, None, ""
        if self.word.kind == "name":
            name = self.take().text
            parameters = self.parameters()
        if not name or self.word.text != "=":
            self.at, name, parameters = start, "", None
        else:
            self.take()
            self.skip_lines()
            self.name = name
        first = self.words[start]
        body = self.expression()
        if self.word.kind not in {NEWLINE, END}:
            raise self.unexpected()
        return Assignment(first.line, name, parameters, body, said or self.comments.get(first.line, ""))

    def decorators(self) -> str:
        """Return the text of ``@name``; other decorators say how something is shown."""
        said = ""
        while self.word.text == "@":
            self.take()
            named = self.take("name").text == "name"
            if self.word.text == "(":
                inside = self.inside_brackets()
                said = inside.strip("\"' ") if named else said
            self.skip_lines()
        return said

    def inside_brackets(self) -> str:
        start, depth = self.take("("), 1
        while depth and self.word.kind != END:
            depth += {"(": 1, ")": -1}.get(self.word.text, 0)
            last = self.take()
        return self.text[start.start + 1 : last.start]

    def parameters(self) -> tuple[str, ...] | None:
        """Return the names in brackets, if an equals sign follows them."""
        start, names = self.at, []
        if self.word.text != "(":
            return None
        self.take()
        while self.word.kind == "name":
            names.append(self.take().text)
            if self.word.text == ",":
                self.take()
        if self.word.text == ")" and self.words[self.at + 1].text == "=":
            self.take()
            return tuple(names)
        self.at = start
        return None

    def expression(self) -> SquiggleExpression:
        self.depth += 1
        if self.depth > DEEPEST:
            raise refused(self.word.line, f"brackets in brackets beyond {DEEPEST}")
        found = self.chain(("to",), self.sum)
        if self.word.text in BEYOND:
            raise refused(self.word.line, BEYOND[self.word.text])
        self.depth -= 1
        return found

    def sum(self) -> SquiggleExpression:
        return self.chain(("+", "-"), self.product)

    def product(self) -> SquiggleExpression:
        return self.chain(("*", "/"), self.power)

    def chain(self, operators: tuple[str, ...], part: Callable[[], SquiggleExpression]) -> SquiggleExpression:
        found = part()
        while self.word.text in operators:
            sign = self.take()
            self.skip_lines()
            found = Infix(sign.line, sign.text, found, part())
        return found

    def power(self) -> SquiggleExpression:
        base = self.piped()
        if self.word.text != "^":
            return base
        sign = self.take()
        self.skip_lines()
        return Infix(sign.line, "^", base, self.power())

    def piped(self) -> SquiggleExpression:
        """Return an expression, or with arrows behind it functions of it: ``x -> f(y)`` is ``f(x, y)``."""
        found = self.negative()
        while self.goes_on_with("->"):
            self.skip_lines()
            arrow = self.take()
            self.skip_lines()
            name = self.take("name").text
            arguments = self.items("(", ")") if self.word.text == "(" else ()
            found = Call(arrow.line, name, (found, *arguments))
        return found

    def negative(self) -> SquiggleExpression:
        signs = []
        while self.word.text == "-":
            signs.append(self.take())
        found = self.atom()
        for sign in signs[: len(signs) % 2]:
            found = Negative(sign.line, found)
        return found

    def atom(self) -> SquiggleExpression:
        word = self.word
        if word.text == "{" and self.words[self.at + 1].text == "|":
            return self.unnamed()
        if word.text in BEYOND and not (word.text == "{" and self.words[self.at + 2].text == ":"):
            raise refused(word.line, BEYOND[word.text])
        if word.kind == "number":
            return self.number()
        if word.text == "(":
            return self.in_brackets()
        if word.text == "[":
            return Listed(word.line, self.items("[", "]"))
        if word.text == "{":
            return self.entries()
        if word.kind != "name" or word.text in {"to", "then", "else"}:
            raise self.unexpected()
        self.take()
        if self.word.text == "[":
            raise refused(word.line, f"{word.text}[...]: an entry of a list is not taken")
        arguments = self.items("(", ")") if self.word.text == "(" else None
        return Variable(word.line, word.text) if arguments is None else Call(word.line, word.text, arguments)

    def unnamed(self) -> Lambda:
        """Return a function without a name."""
        line, names = self.take("{").line, []
        self.take("|")
        while self.word.text != "|":
            names.append(self.take("name").text)
            if self.word.text != "|":
                self.take(",")
        self.take("|")
        self.skip_lines()
        body = self.expression()
        self.skip_lines()
        self.take("}")
        return Lambda(line, tuple(names), body)

    def number(self) -> Literal:
        word, unit = self.take(), self.word
        value = float(word.text)
        if unit.kind in {"name", "sign"} and unit.start == word.start + len(word.text):
            if unit.text in UNITS:
                value *= UNITS[self.take().text]
            elif unit.kind == "name":
                raise refused(unit.line, f"{unit.text!r} after a number is not taken; allowed are {', '.join(UNITS)}")
        if not isfinite(value):
            raise refused(word.line, f"{word.text} is too large a number")
        return Literal(word.line, value)

    def in_brackets(self) -> SquiggleExpression:
        self.take("(")
        self.skip_lines()
        found = self.expression()
        self.skip_lines()
        self.take(")")
        return found

    def items(self, opening: str, closing: str) -> tuple[SquiggleExpression, ...]:
        self.take(opening)
        self.skip_lines()
        found = []
        while self.word.text != closing:
            found.append(self.expression())
            self.next_item(closing)
        self.take(closing)
        return tuple(found)

    def entries(self) -> Entries:
        line, found = self.take("{").line, {}
        self.skip_lines()
        while self.word.text != "}":
            key = self.take("name").text
            self.take(":")
            found[key] = self.expression()
            self.next_item("}")
        self.take("}")
        return Entries(line, found)

    def next_item(self, closing: str) -> None:
        self.skip_lines()
        if self.word.text != closing:
            self.take(",")
            self.skip_lines()

    @property
    def word(self) -> Token:
        return self.words[self.at]

    def take(self, expected: str = "") -> Token:
        word = self.word
        if expected and expected not in {word.text, word.kind}:
            raise self.unexpected(f"; expected is {expected}")
        self.at += word.kind != END
        return word

    def goes_on_with(self, text: str) -> bool:
        """Return whether a word follows, in this line or in one of the next."""
        at = self.at
        while self.words[at].kind == NEWLINE:
            at += 1
        return self.words[at].text == text

    def skip_lines(self) -> None:
        while self.word.kind == NEWLINE:
            self.at += 1

    def unexpected(self, more: str = "") -> LineError:
        word = self.word
        if word.text in BEYOND:
            return refused(word.line, BEYOND[word.text])
        if word.kind == UNKNOWN:
            return refused(word.line, f"{word.text!r} is not understood")
        return refused(
            word.line,
            f"{word.text.strip()!r} is not expected there{more}"
            if word.text.strip()
            else f"the expression is not complete{more}",
        )
