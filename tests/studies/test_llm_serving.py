"""The study of serving language models: a disclosed day, printed sizes, closed forms, and what cannot be."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest
from xarray import Variable

import uncertain_compute as uc
from uncertain_compute.analysis.validation.audit import audit
from uncertain_compute.model.evaluation import evaluate

OF_H200 = ("model.dimensions.model=[Llama 3.3 70B]", "model.dimensions.chip=[H200 SXM]")
ONE_REPLICA = ("model.dimensions.multiple=[1]",)


@cache
def study(*overrides: str, model: str = "llm_serving") -> uc.Study:
    return uc.load(model, overrides=overrides)


def value_of(quantity: str, given: Mapping[str, Any], of: uc.Study | None = None) -> Any:
    """Return a quantity at the medians of beliefs, with some numbers, of quantities too, in place of those."""
    of = of or study(*OF_H200)
    known = {name: Variable((), number) if np.isscalar(number) else number for name, number in given.items()}
    equations, _ = of.graph.needed([quantity], of.assumptions)
    return evaluate([one for one in equations if one.name not in known], {**of.medians(), **known})[quantity]


def test_each_figure_of_deepseeks_day_has_its_verdict() -> None:
    rows = {row.name: row for row in audit(study(model="deepseek_day"))}
    verdicts = {name: row.verdict for name, row in rows.items() if row.verdict != "match"}
    assert verdicts == {
        "tokens written": "cited",
        "revenue at list prices": "rounding",
        "tokens written over all servers": "in tension",
    }
    assert rows["rent for the day"].recomputed == 87072
    assert rows["revenue at list prices"].recomputed == pytest.approx(562027, rel=2e-4)
    assert rows["share of the peak rate at 8 bits"].recomputed == pytest.approx(0.103, abs=0.0005)
    assert rows["peak over mean"].recomputed == pytest.approx(278 / 226.75, abs=0.0005)


@pytest.mark.parametrize(
    ("name", "printed"), [("Llama 3.3 70B", 327680), ("Llama 3.1 405B", 516096), ("DeepSeek V3", 70272)]
)
def test_a_token_takes_as_many_bytes_of_the_cache_as_is_printed(name: str, printed: int) -> None:
    of = study(f"model.dimensions.model=[{name}]", "model.dimensions.chip=[H200 SXM]")
    assert value_of("kv_memory", {"bytes_per_cached": Variable("model", [2.0])}, of).item() == printed


def test_active_weights_are_those_that_a_single_token_touches() -> None:
    of = study("model.dimensions.model=[DeepSeek V3]", "model.dimensions.chip=[H200 SXM]", *ONE_REPLICA)
    given = {"cache_time": 0.0, "wait_time": 0.0, "arithmetic_time": 0.0, "read_time": 1e-12}
    assert value_of("single_step_time", given, of).item() == pytest.approx(37e9 / 1e12, rel=1e-9)


def test_least_latency_without_its_floor_falls_with_the_third_root_of_the_memorys_rate() -> None:
    """Of a/N + c sqrt(N) the least is 3 (a c^2 / 4)^(1/3), at N = (2 a / c)^(2/3)."""
    of = study(*OF_H200)
    rates = [1e12, 8e12]
    given = {"wait_floor": 6e-6, "wait_growth": 2e-6, "step_overhead": 1e-3, "memory_efficiency": 1.0}
    found = [value_of("least_token_time", {**given, "memory_rate": rate}, of).item() for rate in rates]
    floor = 1e-3 + 160 * 4e-6
    by_hand = [3 * (70.55e9 / rate * (160 * 2e-6) ** 2 / 4) ** (1 / 3) for rate in rates]
    np.testing.assert_allclose(np.subtract(found, floor), by_hand, rtol=1e-9)
    assert (found[0] - floor) / (found[1] - floor) == pytest.approx(2, rel=1e-9)


@pytest.mark.parametrize("spare", [0.0016, 0.004, 0.012, 0.021, 0.05])
def test_three_tangents_find_the_users_of_a_mixture_of_experts(spare: float) -> None:
    """Against bisection: never more users than there is time for, and hardly fewer."""
    of = study("model.dimensions.model=[DeepSeek V3]", "model.dimensions.chip=[H200 SXM]", *ONE_REPLICA)
    read, cache = 1 / 3.2e13, 4e-5

    def step(users: float) -> float:
        experts = 634e9 * 32 / 31
        return (671e9 - experts * (31 / 32) ** users) * read + users * cache

    low, high = 1.0, 1e5
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if step(middle) < spare else (low, middle)
    given = {"spare_time": spare, "read_time": read, "cache_time": cache, "arithmetic_time": 1e-9}
    users = value_of("users_in_time", given, of).item()
    assert low * 0.98 < users <= low * (1 + 1e-9)


def test_a_speed_is_kept_and_a_slower_one_needs_no_more_chips() -> None:
    runs = {
        speed: uc.run(study(*OF_H200, f"priors.speed_target={speed}"), draws=256, targets=["gpus", "user_speed"])
        for speed in (20, 40)
    }
    for speed, run in runs.items():
        assert (run["prior"]["user_speed"].values >= speed * (1 - 1e-9)).all()
    assert (runs[20]["prior"]["gpus"].values <= runs[40]["prior"]["gpus"].values * (1 + 1e-9)).all()


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (["model.dimensions.chip=[H200]"], "no row of .*chips.csv 'H200'; did you mean 'H20"),
        (["model.dimensions.model=[Llama 70B]"], "no row of .*language_models.csv 'Llama 70B'; did you mean"),
        (["priors.hit_rate.request.chat=1.2"], "hit_rate.chat.: 1.2 lies outside its range, 0 to 1"),
        (["priors.prompt_tokens.request.agent=130990"], "'context' gave nan where .*no request"),
        (["priors.prompt_tokens.request.agent=2e5"], "'context' gave nan where .*context_limit = 131072.*no request"),
        (["priors.speed_target=5000"], "'served_speed' gave nan where fastest_speed = .*speed_target = 5000"),
        (
            ["priors.most_chips=4", "model.dimensions.model=[DeepSeek V3]"],
            "'least_replica' gave nan where weight_memory = .*need room",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(overrides: list[str], said: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=said) as refused:
        uc.run(uc.load("llm_serving", overrides=[*OF_H200, *overrides]), draws=64)
    assert "\n" not in str(refused.value)
