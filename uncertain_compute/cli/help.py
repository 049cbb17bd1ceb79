"""The text of ``--help``: how to call the program, what can be chosen, and each key with its default."""

import shutil
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from uncertain_compute.analysis.analyses import ANALYSES
from uncertain_compute.bridges.exports.registry import EXPORTS
from uncertain_compute.config.key_names import CONF, IMPORT_KEYS, explained_keys
from uncertain_compute.config.schema import KEYS
from uncertain_compute.config.set_files import names_of
from uncertain_compute.posterior.methods import METHODS

START = """\
usage: uncertain-compute [KEY=VALUE ...] [+scenario=NAME] [-m] [--config-dir FOLDER]

Draw from the beliefs of a forecast, evaluate its equations, and report the results and what drives them.

  uncertain-compute priors=expert +scenario=high         another prior set, and a scenario on top of it
  uncertain-compute priors.dataset_multiplier='4 to 20'  another belief
  uncertain-compute compare='[published, expert]'        two forecasts, and what makes them differ
  uncertain-compute -m seed=0,1,2                        a sweep
  uncertain-compute --config-dir=FOLDER model=NAME       a study of your own
  uncertain-compute import=model.squiggle                a file of another tool becomes a study of your own
"""
FLAGS = {
    "-m, --multirun": "a run for each combination of values with commas between them, and their comparison",
    "--config-dir FOLDER": "a study of your own: its model/, priors/, scenario/ and evidence/",
    "--cfg job": "show the composed config, and do nothing",
    "-sc install=bash": "print what lets the shell complete keys and names; or zsh, fish",
    "--version": "show the version",
    "--hydra-help": "show the flags of Hydra, with which configs are composed",
}
END = "The documentation in docs/ says how to write beliefs and equations; docs/first_hour.md is where to begin."

LISTED: Mapping[str, Iterable[str]] = {"sensitivity": ANALYSES, "method": METHODS, "export": EXPORTS}
"""Keys whose values are the names of a registry."""

CHOICES = ("model", "priors", "scenario", "evidence")
WIDEST = 120


def program_version() -> str:
    """Return the program's name and version."""
    return f"uncertain_compute {version('uncertain_compute')}"


def help_text(folders: Sequence[Path]) -> str:
    """Return the answer to ``--help``.

    Parameters
    ----------
    folders
        The conf folders of a study of one's own.
    """
    flags = [_row(flag, meaning) for flag, meaning in FLAGS.items()]
    return "\n".join([START, *_choices([CONF, *folders]), "", *_keys(), "", "flags", *flags, "", END])


def purposes() -> dict[str, str]:
    """Return what each key is for, save those that define the study, with the names of a registry that it takes."""
    return explained_keys() | {key: f"{explained_keys()[key]} ({', '.join(names)})" for key, names in LISTED.items()}


def _choices(folders: Sequence[Path]) -> Iterator[str]:
    """Yield the names in each group of the config, each followed by those of single models, as they are chosen."""
    yield "what to choose"
    for group in CHOICES:
        yield _row(f"+{group}" if group == "scenario" else group, ", ".join(names_of(folders, group)))
        for model in names_of(folders, "model"):
            own = names_of(folders, f"{group}/{model}")
            if own:
                chosen_by = "" if group == "priors" else f"{model}/"
                yield _row(f"  of {model}", ", ".join(f"{chosen_by}{name}" for name in own))


def _keys() -> Iterator[str]:
    yield "keys, with their defaults"
    for name, text in purposes().items():
        default = KEYS[name].default
        yield _row(name if default in (None, "", ()) else f"{name}={default}", text)
    for name, text in IMPORT_KEYS.items():
        yield _row(name, text)


def _row(left: str, right: str) -> str:
    width = min(WIDEST, shutil.get_terminal_size().columns)
    return textwrap.fill(right, width, initial_indent=f"  {left:<22} ", subsequent_indent=" " * 25)
