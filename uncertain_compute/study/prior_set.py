"""What a prior set says besides its beliefs: how these correlate, and for when they are."""

from collections.abc import Mapping
from typing import Any

from uncertain_compute.priors.reading.config_key import ConfigKey

CORRELATIONS, AS_OF = "correlations", "as_of"

BESIDE_BELIEFS = (CORRELATIONS, AS_OF)
"""Keys of a prior set that are no assumptions."""


def beliefs_in(priors: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a prior set says of assumptions, by name."""
    return {name: entry for name, entry in priors.items() if name not in BESIDE_BELIEFS}


def as_of_in(priors: Mapping[str, Any]) -> str:
    """Return the time that a prior set is about, as YYYY, YYYY-MM or YYYY-MM-DD; empty if it does not say.

    Raises
    ------
    UncertainComputeError
        If it is not a date.
    """
    written = priors.get(AS_OF)
    key = ConfigKey(f"priors.{AS_OF}")
    return "" if written is None else key.date(str(written) if type(written) is int else written)
