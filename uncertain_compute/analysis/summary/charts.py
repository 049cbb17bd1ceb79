"""The content of a study's charts: quantiles of each row, and published ranges."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.addresses import coordinate_of, is_within
from uncertain_compute.analysis.summary.evaluated import evaluated
from uncertain_compute.analysis.summary.monte_carlo.errors import quantiles_with_errors
from uncertain_compute.analysis.summary.samples import DrawSample
from uncertain_compute.arrays import Floats
from uncertain_compute.levels import QUANTILES
from uncertain_compute.study.charts import Chart, Panel, Row
from uncertain_compute.study.study import Study

ROW, LEVEL = "row", "level"
WORDS = ("chart", "kind", "title", "note", "panel", "part", "label", "column", "unit", "given")


def chart_rows(study: Study, run: DataTree, group: str = "prior") -> Dataset:
    """Return the rows of all of a study's charts.

    Parameters
    ----------
    group
        ``prior`` or ``posterior``.

    Returns
    -------
    Dataset
        quantile and its Monte Carlo error quantile_mcse, of dims row and level (P5, P25, P50, P75, P95); published_low,
        published_high and corrected of dim row, NaN if there is none. Also, as text for each row: its chart, the
        chart's kind, title and note, its panel, part, label, column, unit and given values.

    Raises
    ------
    UncertainComputeError
        If the run kept no draws of a quantity that a row needs.
    """
    rows = [
        {**_words(study, chart, panel, row, column), **_numbers(row, column, draws)}
        for chart in study.charts
        for panel, row in chart.rows
        for column, draws in _columns(study, run, row, group)
    ]
    by_name = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    dims = {name: (ROW, LEVEL) if values.ndim == 2 else (ROW,) for name, values in by_name.items()}
    variables = {name: (dims[name], values) for name, values in by_name.items()}
    coordinates = {name: variables.pop(name) for name in WORDS} | {LEVEL: [*QUANTILES.values()]}
    return Dataset(variables, coordinates)


def rows_by(coordinate: str, rows: Dataset) -> dict[str, Dataset]:
    """Return rows grouped by their chart, panel or part, in order."""
    values = rows[coordinate].values
    return {str(value): rows.isel({ROW: values == value}) for value in dict.fromkeys(values.tolist())}


def _columns(study: Study, run: DataTree, row: Row, group: str) -> Iterator[tuple[str, Floats]]:
    """Yield the column that a row names, or all columns of the quantity that it names."""
    columns = evaluated(study, run, row.of, row.given, group)
    yield from ((name, draws) for name, draws in columns.items() if is_within(name, row.quantity))


def _words(study: Study, chart: Chart, panel: Panel, row: Row, column: str) -> dict[str, str]:
    return {
        "chart": chart.name,
        "kind": chart.kind,
        "title": chart.title,
        "note": chart.note,
        "panel": panel.title,
        "part": row.part,
        "label": row.label or coordinate_of(column) or study.label(row.of),
        "column": column,
        "unit": study.unit(row.of),
        "given": ", ".join(f"{name} = {value}" for name, value in row.given.items()),
    }


def _numbers(row: Row, column: str, draws: Floats) -> Mapping[str, Any]:
    estimates = quantiles_with_errors(DrawSample(draws), QUANTILES)
    low, high = row.published.get(coordinate_of(column), row.published.get("", (np.nan, np.nan)))
    return {
        "quantile": [value for value, _ in estimates.values()],
        "quantile_mcse": [error for _, error in estimates.values()],
        "published_low": low,
        "published_high": high,
        "corrected": np.nan if row.corrected is None else row.corrected,
    }
