"""The layers of a prior set: its file, scenarios on top of it, and overrides on the command line.

Hydra merges mappings key by key: if a beta replaces a lognormal, it keeps both. Here a later layer's distribution
replaces the earlier one, with its reason and source; only the unit stays. The layer that last set a prior can be named
in messages.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from omegaconf import DictConfig, OmegaConf, open_dict

from uncertain_compute.config.merging import (
    COMMAND_LINE,
    PYTHON,
    Layer,
    OverriddenKey,
    by_coordinate,
    entry_of,
    is_coordinate,
    is_merged_wrongly,
    merged_all,
    put_at,
    with_text_labels,
)
from uncertain_compute.config.overrides import default_choices
from uncertain_compute.config.set_files import file_of, is_sheet, written_in
from uncertain_compute.config.tables import facts_in, fitted_to_table, put_tables
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.files.documents import shown, text_of
from uncertain_compute.files.named import file_in, study_folders
from uncertain_compute.study.prior_set import CORRELATIONS, beliefs_in

GROUPS = ("model", "priors", "evidence", "scenario")
"""Sub-folders of a study's conf folder."""

PACKAGE = re.compile(r"(?:[ \t]*(?:#.*)?\n)*?[ \t]*#[ \t]*@package[ \t]+(\S+)[ \t]*(?:\n|$)")
SCENARIO_PACKAGES = ("priors", "_global_")


def package_of(text: str, group: str, name: str) -> str | None:
    """Return where a file's keys go in the config: ``priors`` if it begins with ``# @package priors``.

    Raises
    ------
    UncertainComputeError
        If keys in this place of the config have no effect.
    """
    said = PACKAGE.match(text)
    package = said[1] if said else None
    if group == "scenario" and package not in SCENARIO_PACKAGES:
        raise UncertainComputeError(f"{name}: its first line must say where its keys go, as in # @package priors")
    if group in GROUPS and group != "scenario" and package not in {None, group, "_group_"}:
        raise UncertainComputeError(f"{name}: # @package {package} does not go with {group}; leave the line out")
    return package


