"""Equations as JavaScript: steps, each an operation on arrays of draws, by loops of which each stands once.

The text has only operations, plain numbers and numbered names: no text of a config gets into it.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.model.dimensions import Dims
from uncertain_compute.model.evaluation import aligned, seen
from uncertain_compute.model.expression import INPUT, NUMBER, OPAQUE, Step
from uncertain_compute.model.graph import Equation
from uncertain_compute.model.operations import OPERATIONS

type Terms = tuple[Dims, NDArray[np.object_]]
"""Names of dimensions, and an array of JavaScript names that has them."""

ELEMENTWISE: dict[str, str] = {
    "add": "{} + {}", "subtract": "{} - {}", "multiply": "{} * {}", "divide": "{} / {}", "negative": "-{}",
    "minimum": "Math.min({}, {})", "maximum": "Math.max({}, {})", "remainder": "remainder({}, {})",
    "floor_divide": "floorDivide({}, {})", "power": "power({}, {})",
    "less": "{} < {}", "less_equal": "{} <= {}", "greater": "{} > {}", "greater_equal": "{} >= {}",
    "equal": "{} === {}", "not_equal": "{} !== {}", "isfinite": "Number.isFinite({})",
    "logical_and": "{} && {}", "logical_or": "{} || {}", "logical_xor": "{} !== {}", "logical_not": "!{}",
    "where": "{} ? {} : {}", "number_of": "Number({})", "sign": "sign({})", "rint": "rint({})",
    "absolute": "Math.abs({})",
    **{name: f"Math.{name}({{}})" for name in (
        "sqrt", "floor", "ceil", "exp", "expm1", "log", "log1p", "log2", "log10", "sin", "cos", "tanh",
    )},
}  # fmt: skip
"""For each operation its JavaScript; functions without ``Math`` are in ``operations.mjs``."""


NAME = re.compile(r"\b[gv]\d+\b")
"""The draws of an input, ``g3``, or what a step made of others, ``v7``."""


@dataclass
class Steps:
    """Steps, each of which gives an array of draws a name."""

    written: list[str] = field(default_factory=list)

    def name(self, text: str) -> str:
        """Return the name of what a text computes, of one draw."""
        name = f"v{len(self.written)}"
        self.written.append(text)
        return name

    def text(self, name: str) -> str:
        """Return the text of a step."""
        return self.written[int(name[1:])]


def javascript(
    equations: Iterable[Equation],
    given: Mapping[str, Terms],
    found: Callable[[Mapping[str, Terms]], Sequence[str]],
    name: str = "compute",
) -> str:
    """Return a JavaScript program that computes quantities of draws.

    Parameters
    ----------
    equations
        Equations of one graph, each after those that it needs.
    given
        For each input its dimensions, and an array of terms such as ``g3``: the number with index 3 in ``given``.
    found
        A function that returns the terms of the results, given the terms of all names.
    name
        The name of the program.

    Returns
    -------
    str
        The constant ``NAME``, a program of `program.mjs`.

    Raises
    ------
    UncertainComputeError
        If an equation is opaque.
    """
    steps, known = Steps(), dict(given)
    done: dict[int, Terms] = {}
    for equation in equations:
        for index, step in equation.expression:
            if index not in done:
                done[index] = _result(step, [done[one] for one in step.arguments], known, steps)
        known[equation.name] = done[equation.expression.result]
    results = [one if NAME.fullmatch(one) else steps.name(one) for one in found(known)]
    inputs = 1 + max((int(term[1:]) for _, terms in given.values() for term in terms.ravel().tolist()), default=-1)
    return _program(name, inputs, steps, results)


def _program(name: str, inputs: int, steps: Steps, results: Sequence[str]) -> str:
    """Return the program of the steps that results need: loops, and of each step its loop and arrays, inputs first."""
    needed = _needed(steps, results)
    index = {term: inputs + number for number, term in enumerate(needed)}
    loops: dict[str, int] = {}

    def called(text: str) -> list[int]:
        terms = list(dict.fromkeys(NAME.findall(text)))
        loop = NAME.sub(lambda one: f"x{terms.index(one.group())}[i]", text)
        parameters = ", ".join(["out", "draws", *(f"x{number}" for number in range(len(terms)))])
        loop = f"({parameters}) => {{ for (let i = 0; i < draws; i++) out[i] = {loop}; }}"
        return [loops.setdefault(loop, len(loops)), *(index.get(term, int(term[1:])) for term in terms)]

    calls = [called(steps.text(term)) for term in needed]
    wanted = [index.get(term, int(term[1:])) for term in results]
    inside = ",\n  ".join(loops)
    return f"const {name} = programOf({inputs}, [\n  {inside}\n], {json.dumps(calls)}, {wanted});\n"


def _needed(steps: Steps, results: Sequence[str]) -> list[str]:
    """Return the names of the steps that results need, in order: of a quantity along chips those of one chip, say."""
    needed: set[str] = set()
    left = list(results)
    while left:
        term = left.pop()
        if term.startswith("v") and term not in needed:
            needed.add(term)
            left += NAME.findall(steps.text(term))
    return sorted(needed, key=lambda term: int(term[1:]))


def steps_in(program: str) -> int:
    """Return how many steps a program has."""
    return program.count("], [") + 1


def literal(value: float) -> str:
    """Return a number or a truth as JavaScript."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(float(value)).replace("inf", "Infinity").replace("nan", "NaN")
    return f"({text})" if text.startswith("-") else text


