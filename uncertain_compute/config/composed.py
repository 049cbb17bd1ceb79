"""Check a composed config: known keys, printable texts, and no values from outside the config."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from omegaconf import DictConfig, OmegaConf

from uncertain_compute.config.key_names import STUDY_KEYS, no_such_key
from uncertain_compute.config.layers import GROUPS
from uncertain_compute.config.schema import KEYS
from uncertain_compute.errors import UncertainComputeError, quoted
from uncertain_compute.files.documents import AMBIGUOUS, MOST_DIGITS, ways_out
from uncertain_compute.files.named import path_of
from uncertain_compute.plain_text import fail_unless_plain, fail_unless_text
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.notation.numbers import whole_number
from uncertain_compute.priors.reading.notation.refused_notations import number_instead_of

RUNS = "runs"
"""This key's value is never shown, so it may come from the environment."""

SETTINGS = frozenset(KEYS) - {*STUDY_KEYS, RUNS}
TOO_LONG = re.compile(rf"\d{{{MOST_DIGITS + 1}}}")
SEARCHPATH = "hydra.searchpath"
REFERENCE = re.compile(r"\$\{\.*(?!runs\b)[A-Za-z_]\w*(\.\w+|\[\w+\])*\}")
"""A plain reference to another key; anything else in ``${}`` may read the environment."""


def fail_unless_sound(overrides: Sequence[str]) -> None:
    """Raise if Hydra would read an override in another way than a YAML file would be read.

    Raises
    ------
    UncertainComputeError
        If an override has a forbidden character, reads the environment, is an ambiguous number, is no path for runs,
        adds a folder to search, or chooses a file in another way than ``GROUP=NAME`` or ``+scenario=NAME``.
    """
    for item in overrides:
        fail_unless_text(item, item.partition("=")[0] or "override")
        key, _, value = item.lstrip("+~").partition("=")
        if key in GROUPS and not item.startswith(chosen := _choosing(key)):
            raise UncertainComputeError(f"{item}: a choice is written {chosen}NAME")
        group, at, _ = key.partition("@")
        if at and "=" in item:
            raise UncertainComputeError(f"{key}: cannot be chosen under another key; write {group}=NAME")
        if key in GROUPS and "${" in value:
            raise UncertainComputeError(f"{key}: {value} is not the name of a file in {key}/")
        if key == SEARCHPATH:
            raise UncertainComputeError(f"{key}: not allowed; use --config-dir FOLDER, or config_dir in Python")
        if TOO_LONG.search(value):
            raise UncertainComputeError(f"{key}: an integer of more than {MOST_DIGITS:,} digits")
        if key == RUNS:
            path_of(value.strip("'\""), key)
        if key in SETTINGS and AMBIGUOUS.fullmatch(value):
            raise UncertainComputeError(f"{key}: {value} may be read in two ways; {ways_out(value)}")


def _choosing(group: str) -> str:
    """Return how an override that chooses a file of a group begins: a scenario is one more of Hydra's defaults."""
    return f"+{group}=" if group == "scenario" else f"{group}="


def read_numbers(config: DictConfig) -> None:
    """Replace numbers as people write them, ``draws: 4k`` or ``precision: 0.2%``, by numbers.

    Raises
    ------
    UncertainComputeError
        If something else is written there.
    """
    for name, key in KEYS.items():
        if key.number is None or name not in config or (config[name] is None and key.may_be_null):
            continue
        value = whole_number(config[name]) if key.number is int else ConfigKey(name).number(config[name])
        if value is None:
            raise UncertainComputeError(
                f"{name}: {quoted(config[name])} is not a whole number{number_instead_of(str(config[name]))}"
            )
        config[name] = value


def checked(config: DictConfig, keys: Collection[str]) -> dict[str, Any]:
    """Return the values of a composed config's keys, after checking that these are the keys of a config.

    Raises
    ------
    UncertainComputeError
        If a key is unknown or left out, or a text cannot be printed or comes from outside the config.
    """
    for name in map(str, config):
        if name not in KEYS:
            raise UncertainComputeError(no_such_key(name, KEYS))
    if missing := next((name for name in keys if name not in config), None):
        raise UncertainComputeError(f"{missing}: missing; a key of the config cannot be left out")
    values = {name: _resolved(config, name) for name in keys}
    fail_unless_plain(values, "")
    return values


def _resolved(config: DictConfig, name: str) -> Any:
    """Return a key's value with references to other keys replaced by their values."""
    written = _unresolved(config, name)
    interpolations = list(_interpolations(written, name))
    for key, text in interpolations:
        if "${" in REFERENCE.sub("", text):
            raise UncertainComputeError(
                f"{key}: {text!r} would come from outside the config; allowed is ${{key}}, another key of the config"
            )
    if not interpolations:
        return written
    value = config[name]
    return OmegaConf.to_container(value, resolve=True) if OmegaConf.is_config(value) else value


def _unresolved(config: DictConfig, name: str) -> Any:
    if OmegaConf.is_interpolation(config, name):
        return OmegaConf.to_container(OmegaConf.masked_copy(config, name), resolve=False)[name]  # type: ignore[call-overload,index]
    value = config[name]
    return OmegaConf.to_container(value, resolve=False) if OmegaConf.is_config(value) else value


def _interpolations(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Yield each text that has an interpolation, with its key."""
    if isinstance(value, str):
        if "${" in value:
            yield where, value
    elif isinstance(value, Mapping):
        for key, inside in value.items():
            yield from _interpolations(inside, f"{where}.{key}")
    elif isinstance(value, list):
        for number, inside in enumerate(value):
            yield from _interpolations(inside, f"{where}.{number}")
