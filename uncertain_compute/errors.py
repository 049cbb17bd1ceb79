"""What a user's input can raise, and the nearest name to a misspelt one."""

from collections.abc import Iterable
from difflib import get_close_matches

from uncertain_compute.wording import one_line


class UncertainComputeError(Exception):
    """Something that the user gave is wrong; the message says where, what, and what is allowed, in one line."""

    def __init__(self, message: object = "") -> None:
        """Say what is wrong; what the message quotes is cut where it is long."""
        super().__init__(one_line(str(message)))


class CorrelatedError(UncertainComputeError):
    """Assumptions correlate where they have to be independent."""


class ConstantError(UncertainComputeError):
    """Every quantity is constant where something has to be uncertain."""


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """Return a clause with the name nearest to a misspelt one, or with all known names."""
    names = sorted(known)
    nearest = get_close_matches(str(name), names, n=1, cutoff=0.6)
    if nearest:
        return f"did you mean {nearest[0]!r}?"
    return f"known are {', '.join(names)}" if names else "there are none"
