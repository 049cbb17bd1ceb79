"""The folder that a job of Hydra's fills."""

import logging
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hydra.core.hydra_config import HydraConfig
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf

from uncertain_compute.cli.folders import discard_folder, fill_folder, finish_folder, make_unfinished, remove_abandoned
from uncertain_compute.cli.job import COMPOSED, choices
from uncertain_compute.files.writing import file_name, write_text
from uncertain_compute.storage.checksums import write_checksums

LOG_FILE = "run.log"
DATE_AND_TIME = "%Y-%m-%d/%H-%M-%S"

log = logging.getLogger(__name__)


@dataclass
class JobFolder:
    """The folder of a job.

    Attributes
    ----------
    path
        Where it is: hidden while it is being filled, then at its place.
    named_after
        What its name says besides the time, or in a sweep the number.
    """

    path: Path
    named_after: Sequence[str]


@contextmanager
def job_folder(config: DictConfig) -> Iterator[JobFolder]:
    """Give a folder to be filled, move it to its place once it is whole, and discard it if that fails."""
    sweep, given, runs = _sweep(), _given(), Path(config.runs)
    unfinished = make_unfinished(sweep or given or runs)
    folder = JobFolder(unfinished, [*choices(), *_shown(config)])
    try:
        _write_composition(unfinished, config)
        with _log_in(unfinished / LOG_FILE):
            for path in remove_abandoned(runs):
                log.info("removed %s, which a killed process left", path)
            yield folder
        write_checksums(unfinished)
        if given:
            folder.path = fill_folder(unfinished, given)
        else:
            first = sweep / str(HydraConfig.get().job.num) if sweep else runs / time.strftime(DATE_AND_TIME)
            name = file_name("-".join(folder.named_after))
            folder.path = finish_folder(unfinished, first.with_name(f"{first.name}-{name}"))
    except BaseException:
        discard_folder(unfinished)
        raise


def _sweep() -> Path | None:
    """Return the folder of the sweep that the job belongs to, if it does."""
    hydra_config = HydraConfig.get()
    return Path(hydra_config.sweep.dir) if hydra_config.mode == RunMode.MULTIRUN else None


def _given() -> Path | None:
    """Return the folder that ``hydra.run.dir`` names for a run, if it does."""
    hydra_config = HydraConfig.get()
    return Path(hydra_config.run.dir) if hydra_config.run.dir and hydra_config.mode == RunMode.RUN else None


def _write_composition(folder: Path, config: DictConfig) -> None:
    """Write what Hydra composed as Hydra itself does."""
    (folder / COMPOSED).parent.mkdir()
    written = {"config": config, "hydra": HydraConfig.instance().cfg, "overrides": HydraConfig.get().overrides.task}
    for name, part in written.items():
        write_text((folder / COMPOSED).with_stem(name), OmegaConf.to_yaml(part))


class _LogFile(logging.FileHandler):
    """A file for what is logged; a full disk ends the run, where logging would print a traceback and go on."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (as logging names it)
        """Raise what the disk refused, with the file's name."""
        error = sys.exception()
        if not isinstance(error, OSError):
            super().handleError(record)
            return
        error.filename = self.baseFilename
        raise error


@contextmanager
def _log_in(path: Path) -> Iterator[None]:
    """Let what is logged go to a file."""
    root, handler = logging.getLogger(), _LogFile(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("[%(asctime)s][%(name)s][%(levelname)s] - %(message)s"))
    level = root.level
    root.addHandler(handler)
    root.setLevel(min(level, logging.INFO))
    try:
        yield
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
        handler.close()


def _shown(config: DictConfig) -> list[str]:
    return [name for name in (config.show, config.beside) if name] if config.show else []
