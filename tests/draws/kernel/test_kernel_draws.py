"""The kernel draws what NumPy draws. Its loop is plain Python here; `test_compiled` compiles it."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import uncertain_compute as uc
from uncertain_compute.draws import recording
from uncertain_compute.draws.kernel import choice, compiling, counting, kernel_block, machine, program
from uncertain_compute.draws.propagation import NOT_BY_KERNEL
from uncertain_compute.draws.settings import DESIGNS
from uncertain_compute.model.functions import additions, stock

BELIEFS: dict[str, Any] = {
    "normal": {"normal": {"mu": 2.0, "sigma": 3.0}},
    "lognormal": "2 to 30",
    "wide lognormal": {"lognormal": {"mu": 0.0, "sigma": 30.0}},
    "uniform": {"uniform": {"low": 1, "high": 4}},
    "loguniform": {"loguniform": {"low": 1, "high": 1000}},
    "triangular": {"triangular": {"low": 1, "mode": 2, "high": 5}},
    "exponential": {"exponential": {"scale": 2.0}},
    "beta": {"beta": {"alpha": 2.0, "beta": 5.0}},
    "student": {"student_t": {"nu": 3.0, "mu": 1.0, "sigma": 2.0}},
    "weibull": {"weibull": {"alpha": 2.0, "beta": 3.0}},
    "choice": {"discrete": {1: 0.2, 2: 0.5, 5: 0.3}},
    "poisson": {"poisson": {"mu": 3.0}},
    "truncated": {"normal": {"mu": 2.0, "sigma": 3.0, "bounds": [1, 6]}},
    "clipped": {"normal": {"mu": 2.0, "sigma": 3.0, "clip": [1, 6]}},
    "mixture": {"mixture": [{"weight": 0.4, "value": "0 to 1"}, {"weight": 0.6, "value": "3 to 4"}]},
    "quantiles": {"p5": 1.0, "p50": 2.0, "p95": 9.0},
}


@pytest.fixture(autouse=True)
def _in_python(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Compiled, nothing warns of numbers that are none, such as those beyond the last draw of a chunk."""
    for module in (choice, kernel_block):
        monkeypatch.setattr(module, "compiled_run", lambda: machine.run)
    monkeypatch.setattr(program, "LONGEST_CHUNK", 64)
    with np.errstate(all="ignore"):
        yield


def fail_unless_equal(study: uc.Study, **options: Any) -> Any:
    options = {"draws": 128, "chains": 2, "seed": 7, **options}
    with np.errstate(all="ignore"):
        by_numpy, by_kernel = (uc.run(study, engine=engine, **options) for engine in ("numpy", "kernel"))
    assert by_kernel.attrs["engine"] == "kernel", by_kernel.attrs
    for name, expected in by_numpy["prior"].data_vars.items():
        found = by_kernel["prior"][str(name)].transpose(*expected.dims)
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=0.0, err_msg=str(name))
    return by_kernel


def same(x: Any) -> Any:
    """Return a number."""
    return x


@pytest.mark.parametrize("belief", BELIEFS.values(), ids=BELIEFS)
def test_beliefs(belief: Any) -> None:
    fail_unless_equal(uc.Study([same], {"x": belief}))


def ratio(x: Any, y: Any, z: Any) -> Any:
    """Return a ratio of correlated numbers."""
    return x * y / (1.0 + np.exp(z))


def correlated(*beliefs: str) -> uc.Study:
    priors = dict(zip("xyz", (BELIEFS[one] for one in beliefs), strict=True))
    ties = [{"pair": ["x", "y"], "rank": 0.5, "why": "a test"}, {"pair": ["y", "z"], "rank": -0.4, "why": "a test"}]
    return uc.Study([ratio], {**priors, "correlations": ties})


@pytest.mark.parametrize("beliefs", [("lognormal", "normal", "beta"), ("quantiles", "uniform", "choice")])
def test_correlated_groups(beliefs: tuple[str, ...]) -> None:
    """Of the second group, NumPy draws all columns: the kernel does not know a curve through quantiles."""
    fail_unless_equal(correlated(*beliefs))


