"""Figures of a run show the numbers of its tables."""

import numpy as np
import pytest
from answers import area_up_to, intervals, marks, spans
from matplotlib.axes import Axes
from matplotlib.text import Text
from shown_runs import Figures, reading_of, shipped_figures, shipped_reading

import uncertain_compute as uc
from uncertain_compute.analysis.analyses import Answers
from uncertain_compute.analysis.reading import Reading
from uncertain_compute.analysis.summary.drawn import assumption_draws
from uncertain_compute.model.graph import Number
from uncertain_compute.reporting.run_figures import CHART_KINDS, run_pictures
from uncertain_compute.views.drawing.style import THEIRS, house_style
from uncertain_compute.views.figures.summary.exceedance import exceedance_pictures
from uncertain_compute.views.figures.summary.pairs import pairs_pictures
from uncertain_compute.views.numbers import brief, percent, readable_together, unit_text


@pytest.fixture(scope="module")
def reading() -> Reading:
    return shipped_reading()


@pytest.fixture(scope="module")
def figures() -> Figures:
    return shipped_figures()


def lines(axes: Axes, label: str) -> np.ndarray:
    """Return the coordinates of the lines of a label, whether they are lines or a collection of them."""
    plain = [line.get_xydata() for line in axes.lines if line.get_label() == label]
    many = [segment for one in axes.collections if one.get_label() == label for segment in one.get_segments()]
    return np.array([*plain, *many])


def polygons(axes: Axes, label: str) -> list[np.ndarray]:
    """Return the outlines of the bands of a label."""
    return [band.get_paths()[0].vertices for band in axes.collections if band.get_label() == label]


def test_the_headlines_intervals_and_bands_are_those_of_its_table(reading: Reading, figures: Figures) -> None:
    table = reading.tables["headline"].set_index("column")
    assert list(table.index) == list(reading.study.published)
    for axes, (name, row) in zip(figures["headline"].axes, table.iterrows(), strict=True):
        (own,) = intervals(axes)
        expected = row[["p5", "p25", "p50", "p75", "p95"]].to_numpy(dtype=float)
        logarithmic = own[0] == pytest.approx(np.log10(expected[0]))
        np.testing.assert_allclose(10 ** np.array(own) if logarithmic else own, expected, rtol=1e-9, err_msg=str(name))
        ends = row[["published_low", "published_high"]].to_numpy(dtype=float)
        drawn_ends = published_ends(axes)
        np.testing.assert_allclose(10**drawn_ends if logarithmic else drawn_ends, ends, rtol=1e-9, err_msg=str(name))
        low, inside, high = area_beside(axes, *drawn_ends)
        np.testing.assert_allclose([low, inside, high], row[["below", "inside", "above"]].astype(float), atol=0.02)
        text = " ".join(one.get_text() for one in axes.texts)
        assert f"{row['below']:.0%} below, " in text
        assert f"{row['above']:.0%} above" in text
        assert (f"{row['inside']:.0%} inside, " in text) == (ends[0] < ends[1])


def published_ends(axes: Axes) -> np.ndarray:
    """Return from where to where the band of what was published goes; both are one where it is a line."""
    bands = [band.get_x() + np.array([0.0, band.get_width()]) for band in axes.patches]
    return np.array([*bands, *(line.get_xdata() for line in axes.lines if line.get_label() == "published")][0])


def area_beside(axes: Axes, low: float, high: float) -> tuple[float, float, float]:
    """Return the parts of the density's area below, between and above two coordinates."""
    curve = max((line.get_xydata() for line in axes.lines), key=len)
    area = area_up_to(curve)
    below, upto = np.interp([low, high], curve[:, 0], area / area[-1])
    return below, upto - below, 1 - upto


@pytest.mark.parametrize("stem", ["fleet", "outputs"])
def test_the_rows_intervals_are_those_of_their_table(stem: str, reading: Reading, figures: Figures) -> None:
    table = reading.tables["charts"].query(f"chart == '{stem}'").reset_index()
    panels = figures[stem].axes
    shown = 10 ** np.array([own for axes in panels for own in intervals(axes)])
    np.testing.assert_allclose(shown, table[[f"quantile_p{level}" for level in (5, 25, 50, 75, 95)]], rtol=1e-9)
    published = np.concatenate([lines(axes, "published range")[:, :, 0] for axes in panels if marks(axes, "published")])
    np.testing.assert_allclose(10**published, table[["published_low", "published_high"]].dropna(), rtol=1e-9)
    middle = 10 ** np.array([place for axes in panels for place in marks(axes, "published")])
    np.testing.assert_allclose(middle, np.sqrt(table["published_low"] * table["published_high"]).dropna(), rtol=1e-9)
    corrected = [place for axes in panels for place in marks(axes, "corrected")]
    np.testing.assert_allclose(10 ** np.array(corrected), table["corrected"].dropna(), rtol=1e-9)
    written = [text.get_text() for axes in panels for text in axes.texts if not text.get_text().startswith("×")]
    wide = table["quantile_p5"] < table["quantile_p95"]
    assert [" to " in text for text in written if text] == wide.tolist()