def _result(step: Step, arguments: list[Terms], known: Mapping[str, Terms], steps: Steps) -> Terms:
    if step.operation == INPUT:
        return known[step.options[0][1]]
    if step.operation == NUMBER:
        return (), np.array(literal(step.options[0][1]), dtype=object)
    if step.operation == OPAQUE:
        raise UncertainComputeError("it has an opaque equation, which only the engine can call")
    dims, views = aligned(tuple(dims for dims, _ in arguments))
    terms = [seen(one, view) for (_, one), view in zip(arguments, views, strict=True)]
    if OPERATIONS[step.operation].along:
        return _along(step, dims, terms, steps)
    if step.operation == "interp":
        table = [f"[{', '.join(map(literal, step.option(name)))}]" for name in ("at", "gives")]
        return dims, _each(lambda one: steps.name(f"interp({one}, {', '.join(table)})"), *terms)
    form = ELEMENTWISE[step.operation]
    return dims, _each(lambda *one: steps.name(form.format(*one)), *terms)


def _each(function: Callable[..., str], *terms: Any) -> NDArray[np.object_]:
    together = np.broadcast_arrays(*terms)
    found = np.empty(together[0].shape, dtype=object)
    for index in np.ndindex(found.shape):
        found[index] = function(*(one[index] for one in together))
    return found


def _along(step: Step, dims: Dims, terms: list[Any], steps: Steps) -> Terms:
    """Return the terms of a step that goes along a named dimension."""
    dimension = step.option("dimension")
    axis = dims.index(dimension)
    others = (*dims[:axis], *dims[axis + 1 :])
    moved = [np.moveaxis(one, axis, 0) for one in np.broadcast_arrays(*terms)]
    shape = moved[0].shape[1:]
    operation = OPERATIONS[step.operation]
    rows = np.empty((*shape, moved[0].shape[0]), dtype=object)
    single = np.empty(shape, dtype=object)
    for index in np.ndindex(shape):
        values = ALONG[step.operation](
            step, steps, *([one[(here, *index)] for here in range(len(one))] for one in moved)
        )
        if operation.along == "along":
            rows[index] = values
        else:
            single[index] = values[0]
    return (dims, np.moveaxis(rows, -1, axis)) if operation.along == "along" else (others, single)


type Along = Callable[..., list[str]]


def _folded(form: str) -> Along:
    return lambda _, steps, terms: [reduce(lambda one, other: steps.name(form.format(one, other)), terms)]


def _running(form: str) -> Along:
    def running(_: Step, steps: Steps, terms: list[str]) -> list[str]:
        found = terms[:1]
        for term in terms[1:]:
            found.append(steps.name(form.format(found[-1], term)))
        return found

    return running


def _mean(step: Step, steps: Steps, terms: list[str]) -> list[str]:
    (total,) = _folded("{} + {}")(step, steps, terms)
    return [steps.name(f"{total} / {literal(len(terms))}")]


def _shift(step: Step, _: Steps, terms: list[str]) -> list[str]:
    by, fill = step.option("by"), literal(step.option("fill"))
    return [terms[here - by] if 0 <= here - by < len(terms) else fill for here in range(len(terms))]


def _stock(_: Step, steps: Steps, flow: list[str], survival: list[str]) -> list[str]:
    return [
        steps.name(" + ".join(f"{flow[here - age]} * {survival[age]}" for age in range(here + 1)))
        for here in range(len(flow))
    ]


def _additions(_: Step, steps: Steps, needed: list[str], survival: list[str]) -> list[str]:
    added: list[str] = []
    for here, need in enumerate(needed):
        kept = " + ".join(f"{one} * {survival[here - before]}" for before, one in enumerate(added)) or "0.0"
        added.append(steps.name(f"Math.max({need} - ({kept}), 0.0) / {survival[0]}"))
    return added


ALONG: dict[str, Along] = {
    "sum": _folded("{} + {}"), "prod": _folded("{} * {}"), "min": _folded("Math.min({}, {})"),
    "max": _folded("Math.max({}, {})"), "mean": _mean, "cumsum": _running("{} + {}"), "cumprod": _running("{} * {}"),
    "shift": _shift, "stock": _stock, "additions": _additions,
    "sel": lambda step, _, terms: [terms[step.option("index")]],
}  # fmt: skip
"""For each operation along a dimension, a function that returns its terms, from those along the dimension."""
