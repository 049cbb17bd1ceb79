"""What a file of another tool says, as a study, and the folder that it becomes."""

import ast
import keyword
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from uncertain_compute.bridges.imported_equations import Computed, needed_by, shortest
from uncertain_compute.bridges.lines import refused
from uncertain_compute.errors import LeftOutWarning, UncertainComputeError, quoted
from uncertain_compute.files.named import is_file, path_of
from uncertain_compute.files.writing import write_together
from uncertain_compute.model.expression import OF_DRAWS
from uncertain_compute.priors.reading.spec import prior
from uncertain_compute.study.prior_set import BESIDE_BELIEFS

NAMED = re.compile(r"\W+", re.ASCII)
WIDTH = 110
CONF_FOLDER = "conf"
TAKEN = {"np", *OF_DRAWS, *BESIDE_BELIEFS, "defaults", "hydra"}
"""Names that mean something else in equations, in a run, or in the file of a prior set."""


@dataclass(frozen=True, slots=True)
class ImportedStudy:
    """A study as it is read from a file.

    Attributes
    ----------
    source
        The file's name.
    kind
        What the file is, as ``Squiggle model``.
    beliefs
        What a prior set says of each assumption; the source and the status are added.
    dimensions
        The coordinates of each dimension, in equal steps.
    left_out
        What of the file could not be taken, each with its line or cell.
    data
        Files that beliefs name, by their name in the study's folder.
    units
        Units of its own, each counted by itself.
    helpers
        Functions that equations call, as source.
    note
        What a reader of the equations should know.
    """

    source: str
    kind: str
    equations: Mapping[str, Computed]
    beliefs: Mapping[str, Mapping[str, Any]]
    dimensions: Mapping[str, Sequence[int]]
    targets: Sequence[str]
    left_out: Sequence[str] = ()
    data: Mapping[str, bytes] = field(default_factory=dict)
    units: Sequence[str] = ()
    helpers: Sequence[str] = ()
    note: str = ""

    @property
    def name(self) -> str:
        """Return the name of its model and its prior set: that of the file."""
        return _cleaned(Path(self.source).stem).lower() or "model"

    def files(self) -> dict[str, str]:
        """Return the text of each file of its folder, by path."""
        priors = {f"{CONF_FOLDER}/priors/{self.name}.yaml": _yaml(self.priors())}
        if not self.equations:
            return priors
        equations = "\n".join(self._equations())
        return {"equations.py": equations, f"{CONF_FOLDER}/model/{self.name}.yaml": _yaml(self._model()), **priors}

    def priors(self) -> dict[str, Any]:
        """Return the prior set: the beliefs that equations need, or all if there are no equations."""
        status = {"source": self.source, "status": "judgement"}
        unused = {*self.unused}
        return {
            name: {**_plain(one), **status, **_plain(one)} for name, one in self.beliefs.items() if name not in unused
        }

    @property
    def unused(self) -> list[str]:
        """Return the assumptions that no equation needs, if there are equations."""
        needed = needed_by(self.equations.values())
        return [name for name in self.beliefs if name not in needed] if self.equations else []

    def _equations(self) -> Iterator[str]:
        note = f"\n\n{docstring_text(self.note)}\n" if self.note else ""
        yield f'"""Equations of {docstring_text(self.source)}, a {self.kind}.{note}"""\n'
        written = [*self.helpers, *(_equation(name, one) for name, one in self.equations.items())]
        if any("np." in one for one in written):
            yield "import numpy as np\n"
        yield from written

    def _model(self) -> dict[str, Any]:
        used = needed_by(self.equations.values())
        dimensions = {
            name: {"from": one[0], "to": one[-1], "step": one[1] - one[0]}
            for name, one in self.dimensions.items()
            if name in used
        }
        model = {"title": f"What {self.source} computes", "equations": ["equations.py"], "targets": self.targets}
        units = {name: {"unit": "1"} for name in dimensions}
        own = {"units": dict.fromkeys(self.units, "")} if self.units else {}
        return model | own | ({"dimensions": dimensions, "inputs": units} if dimensions else {})


type Reader = Callable[[Path], ImportedStudy]
"""Reads a file; its errors have a line or a cell, but not the file's name."""


