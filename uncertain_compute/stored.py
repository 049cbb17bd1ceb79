"""The study of a stored run, composed of the config in it."""

from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
from omegaconf import OmegaConf
from xarray import DataTree

from uncertain_compute.analysis.reading import CONFIG
from uncertain_compute.analysis.summaries import targets_of
from uncertain_compute.config import study_of
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.hydra_errors import hydra_errors
from uncertain_compute.layers import Layers
from uncertain_compute.schema import CONF
from uncertain_compute.study import Study


def stored_study(run: DataTree, folders: Sequence[Path]) -> Study:
    """Return the study of a stored run, composed of the config in it.

    Raises
    ------
    UncertainComputeError
        If the run says no config, or it does not compose any more.
    """
    if CONFIG not in run.attrs:
        raise UncertainComputeError("the run does not say its config")
    with hydra_errors():
        config: Any = OmegaConf.create(str(run.attrs[CONFIG]))
    return study_of(config, Layers([], [CONF, *folders]))


def changed_equations(study: Study, run: DataTree) -> list[str]:
    """Return the targets of a stored run whose equations are not those of today."""
    versions = np.atleast_1d(run.attrs.get("equation_versions", [])).tolist()
    return [str(name) for name, of in zip_longest(targets_of(run), versions) if of != study.graph.version(str(name))]
