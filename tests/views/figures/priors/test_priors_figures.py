from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from repository import shipped_study

import uncertain_compute as uc
from uncertain_compute.model.graph import Number
from uncertain_compute.views.drawing.rendering import save_pictures
from uncertain_compute.views.drawing.scale import Scale
from uncertain_compute.views.drawing.style import house_style
from uncertain_compute.views.drawing.ticks import label_ticks
from uncertain_compute.views.figures.priors.correlations import correlations_figure
from uncertain_compute.views.figures.priors.figures import prior_pictures, priors_figure
from uncertain_compute.views.figures.priors.prior_panel import MARGIN

FORMS = {
    "lognormal": "1 to 100",
    "narrow lognormal": "4 to 10",
    "normal": "-5 to 8",
    "beta": {"beta": {"alpha": 2, "beta": 5}},
    "u-shaped beta": {"beta": {"alpha": 0.5, "beta": 0.5}},
    "metalog": {"p10": -2, "p50": 5, "p90": 20},
    "mixture": {"mixture": [{"weight": 0.6, "value": "1 to 3"}, {"weight": 0.4, "value": "20 to 60"}]},
    "mixture with a value": {"mixture": [{"weight": 0.3, "value": 0}, {"weight": 0.7, "value": "20 to 60"}]},
    "clipped": {"value": "0.5 to 20", "clip": [1, 10]},
    "truncated": {"value": "2 to 8", "bounds": [1, 10]},
    "uniform": {"uniform": {"low": 0, "high": 1}},
    "exponential": {"exponential": {"scale": 1e-7}},
    "wide": {"lognormal": {"mu": 0, "sigma": 12}},
}


@pytest.fixture(autouse=True)
def in_style() -> Iterator[None]:
    with house_style():
        yield


def total(x: Number, y: Number) -> Number:
    """Return a sum."""
    return x + y


def study(x: object, y: object = 1, correlations: list | None = None, **model: object) -> uc.Study:
    return uc.Study([total], {"x": x, "y": y, "correlations": correlations}, **model)


def panel(*studies: uc.Study) -> Axes:
    return priors_figure(dict(zip("ab", studies, strict=False))).axes[0]


def drawn(axes: Axes, kind: str) -> list[tuple[np.ndarray, np.ndarray]]:
    return [
        (np.asarray(line.get_xdata()), np.asarray(line.get_ydata()))
        for line in axes.lines
        if kind in (line.get_gid(), line.get_label())
    ]


def stems(axes: Axes) -> list[tuple[float, float]]:
    found = [one for one in axes.collections if one.get_gid() == "stems"]
    return [(float(path[1][0]), float(path[1][1])) for one in found for path in one.get_segments()]


def logarithmic(axes: Axes, low: float) -> bool:
    """Return whether the bar of the 90% interval begins at the log10 of P5, which is not P5."""
    ((interval, _),) = drawn(axes, "interval")
    return bool(interval[0] == pytest.approx(np.log10(low)))


@pytest.mark.parametrize("form", FORMS)
def test_the_area_under_a_density_is_the_probability_that_is_not_of_single_values(form: str) -> None:
    held = study(FORMS[form])
    (curve,) = drawn(panel(held), "density")
    atoms = held.columns["x"].distribution.atoms
    assert np.trapezoid(curve[1], curve[0]) == pytest.approx(1 - sum(atoms.values()), abs=0.006)


def test_a_tail_that_would_hide_the_rest_is_left_out() -> None:
    axes = panel(study({"student_t": {"nu": 1, "mu": 0, "sigma": 1}}))
    low, high = axes.get_xlim()
    assert -low == pytest.approx(high)
    assert high < 30
    (curve,) = drawn(axes, "density")
    assert np.trapezoid(curve[1], curve[0]) == pytest.approx(0.975, abs=0.005)


def test_smoothed_data_are_drawn(tmp_path: Path) -> None:
    values = np.random.default_rng(1).lognormal(1.0, 0.5, 300)
    (tmp_path / "clips.csv").write_text("s\n" + "\n".join(map(str, values)))
    data = {"file": "clips.csv", "column": "s"}
    smooth = panel(study({"empirical": {**data, "smooth": True}}, folders=[tmp_path]))
    ((places, heights),) = drawn(smooth, "density")
    assert np.trapezoid(heights, places) == pytest.approx(1, abs=0.006)
    gathered = stems(panel(study({"empirical": data}, folders=[tmp_path])))
    assert len(gathered) == 40
    assert sum(share for _, share in gathered) == pytest.approx(1)


