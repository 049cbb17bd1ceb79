"""How Hydra finds files: in a study's folders before the shipped one; each file is read within limits."""

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

import hydra
from hydra._internal.core_plugins.file_config_source import FileConfigSource
from hydra.core.config_search_path import ConfigSearchPath, SearchPathQuery
from hydra.core.plugins import Plugins
from hydra.plugins.config_source import ConfigResult
from hydra.plugins.search_path_plugin import SearchPathPlugin
from omegaconf import DictConfig, OmegaConf

from uncertain_compute.config.hydra_errors import hydra_errors
from uncertain_compute.config.key_names import CONF
from uncertain_compute.config.layers import GROUPS, Layers, package_of
from uncertain_compute.config.schema import register_schema
from uncertain_compute.config.set_files import file_of, written_in
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.files.documents import shown

STUDY = "study"
"""How Hydra calls the provider of a study's own files."""

RESERVED = ("config.yaml", "schema.yaml")
"""Files of the shipped configuration that a study may not replace."""

folders_now: ContextVar[Sequence[Path]] = ContextVar("folders_now", default=())
"""The conf folders of the study that is being composed; Hydra has no other way to tell a plugin."""

type Compose = Callable[[Sequence[str]], DictConfig]


class StudyFiles(FileConfigSource):
    """A folder of YAML files, each read by `uncertain_compute.files.documents`."""

    @staticmethod
    def scheme() -> str:
        """Return the prefix of such folders in Hydra's search path."""
        return "study"

    def is_config(self, config_path: str) -> bool:
        """Return whether the file exists, or a sheet instead of it."""
        group, _, name = config_path.partition("/")
        return super().is_config(config_path) or file_of(Path(self.path), group, name) is not None

    def is_group(self, config_path: str) -> bool:
        """Return whether the folder has files to choose from; one named ``runs`` beside them would hide that key."""
        return config_path.partition("/")[0] in {"", *GROUPS} and super().is_group(config_path)

    def load_config(self, config_path: str) -> ConfigResult:
        """Return the content of a file."""
        group, _, name = config_path.partition("/")
        path = file_of(Path(self.path), group, name) or Path(self.path) / self._normalize_file_name(config_path)
        written, text = written_in(path)
        package = package_of(text, group, shown(path))
        _fail_unless_list(written, shown(path))
        Layers((), [CONF, *folders_now.get()]).with_defaults(group, name)
        if group in GROUPS and isinstance(written, dict):
            written, package = _from_the_top(written, group if package in {None, "_group_"} else package), "_global_"
        config = _nodes_of({} if written is None else written)
        return ConfigResult(config=config, path=self.full_path(), provider=self.provider, header={"package": package})


class OwnFilesFirst(SearchPathPlugin):
    """A plugin that puts a study's folders before the shipped one."""

    def manipulate_search_path(self, search_path: ConfigSearchPath) -> None:
        """Add the study's folders in front of the shipped one."""
        provided = [*((STUDY, folder) for folder in folders_now.get()), ("shipped", CONF)]
        for provider, folder in provided:
            search_path.prepend(provider, f"study://{folder}", SearchPathQuery(provider="main"))


@contextmanager
def own_files(folders: Sequence[Path]) -> Iterator[None]:
    """Let Hydra find a study's own files before the shipped ones of the same name.

    Raises
    ------
    UncertainComputeError
        If a folder does not exist, or has a file that would not be read or may not be replaced.
    """
    for folder in folders:
        _fail_unless_conf_folder(folder)
    register_schema()
    for plugin in (StudyFiles, OwnFilesFirst):
        Plugins.instance().register(plugin)
    token = folders_now.set(tuple(folder.absolute() for folder in folders))
    try:
        yield
    finally:
        folders_now.reset(token)


@contextmanager
def composer(folders: Sequence[Path] = ()) -> Iterator[Compose]:
    """Yield a function that composes the config from overrides, with more folders to search.

    Raises
    ------
    UncertainComputeError
        If an override cannot be applied.
    """
    with own_files(folders), hydra_errors(), hydra.initialize_config_dir(str(CONF), version_base=None):
        yield lambda overrides: hydra.compose("config", overrides=list(overrides))


def _from_the_top(written: dict[str, Any], package: str) -> dict[str, Any]:
    """Return a file's keys under their package; Hydra would put them there by copying each node."""
    if package == "_global_":
        return written
    listed = {"defaults": written["defaults"]} if "defaults" in written else {}
    return {**listed, package: {key: value for key, value in written.items() if key != "defaults"}}


def _nodes_of(written: Any) -> Any:
    """Return a file's content as OmegaConf's nodes: where the same was composed before, a copy, in a tenth of the time.

    Hydra composes each run of a sweep twice.
    """
    return pickle.loads(_pickled_nodes(pickle.dumps(written)))  # noqa: S301 (made here)


@lru_cache(maxsize=32)
def _pickled_nodes(written: bytes) -> bytes:
    return pickle.dumps(OmegaConf.create(pickle.loads(written)))  # noqa: S301 (made here)


def _fail_unless_list(written: Any, name: str) -> None:
    """Raise if a defaults list is not a list; Hydra's message would not name the file."""
    listed = written.get("defaults", []) if isinstance(written, dict) else []
    known = isinstance(listed, list) and all(isinstance(entry, str | dict) for entry in listed)
    if not known or "${" in str(listed):
        raise UncertainComputeError(f"{name}: defaults: {listed!r} is not a list of the files that it is based on")


def _fail_unless_conf_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise UncertainComputeError(f"config_dir: no folder {folder}")
    for name in RESERVED:
        if (folder / name).exists():
            raise UncertainComputeError(
                f"{shown(folder / name)}: not read, since a study's folder has {', '.join(GROUPS)}; "
                "set the config's keys on the command line"
            )
    for group in GROUPS:
        if odd := next((folder / group).glob("*.yml"), None):
            raise UncertainComputeError(f"{shown(odd)}: not read; call it {odd.stem}.yaml")
