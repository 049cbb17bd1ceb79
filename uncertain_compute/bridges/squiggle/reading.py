"""Read a Squiggle model into a study's folder."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from uncertain_compute.bridges.squiggle.parsing import statements_of
from uncertain_compute.bridges.squiggle.translation import Computed, Translated, translated
from uncertain_compute.errors import UncertainComputeError, quoted
from uncertain_compute.files.documents import text_of
from uncertain_compute.files.named import folder_of, is_file
from uncertain_compute.files.writing import write_together

NAMED = re.compile(r"\W+", re.ASCII)
WIDTH = 110


def read_squiggle(path: str | Path, folder: str | Path) -> Path:
    """Read a Squiggle model, and write it as a study: equations, a model and a prior set.

    Taken are assignments, ``to``, named distributions, mixtures and truncation, arithmetic, functions with a name, and
    ``List.map`` of a function over years. Each distribution becomes an assumption; one within an expression gets a name
    of its own, in each call of a function and each year anew, as Squiggle draws it. Comments become reasons.

    Parameters
    ----------
    path
        The model, a text file.
    folder
        A new or an empty folder for the study.

    Returns
    -------
    Path
        The study's ``conf`` folder, which `load` takes as ``config_dir``; model and prior set are named after the file.

    Raises
    ------
    UncertainComputeError
        If a line is not in this part of the language, with its number, or the folder is not empty.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     model = Path(folder) / "tuners.squiggle"
    ...     _ = model.write_text("pianos = 20k to 60k; tunings = pianos * (0.5 to 2)")
    ...     study = uc.load("tuners", priors="tuners", config_dir=uc.read_squiggle(model, Path(folder) / "study"))
    >>> list(study.columns), study.targets
    (['pianos', 'tunings_1'], ('tunings',))
    """
    source, into = folder_of(path, "path"), folder_of(folder, "folder")
    if not is_file(source):
        raise UncertainComputeError(f"path: no file {quoted(str(source))}")
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise UncertainComputeError(f"folder: {into} is not empty; name a new folder")
    try:
        found = translated(statements_of(text_of(source)))
    except UncertainComputeError as error:
        raise UncertainComputeError(f"{source.name}: {error}") from error
    except RecursionError as error:
        raise UncertainComputeError(f"{source.name}: an expression has too many terms; name parts of it") from error
    name = NAMED.sub("_", source.stem).strip("_").lower() or "model"
    conf = into / "conf"
    written = {
        into / "equations.py": "\n".join(_equations(found, source.name)),
        conf / "model" / f"{name}.yaml": _yaml(_model(found, source.name)),
        conf / "priors" / f"{name}.yaml": _yaml(_priors(found, source.name)),
    }
    write_together({path: text.encode() for path, text in written.items()})
    return conf


def _equations(found: Translated, source: str) -> Iterator[str]:
    yield f'"""Equations of {source}, a Squiggle model."""\n'
    written = [_equation(name, one) for name, one in found.equations.items()]
    if any("np." in one for one in written):
        yield "import numpy as np\n"
    yield from written


def _equation(name: str, equation: Computed) -> str:
    said = re.sub(r'[\\"\s\[\]]+', " ", equation.said).strip() or name.replace("_", " ")
    arguments = ast.arguments([], [ast.arg(one) for one in equation.needs], None, [], [], None, [])
    body: list[ast.stmt] = [ast.Expr(ast.Constant(f"{said} [1].")), ast.Return(equation.expression)]
    function = ast.FunctionDef(name, arguments, body, [], None, None, [])
    return f"\n{ast.unparse(ast.fix_missing_locations(function))}\n"


def _model(found: Translated, source: str) -> dict[str, Any]:
    used = {name for one in found.equations.values() for name in one.needs}
    dimensions = {
        name: {"from": one[0], "to": one[-1], "step": one[1] - one[0]}
        for name, one in found.dimensions.items()
        if name in used
    }
    model = {"title": f"What {source} computes", "equations": ["equations.py"], "targets": found.targets}
    units = {name: {"unit": "1"} for name in dimensions}
    return model | ({"dimensions": dimensions, "inputs": units} if dimensions else {})


def _priors(found: Translated, source: str) -> dict[str, Any]:
    needed = {name for one in found.equations.values() for name in one.needs}
    status = {"source": source, "status": "judgement"}
    return {name: {**one, **status} for name, one in found.beliefs.items() if name in needed}


def _yaml(content: dict[str, Any]) -> str:
    """Return a YAML file, in which no text refers to another key."""
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=WIDTH).replace("${", "$ {")
