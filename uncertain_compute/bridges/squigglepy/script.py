"""A script's statements, one after another, become beliefs and equations of a study."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from uncertain_compute.bridges.imported_equations import Computed, results_of
from uncertain_compute.bridges.imported_study import is_name, stated
from uncertain_compute.bridges.lines import LineError, refused
from uncertain_compute.bridges.squigglepy.beliefs import Known, arguments, shown
from uncertain_compute.bridges.squigglepy.equations import Writer
from uncertain_compute.bridges.squigglepy.names import Names

SAMPLE, SAMPLED = "sq.sample", ("dist", "n", "memcache", "reload_cache", "verbose", "cores")
MAIN = "__name__ == '__main__'"


@dataclass(slots=True)
class Script:
    """What a script has been translated to.

    Attributes
    ----------
    said
        What comments say of each line.
    anew
        The names of distributions, which squigglepy draws anew wherever they are used.
    used
        Those of them that were used.
    left_out
        What is not taken, and why.
    missing
        The lines of the names that it would have set.
    assigned
        All names that the script itself assigns, none of which a line within a function can have.
    """

    said: Mapping[int, str]
    known: Known = field(default_factory=lambda: Known(Names()))
    beliefs: dict[str, dict[str, Any]] = field(default_factory=dict)
    equations: dict[str, Computed] = field(default_factory=dict)
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    called: set[str] = field(default_factory=set)
    anew: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    left_out: list[LineError] = field(default_factory=list)
    missing: dict[str, int] = field(default_factory=dict)
    assigned: set[str] = field(default_factory=set)
    calls: int = 0

    def take_all(self, statements: Sequence[ast.stmt]) -> None:
        """Take statements; what cannot be taken is kept with its line."""
        self.assigned |= {name for one in statements for name in _names_of(one)}
        for statement in statements:
            try:
                with self._whole():
                    self._take(statement)
            except LineError as error:
                self._leave_out(statement, error)

    def take_functions(self) -> None:
        """Take the functions that nothing called and that need no argument: each is a model of its own."""
        for name in [one for one, function in self.functions.items() if not function.args.args]:
            if name in self.called:
                continue
            line = self.functions[name].lineno
            call = ast.Call(ast.Name(name), [], [], lineno=line)
            try:
                with self._whole():
                    said = self.said.get(line) or (ast.get_docstring(self.functions[name]) or "").partition("\n")[0]
                    self.equations[name] = Writer(self, name, line).equation(call, said)
            except LineError as error:
                self.left_out.append(error)

    @property
    def targets(self) -> list[str]:
        """Return the equations that no other needs."""
        return results_of(self.equations)

    def is_new(self, name: str) -> bool:
        """Return whether nothing has a name yet, of what was taken so far."""
        return name not in {*self.beliefs, *self.equations, *self.functions, *self.missing}

    def sampled(self, value: ast.expr) -> ast.expr:
        """Return what an expression samples, as ``~x``, ``x @ 1000`` and ``sq.sample(x, n=1000)`` do, or itself."""
        match value:
            case ast.UnaryOp(op=ast.Invert()):
                return value.operand
            case ast.BinOp(op=ast.MatMult()):
                return value.right if self.known.is_number(value.left) else value.left
            case ast.Call() if self.known.names.meaning(value.func) == SAMPLE:
                return arguments(value, "sample", SAMPLED).get("dist", value)
        return value

    def add_belief(self, name: str, value: ast.expr, known: Known, said: str) -> Any:
        """Add an assumption of a distribution or a number; return its belief."""
        belief = known.belief(value)
        self.beliefs[name] = stated(belief, value.lineno, name, said or f"as the script says in line {value.lineno}")
        return belief

    def _take(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Import() | ast.ImportFrom():
                self.known.names.take(statement)
            case ast.Assign(targets=[ast.Name(name)], value=value):
                self._assign(name, value)
            case ast.AnnAssign(target=ast.Name(name), value=ast.expr() as value):
                self._assign(name, value)
            case ast.Assign(targets=[ast.Tuple(names)], value=ast.Tuple(values)) if len(names) == len(values):
                for target, its_value in zip(names, values, strict=True):
                    self._take(ast.Assign([target], its_value, lineno=statement.lineno))
            case ast.FunctionDef():
                self._fail_unless_new(statement.name, statement.lineno)
                self.functions[statement.name] = statement
            case ast.If() if ast.unparse(statement.test) == MAIN:
                self.take_all(statement.body)
            case ast.Expr(ast.Constant(str())) | ast.Pass():
                pass
            case _:
                raise refused(statement.lineno, f"{shown(statement)} is not taken")

    def _assign(self, name: str, value: ast.expr) -> None:
        self._fail_unless_new(name, value.lineno)
        said = self.said.get(value.lineno, "")
        inner = self.sampled(value)
        if isinstance(value, ast.List | ast.Tuple | ast.Dict):
            self.known.lists[name] = value
        elif self.known.is_number(inner) or self.known.distribution(inner):
            belief = self.add_belief(name, inner, self.known, said)
            if isinstance(belief, float):
                self.known.numbers[name] = belief
            elif inner is value:
                self.known.beliefs[name] = belief
                self.anew.add(name)
        else:
            self.equations[name] = Writer(self, name, value.lineno).equation(value, said)

    def _fail_unless_new(self, name: str, line: int) -> None:
        if not self.is_new(name):
            raise refused(line, f"{name} is assigned before; give it another name")
        if not is_name(name):
            raise refused(line, f"{name} cannot be a name of an equation; give it another one")

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Keep nothing of a statement if it turns out that it cannot be taken."""
        before = dict(self.beliefs), dict(self.equations), set(self.used), list(self.left_out)
        try:
            yield
        except LineError:
            self.beliefs, self.equations, self.used, self.left_out = before
            raise

    def _leave_out(self, statement: ast.stmt, error: LineError) -> None:
        """Keep why a statement is not taken; later lines do not read what its names were before."""
        self.left_out.append(error)
        for name in _names_of(statement):
            self.missing.setdefault(name, statement.lineno)
            self.known.forget(name)


def _names_of(statement: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement assigns, but for those within a function."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
    else:
        for one in ast.walk(statement):
            if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
                yield one.id
