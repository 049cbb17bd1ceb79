"""How a distribution between two others is written."""

from collections.abc import Callable
from typing import Any

from uncertain_compute.priors.distributions import Distribution, Fixed
from uncertain_compute.priors.distributions.between import LOG, SCALES, between
from uncertain_compute.priors.reading.config_key import ConfigKey

BETWEEN = "between"
KEYS = ("first", "second", "part", "scale")


def between_of(written: Any, config_key: ConfigKey, read: Callable[[Any, ConfigKey], Distribution]) -> Distribution:
    """Return the distribution between two others, ``{first: 2 to 4, second: 1 to 3, part: 0.25, scale: log}``.

    Parameters
    ----------
    read
        The function that reads each of the two.

    Raises
    ------
    UncertainComputeError
        If one of them cannot be read, or they cannot be interpolated.
    """
    said = config_key.mapping(written, ", ".join(KEYS), KEYS)
    for key in KEYS:
        if key not in said:
            raise config_key.at(key).error(f"missing; {BETWEEN} has {', '.join(KEYS)}")
    config_key.at("scale").fail_unless_one_of(said["scale"], SCALES)
    part = config_key.at("part").number(said["part"])
    if not 0 <= part <= 1:
        raise config_key.at("part").error(f"{part:g} must lie between 0, the first, and 1, the second")
    first, second = (read(said[key], config_key.at(key)) for key in ("first", "second"))
    for key, one in (("first", first), ("second", second)):
        fail_unless_between(one, said["scale"], config_key.at(key))
    return between(first, second, part, said["scale"])


def fail_unless_between(one: Distribution, scale: str, config_key: ConfigKey) -> None:
    """Refuse a distribution that cannot be interpolated on a scale.

    Raises
    ------
    UncertainComputeError
        If single values have a probability, or the scale is logarithmic and it can be zero or negative.
    """
    if one.atoms and not isinstance(one, Fixed):
        raise config_key.error("has single values with a probability, and these cannot be interpolated")
    if scale == LOG and float(one.cdf(0.0)) > 0:
        raise config_key.error("can be zero or negative, which has no logarithm; use scale: linear")
