"""What was observed beside what was foreseen: prior and posterior of the quantity that each observation is about."""

from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.analysis.sensitivity.outputs import spans_a_decade
from uncertain_compute.arrays import Floats
from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.bars import BESIDE, SMALL_LETTER, labels, write_beside
from uncertain_compute.views.drawing.panels import ABOVE, about, inches_across, shortened, stacked
from uncertain_compute.views.drawing.style import OURS, QUIET, THEIRS, axis_label, label_ticks
from uncertain_compute.views.sentences.numbers import brief

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

READING = (
    "Orange: what was observed (several measurements of one thing as their mean). Grey and blue: 5% to 95% of the "
    "quantity before and after all observations, with the median; an observation's own error comes on top."
)
MARGIN = 0.04


def evidence_figure(study: Study, run: DataTree) -> "Figure":
    """Return a panel for each quantity that is observed, with prior, posterior, and a dot for each observation."""
    observed, posterior_shift = run["observed_data"].to_dataset(), run["posterior_shift"].to_dataset()
    quantities = list(dict.fromkeys(labels(observed["quantity"])))
    own = {name: observed.isel(observation=observed["quantity"].to_numpy() == name) for name in quantities}
    rows = [["prior", "posterior", *map(shortened, labels(own[name]["observation"]))] for name in quantities]
    note = "".join(about(study, name) for name in quantities) + READING
    figure, panels = stacked(rows, "What was observed, and what was foreseen", note, above=ABOVE)
    for axes, name in zip(panels, quantities, strict=True):
        _fill(axes, _quantiles(posterior_shift.sel(name=name)), own[name]["evidence"].to_numpy())
        axes.set_title(shortened(name))
        axes.set_xlabel(axis_label(str(posterior_shift["unit"].sel(name=name).item())))
    return figure


def _quantiles(one: Dataset) -> Floats:
    both: Floats = np.stack([one["prior"].to_numpy(), one["posterior"].to_numpy()])
    return both


def _fill(axes: "Axes", quantiles: Floats, observed: Floats) -> None:
    values = np.concatenate([quantiles.ravel(), observed])
    logarithmic = bool(values.min() > 0 and spans_a_decade(values.min(), values.max()))
    places, dots = (np.log10(one) if logarithmic else one for one in (quantiles, observed))
    for row, (own, colour) in enumerate(zip(places, (QUIET, OURS), strict=True)):
        axes.hlines(row, own[0], own[2], color=colour, linewidth=3)
        axes.plot(own[1], row, "o", color="white", markeredgecolor=colour, markersize=6)
        write_beside(axes, own[2], row, brief(float(quantiles[row, 1])))
    for row, (dot, value) in enumerate(zip(dots, observed, strict=True), start=len(places)):
        axes.plot(dot, row, "D", color=THEIRS, markersize=6)
        write_beside(axes, dot, row, f" {brief(float(value))}")
    _fit(axes, np.concatenate([places.ravel(), dots]))
    label_ticks(axes, logarithmic=logarithmic, most=8)


def _fit(axes: "Axes", places: Floats) -> None:
    low, high = float(places.min()), float(places.max())
    span = (high - low) or 1.0
    room = (6 * SMALL_LETTER + BESIDE) / inches_across(axes)
    axes.set_xlim(low - MARGIN * span, high + span * room / (1 - room))
