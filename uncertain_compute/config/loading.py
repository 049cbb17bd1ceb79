"""From Hydra's YAML to a study and its settings."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from os import isatty
from pathlib import Path
from typing import Any

from omegaconf import DictConfig, OmegaConf

from uncertain_compute.analysis.sensitivity.analyses import Asked
from uncertain_compute.config.composed import SETTINGS, checked, fail_unless_sound
from uncertain_compute.config.composing import composer
from uncertain_compute.config.hydra_errors import hydra_errors
from uncertain_compute.config.layers import SAYING, Layers, any_prior_may_be_said
from uncertain_compute.config.schema import CONF, STUDY_KEYS
from uncertain_compute.draws.settings import Settings
from uncertain_compute.errors import UncertainComputeError, did_you_mean, quoted
from uncertain_compute.evidence.observations import EVIDENCE_KEYS, Evidence
from uncertain_compute.files.named import file_in
from uncertain_compute.model.sources import equations_from, source_lines
from uncertain_compute.plain_text import fail_unless_name
from uncertain_compute.posterior.methods import Method
from uncertain_compute.priors.reading.config_key import Place
from uncertain_compute.priors.reading.spec import PROVENANCE
from uncertain_compute.study.charts import charts_in
from uncertain_compute.study.decisions import decision
from uncertain_compute.study.inputs import OF_THE_MODEL
from uncertain_compute.study.published import Figure
from uncertain_compute.study.study import Study

REPORTS = ("html", "figures", "none")
OUTPUTS = ("text", "json", "quiet")
MODEL_KEYS = {
    "equations": list,
    "targets": list,
    "headline": list,
    "dimensions": dict,
    "inputs": dict,
    "published": list,
    "audit": str,
    "audit_priors": str,
    "backtest": str,
    "charts": str,
    "decision": dict,
    "title": str,
    "about": str,
}
"""Keys of a model's config, each with its type in Python's words."""

DATA_FILES = ("audit", "backtest", "charts")
LISTS_OF_NAMES = ("equations", "targets", "headline")
FIGURE_KEYS = ("quantity", "low", "high")

PRIOR_NAMED = re.compile(r"priors\.(\w+)")


def load(
    model: str = "sora",
    *,
    priors: str | None = None,
    scenario: str | Sequence[str] | None = None,
    evidence: str | Sequence[str] | None = None,
    overrides: Sequence[str] = (),
    config_dir: str | Path | None = None,
) -> Study:
    """Return the study that a model, a prior set, scenarios and overrides compose.

    Parameters
    ----------
    model, priors
        Names in ``conf/model`` and ``conf/priors``, of the package or of ``config_dir``.
    scenario
        A name in ``conf/scenario``, or several.
    evidence
        A name in ``conf/evidence``, or several.
    overrides
        As on the command line, ``"priors.dataset_multiplier='4 to 10'"``.
    config_dir
        The ``conf`` folder of a study of one's own.

    Raises
    ------
    UncertainComputeError
        If a name is unknown, or the study does not hold together.
    """
    chosen = [f"model={model}", *([f"priors={priors}"] if priors else [])]
    for group, names in {"+scenario": scenario, "evidence": evidence}.items():
        listed = names if isinstance(names, str) else ",".join(names or ())
        chosen += [f"{group}=[{listed}]"] if listed else []
    fail_unless_sound([*chosen, *overrides])
    folders = [Path(config_dir).absolute()] if config_dir else []
    layers = Layers(any_prior_may_be_said([*chosen, *overrides]), [CONF, *folders])
    with composer(folders) as compose:
        config = compose(layers.overrides)
    layers.apply(config)
    return study_of(config, layers)


def study_of(config: DictConfig, layers: Layers) -> Study:
    """Return the study of a composed config.

    Parameters
    ----------
    layers
        What it is composed of: an error names the file, and files that a study names lie beside its conf folder.

    Raises
    ------
    UncertainComputeError
        If a key is misspelt, a file is missing, or the study does not hold together.
    """
    with hydra_errors():
        written = checked(config, STUDY_KEYS)
    model = written["model"]
    if not isinstance(model, Mapping) or not isinstance(written["priors"], Mapping):
        raise UncertainComputeError("model and priors: each must be a mapping; choose them as model=NAME priors=NAME")
    _fail_unless_well_formed(model)
    folders = [folder.parent for folder in layers.conf_dirs[1:]]
    with _naming_the_layer(layers):
        evidence = _evidence(written["evidence"], model, folders)
        study = _study(written["priors"], model, evidence, folders, layers.replaced())
    named = [name for part in (model, written["evidence"] or {}) for name in part.get("equations") or ()]
    study.sources = tuple(source_lines(named, [*folders, Path.cwd()]))
    return study


@contextmanager
def _naming_the_layer(layers: Layers) -> Iterator[None]:
    """Put the file before a message about a prior."""
    try:
        yield
    except UncertainComputeError as error:
        prior = PRIOR_NAMED.match(str(error))
        if not prior:
            raise
        raise UncertainComputeError(f"{layers.name_of_last(prior[1])}: {error}") from error


def _evidence(written: Any, model: Mapping[str, Any], folders: Sequence[Path]) -> Evidence:
    """Return the evidence that a config's mapping says; none where there is no mapping."""
    if written is None:
        return Evidence()
    if not isinstance(written, Mapping):
        raise UncertainComputeError(f"evidence: {written!r} is not a mapping; choose one as evidence=NAME")
    for key, value in written.items():
        if key not in EVIDENCE_KEYS:
            raise UncertainComputeError(f"evidence.{key}: not a key of evidence; {did_you_mean(key, EVIDENCE_KEYS)}")
        _fail_unless_a(EVIDENCE_KEYS[key], value, f"evidence.{key}")
    inputs = written.get("inputs") or {}
    _fail_unless_inputs(inputs, "evidence.inputs", model.get("dimensions") or ())
    return Evidence.of(written.get("items"), _equations(written, "evidence.equations", folders), inputs)


