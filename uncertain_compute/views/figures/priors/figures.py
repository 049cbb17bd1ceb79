"""Figures of prior sets: a panel for each uncertain assumption, and the correlations."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.summary.beliefs import stated_columns
from uncertain_compute.study.column import Column
from uncertain_compute.study.paths import without_paths
from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.panels import inches_across
from uncertain_compute.views.drawing.rendering import Picture
from uncertain_compute.views.drawing.style import (
    COLOURS,
    QUIET,
    axis_label,
    head,
    in_words,
    set_names,
)
from uncertain_compute.views.drawing.text import BOLD, wrapped
from uncertain_compute.views.figures.priors.correlations import correlations_figure, effective
from uncertain_compute.views.figures.priors.prior_fans import prior_fan_pictures
from uncertain_compute.views.figures.priors.prior_panel import Belief, draw_panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PER_ROW, LEAST_ROW = 4, 3
PANEL_WIDTH, PANEL_HEIGHT, BETWEEN = 3.3, 1.25, 1.0
HEAD, FOOT = 1.3, 0.5
"""In inches: a panel's size, the gap between rows, and the space above and below all."""

TITLE, TITLE_LINES = 9, 2
"""Font size of a panel's title in points, and its most lines."""


def prior_pictures(studies: Mapping[str, Study]) -> Iterator[Picture]:
    """Yield the priors of one set, or of two on the same axes, and their correlations.

    There are no pictures if nothing is uncertain, or nothing correlates.
    """
    uncertain = _uncertain(studies)
    yield from prior_fan_pictures(studies, uncertain)
    if names := without_paths(uncertain):
        alt = f"{set_names(studies)}: the density of each of {len(names)} uncertain assumptions."
        yield Picture("priors", alt, partial(priors_figure, studies))
    if any(map(effective, studies.values())):
        alt = f"{set_names(studies)}: how assumptions correlate."
        yield Picture("correlations", alt, partial(correlations_figure, studies))


def priors_figure(studies: Mapping[str, Study]) -> "Figure":
    """Return a panel for each column that is uncertain in a set."""
    from matplotlib.figure import Figure

    names = without_paths(_uncertain(studies))
    across = max(min(PER_ROW, len(names)), LEAST_ROW)
    down = -(-len(names) // across)
    width, height = across * PANEL_WIDTH, HEAD + FOOT + down * PANEL_HEIGHT + (down - 1) * BETWEEN
    figure = Figure(figsize=(width, height))
    panels = figure.subplots(down, across, squeeze=False).ravel()
    figure.subplots_adjust(
        left=0.01, right=0.99, bottom=FOOT / height, top=1 - HEAD / height, wspace=0.14, hspace=BETWEEN / PANEL_HEIGHT
    )
    for axes, name in zip(panels, names, strict=False):
        _fill_panel(axes, name, studies)
    for axes in panels[len(names) :]:
        axes.remove()
    several = len(studies) > 1
    counted = f"{len(names)} uncertain assumption{'s' if len(names) > 1 else ''}"
    head(figure, f"{'Two prior sets' if several else set_names(studies)}: {counted}", _note(studies, names))
    if several:
        _legend(figure, studies)
    return figure


def _uncertain(studies: Mapping[str, Study]) -> list[str]:
    """Return the columns that are uncertain in a set, in the order in which the sets state them."""
    held = {name for study in studies.values() for name in study.uncertain_columns}
    return [name for name in stated_columns(studies.values()) if name in held]


def _fill_panel(axes: "Axes", name: str, studies: Mapping[str, Study]) -> None:
    """Draw each set's belief about a column, in the unit of the first set that has it."""
    quantity = name_of(name)
    holding = [study for study in studies.values() if name in study.columns]
    unit = next((study.unit(quantity) for study in holding if study.unit(quantity)), "")
    beliefs = [
        Belief(_in_unit(study, name, unit), colour)
        for study, colour in zip(studies.values(), COLOURS, strict=False)
        if name in study.columns
    ]
    axes.tick_params(axis="x", labelsize=8, pad=2)
    draw_panel(axes, beliefs)
    axes.set_xlabel(axis_label(unit), fontsize=8, labelpad=2)
    title = wrapped(in_words(holding[0], name), inches_across(axes), TITLE, BOLD, TITLE_LINES)
    axes.set_title(title, fontsize=TITLE, pad=15)
    axes.text(0.0, 1.035, name, transform=axes.transAxes, fontsize=7, color=QUIET)


def _in_unit(study: Study, name: str, wanted: str) -> Column:
    """Return a column in another set's unit, if the model leaves the unit to the sets."""
    column, unit = study.columns[name], study.unit(name_of(name))
    factor = study.units.conversion(unit, wanted, f"priors.{name}") if unit else 1.0
    return replace(column, factor=column.factor * factor)


def _legend(figure: "Figure", studies: Mapping[str, Study]) -> None:
    from matplotlib.patches import Patch

    patches = [Patch(color=colour, label=name) for name, colour in zip(studies, COLOURS, strict=False)]
    edges = figure.subplotpars
    figure.legend(
        handles=patches, loc="upper right", bbox_to_anchor=(edges.right, 1.0), ncols=len(patches), frameon=False
    )


def _note(studies: Mapping[str, Study], names: list[str]) -> str:
    columns = [(name, study.columns[name]) for study in studies.values() for name in study.columns]
    fixed = len(stated_columns(studies.values())) - len(_uncertain(studies))
    parts = [
        "Area: probability density, of the logarithm where the axis is logarithmic; line below: 5% to 95%; dot: median",
        *(["stem: a single value with its probability"] if any(_has_stems(column) for _, column in columns) else []),
        *(
            ["vertical line: fixed in that set"]
            if any(column.fixed for name, column in columns if name in names)
            else []
        ),
    ]
    left_out = f" Not drawn: {fixed} fixed." if fixed else ""
    return f"{'; '.join(parts)}. Heights differ between panels, and the sharpest spikes are cut.{left_out}"


def _has_stems(column: Column) -> bool:
    return bool(column.distribution.atoms) and not column.fixed
