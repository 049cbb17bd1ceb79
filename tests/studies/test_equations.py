"""The shipped equations: worked cases, every kind of number that they take, and what must not change."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import dask.array
import numpy as np
import pytensor
import pytest
import yaml
from pytensor.compile.mode import Mode
from pytensor.xtensor import xtensor
from repository import CASES as FOLDER
from repository import shipped_study
from xarray import Variable

import uncertain_compute as uc
from uncertain_compute.draws.pymc_equations import evaluate as evaluate_tensors
from uncertain_compute.model.dimensions import with_labels_found
from uncertain_compute.model.evaluation import evaluate
from uncertain_compute.model.graph import Equation, Graph
from uncertain_compute.model.sources import equations_from

MODULES = {
    "sora": (
        "video",
        "dit",
        "training",
        "inference",
        "systems",
        "breakeven",
        "fleet",
        "development",
        "open_models",
        "sora2",
        "prices",
    ),
    "video": ("latents", "transformer", "clip", "training", "memory", "timing", "cost", "serving"),
    "path": ("demand", "fleet", "power", "money", "guards", "supply"),
    "llm": (
        "requests",
        "work",
        "links",
        "decoding",
        "replicas",
        "prefill",
        "serving_fleet",
        "serving_cost",
        "loaded",
        "token_demand",
    ),
}
EQUATIONS = {
    of: {
        function.__name__: function
        for function in equations_from([f"uncertain_compute.studies.{of}.{module}" for module in modules], [])
    }
    for of, modules in MODULES.items()
}
ALONG_A_DIMENSION = {
    "total_ai_minutes", "train_flop", "decode_time", "h100e_per_chip", "real_minutes_per_gpu_hour", "surviving_share",
    "deployments", "fleet", "retirements", "purchases", "fleet_chips", "it_power", "facility_built", "opex",
    "owning_cost", "owning_over_renting", "week_load", "world_stock", "ever_outside_guards",
    "total_output", "context", "arithmetic_time", "fastest_speed", "output_rate", "chosen",
    "chips_per_replica", "users_per_replica", "user_speed", "prefill_rate", "input_rate", "first_token_time",
    "prefill_gpus", "flop_utilization", "daily_revenue",
}  # fmt: skip
"""Equations that go over a dimension, of those that their cases give one."""

type Case = dict[str, Any]
CASES: dict[tuple[str, str], list[Case]] = {
    (of, module): [
        {**case, "study": of}
        for case in yaml.load((FOLDER / of / f"{module}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    ]
    for of, modules in MODULES.items()
    for module in modules
}
"""The worked cases of each module of equations, as one test goes through all of a module."""

UNITS = {"eight_bits", "frame", "gpu", "image", "one_token", "one_year", "token", "video_minute", "weight"}
"""Inputs that are one of their unit in every study; another use of them would have another unit."""

ROUNDING = 1e-9  # the cases hold at least ten digits
DOUBLES = 1e-12  # a dozen operations on float64

each_module = pytest.mark.parametrize(("of", "module"), CASES, ids="-".join)


def dims_and_values(written: Any) -> tuple[tuple[str, ...], Any]:
    if not isinstance(written, Mapping):
        return (), float(written)
    ((dimension, entries),) = written.items()
    return (dimension,), [float(value) for value in entries.values()]


def variable(written: Any) -> Variable:
    dims, values = dims_and_values(written)
    return Variable(dims, np.asarray(values))


def at(written: Any, coordinate: str) -> float:
    return float(next(iter(written.values()))[coordinate] if isinstance(written, Mapping) else written)


def coordinates(case: Case) -> list[str]:
    return list(next(iter(case["gives"].values()))) if isinstance(case["gives"], Mapping) else [""]


@cache
def study(*overrides: str, priors: str = "point", scenario: str | None = None) -> uc.Study:
    return uc.load("sora", priors=priors, scenario=scenario, overrides=overrides)


def result(of: uc.Study, quantity: str) -> Any:
    equations, _ = of.graph.needed([quantity], of.assumptions)
    return evaluate(equations, of.medians())[quantity].values


def ratio(quantity: str, override: str) -> Any:
    return result(study(override), quantity) / result(study(), quantity)


GRAPHS = {of: Graph(equations.values()) for of, equations in EQUATIONS.items()}


def equation_of(case: Case) -> Equation:
    """Return a case's equation, in which each label is the place of one of the case's own coordinates."""
    one_each = [value for value in case["given"].values() if isinstance(value, Mapping)]
    graph = GRAPHS[case["study"]]
    if not one_each:
        return graph.equations[case["quantity"]]
    dimensions = {dimension: list(entries) for value in one_each for dimension, entries in value.items()}
    dims_of = {name: dims_and_values(value)[0] for name, value in case["given"].items()}
    alone = Graph([EQUATIONS[case["study"]][case["quantity"]]])
    return with_labels_found(alone, dims_of, dimensions).equations[case["quantity"]]


def results(case: Case, given: Mapping[str, Any]) -> Variable:
    """Return what an equation gives of variables."""
    return evaluate([equation_of(case)], given)[case["quantity"]]


def named(case: Case) -> str:
    """Return what a failure says of a case."""
    return f"{case['quantity']}, given {case['given']}"


@each_module
def test_equations_give_the_worked_numbers(of: str, module: str) -> None:
    for case in CASES[of, module]:
        found = results(case, {name: variable(value) for name, value in case["given"].items()})
        wanted = variable(case["gives"])
        assert found.dims == wanted.dims, named(case)
        np.testing.assert_allclose(found.values, wanted.values, rtol=ROUNDING, err_msg=named(case))


@each_module
def test_equations_of_operators_take_floats(of: str, module: str) -> None:
    for case in CASES[of, module]:
        equation = EQUATIONS[of][case["quantity"]]
        if case["quantity"] in ALONG_A_DIMENSION and any(isinstance(one, Mapping) for one in case["given"].values()):
            refused = (AttributeError, TypeError, uc.UncertainComputeError)
            with pytest.raises(refused, match=r"sum|sel|min|max|shift|named dimension|'str' object cannot be interp"):
                equation(**dict.fromkeys(case["given"], 8.5e6))
            continue
        for coordinate in coordinates(case):
            found = equation(**{name: at(value, coordinate) for name, value in case["given"].items()})
            assert isinstance(found, float) or np.ndim(found) == 0, named(case)
            assert found == pytest.approx(at(case["gives"], coordinate), rel=ROUNDING), named(case)


@each_module
def test_equations_stay_lazy_on_dask(of: str, module: str) -> None:
    for case in CASES[of, module]:
        given = {name: variable(value) for name, value in case["given"].items()}
        lazy = {name: Variable(value.dims, dask.array.from_array(value.values)) for name, value in given.items()}
        found = results(case, lazy)
        assert isinstance(found.data, dask.array.Array), named(case)
        values = found.data.compute(scheduler="synchronous")
        np.testing.assert_allclose(values, variable(case["gives"]).values, rtol=ROUNDING, err_msg=named(case))


def test_equations_compile_as_named_dimension_tensors() -> None:
    inputs, values, outputs = [], [], []
    cases = [case for cases in CASES.values() for case in cases]
    for case in cases:
        given = {}
        for name, written in case["given"].items():
            dims, value = dims_and_values(written)
            given[name] = xtensor(name, dims=dims, shape=np.shape(value), dtype="float64")
            inputs.append(given[name])
            values.append(np.asarray(value))
        outputs.append(evaluate_tensors([equation_of(case)], given)[case["quantity"]])
    function = pytensor.function(inputs, outputs, mode=Mode(linker="py", optimizer="fast_compile"))
    for case, output, found in zip(cases, outputs, function(*values), strict=True):
        wanted = variable(case["gives"])
        assert output.dims == wanted.dims, named(case)
        np.testing.assert_allclose(found, wanted.values, rtol=ROUNDING, err_msg=named(case))


@each_module
def test_every_equation_has_a_worked_case_in_its_modules_file(of: str, module: str) -> None:
    equations = {name for name, function in EQUATIONS[of].items() if function.__module__.endswith(f".{module}")}
    assert {case["quantity"] for case in CASES[of, module]} == equations


def test_every_input_of_an_equation_is_a_number_other_than_one_in_some_case() -> None:
    """To multiply by one, to divide by it and to leave it out give the same."""
    numbers: dict[tuple[str, str, str], set[float]] = {}
    for case in (case for cases in CASES.values() for case in cases):
        for name, written in case["given"].items():
            known = numbers.setdefault((case["study"], case["quantity"], name), set())
            known.update(np.ravel(dims_and_values(written)[1]).tolist())
    assert [at for at, known in numbers.items() if known == {1.0} and at[-1] not in UNITS] == []


def test_every_case_names_its_source() -> None:
    assert [named(case) for cases in CASES.values() for case in cases if len(case["source"]) <= 10] == []


@pytest.mark.parametrize("of", EQUATIONS)
def test_every_equation_says_what_it_is_and_its_unit(of: str) -> None:
    for name, function in EQUATIONS[of].items():
        equation = GRAPHS[of].equations[name]
        assert equation.unit, name
        assert len(equation.description.split()) > 2, name
        assert "Source: " in (function.__doc__ or ""), name


def fail_unless_without_conversions(model: str, of: uc.Study) -> None:
    written = {**GRAPHS["sora"].equations, **GRAPHS[model].equations}
    assert all(equation.unit for equation in of.graph.equations.values())
    for name, equation in of.graph.equations.items():
        assert len(equation.expression.order) == len(written[name].expression.order), name


@pytest.mark.parametrize("evidence", [None, "open_models", "sora2_costs", "list_prices"])
@pytest.mark.parametrize("priors", ["point", "published", "expert"])
def test_no_equation_needs_a_conversion(priors: str, evidence: str | None) -> None:
    """Numbers in equations are in the units that these declare, so that no conversion stands among their steps."""
    fail_unless_without_conversions("sora", shipped_study(priors, evidence=evidence))


@pytest.mark.parametrize("priors", ["published", "expert"])
def test_no_equation_of_the_video_study_needs_a_conversion(priors: str) -> None:
    fail_unless_without_conversions("video", shipped_study(priors, model="video"))


@pytest.mark.parametrize("priors", ["published", "expert"])
def test_no_equation_of_the_path_needs_a_conversion(priors: str) -> None:
    fail_unless_without_conversions("path", shipped_study(priors, model="video_path"))


def test_no_equation_of_the_serving_of_language_models_needs_a_conversion() -> None:
    fail_unless_without_conversions("llm", shipped_study(model="llm_serving"))


@pytest.mark.parametrize(("dataset", "minutes"), [(4, 15249714.067861227), (10, 38124285.169653066)])
@pytest.mark.parametrize(
    "other", ["priors.sora_parameters=3e9", "priors.temporal_compression=4", "priors.frame_rate=30"]
)
def test_breakeven_does_not_depend_on_model_size_or_latent_frames(dataset: int, minutes: float, other: str) -> None:
    of = study(f"priors.dataset_multiplier={dataset}", "priors.minute_flop_rounding=1", other)
    assert result(of, "breakeven_minutes") == pytest.approx(minutes, rel=DOUBLES)


@pytest.mark.parametrize("priors", ["point", "published", "expert"])
@pytest.mark.parametrize(
    ("quantity", "factor"),
    [
        ("train_flop", 2.5),
        ("train_gpu_months", 2.5),
        ("breakeven_minutes", 2.5),
        ("minutes_per_gpu_hour", 1),
        ("mean_gpus", 1),
        ("peak_gpus", 1),
    ],
)
def test_low_and_high_scenarios_change_the_dataset_alone(priors: str, quantity: str, factor: float) -> None:
    low, high = study(priors=priors, scenario="low"), study(priors=priors, scenario="high")
    assert result(high, quantity) / result(low, quantity) == pytest.approx(factor, rel=DOUBLES)


@pytest.mark.parametrize(
    ("quantity", "factor"),
    [
        ("train_flop", 2),
        ("train_gpu_months", 2),
        ("dit_image_flop", 2),
        ("minute_flop", 2),
        ("mean_gpus", 2),
        ("peak_gpus", 2),
        ("breakeven_minutes", 1),
        ("dit_breakeven_images", 1),
        ("minutes_per_gpu_hour", 0.5),
    ],
)
def test_true_flop_are_twice_the_multiply_accumulates(quantity: str, factor: float) -> None:
    assert ratio(quantity, "priors.flop_per_mac=2") == pytest.approx(factor, rel=DOUBLES)


@pytest.mark.parametrize(
    ("quantity", "factor"),
    [
        ("clip_flop", 2),
        ("minute_flop", 2),
        ("peak_gpus", 2),
        ("breakeven_minutes", 0.5),
        ("train_flop", 1),
        ("train_gpu_months", 1),
    ],
)
def test_guidance_doubles_inference_and_leaves_training(quantity: str, factor: float) -> None:
    assert ratio(quantity, "priors.guidance_passes=2") == pytest.approx(factor, rel=DOUBLES)


@pytest.mark.parametrize(
    ("override", "quantity", "factor"),
    [
        ("priors.inference_utilization=0.25", "peak_gpus", 2),
        ("priors.inference_utilization=0.25", "breakeven_minutes", 1),
        ("priors.inference_utilization=0.25", "gpu_hour_breakeven_minutes", 0.5),
        ("priors.inference_utilization=0.25", "train_gpu_months", 1),
        ("priors.train_utilization=0.4", "gpu_hour_breakeven_minutes", 2.5),
        ("priors.train_utilization=0.4", "breakeven_minutes", 1),
        ("priors.train_utilization=0.4", "train_gpu_months", 2.5),
        ("priors.train_utilization=0.4", "peak_gpus", 1),
    ],
)
def test_utilization_moves_gpus_and_not_flop(override: str, quantity: str, factor: float) -> None:
    assert ratio(quantity, override) == pytest.approx(factor, rel=DOUBLES)


@pytest.mark.parametrize(("dataset", "flop", "months"), [(4, 1.086e25, 4234.7), (10, 2.715e25, 10586.8)])
def test_images_counted_as_one_latent_frame_add_half_a_percent(dataset: int, flop: float, months: float) -> None:
    of = study(f"priors.dataset_multiplier={dataset}", "priors.image_latent_frames=1")
    without = study(f"priors.dataset_multiplier={dataset}")
    assert result(of, "train_flop") == pytest.approx(flop, rel=DOUBLES)
    assert result(of, "train_gpu_months") == pytest.approx(months, abs=0.05)
    assert result(of, "train_flop") / result(without, "train_flop") == pytest.approx(90.5 / 90, rel=DOUBLES)
