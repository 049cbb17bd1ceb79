"""The page of a comparison: how variants differ, and which beliefs make the difference."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.analysis.reading import COMMAND, CONFIG
from uncertain_compute.files.writing import write_together
from uncertain_compute.reporting.page import filled, inlined
from uncertain_compute.views.drawing.bars import labels
from uncertain_compute.views.numbers import brief, unit_text
from uncertain_compute.views.tables.comparison import (
    BETWEEN,
    OWN,
    attribution_sentences,
    comparison_cells,
    comparison_method,
    difference_sentences,
)
from uncertain_compute.views.tables.run import PAGE

if TYPE_CHECKING:
    from markupsafe import Markup

SECTIONS = {
    "answer": "How they differ",
    "differences": "Every difference",
    "reasons": "What makes the difference",
    "beliefs": "Who believes what",
    "reproduce": "Run it again",
}
ANSWERING = ("comparison", "fan-")
"""Figures whose names begin like this stand beside the answer."""


def write_comparison(tree: DataTree, folder: Path, formats: Collection[str], *, page: bool) -> None:
    """Write a comparison's figures and, with ``page``, its page; everything or nothing is written."""
    from uncertain_compute.views.drawing.rendering import named, rendered
    from uncertain_compute.views.drawing.style import house_style
    from uncertain_compute.views.figures.comparison.figures import comparison_pictures

    kinds = {*formats, "svg"} if page else set(formats)
    with house_style():
        pictures = dict(named(comparison_pictures(tree)))
        drawn = {name: rendered(picture, kinds) for name, picture in pictures.items()}
    written = {folder / "figures" / f"{name}.{kind}": drawn[name][kind] for name in pictures for kind in formats}
    if page:
        shown: dict[str, list[Markup]] = {"answer": [], "reasons": []}
        for number, (name, picture) in enumerate(pictures.items()):
            section = "answer" if name.startswith(ANSWERING) else "reasons"
            shown[section].append(inlined(f"figure{number}", drawn[name]["svg"], picture.alt))
        written[folder / PAGE] = comparison_html(tree, shown).encode()
    write_together(written)


def comparison_html(tree: DataTree, drawn: "Mapping[str, Sequence[Markup]]") -> str:
    """Return the page of a comparison as HTML."""
    variants = labels(tree["quantities"].to_dataset()["variant"])
    reference = str(tree.attrs["reference"])
    words: dict[str, Any] = {
        "title": f"{' and '.join(variants)}: how they differ" if len(variants) == 2 else "How the variants differ",
        "variants": variants,
        "reference": reference,
        "answer": [*attribution_sentences(tree)] or [*difference_sentences(tree)],
        "notes": [line for line in str(tree.attrs["notes"]).splitlines() if line],
        "quantities": [_filled_in(*one) for one in comparison_cells(tree)],
        "headings": [*OWN, *BETWEEN],
        "method": comparison_method(tree),
        "beliefs": _beliefs(tree["beliefs"].to_dataset()) if "beliefs" in tree.children else [],
        "command": str(tree.attrs.get(COMMAND, "")),
        "config": str(tree.attrs.get(CONFIG, "")),
        "figures": drawn,
    }
    held = {"answer": True, "differences": True, "reasons": drawn["reasons"], "beliefs": words["beliefs"]}
    held["reproduce"] = words["command"] or words["config"]
    return filled("comparison.html.j2", {**words, "sections": {k: SECTIONS[k] for k, there in held.items() if there}})


def _filled_in(quantity: str, unit: str, rows: dict[str, dict[str, str]]) -> tuple[str, str, dict[str, dict[str, str]]]:
    """Return the rows of a quantity with a cell under each heading."""
    empty = dict.fromkeys((*OWN, *BETWEEN), "")
    return quantity, unit, {variant: {**empty, **cells} for variant, cells in rows.items()}


def _beliefs(beliefs: Dataset) -> list[dict[str, Any]]:
    """Return the belief of each variant about each assumption on which they differ."""
    return [
        {
            "name": name,
            "unit": unit_text(str(own["assumption_unit"].item())),
            "said": {variant: _said(own.sel(variant=variant)) for variant in labels(own["variant"])},
        }
        for name in labels(beliefs["assumption"])
        for own in [beliefs.sel(assumption=name)]
    ]


def _said(one: Dataset) -> dict[str, str]:
    """Return a belief as written, with its P5, P50 and P95; a single number if it is fixed."""
    quantiles = one["quantile"].to_numpy()
    if not np.isfinite(quantiles).all():
        return {"written": "", "numbers": ""}
    numbers = dict.fromkeys(map(brief, quantiles.tolist()))
    return {"written": str(one["written"].item()), "numbers": " · ".join(numbers)}
