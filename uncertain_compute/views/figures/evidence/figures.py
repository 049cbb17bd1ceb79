"""All figures of the effect of evidence."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from xarray import DataTree

from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.rendering import Picture
from uncertain_compute.views.figures.evidence.influence import influence_figure
from uncertain_compute.views.figures.evidence.observations import evidence_figure
from uncertain_compute.views.figures.evidence.posterior import posterior_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FIGURES: "dict[str, tuple[str, Callable[[Study, DataTree], Figure]]]" = {
    "posterior": ("Densities of quantities and assumptions before and after the evidence.", posterior_figure),
    "influence": ("Bars: how far each observation moves each quantity's mean.", influence_figure),
    "evidence": ("Each observation with what the prior predicted of it.", evidence_figure),
}


def update_pictures(study: Study, run: DataTree) -> Iterator[Picture]:
    """Yield prior and posterior, each observation's influence, and the observations with their predictions."""
    for stem, (alt, figure_of) in FIGURES.items():
        yield Picture(stem, alt, partial(figure_of, study, run))
