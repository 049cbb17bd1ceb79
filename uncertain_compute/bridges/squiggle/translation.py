"""A Squiggle model's statements become equations, beliefs and dimensions of a study."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from uncertain_compute.bridges.imported_equations import (
    DEEPEST_CALL,
    MOST_CALLS,
    Computed,
    computed,
    number,
    results_of,
)
from uncertain_compute.bridges.imported_study import is_name, stated
from uncertain_compute.bridges.lines import LineError, fail_if_missing, refused
from uncertain_compute.bridges.squiggle.beliefs import (
    belief_of,
    fail_unless_arguments,
    is_distribution,
    is_number,
    number_of,
)
from uncertain_compute.bridges.squiggle.functions import FUNCTIONS, composed
from uncertain_compute.bridges.squiggle.syntax import (
    Assignment,
    Call,
    Infix,
    Lambda,
    Listed,
    Literal,
    Negative,
    NotTaken,
    SquiggleExpression,
    Variable,
)

OPERATORS: dict[str, type[ast.operator]] = {"+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div, "^": ast.Pow}
RANGE, MAP = "List.upTo", "List.map"
RESULT = "result"
MOST_COORDINATES = 1000


@dataclass(slots=True)
class Translated:
    """What a model has been translated to, statement by statement.

    Attributes
    ----------
    left_out
        Why statements are not taken.
    missing
        The lines of their names.
    assigned
        All names that the model itself assigns, none of which a distribution within an expression can have.
    """

    beliefs: dict[str, dict[str, Any]] = field(default_factory=dict)
    constants: dict[str, float] = field(default_factory=dict)
    equations: dict[str, Computed] = field(default_factory=dict)
    functions: dict[str, Assignment] = field(default_factory=dict)
    dimensions: dict[str, list[int]] = field(default_factory=dict)
    paths: set[str] = field(default_factory=set)
    last: str = ""
    left_out: list[LineError] = field(default_factory=list)
    missing: dict[str, int] = field(default_factory=dict)
    assigned: set[str] = field(default_factory=set)

    @property
    def names(self) -> set[str]:
        """Return all names that are taken."""
        return {*self.beliefs, *self.equations, *self.functions, *self.dimensions}

    @property
    def targets(self) -> list[str]:
        """Return the last expression, or else the equations that no other needs."""
        return [self.last] if self.last else results_of(self.equations)


def translated(statements: Sequence[Assignment]) -> Translated:
    """Return the study of a model's statements, without those that are not in the common part."""
    found = Translated(assigned={statement.name for statement in statements})
    for position, statement in enumerate(statements, 1):
        try:
            if not statement.name and position < len(statements) and not isinstance(statement.body, NotTaken):
                raise refused(statement.line, "only the last expression of a model has no name; give this one a name")
            _take(statement, found)
        except LineError as error:
            found.left_out.append(error)
            found.missing.setdefault(statement.name, statement.line)
            found.constants.pop(statement.name, None)  # it may have been assigned before
    return found


def _take(statement: Assignment, into: Translated) -> None:
    body, name = statement.body, statement.name
    if not name and isinstance(body, Variable) and body.name in into.equations:
        fail_if_missing(body.name, statement.line, into.missing)
        into.last = body.name
        return
    name = name or RESULT
    _fail_unless_new(statement, name, into)
    if isinstance(body, Lambda) and statement.name:
        into.functions[name] = replace(statement, parameters=body.parameters, body=body.body)
    elif statement.parameters is not None:
        into.functions[name] = statement
    elif statement.name and (coordinates := _coordinates(body, into)):
        into.dimensions[name] = coordinates
    elif statement.name and (is_distribution(body) or is_number(body)):
        belief, into.beliefs[name] = _entry(body, statement, name, into)
        if isinstance(belief, float):
            into.constants[name] = belief
    else:
        into.equations[name] = _Writer(statement, name, into).equation()
        into.last = into.last if statement.name else name


def _fail_unless_new(statement: Assignment, name: str, into: Translated) -> None:
    if name in into.names or name in into.missing:
        raise refused(statement.line, f"{name} is assigned before; give it another name")
    for one in (name, *(statement.parameters or ())):
        if not is_name(one):
            raise refused(statement.line, f"{one} cannot be a name of an equation; give it another one")


def _coordinates(body: SquiggleExpression, into: Translated) -> list[int]:
    """Return the coordinates of a list of whole numbers; nothing if it is none."""
    if isinstance(body, Call) and body.function == RANGE:
        fail_unless_arguments(body, 2)
        first, last = (number_of(one, into.constants) for one in body.arguments)
        if last - first >= MOST_COORDINATES:
            raise refused(
                body.line, f"{first:g} to {last:g} are too many; a list has at most {MOST_COORDINATES:,} numbers"
            )
        numbers = [first + step for step in range(int(last - first) + 1)]
    elif isinstance(body, Listed):
        numbers = [number_of(one, into.constants) for one in body.items]
    else:
        return []
    steps = {after - before for before, after in pairwise(numbers)}
    if len(steps) != 1 or min(steps) <= 0 or any(one != int(one) for one in numbers):
        raise refused(body.line, "a list must be of two whole numbers or more that rise in equal steps, as years do")
    return [int(one) for one in numbers]