@pytest.mark.parametrize(
    ("form", "low", "expected"),
    [
        ("1 to 100", 1.0, True),
        ("4 to 10", 4.0, False),
        ({"uniform": {"low": 0, "high": 1}}, 0.05, False),
        ({"discrete": {2: 0.5, 20: 0.25, 2000: 0.25}}, 2.0, True),
    ],
)
def test_an_axis_is_logarithmic_where_that_serves(form: object, low: float, *, expected: bool) -> None:
    assert logarithmic(panel(study(form)), low) is expected


def test_zero_and_below_have_no_logarithm() -> None:
    axes = panel(study({"mixture": [{"weight": 0.1, "value": 0}, {"weight": 0.9, "value": "1 to 1000"}]}))
    low, high = axes.get_xlim()
    assert low < 0
    assert high > 100


def test_stems_are_as_tall_as_their_probabilities() -> None:
    axes = panel(study({"discrete": {16: 0.2, 24: 0.7, 30: 0.1}}))
    assert dict(stems(axes)) == pytest.approx({16: 0.2, 24: 0.7, 30: 0.1})
    assert [tick.get_text() for tick in axes.get_xticklabels()] == ["16", "24", "30"]
    assert {text.get_text() for text in axes.texts} >= {"20%", "70%", "10%"}
    assert not drawn(axes, "density")


def test_the_bar_and_dot_are_exact_and_in_the_models_unit() -> None:
    inputs = {"x": {"unit": "s", "label": "length of a clip"}, "y": {"unit": "s"}}
    axes = panel(study({"value": "1 to 4", "unit": "minute"}, inputs=inputs))
    assert drawn(axes, "interval")[0][0] == pytest.approx([60, 240])
    assert drawn(axes, "median")[0][0] == pytest.approx([120])
    assert axes.get_xlabel() == "s"
    assert axes.get_title(loc="left") == "length of a clip"


def test_a_title_takes_two_lines_at_most() -> None:
    axes = panel(study("1 to 4", inputs={"x": {"label": "a label that goes on " * 9}}))
    assert axes.get_title(loc="left").count("\n") == 1
    assert axes.get_title(loc="left").endswith("…")


def test_sets_in_different_units_share_an_axis() -> None:
    said = (("1 to 4", "minute"), ("60 to 240", "s"))
    one, other = (study({"value": value, "unit": unit}, {"value": 1, "unit": unit}) for value, unit in said)
    first, second = drawn(panel(one, other), "interval")
    assert first[0] == pytest.approx(second[0])


def test_two_sets_share_a_panel_in_two_colours() -> None:
    axes = panel(study("4 to 10"), study("6 to 9"))
    first, second = drawn(axes, "interval")
    assert first[0] == pytest.approx([4, 10])
    assert second[0] == pytest.approx([6, 9])
    assert first[1][0] != second[1][0]
    colours = {line.get_color() for line in axes.lines if line.get_gid() == "density"}
    assert len(colours) == 2
    low, high = axes.get_xlim()
    assert all(low < places.min() and places.max() < high for places, _ in drawn(axes, "density"))


def test_what_one_set_fixes_is_a_line_with_its_value() -> None:
    figure = priors_figure({"a": study("4 to 10"), "b": study(6.5)})
    (axes,) = figure.axes
    ((places, _),) = drawn(axes, "fixed")
    of_a, of_b = (patch.get_facecolor()[:3] for patch in figure.legends[0].get_patches())
    shown = {line.get_gid() or line.get_label(): to_rgb(line.get_color()) for line in axes.lines}
    assert (shown["interval"], shown["fixed"]) == (of_a, of_b)
    assert places.tolist() == [6.5, 6.5]
    assert "6.5" in [text.get_text() for text in axes.texts]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["a", "b"]
    assert "vertical line" in figure.texts[1].get_text()


@pytest.mark.parametrize(("names", "panels"), [(["published"], 16), (["published", "expert"], 28)])
def test_each_uncertain_column_of_either_set_has_a_panel(names: list[str], panels: int) -> None:
    figure = priors_figure({name: shipped_study(priors=name) for name in names})
    assert len(figure.axes) == panels


def test_a_large_study_has_a_tall_figure() -> None:
    names = [f"x{number}" for number in range(70)]
    held = uc.Study([total], {"x": {"kind": dict.fromkeys(names, "1 to 2")}, "y": 1}, dimensions={"kind": names})
    figure = priors_figure({"a": held})
    assert len(figure.axes) == 70
    assert figure.get_size_inches()[1] > 35
    height = figure.axes[0].get_position().height * figure.get_size_inches()[1]
    assert height == pytest.approx(1.25)


