"""Each mark of the backtest's figure is an outcome, and names of marks do not overlap."""

import numpy as np
import pytest
from answers import intervals
from shown_runs import shipped_backtest
from xarray import Dataset

from uncertain_compute.views.figures.validation.backtest import BESIDE, backtest_figure, placed


@pytest.fixture(scope="module")
def found() -> Dataset:
    return shipped_backtest()


def test_names_of_marks_lie_on_no_other() -> None:
    generator = np.random.default_rng(5)
    marks, widths = generator.uniform(0, 6, 40), generator.uniform(0.3, 1.5, 40)
    names = placed(marks.tolist(), widths.tolist(), 6.0)
    spans = [
        (one.row, mark - BESIDE - width, mark) if one.on_left else (one.row, mark, mark + BESIDE + width)
        for one, mark, width in zip(names, marks, widths, strict=True)
    ]
    for place, (row, low, high) in enumerate(spans):
        assert 0 <= low < high <= 6
        assert all(end < low or high < start for other, start, end in spans[:place] if other == row)


def test_each_mark_of_the_figure_is_an_outcome(found: Dataset) -> None:
    panels = backtest_figure(found).axes
    assert len(panels) == found.sizes["quantity"]
    for axes, quantity in zip(panels, found["quantity"].to_numpy(), strict=True):
        forecasts = found["forecast"].isel(outcome=found["of"].to_numpy() == quantity).isel(outcome=0)
        quantiles = forecasts.transpose("set", "level").to_numpy()
        shown = np.array(intervals(axes))
        assert np.allclose(shown, quantiles) or np.allclose(10**shown, quantiles, rtol=1e-9)
        marks = next(np.asarray(line.get_xdata(), float) for line in axes.lines if line.get_marker() == "D")
        own = found["observed"].to_numpy()[found["of"].to_numpy() == quantity]
        np.testing.assert_allclose(sorted(np.minimum(abs(marks - own), abs(marks - np.log10(own)))), 0, atol=1e-9)
        assert axes.get_xlabel()
        entities = found["entity"].to_numpy()[found["of"].to_numpy() == quantity]
        named = sorted((text.get_text(), *map(float, text.xy)) for text in axes.texts)
        (dots,) = [line.get_xydata() for line in axes.lines if line.get_marker() == "D"]
        assert named == sorted((entity, *dot) for entity, dot in zip(entities, dots.tolist(), strict=True))
        thin = [line.get_ydata().tolist() for line in axes.lines if line.get_label() == "interval"]
        assert thin == [[row, row] for row in range(len(thin))]
        assert dots[:, 1].min() == len(thin)
