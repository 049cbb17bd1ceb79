"""All figures of a comparison."""

import re
from collections.abc import Iterator
from functools import partial

import numpy as np
from xarray import DataTree

from uncertain_compute.study.paths import paths_in, shown_columns
from uncertain_compute.views.drawing.bars import labels
from uncertain_compute.views.drawing.rendering import Picture
from uncertain_compute.views.figures.comparison.beliefs import beliefs_figure
from uncertain_compute.views.figures.comparison.variant_fans import tree_without, variant_fans_figure
from uncertain_compute.views.figures.comparison.variants import variants_figure
from uncertain_compute.views.figures.comparison.waterfall import waterfall_figure

UNSAFE = re.compile(r"[^\w.-]+")


def comparison_pictures(tree: DataTree) -> Iterator[Picture]:
    """Yield the variants side by side, the beliefs that differ, and what makes each difference."""
    paths = paths_in(labels(tree["quantities"].to_dataset()["quantity"]))
    for path in paths:
        alt = f"{path.name} in each variant over {path.labels[0]} to {path.labels[-1]}, and how they differ."
        yield Picture(f"fan-{path.name}", alt, partial(variant_fans_figure, tree, path))
    without = tree_without(tree, {column for path in paths for column in path.columns})
    if without["quantities"].sizes["quantity"]:
        yield Picture("comparison", "Each variant's intervals of each quantity.", partial(variants_figure, without))
    if "beliefs" in tree.children:
        yield Picture("beliefs", "The beliefs that differ, side by side.", partial(beliefs_figure, tree))
    for number, other in enumerate(labels(tree["differences"].to_dataset()["other"]), start=1):
        stem = f"waterfall-{number}-{UNSAFE.sub('-', other).strip('-')}"
        for quantity in shown_columns(_attributed(tree, other)):
            alt = f"Waterfall: each belief's part in the change of {quantity} to {other}."
            yield Picture(f"{stem}-{quantity}", alt, partial(waterfall_figure, tree, other, quantity))


def _attributed(tree: DataTree, other: str) -> list[str]:
    shares = tree["attribution"].to_dataset() if "attribution" in tree.children else None
    if shares is None or other not in labels(shares["other"]):
        return []
    whole = shares["whole"].sel(other=other)
    return labels(whole["quantity"][np.isfinite(whole.to_numpy())])
