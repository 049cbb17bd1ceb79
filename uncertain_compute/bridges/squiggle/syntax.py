"""What a Squiggle model is made of: statements and expressions, each with its line."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Literal:
    """A number."""

    line: int
    value: float


@dataclass(frozen=True, slots=True)
class Variable:
    """A name."""

    line: int
    name: str


@dataclass(frozen=True, slots=True)
class Infix:
    """Two expressions with an operator between them; ``to`` is one."""

    line: int
    operator: str
    left: "SquiggleExpression"
    right: "SquiggleExpression"


@dataclass(frozen=True, slots=True)
class Negative:
    """An expression after a minus."""

    line: int
    of: "SquiggleExpression"


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    line: int
    function: str
    arguments: tuple["SquiggleExpression", ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list."""

    line: int
    items: tuple["SquiggleExpression", ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """A dictionary, as ``{p5: 4, p95: 10}``."""

    line: int
    entries: Mapping[str, "SquiggleExpression"]


@dataclass(frozen=True, slots=True)
class Lambda:
    """A function without a name, as ``{|x| x * 2}``."""

    line: int
    parameters: tuple[str, ...]
    body: "SquiggleExpression"


@dataclass(frozen=True, slots=True)
class NotTaken:
    """What cannot be read, with the reason."""

    line: int
    why: str


type SquiggleExpression = Literal | Variable | Infix | Negative | Call | Listed | Entries | Lambda | NotTaken


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment, of a function if it has parameters; the last expression of a model has no name.

    Attributes
    ----------
    said
        The comment that ends its line or stands above it, or its ``@name``.
    """

    line: int
    name: str
    parameters: tuple[str, ...] | None
    body: SquiggleExpression
    said: str = field(default="", compare=False)