TIES = [{"pair": ["x", "y"], "rank": 0.5}]


def test_files_are_the_same_each_time_and_only_where_there_is_something(tmp_path: Path) -> None:
    studies = {"a": study("1 to 2", "3 to 4", TIES), "b": study("2 to 5", "3 to 4")}
    first, second = (save_pictures(prior_pictures(studies), tmp_path / name, ("png", "svg")) for name in ("a", "b"))
    assert [path.name for path in first] == ["priors.png", "priors.svg", "correlations.png", "correlations.svg"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert save_pictures(prior_pictures({"point": shipped_study(priors="point")}), tmp_path / "c", ("png", "svg")) == []
    assert [
        path.name for path in save_pictures(prior_pictures({"a": study("1 to 2")}), tmp_path / "d", ("png", "svg"))
    ] == [
        "priors.png",
        "priors.svg",
    ]


def test_signs_of_formulas_in_a_label_are_text(tmp_path: Path) -> None:
    inputs = {"x": {"label": "price [$ per $\\frac]"}}
    assert save_pictures(prior_pictures({"$a$": study("1 to 2", inputs=inputs)}), tmp_path, ("png", "svg"))


def test_the_matrix_has_the_correlations_of_normal_scores() -> None:
    figure = correlations_figure({"a": study("1 to 2", "3 to 4", TIES)})
    matrix = np.asarray(figure.axes[0].images[0].get_array())
    assert matrix[0, 1] == matrix[1, 0] == pytest.approx(2 * np.sin(np.pi / 12))
    assert [text.get_text() for text in figure.axes[0].texts] == ["0.52", "0.52"]
    assert [text.get_position() for text in figure.axes[0].texts] == [(1, 0), (0, 1)]
    assert [tick.get_text() for tick in figure.axes[0].get_yticklabels()] == ["x  1", "y  2"]


def test_two_matrices_have_the_same_columns_and_colours() -> None:
    studies = {name: shipped_study(priors=name) for name in ("published", "expert")}
    first, second, _ = correlations_figure(studies).axes
    assert first.images[0].get_array().shape == second.images[0].get_array().shape
    assert first.images[0].get_clim() == second.images[0].get_clim() == (-1, 1)
    assert [axes.get_title(loc="left") for axes in (first, second)] == ["published", "expert"]


def test_a_correlation_with_what_is_fixed_is_not_drawn() -> None:
    assert [one.stem for one in prior_pictures({"a": study("1 to 2", 3, TIES)})] == ["priors"]


@pytest.mark.parametrize(
    ("low", "high", "on_log", "labels"),
    [
        (0.0, 2.0, True, ["1", "3", "10", "30", "100"]),
        (21.5, 24.2, True, ["1e22", "3e22", "1e23", "3e23", "1e24"]),
        (-18.0, 18.0, True, None),
        (10527.6, 10530.4, False, ["10,528", "10,529", "10,530"]),
        (7.6935e23, 7.6965e23, False, None),
        (-1e-9, 1e-9, False, None),
        (1e5, 3.3e5, False, ["100k", "150k", "200k", "250k", "300k"]),
    ],
)
def test_ticks_are_readable_and_true(low: float, high: float, *, on_log: bool, labels: list[str] | None) -> None:
    axes = panel(study("1 to 2"))
    axes.set_xlim(low, high)
    label_ticks(axes, Scale(on_log))
    texts = [tick.get_text() for tick in axes.get_xticklabels()]
    assert labels is None or texts == labels
    assert 2 <= len(texts) <= 6
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("ends", [(2024.2, 2027.9), (2025.9, 2031.3), (2024.0, 2060.0)])
def test_an_axis_of_years_has_whole_ones(ends: tuple[float, float]) -> None:
    axes = panel(study("1 to 2"))
    axes.set_xlim(*ends)
    label_ticks(axes, Scale(logarithmic=False), unit="year")
    texts = [tick.get_text() for tick in axes.get_xticklabels()]
    assert len(texts) >= 2
    assert all(text.isdigit() for text in texts)


def test_a_panel_leaves_a_margin() -> None:
    low, high = panel(study({"uniform": {"low": 0, "high": 1}})).get_xlim()
    assert -low == pytest.approx(MARGIN, abs=0.002)
    assert high == pytest.approx(1 + MARGIN, abs=0.002)
