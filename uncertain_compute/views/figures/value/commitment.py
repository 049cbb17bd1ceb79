"""A commitment along an ordered dimension: the best amounts, the cost in each way, and the value of knowing more."""

from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset

from uncertain_compute.arrays import Floats
from uncertain_compute.priors.reading.notation.positions import positions_of
from uncertain_compute.views.drawing.bars import labels, numbers
from uncertain_compute.views.drawing.fan import BELOW, HEIGHT, LEFT, RIGHT, label_axes, set_ends
from uncertain_compute.views.drawing.marks import draw_band, draw_path
from uncertain_compute.views.drawing.panels import CAPTIONED, FIGURE, LIGHT, SMALL, add_panel, caption, titled_figure
from uncertain_compute.views.drawing.scale import Scale
from uncertain_compute.views.drawing.style import COLOURS, axis_label
from uncertain_compute.views.figures.value.decision_panel import KnowingPanel, loss_text, loss_unit, title_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SAVING = (
    "By how much the expected cost of all {along}s shrinks if the assumption is known before deciding (EVPPI). "
    "Whiskers: 95% Monte Carlo interval."
)


def commitment_figure(decision: Dataset) -> "Figure":
    """Return a figure of the best amounts, of the expected cost in each way, and of the value of knowing more."""
    knowing = KnowingPanel.of(decision)
    bars, panel = knowing.height, BELOW + HEIGHT + CAPTIONED
    figure = titled_figure(FIGURE, bars + 2 * panel, title_of(decision), _note(decision))
    positions = np.array(positions_of(tuple(labels(decision["coordinate"]))))
    across = FIGURE - LEFT - RIGHT
    _draw_amounts(add_panel(figure, LEFT, bars + panel + BELOW, across, HEIGHT), decision, positions)
    _draw_costs(add_panel(figure, LEFT, bars + BELOW, across, HEIGHT), decision, positions)
    knowing.draw(figure, SAVING.format(along=decision.attrs["along"]))
    return figure


def _note(decision: Dataset) -> str:
    loss, everything = (loss_text(decision, name) for name in ("expected_loss", "evpi"))
    return (
        f"The best plan is expected to cost {loss} in all, not discounted. "
        f"Knowing everything before deciding (EVPI) is worth {everything}."
    )


def colours_of(decision: Dataset) -> dict[str, str]:
    """Return a colour for each way."""
    return dict(zip(labels(decision["option"]), COLOURS, strict=False))


def _draw_amounts(axes: "Axes", decision: Dataset, positions: Floats) -> None:
    """Draw the best amount in the colour of its way, over the interval of the mean need."""
    best, need = numbers(decision["best"]), numbers(decision["need"], "coordinate", "end")
    ways, colours = labels(decision["best_option"]), colours_of(decision)
    committed = best > 0
    scale = Scale.of(np.concatenate([need.ravel(), best[committed]]))
    draw_band(axes, positions, scale.coordinates(need), LIGHT, label="need")
    if committed.any():
        axes.plot(
            positions[committed], scale.coordinates(best[committed]), color="#444444", linewidth=0.9, label="best"
        )
    for way, colour in colours.items():
        own = committed & (np.array(ways) == way)
        if own.any():
            axes.plot(positions[own], scale.coordinates(best[own]), "o", color=colour, markersize=5, label=way)
    _finish(axes, decision, positions, scale)
    unit = str(decision.attrs["unit"])
    caption(
        axes,
        "What to commit to" + (f", in {axis_label(unit)}" if unit else ""),
        f"Points: the best amount, in the colour of its way. Band: 90% interval of the mean need. {_above(decision)}",
        keyed=True,
    )


def _above(decision: Dataset) -> str:
    """Return a sentence on how often more than the best amount is needed."""
    low, high = (f"{100 * end(numbers(decision['hours_above'])):.0f}%" for end in (np.min, np.max))
    return f"More is needed in {low if low == high else f'{low} to {high}'} of the hours."


def _draw_costs(axes: "Axes", decision: Dataset, positions: Floats) -> None:
    """Draw the cost in each way with its best amount."""
    costs = numbers(decision["expected_loss_of"], "option", "coordinate")
    scale = Scale.of(costs)
    for (way, colour), own in zip(colours_of(decision).items(), costs, strict=True):
        draw_path(axes, positions, scale.coordinates(own), colour, label=way)
    _finish(axes, decision, positions, scale)
    unit = loss_unit(decision)
    text = "Each way with its best amount, which may be none; the rest is paid as needed."
    caption(axes, "Expected cost" + (f", in {axis_label(unit)}" if unit else ""), text, keyed=True)


def _finish(axes: "Axes", decision: Dataset, positions: Floats, scale: Scale) -> None:
    set_ends(axes, positions)
    label_axes(axes, labels(decision["coordinate"]), positions, scale)
    handles, names = axes.get_legend_handles_labels()
    shown = [(handle, name) for handle, name in zip(handles, names, strict=True) if name not in ("best", "need")]
    axes.legend(
        *zip(*shown, strict=True), loc="lower left", bbox_to_anchor=(0.0, 1.0), borderaxespad=0.3, frameon=False,
        fontsize=SMALL, ncols=len(shown), handlelength=1.4,
    )  # fmt: skip
