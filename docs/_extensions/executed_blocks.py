"""Run the code of each page while the site is built: what fails, or gives another output than is shown, is a warning.

A page has a folder of its own, in which its blocks run in their order:

- a block with a caption is a file of that name;
- a block ``sh`` is run by bash; a block ``text`` of class ``output`` after it is what it prints;
- a block ``python`` is run, one with ``>>>`` as a doctest; a page has one namespace.

A block ``sh`` of class ``long`` would take minutes: its commands are composed, which checks their keys, and not run.
``...``
in an output stands for any text. A command whose output is not shown runs at few draws and writes no page, as only its
success is looked at. Commands are forks of one process that has imported the package, as in the tests.
"""

import doctest
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import chdir, redirect_stdout
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.logging import getLogger

REPOSITORY = Path(__file__).parents[2]
sys.path.insert(0, str(REPOSITORY / "tests"))
from commands import done  # noqa: E402

PROGRAM = "uncertain-compute"
CHEAP = ("draws=1024", "report=none")
RECORD = f"{PROGRAM}() {{ printf '%s\\0' \"$@\" $'\\n'; }}\n"
"""A function of bash in place of the program: it says with which arguments the program would be called."""
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
LOGGER = getLogger(__name__)


class WrongBlockError(Exception):
    """A block failed, or its output is not the one that the page shows."""


def run_blocks(_app: Sphinx, doctree: nodes.document) -> None:
    """Run the blocks of a page that Sphinx has read."""
    blocks = list(doctree.findall(nodes.literal_block))
    names: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as scratch, chdir(scratch):
        for name in ("conf", "examples"):
            shutil.copytree(REPOSITORY / name, name)
        for block, following in pairwise([*blocks, None]):
            try:
                _run(block, _output(following), names)
            except WrongBlockError as error:
                LOGGER.warning("%s", error, location=block, type="executed_blocks")


def _run(block: nodes.literal_block, shown: str | None, names: dict[str, Any]) -> None:
    caption, text = _caption(block), block.astext()
    if caption:
        path = Path(caption)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    elif block.get("language") == "sh":
        added = ("--cfg", "job") if "long" in block["classes"] else CHEAP if shown is None else ()
        _compare(_shell(text, added), shown)
    elif block.get("language") == "python" and ">>> " in text:
        _doctest(text, names)
    elif block.get("language") == "python":
        _compare(_python(text, names), shown)


def _caption(block: nodes.literal_block) -> str:
    beside = block.parent.children if "literal-block-wrapper" in block.parent.get("classes", ()) else ()
    return next((one.astext() for one in beside if isinstance(one, nodes.caption)), "")


def _output(block: nodes.literal_block | None) -> str | None:
    return block.astext() if block is not None and "output" in block["classes"] else None


def _compare(got: str, shown: str | None) -> None:
    if shown is not None and not doctest.OutputChecker().check_output(shown, got, FLAGS):
        raise WrongBlockError(f"the output is not the one that is shown; it is\n{got}")


def _shell(text: str, added: Sequence[str]) -> str:
    """Return what the commands of a block print, with arguments added to those of the program."""
    bash = ["bash", "-euo", "pipefail", "-c"]
    if PROGRAM not in text:
        ended = subprocess.run([*bash, text], capture_output=True, text=True, check=False)  # noqa: S603
        return _success(ended, text)
    recorded = subprocess.run([*bash, RECORD + text], capture_output=True, text=True, check=True)  # noqa: S603
    return "".join(_program([*added, *arguments]) for arguments in _calls(recorded.stdout))


def _calls(recorded: str) -> Iterator[list[str]]:
    arguments: list[str] = []
    for one in recorded.split("\0")[:-1]:
        if one == "\n":
            yield arguments
            arguments = []
        else:
            arguments.append(one)


def _program(arguments: list[str]) -> str:
    with tempfile.TemporaryDirectory() as said:
        return _success(done(arguments, Path.cwd(), Path(said)), f"{PROGRAM} {' '.join(arguments)}")


def _success(ended: subprocess.CompletedProcess[str], command: str) -> str:
    if ended.returncode:
        raise WrongBlockError(f"failed: {command}\n{ended.stdout}{ended.stderr}")
    return ended.stdout


def _doctest(text: str, names: dict[str, Any]) -> None:
    said: list[str] = []
    examples = doctest.DocTestParser().get_doctest(text, names, "the block", None, 0)
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    runner.run(examples, out=said.append, clear_globs=False)
    names.update(examples.globs)
    if runner.failures:
        raise WrongBlockError("".join(said))


def _python(text: str, names: dict[str, Any]) -> str:
    with redirect_stdout(StringIO()) as said:
        try:
            exec(compile(text, "the block", "exec"), names)  # noqa: S102
        except Exception as error:
            raise WrongBlockError(f"failed: {type(error).__name__}: {error}") from error
    return said.getvalue()


def setup(app: Sphinx) -> dict[str, bool]:
    """Run the blocks of each page that is read."""
    os.environ.setdefault("MPLBACKEND", "agg")
    app.connect("doctree-read", run_blocks)
    return {"parallel_read_safe": False}
