"""SVG is what matplotlib writes, though texts are measured by their letters."""

import re
from io import StringIO

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from uncertain_compute.views.drawing.style import house_style
from uncertain_compute.views.drawing.svg import EVERYWHERE, svg_of
from uncertain_compute.views.drawing.text import text_shape

NUMBER = re.compile(r"-?\d+\.?\d*(?:e[-+]?\d+)?")
NEAR = 0.01
"""In points; fonts measure in whole units, each below a hundredth of a point at these sizes."""


@pytest.mark.parametrize("weight", ["normal", "bold"])
@pytest.mark.parametrize(
    "text", ["peak_gpus: 995k (207k to 4.69M)", "ai_share[YouTube]", "WAVE, Ty. P5", "“GPU·month”", "-", "a b"]
)
def test_a_text_has_the_size_that_matplotlib_measures(text: str, weight: str) -> None:
    font = FontProperties(family=["DejaVu Sans"], weight=weight, size=10)
    width, height, below = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    shape = text_shape(text, ("DejaVu Sans",), weight)
    found = [10 * shape.width, 10 * (shape.above + shape.below), 10 * shape.below]
    np.testing.assert_allclose(found, [width, height, below], atol=NEAR)


def test_an_svg_is_drawn_as_matplotlib_draws_it() -> None:
    with house_style():
        figure = Figure((4.0, 3.0))
        axes = figure.add_axes((0.2, 0.2, 0.7, 0.6))
        axes.plot([1, 2], [3, 4], label="Yearly AVERAGE, in GPU")
        axes.scatter([1, 2], [4, 3], rasterized=True)
        axes.set(title="Two lines\nof a title", xlabel="To Yokohama", ylabel="upright")
        axes.text(1.5, 3.5, "centred\nin three\nlines", ha="center", va="center", style="italic")
        axes.legend()
        before, found = figure.dpi, svg_of(figure, 0.1)
        assert figure.dpi == before
        figure.patch.set_bounds(*EVERYWHERE)
        figure.savefig(content := StringIO(), format="svg", metadata={"Date": None})
    ours, theirs = (re.sub('width=.*viewBox="[^"]*"', "", svg, count=1) for svg in (found, content.getvalue()))
    assert NUMBER.sub("#", ours) == NUMBER.sub("#", theirs)
    numbers = [np.array(NUMBER.findall(svg), dtype=float) for svg in (ours, theirs)]
    np.testing.assert_allclose(*numbers, atol=NEAR)
