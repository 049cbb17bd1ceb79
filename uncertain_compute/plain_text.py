"""Which characters a text or a name may hold, whether from a file, the command line or Python."""

from collections.abc import Mapping
from typing import Any

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.wording import HOSTILE

ONE_LINE = ("unit", "label", "title")
"""Keys whose texts are shown in tables and figures, as names are."""

DEEPEST = 50
LARGEST_INTEGER = 10**4300
"""Python does not print larger integers."""


def fail_unless_plain(value: Any, where: str, depth: int = 0) -> None:
    """Raise if a text cannot be shown, or a name is not a valid one, anywhere in mappings and lists.

    Raises
    ------
    UncertainComputeError
        For the first that is found.
    """
    if depth > DEEPEST:
        raise UncertainComputeError(f"{where[:80]}: nested deeper than {DEEPEST} levels")
    if isinstance(value, str):
        fail_unless_text(value, where)
    elif isinstance(value, Mapping):
        for key, inside in value.items():
            fail_unless_key(key, where)
            here = f"{where}.{key}" if where else str(key)
            if key in ONE_LINE and isinstance(inside, str) and inside:
                fail_unless_name(inside, here)
            fail_unless_plain(inside, here, depth + 1)
    elif isinstance(value, list | tuple):
        for number, inside in enumerate(value):
            fail_unless_plain(inside, f"{where}.{number}", depth + 1)
    elif isinstance(value, int) and not -LARGEST_INTEGER < value < LARGEST_INTEGER:
        raise UncertainComputeError(f"{where}: an integer of more than 4,300 digits")


def fail_unless_text(text: str, where: str) -> None:
    """Raise if a text has a character that cannot be shown.

    Raises
    ------
    UncertainComputeError
        If it has one.
    """
    if found := HOSTILE.search(text):
        raise UncertainComputeError(f"{where}: has {character(found[0])}, which no text may hold")


def fail_unless_key(key: Any, where: str) -> None:
    """Raise if a mapping's key is neither text nor a number, or is not a valid name.

    Raises
    ------
    UncertainComputeError
        If it cannot.
    """
    if isinstance(key, bool) or not isinstance(key, str | int | float):
        raise UncertainComputeError(f"{where}: the key {key!r} is not a name; put it into quotes")
    if isinstance(key, str):
        fail_unless_name(key, where)


def fail_unless_name(name: Any, where: str) -> None:
    """Raise if a value is not a valid name: one line of text that can be printed.

    Raises
    ------
    UncertainComputeError
        If it cannot.
    """
    if not isinstance(name, str):
        raise UncertainComputeError(f"{where}: {name!r} is not a name; put it into quotes")
    fail_unless_text(name, where)
    if not name.strip() or not name.isprintable():
        odd = next((f"has {character(letter)}" for letter in name if not letter.isprintable()), "is empty")
        raise UncertainComputeError(f"{where}: {name!r} {odd}; a name is one line of text that can be printed")


def character(letter: str) -> str:
    """Return the name of a character that cannot be shown."""
    kinds = {"\n": "a line break", "\t": "a tab"}
    return kinds.get(letter, f"the character U+{ord(letter):04X}")
