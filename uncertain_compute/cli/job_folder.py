"""The folder of one of Hydra's jobs."""

import logging
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hydra.core.hydra_config import HydraConfig
from hydra.types import RunMode
from omegaconf import DictConfig

from uncertain_compute.cli.folders import discard_folder, fill_folder, finish_folder, make_unfinished, remove_abandoned
from uncertain_compute.cli.job import COMPOSED, choices
from uncertain_compute.config.yaml_text import yaml_text
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
        Its path: a hidden folder while it is filled, then its final name.
    named_after
        The part of its name after the time, or after the number in a sweep.
    """

    path: Path
    named_after: Sequence[str]


@contextmanager
def job_folder(config: DictConfig) -> Iterator[JobFolder]:
    """Yield a folder to be filled; rename it once it is complete, or discard it on an error."""
    sweep, given, runs = _sweep(), _given(), Path(config.runs)
    unfinished = make_unfinished(sweep or given or runs)
    folder = JobFolder(unfinished, [*choices(), *_shown(config)])
    try:
        _write_composition(unfinished, config)
        with _log_in(unfinished / LOG_FILE):
            for path in remove_abandoned(runs):
                log.info("removed %s, left by a killed process", path)
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
    """Return the folder of the job's sweep; None if it is not part of one."""
    hydra_config = HydraConfig.get()
    return Path(hydra_config.sweep.dir) if hydra_config.mode == RunMode.MULTIRUN else None


def _given() -> Path | None:
    """Return the folder that ``hydra.run.dir`` names for a run, or None."""
    hydra_config = HydraConfig.get()
    return Path(hydra_config.run.dir) if hydra_config.run.dir and hydra_config.mode == RunMode.RUN else None


def _write_composition(folder: Path, config: DictConfig) -> None:
    """Write the composed config as Hydra does."""
    (folder / COMPOSED).parent.mkdir()
    written = {"config": config, "hydra": HydraConfig.instance().cfg, "overrides": HydraConfig.get().overrides.task}
    for name, part in written.items():
        write_text((folder / COMPOSED).with_stem(name), yaml_text(part))


class _LogFile(logging.FileHandler):
    """A log file; a full disk ends the run, where logging would print a traceback and continue."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (as logging names it)
        """Raise the disk's error, with the file's name."""
        error = sys.exception()
        if not isinstance(error, OSError):
            super().handleError(record)
            return
        error.filename = self.baseFilename
        raise error


@contextmanager
def _log_in(path: Path) -> Iterator[None]:
    """Send log messages to a file."""
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
