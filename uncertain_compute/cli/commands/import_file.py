"""Make a study's folder of another tool's file: import=FILE to=FOLDER.

These words are taken as they are written, not as Hydra reads them, so that a path may have blanks, brackets and commas.
"""

import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from uncertain_compute.bridges.imported_study import CONF_FOLDER, ImportedStudy, write_study
from uncertain_compute.bridges.readers import imported
from uncertain_compute.cli.exits import output_written
from uncertain_compute.cli.folders import discard_folder, fill_folder, given_folder, make_unfinished
from uncertain_compute.config.key_names import CONF, IMPORT, TO
from uncertain_compute.config.loading import load
from uncertain_compute.config.set_files import names_of
from uncertain_compute.errors import UncertainComputeError


def import_file(words: Sequence[str]) -> None:
    """Read a file into the folder of a study, check that it composes, and say what was made.

    Raises
    ------
    UncertainComputeError
        If other words stand beside it, the file cannot be taken, or the folder is not empty.
    """
    source, to = _said(words)
    study = imported(source, IMPORT)
    if study.name in names_of([CONF], "model") or names_of([CONF], f"priors/{study.name}"):
        raise UncertainComputeError(f"{IMPORT}: {study.name} is a name that is shipped; give {source} another one")
    folder = given_folder(to or str(source.with_suffix("")), TO)
    unfinished = make_unfinished(folder)
    try:
        conf = write_study(study, unfinished)
        if study.equations:
            load(study.name, priors=study.name, config_dir=conf)
        fill_folder(unfinished, folder)
    except UncertainComputeError as error:
        raise UncertainComputeError(f"{source.name}: {str(error).replace(f'{unfinished}{os.sep}', '')}") from error
    finally:
        discard_folder(unfinished)
    with output_written():
        sys.stdout.write("\n".join(_made(study, source, folder)) + "\n")


def _said(words: Sequence[str]) -> tuple[Path, str]:
    """Return the file, and the folder if one is named."""
    found: dict[str, str] = {}
    for item in words:
        key, _, value = item.partition("=")
        if key not in {IMPORT, TO}:
            raise UncertainComputeError(f"{IMPORT}: makes a folder and runs nothing; leave out {item}")
        if not value or key in found:
            raise UncertainComputeError(f"{key}: {'is given twice' if value else 'has no value'}; name one")
        found[key] = value
    if IMPORT not in found:
        raise UncertainComputeError(f"{TO}: names the folder for {IMPORT}=FILE, which is missing")
    return Path(found[IMPORT]), found.get(TO, "")


def _made(study: ImportedStudy, source: Path, folder: Path) -> Iterator[str]:
    """Yield what was made of a file, what was not taken, and the command that runs it."""
    yield f"{source} is {'a study' if study.equations else 'a prior set'} now:"
    shown = {"model": study.targets, "priors": study.priors()}
    for path in study.files():
        names = shown.get(Path(path).parent.name, study.equations)
        yield f"  {folder / path}: {', '.join(names)}"
    yield from (f"  {folder / path}" for path in study.data)
    if study.left_out:
        yield "not taken:"
        yield from (f"  {one}" for one in study.left_out)
    if study.note:
        yield f"note: {study.note}"
    if study.unused:
        yield f"in no equation, and left out: {', '.join(study.unused)}"
    words = [f"--config-dir={os.path.relpath(folder / CONF_FOLDER)}", f"model={study.name}", f"priors={study.name}"]
    if study.equations:
        yield f"run it: {shlex.join(['uncertain-compute', *words])}"
    else:
        yield f"use it with a model whose equations need these: {shlex.join([words[0], words[2]])}"
