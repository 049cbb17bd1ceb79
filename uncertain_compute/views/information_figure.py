"""What it would be worth to know an assumption: for an estimate, and for a decision."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset

from uncertain_compute.study import Study
from uncertain_compute.views.bars import labels, ranking
from uncertain_compute.views.decision_figure import decision_figure
from uncertain_compute.views.house import house_style, write_figure
from uncertain_compute.views.numbers import brief, unit_text
from uncertain_compute.views.panels import ABOVE, DARK, LIGHT, about, legend, shortened, stacked
from uncertain_compute.views.series import Series, draw_series, percent_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

READING = "Shares expected to go once the assumption is known. Whiskers: 95% Monte Carlo interval."


def save_information(study: Study, information: Dataset, folder: Path) -> list[Path]:
    """Draw how much of each quantity's uncertainty would go with each assumption's; returns the files' paths."""
    paths = []
    for quantity in labels(information["quantity"]):
        with house_style():
            figure = information_figure(study, information.sel(quantity=quantity))
            paths += write_figure(figure, folder, f"information-{quantity}")
    return paths


def save_decision(decision: Dataset, folder: Path) -> list[Path]:
    """Draw the losses of a decision and what information is worth for it; returns the files' paths."""
    with house_style():
        return write_figure(decision_figure(decision), folder, "decision")


def information_figure(study: Study, information: Dataset) -> "Figure":
    """Return how much narrower a quantity's interval, and how much less its variance, is expected to get."""
    quantity, unit = str(information["quantity"].item()), unit_text(str(information["quantity_unit"].item()))
    series = [
        Series.in_percent(information, "width_reduction", "width of the 90% interval", np.max),
        Series.in_percent(information, "variance_reduction", "variance", np.max),
    ]
    order = ranking(series[-1].values)
    rows = order.rows(labels(information["assumption"]), "each at most")
    width, deviation = (brief(float(value)) for value in (information["width"], information["variance"] ** 0.5))
    now = f"Now the 90% interval is {' '.join([width, *unit.split()])} wide, and the standard deviation {deviation}."
    title = f"How much surer of {shortened(quantity)}, if an assumption were known"
    figure, (axes,) = stacked([rows], title, f"{about(study, quantity)}{now} {READING}", above=ABOVE)
    draw_series(axes, order, series, percent_text)
    axes.set_xlabel("% narrower or smaller than now")
    legend(axes, [(one.label, shade) for one, shade in zip(series, (DARK, LIGHT), strict=True)])
    return figure
