"""The value of knowing an assumption: for an estimate, and for a decision."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset

from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.bars import labels, ranking
from uncertain_compute.views.drawing.panels import ABOVE, DARK, LIGHT, about, legend, stacked
from uncertain_compute.views.drawing.rendering import Picture
from uncertain_compute.views.drawing.series import Series, draw_series, percent_text
from uncertain_compute.views.figures.value.commitment import commitment_figure
from uncertain_compute.views.figures.value.decision import decision_figure
from uncertain_compute.views.numbers import brief, unit_text
from uncertain_compute.views.sentences.drivers import decision_sentences

if TYPE_CHECKING:
    from matplotlib.figure import Figure

READING = "Shares expected to go once the assumption is known. Whiskers: 95% Monte Carlo interval."


def value_of_information_pictures(study: Study, found: Dataset) -> Iterator[Picture]:
    """Yield how much of each quantity's uncertainty would go if an assumption were known."""
    for quantity in labels(found["quantity"]):
        one = found.sel(quantity=quantity)
        alt = f"Bars: how much surer of {quantity} one would be if an assumption were known."
        yield Picture(f"voi-{quantity}", alt, partial(value_of_information_figure, study, one))


def decision_picture(decision: Dataset) -> Picture:
    """Return the picture of a decision's losses and the value of information for it."""
    draw = commitment_figure if decision.attrs["kind"] == "commitment" else decision_figure
    return Picture("decision", f"{'. '.join(decision_sentences(decision))}.", partial(draw, decision))


def value_of_information_figure(study: Study, found: Dataset) -> "Figure":
    """Return the expected reductions of a quantity's interval and variance."""
    quantity, unit = str(found["quantity"].item()), unit_text(str(found["quantity_unit"].item()))
    series = [
        Series.in_percent(found, "width_reduction", "width of the 90% interval", np.max),
        Series.in_percent(found, "variance_reduction", "variance", np.max),
    ]
    order = ranking(series[-1].values)
    rows = order.rows(labels(found["assumption"]), "each at most")
    width, deviation = (brief(float(value)) for value in (found["width"], found["variance"] ** 0.5))
    now = f"Now the 90% interval is {' '.join([width, *unit.split()])} wide, and the standard deviation {deviation}."
    title = f"How much surer of {quantity}, if an assumption were known"
    figure, (axes,) = stacked([rows], title, f"{about(study, quantity)}{now} {READING}", above=ABOVE)
    draw_series(axes, order, series, percent_text)
    axes.set_xlabel("% narrower or smaller than now")
    legend(axes, [(one.label, shade) for one, shade in zip(series, (DARK, LIGHT), strict=True)])
    return figure