def test_a_step_goes_from_a_median_to_the_next(reading: Reading, figures: Figures) -> None:
    table = reading.tables["charts"].query("chart == 'fleet' and part == 'steps'")
    medians = np.log10(table["quantile_p50"].to_numpy())
    axes = figures["fleet"].axes[-1]
    np.testing.assert_allclose(spans(axes, "steps"), np.column_stack([medians[:-1], medians[1:]]), rtol=1e-9)
    factors = [text.get_text() for text in axes.texts if text.get_text().startswith("×")]
    assert factors == [f"×{10**step:.2g}" for step in np.diff(medians)]


def test_the_breakeven_is_where_the_lines_of_the_medians_cross(reading: Reading, figures: Figures) -> None:
    table = reading.tables["charts"].query("chart == 'breakeven'")
    levels = [f"quantile_p{level}" for level in (5, 25, 50, 75, 95)]
    for axes, (_, panel) in zip(figures["breakeven"].axes, table.groupby("panel", sort=False), strict=True):
        at, each = (panel.query(f"part == '{part}'").iloc[0] for part in ("at", "each"))
        (own,) = intervals(axes)
        np.testing.assert_allclose(10 ** np.array(own), at[levels].astype(float), rtol=1e-9)
        inference = lines(axes, "each")[0]
        np.testing.assert_allclose(10 ** (inference[:, 1] - inference[:, 0]), each["quantile_p50"], rtol=1e-9)
        outer, inner = (polygons(axes, label) for label in ("_90%", "_50%"))
        rates = [np.ptp(np.unique(np.round(np.subtract(*band.T[::-1]), 9))) for band in (outer[0], inner[0])]
        p5, p25, _, p75, p95 = each[levels]
        np.testing.assert_allclose(rates, np.log10([p95 / p5, p75 / p25]), atol=1e-8)
        bands = [
            [band[:, 1].min(), band[:, 1].max()] for pair in zip(outer[1:], inner[1:], strict=True) for band in pair
        ]
        assert {*np.concatenate(outer[1:] + inner[1:])[:, 0]} == {*axes.get_xlim()}
        expected = panel.query("part == 'once'")[["quantile_p5", "quantile_p95", "quantile_p25", "quantile_p75"]]
        np.testing.assert_allclose(10 ** np.array(bands), expected.to_numpy().reshape(-1, 2), rtol=1e-9)
        (median,) = [line for line in axes.lines if line.get_label() == "median"]
        assert 10 ** median.get_ydata()[0] == pytest.approx(at["quantile_p50"] * each["quantile_p50"])
        once = panel.query("part == 'once'")
        for _, row in once.iterrows():
            assert 10 ** lines(axes, row["label"])[0, 0, 1] == pytest.approx(row["quantile_p50"])
            assert f"{row['label']}, {brief(row['quantile_p50'])}" in [text.get_text() for text in axes.texts]
        of_each, *of_once = [line.get_xydata() for line in axes.lines if line.get_linestyle() == "--"]
        np.testing.assert_allclose(10 ** (of_each[:, 1] - of_each[:, 0]), each["published_low"], rtol=1e-9)
        np.testing.assert_allclose(10 ** np.array(of_once)[:, 0, 1], once["published_low"], rtol=1e-9)
        dotted = [10 ** line.get_xdata()[0] for line in axes.lines if line.get_linestyle() == ":"]
        np.testing.assert_allclose(dotted, panel.query("part == 'marks'")["quantile_p50"], rtol=1e-9)
        named = {text.get_text(): text.xy[0] for text in axes.texts}
        for _, mark in panel.query("part == 'marks'").iterrows():
            (place,) = [xy for text, xy in named.items() if text.startswith(str(mark["label"]))]
            assert 10**place == pytest.approx(mark["quantile_p50"])


