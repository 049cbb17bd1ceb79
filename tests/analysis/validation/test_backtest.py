"""Backtests: coverage of a forecast that is right, the naive one, a single value, and outcomes that do not fit."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from repository import shipped_study
from scipy.stats import norm

import uncertain_compute as uc
from uncertain_compute.analysis.validation.backtest import NAIVE, backtest, newer_sources
from uncertain_compute.analysis.validation.outcomes import outcomes_of
from uncertain_compute.model.graph import Number

OUTCOME: dict[str, Any] = {
    "quantity": "cost",
    "observed": 3.0,
    "unit": "USD",
    "entity": "somebody",
    "date": "2025-01",
    "status": "found",
    "why": "seen",
    "source": "made up",
}


def cost(hours: Number, price: Number) -> Number:
    """Cost [USD]."""
    return hours * price


def study(hours: Any) -> uc.Study:
    priors = {"hours": {"value": hours, "unit": "hour"}, "price": {"value": 2, "unit": "USD/hour", "date": "2025-06"}}
    return uc.Study([cost], priors)


def written(tmp_path: Path, *outcomes: dict[str, Any], since: str = "2024-03") -> Path:
    path = tmp_path / "outcomes.yaml"
    named = {f"outcome_{place}": one for place, one in enumerate(outcomes)}
    path.write_text(yaml.safe_dump({"since": since, "outcomes": named}), encoding="utf-8")
    return path


def test_a_forecast_that_is_right_holds_what_its_intervals_say(tmp_path: Path) -> None:
    observed = 2.0 * np.random.default_rng(3).lognormal(1.0, 0.5, size=400)
    path = written(tmp_path, *({**OUTCOME, "observed": float(value)} for value in observed))
    right = study({"lognormal": {"mu": 1.0, "sigma": 0.5}})
    found = backtest({"right": right}, study(np.e), path, draws=8192).sel(set="right")
    for level in (50, 90):
        share = level / 100
        error = np.sqrt(share * (1 - share) / len(observed))
        assert abs(float(found[f"inside_{level}"].mean()) - share) < 4 * error
    below = np.sort(found["below"].to_numpy())
    assert np.abs(below - np.arange(len(below)) / len(below)).max() < 1.95 / np.sqrt(len(below))  # Kolmogorov, 1e-3


def test_the_naive_forecast_is_the_single_value_with_a_factor_of_ten(tmp_path: Path) -> None:
    found = backtest({"wide": study("1 to 4")}, study(2), written(tmp_path, OUTCOME)).sel(
        set=NAIVE, outcome="outcome_0"
    )
    np.testing.assert_allclose(found["forecast"].sel(level=[0.05, 0.5, 0.95]), [0.4, 4.0, 40.0], rtol=2e-3)


def test_a_single_value_is_as_far_off_as_it_is(tmp_path: Path) -> None:
    found = backtest({"sure": study(2)}, study(2), written(tmp_path, OUTCOME)).sel(set="sure", outcome="outcome_0")
    assert float(found["crps"]) == pytest.approx(np.log(4.0 / 3.0))
    assert float(found["log_score"]) == -np.inf
    assert not float(found["inside_90"])


@pytest.mark.parametrize("days", [0.001, 0.125, 10.0])
def test_an_assumption_is_scored_by_its_own_density_in_the_outcome_s_unit(tmp_path: Path, days: float) -> None:
    path = written(tmp_path, {**OUTCOME, "quantity": "hours", "unit": "day", "observed": days})
    found = backtest({"one": study({"lognormal": {"mu": 1.0, "sigma": 0.5}})}, study(2), path)
    scores = found["log_score"].isel(outcome=0)
    assert float(scores.sel(set="one")) == pytest.approx(norm(1.0, 0.5).logpdf(np.log(24 * days)))
    assert float(scores.sel(set=NAIVE)) == pytest.approx(
        norm(np.log(2), np.log(10) / norm.ppf(0.95)).logpdf(np.log(24 * days))
    )


def test_a_prior_in_another_unit_than_the_model_s_is_scored_in_the_model_s(tmp_path: Path) -> None:
    in_days = {"value": {"lognormal": {"mu": 0.0, "sigma": 0.5}}, "unit": "day"}
    price = {"value": 2, "unit": "USD/hour"}
    one = uc.Study([cost], {"hours": in_days, "price": price}, inputs={"hours": {"unit": "hour"}})
    path = written(tmp_path, {**OUTCOME, "quantity": "hours", "unit": "hour", "observed": 12.0})
    found = backtest({"one": one}, study(2), path).sel(set="one")
    assert found["log_score"].item() == pytest.approx(norm(0, 0.5).logpdf(np.log(0.5)))


@pytest.mark.parametrize("observed", [0.0, -3.0])
def test_an_outcome_that_is_not_positive_leaves_its_quantity_without_a_logarithm(
    tmp_path: Path, observed: float
) -> None:
    of_hours = {**OUTCOME, "quantity": "hours", "unit": "hour"}
    path = written(tmp_path, OUTCOME, {**OUTCOME, "observed": observed}, of_hours)
    found = backtest({"sure": study(2)}, study(2), path)
    assert found["logarithmic"].to_numpy().tolist() == [False, False, True]
    np.testing.assert_allclose(found["crps"].sel(set="sure")[:2], [1.0, 4.0 - observed])


def test_an_outcome_in_another_unit_is_converted(tmp_path: Path) -> None:
    path = written(tmp_path, {**OUTCOME, "quantity": "hours", "unit": "day", "observed": 0.125})
    assert backtest({"one": study("1 to 4")}, study(2), path)["observed"].item() == pytest.approx(3.0)


def stock(growth: Number, year: Number) -> Number:
    """Stock of a year [GPU]."""
    return (1 + growth) ** (year - 2024)


def test_what_became_known_of_a_path_scores_each_of_its_years(tmp_path: Path) -> None:
    years = {"year": {"from": 2024, "to": 2027, "unit": "1"}}
    made, naive = (uc.Study([stock], {"growth": growth}, dimensions=years) for growth in ("0.5 to 2", 1))
    path = {**OUTCOME, "quantity": "stock", "unit": "GPU", "observed": {2025: 2, 2027: 40}}
    found = uc.backtest({"mine": made}, naive, written(tmp_path, path), draws=512)
    assert found["outcome"].values.tolist() == ["outcome_0 2025", "outcome_0 2027"]
    steps = [{**path, "quantity": f"stock[{year}]", "observed": seen} for year, seen in ((2025, 2), (2027, 40))]
    alone = uc.backtest({"mine": made}, naive, written(tmp_path, *steps), draws=512)
    assert found["of"].values.tolist() == alone["of"].values.tolist()
    np.testing.assert_array_equal(found["crps"], alone["crps"])
    with pytest.raises(uc.UncertainComputeError, match=r"2035.quantity: no column 'stock\[2035\]'; nearest is"):
        uc.backtest({"mine": made}, naive, written(tmp_path, {**path, "observed": {2035: 2}}))


def test_the_naive_forecast_of_a_path_goes_on_with_the_last_growth(tmp_path: Path) -> None:
    """Published are 1, 2, 8 GPU for 2022 to 2024: growth by 4, so 128 in 2026, from 8 (none) to 2048 (twice that)."""
    years = {"year": {"from": 2022, "to": 2027, "unit": "1"}}
    printed = {str(year): value for year, value in zip(range(2022, 2028), (1, 2, 8, 9, 9, 9), strict=True)}
    naive = uc.Study([stock], {"stock": {"unit": "GPU", "year": printed}, "growth": 1}, dimensions=years)
    made = uc.Study([stock], {"growth": "0.5 to 2"}, dimensions=years)
    path = {**OUTCOME, "quantity": "stock", "unit": "GPU", "observed": {2026: 100}}
    found = uc.backtest({"mine": made}, naive, written(tmp_path, path), draws=256)["forecast"].sel(set="naive")
    np.testing.assert_allclose(found.sel(level=[0.05, 0.5, 0.95]).squeeze(), [8, 128, 2048], rtol=2e-3)


def test_a_backtest_needs_outcomes() -> None:
    with pytest.raises(uc.UncertainComputeError, match="backtest: needs a study, and a file with outcomes"):
        uc.backtest({"one": study("1 to 4")})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"quantity": "costs"}, r"outcomes.outcome_0.quantity: no quantity 'costs'; did you mean 'cost'\?"),
        ({"quantity": "cost[a]"}, r"outcomes.outcome_0.quantity: no column 'cost\[a\]'; cost has no dimension"),
        ({"unit": "GPU"}, r"outcomes.outcome_0.unit: unit 'GPU' where the equations need 'USD'"),
        ({"observed": "much"}, r"observed: 'much' is not a number"),
        ({"observed": float("nan")}, r"observed: nan is not a finite number"),
        ({"status": "recalled"}, r"status: 'recalled' is not one of found, computed"),
        ({"date": "2024-02"}, r"date: 2024-02 is not later than 2024-03"),
        ({"date": "2023"}, r"date: 2023 is not later than 2024-03"),
        ({"date": "2024"}, r"date: 2024 is not later than 2024-03"),
        ({"date": "soon"}, r"date: 'soon' is not a date"),
        ({"date": "2025-02-30"}, r"date: '2025-02-30' is not a date"),
        ({"observed": True}, r"observed: True is not a finite number"),
        ({"observed": "017"}, r"observed: '017' may be read in two ways; write 17"),
        ({"source": ["x"]}, r"source: \['x'\] is not a text"),
        ({"coordinate": "a"}, r"coordinate: not a key of it; "),
        ({"source": ""}, r"source: missing"),
        ({"entitty": "x"}, r"entitty: not a key of it; did you mean 'entity'\?"),
    ],
)
def test_an_outcome_that_does_not_fit_is_refused(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    with pytest.raises(uc.UncertainComputeError, match=message):
        backtest({"one": study("1 to 4")}, study(2), written(tmp_path, {**OUTCOME, **change}))


HELD_OUT = "outcomes: {}\nheld_out: not used"


@pytest.mark.parametrize(
    "text",
    [
        *("", "[1]", "since: 2024", "since: {", "outcomes: {}\nsince: 2024-03", "outcomes: {}\nsince: then"),
        *(HELD_OUT, "outcomes: {}\nheld_out: 3", f"{HELD_OUT}\nsince: 2024-03"),
    ],
)
def test_a_file_that_holds_no_outcomes_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "outcomes.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(uc.UncertainComputeError, match=r"outcomes\.yaml"):
        outcomes_of(path)


def test_outcomes_that_were_held_out_may_be_older_than_beliefs(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.yaml"
    held_out = {"held_out": "no belief was updated by it", "outcomes": {"bill": {**OUTCOME, "date": "2001"}}}
    path.write_text(yaml.safe_dump(held_out), encoding="utf-8")
    found = backtest({"one": study("1 to 4")}, study(2), path, draws=256)
    assert found["date"].values.tolist() == ["2001"]
    assert not found["leaning"].any()


def test_assumptions_with_newer_sources_are_told() -> None:
    assert newer_sources(shipped_study(), "2024-03") != []
    assert newer_sources(study("1 to 4"), "2024-03") == []  # the price is newer, and fixed


def test_each_shipped_prior_set_can_be_scored() -> None:
    sets = {name: shipped_study(priors=name) for name in ("published", "expert")}
    path = sets["published"].backtest
    assert path is not None
    found = backtest(sets, shipped_study(priors="point"), path, draws=8192)
    assert found.sizes["set"] == 3
    assert np.isfinite(found["crps"]).all()
    # The post's own steps are off fourfold and more; its utilization of 1 is a single value.
    assert float(found["mean_inside_90"].sel(set="published", quantity="diffusion_steps")) == 0
    assert float(found["mean_log_score"].sel(set="published", quantity="train_utilization")) == -np.inf
