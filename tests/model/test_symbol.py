"""What an equation may do to symbols, and how it is told what it may not."""

import math
from collections.abc import Callable
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from xarray import Variable

import uncertain_compute as uc
from uncertain_compute.model.evaluation import evaluate
from uncertain_compute.model.graph import Graph
from uncertain_compute.model.sources import equations_from

YEARS = {"year": ["2026", "2027", "2028"]}


def written(text: str) -> Callable[..., Any]:
    """Return an equation ``f`` of x and y."""
    scope: dict[str, Any] = {"np": np, "math": math}
    exec(f"def f(x, y): return {text}", scope)  # noqa: S102 (an equation as a user writes it)
    found: Callable[..., Any] = scope["f"]
    return found


def value(text: str, **values: Any) -> Any:
    graph = Graph([written(text)])
    return evaluate(graph.equations.values(), {"y": 1.0, **values})["f"]


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("np.max([x, y])", "write np.maximum(x, y)"),
        ("np.sum([x, y])", "and x + y"),
        ("np.array([x, y])", "cannot stand in a list"),
        ("x / x.max()", "max needs the name of a dimension: x.max('year')"),
        ("np.sum(x)", "np.sum needs the name of a dimension: x.sum('year')"),
        ("np.add.reduce(x)", "needs the name of a dimension"),
        ("np.median(x)", "np.median cannot be used in an equation"),
        ("np.fmod(x, y)", "np.fmod cannot be used in an equation"),  # its sign is another than that of x % y
        ("np.convolve(x, y)", "np.convolve cannot be used in an equation; known are absolute, add"),
        ("x if x > y else y", "write np.where(x > y, x, y)"),
        ("max(0, x - y)", "np.maximum(x, y)"),
        ("x > 0 and y > 0", "np.where"),
        ("math.exp(x)", "write np.exp(x)"),
        ("float(x)", "write np.exp(x), x and np.rint(x)"),
        ("int(x)", "np.rint(x)"),
        ("round(x)", "np.rint(x)"),
        ("math.floor(x)", "np.rint(x)"),
        ("x[0]", "write x.sel(year=2027)"),
        ("list(x)", "has no parts that can be counted"),
        ("len(x)", "has no parts that can be counted"),
        ("3 in x", "has no parts that can be counted"),
        ("x.__setitem__(0, 1)", "cannot be changed"),
        ("x.values", "the symbol 'x' has no values; known are clip"),
        ("x.isel(year=0)", "the symbol 'x' has no isel; did you mean 'sel'?"),
        ("x & y", "compare it first, as (x > 0) & (y > 0)"),
        ("x.sel()", "sel takes a dimension and a coordinate"),
        ("x.sel(year=slice(1, None))", "sel takes one coordinate by its name"),
        ("x.shift(year=0.5)", "shift takes a whole number of coordinates"),
        ("x.shift()", "shift takes one dimension"),
        ("np.interp(x, [1, 1], [2, 3])", "the points of the table do not increase"),
        ("np.interp(x, [1, 2], [2])", "the table has 2 points and 1 values"),
        ("np.interp(x, [], [])", "the table is empty"),
        ("np.interp(x, [1, math.nan], [1, 2])", "the table is empty, or has a value that is not a number"),
        ("np.interp(x, [1, y], [1, 2])", "the table has to be plain numbers"),
        ("np.interp(1.0, [1, y], [1, 2])", ""),
        ("np.exp(x, out=y)", "np.exp takes no out"),
        ("1j * x", "1j is neither a number nor computed from the inputs"),
        ("x + 'one'", "'one' is neither a number nor computed from the inputs"),
        ("x + None", "None is neither a number nor computed from the inputs"),
        ("x.sum('yaer')", "sum('yaer'): there is no such dimension; did you mean 'year'?"),
        ("x.sum('draw')", "it would mix the draws with each other"),
        ("x.cumsum('draw')", "it would mix the draws with each other"),
        ("y.sum('year')", "sum('year'): its argument has no dimension"),
        ("x.sel(year=2029)", "sel('year'): no '2029'; did you mean '202"),
        ("undefined(x)", "raised NameError"),
        ("1 / 0 * x", "raised ZeroDivisionError"),
        ("__import__('sys').exit(7)", "raised SystemExit"),
    ],
)
def test_what_has_no_meaning_for_one_draw_is_refused_with_its_line_and_what_to_write(text: str, instead: str) -> None:
    with pytest.raises(uc.UncertainComputeError) as refused:
        uc.Study([written(text)], {"x": {"year": dict.fromkeys(YEARS["year"], 1)}, "y": "1 to 2"}, dimensions=YEARS)
    message = str(refused.value)
    assert message.startswith("equation 'f' (<string>, line 1): ")
    assert instead in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("None", "equation 'f': its result None is neither a number"),
        ("'text'", "equation 'f': its result 'text' is neither a number"),
        ("[x, y]", "equation 'f': its result [the symbol 'x', the symbol 'y'] is neither a number"),
        ("3", "equation 'f': returns 3 whatever its inputs are"),
    ],
)
def test_a_result_is_made_of_the_inputs(text: str, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError) as refused:
        Graph([written(text)])
    assert str(refused.value).startswith(message)