def _entry(body: SquiggleExpression, statement: Assignment, name: str, into: Translated) -> tuple[Any, dict[str, Any]]:
    """Return a belief, and its entry of the prior set."""
    belief = belief_of(body, into.constants)
    why = statement.said or f"as the model says in line {statement.line}"
    return belief, stated(belief, statement.line, name, why)


class _Writer:
    """Writes the expression of one equation; distributions within it become assumptions of their own."""

    def __init__(self, statement: Assignment, name: str, into: Translated) -> None:
        self.statement, self.name, self.into = statement, name, into
        self.needs: dict[str, None] = {}
        self.beliefs: dict[str, dict[str, Any]] = {}
        self.along = ""
        self.calls = self.inside = self.drawn = 0

    def equation(self) -> Computed:
        body = self.statement.body
        if isinstance(body, Call) and body.function == MAP:
            expression = self.mapped(body)
            self.into.paths.add(self.name)
        else:
            expression = self.written(body, {})
        equation = computed(expression, self.needs, self.statement.said, self.statement.line)
        self.into.beliefs.update(self.beliefs)
        return equation

    def mapped(self, call: Call) -> ast.expr:
        """Return the body of a function of a dimension's coordinates."""
        fail_unless_arguments(call, 2)
        over, function = call.arguments
        if isinstance(over, Variable):
            fail_if_missing(over.name, over.line, self.into.missing)
        if not isinstance(over, Variable) or over.name not in self.into.dimensions:
            raise refused(call.line, f"{MAP} needs a list that has a name, as years = List.upTo(2024, 2030)")
        self.along = over.name
        if isinstance(function, Lambda):
            body = Assignment(call.line, self.name, function.parameters, function.body)
            return self.written_out(body, call, [self.written(over, {})])
        if not isinstance(function, Variable) or function.name not in self.into.functions:
            raise refused(call.line, f"{MAP} needs a function, as f(t) = ... or {{|t| ...}}")
        return self.called(Call(call.line, function.name, (over,)), {})

    def written(self, said: SquiggleExpression, given: Mapping[str, ast.expr]) -> ast.expr:
        """Return an expression in Python; ``given`` are the arguments of the function that it is in."""
        if is_distribution(said):
            return self.assumption(said)
        match said:
            case Literal():
                return number(said.value)
            case Negative():
                return ast.UnaryOp(ast.USub(), self.written(said.of, given))
            case Infix():
                left, right = self.written(said.left, given), self.written(said.right, given)
                return ast.BinOp(left, OPERATORS[said.operator](), right)
            case Variable():
                return self.variable(said, given)
            case Call():
                return self.called(said, given)
            case NotTaken():
                raise refused(said.line, said.why)
        raise refused(said.line, "a list or a dictionary is not taken there")

    def variable(self, said: Variable, given: Mapping[str, ast.expr]) -> ast.expr:
        name = said.name
        if name in given:
            return given[name]
        fail_if_missing(name, said.line, self.into.missing)
        if name in self.into.paths or name in {*self.into.dimensions} - {self.along}:
            raise refused(said.line, f"{name} is a list, which arithmetic is not taken of; write a function for {MAP}")
        if name not in {*self.into.beliefs, *self.into.equations, *self.into.dimensions}:
            raise refused(said.line, f"{name} is not known there")
        self.needs[name] = None
        return ast.Name(name)

    def called(self, said: Call, given: Mapping[str, ast.expr]) -> ast.expr:
        simple = said if said.function in self.into.functions else composed(said)
        if simple != said:
            return self.written(simple, given)
        arguments = [self.written(one, given) for one in said.arguments]
        if said.function in FUNCTIONS:
            numpy, count = FUNCTIONS[said.function]
            fail_unless_arguments(said, count)
            return ast.Call(ast.Attribute(ast.Name("np"), numpy), arguments, [])
        fail_if_missing(said.function, said.line, self.into.missing)
        function = self.into.functions.get(said.function)
        if function is None or function.parameters is None:
            raise refused(said.line, f"the function {said.function} is not taken; allowed are {', '.join(FUNCTIONS)}")
        return self.written_out(function, said, arguments)

    def written_out(self, function: Assignment, said: Call, arguments: Sequence[ast.expr]) -> ast.expr:
        """Return the body of a function in which arguments stand for its parameters."""
        parameters = function.parameters or ()
        if len(arguments) != len(parameters):
            raise refused(said.line, f"{said.function} has {len(arguments)} arguments; it takes {len(parameters)}")
        self.calls += 1
        self.inside += 1
        if self.calls > MOST_CALLS or self.inside > DEEPEST_CALL:
            raise refused(said.line, f"more than {MOST_CALLS} calls of functions, or {DEEPEST_CALL} within each other")
        expression = self.written(function.body, dict(zip(parameters, arguments, strict=True)))
        self.inside -= 1
        return expression

    def assumption(self, said: SquiggleExpression) -> ast.expr:
        """Return the name of a new assumption: each call of a function draws anew, and so does each year."""
        taken = self.into.names | self.into.assigned
        while (name := f"{self.name}_{self.drawn + 1}") in taken:
            self.drawn += 1
        self.drawn += 1
        each = {"copied_to": self.along} if self.along else {}
        _, entry = _entry(said, self.statement, name, self.into)
        self.beliefs[name] = entry | each
        self.needs[name] = None
        return ast.Name(name)
