"""Prior and posterior densities of the quantities, and of the assumptions with the most bits learnt."""

from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.evidence.posterior_shift import FEW_VALUES
from uncertain_compute.analysis.summary.labels import events_of
from uncertain_compute.arrays import Floats
from uncertain_compute.posterior.likelihood import values_of
from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.kernel_density import kernel_density
from uncertain_compute.views.drawing.marks import draw_area, draw_interval
from uncertain_compute.views.drawing.panels import (
    FIGURE,
    MARGIN,
    SMALL,
    TEXT,
    WIDTH,
    add_panel,
    name_panel,
    titled_figure,
)
from uncertain_compute.views.drawing.scale import Scale
from uncertain_compute.views.drawing.stems import STEM_WIDTH
from uncertain_compute.views.drawing.style import OURS, QUIET, axis_label
from uncertain_compute.views.drawing.ticks import label_ticks
from uncertain_compute.views.numbers import percent
from uncertain_compute.views.tables.update import means_of, quantile_texts, quantities_in, ranked_assumptions

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_PANELS, MOST_QUANTITIES = 8, 6
HEIGHT, BELOW, LEGEND = 1.0, 1.05, 0.3
"""In inches: a panel's height, the space below it, and the space for the legend."""

POINTS = 4000
EDGES = (0.001, 0.999)
STEM = 0.012


def posterior_figure(study: Study, run: DataTree) -> "Figure":
    """Return a panel with both densities for each target and each assumption with the most bits learnt."""
    posterior_shift = run["posterior_shift"].to_dataset()
    names = _shown(study, posterior_shift)
    attrs = run["posterior"].attrs
    failed = "FAILED, not to be used: " if attrs["failures"] else ""
    note = (
        f"{failed}{run['observed_data'].sizes['observation']} observations, by {attrs['method']}. "
        "Line below: 5% to 95%, with the median. First the quantities, then the assumptions of which most was learnt."
    )
    height = len(names) * (HEIGHT + BELOW) + LEGEND
    figure = titled_figure(FIGURE, height, "What the evidence changes", note)
    before, after = (_columns(run[group].to_dataset(), names) for group in ("prior", "posterior"))
    for index, name in enumerate(names):
        bottom = (len(names) - index) * (HEIGHT + BELOW) - HEIGHT - 0.55
        axes = add_panel(figure, MARGIN, bottom, WIDTH, HEIGHT)
        moved = _moved(posterior_shift.sel(name=name), is_event=name_of(name) in events_of(study))
        _fill(axes, before[name], after[name], posterior_shift.sel(name=name), int(attrs["effective_draws"]))
        axes.annotate(moved, (0, 1), (0, 4), "axes fraction", "offset points", fontsize=SMALL, color=QUIET)
    _legend(figure, height / figure.get_size_inches()[1])
    return figure


def _shown(study: Study, posterior_shift: Dataset) -> list[str]:
    """Return quantities, the headline's first, and assumptions; where there are many, two panels are assumptions'."""
    first = [quantities_in(posterior_shift, names) for names in (study.headline, study.targets)]
    quantities = list(dict.fromkeys(name for names in first for name in names))
    assumptions = [name for name in ranked_assumptions(study, posterior_shift) if name not in quantities]
    return [*quantities[: max(MOST_QUANTITIES, MOST_PANELS - len(assumptions))], *assumptions][:MOST_PANELS]


def _columns(group: Dataset, names: list[str]) -> dict[str, Floats]:
    return values_of(group, [name_of(name) for name in names])


def _fill(axes: "Axes", before: Floats, after: Floats, posterior_shift: Dataset, effective: int) -> None:
    quantiles = np.stack([posterior_shift["prior"].to_numpy(), posterior_shift["posterior"].to_numpy()])
    scale = Scale.of(before, *((low, high) for low, _, high in quantiles))
    tallest = 0.0
    for values, colour, count in ((before, QUIET, POINTS), (after, OURS, effective)):
        tallest = max(tallest, _density(axes, values, colour, min(count, POINTS), scale))
    for row, (own, colour) in enumerate(zip(scale.coordinates(quantiles), (QUIET, OURS), strict=True)):
        draw_interval(axes, own, -0.13 * (row + 1) * tallest, colour)
    axes.set_ylim(-0.4 * tallest, 1.08 * tallest)
    axes.set_yticks([])
    axes.tick_params(axis="x", labelsize=SMALL, pad=2)
    label_ticks(axes, scale)
    name_panel(axes, str(posterior_shift["name"].item()), TEXT + 1, pad=16, loc="left")
    axes.set_xlabel(axis_label(str(posterior_shift["unit"].item())), fontsize=SMALL, labelpad=1)


def _moved(one: Dataset, *, is_event: bool) -> str:
    """Return how far the median moved, or an event's probability, and how much was learnt."""
    (_, old, _), (_, new, _) = quantile_texts(one)
    moved = "probability {} → {}".format(*map(percent, means_of(one))) if is_event else f"median {old} → {new}"
    return f"{moved}; {float(one['bits_learnt']):.2f} bit learnt"


def _density(axes: "Axes", values: Floats, colour: str, count: int, scale: Scale) -> float:
    """Draw a density as smooth as ``count`` draws allow, or the shares of a few values; return its height."""
    different, counts = np.unique(values, return_counts=True)
    coordinates = scale.coordinates(different)
    if len(different) <= FEW_VALUES:
        side = STEM * float(np.ptp(coordinates)) * (1 if colour == OURS else -1)
        shares = counts / counts.sum()
        axes.vlines(coordinates + side, 0, shares, color=colour, linewidth=STEM_WIDTH)
        return float(shares.max())
    points = scale.coordinates(np.quantile(values, (np.arange(count) + 0.5) / count, method="hazen"))
    low, high = np.quantile(points, EDGES, method="hazen")
    along, heights = kernel_density(points[(points >= low) & (points <= high)])
    draw_area(axes, along, heights, colour, linewidth=1.6)
    return float(heights.max())


def _legend(figure: "Figure", top: float) -> None:
    from matplotlib.patches import Patch

    patches = [
        Patch(facecolor=colour, edgecolor=colour, alpha=0.6, label=label)
        for label, colour in (("prior", QUIET), ("posterior", OURS))
    ]
    figure.legend(handles=patches, loc="upper left", bbox_to_anchor=(0, top), ncols=2, frameon=False, fontsize=TEXT)
