"""Which observation moved what: a panel for each headline quantity, with a bar for each observation."""

from typing import TYPE_CHECKING

import numpy as np
from xarray import DataTree

from uncertain_compute.arrays import Floats
from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.bars import labels, numbers, ranking
from uncertain_compute.views.drawing.panels import ABOVE, name_panel, stacked
from uncertain_compute.views.drawing.series import Series, draw_series
from uncertain_compute.views.tables.update import quantities_in

if TYPE_CHECKING:
    from matplotlib.figure import Figure

READING = (
    "How far the mean would go back if the observation were left out and all others kept, in standard deviations "
    "of the prior. Whiskers: two Monte Carlo errors. Observations with the same content share their effect."
)
ERRORS = 2.0


def influence_figure(study: Study, run: DataTree) -> "Figure":
    """Return bars of how far each observation moves each headline quantity."""
    posterior_shift = run["posterior_shift"].to_dataset()
    names = quantities_in(posterior_shift, study.headline)
    shifts, errors = (
        numbers(posterior_shift[f"shift_by_observation{of}"].sel(name=names), "name", "observation")
        for of in ("", "_mcse")
    )
    orders = [ranking(np.abs(own)) for own in shifts]
    observations = labels(posterior_shift["observation"])
    rows = [order.rows(observations, "none larger") for order in orders]
    figure, panels = stacked(rows, "Which observation moved the answer", READING, above=ABOVE)
    for axes, name, order, shift, error in zip(panels, names, orders, shifts, errors, strict=True):
        interval = np.stack([shift - ERRORS * error, shift + ERRORS * error], axis=-1)
        draw_series(axes, order, [Series("shift", shift, interval, _largest)], _signed)
        name_panel(axes, name)
        axes.set_xlabel("shift of the mean in standard deviations of the prior")
    return figure


def _largest(values: Floats) -> float:
    return float(values[np.abs(values).argmax()])


def _signed(value: float, _: float) -> str:
    return f"{round(value, 2) + 0.0:+.2f}"