def test_a_symbol_of_another_study_is_refused() -> None:
    kept: list[Any] = []

    def first(x: Any) -> Any:
        kept.append(x)
        return x

    def second(x: Any) -> Any:
        return x + kept[0]

    Graph([first])
    with pytest.raises(uc.UncertainComputeError, match="the symbol 'x' belongs to another study"):
        Graph([second])


def adding(x: Any) -> Any:
    return x


class Called:
    """Something that can be called, and is no function."""

    def __call__(self, x: Any) -> Any:
        """Return what it is given."""
        return x


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (partial(adding, 1), "is not a function; write def NAME"),
        (Called(), "is not a function; write def NAME"),
        (lambda x: x, "<lambda> has no name of its own"),
        (3, "3 is not a function"),
        (float, "is not a function"),
    ],
)
def test_what_is_no_named_function_is_refused(function: Any, message: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=r"^model\.equations: ") as refused:
        Graph([function])
    assert message in str(refused.value)


def test_a_wrapped_function_and_default_values_are_taken() -> None:
    @lru_cache
    def scaled(x: Any, scale: float = 3.0) -> Any:
        return x * scale

    graph = Graph([scaled])
    assert graph.inputs == ["x"]
    assert float(evaluate(graph.equations.values(), {"x": 2.0})["scaled"].values) == 6.0


def test_inputs_without_names_are_refused() -> None:
    def total(*parts: Any) -> Any:
        return sum(parts)

    with pytest.raises(uc.UncertainComputeError, match="equation 'total': its parameter parts does not name one input"):
        Graph([total])


@pytest.mark.parametrize("text", ["def draw(x): return x", "def chains(chain): return chain"])
def test_nothing_has_the_name_of_a_runs_own_dimension(text: str) -> None:
    scope: dict[str, Any] = {}
    exec(text, scope)  # noqa: S102 (an equation as a user writes it)
    with pytest.raises(uc.UncertainComputeError, match="is a dimension of each run, and cannot name a quantity"):
        Graph([scope[next(name for name in scope if name[0] != "_")]])


# What each operation gives

X = np.array([[1.5, -2.0, 0.25], [3.0, 0.5, 8.0]])
NAMED = Variable(("draw", "year"), X)