def test_the_exceedance_curve_goes_through_its_tables_points(reading: Reading, figures: Figures) -> None:
    table = reading.tables["exceedance"]
    for axes, (name, rows) in zip(figures["exceedance"].axes, table.groupby("quantity", sort=False), strict=True):
        marked = {line.get_label(): line for line in axes.lines if line.get_marker() == "o"}
        dots = {label: line.get_xydata()[0] for label, line in marked.items()}
        printed = reading.study.published_of(str(name))
        assert printed is not None
        ends = {
            f"{end:g}": rows.loc[rows["threshold_value"] == end, "probability"].item()
            for end in (printed.low, printed.high)
        }
        assert {label for label, line in marked.items() if line.get_color() == THEIRS} == set(ends)
        written = [text.get_text() for text in axes.texts]
        assert {f"{brief(float(end))}: {percent(share)}" for end, share in ends.items()} <= set(written)
        for _, row in rows.iterrows():
            place, height = dots[f"{row['threshold_value']:g}"]
            assert (10**place, 1 - height) == pytest.approx((row["threshold_value"], row["probability"]))
        curve = max((line.get_xydata() for line in axes.lines), key=len)
        ticks = [float(tick.get_text().removesuffix("%")) / 100 for tick in axes.get_yticklabels()]
        np.testing.assert_allclose(1 - axes.get_yticks(), ticks)
        heights = np.interp(np.log10(rows["threshold_value"]), *curve.T)
        np.testing.assert_allclose(1 - heights, rows["probability"], atol=0.02, err_msg=str(name))


def asked_for(x: Number) -> Number:
    """Return an assumption [GPU]."""
    return x


def test_the_exceedance_curves_first_label_is_below_its_heading() -> None:
    study = uc.Study([asked_for], {"x": "936 to 1.62M"})
    (picture,) = exceedance_pictures(reading_of(study, uc.run(study, draws=256)))
    with house_style():
        (axes,) = picture.draw().axes
    boxes = {text.get_text(): text.get_window_extent() for text in axes.findobj(Text)}
    assert 0 < boxes["200: 99%"].y1 <= boxes["asked_for"].y0


def test_the_forest_shows_multiples_of_the_median(reading: Reading, figures: Figures) -> None:
    axes = figures["forest"].axes[0]
    names = [label.get_text() for label in axes.get_yticklabels()]
    table = reading.tables["headline"].set_index("column").loc[names]
    medians = table[["p50"]].to_numpy(float)
    for label, ends in {"interval": ["p5", "p95"], "half": ["p25", "p75"]}.items():
        held = lines(axes, label)
        assert [*held[:, 0, 1]] == [*held[:, 1, 1]] == [*axes.get_yticks()]
        np.testing.assert_allclose(10 ** held[:, :, 0], table[ends].to_numpy(float) / medians, rtol=0.02)
    ends = table[["published_low", "published_high"]].to_numpy(float) / medians
    np.testing.assert_allclose(10 ** lines(axes, "published range")[:, :, 0], ends, rtol=1e-9)
    np.testing.assert_allclose(10 ** np.array(marks(axes, "published")), np.sqrt(ends.prod(axis=1)), rtol=1e-9)
    assert [line.get_xdata()[0] for line in axes.lines if line.get_linestyle() == ":"] == [0]
    assert marks(axes, "median") == [0] * len(names)
    for text, (_, row) in zip(axes.texts, table.iterrows(), strict=True):
        shown = ([row[f"p{level}{of}"] for level in (50, 5, 95)] for of in ("", "_mcse"))
        median, low, high = readable_together(*shown)
        assert text.get_text() == f"{median} ({low} to {high}) {unit_text(row['unit'])}".rstrip()


def test_the_pairs_are_of_the_four_strongest_drivers(reading: Reading, figures: Figures) -> None:
    labelled = figures["pairs"].axes[-3:]
    tenths = np.log(reading.answered.found["tornado"]["given_tenth"].sel(quantity="peak_gpus"))
    swings = np.abs(tenths.sel(end="high") - tenths.sel(end="low")).to_series()
    names = ["".join(axes.get_xlabel().splitlines()[:-1]) for axes in labelled]
    names.append("".join(labelled[0].get_ylabel().splitlines()))
    assert len(set(names)) == 4
    assert set(swings.nlargest(2).index) <= set(names)
    drawn = assumption_draws(reading.run)
    panels = iter(figures["pairs"].axes)
    for row, upright in enumerate(names):
        for across in names[:row]:
            dots = np.asarray(next(panels).collections[0].get_offsets())
            pairs = np.stack([drawn[across].ravel(), drawn[upright].ravel()], axis=1)
            logged = [bool(np.quantile(one, 0.95) > 10 * np.quantile(one, 0.05) > 0) for one in pairs.T]
            shown = np.where(logged, 10.0 ** np.where(logged, dots, 0.0), dots)
            assert set(map(tuple, shown.astype("f4"))) <= set(map(tuple, pairs.astype("f4")))


