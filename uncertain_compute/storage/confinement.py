"""Limit what a stored run's config may name: the shipped equations, and files of studies that the user points to."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from omegaconf import DictConfig, OmegaConf
from xarray import DataTree

from uncertain_compute.config.key_names import CONF
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.files.documents import document
from uncertain_compute.files.named import file_in, study_folders
from uncertain_compute.model.sources import SOURCES, is_file, source_line

SHIPPED = "uncertain_compute."
GROUPS = ("model", "evidence")
DATA_FILES = ("audit", "charts", "backtest")
OF_DATA, FILE = ("empirical", "cdf"), "file"


def equations_named(config: DictConfig) -> list[str]:
    """Return the files and modules with equations that a config names, without duplicates."""
    parts = [config[group] for group in GROUPS]
    listed = [part.get("equations") or () for part in parts if OmegaConf.is_dict(part)]
    return list(dict.fromkeys(str(name) for names in listed for name in names))


def unlike_sources(config: DictConfig, run: DataTree, folders: Sequence[Path]) -> list[str]:
    """Return a stored run's equation files that have changed since, before anything is imported.

    Parameters
    ----------
    folders
        The ``conf`` folders of the user's own studies.

    Raises
    ------
    UncertainComputeError
        If it names equations that are neither shipped nor named by a model or an evidence set in those folders.
    """
    own = [name for folder in folders for name in _named_in(folder)]
    shipped = [name for name in _named_in(CONF) if name.startswith(SHIPPED)]
    unlike = []
    stored = run.attrs.get(SOURCES, [])
    lines = {stored} if isinstance(stored, str) else set(map(str, stored))
    for name in equations_named(config):
        if name in shipped:
            continue
        if not is_file(name) or name not in own:
            raise UncertainComputeError(
                f"model.equations: {name!r:.80} is neither shipped nor a file that a study of --config-dir names"
            )
        path = _inside(name, study_folders(folders), "model.equations")
        if source_line(name, path) not in lines:
            unlike.append(name)
    return unlike


def fail_unless_data_is_inside(config: DictConfig, folders: Sequence[Path]) -> None:
    """Raise if a stored config names data outside the studies that the user points to.

    Raises
    ------
    UncertainComputeError
        If it does, or a file is missing.
    """
    studies = study_folders(folders)
    model: Any = config.model if OmegaConf.is_dict(config.model) else {}
    for key in DATA_FILES:
        if model.get(key):
            _inside(str(model[key]), [*studies, CONF], f"model.{key}")
    for key, name in _data_files(OmegaConf.to_container(config), ""):
        _inside(name, studies, key)


def _inside(name: str, folders: Sequence[Path], where: str) -> Path:
    """Return the file of a name, which must lie in one of some folders."""
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise UncertainComputeError(f"{where}: {name!r:.80} leads out of the study's folder")
    path = file_in(folders, name, where) if folders else None
    if path is None or not any(path.resolve().is_relative_to(folder.resolve()) for folder in folders):
        raise UncertainComputeError(f"{where}: {name!r:.80} is not a file in the folder of a study of --config-dir")
    return path


def _named_in(folder: Path) -> Iterator[str]:
    """Yield the names of equations in the models and evidence sets of a ``conf`` folder."""
    for group in GROUPS:
        for path in sorted((folder / group).rglob("*.yaml")):
            with suppress(UncertainComputeError):
                written = document(path)
                yield from map(str, (written.get("equations") or ()) if isinstance(written, dict) else ())


def _data_files(value: Any, key: str) -> Iterator[tuple[str, str]]:
    """Yield each data file that beliefs name, at any depth, after its key."""
    match value:
        case Mapping():
            for name, inside in value.items():
                below = f"{key}.{name}".lstrip(".")
                if str(name) in OF_DATA and isinstance(inside, Mapping):
                    yield from ((f"{below}.{FILE}", str(said)) for one, said in inside.items() if str(one) == FILE)
                yield from _data_files(inside, below)
        case list():
            for number, inside in enumerate(value):
                yield from _data_files(inside, f"{key}.{number}")
