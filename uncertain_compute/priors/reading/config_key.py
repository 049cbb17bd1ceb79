"""The key under which something is written in a config: each message begins with it."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import inf, isfinite
from numbers import Real
from pathlib import Path
from typing import Any

from uncertain_compute.errors import UncertainComputeError, fail_unless_one_of, no_such, not_a_key, quoted, shortened
from uncertain_compute.priors.reading.notation.numbers import LEADING_ZERO, number_in
from uncertain_compute.priors.reading.notation.refused_notations import instead_of
from uncertain_compute.priors.reading.notation.statements import statement_in

LONGEST_KEY = 60
SMALLEST, LARGEST = 1e-150, 1e150
"""The allowed sizes of numbers: squares of others are too small or too large for a float."""

DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ConfigKey:
    """A key in a config, such as ``priors.gpu_price``.

    Attributes
    ----------
    folders
        Folders that may hold the files named in its value.
    dollars
        Whether a number may begin with ``$``. If so, the caller must check that the unit fits.
    """

    key: str
    folders: tuple[Path, ...] = ()
    dollars: bool = False

    def at(self, name: object) -> "ConfigKey":
        """Return the key of an entry under this one."""
        return replace(self, key=f"{self.key}.{shortened(str(name), LONGEST_KEY)}")

    def error(self, message: str) -> UncertainComputeError:
        """Return an error that names this key, in one line."""
        return UncertainComputeError(" ".join(f"{self.key}: {message}".splitlines()))

    def fail_unless_one_of(self, value: Any, allowed: Iterable[str]) -> None:
        """Refuse a word that is not allowed, see `errors.fail_unless_one_of`."""
        fail_unless_one_of(self.key, value, allowed)

    def fail_unless_keys(self, written: Iterable[Any], known: Collection[Any], of: str = "it") -> None:
        """Refuse unknown keys.

        Raises
        ------
        UncertainComputeError
            If a key is unknown.
        """
        for key in written:
            if key not in known:
                raise self.not_a_key(key, known, of)

    def not_a_key(self, key: Any, known: Iterable[Any], of: str) -> UncertainComputeError:
        """Return the error for an unknown key."""
        return not_a_key(self.at(key).key, key, known, f"a key of {of}")

    def no_such(self, kind: str, name: str, known: Iterable[object]) -> UncertainComputeError:
        """Return the error for an unknown name of a kind, such as a quantity."""
        return no_such(self.key, kind, name, known)

    def number(self, value: Any, smallest: float = 0.0) -> float:
        """Return a finite float: zero, or a number whose absolute value lies between ``smallest`` and `LARGEST`.

        Raises
        ------
        UncertainComputeError
            If the value is not a number, not finite, or out of this range.
        """
        plain: Any = value.item() if getattr(value, "ndim", None) == 0 and hasattr(value, "item") else value
        if isinstance(plain, str):
            plain = self._number_in(plain)
        is_truth = isinstance(plain, bool)
        if not isinstance(plain, Real):
            raise self.error(f"{quoted(value)} is not a number")
        try:
            result = float(plain)
        except OverflowError:
            result = inf
        if is_truth or not isfinite(result):
            raise self.error(f"{quoted(value)} is not a finite number")
        if result and not smallest <= abs(result) <= LARGEST:
            sizes = f"zero and sizes from {smallest:g} to" if smallest else "sizes up to"
            raise self.error(f"{quoted(value)} is out of range; allowed are {sizes} {LARGEST:g}")
        return result

    def _number_in(self, text: str) -> float:
        if octal := LEADING_ZERO.fullmatch(text.strip()):
            raise self.error(f"{quoted(text)} may be read in two ways; write {octal[1]}{octal[2]}")
        found = number_in(text)
        if found is None:
            raise self.error(f"{quoted(text)} is not a number{self._without_unit(text) or instead_of(text)}")
        if found.sign == "$" and not self.dollars:
            raise self.error(f"{quoted(text)} has a unit, but must be a plain number; write {text.replace('$', '')}")
        return found.value

    @staticmethod
    def _without_unit(text: str) -> str:
        """Return what to write instead of a number with a unit; an empty text if it has no unit."""
        try:
            said = statement_in(text)
        except ValueError:
            return ""
        return f"; write {said}: its unit is stated beside the whole value" if said is not None and said.unit else ""

    def text(self, value: Any) -> str:
        """Return a text. A number is accepted, too, such as a year or the unit 1.

        Raises
        ------
        UncertainComputeError
            If it is neither.
        """
        is_plain = isinstance(value, str) or (isinstance(value, int | float) and -LARGEST < value < LARGEST)
        if not is_plain or isinstance(value, bool):
            raise self.error(f"{quoted(value)} is not a text")
        return str(value)

    def date(self, value: Any) -> str:
        """Return a date as YYYY, YYYY-MM or YYYY-MM-DD.

        Raises
        ------
        UncertainComputeError
            If it is not a date, or no such day exists.
        """
        text = str(value) if isinstance(value, str | date) else quoted(value)
        if not DATE.fullmatch(text) or not _is_in_calendar(text):
            raise self.error(f"{quoted(value)} is not a date, as 2024, 2024-03 or 2024-03-31")
        return text

    def mapping(self, value: Any, of_what: str, known: Collection[str] | None = None, of: str = "it") -> dict[str, Any]:
        """Return a mapping that is not empty, with its keys as text; if ``known`` is given, all keys must be in it.

        Raises
        ------
        UncertainComputeError
            If it is not a mapping, a key is unknown, or two keys are the same text.
        """
        if not isinstance(value, Mapping) or not value:
            raise self.error(f"{quoted(value)} is not a mapping of {of_what}")
        entries: dict[str, Any] = {}
        for key, entry in value.items():
            name = quoted(key) if isinstance(key, int) else str(key)
            if name in entries:
                raise self.at(name).error("this key comes twice")
            if known is not None:
                self.fail_unless_keys([name], known, of)
            entries[name] = entry
        return entries


def _is_in_calendar(text: str) -> bool:
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError:
        return False
    return True
