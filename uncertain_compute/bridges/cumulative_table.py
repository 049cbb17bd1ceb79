"""Read a CSV file of values and the probabilities of at most each, as forecasting platforms have, into a prior set."""

from pathlib import Path
from typing import Any

from uncertain_compute.bridges.imported_study import ImportedStudy, name_from, stated
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.data.cumulative import cumulative_table

OF_A_SHEET = "name"
"""The first column of a prior sheet."""


def table_study(path: Path) -> ImportedStudy:
    """Return a prior set with a belief for each column of probabilities; an only one is named after the file."""

    def at_line(line: int) -> ConfigKey:
        return ConfigKey(f"line {line}")

    table = cumulative_table(path, at_line)
    if table.header and table.header[0].lower() == OF_A_SHEET:
        raise UncertainComputeError("is a sheet of beliefs, which needs no import: priors=FILE reads it")
    beliefs: dict[str, dict[str, Any]] = {}
    for column in table.columns:
        points = table.points(column, at_line)
        name = name_from(column if len(table.columns) > 1 else path.stem)
        if name in beliefs:
            raise UncertainComputeError(f"line 1: two columns would be called {name}; rename one")
        said = {"file": path.name, **({"column": column} if len(table.columns) > 1 else {})}
        beliefs[name] = stated({"cdf": points}, 1, name, "a forecast") | {"value": {"cdf": said}}
    return ImportedStudy(path.name, "table of probabilities", {}, beliefs, {}, (), data={path.name: path.read_bytes()})
