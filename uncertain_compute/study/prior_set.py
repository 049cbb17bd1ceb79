"""The parts of a prior set: beliefs, their correlations, and the time that they are about."""

from collections.abc import Mapping
from typing import Any

from uncertain_compute.priors.reading.config_key import ConfigKey

CORRELATIONS, AS_OF = "correlations", "as_of"

BESIDE_BELIEFS = (CORRELATIONS, AS_OF)
"""Keys of a prior set that are not assumptions."""


def beliefs_in(priors: Mapping[str, Any]) -> dict[str, Any]:
    """Return a prior set's beliefs by the name of the assumption."""
    return {name: entry for name, entry in priors.items() if name not in BESIDE_BELIEFS}


def as_of_in(priors: Mapping[str, Any]) -> str:
    """Return the time that a prior set is about, as YYYY, YYYY-MM or YYYY-MM-DD; an empty text if none is stated.

    Raises
    ------
    UncertainComputeError
        If it is not a date.
    """
    written = priors.get(AS_OF)
    key = ConfigKey(f"priors.{AS_OF}")
    return "" if written is None else key.date(str(written) if type(written) is int else written)
