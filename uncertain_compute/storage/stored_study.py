"""Compose the study of a stored run from the run's config."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path

import numpy as np
from omegaconf import DictConfig
from xarray import DataTree

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.reading import CONFIG
from uncertain_compute.analysis.summary.summaries import targets_of
from uncertain_compute.config.key_names import CONF
from uncertain_compute.config.layers import Layers
from uncertain_compute.config.loading import study_of
from uncertain_compute.draws.propagation import REPLACED
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.storage.confinement import fail_unless_data_is_inside, unlike_sources
from uncertain_compute.storage.stored_config import stored_config
from uncertain_compute.study.study import Study

DAMAGE = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""Errors that an incomplete run can cause."""


class OtherVersionError(UncertainComputeError):
    """A stored run was made by other equations than today's; the message is their names."""


def stored_study(run: DataTree, folders: Sequence[Path], *, own: bool = False) -> Study:
    """Return the study of a stored run, composed from its config.

    Only the shipped equations are imported, and unchanged files of the user's own studies.

    Parameters
    ----------
    folders
        The ``conf`` folders of the user's studies.
    own
        Whether this process drew the run, so that it can be trusted.

    Raises
    ------
    OtherVersionError
        If the run was made by other equations.
    UncertainComputeError
        If the run has no config, it no longer composes, or it names files elsewhere.
    """
    config = stored_config(run, own=own)
    with damage_in_one_line(CONFIG):
        if not own:
            _fail_unless_confined(config, run, folders)
        study = study_of(config, Layers([], [CONF, *folders]))
        study.replaced = tuple(np.atleast_1d(run.attrs.get(REPLACED, [])).tolist())
    if changed := _changed_equations(study, run):
        raise OtherVersionError(", ".join(changed))
    return study


def _fail_unless_confined(config: DictConfig, run: DataTree, folders: Sequence[Path]) -> None:
    """Raise if a config would import or read something that it may not."""
    if unlike := unlike_sources(config, run, folders):
        raise OtherVersionError(", ".join(unlike))
    fail_unless_data_is_inside(config, folders)


def _changed_equations(study: Study, run: DataTree) -> list[str]:
    """Return the targets of a stored run whose equations have changed."""
    versions = np.atleast_1d(run.attrs.get("equation_versions", [])).tolist()
    return [
        str(name)
        for name, of in zip_longest(targets_of(run), versions)
        if of != study.graph.version(name_of(str(name)))
    ]


@contextmanager
def damage_in_one_line(where: str) -> Iterator[None]:
    """Report in one line that a stored run lacks something.

    Raises
    ------
    UncertainComputeError
        If it does.
    """
    try:
        yield
    except DAMAGE as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise UncertainComputeError(f"{where}: something is missing or damaged ({reason:.200})") from error
