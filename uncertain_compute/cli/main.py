"""The command line: say in one line what is wrong, or do what it asks for."""

import os
import sys

from uncertain_compute.cli.exits import one_line_errors, say_warnings_in_one_line
from uncertain_compute.cli.interrupts import raise_interrupts
from uncertain_compute.cli.start import (
    import_on_first_use,
    import_xarray_alone,
    pause_garbage_collection,
    skip_docstrings_of_scipy,
)
from uncertain_compute.config.key_names import fail_if_misspelt


def main() -> None:
    """Run the command line; an input error prints one line and exits with 1, a signal exits with 128 + its number."""
    raise_interrupts()
    say_warnings_in_one_line()
    pause_garbage_collection()
    os.environ["HYDRA_FULL_ERROR"] = "1"
    with one_line_errors():
        words = sys.argv[1:]
        fail_if_misspelt(words)
        import_on_first_use()
        skip_docstrings_of_scipy()
        import_xarray_alone()
        from uncertain_compute.cli.dispatch import answer

        answer(words)
