"""Paths as a wide table: a column for each coordinate."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from uncertain_compute.analysis.summary.summaries import column_of
from uncertain_compute.levels import QUANTILES
from uncertain_compute.study.paths import ColumnPath

if TYPE_CHECKING:
    import pandas as pd

STATISTICS = ("mean", "sd", *QUANTILES, "ci_low", "ci_high")


def path_table(paths: Sequence[ColumnPath], summary: "pd.DataFrame") -> "pd.DataFrame":
    """Return a row for each path and statistic, with a column for each coordinate; see `summarize` for statistics."""
    import pandas as pd

    rows = {column_of(row): row for row in summary.to_dict("records")}
    along = dict.fromkeys(label for path in paths for label in path.labels)
    return pd.DataFrame(
        [
            {
                "path": path.name,
                "unit": rows[path.columns[0]]["unit"],
                "statistic": statistic,
                **dict.fromkeys(along),
                **{path.label(column): rows[column][statistic] for column in path.columns},
            }
            for path in paths
            for statistic in STATISTICS
        ]
    )
