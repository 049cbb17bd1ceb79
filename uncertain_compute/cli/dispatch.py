"""Find what a command line asks for, and do it: a page of help, a study of another tool's file, or a job of Hydra's."""

import sys
from collections.abc import Callable, Sequence

from omegaconf import DictConfig

from uncertain_compute.cli.arguments import arranged
from uncertain_compute.cli.composed_job import run_job
from uncertain_compute.cli.exits import one_line_errors, output_written
from uncertain_compute.cli.folders import discard_empty_folders
from uncertain_compute.cli.start import resume_garbage_collection
from uncertain_compute.cli.written_variants import with_overrides_quoted
from uncertain_compute.config.composed import SETTINGS, checked, read_numbers
from uncertain_compute.config.composing import own_files
from uncertain_compute.config.hydra_errors import hydra_errors
from uncertain_compute.config.key_names import CONF, asks_for_import
from uncertain_compute.config.overrides import with_new_keys_allowed, with_own_priors

HELP = {"-h", "--help"}


def answer(words: Sequence[str]) -> None:
    """Do what a command line asks for.

    Raises
    ------
    UncertainComputeError
        If it cannot be done.
    """
    try:
        with one_line_errors(), hydra_errors():
            if "--version" in words:
                from uncertain_compute.cli.help import program_version

                return _print(program_version())
            said, folder = arranged(words)
            if asks_for_import(said):
                from uncertain_compute.cli.commands.import_file import import_file

                return import_file(said)
            own = [] if folder is None else [folder]
            with own_files(own):
                if not HELP.isdisjoint(said):
                    from uncertain_compute.cli.help import help_text

                    return _print(help_text(own))
                named = with_own_priors(said, [CONF, *own])
                run_job(with_overrides_quoted(with_new_keys_allowed(named)), _job)
    finally:
        discard_empty_folders()
        with one_line_errors(), output_written():
            pass  # what was printed before a job began: help, for example


def _print(text: str) -> None:
    with output_written():
        sys.stdout.write(f"{text}\n")


def _job(config: DictConfig) -> object:
    """Return a run's objectives; exit with a code instead of an exception, for which Hydra has a message of its own."""
    with one_line_errors(), hydra_errors():
        checked(config, SETTINGS)
        read_numbers(config)
        command = _command(config)
        resume_garbage_collection()
        return command(config)


def _command(config: DictConfig) -> Callable[[DictConfig], object]:
    """Return the command that a config asks for; it is imported here, as the others are not needed."""
    if config.view is not None:
        from uncertain_compute.cli.commands.view import view_config

        return view_config
    if config.show:
        from uncertain_compute.cli.commands.show import show_config

        return show_config
    if config.compare is not None:
        from uncertain_compute.cli.commands.compare import compare_config

        return compare_config
    from uncertain_compute.cli.commands.run import run_config

    return run_config
