"""How a composed config wants its study drawn from, and what is asked of the draws."""

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
    """Return how the composed config wants the study drawn from.

    Raises
    ------
    UncertainComputeError
        If a number or a word is out of range.
    """
    with hydra_errors():
        said = checked(config, SETTINGS)
    if config.beside and not config.show:
        raise UncertainComputeError("beside: a prior set is put beside another by show=priors or show=backtest")
    fail_unless_one_of("report", config.report, REPORTS)
    fail_unless_one_of("output", config.output, OUTPUTS)
    asked = [said["targets"]] if isinstance(said["targets"], str) else said["targets"]
    if not isinstance(asked, list) or not all(isinstance(name, str) for name in asked):
        raise UncertainComputeError(f"targets: {said['targets']!r} is not the name of a quantity, or a list of them")
    return Settings(**{name: said[name] for name in SETTINGS_KEYS} | {"targets": tuple(asked)})


def fixed_settings_of(config: DictConfig) -> Settings:
    """Return how variants are drawn that are to be compared draw by draw.

    Raises
    ------
    UncertainComputeError
        If their number of draws is left open, or they are not kept.
    """
    settings = settings_of(config)
    if settings.precision is not None:
        raise UncertainComputeError("precision: variants are compared draw by draw, so they need one number: draws=...")
    if settings.keep != "draws":
        raise UncertainComputeError(f"keep: {settings.keep} keeps no draws, and variants are compared draw by draw")
    return settings


def method_of(config: DictConfig) -> Method:
    """Return how the composed config wants the posterior found.

    Raises
    ------
    UncertainComputeError
        If it is no method, or a number is out of range.
    """
    return Method(
        config.method, config.posterior_draws, config.seed, accept_failed=config.accept_failed, progress=isatty(1)
    )


def asked_of(config: DictConfig) -> Asked:
    """Return which sensitivity analyses the composed config asks for.

    Raises
    ------
    UncertainComputeError
        If a word or a number is not one that is allowed.
    """
    plain: Any = OmegaConf.to_container(config, resolve=True)
    return Asked.of(plain["sensitivity"], **{name: plain[name] for name in ("factors", "scale", "accuracy", "budget")})
