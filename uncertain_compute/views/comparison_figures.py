"""All figures of a comparison."""

import re
from pathlib import Path

import numpy as np
from xarray import DataTree

from uncertain_compute.views.bars import labels
from uncertain_compute.views.beliefs_figure import beliefs_figure
from uncertain_compute.views.house import house_style, write_figure
from uncertain_compute.views.variants_figure import variants_figure
from uncertain_compute.views.waterfall_figure import waterfall_figure

UNSAFE = re.compile(r"[^\w.-]+")


def save_comparison(tree: DataTree, folder: Path) -> list[Path]:
    """Draw variants beside each other, the beliefs that differ, and what makes each difference; returns the files."""
    with house_style():
        paths = write_figure(variants_figure(tree), folder, "comparison")
        if "beliefs" in tree.children:
            paths += write_figure(beliefs_figure(tree), folder, "beliefs")
        for number, other in enumerate(labels(tree["differences"].to_dataset()["other"]), start=1):
            stem = f"waterfall-{number}-{UNSAFE.sub('-', other).strip('-')}"
            for quantity in _attributed(tree, other):
                paths += write_figure(waterfall_figure(tree, other, quantity), folder, f"{stem}-{quantity}")
    return paths


def _attributed(tree: DataTree, other: str) -> list[str]:
    shares = tree["attribution"].to_dataset() if "attribution" in tree.children else None
    if shares is None or other not in labels(shares["other"]):
        return []
    whole = shares["whole"].sel(other=other)
    return labels(whole["quantity"][np.isfinite(whole.to_numpy())])
