"""The command line: compose a config with Hydra, and run it."""

import os
import sys
from pathlib import Path

from omegaconf import DictConfig

from uncertain_compute.cli.arguments import arranged
from uncertain_compute.cli.commands.compare import compare_config
from uncertain_compute.cli.commands.import_file import asks_for_import, import_file
from uncertain_compute.cli.commands.run import run_config
from uncertain_compute.cli.commands.show import show_config
from uncertain_compute.cli.commands.view import view_config
from uncertain_compute.cli.composed_job import run_job
from uncertain_compute.cli.exits import one_line_errors, output_written, say_warnings_in_one_line
from uncertain_compute.cli.folders import discard_empty_folders
from uncertain_compute.cli.help import HELP, help_text, program_version
from uncertain_compute.cli.interrupts import raise_interrupts
from uncertain_compute.cli.written_variants import with_overrides_quoted
from uncertain_compute.config.composed import SETTINGS, checked, read_numbers
from uncertain_compute.config.composing import own_files
from uncertain_compute.config.hydra_errors import hydra_errors
from uncertain_compute.config.overrides import with_new_keys_allowed, with_own_priors
from uncertain_compute.config.schema import CONF


def main() -> None:
    """Run the command line; an input error prints one line and exits with 1, a signal exits with 128 + its number."""
    raise_interrupts()
    say_warnings_in_one_line()
    os.environ["HYDRA_FULL_ERROR"] = "1"
    try:
        with one_line_errors(), hydra_errors():
            if "--version" in sys.argv[1:]:
                return _print(program_version())
            said, folder = arranged(sys.argv[1:])
            if asks_for_import(said):
                return import_file(said)
            own = [Path(folder)] if folder else []
            with own_files(own):
                if not HELP.isdisjoint(said):
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


def _job(config: DictConfig) -> None:
    """Exit with a code instead of an exception, for which Hydra would print its own message."""
    with one_line_errors(), hydra_errors():
        checked(config, SETTINGS)
        read_numbers(config)
        if config.view is not None:
            view_config(config)
        elif config.show:
            show_config(config)
        elif config.compare is not None:
            compare_config(config)
        else:
            run_config(config)
