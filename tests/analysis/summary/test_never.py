"""Never as an outcome: a year of first passage that may not come, in draws, numbers, analyses and words."""

from typing import Any

import numpy as np
import pytest
from scipy.stats import norm, rankdata

import uncertain_compute as uc
from uncertain_compute.analysis.analyses import AnalysisRequest, Answers, answers
from uncertain_compute.analysis.reading import Reading
from uncertain_compute.analysis.summary.monte_carlo.errors import quantiles_with_errors
from uncertain_compute.analysis.summary.samples import DrawSample
from uncertain_compute.analysis.summary.summaries import largest_relative_error
from uncertain_compute.draws.settings import Settings
from uncertain_compute.model.functions import first_where, since_start
from uncertain_compute.reporting.run_figures import run_pictures
from uncertain_compute.views.sentences.answer import answer_sentences
from uncertain_compute.views.sentences.summary import doubts, summary_table
from uncertain_compute.views.tables.comparison import difference_sentences

SLOPE, START = (0.7, 0.4), (0.0, 0.5)
YEARS = {"year": {"from": 2024, "to": 2032}}
LAST = 8


def reached(slope: Any, start: Any, year: Any) -> Any:
    """First year in which the line is above 3 [year]."""
    return first_where(start + slope * since_start(year, "year") > 3.0, year, "year")


def study(*, slope: float = SLOPE[0], start: Any = None) -> uc.Study:
    normal = {"normal": {"mu": slope, "sigma": SLOPE[1]}}
    first = {"normal": {"mu": START[0], "sigma": START[1]}} if start is None else start
    return uc.Study([reached], {"slope": {"value": normal, "unit": "1/year"}, "start": first}, dimensions=YEARS)


@pytest.fixture(scope="module")
def reading() -> Reading:
    made = study(start=0.0)
    run = uc.run(made, draws=2**13, seed=1)
    return Reading(made, run, Answers({"tornado": uc.tornado(made, run=run)}, ()))


@pytest.mark.parametrize("options", [{}, {"keep": "summary"}, {"engine": "pymc"}], ids=["draws", "summary", "pymc"])
def test_its_probability_is_that_of_a_line_with_normal_slope(options: dict[str, Any]) -> None:
    """The line passes 3 by the time t with the probability of a slope above 3 / t, and never without one above 3/8."""
    row = uc.summarize(uc.run(study(start=0.0), **{"draws": 2**13, "seed": 1, **options})).iloc[0]
    exact = norm(*SLOPE).cdf(3.0 / LAST)
    assert row["never"] == pytest.approx(exact, abs=4 * row["never_mcse"])
    assert 0 < row["never_mcse"] < 0.02
    assert (row["p5"], row["p50"]) == (pytest.approx(2027, rel=2e-4), pytest.approx(2029, rel=2e-4))
    assert row[["p95", "ci_high"]].tolist() == [np.inf, np.inf]
    assert row[["mean", "sd", "mean_mcse", "sd_mcse", "top_share"]].isna().all()
    assert (row["unsettled"], row["tail_index"]) == ("mean, sd", np.inf)


def test_quantiles_are_draws_or_never(reading: Reading) -> None:
    """They are those of the ascending draws, of which the last ones are infinite."""
    draws = np.sort(reading.run["prior"]["reached"].to_numpy(), axis=None)
    for probability in (0.9, 0.5, 0.6, 0.2):
        row = uc.summarize(reading.run, ci_prob=probability).iloc[0]
        ends = [draws[round((0.5 + side * probability / 2) * draws.size)] for side in (-1, 1)]
        assert row[["ci_low", "ci_high"]].tolist() == ends
    assert row["never"] == np.mean(draws == np.inf)


def test_the_error_of_a_quantile_next_to_never_is_not_known() -> None:
    """Two in five of these draws are never; with two chains the level 0.6 lies within its error of them."""
    draws = np.where(np.arange(640) % 5 < 3, np.arange(640.0), np.inf).reshape(2, 320)
    found = quantiles_with_errors(
        DrawSample(np.random.default_rng(1).permuted(draws)), {"low": 0.3, "at": 0.6, "high": 0.9}
    )
    assert np.isfinite(found["low"]).all()
    assert np.isnan(found["at"][1])
    assert found["high"] == (np.inf, 0.0)


def test_no_highest_density_interval_holds_it(reading: Reading) -> None:
    with pytest.raises(uc.UncertainComputeError, match="hdi has no meaning for a quantity that is never in 0"):
        uc.summarize(reading.run, ci_kind="hdi")


