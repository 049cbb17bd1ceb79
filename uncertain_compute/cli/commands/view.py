"""View a stored run: read it, check it, and show it again."""

import shlex
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig
from xarray import DataTree

from uncertain_compute.analysis.reading import CHOICES, COMMAND, Reading
from uncertain_compute.analysis.summary.estimates import Interval
from uncertain_compute.analysis.validation.audit import Audited
from uncertain_compute.cli.commands.run import audited_of, draw
from uncertain_compute.cli.folders import remove_abandoned_files
from uncertain_compute.cli.job import (
    drawn_formats,
    exported_formats,
    overrides,
    study_folders_of,
)
from uncertain_compute.cli.output import say
from uncertain_compute.config.key_names import CONF
from uncertain_compute.config.schema import KEYS
from uncertain_compute.config.settings import extras_of, settings_of, years_of
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.reporting.exports import write_exports
from uncertain_compute.storage.run_file import RUN_FILE, load_run
from uncertain_compute.storage.stored_config import stored_config
from uncertain_compute.storage.stored_study import OtherVersionError, damage_in_one_line, stored_study
from uncertain_compute.study.study import Study
from uncertain_compute.views.sentences.answer import answer_words
from uncertain_compute.views.tables.progress import Stages
from uncertain_compute.views.tables.run import show_reading

PROGRAM = "python -m uncertain_compute"

type AuditOf = Callable[[Study, str], Sequence[Audited]]
"""A function that returns a study's audit, given its model's name."""


def fail_unless_viewed(overrides: Sequence[str]) -> None:
    """Raise for overrides that would change the run: it is shown as it was drawn.

    Raises
    ------
    UncertainComputeError
        If an override is not allowed.
    """
    allowed = [name for name, key in KEYS.items() if key.shows]
    for item in overrides:
        if item.lstrip("+~").partition("=")[0] not in ("view", *allowed):
            raise UncertainComputeError(
                f"view: {item} cannot be set: a stored run is shown as it was drawn; allowed are {', '.join(allowed)}"
            )


@contextmanager
def view_errors(folder: Path) -> Iterator[None]:
    """Turn errors about a stored run into one line that begins with the command's key.

    Raises
    ------
    UncertainComputeError
        If it is not a run, or not complete.
    """
    try:
        with damage_in_one_line(str(folder / RUN_FILE)):
            yield
    except UncertainComputeError as error:
        raise UncertainComputeError(f"view: {error}") from error


def stored_reading(folder: Path, study_folders: Sequence[Path], audit_of: AuditOf) -> Reading:
    """Return the reading of a stored run, with all of its tables.

    Raises
    ------
    UncertainComputeError
        If there is no run, its study no longer composes, or its equations have changed.
    """
    run = load_run(folder)
    try:
        study = stored_study(run, study_folders)
    except OtherVersionError as error:
        raise UncertainComputeError(
            f"{folder} was made by another version of the model ({error}); run it again: {_command(run)}"
        ) from error
    except UncertainComputeError as error:
        hint = "" if study_folders else "; a study of your own needs its --config-dir"
        raise UncertainComputeError(f"{folder}: its study cannot be composed ({error}){hint}") from error
    config = stored_config(run)
    model = str(np.atleast_1d(run.attrs.get(CHOICES, [""]))[0])
    audited = audit_of(study, model) if _may_be_audited(study, model, study_folders) else []
    reading = Reading.of_stored(study, run, audited, Interval(config.ci_prob, config.ci_kind))
    _ = reading.tables
    return reading


def _may_be_audited(study: Study, model: str, study_folders: Sequence[Path]) -> bool:
    """Return whether files with the names of an audit's model and prior set exist: a stored run can name anything."""
    if study.certain:
        return True
    named = {"model": model, "priors": study.audit_priors}
    return all(
        any(path.stem == name for conf in (CONF, *study_folders) for path in (conf / group).glob("*.yaml"))
        for group, name in named.items()
    )


def _command(run: DataTree) -> str:
    """Return the command that made a run, if it is one of this program."""
    said = str(run.attrs.get(COMMAND, ""))
    try:
        words = shlex.split(said)
    except ValueError:
        return PROGRAM
    return said if said == shlex.join(words) and f"{shlex.join(words[:3])}" == PROGRAM else PROGRAM


def view_config(config: DictConfig) -> None:
    """Draw and show a stored run again, without drawing from its study."""
    folder = Path(config.view)
    fail_unless_viewed(overrides())
    formats, exported = drawn_formats(config), exported_formats(config)
    settings_of(config)
    extras = extras_of(config)
    with view_errors(folder):
        reading = stored_reading(folder, study_folders_of(HydraConfig.get()), partial(audited_of, config))
    remove_abandoned_files(folder)
    years = years_of(config, reading.study)
    if extras.sample_paths and "prior" not in reading.run.children:
        raise UncertainComputeError(f"sample_paths: {folder} kept no draws to show")
    reading = replace(reading, extras=extras) if extras != reading.extras else reading
    with view_errors(folder):
        write_exports(reading, folder, exported)
    if formats:
        with Stages(shown=config.output == "text") as stages, view_errors(folder):
            draw(reading, folder, config, stages)
    say(
        config,
        folder,
        reading.tables,
        partial(show_reading, reading, years=years),
        partial(answer_words, reading),
    )
