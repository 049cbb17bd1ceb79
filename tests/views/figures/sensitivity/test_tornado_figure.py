from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from answers import LONG, STUDY, rows, said, spans, texts, tornado, whiskers
from matplotlib.axes import Axes
from repository import shipped_study
from xarray import Dataset

import uncertain_compute as uc
from uncertain_compute.views.drawing.rendering import save_pictures
from uncertain_compute.views.drawing.style import house_style
from uncertain_compute.views.figures.sensitivity.tornado import scale_of, tornado_figure, tornado_pictures

THREE = [(90, 120), (150, 60), (99, 101)]
"""Swings of 30, 90 and 2, about 100."""

DECADE = (10.0, 200.0)


@pytest.fixture(autouse=True)
def in_style() -> Iterator[None]:
    with house_style():
        yield


def drawn(answer: Dataset) -> list[Axes]:
    return tornado_figure(STUDY, answer.isel(quantity=0)).axes


@pytest.mark.parametrize("panel", [0, 1])
def test_bars_go_from_the_base_line_to_where_each_assumption_is_low_and_high(panel: int) -> None:
    axes = drawn(tornado(THREE))[panel]
    assert rows(axes) == ["x1", "x0", "x2"]
    assert spans(axes, "low") == [(100, 150), (100, 90), (100, 99)]
    assert spans(axes, "high") == [(100, 60), (100, 120), (100, 101)]
    (base,) = [line for line in axes.lines if line.get_label() == "base"]
    assert base.get_xdata()[0] == 100


def test_each_panel_names_the_number_that_its_line_stands_at() -> None:
    answer = tornado(THREE)
    answer["median"][0] = 110
    panels = drawn(answer)
    for axes, base in zip(panels, (100, 110), strict=True):
        (line,) = [line for line in axes.lines if line.get_label() == "base"]
        assert line.get_xdata()[0] == base
    (alone, free) = (" ".join(" ".join(texts(axes)).split()) for axes in panels)
    assert "Line: all at their medians, 100 GPU." in alone
    assert "Line: the median, 110 GPU." in free


def test_each_panel_has_its_own_order_and_both_the_same_axis() -> None:
    answer = tornado(THREE)
    answer["given_tenth"][0, 2] = [10, 300]
    first, second = drawn(answer)
    assert rows(first) == ["x1", "x0", "x2"]
    assert rows(second) == ["x2", "x1", "x0"]
    assert first.get_xlim() == second.get_xlim()
    assert [axes.get_title(loc="left") for axes in (first, second)] == ["One at a time", "Whole distribution"]


def test_what_has_no_effect_alone_and_none_beyond_its_error_has_no_bar() -> None:
    answer = tornado(THREE)
    answer["one_at_a_time"][0, 2] = answer["one_at_a_time"][0, 0] = 100
    first, second = drawn(answer)
    assert rows(first) == ["x1", "2 others: no effect"]
    assert rows(second) == ["x1", "x0", "1 other: no effect"]


def test_values_of_the_assumption_stand_at_the_ends_that_they_lead_to() -> None:
    written = {text.get_text(): text for text in drawn(tornado(THREE))[0].texts}
    assert written["2.5 s"].xy == (150, 0)
    assert written["2.5 s"].get_ha() == "left"
    assert written["2,000 s"].xy == (60, 0)
    assert written["2,000 s"].get_ha() == "right"
    assert (written["1.5 s"].xy, written["1,000 s"].xy) == ((90, 1), (120, 1))
    assert "3.5 s" not in texts(drawn(tornado(THREE))[1])


def test_a_long_unit_is_left_out() -> None:
    answer = tornado(THREE)
    answer["assumption_unit"] = ("assumption", ["frame/latent_frame"] * 3)
    assert "2.5" in texts(drawn(answer)[0])