def study_in(path: str | Path, reader: Reader, where: str = "path") -> ImportedStudy:
    """Return the study in a file.

    Parameters
    ----------
    where
        The argument or key that names the file, for messages.

    Raises
    ------
    UncertainComputeError
        If there is no file, or it cannot be taken; with its name.
    """
    source = path_of(path, where)
    if not is_file(source):
        raise UncertainComputeError(f"{where}: no file {quoted(str(source))}")
    try:
        study = reader(source)
    except UncertainComputeError as error:
        said = str(error)
        raise UncertainComputeError(
            said if said.startswith((source.name, str(source))) else f"{source.name}: {said}"
        ) from error
    except RecursionError as error:
        raise UncertainComputeError(f"{source.name}: an expression has too many terms; name parts of it") from error
    if not study.equations and not study.beliefs:
        why = study.left_out[0] if study.left_out else "has no equation and no belief"
        raise UncertainComputeError(f"{source.name}: {why}")
    return study


def write_whole_study(path: str | Path, reader: Reader, folder: str | Path) -> Path:
    """Read a file, and write its study to a new or an empty folder, if all of it can be taken.

    Returns
    -------
    Path
        The study's ``conf`` folder.

    Raises
    ------
    UncertainComputeError
        If a part cannot be taken, or the folder is not empty.

    Warns
    -----
    LeftOutWarning
        If a reader of the equations should know something.
    """
    into = path_of(folder, "folder")
    study = study_in(path, reader)
    if study.left_out:
        raise UncertainComputeError(f"{study.source}: {study.left_out[0]}")
    if study.note:
        warnings.warn(f"{study.source}: {study.note}", LeftOutWarning, stacklevel=3)
    return write_study(study, into)


def write_study(study: ImportedStudy, folder: Path) -> Path:
    """Write a study to a new or an empty folder; return its ``conf`` folder.

    Raises
    ------
    UncertainComputeError
        If the folder is not empty.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UncertainComputeError(f"folder: {folder} is not empty; name a new folder")
    texts = {path: text.encode() for path, text in study.files().items()}
    write_together({folder / path: content for path, content in {**texts, **study.data}.items()})
    return folder / CONF_FOLDER


def stated(belief: Any, line: int, name: str, why: str) -> dict[str, Any]:
    """Return a belief of a line as an entry of a prior set.

    Raises
    ------
    LineError
        If there is no such distribution.
    """
    try:
        prior(belief, name)
    except UncertainComputeError as error:
        raise refused(line, str(error)) from error
    entries = belief if isinstance(belief, dict) and "value" in belief else {"value": belief}
    return {**entries, "unit": "1", "why": why}


def name_from(text: str) -> str:
    """Return a name of an assumption that is like a text."""
    cleaned = _cleaned(text)
    return cleaned if is_name(cleaned) else f"x_{cleaned}"


def _cleaned(text: str) -> str:
    return NAMED.sub("_", text).strip("_")


def is_name(text: str) -> bool:
    """Return whether an equation or an assumption can have such a name."""
    return text.isidentifier() and not keyword.iskeyword(text) and not text.startswith("_") and text not in TAKEN


def docstring_text(text: str) -> str:
    """Return a text as a docstring of one line may have it."""
    return re.sub(r'[\\"\s\[\]]+', " ", text).strip()


def _equation(name: str, equation: Computed) -> str:
    said = docstring_text(equation.said) or name.replace("_", " ")
    unit = f" [{equation.unit}]" if equation.unit else ""
    arguments = ast.arguments([], [ast.arg(one) for one in equation.needs], None, [], [], None, [])
    body: list[ast.stmt] = [ast.Expr(ast.Constant(f"{said}{unit}.")), ast.Return(equation.expression)]
    function = ast.FunctionDef(name, arguments, body, [], None, None, [])
    return f"\n{ast.unparse(ast.fix_missing_locations(function))}\n"


def _plain(content: Any) -> Any:
    """Return content in which whole numbers have no point."""
    match content:
        case dict():
            return {_plain(key): _plain(value) for key, value in content.items()}
        case list():
            return [_plain(one) for one in content]
        case float():
            return shortest(content)
    return content


def _yaml(content: dict[str, Any]) -> str:
    """Return a YAML file, in which no text refers to another key."""
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=WIDTH).replace("${", "$ {")