@pytest.mark.parametrize(
    ("text", "dims", "expected"),
    [
        ("x.sum('year')", ("draw",), X.sum(1)),
        ("x.mean('year')", ("draw",), X.mean(1)),
        ("x.min('year')", ("draw",), X.min(1)),
        ("x.max('year')", ("draw",), X.max(1)),
        ("x.prod('year')", ("draw",), X.prod(1)),
        ("x.cumsum('year')", ("draw", "year"), X.cumsum(1)),
        ("x.cumprod('year')", ("draw", "year"), X.cumprod(1)),
        ("x.shift(year=1)", ("draw", "year"), np.array([[0.0, 1.5, -2.0], [0.0, 3.0, 0.5]])),
        ("x.shift(year=-1, fill_value=9)", ("draw", "year"), np.array([[-2.0, 0.25, 9.0], [0.5, 8.0, 9.0]])),
        ("x.shift(year=5)", ("draw", "year"), np.zeros((2, 3))),
        ("x.diff('year')", ("draw", "year"), np.array([[1.5, -3.5, 2.25], [3.0, -2.5, 7.5]])),
        ("x.diff('year').cumsum('year')", ("draw", "year"), X),
        ("(x > 0).sum('year')", ("draw",), np.array([2.0, 3.0])),
        ("(x > 1) + (x > 2)", ("draw", "year"), np.array([[1.0, 0.0, 0.0], [2.0, 0.0, 2.0]])),
        ("(x > 0) & ~(x > 2)", ("draw", "year"), np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]])),
        ("np.where(x > 0, x, -1)", ("draw", "year"), np.where(X > 0, X, -1.0)),
        ("np.where(x - 0.25, x, 9)", ("draw", "year"), np.where(X == 0.25, 9.0, X)),
        ("x.where(x > 0, 0)", ("draw", "year"), np.maximum(X, 0.0)),
        ("x.clip(0, 2)", ("draw", "year"), X.clip(0, 2)),
        ("x.clip(max=1)", ("draw", "year"), np.minimum(X, 1.0)),
        ("np.clip(x, 0, None)", ("draw", "year"), np.maximum(X, 0.0)),
        ("np.interp(x, [0, 1, 4], [0, 10, 40])", ("draw", "year"), np.interp(X, [0, 1, 4], [0, 10, 40])),
        ("np.round(x, 1)", ("draw", "year"), X.round(1)),
        ("sum([x, y, 2])", ("draw", "year"), X + 3.0),
        ("+x - -x", ("draw", "year"), 2 * X),
        ("abs(x) ** 0.5 // 1 % 2", ("draw", "year"), np.abs(X) ** 0.5 // 1 % 2),
        ("np.square(x) * np.reciprocal(y)", ("draw", "year"), X**2),
    ],
)
def test_operations_give_what_numpy_gives(text: str, dims: tuple[str, ...], expected: Any) -> None:
    found = value(text, x=NAMED).transpose(*dims)
    np.testing.assert_allclose(found.values, expected, rtol=1e-15)


@pytest.mark.parametrize("text", ["x + y", "y + x", "(x + y).cumsum('year')", "np.where(x > y, x, 0)"])
def test_draws_are_the_last_dimension_of_what_is_computed(text: str) -> None:
    """Whatever comes first in the equation, so that loops over draws are long."""
    of_draws, of_years = (NAMED.isel({dim: 0}) for dim in ("year", "draw"))
    assert value(text, x=of_draws, y=of_years).dims == ("year", "draw")


def test_named_dimensions_broadcast_in_the_order_of_their_appearance() -> None:
    found = value("x + y", x=Variable(("a", "b"), np.ones((2, 3))), y=Variable(("c", "b"), np.ones((4, 3))))
    assert found.dims == ("a", "b", "c")
    assert found.shape == (2, 3, 4)


# An equation cannot change what others get


def test_a_change_in_place_changes_nothing_else() -> None:
    def it_power(gpus: Any, watts: Any) -> Any:
        return gpus * watts

    def facility(it_power: Any, pue: Any) -> Any:
        total = it_power
        total *= pue
        return total

    study = uc.Study([it_power, facility], {"gpus": "1e3 to 2e3", "watts": "700 to 1200", "pue": "1.1 to 1.7"})
    mean = uc.summarize(uc.run(study, draws=2**16, seed=0)).set_index("quantity")["mean"]
    assert mean["it_power"] == pytest.approx(1.34e6, rel=0.003)


