from collections.abc import Iterator
from pathlib import Path

import pytest
from answers import STUDY, coordinates, estimates, rows, said, texts, whiskers, widths
from matplotlib.figure import Figure
from repository import shipped_study
from xarray import Dataset

import uncertain_compute as uc
from uncertain_compute.views.drawing.rendering import save_pictures
from uncertain_compute.views.drawing.style import house_style
from uncertain_compute.views.figures.sensitivity.shares import shapley_figure, share_pictures, sobol_figure

MANY = [0.3, 0.2, 0.1, 0.09, 0.08, 0.07, 0.05, 0.04, 0.03, 0.02, 0.01, 0.01, 0.0]


@pytest.fixture(autouse=True)
def in_style() -> Iterator[None]:
    with house_style():
        yield


def answer(scale: str = "log", accuracy: object = 0.005, *, reached: bool = True, **values: list[float]) -> Dataset:
    variables = {
        **estimates(**values),
        "draws": ("quantity", [1024]),
        "reached": ("quantity", [reached]),
        "evaluations": (("stage", "quantity"), [[5000.0], [20000.0], [float("nan")]]),
        "half_width": (("stage", "quantity"), [[0.01], [0.004], [float("nan")]]),
    }
    coords = coordinates(len(next(iter(values.values()))))
    bound = {"bound": ["low", "high"], "scale": ("quantity", [scale])}
    return Dataset(variables, {**coords, **bound}, {"accuracy": accuracy})


def shapley(values: list[float], **settings: object) -> Figure:
    return shapley_figure(STUDY, answer(effect=values, **settings).isel(quantity=0))


def sobol(first_order: list[float], total: list[float]) -> Figure:
    return sobol_figure(STUDY, answer(first_order=first_order, total=total).isel(quantity=0))


def test_bars_and_whiskers_are_the_effects_in_percent() -> None:
    (axes,) = shapley([0.2, 0.5, 0.3]).axes
    assert rows(axes) == ["x1", "x2", "x0"]
    assert widths(axes, "Shapley effect") == pytest.approx([50, 30, 20])
    assert whiskers(axes)[0] == pytest.approx((49, 51))
    assert texts(axes) == ["50%", "30%", "20%"]


def test_the_rest_are_one_bar_with_their_sum() -> None:
    (axes,) = shapley(MANY).axes
    assert rows(axes)[-1] == "3 others, together (1: no effect)"
    assert widths(axes, "Shapley effect")[-1] == pytest.approx(2)
    assert len(whiskers(axes)) == 10
    assert sum(widths(axes, "Shapley effect")) == pytest.approx(100)


def test_indices_are_pairs_of_bars_sorted_by_the_total() -> None:
    (axes,) = sobol([0.4, 0.1], [0.45, 0.55]).axes
    assert rows(axes) == ["x1", "x0"]
    assert widths(axes, "first-order") == pytest.approx([10, 40])
    assert widths(axes, "total") == pytest.approx([55, 45])
    shades = [bars[0].get_facecolor() for bars in axes.containers]
    assert abs(sum(shades[0][:3]) - sum(shades[1][:3])) > 1
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["first-order", "total"]


def test_the_rest_of_the_indices_are_their_first_order_sum() -> None:
    (axes,) = sobol(MANY, MANY).axes
    assert rows(axes)[-1].startswith("3 others, first-order together")
    assert widths(axes, "first-order")[-1] == pytest.approx(2)
    assert len(widths(axes, "total")) == 10


@pytest.mark.parametrize(("scale", "whole"), [("log", "variance of log cost"), ("linear", "variance of cost")])
def test_the_title_and_the_axis_say_of_what_it_is_the_variance(scale: str, whole: str) -> None:
    figure = shapley([0.6, 0.4], scale=scale)
    assert said(figure).startswith(f"What drives the {whole}: Shapley effects")
    assert figure.axes[0].get_xlabel() == f"% of the {whole}"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, "requested ±0.5: reached."),
        ({"reached": False, "accuracy": 0.001}, "requested ±0.1: not reached within the budget."),
        ({"accuracy": "none"}, "widest interval ±0.4 percentage points."),
    ],
)
def test_the_note_says_what_was_spent_and_reached(settings: dict, expected: str) -> None:
    note = said(shapley([0.6, 0.4], **settings))
    assert "1,024 draws, 20,000 model evaluations; widest interval ±0.4 percentage points" in note
    assert note.endswith(expected)


def test_estimates_below_zero_and_one_assumption_alone_are_drawn() -> None:
    (axes,) = sobol([-0.004, 1.0], [0.01, 1.0]).axes
    assert widths(axes, "first-order") == pytest.approx([100, -0.4])
    assert axes.get_xlim()[0] < -1.4
    assert "0%" in texts(axes)
    (axes,) = shapley([1.0]).axes
    assert rows(axes) == ["x0"]


def test_no_effect_at_all_is_said() -> None:
    (axes,) = shapley([0.0, 0.0]).axes
    assert rows(axes) == ["2 others: no effect"]
    assert "no assumption has an effect" in texts(axes)


def test_files_are_the_same_each_time(tmp_path: Path) -> None:
    study = shipped_study(priors="published")
    found = uc.shapley(study, "peak_gpus", draws=4096, accuracy=None)
    first, second = (save_pictures(share_pictures(study, found), tmp_path / name, ("png", "svg")) for name in "ab")
    assert [path.name for path in first] == ["shapley-peak_gpus.png", "shapley-peak_gpus.svg"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    indices = answer(first_order=[0.5, 0.1], total=[0.9, 0.5])
    assert [path.name for path in save_pictures(share_pictures(STUDY, indices), tmp_path, ("png", "svg"))] == [
        "sobol-cost.png",
        "sobol-cost.svg",
    ]
