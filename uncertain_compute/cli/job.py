"""One of Hydra's jobs: its command line, and the study that its config composes."""

import os
import re
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import hydra
from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig, OmegaConf

from uncertain_compute.bridges.exports.registry import exports_of
from uncertain_compute.config.composing import STUDY
from uncertain_compute.config.hydra_errors import hydra_errors
from uncertain_compute.config.key_names import CONF
from uncertain_compute.config.layers import Layers
from uncertain_compute.config.loading import study_of
from uncertain_compute.config.overrides import with_own_priors
from uncertain_compute.config.yaml_text import yaml_text
from uncertain_compute.files.writing import write_text
from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.rendering import formats_of

COMPOSED = ".hydra/config.yaml"
"""Path of the composed config in a job's folder."""


def composed_study(config: DictConfig, unfinished: Path) -> Study:
    """Return the study of this job's config, and write the config if its layers change Hydra's composition."""
    layers = Layers(overrides(), _conf_dirs())
    if layers.apply(config):
        write_text(unfinished / COMPOSED, yaml_text(config))
    return study_of(config, layers)


def study_with(priors: str) -> Study:
    """Return the study of this job's config with another prior set."""
    return study_of_overrides([*(item for item in overrides() if not item.startswith("priors=")), f"priors={priors}"])


def study_of_overrides(said: Sequence[str]) -> Study:
    """Return the study that overrides compose."""
    own = with_own_priors(said, _conf_dirs())
    layers = Layers(own, _conf_dirs())
    with hydra_errors():
        config = hydra.compose("config", overrides=own)
    layers.apply(config)
    return study_of(config, layers)


def choices() -> list[str]:
    """Return the choices of this job: the model, the prior set and scenarios."""
    chosen = HydraConfig.get().runtime.choices
    scenarios = [item.partition("=")[2].strip("[]") for item in overrides() if item.startswith("+scenario=")]
    return [
        chosen["model"],
        chosen["priors"].rpartition("/")[2],
        *(re.sub("[,/]", "-", name) for name in scenarios if name),
    ]


def overrides() -> list[str]:
    """Return this job's overrides as written, without Hydra's own options; references are not resolved."""
    said: Any = OmegaConf.to_container(HydraConfig.get().overrides.task, resolve=False)
    return list(said)


def command() -> str:
    """Return a command line that runs this job again from the same folder."""
    own = [f"--config-dir={os.path.relpath(folder)}" for folder in study_folders_of(HydraConfig.get())]
    return shlex.join(["python", "-m", "uncertain_compute", *own, *overrides()])


def study_folders_of(hydra_config: Any) -> list[Path]:
    """Return the folders that --config-dir names."""
    return [Path(source.path) for source in hydra_config.runtime.config_sources if source.provider == STUDY]


def _conf_dirs() -> list[Path]:
    return [CONF, *study_folders_of(HydraConfig.get())]


def exported_formats(config: DictConfig) -> tuple[str, ...]:
    """Return the formats in which the config wants the run for other tools.

    Raises
    ------
    UncertainComputeError
        If there is no such format, or it cannot be written here.
    """
    plain: Any = OmegaConf.to_container(config, resolve=True)
    return exports_of(plain["export"], plain["keep"])


def drawn_formats(config: DictConfig) -> tuple[str, ...]:
    """Return the formats of figures that the config sets; none if it wants no figures.

    Raises
    ------
    UncertainComputeError
        If a format is unknown.
    """
    plain: Any = OmegaConf.to_container(config)
    formats = formats_of(plain["formats"])
    return () if config.report == "none" else formats