def test_shares_of_the_variance_are_those_of_its_rank() -> None:
    """Beside it: the rank of the year on a fine grid of both assumptions, and its mean given the slope."""
    grid = (np.arange(400) + 0.5) / 400
    slope, start = norm(*SLOPE).ppf(grid)[:, None, None], norm(*START).ppf(grid)[:, None]
    above = start + slope * np.arange(LAST + 1) > 3.0
    first = np.where(above.any(axis=-1), above.argmax(axis=-1), LAST + 1)
    ranks = rankdata(first).reshape(first.shape)
    share = ranks.mean(axis=1).var() / ranks.var()
    made = study()
    sobol = uc.sobol(made, draws=2**12, accuracy=None).sel(quantity="reached", assumption="slope")
    assert sobol["scale"].item() == "rank"
    shapley = uc.shapley(made, draws=2**12, accuracy=None)["effect"].sel(quantity="reached")
    assert float(shapley.sum()) == pytest.approx(1.0)
    assert float(sobol["first_order"]) == pytest.approx(share, abs=0.02)
    given = uc.given_data(uc.run(made, draws=2**12)).sel(quantity="reached", assumption="slope")
    assert float(given["first_order"]) == pytest.approx(share, abs=0.03)
    with pytest.raises(uc.UncertainComputeError, match="scale: reached may be never, so it has no variance; use rank"):
        uc.sobol(made, scale="linear")


def test_the_value_of_information_leaves_it_out(reading: Reading) -> None:
    said = "reached: never in some draws, so there is no variance; shapley and sobol explain the variance of the rank"
    with pytest.raises(uc.UncertainComputeError, match=f"^voi: {said}$"):
        uc.value_of_information(reading.run)
    asked = AnalysisRequest.of("all", accuracy=None)
    found = answers(reading.study, reading.run, Settings(draws=1024), asked)
    assert f"voi is left out: {said}" in found.notes


def test_variants_differ_in_how_often_they_are_later() -> None:
    faster, slower = study(start=0.0), study(slope=0.3, start=0.0)
    found = uc.compare({"faster": faster, "slower": slower}, draws=2**12)
    one = found["differences"].to_dataset().sel(quantity="reached", other="slower")
    ours, theirs = (uc.run(made, draws=2**12)["prior"]["reached"].to_numpy() for made in (faster, slower))
    assert float(one["p_above"]) == np.mean(theirs > ours)
    assert float(one["p_tie"]) == np.mean(theirs == ours)
    assert all(np.isnan(one[name]).all() for name in ("median_change", "change", "distance"))
    assert [*difference_sentences(found)] == ["reached: the median of slower is never, that of faster 2029"]
    assert "reached may be never, so the change to slower is not attributed" in found.attrs["notes"]


def test_it_is_said_in_words(reading: Reading) -> None:
    first, *_, last = answer_sentences(reading)
    share, error = (float(reading.summary.iloc[0][name]) for name in ("never", "never_mcse"))
    assert first == (
        "First year in which the line is above 3: 2027 to never with 90% probability, median 2029; "
        f"never with {share:.0%} (±{100 * error:.1g}%) probability."
    )
    assert "slope (never to 2027)" in last
    rows = reading.summary.to_dict("records")
    headings, (cells,) = summary_table(reading.study, reading.run, rows)
    said = dict(zip(headings, cells, strict=True))
    assert [said[name] for name in ("mean", "P5", "P50", "P95", "never")] == [
        "–",
        "2027",
        "2029",
        "never",
        f"{share:.0%}",
    ]
    assert doubts(rows) == [f"reached: never with {share:.0%} probability, so there is no mean; read the quantiles"]


def test_figures_have_a_place_for_it(reading: Reading) -> None:
    drawn = {one.stem: one.draw() for _, one in run_pictures(reading) if one.stem in ("headline", "exceedance")}
    (axes,) = drawn["headline"].axes
    ticks = [text.get_text() for text in axes.get_xticklabels()]
    assert ticks[-1] == "never"
    assert "2029" in ticks
    (stem,) = [one for one in axes.collections if one.get_gid() == "never"]
    share = float(reading.summary.iloc[0]["never"])
    (single,) = [one for one in axes.collections if one.get_gid() == "stems"]
    tops = {path.vertices[1][0]: path.vertices[1][1] for path in single.get_paths()}
    draws = reading.run["prior"]["reached"].to_numpy()
    height = stem.get_paths()[0].vertices[1][1]
    assert height / tops[2028.0] == pytest.approx(share / np.mean(draws == 2028), rel=0.01)
    places = {text.get_text(): text.xy for text in drawn["exceedance"].axes[0].texts}
    assert places[f"never: {share:.0%}"] == (1, pytest.approx(1 - share))


def test_a_precision_can_be_reached_beside_it() -> None:
    run = uc.run(study(start=0.0), precision=0.01)
    assert largest_relative_error(run) <= 0.01


@pytest.mark.parametrize("belief", [{"bernoulli": {"p": 0.5}}], ids=["half"])
def test_only_what_is_written_as_infinite_may_be(belief: Any) -> None:
    """A division by zero, minus infinity, and infinity minus infinity are errors as ever."""

    def inverse(x: Any) -> Any:
        """Return one over it [1]."""
        return 1.0 / x

    def minus(x: Any) -> Any:
        """Return minus infinity [1]."""
        return np.where(x > 0, x, -np.inf)

    def nothing(x: Any) -> Any:
        """Return infinity minus infinity [1]."""
        return np.where(x > 0, x, np.inf) - np.where(x > 0, x, np.inf)

    for equation, said in ((inverse, "inf"), (minus, "-inf"), (nothing, "nan")):
        with pytest.raises(uc.UncertainComputeError, match=f"equation '{equation.__name__}' gave {said} where x = 0"):
            uc.run(uc.Study([equation], {"x": belief}), draws=64)