@pytest.mark.parametrize("design", DESIGNS[1:])
def test_points_of_other_designs(design: str) -> None:
    fail_unless_equal(correlated("lognormal", "normal", "beta"), design=design)


def cost(price: Any, hours: Any, share: Any, year: Any) -> Any:
    """Return the cost of each site and year."""
    return price * hours * share / (1.0 + (year - year.min("year"))) + np.maximum(price - 3.0, 0.0)


def total(cost: Any) -> Any:
    """Return the cost of all sites."""
    return cost.sum("site")


def everything(cost: Any, total: Any, price: Any) -> Any:
    """Return what operations along dimensions give."""
    smooth = total.cumsum("year").shift(year=1) + total.mean("year") + total.max("year") - total.min("year")
    left = 1.0 / (1.0 + total.cumsum("year") / total.sum("year"))
    return (
        smooth + stock(total, left, "year") + additions(total, left, "year") + cost.sel(site="b") + price.prod("site")
    )


SITES: dict[str, Any] = {"site": ["a", "b", "c"], "year": {"from": 2026, "to": 2029, "unit": "1"}}


def of_sites() -> uc.Study:
    priors = {
        "price": {"value": "2 to 4", "copied_to": "site"},
        "hours": {"value": "1 to 2", "shared_by": "site"},
        "share": {"dirichlet": {"site": {"a": 3, "b": 2, "c": 1}}},
    }
    return uc.Study([cost, total, everything], priors, dimensions=SITES)


def test_named_dimensions() -> None:
    """NumPy draws the shares, as the kernel does not know a Dirichlet distribution."""
    fail_unless_equal(of_sites())


