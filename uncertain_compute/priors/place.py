"""Where in a config something is written: each message begins with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from uncertain_compute.errors import UncertainComputeError, did_you_mean

SMALLEST, LARGEST = 1e-150, 1e150
"""Sizes of numbers: those beyond have no squares among floats."""


@dataclass(frozen=True, slots=True)
class Place:
    """A key in a config, and the folders in which files that it names may lie."""

    key: str
    folders: tuple[Path, ...] = ()

    def at(self, name: object) -> "Place":
        """Return the place of a key under this one."""
        return replace(self, key=f"{self.key}.{name}")

    def error(self, message: str) -> UncertainComputeError:
        """Return an error that names this place, in one line."""
        return UncertainComputeError(" ".join(f"{self.key}: {message}".splitlines()))

    def number(self, value: Any, smallest: float = 0.0) -> float:
        """Return a finite float: zero, or of a size between the smallest and the largest.

        Raises
        ------
        UncertainComputeError
            If the value is not a number, or not a finite one, or out of this range.
        """
        try:
            result = float(value)
        except (TypeError, ValueError, OverflowError):
            raise self.error(f"{value!r} is not a number") from None
        if isinstance(value, bool) or not np.isfinite(result):
            raise self.error(f"{value!r} is not a finite number")
        if result and not smallest <= abs(result) <= LARGEST:
            sizes = f"zero and sizes from {smallest:g} to" if smallest else "sizes up to"
            raise self.error(f"{value!r} is out of range; allowed are {sizes} {LARGEST:g}")
        return result

    def mapping(self, value: Any, of_what: str, known: Collection[str] | None = None) -> dict[str, Any]:
        """Return a mapping that is not empty, with text for keys, all of them known if those are given.

        Raises
        ------
        UncertainComputeError
            If it is none, or a key is not known.
        """
        if not isinstance(value, Mapping) or not value:
            raise self.error(f"{value!r} is not a mapping of {of_what}")
        entries = {str(key): entry for key, entry in value.items()}
        for key in entries:
            if known is not None and key not in known:
                raise self.at(key).error(f"not a key of it; {did_you_mean(key, known)}")
        return entries