def test_both_ends_on_one_side_share_the_bar_and_the_text() -> None:
    axes = drawn(tornado([(200, 150), (70, 90)]))[0]
    assert spans(axes, "high") == [(100, 150), (100, 90)]
    assert spans(axes, "low") == [(150, 200), (90, 70)]
    written = {text.get_text(): text.xy[0] for text in axes.texts}
    assert written["1.5 s (low), 1,000 s (high)"] == 200
    assert written["2.5 s (low), 2,000 s (high)"] == 70


def test_whiskers_are_the_monte_carlo_intervals_where_they_can_be_seen() -> None:
    first, second = drawn(tornado(THREE))
    assert whiskers(first) == []
    assert whiskers(second) == [(149, 151), (59, 61), (89, 91), (119, 121), (98, 100), (100, 102)]
    sharp = tornado(THREE)
    sharp["given_tenth_ci"] = sharp["given_tenth_ci"].clip(sharp["given_tenth"] - 0.1, sharp["given_tenth"] + 0.1)
    assert whiskers(drawn(sharp)[1]) == []


def test_the_rest_share_a_row_that_says_how_many_and_how_far_they_reach() -> None:
    ends = [(100 - swing, 100 + 2 * swing) for swing in range(20, 0, -2)]
    axes = drawn(tornado([*ends, (99.5, 100.1), (100.7, 99.9), (100, 100), (100, 100)]))[0]
    assert len(spans(axes, "low")) == 10
    assert rows(axes)[-1] == "4 others, each within (2: no effect)"
    assert spans(axes, "rest") == [(99.5, pytest.approx(100.7))]


@pytest.mark.parametrize(
    ("ends", "last"), [([(90, 110), (100, 100)], "1 other: no effect"), ([(90, 110)] * 11, "1 other")]
)
def test_one_other_is_said_as_one(ends: list, last: str) -> None:
    axes = drawn(tornado(ends))[0]
    assert rows(axes)[-1] == last
    assert bool(spans(axes, "rest")) == (last == "1 other")


def test_what_has_no_effect_gets_no_bar_and_is_counted() -> None:
    axes = drawn(tornado([(100, 100 * (1 + 1e-15)), (100, 100)]))[0]
    assert rows(axes) == ["2 others: no effect"]
    assert "no assumption moves it" in texts(axes)
    low, high = axes.get_xlim()
    assert low < 100 < high


def test_the_swing_on_a_logarithmic_axis_is_a_ratio() -> None:
    ends = [(100, 160), (50, 100)]
    assert rows(drawn(tornado(ends))[0]) == ["x0", "x1"]
    axes = drawn(tornado(ends, spread=DECADE))[0]
    assert rows(axes) == ["x1", "x0"]
    assert np.ravel(spans(axes, "low")) == pytest.approx(np.log10([100, 50, 100, 100]))
    assert np.ravel(spans(axes, "high")) == pytest.approx(np.log10([100, 100, 100, 160]))
    assert [10**at for at in axes.get_xticks()] == pytest.approx(
        [float(one.get_text()) for one in axes.get_xticklabels()]
    )


@pytest.mark.parametrize(
    ("spread", "low", "expected"),
    [((10.0, 101.0), 90, True), ((10.0, 99.0), 90, False), ((-10.0, 200.0), 90, False), ((10.0, 200.0), -1, False)],
)
def test_the_axis_is_logarithmic_beyond_a_decade_of_positive_numbers(
    spread: tuple[float, float], low: float, *, expected: bool
) -> None:
    answer = tornado([(low, 120)], spread=spread)
    assert scale_of(answer.isel(quantity=0)).logarithmic is expected
    assert ("Logarithmic" in said(tornado_figure(STUDY, answer.isel(quantity=0)))) is expected


@pytest.mark.parametrize(("unit", "label"), [("GPU*month", "GPU·month"), ("1", "dimensionless"), ("", "")])
def test_the_unit_stands_at_both_axes(unit: str, label: str) -> None:
    assert [axes.get_xlabel() for axes in drawn(tornado(THREE, unit=unit))] == [label, label]


