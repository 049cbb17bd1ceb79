"""Check Hydra's own keys, and the folders that they name, before Hydra makes any."""

import time
from pathlib import Path
from typing import Any

from hydra.experimental.callback import Callback
from omegaconf import DictConfig, OmegaConf

from uncertain_compute.cli.exits import one_line_errors
from uncertain_compute.cli.folders import SWEEP_FILE, SWEEPS, given_folder, make_new_folder, make_unfinished
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.files.writing import fail_unless_room

REFUSED = {
    "job.chdir": "a run stays in the folder that it was started in, from which its paths are relative",
    "output_subdir": "the composed config goes to .hydra in the run's folder",
    "sweep.subdir": "a sweep's runs are named by their number and what was chosen",
}
"""Keys of Hydra's that may not be changed, with what happens instead."""

GRID = "hydra._internal.core_plugins.basic_sweeper.BasicSweeper"
"""Hydra's own sweeper, which takes all combinations; others search by the numbers that runs return."""

ROOM = 2**16
"""Free bytes that are needed for what Hydra writes before a sweep's first run; its own error names no file."""


class GiveFolders(Callback):
    """Checks the values of Hydra's keys, and makes the folder that they name."""

    def on_run_start(self, config: DictConfig, **kwargs: Any) -> None:
        """Make the folder of a run that ``hydra.run.dir`` names."""
        del kwargs
        with one_line_errors():  # it exits: an exception would be no more than a warning of Hydra's
            _fail_unless_left_alone(config.hydra)
            if config.hydra.run.dir:
                if config.view is not None:
                    raise UncertainComputeError("hydra.run.dir: view= writes to the folder of the run that it shows")
                given_folder(config.hydra.run.dir, "hydra.run.dir")

    def on_multirun_start(self, config: DictConfig, **kwargs: Any) -> None:
        """Make the folder of a sweep, and set it in Hydra's config."""
        del kwargs
        with one_line_errors():
            _fail_unless_left_alone(config.hydra)
            if config.objective is None and config.hydra.sweeper.get("_target_") != GRID:
                raise UncertainComputeError("objective: missing; hydra/sweeper searches by a number: peak_gpus.p95")
            if config.hydra.sweep.dir:
                folder = given_folder(config.hydra.sweep.dir, "hydra.sweep.dir")
            else:
                folder = make_new_folder(Path(config.runs) / SWEEPS / time.strftime("%Y-%m-%d/%H-%M-%S"))
            fail_unless_room(folder / SWEEP_FILE, ROOM)
            make_unfinished(folder)  # while the sweep lives, so that the folder is known to be its own
        config.hydra.sweep.dir = str(folder)
        quoted = str(folder).replace("\\", "\\\\").replace("'", r"\'")
        config.hydra.overrides.hydra.append(f"hydra.sweep.dir='{quoted}'")  # each job is composed from these


def _fail_unless_left_alone(hydra: DictConfig) -> None:
    for key, instead in REFUSED.items():
        value = OmegaConf.select(hydra, key)
        if value:
            raise UncertainComputeError(f"hydra.{key}: {value} is not allowed; {instead}")
    handlers = OmegaConf.to_container(hydra.job_logging.get("handlers") or OmegaConf.create({}), resolve=False)
    if any("filename" in handler for handler in handlers.values()):  # type: ignore[union-attr]
        raise UncertainComputeError("hydra.job_logging: writes a file; the log goes to run.log in the run's folder")
