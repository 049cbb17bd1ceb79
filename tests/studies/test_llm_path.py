"""The path of language models against counts of tokens, and against the parts that it shares with the path of video."""

import numpy as np
import pytest
from repository import shipped_study

import uncertain_compute as uc
from uncertain_compute.model.evaluation import evaluate

COUNTED = {"2024": 9.7e12, "2025": 4.8e14, "2026": 3.2e15}
"""Google's tokens in a month (chatforest.com; tomtunguz.com)."""


def test_tokens_of_each_year_are_those_that_were_counted() -> None:
    """Within 1% in 2025, whose growth to 2026 is an input, and within 12% in 2024, which halving each year reaches."""
    study = shipped_study(model="llm_path")
    equations, _ = study.graph.needed(["processed_tokens"], study.assumptions)
    tokens = evaluate(equations, study.medians())["processed_tokens"].values
    found = dict(zip(study.dimensions["year"], tokens * 30.4, strict=True))
    for year, off in (("2024", 0.12), ("2025", 0.01), ("2026", 0.01)):
        assert found[year] == pytest.approx(COUNTED[year], rel=off)


def test_demand_power_and_cost_are_those_of_plain_numpy() -> None:
    targets = ["peak_demand", "processed_tokens", "fleet", "facility_power", "token_cost", "rent_cost"]
    study = shipped_study("expert", model="llm_path")
    run = uc.run(study, draws=256, targets=targets)["prior"]
    x = {name: run[name].values.reshape(-1, *run[name].values.shape[2:]) for name in run.data_vars}
    time = np.arange(9) - 2
    halving = x["token_halving"][:, None]
    rate = np.log1p(study.medians(["growth_before"])["growth_before"].item()) * np.log(2) / halving
    rate /= 2 ** (1 / halving) - 1
    tokens = 105e12 * np.exp(rate * halving / np.log(2) * (1 - 2 ** (-time / halving)))
    np.testing.assert_allclose(x["processed_tokens"], tokens, rtol=1e-9)
    progress = x["progress_halving"][:, None] / np.log(2) * (1 - 2 ** (-time / x["progress_halving"][:, None]))
    change = (1 + x["quality_growth"][:, None]) / (1 + x["algorithm_growth"][:, None])
    mean = tokens * x["first_token_flop"][:, None] * change**progress
    mean /= 989.4e12 * x["inference_utilization"][:, None] * 86400
    peak = mean * x["peak_factor"][:, None] * x["demand_deviation"]
    np.testing.assert_allclose(x["peak_demand"], peak, rtol=1e-9)
    assert (x["fleet"] >= peak * (1 - 1e-9)).all()
    np.testing.assert_allclose(x["token_cost"], x["rent_cost"] / tokens / 365 * 1e6, rtol=1e-9)
    assert (x["facility_power"] > 0).all()


def test_agents_keep_tokens_growing() -> None:
    last = [
        uc.run(shipped_study("expert", scenario, model="llm_path"), draws=64, targets=["peak_demand"])
        for scenario in (None, "llm_path/agents")
    ]
    usual, more = (float(np.median(run["prior"]["peak_demand"].sel(year="2032"))) for run in last)
    assert more > 3 * usual


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("priors.token_halving=0", "token_halving: 0 lies outside its range, above 0"),
        ("priors.inference_utilization=1.5", "inference_utilization: 1.5 lies outside its range, 0 to 1"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(override: str, said: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=said) as refused:
        uc.load("llm_path", priors="expert", overrides=[override])
    assert "\n" not in str(refused.value)
