"""Errors of a line of a file that is read."""

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
