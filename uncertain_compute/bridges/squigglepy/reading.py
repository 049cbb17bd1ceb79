"""Read a script that uses squigglepy into a study; it is parsed, and never run."""

import ast
import io
import tokenize
import warnings
from pathlib import Path

from uncertain_compute.bridges.imported_study import ImportedStudy
from uncertain_compute.bridges.lines import refused
from uncertain_compute.bridges.squigglepy.script import Script
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.files.documents import text_of


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
        raise refused(error.lineno or 1, f"is no Python: {error.msg}") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise UncertainComputeError(f"is no Python that can be read: {error}") from error


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
