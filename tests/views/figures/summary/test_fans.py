"""Fan charts: their bands are the numbers of the tables."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from xarray import Dataset

import uncertain_compute as uc
from tests.repository import EXAMPLES
from uncertain_compute.analysis.analyses import Answers
from uncertain_compute.analysis.reading import Extras, Reading
from uncertain_compute.analysis.summary.estimates import Interval
from uncertain_compute.model.graph import Number
from uncertain_compute.reporting.run_figures import CHART_KINDS, run_pictures
from uncertain_compute.study.charts import charts_in
from uncertain_compute.study.paths import paths_in, shown_columns, without_paths
from uncertain_compute.views.drawing.fan import Fan, draw_fans
from uncertain_compute.views.figures.comparison.figures import comparison_pictures
from uncertain_compute.views.figures.priors.figures import prior_pictures
from uncertain_compute.views.figures.sensitivity.over_time import over_time_pictures
from uncertain_compute.views.figures.summary.fan import fan_of
from uncertain_compute.views.numbers import readable
from uncertain_compute.views.sentences.answer import answer_sentences
from uncertain_compute.views.sentences.drivers import driver_sentences
from uncertain_compute.views.sentences.paths import round_number_between

CONF = EXAMPLES / "production_path" / "conf"
YEARS = [str(year) for year in range(2023, 2028)]
DRAWS = {"draws": 2048}


def study(*overrides: str) -> uc.Study:
    return uc.load("production", priors="trend", config_dir=CONF, overrides=overrides)


@pytest.fixture(scope="module")
def reading() -> Reading:
    made = study()
    run = uc.run(made, **DRAWS)
    return Reading(made, run, Answers({"tornado": uc.tornado(made, run=run)}, ()), interval=Interval())


def band(figure: Any, place: int, panel: int = 0) -> np.ndarray[Any, Any]:
    """Return the low and the high end of a band at each coordinate; the first is the outer one."""
    vertices = figure.axes[panel].collections[place].get_paths()[0].vertices
    ends = pd.DataFrame(vertices, columns=["at", "end"]).groupby("at")["end"].agg(["min", "max"])
    return np.asarray(ends)


def test_of_a_path_the_first_middle_and_last_year_have_rows_beside_its_fan(reading: Reading) -> None:
    figures = {picture.stem: picture.draw() for _, picture in run_pictures(reading)}
    ends = ["production[2023]", "production[2025]", "production[2027]"]
    rows = [text.get_text() for text in figures["forest"].axes[0].get_yticklabels()]
    assert [row for row in rows if row.startswith("production")] == ends
    assert [axes.get_title() for axes in figures["convergence"].axes] == ends
    assert not reading.not_drawn


def test_the_bands_are_the_quantiles_of_the_table(reading: Reading) -> None:
    (picture,) = [one for section, one in run_pictures(reading) if section == "headline"]
    assert picture.stem == "fan-production"
    figure = picture.draw()
    table = reading.tables["paths"].set_index(["path", "statistic"]).loc["production"]
    for place, names in enumerate((["ci_low", "ci_high"], ["p25", "p75"])):
        np.testing.assert_allclose(10 ** band(figure, place), table.loc[names, YEARS].T, rtol=1e-9)
    (median, published, *_) = figure.axes[0].lines
    np.testing.assert_allclose(10 ** median.get_ydata(), table.loc["p50", YEARS].astype(float))
    np.testing.assert_allclose(10 ** published.get_ydata(), [2e6, 5e6, 11e6, 25e6, 60e6])
    assert [text.get_text() for text in figure.axes[0].get_xticklabels()] == YEARS[::-1]
    last = reading.summary.query("quantity == 'production' and coordinates == '2027'").iloc[0]
    ends = {readable(last[name], last[f"{name}_mcse"]): last[name] for name in ("p50", "p5", "p95")}
    written = {text.get_text(): 10 ** text.xy[1] for text in figure.axes[0].texts}
    assert {text: written[text] for text in ends} == pytest.approx(ends)


def test_a_fan_names_the_steps_of_its_path() -> None:
    def grown(start: Number, growth: Number, quarter: Number) -> Number:
        """Return what has grown [GPU]."""
        return start * growth ** (quarter - 2026)

    quarters = {"quarter": {"from": "2026Q1", "to": "2026Q4", "step": "quarter", "unit": "1"}}
    made = uc.Study([grown], {"start": "1 to 2 GPU", "growth": 2}, dimensions=quarters)
    found = Reading(made, uc.run(made, draws=512), Answers({}, ()), interval=Interval())
    (picture,) = [one for section, one in run_pictures(found) if section == "headline"]
    text = " ".join(" ".join(one.get_text() for one in picture.draw().texts).split())
    assert "of the probability in each quarter." in text


def test_a_published_range_of_a_year_has_both_of_its_ends(reading: Reading) -> None:
    (path,) = reading.paths
    first, *others = (one for one in reading.headline if one.column in path.columns)
    ranged = replace(first, published=uc.PublishedRange(first.column, 1e6, 3e6))
    assert fan_of(path, [ranged, *others]).published[0].tolist() == [1e6, 3e6]


def test_sample_paths_are_draws_of_the_run(reading: Reading) -> None:
    shown = replace(reading, extras=Extras(sample_paths=5))
    (picture,) = [one for section, one in run_pictures(shown) if section == "headline"]
    figure = picture.draw()
    lines = [10 ** np.array(line.get_ydata()) for line in figure.axes[0].lines if line.get_label() == "_sample"]
    draws = reading.run["prior"]["production"].to_numpy().reshape(-1, len(YEARS))
    np.testing.assert_allclose(lines, draws[np.linspace(0, len(draws) - 1, 5).astype(int)])
    assert "Thin: 5 of its draws." in " ".join(text.get_text().replace("\n", " ") for text in figure.texts)


def test_the_wide_table_has_the_numbers_of_the_long_one(reading: Reading) -> None:
    wide = reading.tables["paths"].set_index(["path", "statistic"])
    for _, row in reading.summary.iterrows():
        assert wide.loc[(row["quantity"], "p95"), row["coordinates"]] == row["p95"]


def test_drivers_are_one_figure_over_the_years(reading: Reading) -> None:
    names = [one.stem for section, one in run_pictures(reading) if section == "drivers"]
    assert "tornado-production" in names
    assert not any("[" in name for name in names)
    figure = next(one for _, one in run_pictures(reading) if one.stem == "tornado-production").draw()
    (said,) = driver_sentences(reading.study, reading.answered.found)
    assert said.startswith("production[2027] is driven most by ")
    shares = np.array([line.get_ydata() for line in figure.axes[0].lines])
    np.testing.assert_allclose(shares.sum(axis=0), 100.0)
    found = reading.answered.found["tornado"]["given_tenth"].sel(quantity=[f"production[{year}]" for year in YEARS])
    swings = np.log(found.sel(end="high") / found.sel(end="low")) ** 2
    expected = 100 * swings / swings.sum("assumption")
    strongest = np.sort(expected.transpose("assumption", "quantity"), axis=0)[::-1]
    np.testing.assert_allclose(np.sort(shares, axis=0)[::-1], strongest[: len(shares)], atol=1e-9)


@pytest.mark.parametrize(("analysis", "variable"), [("shapley", "effect"), ("sobol", "total")])
def test_shares_over_the_years_are_those_of_the_answer(analysis: str, variable: str, reading: Reading) -> None:
    (path,) = reading.paths
    names = list(reading.study.columns)[:3]
    shares = np.array([0.1, 0.6, -0.02]) * np.linspace(0.5, 1, len(YEARS))[:, None]
    answer = Dataset(
        {variable: (("quantity", "assumption"), shares)}, {"quantity": [*path.columns], "assumption": names}
    )
    (picture,) = over_time_pictures(reading.study, {analysis: answer}, path)
    drawn = [line.get_ydata() for line in picture.draw().axes[0].lines]
    np.testing.assert_allclose(drawn, 100 * shares[:, [1, 0]].T)
    assert f"by {names[1]}, {names[0]} at each coordinate" in picture.alt


def test_the_answer_says_the_path_in_one_sentence(reading: Reading) -> None:
    first, *others = answer_sentences(reading)
    table = reading.summary.query("quantity == 'production'").set_index("coordinates")
    assert first.startswith("AI compute produced in a year: from 1.9")
    assert " in 2023 to 4" in first
    assert "H100e/year in 2027 (" in first
    share = float((reading.run["prior"]["production"].sel(year="2025") > 10e6).mean())
    assert table.loc["2025", "p50"] < 10e6 < table.loc["2026", "p50"]
    later = float((reading.run["prior"]["production"].sel(year="2026") > 10e6).mean())
    assert share < 0.5 < later
    assert first.endswith(f"; more than 10M in 2026 with {later:.0%} probability.")
    assert len(others) == 1


def test_a_chart_of_paths_has_a_fan_for_each_row(tmp_path: Path) -> None:
    text = (
        "path: {kind: fan, title: Both, panels: [{title: Area, rows: wafer_area}, {title: Production, rows: ["
        "{quantity: production, label: as believed, published: {2024: [4e6, 6e6]}}, "
        "{quantity: production, label: slower, given: {area_growth: 0.3}}]}]}"
    )
    file = tmp_path / "charts.yaml"
    file.write_text(text, encoding="utf-8")
    made = study()
    made.charts = charts_in(file)
    run = uc.run(made, also=made.charted, **DRAWS)
    from uncertain_compute.analysis.summary.charts import chart_rows

    rows = chart_rows(made, run)
    draw, say = CHART_KINDS["fan"]
    figure = draw(rows)
    assert [len(axes.collections) for axes in figure.axes] == [2, 5]
    assert [line.get_label() for line in figure.axes[1].lines] == ["as believed", "_published", "slower"]
    ends = np.log10([4e6, 6e6])
    assert figure.axes[1].lines[1].get_ydata() == [pytest.approx(ends.mean())]
    (vertical,) = [one for one in figure.axes[1].collections if isinstance(one, LineCollection)]
    np.testing.assert_allclose(vertical.get_segments(), [[[2024, ends[0]], [2024, ends[1]]]])
    low = rows["quantile"].where(rows["label"] == "slower", drop=True).isel(level=0)
    np.testing.assert_allclose(10 ** band(figure, 3, 1)[:, 0], low)
    assert say(rows) == (
        "Both: Area wafer_area from 2023 to 2027; Production as believed from 2023 to 2027; "
        "Production slower from 2023 to 2027."
    )


def test_variants_are_fans_on_one_axis() -> None:
    tree = uc.compare({"trend": study(), "slow": study("priors.area_growth.value='0.2 to 0.6'")}, "production", **DRAWS)
    pictures = list(comparison_pictures(tree))
    assert pictures[0].stem == "fan-production"
    assert "comparison" not in [one.stem for one in pictures]
    figure = pictures[0].draw()
    found = tree["quantities"].to_dataset()["quantile"]
    for place, variant in enumerate(("trend", "slow")):
        ends = found.sel(variant=variant, level=[0.05, 0.95]).transpose("quantity", "level")
        np.testing.assert_allclose(10 ** band(figure, 2 * place), ends)
    change = tree["differences"].to_dataset()["change"].sel(other="slow").transpose("quantity", "level")
    np.testing.assert_allclose(figure.axes[1].lines[0].get_ydata(), change.sel(level=0.5))
    np.testing.assert_allclose(band(figure, 0, 1), change.sel(level=[0.05, 0.95]))
    assert np.ptp(band(figure, 1, 1), axis=1).tolist() == [0.0] * len(YEARS)


def test_a_sample_has_a_gap_where_it_has_no_logarithm() -> None:
    quantiles, nothing = np.outer([1.0, 2.0], [1, 3, 10, 30, 100]), np.full((2, 2), np.nan)
    fan = Fan("cost", ("1", "2"), np.array([1.0, 2.0]), quantiles, 0 * quantiles, nothing, samples=np.array([[-5, 10]]))
    axes = Figure().add_subplot()
    draw_fans(axes, [fan])
    (own,) = [line.get_ydata() for line in axes.lines if line.get_label() == "_sample"]
    np.testing.assert_array_equal(own, [np.nan, 1.0])


def test_a_belief_of_each_year_is_a_fan() -> None:
    years = {str(year): f"{low} to {3 * low}" for year, low in zip(range(2024, 2028), (1, 2, 4, 9), strict=True)}

    def bought(purchases: Any) -> Any:
        """Return a number [1]."""
        return purchases

    made = uc.Study([bought], {"purchases": {"year": years}}, dimensions={"year": {"from": 2024, "to": 2027}})
    (picture,) = prior_pictures({"mine": made})
    assert picture.stem == "fan-purchases"
    ends = [[float(one) for one in said.split(" to ")] for said in years.values()]
    np.testing.assert_allclose(10 ** band(picture.draw(), 0), ends)


def test_paths_are_columns_along_an_ordered_dimension() -> None:
    columns = ["cost", *(f"supply[{year}, {chip}]" for year in (2024, 2025, 2026) for chip in ("A", "B")), "one[A]"]
    assert [path.name for path in paths_in(columns)] == ["supply[A]", "supply[B]"]
    assert paths_in(columns)[1].columns == ("supply[2024, B]", "supply[2025, B]", "supply[2026, B]")
    assert without_paths(columns) == ["cost", "one[A]"]
    assert shown_columns([f"x[{year}]" for year in range(2020, 2031)]) == ["x[2020]", "x[2025]", "x[2030]"]
    assert paths_in(["x[2024]", "x[2025]"]) == []


@pytest.mark.parametrize(
    ("first", "last", "between"), [(2e6, 60e6, 1e7), (1, 4, 2), (3, 3.5, 3.5), (5, 1, 1), (-2, 7, 7), (0.4, 2.9, 1)]
)
def test_a_round_number_lies_between(first: float, last: float, between: float) -> None:
    assert round_number_between(first, last) == between
