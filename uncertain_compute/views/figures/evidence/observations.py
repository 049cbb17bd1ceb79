"""Observations with their predictions: prior and posterior of each observed quantity."""

from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.arrays import Floats
from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.bars import labels
from uncertain_compute.views.drawing.marks import draw_diamonds, draw_interval
from uncertain_compute.views.drawing.panels import ABOVE, about, name_panel, stacked
from uncertain_compute.views.drawing.scale import Scale
from uncertain_compute.views.drawing.style import OURS, QUIET, THEIRS, axis_label
from uncertain_compute.views.drawing.text_beside import make_room, write_beside
from uncertain_compute.views.drawing.ticks import label_ticks
from uncertain_compute.views.numbers import brief

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

READING = (
    "Orange: what was observed (several measurements of one thing as their mean). Grey and blue: 5% to 95% of the "
    "quantity before and after all observations, with the median; an observation's own error comes on top."
)


def evidence_figure(study: Study, run: DataTree) -> "Figure":
    """Return a panel for each observed quantity, with prior, posterior, and a dot for each observation."""
    observed, posterior_shift = run["observed_data"].to_dataset(), run["posterior_shift"].to_dataset()
    quantities = list(dict.fromkeys(labels(observed["quantity"])))
    own = {name: observed.isel(observation=observed["quantity"].to_numpy() == name) for name in quantities}
    rows = [["prior", "posterior", *labels(own[name]["observation"])] for name in quantities]
    note = "".join(about(study, name) for name in quantities) + READING
    figure, panels = stacked(rows, "What was observed, and what was predicted", note, above=ABOVE)
    for axes, name in zip(panels, quantities, strict=True):
        _fill(axes, _quantiles(posterior_shift.sel(name=name)), own[name]["evidence"].to_numpy())
        name_panel(axes, name)
        axes.set_xlabel(axis_label(str(posterior_shift["unit"].sel(name=name).item())))
    return figure


def _quantiles(one: Dataset) -> Floats:
    both: Floats = np.stack([one["prior"].to_numpy(), one["posterior"].to_numpy()])
    return both


def _fill(axes: "Axes", quantiles: Floats, observed: Floats) -> None:
    scale = Scale.of(np.concatenate([quantiles.ravel(), observed]))
    intervals, dots = scale.coordinates(quantiles), scale.coordinates(observed)
    for row, (own, colour) in enumerate(zip(intervals, (QUIET, OURS), strict=True)):
        draw_interval(axes, own, row, colour)
    draw_diamonds(axes, dots, len(intervals) + np.arange(len(dots)), THEIRS, label="observed")
    ends = np.concatenate([intervals[:, -1], dots])
    texts = [brief(float(value)) for value in [*quantiles[:, 1], *observed]]
    for row, (end, text) in enumerate(zip(ends, texts, strict=True)):
        write_beside(axes, end, row, text)
    make_room(axes, np.concatenate([intervals[:, 0], dots]), ends, texts)
    label_ticks(axes, scale)
