"""Read the config in a stored run as plain data: references lead to its own keys only."""

import re
from collections.abc import Mapping
from typing import Any

import yaml
from omegaconf import DictConfig, OmegaConf
from xarray import DataTree

from uncertain_compute.analysis.reading import CONFIG
from uncertain_compute.config.composed import read_numbers
from uncertain_compute.config.hydra_errors import hydra_errors
from uncertain_compute.config.schema import KEYS, schema
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.files.documents import parsed

REFERENCE = re.compile(r"\$\{(\.*)([^${}:.]+(?:\.[^${}:.]+)*)\}")
"""``${a.b}``, or ``${.b}`` relative to the key; one with a colon would call a resolver."""

READ = {*KEYS} - {"runs", "view", "show", "beside", "compare", "cluster"}
"""Keys that define what was run, not its folder, where it was run or other tasks of the program."""

OPENING = "${"
PART = re.compile(r"[^.\[\]]+")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_LETTERS = 2**22
DEEPEST = 50

type KeyPath = tuple[str, ...]


def stored_config(run: DataTree, *, own: bool = False) -> DictConfig:
    """Return the config of a stored run, with the types of a composed one and defaults for missing keys.

    Parameters
    ----------
    own
        Whether this process composed it, so that it can be trusted.

    Raises
    ------
    UncertainComputeError
        If the run has none, it is not a config, or a reference in it is to anything but another key.
    """
    if CONFIG not in run.attrs:
        raise UncertainComputeError("the run has no config")
    text = str(run.attrs[CONFIG])
    if not own:
        _fail_unless_simple(text)
    written = parsed(text, "config")
    if not isinstance(written, Mapping):
        raise UncertainComputeError("config: is not a mapping")
    plain = _Plain(written)
    known = {key: value if own else plain.of(value, (str(key),)) for key, value in written.items() if key in READ}
    with hydra_errors():
        typed: Any = OmegaConf.merge(OmegaConf.structured(schema()), known)
    config: DictConfig = typed
    read_numbers(config)
    return config


def _fail_unless_simple(text: str) -> None:
    """Raise for YAML that this program never writes and that may never end: aliases, tags, deep nesting."""
    if len(text) > MOST_LETTERS:
        raise UncertainComputeError(f"config: has more than {MOST_LETTERS:,} letters")
    depth = 0
    with hydra_errors():
        for event in yaml.parse(text, Loader=LOADER):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None) is not None or depth > DEEPEST:
                raise UncertainComputeError(
                    f"config: has an alias, a tag or more than {DEEPEST} levels, which no run of this program writes"
                )


class _Plain:
    """Replaces references by the values they refer to, up to a total size."""

    def __init__(self, written: Mapping[Any, Any]) -> None:
        self.written = written
        self.left = MOST_LETTERS

    def of(self, value: Any, key: KeyPath, depth: int = 0) -> Any:
        """Return a value without references."""
        if depth > 2 * DEEPEST:
            raise _error(key, "its references lead back to itself")
        match value:
            case Mapping():
                return {name: self.of(inside, (*key, str(name)), depth + 1) for name, inside in value.items()}
            case list():
                return [self.of(inside, (*key, str(number)), depth + 1) for number, inside in enumerate(value)]
            case str() if OPENING in value:
                return self._text(value, key, depth)
        self._spend(len(str(value)), key)
        return value

    def _text(self, value: str, key: KeyPath, depth: int) -> Any:
        if OPENING in REFERENCE.sub("", value):
            raise _error(
                key, f"{value!r:.80} refers to something other than a key, which is not allowed in a stored run"
            )
        if whole := REFERENCE.fullmatch(value):
            return self.of(self._referred(whole, key), key, depth + 1)
        text = REFERENCE.sub(lambda found: str(self.of(self._referred(found, key), key, depth + 1)), value)
        self._spend(len(text), key)
        return text

    def _referred(self, found: re.Match[str], key: KeyPath) -> Any:
        dots, path = found.groups()
        parts = [*(key[: -len(dots)] if dots else ()), *PART.findall(path)]
        value: Any = self.written
        for part in parts:
            named = {str(name): inside for name, inside in _entries(value)}
            if part not in named:
                raise _error(key, f"{found[0]!r:.80} refers to a key that does not exist")
            value = named[part]
        return value

    def _spend(self, letters: int, key: KeyPath) -> None:
        self.left -= letters + 1
        if self.left < 0:
            raise _error(key, f"its references give more than {MOST_LETTERS:,} letters")


def _entries(value: Any) -> list[tuple[Any, Any]]:
    match value:
        case Mapping():
            return list(value.items())
        case list():
            return list(enumerate(value))
    return []


def _error(key: KeyPath, message: str) -> UncertainComputeError:
    return UncertainComputeError(f"config: {'.'.join(key)}: {message}")
