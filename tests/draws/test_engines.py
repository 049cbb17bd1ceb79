"""Random equations of all operations: on plain floats, and by each engine."""

from collections.abc import Callable
from typing import Any

import dask.array
import numpy as np
import pytensor
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pytensor.compile.mode import Mode
from pytensor.xtensor import xtensor
from xarray import Variable

from uncertain_compute.draws.pymc_equations import evaluate as evaluate_tensors
from uncertain_compute.model.evaluation import evaluate
from uncertain_compute.model.graph import Equation, Graph

POINTS = 12
GENERATOR = np.random.default_rng(0)
INPUTS = {
    "x": GENERATOR.lognormal(0.0, 1.0, POINTS),
    "y": GENERATOR.normal(0.0, 2.0, POINTS),
    "z": GENERATOR.uniform(-3.0, 3.0, POINTS).round(),
}
UNARY = (
    "exp",
    "expm1",
    "log",
    "log1p",
    "log10",
    "sin",
    "cos",
    "tanh",
    "sqrt",
    "abs",
    "sign",
    "floor",
    "ceil",
    "rint",
    "negative",
)
BINARY = ("+", "-", "*", "/", "**", "//", "%")
CHOICES = ("minimum", "maximum")
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
TABLE = "[-2, 0, 1, 5], [1, -1, 4, 4.5]"

leaves = st.sampled_from(["x", "y", "z", "0.5", "2", "3.0", "-1"])


def larger(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    two = st.tuples(inside, inside)
    condition = st.tuples(inside, st.sampled_from(COMPARISONS), inside).map(
        lambda one: f"({one[0]} {one[1]} {one[2]} + 0 * x)"
    )
    both = st.tuples(condition, st.sampled_from("&|^"), condition).map(lambda one: f"({one[0]} {one[1]} {one[2]})")
    truths = condition | both | condition.map(lambda one: f"(~{one})") | inside.map(lambda one: f"np.isfinite({one})")
    return st.one_of(
        st.tuples(st.sampled_from(UNARY), inside).map(lambda one: f"np.{one[0]}({one[1]})"),
        st.tuples(inside, st.sampled_from(BINARY), inside).map(lambda one: f"({one[0]} {one[1]} {one[2]})"),
        st.tuples(st.sampled_from(CHOICES), two).map(lambda one: f"np.{one[0]}({one[1][0]}, {one[1][1]})"),
        st.tuples(truths, two).map(lambda one: f"np.where({one[0]}, {one[1][0]}, {one[1][1]})"),
        st.tuples(truths, inside).map(lambda one: f"(np.where({one[0]}, 1.0, 0.0) * {one[1]})"),
        inside.map(lambda one: f"np.clip({one}, -1, 4)"),
        inside.map(lambda one: f"np.interp({one}, {TABLE})"),
    )


equations = st.recursive(leaves, larger, max_leaves=8)


def written(number: int, text: str) -> Callable[..., Any]:
    scope: dict[str, Any] = {"np": np}
    exec(f"def f{number}(x, y, z): return {text} + 0.0 * x", scope)  # noqa: S102 (an equation that is drawn)
    found: Callable[..., Any] = scope[f"f{number}"]
    return found


def on_tensors(equations: list[Equation]) -> list[Any]:
    """Return the results of PyMC's named tensors for all points."""
    tensors = {name: xtensor(name, dims=("draw",), shape=(POINTS,), dtype="float64") for name in INPUTS}
    known = evaluate_tensors(equations, tensors)
    outputs = [known[one.name].values for one in equations]
    mode = Mode(linker="py", optimizer="fast_compile")
    function = pytensor.function(list(tensors.values()), outputs, mode=mode, on_unused_input="ignore")
    found: list[Any] = function(*INPUTS.values())
    return found


lists = st.lists(equations, min_size=50, max_size=50)
drawn = settings(deadline=None, derandomize=True, database=None, phases=[Phase.generate])


@given(lists)
@settings(drawn, max_examples=20)
def test_arrays_give_what_the_function_gives_on_floats(texts: list[str]) -> None:
    functions = [written(number, text) for number, text in enumerate(texts)]
    graph = Graph(functions)
    named = {name: Variable(("draw",), values) for name, values in INPUTS.items()}
    lazy = {name: Variable(("draw",), dask.array.from_array(values, chunks=5)) for name, values in INPUTS.items()}
    by_numpy, by_dask = (evaluate(graph.equations.values(), values) for values in (named, lazy))
    points = [dict(zip(INPUTS, point, strict=True)) for point in zip(*INPUTS.values(), strict=True)]
    with np.errstate(all="ignore"):
        lazily = dask.compute(*(by_dask[one].data for one in graph.equations), scheduler="synchronous")
        for function, text, later in zip(functions, texts, lazily, strict=True):
            floats = np.array([float(function(**point)) for point in points])
            np.testing.assert_allclose(by_numpy[function.__name__].values, floats, rtol=1e-12, err_msg=text)
            np.testing.assert_allclose(later, floats, rtol=1e-12, err_msg=text)


@given(lists)
@settings(drawn, max_examples=4)
def test_tensors_give_what_arrays_give(texts: list[str]) -> None:
    functions = [written(number, text) for number, text in enumerate(texts)]
    graph = Graph(functions)
    by_numpy = evaluate(graph.equations.values(), {name: Variable(("draw",), one) for name, one in INPUTS.items()})
    by_tensors = on_tensors(list(graph.equations.values()))
    for function, text, found in zip(functions, texts, by_tensors, strict=True):
        arrays = by_numpy[function.__name__].values
        same = np.isfinite(arrays)  # PyTensor makes 0 * nan to 0; a run refuses both
        for place in np.flatnonzero(same & np.isnan(found)):  # and (-inf) ** 0.5 to the root of -inf, which is none
            same[place] = not _is_infinite_on_the_way(function, place)
        np.testing.assert_allclose(found[same], arrays[same], rtol=1e-12, err_msg=text)


def _is_infinite_on_the_way(function: Callable[..., Any], place: int) -> bool:
    try:
        with np.errstate(all="ignore", divide="raise", over="raise"):
            function(**{name: values[place] for name, values in INPUTS.items()})
    except ArithmeticError:
        return True
    return False
