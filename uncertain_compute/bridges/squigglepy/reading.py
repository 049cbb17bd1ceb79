"""Read a script that uses squigglepy into a study; it is parsed, and never run."""

import ast
import io
import tokenize
import warnings
from pathlib import Path

from uncertain_compute.bridges.imported_study import ImportedStudy, study_in, write_study
from uncertain_compute.bridges.lines import refused
from uncertain_compute.bridges.squigglepy.script import Script
from uncertain_compute.errors import LeftOutWarning, UncertainComputeError
from uncertain_compute.files.documents import text_of
from uncertain_compute.files.named import path_of


def read_squigglepy(path: str | Path, folder: str | Path) -> Path:
    """Read a script that uses squigglepy, and write it as a study: equations, a model and a prior set, or this alone.

    The script is parsed and never run. Taken are distributions, arithmetic, sampling, and functions whose lines are
    assignments and a ``return``. A distribution within an expression is an assumption of its own; comments are reasons.

    Parameters
    ----------
    path
        The script.
    folder
        A new or an empty folder for the study.

    Returns
    -------
    Path
        The study's ``conf`` folder, which `load` takes as ``config_dir``; model and prior set are named after the file.

    Raises
    ------
    UncertainComputeError
        If nothing can be taken, or the folder is not empty.

    Warns
    -----
    LeftOutWarning
        For each line that cannot be taken, and each in which squigglepy would draw a distribution once more.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     script = Path(folder) / "tuners.py"
    ...     _ = script.write_text("import squigglepy as sq; pianos = sq.to(20, 60); tunings = pianos * sq.norm(0.5, 2)")
    ...     study = uc.load("tuners", priors="tuners", config_dir=uc.read_squigglepy(script, Path(folder) / "study"))
    >>> list(study.columns), study.targets
    (['pianos', 'tunings_1'], ('tunings',))
    """
    into = path_of(folder, "folder")
    study = study_in(path, script_study)
    conf = write_study(study, into)
    for one in study.left_out:
        warnings.warn(f"{study.source}: {one}", LeftOutWarning, stacklevel=2)
    return conf


def script_study(path: Path) -> ImportedStudy:
    """Return the study of a script: its distributions, and the arithmetic of them.

    Raises
    ------
    UncertainComputeError
        If it is no Python, or does not import squigglepy.
    """
    text = text_of(path)
    script = Script(_comments(text))
    script.take_all(_parsed(text))
    script.take_functions()
    if not script.known.names.of_squigglepy:
        raise UncertainComputeError("does not import squigglepy; only scripts that use it are taken")
    left_out = [str(error) for error in sorted(script.left_out, key=lambda error: error.line)]
    kind = "script that uses squigglepy"
    return ImportedStudy(path.name, kind, script.equations, script.beliefs, {}, script.targets, left_out)


def _parsed(text: str) -> list[ast.stmt]:
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(text).body
    except SyntaxError as error:
        raise refused(error.lineno or 1, f"is not Python: {error.msg}") from error
    except (ValueError, MemoryError) as error:
        raise UncertainComputeError(f"is not Python that can be read: {error}") from error


def _comments(text: str) -> dict[int, str]:
    """Return comments by the line that they are about: their own, or the next one if they have a line of their own."""
    found: dict[int, str] = {}
    try:
        for word in tokenize.generate_tokens(io.StringIO(text).readline):
            if word.type == tokenize.COMMENT:
                alone = not word.line[: word.start[1]].strip()
                found[word.start[0] + alone] = word.string.strip("# \t")
    except (tokenize.TokenError, SyntaxError):
        return {}
    return found
