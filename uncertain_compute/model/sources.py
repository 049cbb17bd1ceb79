"""Load equations from modules, or from .py files in a study's folder."""

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from types import ModuleType

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.files.named import file_in
from uncertain_compute.model.graph import Number

SOURCES = "equation_sources"
"""The attribute of a run that holds the checksums of the files with its equations."""


def is_file(name: str) -> bool:
    """Return whether a name of equations is a file rather than a module."""
    return name.endswith(".py")


def source_line(name: str, path: Path) -> str:
    """Return the checksum of a file with equations, followed by its name in the config."""
    return f"{sha256(path.read_bytes()).hexdigest()}  {name}"


def source_lines(names: Iterable[str], folders: Sequence[Path]) -> list[str]:
    """Return the checksums of files and modules whose equations have just been imported."""
    paths = {
        name: file_in(folders, name, "model.equations") if is_file(name) else getattr(sys.modules[name], "__file__", "")
        for name in dict.fromkeys(names)
    }
    return [source_line(name, Path(path)) for name, path in paths.items() if path and Path(path).is_file()]


def equations_from(names: Iterable[str], folders: Sequence[Path]) -> list[Callable[..., Number]]:
    """Return the equations that the named modules and .py files define, in their order.

    If a module has ``__all__``, its equations are those that it lists. Otherwise they are all functions that the module
    defines and whose name does not begin with an underscore.

    Parameters
    ----------
    names
        Importable modules (``package.module``), or paths that end in ``.py``.
    folders
        Folders that a relative path may start from; the first match wins.

    Raises
    ------
    UncertainComputeError
        If a file or module is missing, fails to import, or lists a name that it does not define.
    """
    functions: list[Callable[..., Number]] = []
    for name in names:
        module = _load_file(name, folders) if is_file(name) else _import(name)
        functions += _listed(module, name) if hasattr(module, "__all__") else _defined(module)
    return functions


def _listed(module: ModuleType, name: str) -> list[Callable[..., Number]]:
    lost = [str(one) for one in module.__all__ if not hasattr(module, str(one))]
    if lost:
        raise UncertainComputeError(f"model.equations: {name} lists {lost[0]!r} in __all__, but does not define it")
    return [getattr(module, one) for one in module.__all__]


def _defined(module: ModuleType) -> list[Callable[..., Number]]:
    """Return the functions that a module defines, including those that a decorator wraps."""
    return [
        value
        for name, value in vars(module).items()
        if name[0] != "_"
        and callable(value)
        and not inspect.isclass(value)
        and getattr(value, "__module__", "") == module.__name__
    ]


def _load_file(name: str, folders: Sequence[Path]) -> ModuleType:
    path = file_in(folders, name, "model.equations")
    spec = importlib.util.spec_from_file_location(f"study_equations.{path.stem}", path)
    if spec is None or spec.loader is None:
        raise UncertainComputeError(f"model.equations: {path} is not Python source")
    module = importlib.util.module_from_spec(spec)
    try:
        with _own_helpers(path.parent):
            spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise _failed(str(path), error) from error
    return module


@contextmanager
def _own_helpers(folder: Path) -> Iterator[None]:
    """Let a file import others from its folder; forget these afterwards, as another study may use their names."""
    before = set(sys.modules)
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in set(sys.modules) - before:
            file = getattr(sys.modules[name], "__file__", None)
            if file and Path(file).is_relative_to(folder):
                del sys.modules[name]


def _import(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as error:
        raise _failed(name, error) from error


def _failed(name: str, error: BaseException) -> UncertainComputeError:
    return UncertainComputeError(f"model.equations: {name} failed to import: {type(error).__name__}: {error}")
