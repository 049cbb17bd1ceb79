"""Run a job without ``hydra.main``, which would compose each config twice, if the command line alone sets the mode."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from traceback import walk_tb

import hydra
from hydra import version
from hydra._internal.hydra import Hydra
from hydra._internal.utils import create_config_search_path, get_args_parser
from hydra.core.global_hydra import GlobalHydra
from hydra.types import RunMode
from omegaconf import DictConfig

from uncertain_compute.config.key_names import CONF
from uncertain_compute.errors import UncertainComputeError

CONFIG_NAME = "config"
JOB_NAME = "main"
MODE = "hydra.mode"
PLUGINS = "hydra_plugins."
"""How the modules of Hydra's plugins begin."""

type Job = Callable[[DictConfig], object]


def run_job(words: Sequence[str], job: Job) -> None:
    """Compose the config of a command line and pass it to a job; a sweep passes one after another.

    Raises
    ------
    UncertainComputeError
        If the launcher of a sweep cannot start its jobs.
    """
    said = get_args_parser().parse_args(words)
    if _asks_hydra(said):
        sys.argv[1:] = words
        hydra.main(config_path=str(CONF), config_name=CONFIG_NAME, version_base=None)(job)()
        return
    version.setbase(None)
    mode = RunMode.MULTIRUN if said.multirun else RunMode.RUN
    composer = Hydra.create_main_hydra2(JOB_NAME, create_config_search_path(str(CONF)))
    run = composer.multirun if said.multirun else composer.run
    try:
        with _launcher_errors():
            run(CONFIG_NAME, job, [*said.overrides, f"{MODE}={mode.name}"])
    finally:
        GlobalHydra.instance().clear()


@contextmanager
def _launcher_errors() -> Iterator[None]:
    """Turn an error of a launcher, as of SLURM's where there is no SLURM, into one line; a job's own errors stay."""
    try:
        yield
    except Exception as error:
        called = [str(frame.f_globals["__name__"]) for frame, _ in walk_tb(error.__traceback__)]
        launcher = next((name for name in called if name.startswith(PLUGINS) and "launcher" in name), None)
        if launcher is None or any(name.startswith("uncertain_compute.") for name in called[called.index(launcher) :]):
            raise
        raise UncertainComputeError(f"hydra/launcher: {launcher.split('.')[1]} failed: {error}") from error


def _asks_hydra(said: Namespace) -> bool:
    """Return whether ``hydra.main`` is needed: for a page of help, or a mode that a key sets."""
    pages = (said.help, said.hydra_help, said.cfg, said.info, said.shell_completion, said.resolve)
    return any(pages) or (said.run and said.multirun) or any(MODE in item.partition("=")[0] for item in said.overrides)
