"""The backtest's table and figure say what was found."""

import numpy as np
import pytest
from answers import intervals
from repository import shipped_study
from xarray import Dataset

from uncertain_compute.analysis.validation.backtest import backtest
from uncertain_compute.views.figures.validation.backtest import BESIDE, backtest_figure, placed
from uncertain_compute.views.tables.backtest import show_backtest, verdicts


@pytest.fixture(scope="module")
def found() -> Dataset:
    study = shipped_study()
    assert study.backtest is not None
    return backtest({"published": study}, shipped_study(priors="point"), study.backtest, draws=4096)


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


def test_names_of_marks_lie_on_no_other() -> None:
    generator = np.random.default_rng(5)
    marks, widths = generator.uniform(0, 6, 40), generator.uniform(0.3, 1.5, 40)
    names = placed(marks.tolist(), widths.tolist(), 6.0)
    spans = [
        (one.row, mark - BESIDE - width, mark) if one.on_left else (one.row, mark, mark + BESIDE + width)
        for one, mark, width in zip(names, marks, widths, strict=True)
    ]
    for place, (row, low, high) in enumerate(spans):
        assert 0 <= low < high <= 6
        assert all(end < low or high < start for other, start, end in spans[:place] if other == row)


def test_each_mark_of_the_figure_is_an_outcome(found: Dataset) -> None:
    panels = backtest_figure(found).axes
    assert len(panels) == found.sizes["quantity"]
    for axes, quantity in zip(panels, found["quantity"].to_numpy(), strict=True):
        forecasts = found["forecast"].isel(outcome=found["of"].to_numpy() == quantity).isel(outcome=0)
        quantiles = forecasts.transpose("set", "level").to_numpy()
        shown = np.array(intervals(axes))
        assert np.allclose(shown, quantiles) or np.allclose(10**shown, quantiles, rtol=1e-9)
        marks = next(np.asarray(line.get_xdata(), float) for line in axes.lines if line.get_marker() == "D")
        own = found["observed"].to_numpy()[found["of"].to_numpy() == quantity]
        np.testing.assert_allclose(sorted(np.minimum(abs(marks - own), abs(marks - np.log10(own)))), 0, atol=1e-9)
        assert axes.get_xlabel()
        entities = found["entity"].to_numpy()[found["of"].to_numpy() == quantity]
        named = sorted((text.get_text(), *map(float, text.xy)) for text in axes.texts)
        (dots,) = [line.get_xydata() for line in axes.lines if line.get_marker() == "D"]
        assert named == sorted((entity, *dot) for entity, dot in zip(entities, dots.tolist(), strict=True))
        thin = [line.get_ydata().tolist() for line in axes.lines if line.get_label() == "interval"]
        assert thin == [[row, row] for row in range(len(thin))]
        assert dots[:, 1].min() == len(thin)
