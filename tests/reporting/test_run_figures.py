"""A run's figures: which there are, that their axes have units, and that nothing makes them fail."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from answers import intervals
from repository import shipped_study
from shown_runs import Figures, drawn, reading_of, shipped_figures, shipped_reading
from xarray import DataTree

import uncertain_compute as uc
from uncertain_compute.analysis.analyses import AnalysisRequest, Answers, answers
from uncertain_compute.analysis.reading import Reading, stored_in
from uncertain_compute.analysis.summary.estimates import Interval
from uncertain_compute.model.graph import Number
from uncertain_compute.reporting.run_figures import CHART_KINDS, run_pictures
from uncertain_compute.study.charts import NAME, PARTS, TAKEN
from uncertain_compute.views.sentences.answer import answer_sentences

STEMS = [
    "breakeven", "outputs", "fleet", "headline", "tornado-train_gpu_months", "tornado-peak_gpus", "pairs", "forest",
    "exceedance", "convergence",
]  # fmt: skip


@pytest.fixture(scope="module")
def reading() -> Reading:
    return shipped_reading()


@pytest.fixture(scope="module")
def figures() -> Figures:
    return shipped_figures()


def thrice(x: Number) -> Number:
    """Return three times an assumption [GPU]."""
    return 3 * x


def test_a_run_has_every_picture_once(reading: Reading) -> None:
    assert [picture.stem for _, picture in run_pictures(reading)] == STEMS


@pytest.mark.parametrize("stem", STEMS)
def test_each_axis_has_a_unit_and_each_picture_words(stem: str, reading: Reading, figures: Figures) -> None:
    alt = {picture.stem: picture.alt for _, picture in run_pictures(reading)}[stem]
    assert len(alt) > 20
    labels = [axes.get_xlabel() for axes in figures[stem].axes]
    if stem == "pairs":
        labels = labels[-3:]
    assert labels
    assert all(labels)


def same(x: Number) -> Number:
    """Return the assumption itself [GPU]."""
    return x


def twin(y: Number) -> Number:
    """Return another assumption [USD]."""
    return y


def test_names_that_charts_may_not_have_are_those_of_the_figures_of_a_run() -> None:
    """A figure of one quantity has a hyphen in its name, which a chart's name cannot have."""
    said = {"error": {"normal": 1}, "unit": "GPU", "source": "made up", "date": "2025", "status": "judgement"}
    seen = uc.Evidence.of({f"seen {x}": {"quantity": "same", "observed": x, **said} for x in (1.5, 2)})
    beliefs = {"x": "1 to 2", "y": "1 to 2"}
    study = uc.Study([same, twin], beliefs, evidence=seen, decision=uc.Order("twin", 1.0, 3.0))
    run = uc.update(study, draws=1024)
    run["posterior_shift"] = DataTree(uc.posterior_shift(run, study))
    answered = answers(study, run, uc.Settings(), AnalysisRequest.of("all"))
    stems = {picture.stem for _, picture in run_pictures(Reading(study, stored_in(run, study, answered), answered))}
    assert {stem for stem in stems if NAME.fullmatch(stem)} == set(TAKEN)
    assert set(CHART_KINDS) == set(PARTS)


@pytest.mark.parametrize(
    "priors",
    [
        {"x": 3.0, "y": "1 to 2"},
        {"x": "-2 to 3", "y": {"discrete": {1: 0.5, 2: 0.5}}},
        {"x": "1e-9 to 1e9", "y": 1e30},
        {"x": {"lognormal": {"mu": 300, "sigma": 1}}, "y": 0.0},
    ],
)
@pytest.mark.parametrize("published", [(), (uc.PublishedRange("same", -1.0, 5.0),)])
def test_any_quantity_is_drawn(priors: dict[str, object], published: tuple[uc.PublishedRange, ...]) -> None:
    study = uc.Study([same, twin], priors, published=published)
    run = uc.run(study, draws=512)
    figures = drawn(reading_of(study, run))
    assert {"headline", "convergence"} <= set(figures)
    for figure in figures.values():
        figure.canvas.draw()


