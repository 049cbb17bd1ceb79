"""Compare all runs at the end of one of Hydra's sweeps."""

import re
from pathlib import Path
from typing import Any

from hydra.experimental.callback import Callback
from omegaconf import DictConfig, OmegaConf

FINISHED = "[0-9]*-*/run.nc"
ESCAPED = re.compile(r"\\(.)")
IN_BRACES = re.compile(r"=\{([\w -]+):([^{},:]*)\}$")
"""The last key of an override that stands within braces, as ``priors.x.quarter={2026Q1:4 to 10}``, and its value."""


class CompareRuns(Callback):
    """Compares the runs of a sweep with its first run, and writes the differences to its folder."""

    def on_multirun_end(self, config: DictConfig, **kwargs: Any) -> None:
        """Compare the runs, if there are two or more and they are no steps of a search."""
        del kwargs
        folder = Path(config.hydra.sweep.dir)
        runs = sorted((path.parent for path in folder.glob(FINISHED)), key=_number)
        if len(runs) < 2 or config.objective is not None:
            return
        from uncertain_compute.cli.commands.compare import compare_runs
        from uncertain_compute.cli.exits import one_line_errors
        from uncertain_compute.cli.job import study_folders_of
        from uncertain_compute.cli.start import resume_garbage_collection

        resume_garbage_collection()
        with one_line_errors():
            compare_runs(dict(zip(_names(runs), runs, strict=True)), folder, study_folders_of(config.hydra))


def _number(folder: Path) -> int:
    return int(folder.name.partition("-")[0])


def _names(folders: list[Path]) -> list[str]:
    """Return the choices of each run, without those that all runs share."""
    lists = [OmegaConf.load(folder / ".hydra" / "overrides.yaml") for folder in folders]
    plain: list[Any] = [OmegaConf.to_container(one, resolve=False) for one in lists]
    said = [list(map(str, one)) for one in plain]
    shared = set.intersection(*map(set, said))
    return [" ".join(as_typed(item) for item in own if item not in shared) for own in said]


def as_typed(override: str) -> str:
    """Return an override as a user types it: without Hydra's ``++`` and its backslashes before spaces."""
    plain = ESCAPED.sub(r"\1", override.removeprefix("++").removeprefix("priors="))
    return IN_BRACES.sub(r".\1=\2", plain)