def test_the_pairs_show_the_last_column_of_a_path_that_is_one_driver() -> None:
    def bill(price: Number, hours: Number) -> Number:
        """Return what is paid each year [USD]."""
        return price * hours

    path = {"year": {"2024": "2 to 4", "2026": "3 to 9"}, "interpolate": "log"}
    study = uc.Study([bill], {"price": path, "hours": "1 to 2"}, dimensions={"year": {"from": 2024, "to": 2026}})
    run = uc.run(study, draws=4096)
    reading = Reading(study, run, Answers({"tornado": uc.tornado(study, run=run)}, ()))
    (picture,) = pairs_pictures(reading)
    assert picture.alt == "Scatter plots of the strongest drivers in pairs: price[2026], hours."


@pytest.mark.parametrize("level", [5, 50, 95])
def test_convergence_is_that_of_its_table_with_two_errors_either_side(
    level: int, reading: Reading, figures: Figures
) -> None:
    quantities = reading.tables["convergence"].groupby("quantity", sort=False)
    for axes, (_, table) in zip(figures["convergence"].axes, quantities, strict=True):
        values, errors = (table[f"quantile{of}_p{level}"].to_numpy() for of in ("", "_mcse"))
        line, percents = lines(axes, f"P{level}")[0], 100 / values[-1]
        np.testing.assert_allclose(line[:, 1], percents * (values - values[-1]), atol=1e-9)
        np.testing.assert_allclose(10 ** line[:, 0], table["draws"], rtol=1e-9)
        (band,) = polygons(axes, f"_P{level}")
        for place, height, error in zip(line[:, 0], line[:, 1], percents * errors, strict=True):
            ends = band[np.isclose(band[:, 0], place), 1]
            assert (ends.min(), ends.max()) == pytest.approx((height - 2 * error, height + 2 * error), abs=1e-9)
        assert f"P{level} ±{float(f'{2 * percents * errors[-1]:.2g}'):g}%" in axes.texts[-1].get_text()


def test_steps_from_zero_have_no_factor(reading: Reading) -> None:
    rows = reading.charts
    assert rows is not None
    chart = rows.isel(row=rows["panel"].to_numpy() == "GPUs").copy(deep=True)
    chart["quantile"][0] = 0.0
    draw, say = CHART_KINDS["steps"]
    with house_style():
        said = [text.get_text() for text in draw(chart).axes[0].texts]
    assert [bool(text) for text in said if text[:1] in ("", "×")] == [False, True, True]
    assert "mean demand 0 GPU" in say(chart)


def test_a_chart_of_what_is_no_number_says_so(reading: Reading) -> None:
    rows = reading.charts
    assert rows is not None
    for name in ("fleet", "breakeven", "outputs"):
        chart = rows.isel(row=rows["chart"].to_numpy() == name).copy(deep=True)
        chart["quantile"][0] = np.nan
        draw, _ = CHART_KINDS[str(chart["kind"].to_numpy()[0])]
        with house_style():
            panel = draw(chart).axes[0]
        assert "not a number in all draws" in panel.texts[-1].get_text() or "not positive" in panel.texts[-1].get_text()


def test_the_words_of_a_chart_are_its_tables_medians_and_intervals(reading: Reading) -> None:
    alts = {picture.stem: picture.alt for _, picture in run_pictures(reading)}
    for stem in ("fleet", "outputs"):
        _, said = alts[stem].removesuffix(".").split(": ", 1)
        table = reading.tables["charts"].query(f"chart == '{stem}'")
        for text, (_, row) in zip(said.split("; "), table.iterrows(), strict=True):
            low, median, high = (row[f"quantile_p{level}"] for level in (5, 50, 95))
            ends = f" ({brief(low)} to {brief(high)})" if low < high else ""
            assert text == f"{row['label']} {brief(median)} {unit_text(row['unit'])}{ends}"
    for _, row in reading.tables["charts"].query("chart == 'breakeven' and part == 'at'").iterrows():
        quantiles, errors = ([row[f"quantile{of}_p{level}"] for level in (50, 5, 95)] for of in ("", "_mcse"))
        median, low, high = readable_together(quantiles, errors)
        assert f"{row['panel']} breaks even at {median} ({low} to {high}) {unit_text(row['unit'])}" in alts["breakeven"]
