"""Arrange the command line's words in the order that Hydra expects: overrides, then flags."""

import re
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from pathlib import Path
from typing import NoReturn

from hydra._internal.utils import get_args_parser

from uncertain_compute.config.composed import fail_unless_sound
from uncertain_compute.config.key_names import STUDY_KEYS, explained_keys
from uncertain_compute.errors import UncertainComputeError, did_you_mean
from uncertain_compute.files.named import path_of
from uncertain_compute.plain_text import fail_unless_text

NOT_OURS = {
    "config_path": "use --config-dir FOLDER for the files of a study",
    "config_name": "set the config's keys as overrides",
    "experimental_rerun": "run the command of its run again",
}
"""Hydra's flags that would replace the shipped config, or run a pickle."""


def arranged(arguments: Sequence[str]) -> tuple[list[str], Path | None]:
    """Return arguments with all of Hydra's flags after the overrides, and the folder of a study.

    Raises
    ------
    UncertainComputeError
        If a flag is unknown or has a wrong value, or an argument cannot be shown.
    """
    for item in arguments:
        fail_unless_text(item, item.partition("=")[0])
    parser = get_args_parser()
    parser.error = _refuse  # type: ignore[method-assign]
    said, unknown = parser.parse_known_intermixed_args(arguments)
    if unknown:
        raise UncertainComputeError(f"{unknown[0]}: no such flag; {_instead_of(unknown[0], _flags(parser))}")
    for name, instead in NOT_OURS.items():
        if getattr(said, name) is not None:
            raise UncertainComputeError(f"--{name.replace('_', '-')}: not allowed; {instead}")
    _fail_if_taken_apart(said.overrides)
    fail_unless_sound(said.overrides)
    flags = [item for item in arguments if item != "--"]
    for item in said.overrides:
        flags.remove(item)
    folder = None if said.config_dir is None else path_of(said.config_dir, "--config-dir")
    return [*said.overrides, *_without_folder(flags)], folder


def _fail_if_taken_apart(overrides: Sequence[str]) -> None:
    """Raise if a word is the rest of the one before it: a shell parts what is not in quotes at its blanks."""
    for number, (before, word) in enumerate(pairwise(overrides)):
        if "=" in before and "=" not in word and not word.startswith("~"):
            whole = " ".join([before, *takewhile(lambda one: "=" not in one, overrides[number + 1 :])])
            hint = f'if it belongs to the word before it, put both into quotes: "{whole}"'
            raise UncertainComputeError(f"{word!r}: not an override; write KEY=VALUE; {hint}")


def _without_folder(flags: Sequence[str]) -> Iterator[str]:
    """Yield flags without that of a study's folder, in which Hydra would take each folder for a choice."""
    words = iter(flags)
    for flag in words:
        if not flag.startswith(("-cd", "--conf")):
            yield flag
        elif flag == "-cd" or (flag.startswith("--") and "=" not in flag):
            next(words)


def _instead_of(flag: str, known: Sequence[str]) -> str:
    override = flag.lstrip("-")
    is_key = re.split(r"[.=]", override)[0] in {*STUDY_KEYS, *explained_keys()}
    return f"a key has no dashes: {override}" if is_key else did_you_mean(flag, known)


def _refuse(message: str) -> NoReturn:
    raise UncertainComputeError(message)


def _flags(parser: ArgumentParser) -> list[str]:
    """Return the flags that a parser knows, from its usage line."""
    return [word.strip("[]") for word in parser.format_usage().split() if word.startswith("[--")]
