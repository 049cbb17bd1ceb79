"""The arithmetic of a script becomes equations; a function is written out where it is called."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, count
from typing import TYPE_CHECKING

from uncertain_compute.bridges.imported_equations import DEEPEST_CALL, MOST_CALLS, Computed, computed, number
from uncertain_compute.bridges.imported_study import is_name
from uncertain_compute.bridges.lines import fail_if_missing, refused
from uncertain_compute.bridges.squigglepy.beliefs import ARITHMETIC, Known, shown

if TYPE_CHECKING:
    from uncertain_compute.bridges.squigglepy.script import Script

FUNCTIONS: dict[str, tuple[str, int]] = {
    **dict.fromkeys(("sq.dist_max", "np.maximum", "max", "sq.lclip"), ("maximum", 2)),
    **dict.fromkeys(("sq.dist_min", "np.minimum", "min", "sq.rclip"), ("minimum", 2)),
    **dict.fromkeys(("sq.dist_exp", "np.exp", "math.exp"), ("exp", 1)),
    **dict.fromkeys(("sq.dist_log", "np.log", "math.log"), ("log", 1)),
    **dict.fromkeys(("np.log10", "math.log10"), ("log10", 1)),
    **dict.fromkeys(("np.log2", "math.log2"), ("log2", 1)),
    **dict.fromkeys(("np.sqrt", "math.sqrt"), ("sqrt", 1)),
    **dict.fromkeys(("sq.dist_round", "np.round", "round"), ("rint", 1)),
    **dict.fromkeys(("sq.dist_floor", "np.floor", "math.floor"), ("floor", 1)),
    **dict.fromkeys(("sq.dist_ceil", "np.ceil", "math.ceil"), ("ceil", 1)),
    **dict.fromkeys(("np.abs", "abs"), ("abs", 1)),
}
"""Functions of draws: NumPy's name, and the number of arguments."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean at a place: in a function, its arguments and what its lines assign."""

    known: Known
    local: Mapping[str, ast.expr] = field(default_factory=dict)
    depth: int = 0
    function: str = ""


