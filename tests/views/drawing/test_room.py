"""Room for texts is what the renderer's own letters take, and axes hold what stands on them."""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.figure import Figure

from uncertain_compute.views.drawing.scale import EVEN, LOGARITHMIC, Scale
from uncertain_compute.views.drawing.text import BOLD, NORMAL, shortened, text_width, wrapped
from uncertain_compute.views.drawing.text_beside import limits, make_room, write_beside
from uncertain_compute.views.drawing.ticks import label_ticks

TEXTS = ["iiiiiiiiii", "WWWWWWWWWW", "4,211 (1,310 to 31,000) GPU·month", "two\nlines of it"]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize(("points", "weight"), [(9, NORMAL), (14, BOLD)])
def test_the_width_of_a_text_is_that_of_the_renderer(text: str, points: float, weight: str) -> None:
    figure = Figure(dpi=720)
    box = figure.text(0, 0, text, fontsize=points, fontweight=weight).get_window_extent()
    assert text_width(text, points, weight) == pytest.approx(box.width / 720, rel=0.03, abs=0.01)


def test_lines_are_full_and_no_longer_than_they_may_be() -> None:
    words = "Thin line: from 5% to 95%; thick line: from 25% to 75%; dot: the median. " * 3
    lines = wrapped(words, 2.0, 9).split("\n")
    assert " ".join(lines) == words.strip()
    assert all(text_width(line, 9) <= 2.0 for line in lines)
    for line, after in pairwise(lines):
        assert text_width(f"{line} {after.split()[0]}", 9) > 2.0
    short = wrapped(words, 2.0, 9, most_lines=2).split("\n")
    assert short[0] == lines[0]
    assert short[1].endswith(" …")
    assert text_width(short[1], 9) <= 2.0
    assert wrapped(f"of {'a' * 100}", 1.0, 9).split("\n") == ["of", shortened("a" * 100, 1.0, 9)]


def test_a_name_that_is_too_wide_keeps_both_ends() -> None:
    name = f"share[{'W' * 30}, region B]"
    cut = shortened(name, 2.0, 9)
    before, after = cut.split("…")
    assert name.startswith(before)
    assert name.endswith(after)
    assert len(before) == len(after)
    assert text_width(cut, 9) <= 2.0 < text_width(name[: len(before) + 1] + name[-len(after) - 2 :], 9)
    assert shortened(name, 9.0, 9) == name


def test_an_axis_is_as_short_as_its_texts_allow() -> None:
    low, high = np.array([0.0, 2.0, np.nan]), np.array([10.0, 5.0, np.nan])
    left, right = np.array([0.0, 0.4, 0.0]), np.array([0.1, 0.6, 0.0])
    first, last = limits(low, high, np.zeros(3), right)
    assert (first, last) == pytest.approx((0.0, 12.5))
    first, last = limits(low, high, left / 2, right / 2)
    assert max(high[0] + 0.05 * (last - first), high[1] + 0.3 * (last - first)) == pytest.approx(last)
    assert min(low[0], low[1] - 0.2 * (last - first)) == pytest.approx(first)


@pytest.mark.parametrize("value", [0.0, -3e30, 1e-30])
def test_marks_at_one_value_have_an_axis_around_it(value: float) -> None:
    same = np.full(2, value)
    first, last = limits(same, same, np.zeros(2), np.zeros(2))
    assert first < value < last


def test_texts_beside_marks_stay_within_the_panel() -> None:
    figure = Figure(figsize=(9, 2), dpi=160)
    axes = figure.add_axes((0.1, 0.1, 0.6, 0.8))
    high = np.array([1.0, 3.0, 2.0])
    axes.set_ylim(-1, 3)
    make_room(axes, np.zeros(3), high, TEXTS[:3])
    for row, (end, text) in enumerate(zip(high, TEXTS, strict=False)):
        write_beside(axes, end, row, text)
    boxes = [text.get_window_extent() for text in axes.texts]
    assert all(axes.bbox.x0 < box.x0 and box.x1 < axes.bbox.x1 for box in boxes)
    assert max(box.x1 for box in boxes) > axes.bbox.x1 - 25


@pytest.mark.parametrize(
    ("drawn", "ranges", "logarithmic"),
    [
        ([1.0, 11.0], (), True),
        ([1.0, 10.0], (), False),
        ([0.0, 11.0], (), False),
        ([-1.0, 11.0], (), False),
        ([np.nan, 1.0, 11.0, np.inf], (), True),
        ([np.nan], (), False),
        ([1.0, 1000.0], ((2.0, 10.0),), False),
        ([1.0, 1000.0], ((2.0, 10.0), (2.0, 21.0)), True),
        ([-1.0, 1000.0], ((2.0, 21.0),), False),
    ],
)
def test_an_axis_is_logarithmic_if_all_is_positive_and_spans_a_decade(
    drawn: list[float], ranges: tuple[tuple[float, float], ...], *, logarithmic: bool
) -> None:
    assert Scale.of(drawn, *ranges).logarithmic is logarithmic


@pytest.mark.parametrize("scale", [EVEN, LOGARITHMIC])
@pytest.mark.parametrize("ends", [(0.001, 0.002), (1.0, 9.0), (1e-3, 1e3), (12345.0, 12346.0), (1e-20, 1e30)])
@pytest.mark.parametrize("inches", [1.2, 3.0, 7.0])
def test_numbers_at_an_axis_do_not_touch(scale: Scale, ends: tuple[float, float], inches: float) -> None:
    figure = Figure(figsize=(inches, 2))
    axes = figure.add_axes((0, 0.5, 1, 0.5))
    axes.set_xlim(*scale.coordinates(ends))
    label_ticks(axes, scale)
    boxes = [label.get_window_extent() for label in axes.get_xticklabels()]
    assert len(boxes) > 1
    crowded = inches < 2 and len(boxes) == 2
    assert crowded or all(one.x1 < other.x0 for one, other in pairwise(boxes))
