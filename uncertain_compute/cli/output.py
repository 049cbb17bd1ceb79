"""Print a command's result, and update the link to its folder."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from omegaconf import DictConfig

from uncertain_compute.cli.exits import output_written
from uncertain_compute.cli.folders import point_to
from uncertain_compute.views.tables.json_line import print_json

if TYPE_CHECKING:
    import pandas as pd

LATEST, LATEST_COMPARISON = "latest", "latest-comparison"
"""Links in the folder of runs. A comparison has its own, as `view=` and `compare=` take only runs."""

NOTHING_SAID: Mapping[str, Any] = MappingProxyType({"answer": []})


def point_link(folder: Path, name: str, config: DictConfig) -> None:
    """Point a link among the runs to a finished folder; if the disk has no links, warn and keep the run."""
    runs = Path(config.runs)
    try:
        if runs in folder.parents:
            point_to(folder, runs / name)
    except OSError as error:
        sys.stderr.write(f"warning: {runs / name} does not point to {folder} ({error.strerror})\n")


def say(
    config: DictConfig,
    folder: Path,
    tables: "Mapping[str, pd.DataFrame]",
    show: Callable[[Path], None],
    words: Callable[[], Mapping[str, Any]] = dict,
) -> None:
    """Print the result as the config says: in tables, as one line of JSON with some words, or not at all."""
    with output_written():
        if config.output == "text":
            show(folder)
        elif config.output == "json":
            print_json({"folder": str(folder), **NOTHING_SAID, **words()}, tables)
