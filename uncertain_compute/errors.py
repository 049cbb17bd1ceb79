"""Errors that a user's input can raise, and hints on words that are not allowed."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice
from reprlib import Repr
from typing import Any

from uncertain_compute.wording import one_line

LONGEST_QUOTE = 120
"""The most characters of a quoted value in a message."""

LARGEST_INTEGER = 10**4000
"""Python does not print integers that are much larger."""


class UncertainComputeError(Exception):
    """An error in the user's input; its one line says where it is, what is wrong and what is allowed.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> try:
    ...     uc.prior("10 to 4", where="priors.price")
    ... except uc.UncertainComputeError as error:
    ...     print(error)
    priors.price: '10 to 4' must go from a lower to a higher number; write '4 to 10'
    """

    def __init__(self, message: object = "") -> None:
        """Take the message; long quotations in it are cut."""
        super().__init__(one_line(str(message)))


class StoredRunWarning(UserWarning):
    """A stored run has no checksums, or a file beside its draws has changed.

    Examples
    --------
    >>> import warnings
    >>> import uncertain_compute as uc
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("error", uc.StoredRunWarning)  # doubtful runs are refused here
    """


class LeftOutWarning(UserWarning):
    """A part of a run or study was left out: another tool's file cannot hold it, or it does not fit the rest of one.

    Examples
    --------
    >>> import warnings
    >>> import uncertain_compute as uc
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("error", uc.LeftOutWarning)  # files that are not complete are refused here
    """


class CorrelatedError(UncertainComputeError):
    """Assumptions correlate that have to be independent."""


class ConstantError(UncertainComputeError):
    """Every quantity is constant, but something has to be uncertain."""


class NeverError(UncertainComputeError):
    """Every quantity is never in some draws, but a variance is needed."""


class _Quote(Repr):
    """A `reprlib.Repr` for quotations: fast for values of any length and depth."""

    def repr_int(self, x: int, level: int) -> str:
        """Return a number's digits, or its number of bits if it has thousands."""
        del level
        return repr(x) if abs(x) < LARGEST_INTEGER else f"an integer of {x.bit_length()} bits"

    def repr_dict(self, x: Mapping[Any, Any], level: int) -> str:
        """Return the first entries, in the order they were written."""
        if level <= 0:
            return "{...}"
        shown = [
            f"{self.repr1(key, level - 1)}: {self.repr1(value, level - 1)}"
            for key, value in islice(x.items(), self.maxdict)
        ]
        return f"{{{', '.join([*shown, '...'] if len(x) > self.maxdict else shown)}}}"


_QUOTE = _Quote(maxstring=LONGEST_QUOTE, maxother=LONGEST_QUOTE)


def shortened(text: str, most: int = LONGEST_QUOTE) -> str:
    """Return a text, or only its beginning if it is too long for a message."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


def quoted(value: Any) -> str:
    """Return a user's value as a message quotes it: in one line, and shortened if long."""
    return shortened(" ".join(_QUOTE.repr(value).split("\n")))


def installing(extra: str) -> str:
    """Return the command that installs the package with an extra."""
    return f"pip install 'uncertain-compute[{extra}]'"


def did_you_mean(name: object, known: Iterable[object]) -> str:
    """Return a clause with the name nearest to a misspelt one, or with all known names."""
    names = sorted(map(str, known))
    nearest = get_close_matches(str(name), names, n=1, cutoff=0.6)
    if nearest:
        return f"did you mean {nearest[0]!r}?"
    return f"known are {', '.join(map(shortened, names))}" if names else "there are none"


def nearest_hint(name: object, known: Iterable[object]) -> str:
    """Return an addition to a list of allowed words: the nearest one, if one is near."""
    nearest = did_you_mean(name, known)
    return f"; {nearest}" if nearest.startswith("did") else ""


def fail_unless_one_of(key: str, value: object, allowed: Iterable[str], also: str = "") -> None:
    """Raise if a word is not one of those allowed.

    Parameters
    ----------
    also
        Anything else that is allowed, for the message.

    Raises
    ------
    UncertainComputeError
        If it is not one of them.
    """
    words = tuple(allowed)
    if value not in words:
        raise not_one_of(key, value, words, also)


def not_one_of(
    key: str, value: object, allowed: Sequence[str], also: str = "", words: Sequence[str] = ()
) -> UncertainComputeError:
    """Return the error for a word that is not one of those allowed; ``words`` are those in what is allowed."""
    listed = ", ".join([*allowed, also] if also else allowed)
    nearest = nearest_hint(value, words or allowed)
    return UncertainComputeError(f"{key}: {quoted(value)} is not one of {listed}{nearest}")


def not_a_key(key: str, name: object, known: Iterable[object], what: str = "a key of it") -> UncertainComputeError:
    """Return the error for an unknown key or keyword, where it is written."""
    return UncertainComputeError(f"{key}: not {what}; {did_you_mean(name, known)}")


def no_such(key: str, kind: str, name: str, known: Iterable[object]) -> UncertainComputeError:
    """Return the error for an unknown name, of a quantity for example."""
    return UncertainComputeError(f"{key}: no {kind} {quoted(name)}; {did_you_mean(name, known)}")
