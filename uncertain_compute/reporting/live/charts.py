"""A study's own charts for the page: each row with the indices of the draws that it shows."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from uncertain_compute.addresses import columns_within, coordinate_of, name_of
from uncertain_compute.study.charts import Chart, Row
from uncertain_compute.study.paths import paths_in
from uncertain_compute.study.study import Study
from uncertain_compute.views.numbers import unit_text


def columns_shown(study: Study) -> list[str]:
    """Return the columns of quantities and assumptions that a study's charts show."""
    return list(dict.fromkeys(one for chart in study.charts for _, row in chart.rows for one in _columns(study, row)))


def charts_of(study: Study, found: Sequence[str], given: Sequence[str]) -> list[dict[str, Any]]:
    """Return a study's charts, as the page draws them.

    Parameters
    ----------
    found
        The columns that the page computes.
    given
        The columns of assumptions that it computes them from.
    """
    indices = {column: index for index, column in enumerate(found)}
    return [
        {
            "title": chart.title,
            "kind": chart.kind,
            "panels": [
                {
                    "title": panel.title,
                    "rows": [
                        _row(study, row, column) | {"target": indices[column], "given": _given(study, row, given)}
                        for row in panel.rows
                        for column in _columns(study, row)
                    ],
                    "paths": _paths(study, chart, panel.rows, indices),
                }
                for panel in chart.panels
            ],
        }
        for chart in study.charts
    ]


def _columns(study: Study, row: Row) -> list[str]:
    return columns_within(row.quantity, study.columns_of(row.of), "charts")


def _row(study: Study, row: Row, column: str) -> dict[str, Any]:
    published = row.published.get(coordinate_of(column), row.published.get(""))
    return {
        "part": row.part,
        "label": row.label or coordinate_of(column) or study.label(row.of),
        "unit": unit_text(study.unit(row.of)),
        "published": None if published is None else list(map(float, published)),
        "corrected": row.corrected,
    }


def _given(study: Study, row: Row, columns: Sequence[str]) -> list[tuple[int, float]]:
    """Return the indices of the columns that a row replaces, with the numbers that replace them."""
    found: list[tuple[int, float]] = []
    for name, variable in study.given_values(row.given).items():
        own = [index for index, column in enumerate(columns) if name_of(column) == name]
        found += zip(own, np.broadcast_to(variable.values, len(own)).tolist(), strict=True)
    return found


def _paths(study: Study, chart: Chart, rows: Sequence[Row], indices: Mapping[str, int]) -> list[dict[str, Any]]:
    if chart.kind != "fan":
        return []
    return [
        {
            "name": row.label or study.label(row.of),
            "targets": [indices[one] for one in path.columns],
            "labels": path.labels,
            "positions": path.positions,
        }
        for row in rows
        for path in paths_in(_columns(study, row))
    ]