@dataclass(frozen=True, slots=True)
class Layers:
    """The layers of a prior set, found from the overrides and folders that Hydra composes.

    Attributes
    ----------
    given
        Beliefs that Python gives, on top of all others.
    """

    overrides: Sequence[str]
    conf_dirs: Sequence[Path]
    given: Mapping[str, Any] = field(default_factory=dict)

    def apply(self, config: DictConfig) -> bool:
        """Replace the priors that Hydra merges in the wrong way; return whether anything was changed.

        Raises
        ------
        UncertainComputeError
            If a bare interval is to replace the entries of a dimension.
        """
        joined = self._join_equations_of_evidence(config)
        merged = self._put_merged_priors(config)
        return put_tables(config, self._data_folders()) or joined or merged

    def _put_merged_priors(self, config: DictConfig) -> bool:
        """Replace the priors that Hydra merges in the wrong way."""
        dimensions = set(config.model.get("dimensions") or ()) if OmegaConf.is_dict(config.model) else set()
        priors = self._merged_priors(dimensions)
        if not priors:
            return False
        with open_dict(config):
            for name, prior in priors.items():
                config.priors[name] = prior
            for key, value in self._said_inside(priors).items():
                OmegaConf.update(config, f"priors.{key}", value, merge=False, force_add=True)
        return True

    def _data_folders(self) -> list[Path]:
        """Return the folders for files that a model names: those of the study, and the shipped one."""
        shipped, *own = self.conf_dirs
        return [*study_folders(own), shipped]

    def with_given(self, priors: Mapping[str, Any], dimensions: set[str]) -> dict[str, Any]:
        """Return the composed priors; those given in Python replace others."""
        layer = Layer(PYTHON, {name: with_text_labels(entry) for name, entry in self.given.items()})
        on_top = {
            name: merged_all([priors.get(name), entry_of(layer, name)], dimensions, f"priors.{name}")
            for name in beliefs_in(layer.priors)
        }
        return {**priors, **layer.priors, **on_top}

    def _merged_priors(self, dimensions: set[str]) -> dict[str, Any]:
        """Return the priors that Hydra merges in the wrong way, merged layer by layer."""
        above = self._above()
        changing = [*(self._base()[1:] if self._base_has_defaults() else []), *above]
        beliefs = [belief for layer in changing for belief in beliefs_in(layer.priors).items()]
        names = dict.fromkeys(name for name, entry in beliefs if is_merged_wrongly(entry))
        stack = [*self._base(), *above] if names else []
        return {
            name: merged_all(
                (entry_of(layer, name) for layer in stack if name in layer.priors), dimensions, f"priors.{name}"
            )
            for name in names
        }

    def _said_inside(self, names: Collection[str]) -> dict[str, Any]:
        """Return the overrides that set single keys inside some priors, by dotted key."""
        return {
            ".".join(path): value
            for path, value in self._said().items()
            if path[0] in names and not is_coordinate(inside := _inside(path)) and inside
        }

    def _join_equations_of_evidence(self, config: DictConfig) -> bool:
        """Keep the equations of every chosen evidence set; Hydra would keep the last set's only."""
        files = self._files("evidence")
        if len(files) < 2:
            return False
        named = [name for layer in files for name in layer.priors.get("equations") or ()]
        with open_dict(config):
            config.evidence.equations = list(dict.fromkeys([*named, *(config.evidence.get("equations") or ())]))
        return True

    def beliefs(self, dimensions: Mapping[str, Sequence[str]]) -> dict[str, Any]:
        """Return the merged beliefs of all layers, and the correlations of the last layer that states some.

        Parameters
        ----------
        dimensions
            The coordinates of each dimension; beliefs fit the facts of the model's tables at these.
        """
        stack = [*self._base(), *self._above()]
        names = dict.fromkeys(name for layer in stack for name in beliefs_in(layer.priors))
        stated = [layer.priors[CORRELATIONS] for layer in stack if CORRELATIONS in layer.priors]
        merged = {
            name: merged_all(
                (entry_of(layer, name) for layer in stack if name in layer.priors), set(dimensions), f"priors.{name}"
            )
            for name in names
        }
        found = merged | {CORRELATIONS: stated[-1] if stated else None}
        tables = [layer.priors.get("tables") or {} for layer in self._files("model")]
        for dimension, name in {key: value for one in tables for key, value in one.items()}.items():
            facts = facts_in(file_in(self._data_folders(), name, f"model.tables.{dimension}"), dimension)
            found = fitted_to_table(found, dimension, facts, dimensions[dimension])
        return found

    def name_of_last(self, prior: str) -> str:
        """Return the name of the last layer that sets a prior, or an input of the model."""
        if prior in self.given:
            return PYTHON
        if any(path[0] == prior for path in self._said()):
            return COMMAND_LINE
        base = self._base()
        named = [layer.name for layer in [*base, *self._above()] if prior in layer.priors]
        inputs = [
            layer.name
            for group in ("model", "evidence")
            for layer in self._files(group)
            if prior in (layer.priors.get("inputs") or {})
        ]
        return [*(layer.name for layer in base), *inputs, *named][-1]

    def _base(self) -> list[Layer]:
        """Return the prior set's file, after the files in its defaults list."""
        return self._files("priors")

    def _base_has_defaults(self) -> bool:
        """Return whether the prior set's file has a defaults list; searching its text is faster than parsing."""
        paths = [path for name in self._chosen("priors") if (path := self._path("priors", name))]
        return any("\ndefaults:" in f"\n{text_of(path)}" for path in paths if not is_sheet(path))

    def _above(self) -> list[Layer]:
        """Return the scenarios, and the command line if it sets a prior."""
        said: dict[str, Any] = {}
        for path, value in self._said().items():
            name, inside = path[0], _inside(path)
            if not inside:
                said[name] = value if len(path) == 1 else {"value": value}
            elif is_coordinate(inside):
                put_at(said, [name, *inside], value)
        return [*self._files("scenario"), *([Layer(COMMAND_LINE, said)] if said else [])]

    def _files(self, group: str) -> list[Layer]:
        """Return the files that are chosen from a group."""
        return [layer for name in self._chosen(group) for layer in self.with_defaults(group, name)]

    def _chosen(self, group: str) -> list[str]:
        """Return the names that the last override chooses from a group, or the shipped config's default."""
        chosen = [item.partition("=")[2] for item in self.overrides if item.lstrip("+").startswith(f"{group}=")][-1:]
        if not chosen and group != "scenario":
            chosen = [name for name in [default_choices(self.conf_dirs[0]).get(group)] if name]
        return [name.strip(" '\"") for text in chosen for name in text.strip("[]").split(",") if name.strip()]

    def _paths(self, group: str, name: str) -> list[Path]:
        """Return the files with a name: first a study's own, then the shipped one."""
        shipped, *own = self.conf_dirs
        return [path for folder in (*own, shipped) if (path := file_of(folder, group, name))]

    def _path(self, group: str, name: str) -> Path | None:
        return next(iter(self._paths(group, name)), None)

    def replaced(self) -> list[str]:
        """Return the chosen names of shipped files that the study replaces by its own."""
        return [
            f"{group}={name}" for group in GROUPS for name in self._chosen(group) if len(self._paths(group, name)) > 1
        ]

    def with_defaults(self, group: str, name: str, above: Sequence[str] = ()) -> list[Layer]:
        """Return a file, after the files in its defaults list.

        Raises
        ------
        UncertainComputeError
            If it is based on itself.
        """
        path = self._path(group, name)
        if path is None:
            return []
        if name in above:
            raise UncertainComputeError(f"{shown(path)}: builds on itself: {' -> '.join([*above, name])}")
        written, text = written_in(path)
        written = written or {}
        if not isinstance(written, dict):
            return []
        listed = written.pop("defaults", None) or ()
        names = [entry.partition("@")[0] for entry in listed if isinstance(entry, str) and entry != "_self_"]
        defaults = [one.removeprefix(f"/{group}/") for one in names]
        under = [layer for one in defaults for layer in self.with_defaults(group, one, [*above, name])]
        if package_of(text, group, shown(path)) == "_global_":
            written = written.get("priors") or {}
        return [*under, Layer(shown(path), {str(key): entry for key, entry in written.items()})]

    def _said(self) -> dict[OverriddenKey, Any]:
        """Return the overrides of priors, by the path of their keys; each coordinate has a path of its own."""
        ours = [item for item in self.overrides if item.lstrip("+").startswith("priors.")]
        if not ours:
            return {}
        from hydra.core.override_parser.overrides_parser import OverridesParser

        parsed = OverridesParser.create().parse_overrides(ours)
        paths = [(tuple(item.key_or_group.removeprefix("priors.").split(".")), item.value()) for item in parsed]
        return {path: value for start, said in paths for path, value in by_coordinate(start, said)}


def _inside(path: OverriddenKey) -> OverriddenKey:
    """Return the keys below an assumption's name; a coordinate's belief is its ``value``, too."""
    return path[1:-1] if len(path) > 1 and path[-1] == "value" else path[1:]