class Writer:
    """Writes one equation; distributions within it become assumptions, and lines of a function further equations."""

    def __init__(self, script: "Script", name: str, line: int) -> None:
        self.script, self.name, self.line = script, name, line
        self.needs: dict[str, None] = {}
        self.anew = False

    def equation(self, value: ast.expr, said: str, scope: Scope | None = None) -> Computed:
        """Return the equation of a value."""
        written = self.written(value, scope or Scope(self.script.known))
        if self.anew:
            self.script.anew.add(self.name)
        return computed(written, self.needs, said, self.line)

    def written(self, said: ast.expr, scope: Scope) -> ast.expr:
        """Return an expression as an equation has it."""
        inner = self.script.sampled(said)
        if inner is not said:
            before = self.anew
            expression = self.written(inner, scope)
            self.anew = before
            return expression
        if scope.known.is_number(said) and not isinstance(said, ast.Name):
            return number(scope.known.number(said))
        if scope.known.distribution(said):
            self.anew = True
            found = self.assumption(f"{self.name}_1", said, scope)
            self.needs[found.id] = None
            return found
        return self.arithmetic(said, scope)

    def arithmetic(self, said: ast.expr, scope: Scope) -> ast.expr:
        """Return an expression of names, operators and functions."""
        match said:
            case ast.BinOp() if type(said.op) in ARITHMETIC:
                return ast.BinOp(self.written(said.left, scope), said.op, self.written(said.right, scope))
            case ast.UnaryOp(op=ast.USub()):
                return ast.UnaryOp(said.op, self.written(said.operand, scope))
            case ast.Name():
                return self.variable(said, scope)
            case ast.Call():
                return self.called(said, scope)
            case ast.Lambda() if not said.args.args:
                return self.written(said.body, scope)
        raise refused(said.lineno, f"{shown(said)} is not taken")

    def variable(self, said: ast.Name, scope: Scope) -> ast.expr:
        """Return what a name stands for."""
        if said.id in self.script.functions and said.id not in scope.local:
            return self.called(ast.Call(said, [], [], lineno=said.lineno), scope)
        found = self.meant(said, scope)
        if isinstance(found, ast.Name):
            self.use(found.id, said.lineno)
        return found

    def meant(self, said: ast.Name, scope: Scope) -> ast.expr:
        """Return the number, assumption or equation of a name."""
        if said.id in scope.local:
            return scope.local[said.id]
        fail_if_missing(said.id, said.lineno, self.script.missing)
        if said.id not in {*self.script.beliefs, *self.script.equations}:
            raise refused(said.lineno, f"{said.id} is not known there")
        return ast.Name(said.id)

    def use(self, name: str, line: int) -> None:
        """Note that an equation needs a name; squigglepy draws a distribution anew wherever its name is used."""
        self.needs[name] = None
        if name not in self.script.anew:
            return
        self.anew = True
        if name in self.script.used:
            why = f"{name} is used again: squigglepy draws it anew, the study has one draw of it"
            self.script.left_out.append(refused(line, why))
        self.script.used.add(name)

    def assumption(self, name: str, said: ast.expr, scope: Scope) -> ast.Name:
        """Return the name of a new assumption."""
        free = self.free_name(name, scope)
        self.script.add_belief(free, said, scope.known, self.script.said.get(said.lineno, ""))
        return ast.Name(free)

    def free_name(self, name: str, scope: Scope) -> str:
        """Return a name that nothing has: the one that is wanted, or one like it."""
        stem = f"{scope.function}_{name}" if scope.function else name.removesuffix("_1")
        numbered = (f"{stem}_{number}" for number in count(2))
        taken = {*self.script.assigned, self.name}
        return next(one for one in chain([name, stem], numbered) if one not in taken and self.script.is_new(one))

    def called(self, said: ast.Call, scope: Scope) -> ast.expr:
        """Return a function of draws, or what a function of the script returns."""
        meaning = scope.known.names.meaning(said.func)
        if meaning in FUNCTIONS and not said.keywords and len(said.args) == FUNCTIONS[meaning][1]:
            arguments = [self.written(one, scope) for one in said.args]
            return ast.Call(ast.Attribute(ast.Name("np"), FUNCTIONS[meaning][0]), arguments, [])
        fail_if_missing(meaning, said.lineno, self.script.missing)
        function = self.script.functions.get(meaning)
        if function is None:
            raise refused(said.lineno, f"{shown(said)} is not taken")
        return self.written_out(function, said, scope)

    def written_out(self, function: ast.FunctionDef, said: ast.Call, scope: Scope) -> ast.expr:
        """Return what a function returns, after making assumptions and equations of its lines."""
        *lines, last = _body(function)
        parameters = [one.arg for one in function.args.args]
        if said.keywords or len(said.args) != len(parameters):
            raise refused(said.lineno, f"{function.name} takes {len(parameters)} arguments, in their order")
        if scope.depth == DEEPEST_CALL:
            raise refused(said.lineno, f"more than {DEEPEST_CALL} calls of functions within each other")
        self.script.called.add(function.name)
        self.script.calls += 1
        if self.script.calls > MOST_CALLS:
            raise refused(said.lineno, f"more than {MOST_CALLS:,} calls of functions")
        inside = Scope(self.script.known, {}, scope.depth + 1, function.name)
        for name, value in zip(parameters, said.args, strict=True):
            inside = self.bound(name, value, scope, inside)
        for line in lines:
            match line:
                case ast.Assign(targets=[ast.Name(name)], value=value) if is_name(name):
                    inside = self.bound(name, value, inside, inside)
                case _:
                    raise refused(line.lineno, f"{shown(line)} is not taken")
        if not isinstance(last, ast.Return) or last.value is None:
            raise refused(last.lineno, f"{function.name} must end in a return of what it computes")
        return self.written(last.value, inside)

    def bound(self, name: str, value: ast.expr, scope: Scope, inside: Scope) -> Scope:
        """Return the scope of a function with one more name, whose value is in another scope, or in this one."""
        known = inside.known.without(name)
        inner = self.script.sampled(value)
        found: ast.expr
        if scope.known.is_number(inner) and not isinstance(inner, ast.Name):
            known.numbers[name] = scope.known.number(inner)
            found = number(known.numbers[name])
        elif isinstance(value, ast.Name) and value.id not in self.script.functions:
            found = self.meant(value, scope)
            if scope.known.is_number(value):
                known.numbers[name] = scope.known.number(value)
            if value.id in scope.known.beliefs:
                known.beliefs[name] = scope.known.beliefs[value.id]
        elif scope.known.distribution(inner):
            found = self.assumption(name, inner, inside)
            if inner is value:
                known.beliefs[name] = scope.known.belief(inner)
                self.script.anew.add(found.id)
        else:
            found = self.equation_of(name, value, scope, inside)
        return replace(inside, known=known, local={**inside.local, name: found})

    def equation_of(self, name: str, value: ast.expr, scope: Scope, inside: Scope) -> ast.Name:
        """Return the name of a new equation, of a line or an argument of a function."""
        free, line = self.free_name(name, inside), value.lineno
        writer = Writer(self.script, free, line)
        self.script.equations[free] = writer.equation(value, self.script.said.get(line, ""), scope)
        return ast.Name(free)


def _body(function: ast.FunctionDef) -> list[ast.stmt]:
    """Return the lines of a function without its docstring, if it is of the kind that can be written out."""
    taken = function.args
    others = (taken.posonlyargs, taken.kwonlyargs, taken.defaults, function.decorator_list)
    if any(others) or taken.vararg or taken.kwarg:
        raise refused(function.lineno, f"{function.name}: only plain arguments are taken, without defaults")
    return function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
