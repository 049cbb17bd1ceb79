"""What may stand beside a form: bounds that truncate its distribution, ends to which it is clipped."""

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
    """Return a form without its bounds and its clip."""
    return {key: value for key, value in form.items() if key not in MODIFIERS}


def narrowed(bounds: Bounds, written: Mapping[str, Any], config_key: ConfigKey) -> Bounds:
    """Return what is inside the bounds and inside those that are written."""
    if written.get("bounds") is None:
        return bounds
    low, high = _ends(written["bounds"], config_key.at("bounds"))
    return max(bounds[0], low), min(bounds[1], high)


def truncated(distribution: Distribution, bounds: Bounds, config_key: ConfigKey) -> Distribution:
    """Return a distribution given that it lies between bounds.

    Raises
    ------
    UncertainComputeError
        If it does not lie there.
    """
    if bounds == OPEN:
        return distribution
    low, high = bounds
    if not low < high or not distribution.mass(low, high) > LEAST_MASS:
        raise config_key.at("bounds").error(f"[{low:g}, {high:g}] leaves none of the distribution's mass")
    return distribution.truncated(low, high)


def clipped(distribution: Distribution, written: Mapping[str, Any], config_key: ConfigKey) -> Distribution:
    """Return a distribution clipped where a form says so.

    Raises
    ------
    UncertainComputeError
        If all of it lies beyond an end.
    """
    if written.get("clip") is None:
        return distribution
    low, high = _ends(written["clip"], config_key.at("clip"))
    if (low, high) == OPEN:
        return distribution
    if not distribution.mass(low, high) > LEAST_MASS:
        raise config_key.at("clip").error(
            f"[{low:g}, {high:g}] holds none of the distribution's mass: all of it would move to an end"
        )
    return Clipped(distribution, low, high)


def fail_if_parted(form: Any, distribution: Distribution, config_key: ConfigKey) -> None:
    """Refuse what makes something else of data that are drawn by row together: bounds, a clip, a mixture.

    Raises
    ------
    UncertainComputeError
        If data in a form say ``together``, and its distribution has no rows.
    """
    if _says_together(form) and not isinstance(distribution, JointRows | Fixed):
        raise config_key.error("data with together stand alone, without bounds, clip or mixture; where chooses rows")


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
