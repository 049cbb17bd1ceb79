"""Figures of comparisons: their numbers are the answer's, their names literal, their files the same each time."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from answers import intervals, rows, said, texts, whiskers, widths
from matplotlib.artist import Artist
from matplotlib.legend import Legend
from matplotlib.text import Text
from repository import shipped_study
from xarray import DataTree

import uncertain_compute as uc
from uncertain_compute.levels import P5_P50_P95
from uncertain_compute.model.graph import Number
from uncertain_compute.study.paths import paths_in
from uncertain_compute.views.drawing.rendering import save_pictures
from uncertain_compute.views.drawing.style import house_style
from uncertain_compute.views.figures.comparison.beliefs import MOST_PANELS, beliefs_figure
from uncertain_compute.views.figures.comparison.figures import comparison_pictures
from uncertain_compute.views.figures.comparison.variant_fans import variant_fans_figure
from uncertain_compute.views.figures.comparison.variants import variants_figure
from uncertain_compute.views.figures.comparison.waterfall import Waterfall, waterfall_figure
from uncertain_compute.views.numbers import amount, readable
from uncertain_compute.views.tables.comparison import half_width

SMALL = {"draws": 512, "chains": 4}
LITERAL = "<b>a & b</b> $x$ -- \\frac{1}{2} / "


@pytest.fixture(autouse=True)
def in_style() -> Iterator[None]:
    with house_style():
        yield


def product(a: Number, b: Number, c: Number) -> Number:
    """Return the product [GPU]."""
    return a * b * c


def balance(a: Number, b: Number, c: Number) -> Number:
    """Return what is left [USD]."""
    return a - 10 * b * c


def study(a: str = "1 to 40", b: str = "2 to 3", c: float = 1) -> uc.Study:
    return uc.Study([product, balance], {"a": a, "b": b, "c": c})


def compared(**asked: object) -> DataTree:
    return uc.compare({"mine": study(), "yours": study("10 to 90", "1 to 4")}, **SMALL, **asked)


def test_intervals_are_the_quantiles_on_a_logarithmic_axis_where_they_span_a_decade() -> None:
    tree = compared()
    first, second = variants_figure(tree).axes
    quantiles = tree["quantities"]["quantile"].sel(quantity="product").to_numpy()
    np.testing.assert_allclose(intervals(first), np.log10(quantiles), rtol=1e-15)
    of_second = tree["quantities"]["quantile"].sel(quantity="balance").to_numpy()
    np.testing.assert_allclose(intervals(second), of_second, rtol=1e-15)
    assert rows(first) == ["mine", "yours"]
    assert [first.get_xlabel(), second.get_xlabel()] == ["GPU", "USD"]
    one = tree["differences"].to_dataset().sel(other="yours", quantity="product")
    change, above = float(one["median_change"]), float(one["p_above"])
    assert f"(×{change:.2g}" in texts(first)[1]
    assert texts(first)[1].endswith(f"; {above:.0%} above)")


def test_factors_are_steps_on_a_logarithmic_axis() -> None:
    tree = compared()
    figure = waterfall_figure(tree, "yours", "product")
    (axes,) = figure.axes
    one = tree["attribution"].to_dataset().sel(other="yours", quantity="product")
    effects = one["effect"].to_series()
    assert [row.split(": ")[0] for row in rows(axes)] == ["mine's median", "a", "b", "yours's median"]
    np.testing.assert_allclose(widths(axes, "steps"), np.log10(effects.loc[["a", "b"]]), rtol=1e-12)
    medians = tree["quantities"]["quantile"].sel(quantity="product", level=0.5).to_numpy()
    (ends,) = [line for line in axes.lines if line.get_label() == "ends"]
    np.testing.assert_allclose(ends.get_xdata(), np.log10(medians), rtol=1e-12)
    first, *_, last = texts(axes)
    assert [first.strip(), last.strip()] == [amount(float(median), "GPU") for median in medians]
    ends, start = np.log10(one["effect_ci"].sel(belief=["a", "b"]).to_numpy()), np.log10(medians[0])
    from_start = [[start], [start + np.log10(effects["a"])]]
    np.testing.assert_allclose(whiskers(axes), ends + from_start, rtol=1e-12)
    shades = [bar.get_facecolor() for bar in axes.patches]
    legend = {text.get_text(): bar.get_facecolor() for text, bar in shown_in(axes.get_legend())}
    assert shades == [legend["raises it"], legend["lowers it"]]
    assert effects["a"] > 1 > effects["b"]
    assert axes.get_xlabel() == "GPU"
    assert "multiplied they make the whole" in said(figure)
    assert "All combinations evaluated" in said(figure)
    assert "6.32 → 30" in rows(axes)[1]


def shown_in(legend: Legend) -> Iterator[tuple[Text, Artist]]:
    """Return the texts of a legend, each with what stands before it."""
    return zip(legend.get_texts(), legend.legend_handles, strict=True)


def test_the_rest_are_one_step_with_the_error_of_their_sum() -> None:
    steps = np.array([*range(10, 0, -1), 0.3, -0.2, 0.1])
    errors = np.array([*[0.0] * 10, 0.03, 0.04, 0.0])
    interval = np.stack([steps - errors, steps + errors], axis=-1)
    shown, whole = Waterfall([f"x{place}" for place in range(13)], steps, interval, 0.0, factor=False).shown
    np.testing.assert_allclose(shown, [*range(10, 0, -1), 0.2])
    np.testing.assert_allclose(whole[-1], [0.15, 0.25])


def test_terms_are_steps_on_an_even_axis() -> None:
    tree = compared()
    (axes,) = waterfall_figure(tree, "yours", "balance").axes
    effects = tree["attribution"]["effect"].sel(other="yours", quantity="balance").to_series()
    np.testing.assert_allclose(widths(axes, "steps"), effects.loc[["a", "b"]], rtol=1e-12)
    assert axes.get_xlabel() == "USD"
    assert texts(axes)[1].startswith("+")


def test_another_statistic_is_told_relative_to_the_first() -> None:
    (axes,) = waterfall_figure(compared(statistic="p95"), "yours", "product").axes
    assert axes.get_xlabel() == "times mine's p95"
    assert texts(axes)[0] == " ×1.00"
    (axes,) = waterfall_figure(compared(statistic="p95"), "yours", "balance").axes
    assert axes.get_xlabel() == "difference from mine's p95, USD"


def test_beliefs_stand_side_by_side_each_in_its_unit() -> None:
    tree = uc.compare({"mine": study(), "yours": study("10 to 90", c=3)}, **SMALL)
    figure = beliefs_figure(tree)
    first, second = figure.axes
    assert [first.get_title(loc="left"), second.get_title(loc="left")] == ["a", "c"]
    assert intervals(second) == [[1, 1, 1], [3, 3, 3]]
    quantiles = [[1, np.sqrt(40), 40], [10, np.sqrt(900), 90]]
    np.testing.assert_allclose(intervals(first), np.log10(quantiles), rtol=1e-9)
    assert texts(first) == ["6.32", "30"]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["mine", "yours"]


def test_a_belief_that_a_variant_lacks_is_none_there() -> None:
    given = uc.Study([product, balance], {"a": "1 to 2", "b": 1, "c": 1, "product": "3 to 4"})
    tree = uc.compare({"mine": study(), "yours": given}, **SMALL)
    axes = next(one for one in beliefs_figure(tree).axes if one.get_title(loc="left") == "product")
    assert "none" in [text.get_text() for text in axes.texts]


def test_more_beliefs_than_panels_are_counted() -> None:
    tree = compared()
    beliefs = tree["beliefs"].to_dataset()
    names = [f"x{number}" for number in range(MOST_PANELS + 3)]
    many = beliefs.isel(assumption=[0] * len(names)).assign_coords(assumption=names)
    figure = beliefs_figure(DataTree.from_dict({"beliefs": many}))
    assert len(figure.axes) == MOST_PANELS
    assert "3 more differ" in said(figure)


@pytest.mark.parametrize("scale", [1e-30, 1.0, 1e30])
def test_files_are_the_same_each_time_whatever_the_names_and_sizes_are(scale: float, tmp_path: Path) -> None:
    pair = {LITERAL: study(c=scale), "long " * 20: study("10 to 90", c=3 * scale), "same": study(c=scale)}
    tree = uc.compare(pair, **SMALL)
    first, second = (save_pictures(comparison_pictures(tree), tmp_path / name, ("png", "svg")) for name in "ab")
    assert [path.name for path in first if path.suffix == ".png"][:2] == ["comparison.png", "beliefs.png"]
    assert len(first) == 2 * 4
    for one, two in zip(first, second, strict=True):
        assert one.read_bytes() == two.read_bytes()
        assert one.suffix == ".png" or ET.parse(one).getroot().tag.endswith("svg")  # noqa: S314 - our own file


def test_where_it_ends_is_the_last_row_even_if_nothing_made_a_difference() -> None:
    tree = uc.compare({"mine": study(), "yours": study(c=2)}, **SMALL)
    nothing = tree["attribution"].to_dataset().assign(effect=lambda one: 0 * one["effect"] + one["factor"])
    tree = DataTree.from_dict(
        {**{name: node.to_dataset() for name, node in tree.children.items()}, "attribution": nothing}
    )
    tree.attrs = {"reference": "mine", "statistic": "median"}
    (axes,) = waterfall_figure(tree, "yours", "product").axes
    assert rows(axes) == ["mine's median", "1 other: no effect", "yours's median"]
    (ends,) = [line for line in axes.lines if line.get_label() == "ends"]
    assert ends.get_ydata().tolist() == [0, 2]
    assert "no belief that differs has an effect on it" in texts(axes)


def test_certain_variants_are_drawn() -> None:
    pair = {name: shipped_study(priors="point", scenario=name) for name in ("low", "high")}
    tree = uc.compare(pair)
    assert len(variants_figure(tree).axes) == 6
    (axes,) = waterfall_figure(tree, "high", "train_gpu_months").axes
    assert rows(axes)[1] == "dataset_multiplier: 4 → 10"


def compared_paths() -> DataTree:
    """Compare two studies whose prices differ in each of two years."""

    def bill(price: Number, hours: Number) -> Number:
        """Return what is paid each year [USD]."""
        return price * hours

    def priced(first: str, last: str) -> uc.Study:
        priors = {"price": {"year": {"2024": first, "2025": "3 to 4", "2026": last}}, "hours": "1 to 2"}
        return uc.Study([bill], priors, dimensions={"year": {"from": 2024, "to": 2026}})

    return uc.compare({"mine": priced("2 to 4", "3 to 9"), "yours": priced("1 to 2", "4 to 20")}, **SMALL)


def test_a_step_has_the_belief_of_the_year_that_it_is_about() -> None:
    tree = compared_paths()
    for year, change in {"2024": "2024: 2.83 → 1.41", "2026": "2026: 5.2 → 8.94"}.items():
        (axes,) = waterfall_figure(tree, "yours", f"bill[{year}]").axes
        assert f"price: {change}" in rows(axes)


def test_ratios_over_a_path_have_the_digits_that_their_errors_support() -> None:
    tree = compared_paths()
    (path,) = paths_in(["bill[2024]", "bill[2025]", "bill[2026]"])
    _, ratios = variant_fans_figure(tree, path).axes
    change = tree["differences"].to_dataset().sel(other="yours", quantity="bill[2026]")
    texts_of_ends = {text.get_text() for text in ratios.texts}
    error = half_width(change, "change")
    ends = [(float(change["change"].sel(level=one)), float(error.sel(level=one))) for one in P5_P50_P95]
    assert texts_of_ends <= {readable(*end) for end in ends}
    assert len(texts_of_ends) > 1


def test_a_step_is_said_in_the_digits_that_its_error_supports() -> None:
    ends = np.array([[-1.0, 1.0]])
    factors, terms = (Waterfall(["x"], np.array([0.3]), ends, 0.0, factor=factor) for factor in (True, False))
    for error in (0.0008, 0.02, 0.2):
        assert factors.text(np.log10(2.0), np.log10(1.0 + error / 2.0)) == f"×{readable(2.0, error)}"
        assert terms.text(-2.0, error) == f"−{readable(2.0, error)}"