def test_what_is_constant_or_no_number_is_said_in_the_figure() -> None:
    study = uc.Study([same, twin], {"x": 3.0, "y": "1 to 2"})
    run = uc.run(study, draws=512)
    run["prior"]["twin"] = run["prior"]["twin"] * np.nan
    panels = drawn(reading_of(study, run))["headline"].axes
    said = [" ".join(text.get_text() for text in axes.texts) for axes in panels]
    assert "3 in all draws" in said[0]
    assert "not a number in all draws" in said[1]


def test_a_run_without_draws_has_the_pictures_that_need_none() -> None:
    study = shipped_study()
    run = uc.run(study, draws=4096, keep="summary")
    stems = set(drawn(reading_of(study, run)))
    assert stems == {"headline", "forest", "exceedance"}


def test_charts_of_a_run_without_draws_are_those_of_the_smaller_one_that_was_looked_at() -> None:
    study = shipped_study()
    run, small = uc.run(study, draws=4096, keep="summary"), uc.run(study, draws=4096)
    stored = stored_in(run, study, Answers({}, (), small))
    assert stored["charts"].equals(stored_in(small, study, Answers({}, ()))["charts"])


def test_another_interval_is_drawn_and_named() -> None:
    study = shipped_study()
    run = uc.run(study, draws=4096)
    shortest = Interval(0.8, "hdi")
    found = replace(reading_of(study, run), interval=shortest)
    figures = drawn(found)
    panel = figures["headline"].axes[list(study.published).index("peak_gpus")]
    row = uc.summarize(run, ci_prob=0.8, ci_kind="hdi").set_index("quantity").loc["peak_gpus"]
    ((low, *_, high),) = intervals(panel)
    assert (10**low, 10**high) == pytest.approx((row["ci_low"], row["ci_high"]))
    assert "80%, highest-density" in " ".join(figures["headline"].texts[1].get_text().split())
    assert "equal-tailed" in figures["forest"].texts[1].get_text()
    assert "(highest-density)" in answer_sentences(found)[0]


def test_where_no_headline_quantity_was_asked_for_the_others_are_the_headline() -> None:
    study = shipped_study()
    found = reading_of(study, uc.run(study, draws=4096, targets=("output_flop",)))
    assert [one.column for one in found.headline][:2] == ["output_flop[Sora]", "output_flop[DiT-XL/2]"]
    assert "(Sora): 2" in answer_sentences(found)[0]
    assert {"headline", "exceedance", "convergence", "forest"} <= set(drawn(found))
    assert "the study's charts are left out: " in found.run.attrs["left_out"][0]


@pytest.mark.parametrize("draws", [16, 32, 128, 250])
def test_few_draws_have_every_picture(draws: int) -> None:
    study = shipped_study()
    run = uc.run(study, draws=draws)
    assert set(drawn(reading_of(study, run))) >= {"headline", "forest", "exceedance", "breakeven"}


def test_of_many_columns_the_first_have_figures() -> None:
    names = [f"c{place}" for place in range(50)]
    beliefs = {"x": {"s": dict.fromkeys(names, "1 to 3")}}
    study = uc.Study([thrice], beliefs, dimensions={"s": names})
    run = uc.run(study, draws=1024)
    found = reading_of(study, run, tornado=uc.tornado(study, run=run))
    figures = drawn(found)
    assert [len(figures[stem].axes) for stem in ("headline", "exceedance", "convergence")] == [12, 12, 12]
    assert sum(stem.startswith("tornado") for stem in figures) == 12
    assert len(found.tables["headline"]) == 50


def test_tables_are_what_the_csv_files_hold(reading: Reading, tmp_path: Path) -> None:
    for stem, table in reading.tables.items():
        table.to_csv(tmp_path / f"{stem}.csv", index=False)
        again = pd.read_csv(tmp_path / f"{stem}.csv", keep_default_na=False, na_values=[""])
        assert len(again) == len(table)