def test_texts_beside_bars_stay_within_the_panel() -> None:
    figure = tornado_figure(STUDY, tornado([(1, 1e4), (2e4, 3e4), (99, 101)], spread=DECADE).isel(quantity=0))
    figure.canvas.draw()
    axes = figure.axes[0]
    for text in axes.texts[:-1]:
        box = text.get_window_extent()
        assert axes.bbox.x0 - 1 < box.x0 <= box.x1 < axes.bbox.x1 + 1


@pytest.mark.parametrize("scale", [1e-30, -1e-7, 1.0, 1e30])
def test_any_size_and_sign_is_drawn(scale: float, tmp_path: Path) -> None:
    answer = tornado(THREE, spread=(50.0, 200.0)) * scale
    answer = answer.assign_coords(tornado(THREE).coords)
    assert len(save_pictures(tornado_pictures(STUDY, answer), tmp_path, ("png", "svg"))) == 2


def test_long_names_keep_their_ends_and_text_is_plain(tmp_path: Path) -> None:
    answer = tornado(THREE[:2], quantity="cost[$a$/\\frac]", unit="USD")
    answer["assumption"] = [LONG.format(place) for place in "AB"]
    first, second = rows(drawn(answer)[0])
    assert first.endswith("region B]")
    assert second.endswith("region A]")
    assert first.startswith("share[A platform")
    png, svg = save_pictures(tornado_pictures(STUDY, answer), tmp_path, ("png", "svg"))
    assert png.name == "tornado-cost[-a-frac].png"
    assert svg.suffix == ".svg"


def test_files_are_the_same_each_time(tmp_path: Path) -> None:
    study = shipped_study(priors="published")
    answer = uc.tornado(study, ["peak_gpus", "train_gpu_months"], draws=4096)
    first, second = (save_pictures(tornado_pictures(study, answer), tmp_path / name, ("png", "svg")) for name in "ab")
    assert [path.name for path in first] == [
        f"tornado-{quantity}.{kind}" for quantity in ("peak_gpus", "train_gpu_months") for kind in ("png", "svg")
    ]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_the_note_says_what_the_quantity_is() -> None:
    study = shipped_study(priors="published")
    answer = uc.tornado(study, "peak_gpus", draws=2048)
    figure = tornado_figure(study, answer.isel(quantity=0))
    assert said(figure).startswith("What moves peak_gpus peak_gpus: GPUs that serve the peak demand.")


def test_the_bars_of_an_event_are_probabilities() -> None:
    answer = tornado([(0.2, 0.6), (0.5, 0.4)], base=0.45, spread=(0.0, 1.0))
    answer["event"][0] = True
    _, axes = drawn(answer)
    said = " ".join(" ".join(texts(axes)).split())
    assert "Probability of cost where the assumption lies in its lowest or highest tenth" in said
    assert "Line: the probability, 0.45 GPU." in said
    assert axes.get_xlabel() == "probability"


def test_no_tick_of_a_probability_is_beyond_one() -> None:
    answer = tornado([(0.0, 1.0), (0.0, 1.0)], base=0.0, spread=(0.0, 1.0))
    for is_event in (False, True):
        answer["event"][0] = is_event
        axes, _ = drawn(answer)
        ticks = axes.get_xticks()
        assert axes.get_xlim()[1] > 1
        assert (min(ticks) >= 0 and max(ticks) == pytest.approx(1)) == is_event


def test_the_name_of_the_only_row_is_as_far_above_its_bar_as_that_of_one_of_two() -> None:
    alone, beside = (drawn(tornado(ends))[0] for ends in (THREE[:1], THREE[:2]))
    assert rows(alone) == ["x0"]
    assert alone.get_ylim() == beside.get_ylim()
    assert alone.get_position().height * alone.figure.get_figheight() == pytest.approx(
        beside.get_position().height * beside.figure.get_figheight()
    )
