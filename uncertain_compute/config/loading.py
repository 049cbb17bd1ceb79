"""Compose and load a study from YAML files."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from omegaconf import DictConfig

from uncertain_compute.config.composed import checked, fail_unless_sound, read_numbers
from uncertain_compute.config.composing import composer
from uncertain_compute.config.hydra_errors import hydra_errors
from uncertain_compute.config.key_names import CONF, STUDY_KEYS
from uncertain_compute.config.layers import Layers
from uncertain_compute.config.model_keys import (
    DATA_FILES,
    fail_unless_a,
    fail_unless_a_model,
    fail_unless_inputs,
    published_ranges,
)
from uncertain_compute.config.overrides import with_new_keys_allowed, with_own_priors
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.evidence.observations import EVIDENCE_KEYS, Evidence
from uncertain_compute.files.named import file_in, path_of, study_folders
from uncertain_compute.model.sources import equations_from, source_lines
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.study.charts import charts_in
from uncertain_compute.study.decisions import decision
from uncertain_compute.study.guards import guards_in
from uncertain_compute.study.study import Study

PRIOR_NAMED = re.compile(r"priors\.(\w+)")


def load(
    model: str = "sora",
    *,
    priors: str | Mapping[str, Any] | None = None,
    scenario: str | Sequence[str] | None = None,
    evidence: str | Sequence[str] | None = None,
    overrides: Sequence[str] = (),
    config_dir: str | Path | None = None,
) -> Study:
    """Return the study composed from a model, a prior set, scenarios and overrides.

    Parameters
    ----------
    model
        A name in ``conf/model``, of the package or of ``config_dir``.
    priors
        A name in ``conf/priors``; or beliefs by assumption, ``{"dataset_multiplier": "4 to 20"}``. These replace
        beliefs of the default prior set, of the scenarios and of the overrides.
    scenario
        A name in ``conf/scenario``, or several.
    evidence
        A name in ``conf/evidence``, or several.
    overrides
        Written as on the command line: ``"priors.dataset_multiplier='4 to 10'"``.
    config_dir
        The ``conf`` folder of your own study.

    Raises
    ------
    UncertainComputeError
        If a name is unknown, ``config_dir`` is no path, or the study is not consistent.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> study = uc.load("sora", priors={"dataset_multiplier": "4 to 20"}, scenario="low_demand")
    >>> study.columns["dataset_multiplier"].ppf([0.05, 0.95]).round(6).tolist()
    [4.0, 20.0]
    """
    given = priors if isinstance(priors, Mapping) else {}
    chosen = [f"model={model}", *([f"priors={priors}"] if priors and not given else [])]
    for group, names in {"+scenario": scenario, "evidence": evidence}.items():
        listed = names if isinstance(names, str) else ",".join(names or ())
        chosen += [f"{group}=[{listed}]"] if listed else []
    fail_unless_sound([*chosen, *overrides])
    folders = [path_of(config_dir, "config_dir").absolute()] if config_dir is not None else []
    said = with_own_priors([*chosen, *overrides], [CONF, *folders])
    layers = Layers(with_new_keys_allowed(said), [CONF, *folders], given)
    with composer(folders) as compose:
        config = compose(layers.overrides)
    read_numbers(config)
    layers.apply(config)
    return study_of(config, layers)


def study_of(config: DictConfig, layers: Layers) -> Study:
    """Return the study of a composed config.

    Parameters
    ----------
    layers
        The layers that it is composed of. Errors name their files. Files that they name are looked for beside their
        conf folders, and in these.

    Raises
    ------
    UncertainComputeError
        If a key is misspelt, a file is missing, or the study is not consistent.
    """
    with hydra_errors():
        written = checked(config, STUDY_KEYS)
    model = written["model"]
    if not isinstance(model, Mapping) or not isinstance(written["priors"], Mapping):
        raise UncertainComputeError("model and priors: each must be a mapping; choose them as model=NAME priors=NAME")
    fail_unless_a_model(model)
    folders = study_folders(layers.conf_dirs[1:])
    with _naming_the_layer(layers):
        evidence = _evidence(written["evidence"], model, folders)
        priors = layers.with_given(written["priors"], set(model.get("dimensions") or ()))
        study = _study(priors, model, evidence, folders)
    named = [name for part in (model, written["evidence"] or {}) for name in part.get("equations") or ()]
    study.sources = tuple(source_lines(named, [*folders, Path.cwd()]))
    data_files = (name for key in DATA_FILES if (name := model.get(key)) and _replaces(name, folders))
    study.replaced = (*layers.replaced(), *data_files)
    return study


@contextmanager
def _naming_the_layer(layers: Layers) -> Iterator[None]:
    """Prefix an error about a prior with the layer's file."""
    try:
        yield
    except UncertainComputeError as error:
        prior = PRIOR_NAMED.match(str(error))
        if not prior:
            raise
        raise UncertainComputeError(f"{layers.name_of_last(prior[1])}: {error}") from error


def _evidence(written: Any, model: Mapping[str, Any], folders: Sequence[Path]) -> Evidence:
    """Return the evidence of a config's mapping; empty evidence if there is none."""
    if written is None:
        return Evidence()
    if not isinstance(written, Mapping):
        raise UncertainComputeError(f"evidence: {written!r} is not a mapping; choose one as evidence=NAME")
    ConfigKey("evidence").fail_unless_keys(written, EVIDENCE_KEYS, "evidence")
    for key, value in written.items():
        fail_unless_a(EVIDENCE_KEYS[key], value, f"evidence.{key}")
    inputs = written.get("inputs") or {}
    fail_unless_inputs(inputs, "evidence.inputs", model.get("dimensions") or ())
    return Evidence.of(written.get("observations"), _equations(written, "evidence.equations", folders), inputs)


def _equations(written: Mapping[str, Any], key: str, folders: Sequence[Path]) -> list[Callable[..., Any]]:
    names = written.get("equations") or ()
    for name in names:
        fail_unless_a(str, name, key)
    return equations_from(names, [*folders, Path.cwd()])


def _study(priors: Mapping[str, Any], model: Mapping[str, Any], evidence: Evidence, folders: Sequence[Path]) -> Study:
    charts = _data_file(model, "charts", folders)
    return Study(
        _equations(model, "model.equations", folders),
        priors,
        dimensions=model.get("dimensions"),
        units=model.get("units"),
        targets=model.get("targets") or (),
        headline=model.get("headline") or (),
        inputs=model.get("inputs"),
        published=[one for row in model.get("published") or () for one in published_ranges(row)],
        audit=_data_file(model, "audit", folders),
        folders=folders,
        backtest=_data_file(model, "backtest", folders),
        decision=decision(model["decision"]) if model.get("decision") is not None else None,
        evidence=evidence,
        audit_priors=model.get("audit_priors") or "",
        charts=charts_in(charts) if charts else (),
        guards=guards_in(model.get("guards") or ()),
        title=model.get("title") or "",
        about=model.get("about") or "",
    )


def _replaces(name: str, folders: Sequence[Path]) -> bool:
    """Return whether a study's data file replaces a shipped one of the same name."""
    return (CONF / name).is_file() and any((folder / name).is_file() for folder in folders)


def _data_file(model: Mapping[str, Any], key: str, folders: Sequence[Path]) -> Path | None:
    return file_in([*folders, CONF], model[key], f"model.{key}") if model.get(key) else None
