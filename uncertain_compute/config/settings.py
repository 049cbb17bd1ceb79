"""Read settings from a composed config: of the draws, the posterior and the analyses."""

from os import isatty
from typing import Any

from omegaconf import DictConfig, OmegaConf

from uncertain_compute.analysis.sensitivity.analyses import Asked
from uncertain_compute.config.composed import SETTINGS, checked
from uncertain_compute.config.hydra_errors import hydra_errors
from uncertain_compute.config.schema import OUTPUTS, REPORTS, SETTINGS_KEYS
from uncertain_compute.draws.settings import Settings
from uncertain_compute.errors import UncertainComputeError, fail_unless_one_of
from uncertain_compute.posterior.methods import Method


def settings_of(config: DictConfig) -> Settings:
    """Return the config's settings of the draws.

    Raises
    ------
    UncertainComputeError
        If a number or a word is out of range.
    """
    with hydra_errors():
        said = checked(config, SETTINGS)
    if config.beside and not config.show:
        raise UncertainComputeError("beside: only show=priors and show=backtest take a second prior set")
    fail_unless_one_of("report", config.report, REPORTS)
    fail_unless_one_of("output", config.output, OUTPUTS)
    asked = [said["targets"]] if isinstance(said["targets"], str) else said["targets"]
    if not isinstance(asked, list) or not all(isinstance(name, str) for name in asked):
        raise UncertainComputeError(f"targets: {said['targets']!r} is not the name of a quantity, or a list of them")
    return Settings(**{name: said[name] for name in SETTINGS_KEYS} | {"targets": tuple(asked)})


def fixed_settings_of(config: DictConfig) -> Settings:
    """Return the config's settings of the draws, for variants that are compared draw by draw.

    Raises
    ------
    UncertainComputeError
        If the number of draws is not fixed, or draws are not kept.
    """
    settings = settings_of(config)
    if settings.precision is not None:
        raise UncertainComputeError(
            "precision: variants are compared draw by draw, so they need a fixed number: draws=..."
        )
    if settings.keep != "draws":
        raise UncertainComputeError(f"keep: {settings.keep} keeps no draws, but variants are compared draw by draw")
    return settings


def method_of(config: DictConfig) -> Method:
    """Return the config's method for the posterior.

    Raises
    ------
    UncertainComputeError
        If the method is unknown, or a number is out of range.
    """
    return Method(
        config.method, config.posterior_draws, config.seed, accept_failed=config.accept_failed, progress=isatty(1)
    )


def asked_of(config: DictConfig) -> Asked:
    """Return the sensitivity analyses that the config requests.

    Raises
    ------
    UncertainComputeError
        If a word or a number is not one that is allowed.
    """
    plain: Any = OmegaConf.to_container(config, resolve=True)
    return Asked.of(plain["sensitivity"], **{name: plain[name] for name in ("factors", "scale", "accuracy", "budget")})
