"""Errors of a line of a file that is read."""

from collections.abc import Mapping

from uncertain_compute.errors import UncertainComputeError


class LineError(UncertainComputeError):
    """A line that cannot be taken."""

    def __init__(self, line: int, why: str) -> None:
        """Keep the line and the reason."""
        super().__init__(f"line {line}: {why}")
        self.line, self.why = line, why


def refused(line: int, why: str) -> LineError:
    """Return the error of a line that cannot be taken; `study_in` puts the file's name before it."""
    return LineError(line, why)


def fail_if_missing(name: str, line: int, missing: Mapping[str, int]) -> None:
    """Raise if a line needs a name that another line would have set, if that had been taken.

    Parameters
    ----------
    missing
        The lines of such names.

    Raises
    ------
    LineError
        If it does.
    """
    if name in missing:
        raise refused(line, f"needs {name} of line {missing[name]}, which is not taken")
