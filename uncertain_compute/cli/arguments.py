"""Arrange the command line's words in the order that Hydra expects: overrides, then flags."""

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

from hydra._internal.utils import get_args_parser

from uncertain_compute.config.composed import fail_unless_sound
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
        raise UncertainComputeError(f"{unknown[0]}: no such flag; {did_you_mean(unknown[0], _flags(parser))}")
    for name, instead in NOT_OURS.items():
        if getattr(said, name) is not None:
            raise UncertainComputeError(f"--{name.replace('_', '-')}: not allowed; {instead}")
    fail_unless_sound(said.overrides)
    flags = [item for item in arguments if item != "--"]
    for item in said.overrides:
        flags.remove(item)
    folder = None if said.config_dir is None else path_of(said.config_dir, "--config-dir")
    return [*said.overrides, *_without_folder(flags)], folder


def _without_folder(flags: Sequence[str]) -> Iterator[str]:
    """Yield flags without that of a study's folder, in which Hydra would take each folder for a choice."""
    words = iter(flags)
    for flag in words:
        if not flag.startswith(("-cd", "--conf")):
            yield flag
        elif flag == "-cd" or (flag.startswith("--") and "=" not in flag):
            next(words)


def _refuse(message: str) -> NoReturn:
    raise UncertainComputeError(message)


def _flags(parser: ArgumentParser) -> list[str]:
    """Return the flags that a parser knows, from its usage line."""
    return [word.strip("[]") for word in parser.format_usage().split() if word.startswith("[--")]