def test_a_constant_does_not_grow_from_block_to_block() -> None:
    def grown(x: Any, k: Any) -> Any:
        k += 1
        return x * k

    table = uc.summarize(uc.run(uc.Study([grown], {"x": "4 to 10", "k": 1}), draws=2**18, seed=0))
    assert table["p50"].iloc[0] == pytest.approx(2 * math.sqrt(40), rel=1e-3)


# Opaque functions


@uc.opaque(dims=["year"], unit="GPU")
def solved(x: Any, y: Any) -> Any:
    """Something that a solver gives."""
    return np.array([[xi * yi for xi, yi in zip(row, y, strict=True)] for row in x])


def test_an_opaque_function_runs_on_arrays_and_other_engines_say_that_they_cannot() -> None:
    priors = {"x": {"year": {year: {"value": "1 to 2", "unit": "GPU"} for year in YEARS["year"]}}, "y": "1 to 3"}
    study = uc.Study([solved], priors, dimensions=YEARS)
    run = uc.run(study, draws=512, seed=0)["prior"]
    np.testing.assert_allclose(run["solved"], run["x"] * run["y"], rtol=1e-15)
    assert study.unit("solved") == "GPU"
    with pytest.raises(
        uc.UncertainComputeError, match="equation 'solved': PyMC cannot evaluate it, because it is opaque"
    ):
        uc.to_pymc(study)


def test_the_version_of_an_opaque_equation_is_the_same_in_each_process(tmp_path: Path) -> None:
    def version(factor: int) -> str:
        text = f"import uncertain_compute as uc\n\n\n@uc.opaque()\ndef scaled(x):\n    return {factor} * x\n"
        folder = tmp_path / str(factor)
        folder.mkdir(exist_ok=True)
        (folder / "own.py").write_text(text, encoding="utf-8")
        return Graph(equations_from(["own.py"], [folder])).version("scaled")

    assert version(2) == version(2) != version(3)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda x: x / x.max(), "its result for a draw depends on the other draws"),
        (lambda x: x[:1], "returns an array of shape"),
        (lambda x: x.__setitem__(0, 1.0), "read-only"),
    ],
)
def test_an_opaque_function_that_mixes_draws_or_changes_them_is_refused(function: Any, message: str) -> None:
    function.__name__ = "odd"
    with pytest.raises(uc.UncertainComputeError, match=message):
        uc.run(uc.Study([uc.opaque()(function)], {"x": "1 to 2"}), draws=512)


# A study's coordinates


def test_a_coordinate_is_an_input_where_it_is_a_number() -> None:
    def stock(first: Any, growth: Any, year: Any) -> Any:
        return first * growth ** (year - 2026)

    study = uc.Study([stock], {"first": "1 to 2", "growth": 2.0}, dimensions=YEARS)
    run = uc.run(study, draws=512, seed=0)["prior"]
    np.testing.assert_allclose(run["stock"].values, run["first"].values[..., None] * [1.0, 2.0, 4.0], rtol=1e-15)


def test_coordinates_in_words_are_no_input_and_nothing_is_believed_of_a_dimension() -> None:
    def named(x: Any, place: Any) -> Any:
        return x * place

    with pytest.raises(uc.UncertainComputeError, match=r"model\.dimensions\.place\.here: 'here' is not a number"):
        uc.Study([named], {"x": 1}, dimensions={"place": ["here", "there"]})
    with pytest.raises(uc.UncertainComputeError, match=r"priors\.place: is a dimension"):
        uc.Study([named], {"x": 1, "place": 3}, dimensions={"place": ["1", "2"]})
