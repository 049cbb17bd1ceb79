"""The figures of what evidence changed."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from xarray import DataTree

from uncertain_compute.study import Study
from uncertain_compute.views.evidence_figure import evidence_figure
from uncertain_compute.views.house import house_style, write_figure
from uncertain_compute.views.influence_figure import influence_figure
from uncertain_compute.views.posterior_figure import posterior_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FIGURES: "dict[str, Callable[[Study, DataTree], Figure]]" = {
    "posterior": posterior_figure,
    "influence": influence_figure,
    "evidence": evidence_figure,
}


def save_update(study: Study, run: DataTree, folder: Path) -> list[Path]:
    """Draw prior and posterior, each item's influence, and the items beside what was foreseen, as PNG and SVG."""
    paths = []
    for stem, figure_of in FIGURES.items():
        with house_style():
            paths += write_figure(figure_of(study, run), folder, stem)
    return paths