def test_draws_without_a_tabulated_quantile_are_numpys(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fifth of the draws is left out, a few at a time."""
    monkeypatch.setattr(machine, "SMALLEST_TAIL", 0.05)
    monkeypatch.setattr(kernel_block, "MOST_LEFT_OUT", 70)
    fail_unless_equal(of_sites(), draws=256)
    fail_unless_equal(correlated("lognormal", "normal", "beta"), design=DESIGNS[2])


def test_an_equation_that_fails_says_what_it_says_with_numpy() -> None:
    def root(x: Any) -> Any:
        return np.sqrt(x - 2.0)

    study, said = uc.Study([root], {"x": BELIEFS["normal"]}), []
    for engine in ("numpy", "kernel"):
        with np.errstate(all="ignore"), pytest.raises(uc.UncertainComputeError) as refused:
            uc.run(study, engine=engine, draws=128, chains=2)
        said.append(str(refused.value))
    assert said[0] == said[1]
    assert said[0].startswith("equation 'root' gave nan where x = ")


def test_an_equation_that_fails_says_so_if_it_does_not_use_what_it_takes() -> None:
    def root(x: Any, y: Any) -> Any:
        del y
        return np.sqrt(x - 2.0)

    study = uc.Study([root], {"x": BELIEFS["normal"], "y": BELIEFS["uniform"]})
    with pytest.raises(uc.UncertainComputeError, match="equation 'root' gave nan where x = "):
        uc.run(study, engine="kernel", keep="summary", draws=128, chains=2)


def test_what_may_be_never() -> None:
    def year(x: Any) -> Any:
        return np.where(x > 2.0, 2030.0, np.inf)

    fail_unless_equal(uc.Study([year], {"x": BELIEFS["normal"]}))


def signed(x: Any) -> Any:
    """Return a number of either sign, zero or never."""
    return np.where(x > 6.0, np.inf, np.where(np.abs(x) < 1.0, 0.0, x**3))


@pytest.mark.parametrize("study", [of_sites(), uc.Study([signed], {"x": BELIEFS["normal"]})], ids=["sites", "signed"])
def test_a_summary_counts_the_same_draws(study: uc.Study, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first numbers are in no window, and a twentieth of the draws is left out."""
    monkeypatch.setattr(counting, "MOST_BEYOND", 100)
    monkeypatch.setattr(machine, "SMALLEST_TAIL", 0.01)
    monkeypatch.setattr(kernel_block, "MOST_LEFT_OUT", 70)
    options: dict[str, Any] = {"draws": 2**11, "chains": 2, "keep": "summary"}
    with np.errstate(all="ignore"):
        by_numpy, by_kernel = (uc.run(study, engine=engine, **options) for engine in ("numpy", "kernel"))
    assert by_kernel.attrs["engine"] == "kernel"
    for name, expected in by_numpy["sketch"].data_vars.items():
        np.testing.assert_array_equal(by_kernel["sketch"][str(name)], expected)
        assert by_kernel["sketch"][str(name)].attrs == expected.attrs


def test_numpy_draws_what_the_kernel_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    @uc.opaque()
    def solved(x: Any) -> Any:
        return x + 1.0

    found = uc.run(uc.Study([solved], {"x": "2 to 4"}), engine="kernel", draws=64)
    assert (found.attrs["engine"], found.attrs[NOT_BY_KERNEL]) == ("numpy", "an opaque equation")
    monkeypatch.setattr(choice, "compiled_run", compiling.compiled_run.__wrapped__)
    monkeypatch.setitem(sys.modules, "numba", None)
    found = uc.run(uc.Study([same], {"x": "2 to 4"}), engine="kernel", draws=64)
    assert found.attrs[NOT_BY_KERNEL].startswith("Numba cannot be imported: ")


def test_long_runs_are_the_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three numbers of a draw: the column, the assumption made of it, and the result."""
    study = uc.Study([same], {"x": "2 to 4"})
    for numbers, engine in ((3 * 64, "kernel"), (3 * 64 + 1, "numpy")):
        monkeypatch.setattr(recording, "WORTH_THE_KERNEL", numbers)
        assert uc.run(study, draws=64).attrs["engine"] == engine
    monkeypatch.setattr(recording, "WORTH_THE_KERNEL", 1)
    for keep, engine in (("draws", "kernel"), ("summary", "numpy")):  # 17 columns are targets
        assert uc.run(of_sites(), draws=64, keep=keep).attrs["engine"] == engine
    given: tuple[dict[str, Any], ...] = ({"engine": "numpy"}, {"design": DESIGNS[2]}, {"precision": 0.5})
    for options in given:
        assert uc.run(study, draws=64, **options).attrs["engine"] == "numpy"


NUMBERS = ("x", "y", "z", "0.5", "2.0", "-1.0")
SLOW = [HealthCheck.too_slow]
FUNCTIONS = ("exp", "expm1", "log1p", "sin", "cos", "tanh", "abs", "sign", "floor", "ceil", "rint", "isfinite")
OPERATORS = ("+", "-", "*", "/", "//", "%", "**")
expressions = st.recursive(
    st.sampled_from(NUMBERS),
    lambda inside: st.one_of(
        st.tuples(st.sampled_from(FUNCTIONS), inside).map(lambda one: f"(np.{one[0]}({one[1]}) + 0.0)"),
        st.tuples(inside, st.sampled_from(OPERATORS), inside).map(lambda one: f"({one[0]} {one[1]} {one[2]})"),
        st.tuples(inside, inside, inside).map(lambda one: f"np.where({one[0]} < {one[1]}, {one[2]}, {one[0]})"),
        st.tuples(inside, inside).map(lambda one: f"np.maximum({one[0]}, np.interp({one[1]}, [0, 1, 5], [2, 1, 4]))"),
    ),
    max_leaves=6,
)


def equation(text: str) -> Callable[..., Any]:
    """Return an equation whose result is finite."""
    scope: dict[str, Any] = {"np": np}
    body = f"value = {text} + 0.0 * x\n    return np.where(np.isfinite(value), np.clip(value, -1e9, 1e9), 0.0)"
    exec(f"def drawn(x, y, z):\n    {body}", scope)  # noqa: S102 (an equation that is drawn)
    found: Callable[..., Any] = scope["drawn"]
    return found


@given(st.lists(st.sampled_from([*BELIEFS]), min_size=3, max_size=3), expressions)
@settings(
    deadline=None, derandomize=True, database=None, phases=[Phase.generate], max_examples=25, suppress_health_check=SLOW
)
def test_random_studies(beliefs: list[str], text: str) -> None:
    priors = dict(zip("xyz", (BELIEFS[one] for one in beliefs), strict=True))
    fail_unless_equal(uc.Study([equation(text)], priors))