def _equations(written: Mapping[str, Any], key: str, folders: Sequence[Path]) -> list[Callable[..., Any]]:
    names = written.get("equations") or ()
    for name in names:
        _fail_unless_a(str, name, key)
    return equations_from(names, [*folders, Path.cwd()])


def _study(
    priors: Mapping[str, Any],
    model: Mapping[str, Any],
    evidence: Evidence,
    folders: Sequence[Path],
    replaced: Sequence[str],
) -> Study:
    charts = _data_file(model, "charts", folders)
    return Study(
        _equations(model, "model.equations", folders),
        priors,
        dimensions=model.get("dimensions"),
        targets=model.get("targets") or (),
        headline=model.get("headline") or (),
        inputs=model.get("inputs"),
        figures=[_published(figure) for figure in model.get("published") or ()],
        audit=_data_file(model, "audit", folders),
        folders=folders,
        backtest=_data_file(model, "backtest", folders),
        decision=decision(model["decision"]) if model.get("decision") is not None else None,
        evidence=evidence,
        audit_priors=model.get("audit_priors") or "",
        charts=charts_in(charts) if charts else (),
        title=model.get("title") or "",
        about=model.get("about") or "",
        replaced=[*replaced, *(name for key in DATA_FILES if (name := model.get(key)) and _replaces(name, folders))],
    )


def _replaces(name: str, folders: Sequence[Path]) -> bool:
    """Return whether a data file is a study's own where there is a shipped one of its name, too."""
    return (CONF / name).is_file() and any((folder / name).is_file() for folder in folders)


def _data_file(model: Mapping[str, Any], key: str, folders: Sequence[Path]) -> Path | None:
    return file_in([*folders, CONF], model[key], f"model.{key}") if model.get(key) else None


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
    if config.report not in REPORTS:
        raise UncertainComputeError(f"report: {config.report!r} is not one of {', '.join(REPORTS)}")
    if config.output not in OUTPUTS:
        raise UncertainComputeError(f"output: {config.output!r} is not one of {', '.join(OUTPUTS)}")
    names = ("draws", "chains", "seed", "design", "precision", "max_draws", "keep", "engine", "threads")
    asked = [said["targets"]] if isinstance(said["targets"], str) else said["targets"]
    if not isinstance(asked, list) or not all(isinstance(name, str) for name in asked):
        raise UncertainComputeError(f"targets: {said['targets']!r} is not the name of a quantity, or a list of them")
    return Settings(targets=tuple(asked), **{name: said[name] for name in names})


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


def _fail_unless_well_formed(model: Mapping[str, Any]) -> None:
    for key, value in model.items():
        if key not in MODEL_KEYS:
            raise UncertainComputeError(f"model.{key}: not a key of a model; {did_you_mean(str(key), MODEL_KEYS)}")
        _fail_unless_a(MODEL_KEYS[key], value, f"model.{key}")
    for key in LISTS_OF_NAMES:
        for name in model.get(key) or ():
            fail_unless_name(name, f"model.{key}")
    dimensions = model.get("dimensions") or {}
    for name, value in dimensions.items():
        _fail_unless_a(list, value, f"model.dimensions.{name}")
    _fail_unless_inputs(model.get("inputs") or {}, "model.inputs", dimensions)


def _fail_unless_inputs(inputs: Mapping[str, Any], where: str, dimensions: Collection[str]) -> None:
    allowed = {*OF_THE_MODEL, *PROVENANCE, *SAYING, *dimensions}
    for name, entry in inputs.items():
        fail_unless_name(name, where)
        if entry is None:
            raise UncertainComputeError(f"{where}.{name}: says nothing; leave it out, or say its unit")
        _fail_unless_a(dict, entry, f"{where}.{name}")
        for key in entry:
            if key not in allowed:
                hint = did_you_mean(str(key), allowed)
                raise UncertainComputeError(f"{where}.{name}.{key}: not a key of an input; {hint}")


def _fail_unless_a(kind: type, value: Any, where: str) -> None:
    if value is not None and not isinstance(value, kind):
        wanted = {"list": "a list", "dict": "a mapping", "str": "a text"}[kind.__name__]
        raise UncertainComputeError(f"{where}: {value!r} is not {wanted}")


def _published(written: Any) -> Figure:
    place = Place("model.published")
    figure = place.mapping(written, ", ".join(FIGURE_KEYS), FIGURE_KEYS)
    missing = [key for key in FIGURE_KEYS if figure.get(key) is None]
    if missing:
        raise place.error(f"{quoted(written)} needs {', '.join(missing)}")
    low, high = (place.at(key).number(figure[key]) for key in FIGURE_KEYS[1:])
    return Figure(figure["quantity"], low, high)
