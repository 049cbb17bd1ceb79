"""The figures of all sensitivity analyses of a run."""

from collections.abc import Mapping
from pathlib import Path

from xarray import Dataset

from uncertain_compute.study import Study
from uncertain_compute.views.information_figure import save_decision, save_information
from uncertain_compute.views.shares_figure import save_shares
from uncertain_compute.views.tornado_figure import save_tornados

FIGURES = {
    "tornado": save_tornados,
    "sobol": save_shares,
    "shapley": save_shares,
    "information": save_information,
}


def save_sensitivity(study: Study, found: Mapping[str, Dataset], folder: Path) -> list[Path]:
    """Draw what was found, of the headline quantities, as PNG and SVG; returns the files' paths.

    Measures from given data have a table and no figure: they are a check on the others.
    """
    paths = []
    for name, answer in found.items():
        if name == "decision":
            paths += save_decision(answer, folder)
        elif name in FIGURES:
            shown = [label for label in answer["quantity"].to_numpy() if str(label).partition("[")[0] in study.headline]
            paths += FIGURES[name](study, answer.sel(quantity=shown), folder)
    return paths
