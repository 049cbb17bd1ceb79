"""Read the settings of the draws, the posterior and the analyses from a composed config."""

from os import isatty
from typing import Any

from omegaconf import DictConfig, OmegaConf

from uncertain_compute.addresses import nearest_number
from uncertain_compute.analysis.analyses import OPTIONS, AnalysisRequest
from uncertain_compute.analysis.reading import Extras
from uncertain_compute.analysis.value.objective import Objective, objectives_of
from uncertain_compute.config.composed import SETTINGS, checked
from uncertain_compute.config.hydra_errors import hydra_errors
from uncertain_compute.config.schema import EXTRAS_KEYS, KEYS, OUTPUTS, REPORTS, SETTINGS_KEYS
from uncertain_compute.draws.settings import Settings
from uncertain_compute.errors import UncertainComputeError, did_you_mean, fail_unless_one_of, quoted
from uncertain_compute.posterior.methods import Method
from uncertain_compute.priors.reading.notation.positions import positions_of
from uncertain_compute.study.study import Study


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
    for name, key in KEYS.items():
        if key.only and config[name] != key.default and (config.show or config.compare):
            raise UncertainComputeError(f"{name}: only {key.only}")
    fail_unless_one_of("report", config.report, REPORTS)
    fail_unless_one_of("output", config.output, OUTPUTS)
    asked = [said["targets"]] if isinstance(said["targets"], str) else said["targets"]
    if not isinstance(asked, list) or not all(isinstance(name, str) for name in asked):
        raise UncertainComputeError(f"targets: {said['targets']!r} is not the name of a quantity, or a list of them")
    return Settings(**{name: said[name] for name in SETTINGS_KEYS} | {"targets": tuple(asked)})


def extras_of(config: DictConfig) -> Extras:
    """Return what the config asks figures to show beside a run's results.

    Raises
    ------
    UncertainComputeError
        If it is not what a run has.
    """
    return Extras(**{name: config[name] for name in EXTRAS_KEYS}, keep=config.keep)


def years_of(config: DictConfig, study: Study) -> tuple[str, ...]:
    """Return the coordinates of paths that the config asks for; empty means the first, the middle and the last.

    Raises
    ------
    UncertainComputeError
        If there is no such coordinate.
    """
    plain: Any = OmegaConf.to_container(config, resolve=True)
    written = plain["years"]
    if written is None:
        return ()
    known = [label for one in study.dimensions.values() if positions_of(one) for label in one]
    if not known:
        raise UncertainComputeError("years: no dimension of the model has an order, as numbers and dates do")
    for one in (asked := [str(one) for one in (written if isinstance(written, list) else [written])]):
        if one not in known:
            nearest = nearest_number(one, known)
            hint = f"nearest is {nearest} of {known[0]} to {known[-1]}" if nearest else did_you_mean(one, known)
            raise UncertainComputeError(f"years: no {quoted(one)}; {hint}")
    return tuple(asked)


def objectives_in(config: DictConfig, study: Study, settings: Settings) -> list[Objective]:
    """Return the objectives that the config states.

    Raises
    ------
    UncertainComputeError
        If one of them is not a statistic of a target.
    """
    plain: Any = OmegaConf.to_container(config, resolve=True)
    return objectives_of(plain["objective"], study, study.addresses(settings.targets or study.targets))


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


def asked_of(config: DictConfig) -> AnalysisRequest:
    """Return the sensitivity analyses that the config requests.

    Raises
    ------
    UncertainComputeError
        If a word or a number is not one that is allowed.
    """
    plain: Any = OmegaConf.to_container(config, resolve=True)
    return AnalysisRequest.of(plain["sensitivity"], **{name: plain[name] for name in OPTIONS})
