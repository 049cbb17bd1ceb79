"""The rows of charts against the run's own draws, the post's figures, and closed forms."""

import numpy as np
import pytest
from repository import shipped_study
from scipy import stats
from xarray import DataTree

import uncertain_compute as uc
from uncertain_compute.analysis.summary.charts import chart_rows
from uncertain_compute.analysis.summary.evaluated import evaluated
from uncertain_compute.analysis.summary.samples import DrawSample
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.model.graph import Number
from uncertain_compute.study.charts import Chart, Panel, Row

LEVELS = np.array([0.05, 0.25, 0.5, 0.75, 0.95])


@pytest.fixture(scope="module")
def study() -> uc.Study:
    return shipped_study()


@pytest.fixture(scope="module")
def run(study: uc.Study) -> DataTree:
    return uc.run(study)


def test_the_rows_are_quantiles_of_the_runs_own_draws(study: uc.Study, run: DataTree) -> None:
    rows = chart_rows(study, run)
    for name in ("train_gpu_months", "peak_gpus", "mean_gpus", "breakeven_minutes"):
        own = rows.isel(row=rows["column"].values == name)
        if own.sizes["row"]:
            np.testing.assert_array_equal(
                own["quantile"].values[0], DrawSample(run["prior"][name].values).quantiles(LEVELS)
            )
    assert (rows["quantile_mcse"] >= 0).all()


def test_at_the_posts_own_numbers_the_rows_are_what_it_prints() -> None:
    point = shipped_study(priors="point")
    rows = chart_rows(point, uc.run(point, draws=32))
    medians = rows["quantile"].sel(level=0.5).values
    published = (rows["published_low"].values + rows["published_high"].values) / 2
    right = np.where(np.isnan(rows["corrected"].values), published, rows["corrected"].values)
    told = ~np.isnan(right) & (rows["column"].values != "breakeven_minutes")
    np.testing.assert_allclose(medians[told], right[told], rtol=0.03)
    assert told.sum() == 22


def test_low_and_high_estimates_are_those_of_the_scenarios(run: DataTree, study: uc.Study) -> None:
    rows = chart_rows(study, run)
    for scenario, multiplier in {"low": 4, "high": 10}.items():
        own = rows.isel(row=rows["given"].values == f"dataset_multiplier = {multiplier}")
        other = uc.run(shipped_study(scenario=scenario))
        found, errors = own["quantile"].values[0], own["quantile_mcse"].values[0]
        expected = DrawSample(other["prior"]["train_flop"].values).quantiles(LEVELS)
        assert (np.abs(found - expected) < 4 * np.hypot(errors, errors)).all()


def test_one_convention_doubles_what_is_counted_in_multiply_accumulates(run: DataTree, study: uc.Study) -> None:
    counted, alike = (
        evaluated(study, run, "output_flop", given) for given in ({"flop_per_mac": 1}, {"flop_per_mac": 2})
    )
    factors = {column: float(np.median(alike[column] / counted[column])) for column in counted}
    assert factors == pytest.approx(
        {"output_flop[Sora]": 2, "output_flop[DiT-XL/2]": 2, "output_flop[Llama 2 70B]": 1, "output_flop[GPT-4]": 1}
    )


def test_a_system_of_ones_own_stands_beside_the_others() -> None:
    overrides = [
        "model.dimensions.system=[Sora,DiT-XL/2,Llama 2 70B,GPT-4,Mine]",
        "+model.inputs.minutes_per_output.system.Mine=0",
        "+model.inputs.images_per_output.system.Mine=0",
        "+model.inputs.tokens_per_output.system.Mine=1000",
        "priors.active_parameters.system.Mine='30e9 to 60e9'",
    ]
    study = uc.load("sora", overrides=overrides)
    rows = chart_rows(study, uc.run(study, draws=4096))
    mine = rows.isel(row=rows["label"].values == "Mine")
    assert mine.sizes["row"] == 2
    exact = 2000 * stats.lognorm(np.log(2) / 2 / stats.norm.ppf(0.95), scale=30e9 * np.sqrt(2)).ppf(LEVELS)
    np.testing.assert_allclose(mine["quantile"].values[0], exact, rtol=0.01)


def twice(x: Number) -> Number:
    """Return twice a number [GPU]."""
    return 2 * x


def test_what_is_fixed_has_one_value_without_error() -> None:
    chart = Chart("c", "levels", "c", "", (Panel("", (Row("rows", "twice"),)),))
    study = uc.Study([twice], {"x": 3.0}, charts=[chart])
    rows = chart_rows(study, uc.run(study, draws=32))
    assert rows["quantile"].values.tolist() == [[6.0] * 5]
    assert rows["quantile_mcse"].values.tolist() == [[0.0] * 5]


def test_what_was_not_drawn_is_named(study: uc.Study) -> None:
    run = uc.run(study, draws=64, targets=("clip_frames",))
    with pytest.raises(UncertainComputeError, match="the run kept no draws of what it needs"):
        evaluated(study, run, "peak_gpus")
    with pytest.raises(UncertainComputeError, match="kept no draws of its prior"):
        evaluated(study, uc.run(study, draws=64, keep="summary"), "peak_gpus")
