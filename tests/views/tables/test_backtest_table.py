"""The backtest's table says what was found."""

import numpy as np
import pytest
from shown_runs import shipped_backtest
from xarray import Dataset

from uncertain_compute.views.tables.backtest import show_backtest, verdicts


@pytest.fixture(scope="module")
def found() -> Dataset:
    return shipped_backtest()


def test_the_sentences_count_what_was_held(found: Dataset) -> None:
    held = int(found["inside_90"].sel(set="published").sum())
    count = found.sizes["outcome"]
    (published, naive) = verdicts(found)
    inner = int(found["inside_50"].sum(dim="outcome").sel(set="published"))
    assert published.startswith(f"published held {held} of {count} outcomes in its 90% intervals and {inner} in its")
    better = (found["mean_crps"].sel(set="published") < found["mean_crps"].sel(set="naive")).sum().item()
    assert f"its CRPS is better than naive's for {better} of {found.sizes['quantity']} quantities" in published
    assert naive.startswith("naive held")
    assert "better than" not in naive


@pytest.mark.parametrize("score", ["crps", "inside_50", "inside_90"])
def test_a_quantitys_score_is_the_mean_over_its_outcomes(found: Dataset, score: str) -> None:
    means = found[score].groupby("of").mean().sel(of=found["quantity"].to_numpy()).transpose("set", "of")
    np.testing.assert_allclose(found[f"mean_{score}"], means, rtol=1e-12)
    assert found["outcomes"].to_series().to_dict() == found["of"].to_series().value_counts().to_dict()


def test_the_table_tells_newer_sources(found: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    show_backtest(found, {"published": ["sora_parameters"], "other": []})
    said = capsys.readouterr().out
    assert "note: published uses sources after 2024-03" in said
    assert "other leans" not in said
    assert "−∞" in said


def test_the_table_tells_what_was_held_of_outcomes_that_a_set_may_have_known(
    found: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    show_backtest(found, {"published": ["sora_parameters", "temporal_compression"]})
    said = capsys.readouterr().out
    inside = found["inside_90"].sel(set="published").to_numpy()
    leaning = found["leaning"].sel(set="published").to_numpy()
    rests = f"held {inside[leaning].sum():.0f} of the {leaning.sum()} outcomes whose forecast rests on these"
    assert f"{rests}, and {inside[~leaning].sum():.0f} of the other {(~leaning).sum()}" in said
    assert f"are of {len(set(found['entity'].to_numpy()))} models and platforms" in said


def test_a_forecast_leans_on_what_its_equations_take(found: Dataset) -> None:
    leaning = found["leaning"].sel(set="published").to_series().to_numpy()
    of = found["of"].to_numpy()
    assert leaning[of == "train_gpu_months"].all()  # by way of sora_parameters, whose source is later
    assert not leaning[of == "diffusion_steps"].any()
    assert not found["leaning"].sel(set="naive").any()
