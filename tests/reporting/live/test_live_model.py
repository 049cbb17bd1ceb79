"""The page's draws against the engine's, and what it reads against what the command line reads."""

from typing import Any

import numpy as np
import pytest
from running import result_of

import uncertain_compute as uc
from uncertain_compute.analysis.sensitivity.analyses import Answers
from uncertain_compute.analysis.summary.reading import Reading
from uncertain_compute.draws.blocks import Plan, evaluate_columns
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.model.graph import Number
from uncertain_compute.reporting.live.live_model import live_model
from uncertain_compute.reporting.live.live_part import live_part
from uncertain_compute.reporting.live.ranks import PROBABILITIES, ranks_of

BELIEFS = [
    "4 to 10", "4k to 10k", "30% to 50%", "7", "1,000", "0", "-3 to 5", "4 to 10 (80%)", "4 – 10 (50% CI)",
    "1/3 to 1/2", "1 in 20", "4 x/ 2", "2.5e3 to 1_000_000", "4M GPU", "4 to 10 GPU", "  4   to  10 ",
]  # fmt: skip
REFUSED = [
    "", "abc", "10 to 4", "4 to 4", "4 to 10M", "4 to 10 (80)", "4 to 10 (120%)", "007", "4 to", "to 4", "4 - 10",
    "1e200", "nan", "inf", "4 to x", "$4", "5 in 4", "1/0", "4 x/ 1", "4,00", "1e-170 to 2e-170", "4 GPU to 5 TPU",
    "(80%)", "1e400",
]  # fmt: skip


def reading_of(study: uc.Study, **settings: Any) -> Reading:
    return Reading(study, uc.run(study, draws=256, chains=2, **settings), Answers({}, ()))


@pytest.mark.parametrize("model", ["sora", "video_path"])
def test_the_pages_draws_are_the_engines(model: str) -> None:
    study = uc.load(model)
    reading = reading_of(study)
    targets = tuple(one.column for one in reading.headline)
    plan = Plan.of(study, targets)
    ranks, _ = ranks_of(study, plan, "sobol", 0)
    columns = {
        name: column.ppf(0.5) if column.fixed else column.ppf(PROBABILITIES)[ranks[name]]
        for name, column in plan.columns.items()
    }
    values = evaluate_columns(plan, columns)
    model_of_page = live_model(reading)
    found = result_of(
        f"(() => {{ {model_of_page.code} const columns = columnsOf(data);"
        "return targetsOf(compute, columns.map((one) => drawsOf(one, one.belief)), data.targets.length)"
        ".map((one) => [...one]); })()",
        dict(model_of_page.data),
    )
    for target, draws in zip(targets, found, strict=True):
        quantity = values[target.partition("[")[0]]
        rows = quantity.transpose(..., "draw").values.reshape(-1, len(PROBABILITIES))
        expected = rows[study.columns_of(target.partition("[")[0]).index(target)]
        np.testing.assert_allclose(draws, expected, rtol=1e-12)


def test_the_pages_draws_are_the_first_ones_of_the_run_within_a_step() -> None:
    study = uc.load("sora")
    plan = Plan.of(study, ("train_gpu_months",))
    ranks, _ = ranks_of(study, plan, "sobol", 0)
    run = uc.run(study, targets=["train_gpu_months"], draws=8192)
    for name in ("sora_parameters", "dataset_multiplier"):
        own = run["prior"][name].values[:8, :512].ravel()
        own_probabilities = study.columns[name].distribution.cdf(own / study.columns[name].factor)
        assert np.abs(PROBABILITIES[ranks[name]] - own_probabilities).max() < 0.02


def test_the_page_reads_beliefs_as_the_command_line_does() -> None:
    about = {"unit": "GPU", "low": None, "high": None, "aboveLow": False, "range": ""}
    found = result_of("data.texts.map((text) => beliefIn(text, data.about))", {"texts": BELIEFS, "about": about})
    places = [0.01, 0.05, 0.5, 0.95, 0.99]
    quantiles = result_of("data.beliefs.map((one) => data.at.map((place) => quantile(one, place)))",
                          {"beliefs": found, "at": places})  # fmt: skip
    for text, row in zip(BELIEFS, quantiles, strict=True):
        np.testing.assert_allclose(row, uc.prior(text).ppf(np.array(places)), rtol=1e-12, err_msg=text)


def test_the_page_refuses_what_the_command_line_refuses() -> None:
    about = {"unit": "GPU", "low": None, "high": None, "aboveLow": False, "range": ""}
    said = result_of(
        "data.texts.map((text) => { try { beliefIn(text, data.about); return ''; }"
        "catch (error) { if (error instanceof Refusal) return error.message; throw error; } })",
        {"texts": REFUSED, "about": about},
    )
    for text, message in zip(REFUSED, said, strict=True):
        assert message, text
        if text not in ("$4", "4 x/ 1"):  # a sign is looked at where a prior's unit is
            with pytest.raises(UncertainComputeError):
                uc.prior(text)


@pytest.mark.parametrize(
    ("text", "about", "words"),
    [
        ("2 to 3", {"low": 0.0, "high": 1.0}, "lies outside its range, R"),
        ("7", {"low": 0.0, "high": 1.0}, "lies outside its range, R"),
        ("0", {"low": 0.0, "aboveLow": True}, "lies outside its range, R"),
        ("0 to 3", {"low": 0.0}, "names no family, and as a normal has 5% below 0, where its range is R"),
        ("30%", {"unit": "percent"}, "write 30"),
        ("4 TPU", {}, "is in TPU, and this page converts no units; write it in GPU"),
    ],
)
def test_the_page_refuses_what_the_model_does_not_allow(text: str, about: dict[str, Any], words: str) -> None:
    whole = {"unit": "GPU", "low": None, "high": None, "aboveLow": False, "range": "R", **about}
    code = "(() => { try { beliefIn(data.text, data.about); return ''; } catch (error) { return error.message; } })()"
    assert words in result_of(code, {"text": text, "about": whole})


def same(x: Number) -> Number:
    """Return the assumption itself [GPU]."""
    return x


@uc.opaque()
def solved(x: Number) -> Number:
    return x


@pytest.mark.parametrize(
    ("study", "reason"),
    [
        (uc.Study([same], {"x": 3}), "every assumption is fixed"),
        (uc.Study([solved], {"x": "1 to 2"}), "only the engine can call"),
    ],
)
def test_a_page_says_why_it_cannot_follow(study: uc.Study, reason: str) -> None:
    part = live_part(reading_of(study))
    assert reason in part.reason
    assert part.script == part.policy == ""
