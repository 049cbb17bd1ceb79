"""A stored run, seen once more: read, checked, and made a reading of."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from omegaconf import OmegaConf

from uncertain_compute.analysis.audit import Audited
from uncertain_compute.analysis.estimates import Interval
from uncertain_compute.analysis.reading import CHOICES, COMMAND, CONFIG, Reading
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.store import RUN_FILE, load_run
from uncertain_compute.stored import changed_equations, stored_study
from uncertain_compute.study import Study

TAKEN = ("view", "report", "formats", "output", "runs")

type AuditOf = Callable[[Study, str], Sequence[Audited]]
"""The audit of a study, by what its model is called."""


def fail_unless_viewed(overrides: Sequence[str]) -> None:
    """Refuse overrides that would change the run: it is seen as it was drawn.

    Raises
    ------
    UncertainComputeError
        If there is one.
    """
    for item in overrides:
        key = item.lstrip("+~").partition("=")[0]
        if key not in TAKEN:
            raise UncertainComputeError(
                f"view: {item} does not go with it: a stored run is seen as it was drawn; {', '.join(TAKEN[1:])} go"
            )


@contextmanager
def of_a_stored_run(folder: Path) -> Iterator[None]:
    """Say in one line what is wrong with a stored run.

    Raises
    ------
    UncertainComputeError
        If it is no run, or not a whole one.
    """
    try:
        yield
    except UncertainComputeError as error:
        raise UncertainComputeError(f"view: {error}") from error
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise UncertainComputeError(f"view: {folder / RUN_FILE}: something is missing or damaged ({reason})") from error


def stored_reading(folder: Path, study_folders: Sequence[Path], audit_of: AuditOf) -> Reading:
    """Return the reading of a run in a folder, with all of its tables made.

    Raises
    ------
    UncertainComputeError
        If there is no run, its study does not compose any more, or its equations are not those of today.
    """
    run = load_run(folder)
    try:
        study = stored_study(run, study_folders)
    except UncertainComputeError as error:
        hint = "" if study_folders else "; a study of one's own needs its --config-dir"
        raise UncertainComputeError(f"{folder}: its study does not compose ({error}){hint}") from error
    if changed := changed_equations(study, run):
        raise UncertainComputeError(
            f"{folder} was made by another version of the model ({', '.join(changed)}); run it again: "
            f"{run.attrs.get(COMMAND, 'python -m uncertain_compute')}"
        )
    config: Any = OmegaConf.create(str(run.attrs[CONFIG]))
    audited = audit_of(study, str(np.atleast_1d(run.attrs[CHOICES])[0]))
    reading = Reading.of_stored(study, run, audited, Interval(config.ci_prob, config.ci_kind))
    _ = reading.tables
    return reading
