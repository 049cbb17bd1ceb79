"""Modifiers of a distribution: ``bounds`` truncate it, ``clip`` moves what lies beyond an end to that end."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from uncertain_compute.errors import quoted
from uncertain_compute.priors.distributions import Clipped, Distribution, Fixed, JointRows
from uncertain_compute.priors.reading.config_key import ConfigKey

type Bounds = tuple[float, float]

OPEN: Bounds = (-np.inf, np.inf)
MODIFIERS = ("bounds", "clip")
LEAST_MASS = 1e-9


def without_modifiers(form: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form without its ``bounds`` and ``clip``."""
    return {key: value for key, value in form.items() if key not in MODIFIERS}


def narrowed(bounds: Bounds, written: Mapping[str, Any], config_key: ConfigKey) -> Bounds:
    """Return the intersection of the given bounds and those that a form states."""
    if written.get("bounds") is None:
        return bounds
    low, high = _ends(written["bounds"], config_key.at("bounds"))
    return max(bounds[0], low), min(bounds[1], high)


def truncated(distribution: Distribution, bounds: Bounds, config_key: ConfigKey) -> Distribution:
    """Return a distribution truncated to bounds.

    Raises
    ------
    UncertainComputeError
        If almost none of its probability lies between them.
    """
    if bounds == OPEN:
        return distribution
    low, high = bounds
    if not low < high or not distribution.mass(low, high) > LEAST_MASS:
        raise config_key.at("bounds").error(f"[{low:g}, {high:g}] holds none of the distribution's probability")
    return distribution.truncated(low, high)


def clipped(distribution: Distribution, written: Mapping[str, Any], config_key: ConfigKey) -> Distribution:
    """Return a distribution, clipped if a form has ``clip``.

    Raises
    ------
    UncertainComputeError
        If almost all of its probability would move to the ends.
    """
    if written.get("clip") is None:
        return distribution
    low, high = _ends(written["clip"], config_key.at("clip"))
    if (low, high) == OPEN:
        return distribution
    if not distribution.mass(low, high) > LEAST_MASS:
        raise config_key.at("clip").error(
            f"[{low:g}, {high:g}] holds none of the distribution's probability: all of it would move to an end"
        )
    return Clipped(distribution, low, high)


def fail_if_parted(form: Any, distribution: Distribution, config_key: ConfigKey) -> None:
    """Refuse bounds, a clip or a mixture for data that are drawn together by row.

    Raises
    ------
    UncertainComputeError
        If data in a form have the key ``together``, and the form does more than name these data.
    """
    if _says_together(form) and not isinstance(distribution, JointRows | Fixed):
        raise config_key.error(
            "data with together cannot have bounds or clip, nor be in a mixture; use where to choose rows"
        )


def _says_together(form: Any) -> bool:
    if isinstance(form, list | tuple):
        return any(map(_says_together, form))
    if not isinstance(form, Mapping):
        return False
    data = form.get("empirical")
    return (isinstance(data, Mapping) and "together" in data) or any(map(_says_together, form.values()))


def _ends(written: Any, config_key: ConfigKey) -> tuple[float, float]:
    if not isinstance(written, list | tuple) or len(written) != 2:
        raise config_key.error(f"{quoted(written)} is not a pair [low, high]; null leaves an end open")
    low, high = (end if value is None else config_key.number(value) for value, end in zip(written, OPEN, strict=True))
    if not low < high:
        raise config_key.error(f"[{low:g}, {high:g}] must go from a lower to a higher number")
    return low, high
