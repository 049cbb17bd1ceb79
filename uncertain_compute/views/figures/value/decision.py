"""A decision: the expected loss of each option, and the value of knowing more before deciding."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset

from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.bars import Ranking, labels, numbers
from uncertain_compute.views.drawing.marks import draw_band, draw_crossing_intervals
from uncertain_compute.views.drawing.panels import (
    BELOW,
    CAPTIONED,
    DARK,
    FIGURE,
    LIGHT,
    MARGIN,
    TEXT,
    add_panel,
    caption,
    name_rows,
    panel_height,
    titled_figure,
)
from uncertain_compute.views.drawing.scale import EVEN, Scale
from uncertain_compute.views.drawing.series import Series, draw_series
from uncertain_compute.views.drawing.style import OURS, axis_label
from uncertain_compute.views.drawing.ticks import label_ticks, label_upright
from uncertain_compute.views.figures.value.decision_panel import (
    KnowingPanel,
    loss_amount,
    loss_text,
    loss_unit,
    title_of,
)
from uncertain_compute.views.numbers import amount

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CURVE_HEIGHT, NUMBERS_WIDTH = 2.6, 0.75
"""Size of the panel of an order's losses, and space for the ticks on its left, in inches."""

SHORTEST = 0.1
"""The lower end of the best order is drawn at this share of it or above, as it may be negative on a logarithmic
axis."""

SAVING = (
    "By how much the expected loss shrinks if the assumption is known before deciding (EVPPI).\n"
    "Whiskers: 95% Monte Carlo interval."
)


def decision_figure(decision: Dataset) -> "Figure":
    """Return a figure of the options' expected losses, and of the value of knowing each assumption."""
    knowing = KnowingPanel.of(decision)
    options = [] if _is_order(decision) else labels(decision["option"])
    left = MARGIN if options else NUMBERS_WIDTH
    height = panel_height(len(options)) if options else CURVE_HEIGHT
    whole = knowing.height + BELOW + height + CAPTIONED
    figure = titled_figure(FIGURE, whole, title_of(decision), _note(decision))
    upper = add_panel(figure, left, knowing.height + BELOW, FIGURE - left - MARGIN, height)
    (_draw_options if options else _draw_orders)(upper, decision)
    knowing.draw(figure, SAVING)
    return figure


def _is_order(decision: Dataset) -> bool:
    return bool(decision.attrs["kind"] == "order")


def _best(decision: Dataset) -> str:
    if _is_order(decision):
        return amount(float(decision["best"]), str(decision.attrs["unit"]))
    return str(decision.attrs["best_option"])


def _note(decision: Dataset) -> str:
    loss, everything = (loss_text(decision, name) for name in ("expected_loss", "evpi"))
    best = f"Best: {_best(decision)}, with an expected loss of {loss}."
    return f"{best} Knowing everything before deciding (EVPI) is worth {everything}."


def _draw_orders(axes: "Axes", decision: Dataset) -> None:
    """Draw the expected loss of each order with its interval, and mark the best."""
    orders, losses = numbers(decision["option"]), numbers(decision["expected_loss_of"])
    scale = Scale.of(orders)
    along = scale.coordinates(orders)
    interval = numbers(decision["expected_loss_of_ci"], "option", "bound")
    draw_band(axes, along, interval, LIGHT, label="interval of the loss")
    axes.plot(along, losses, color=OURS, label="expected loss")
    _fit(axes, along, interval)
    _mark_best(axes, decision, scale)
    label_ticks(axes, scale)
    label_upright(axes, EVEN)
    axes.set_xlabel(_with_unit("order", str(decision.attrs["unit"])))
    axes.set_ylabel(_with_unit("expected loss", loss_unit(decision)))
    idle, missing = (amount(float(decision.attrs[name]), loss_unit(decision)) for name in ("idle_cost", "missing_cost"))
    costs = f"Each idle one costs {idle}, each missing one {missing}; band and thin lines: 95% Monte Carlo interval."
    caption(axes, "Expected loss of each order", costs)


def _mark_best(axes: "Axes", decision: Dataset, scale: Scale) -> None:
    """Draw the best order and its loss, both with their errors."""
    ends = numbers(decision["best_ci"])
    best, loss = float(decision["best"]), float(decision["expected_loss"])
    ends = np.fmax(ends, SHORTEST * best) if scale.logarithmic else ends
    across = scale.coordinates(np.insert(ends, 1, best))
    best = float(across[1])
    axes.vlines(best, axes.get_ylim()[0], loss, color=OURS, linewidth=0.9, linestyle="--")
    draw_crossing_intervals(axes, across, np.insert(numbers(decision["expected_loss_ci"]), 1, loss), "best")
    text = f"best: {_best(decision)}\nloses {loss_text(decision, 'expected_loss')}"
    axes.annotate(text, (best, loss), (0, 14), textcoords="offset points", ha="center", fontsize=TEXT)


def _fit(axes: "Axes", along: Floats, interval: Floats) -> None:
    low, high = float(interval.min()), float(interval.max())
    axes.set_xlim(float(along.min()), float(along.max()))
    axes.set_ylim(0.0 if low >= 0 else low - 0.05 * (high - low), high + 0.05 * (high - low))


def _with_unit(what: str, unit: str) -> str:
    return f"{what} in {axis_label(unit)}" if unit else what


def _draw_options(axes: "Axes", decision: Dataset) -> None:
    """Draw the expected loss of each option in the stated order, the best in a dark colour."""
    options = labels(decision["option"])
    name_rows(axes, options)
    losses = Series.of(decision, "expected_loss_of", "expected loss")
    draw_series(axes, Ranking([*range(len(options))], [], 0), [losses], partial(loss_amount, decision))
    for name, bar in zip(options, axes.patches, strict=True):
        bar.set_facecolor(DARK if name == _best(decision) else LIGHT)
    axes.set_xlabel(axis_label(loss_unit(decision)))
    caption(axes, "Expected loss of each option", "Dark: the best. Whiskers: 95% Monte Carlo interval.")
