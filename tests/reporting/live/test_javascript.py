"""Equations as JavaScript against the same equations on NumPy arrays."""

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from running import result_of
from xarray import Variable

from uncertain_compute.model import evaluation
from uncertain_compute.model.evaluation import evaluate
from uncertain_compute.model.graph import Graph
from uncertain_compute.model.operations import OPERATIONS, Operation
from uncertain_compute.reporting.live.javascript import ALONG, ELEMENTWISE, javascript

GENERATOR = np.random.default_rng(0)
POINTS, YEARS = 12, 4
INPUTS = {
    "x": GENERATOR.lognormal(0.0, 1.0, POINTS),
    "y": GENERATOR.normal(0.0, 2.0, POINTS),
    "z": GENERATOR.uniform(-3.0, 3.0, POINTS).round(),
}
PATHS = {"p": GENERATOR.lognormal(0.0, 1.0, (YEARS, POINTS)), "s": GENERATOR.uniform(0.2, 1.0, (YEARS, POINTS))}
UNARY = (
    "exp expm1 log log1p log2 log10 sin cos tanh sqrt abs sign floor ceil rint negative square".split()  # noqa: SIM905
)
ROUNDED = ("exp", "expm1", "log", "log1p", "log2", "log10", "sin", "cos", "tanh", "power")
"""Functions of which two engines may give neighbouring numbers."""


def larger(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    two = st.tuples(inside, inside)
    truths = st.tuples(inside, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), inside).map(
        lambda one: f"({one[0]} {one[1]} {one[2]} + 0 * x)"
    )
    truths |= st.tuples(truths, st.sampled_from("&|^"), truths).map(lambda one: f"(~{one[0]} {one[1]} {one[2]})")
    truths |= inside.map(lambda one: f"np.isfinite({one})")
    return st.one_of(
        st.tuples(st.sampled_from(UNARY), inside).map(lambda one: f"np.{one[0]}({one[1]})"),
        st.tuples(inside, st.sampled_from(["+", "-", "*", "/", "**", "//", "%"]), inside).map(
            lambda one: f"({one[0]} {one[1]} {one[2]})"
        ),
        two.map(lambda one: f"np.minimum({one[0]}, np.maximum({one[1]}, 0.5))"),
        st.tuples(truths, two).map(lambda one: f"np.where({one[0]}, {one[1][0]}, {one[1][1]})"),
        inside.map(lambda one: f"np.interp({one}, [-2, 0, 1, 5], [1, -1, 4, 4.5])"),
    )


equations = st.recursive(st.sampled_from(["x", "y", "z", "0.5", "2", "3.0", "-1"]), larger, max_leaves=8)


def written(number: int, text: str) -> Callable[..., Any]:
    scope: dict[str, Any] = {"np": np}
    exec(f"def f{number}(x, y, z): return {text} + 0.0 * x", scope)  # noqa: S102 (an equation that is drawn)
    found: Callable[..., Any] = scope[f"f{number}"]
    return found


def by_javascript(graph: Graph, inputs: dict[str, Variable], names: list[str]) -> np.ndarray[Any, Any]:
    """Return the results of some equations, one row for each of their numbers."""
    places = iter(range(1000))
    given, values = {}, []
    for name, variable in inputs.items():
        shape = variable.shape[:-1]
        terms = np.array([f"g{next(places)}" for _ in range(int(np.prod(shape)))], dtype=object)
        given[name] = (variable.dims[:-1], terms.reshape(shape))
        values += variable.values.reshape(-1, POINTS).tolist()
    code = javascript(
        graph.equations.values(), given, lambda known: [str(one) for name in names for one in known[name][1].ravel()]
    )
    text = result_of(
        f"(() => {{ {code} return compute(data, {POINTS}).map((row) => [...row].map(String)); }})()",
        values,
    )
    return np.array([[float(one.replace("Infinity", "inf")) for one in row] for row in text])


def moved(side: float) -> dict[str, Operation]:
    """Return the operations, whose rounded results are the floats beside them."""

    def beside(compute: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *values: np.nextafter(compute(*values), side)

    return OPERATIONS | {name: Operation(OPERATIONS[name].units, beside(OPERATIONS[name].compute)) for name in ROUNDED}


def test_each_operation_has_its_javascript() -> None:
    assert {*ELEMENTWISE, *ALONG, "interp"} == {*OPERATIONS}


@given(st.lists(equations, min_size=150, max_size=150))
@settings(deadline=None, derandomize=True, database=None, phases=[Phase.generate], max_examples=1)
def test_javascript_gives_what_numpy_gives(texts: list[str]) -> None:
    graph = Graph([written(number, text) for number, text in enumerate(texts)])
    named = {name: Variable(("draw",), values) for name, values in INPUTS.items()}
    names = [f"f{number}" for number in range(len(texts))]
    expected = evaluate(graph.equations.values(), named)
    beside = []
    for side in (-np.inf, np.inf):
        evaluation.OPERATIONS = moved(side)
        beside.append(evaluate(graph.equations.values(), named))
    evaluation.OPERATIONS = OPERATIONS
    found = by_javascript(graph, named, names)
    compared = 0
    for row, name, text in zip(found, names, texts, strict=True):
        exact = expected[name].values
        stable = np.all([np.isclose(one[name].values, exact, rtol=1e-13, equal_nan=True) for one in beside], axis=0)
        compared += int(stable.sum())
        np.testing.assert_allclose(row[stable], exact[stable], rtol=1e-12, err_msg=text)
    assert compared > 0.9 * found.size


def test_javascript_goes_along_dimensions_as_numpy_does() -> None:
    texts = [
        "p.sum('year')", "p.mean('year')", "p.min('year') + p.max('year')", "p.prod('year')", "p.cumsum('year')",
        "p.cumprod('year')", "p.shift(year=1, fill_value=2.5)", "p.shift(year=-2)", "p.diff('year') * x",
        "p - p.mean('year')",
    ]  # fmt: skip
    scope: dict[str, Any] = {"np": np}
    for number, text in enumerate(texts):
        exec(f"def f{number}(p, s, x): return {text} + 0 * (s.sum('year') + x)", scope)  # noqa: S102
    graph = Graph([scope[f"f{number}"] for number in range(len(texts))])
    inputs = {name: Variable(("year", "draw"), values) for name, values in PATHS.items()}
    inputs["x"] = Variable(("draw",), INPUTS["x"])
    names = [f"f{number}" for number in range(len(texts))]
    expected = evaluate(graph.equations.values(), inputs)
    rows = [expected[name].transpose(..., "draw").values.reshape(-1, POINTS) for name in names]
    np.testing.assert_allclose(by_javascript(graph, inputs, names), np.concatenate(rows), rtol=1e-12)
