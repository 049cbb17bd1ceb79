"""What a page's reader may change, and what may drive its targets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from uncertain_compute.addresses import address_of, coordinate_of, labels_of, name_of
from uncertain_compute.draws.blocks import Plan
from uncertain_compute.priors.dependence.one_rank import by_rank
from uncertain_compute.priors.reading.spec import Prior
from uncertain_compute.reporting.live.anchors import BetweenAnchors
from uncertain_compute.reporting.live.beliefs import words_of
from uncertain_compute.study.column import Column
from uncertain_compute.study.study import Study
from uncertain_compute.views.numbers import unit_text


def controls_of(
    study: Study, name: str, columns: Sequence[str], between: Mapping[str, BetweenAnchors]
) -> Iterator[dict[str, Any]]:
    """Yield the controls of an assumption: one for each column, or for those that are copies of one belief.

    Parameters
    ----------
    columns
        The columns of the page.
    between
        The assumption's columns that follow others, and so have no control.
    """
    assumption = study.assumptions[name]
    own = assumption.columns
    dims = [dim for dim in assumption.dimensions if dim not in assumption.shared]
    scales = {anchor: one.scale for one in between.values() for anchor in (one.first, one.second)}
    for copies in _copies(own):
        if copies[0] in between:
            continue
        said = _common_labels(copies, dims, assumption.copied)
        yield _control(study, study.columns[copies[0]]) | {
            "tied": any({tie.first, tie.second} & set(own) for tie in study.correlations),
            "path": [name, *(word for pair in said.items() for word in pair)],
            "name": address_of(name, said.values()),
            "label": study.label(name),
            "columns": [columns.index(one) for one in copies],
            "coordinates": [f"[{coordinate_of(one)}]" for one in copies] if len(copies) > 1 else [],
            "scale": scales.get(copies[0], ""),
        }


def _copies(columns: Mapping[str, Prior]) -> list[list[str]]:
    """Return the columns that have one belief together, for each belief."""
    found: dict[int, list[str]] = {}
    for column, prior in columns.items():
        found.setdefault(id(prior), []).append(column)
    return list(found.values())


def _common_labels(copies: Sequence[str], dims: Sequence[str], copied: Sequence[str]) -> dict[str, str]:
    """Return the label of each dimension along which a belief is not copied, be it to a single coordinate."""
    along = zip(dims, zip(*map(labels_of, copies), strict=True), strict=True)
    return {dim: labels[0] for dim, labels in along if dim not in copied and len(set(labels)) == 1}


def drivers_of(study: Study, name: str, columns: Sequence[str], plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield each column of an assumption, or each path whose columns have one rank, with what it correlates with."""
    own = study.assumptions[name].columns
    groups = [group.columns for group in plan.groups if not set(own).isdisjoint(group.columns)]
    beside = [columns.index(one) for group in groups for one in group if one in columns]
    for address, inside in by_rank(own, study.memory, study.assumptions).items():
        label = f"{study.label(name)} [{coordinate_of(address)}]" if labels_of(address) else study.label(name)
        yield {"label": label, "columns": [columns.index(one) for one in inside], "beside": beside}


def _control(study: Study, column: Column) -> dict[str, Any]:
    prior, allowed = column.prior, column.allowed.in_unit(column.factor)
    unit = prior.unit or study.unit(name_of(column.name))
    return {
        "written": words_of(prior),
        "unit": unit,
        "shownUnit": unit_text(unit),
        "fixed": column.fixed,
        "low": float(allowed.low) if np.isfinite(allowed.low) else None,
        "high": float(allowed.high) if np.isfinite(allowed.high) else None,
        "aboveLow": allowed.above_low,
        "range": str(column.allowed),
    }
