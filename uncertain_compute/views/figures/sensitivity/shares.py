"""Shares of a quantity's variance: Sobol indices, or Shapley effects."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset

from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.bars import labels, numbers, ranking
from uncertain_compute.views.drawing.panels import ABOVE, DARK, LABEL, LIGHT, WIDTH, about, legend, stacked
from uncertain_compute.views.drawing.rendering import Picture
from uncertain_compute.views.drawing.series import Series, draw_series, percent_text
from uncertain_compute.views.drawing.text import wrapped
from uncertain_compute.views.sentences.drivers import driver_sentence

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SOBOL_READING = (
    "First-order: the share that is expected to go if the assumption were known. "
    "Total: the share that would be left if all others were."
)
SHAPLEY_READING = (
    "Each assumption's share under any interaction or correlation; the shares add up to 100%.\n"
    "An assumption that no equation of the quantity needs has none, even if it correlates with others."
)


BEFORE = {"log": "log ", "rank": "the rank of "}
"""What stands before a quantity's name, by the scale of its variance."""


def share_pictures(study: Study, shares: Dataset) -> Iterator[Picture]:
    """Yield a picture of the shares of each quantity's variance."""
    figure_of, measure = (sobol_figure, "sobol") if "total" in shares else (shapley_figure, "shapley")
    for quantity in labels(shares["quantity"]):
        one = shares.sel(quantity=quantity)
        alt = f"Shares of the variance: {driver_sentence(measure, one)}."
        yield Picture(f"{measure}-{quantity}", alt, partial(figure_of, study, one))


def sobol_figure(study: Study, shares: Dataset) -> "Figure":
    """Return the first-order and total Sobol indices of one quantity, sorted by the total."""
    series = [
        Series.in_percent(shares, "first_order", "first-order", np.sum),
        Series.in_percent(shares, "total", "total"),
    ]
    return _figure(study, shares, series, ("Sobol indices", SOBOL_READING, "first-order together"))


def shapley_figure(study: Study, shares: Dataset) -> "Figure":
    """Return the Shapley effects of one quantity."""
    series = [Series.in_percent(shares, "effect", "Shapley effect", np.sum)]
    return _figure(study, shares, series, ("Shapley effects", SHAPLEY_READING, "together"))


def _figure(study: Study, shares: Dataset, series: list[Series], words: tuple[str, str, str]) -> "Figure":
    """Return bars of series, sorted by the last; ``words`` are their title, how to read them, and the rest's label."""
    called, reading, rest_is = words
    quantity = str(shares["quantity"].item())
    whole = f"variance of {BEFORE.get(str(shares['scale'].item()), '')}{quantity}"
    order = ranking(series[-1].values)
    rows = order.rows(labels(shares["assumption"]), rest_is)
    note = f"{about(study, quantity)}{reading} Whiskers: 95% Monte Carlo interval. {_effort(shares)}"
    figure, (axes,) = stacked([rows], f"What drives the {whole}: {called}", note, above=ABOVE)
    draw_series(axes, order, series, percent_text)
    axes.set_xlabel(wrapped(f"% of the {whole}", WIDTH, LABEL))
    if len(series) > 1:
        legend(axes, [(one.label, shade) for one, shade in zip(series, (DARK, LIGHT), strict=True)])
    return figure


def _effort(shares: Dataset) -> str:
    """Return the effort, the width of the intervals, and whether the requested accuracy was reached."""
    evaluations, widths = (numbers(shares[name], "stage") for name in ("evaluations", "half_width"))
    last = int(np.flatnonzero(np.isfinite(widths))[-1])
    spent = f"{int(shares['draws']):,} draws, {int(evaluations[last]):,} model evaluations"
    widest = f"widest interval ±{100 * widths[last]:.2g} percentage points"
    asked = shares.attrs["accuracy"]
    if asked == "none":
        return f"{spent}; {widest}."
    outcome = "reached" if bool(shares["reached"]) else "not reached within the budget"
    return f"{spent}; {widest}; requested ±{100 * asked:.3g}: {outcome}."
