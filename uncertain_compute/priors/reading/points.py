"""Distributions from a table of quantiles, or from a table of cumulative probabilities."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from uncertain_compute.priors.distributions import Distribution, ThroughPoints
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.quantile_keys import QUANTILE_KEY, ascending
from uncertain_compute.priors.reading.text import has

ENDS, FILE = ("low", "high"), "file"


def through_quantiles(written: Any, config_key: ConfigKey) -> Distribution:
    """Return the distribution of ``{p5: 1, p50: 3, p95: 9, low: 0}``: a monotone curve through all quantiles.

    Raises
    ------
    UncertainComputeError
        If there are fewer than two, they do not rise, or one does not lie between ``low`` and ``high``.
    """
    said = config_key.mapping(written, "quantiles, as p5: 1, p50: 3, p95: 9")
    numbers = {key: config_key.at(key).number(value) for key, value in said.items() if value is not None}
    quantiles = {key: value for key, value in numbers.items() if QUANTILE_KEY.match(key)}
    if set(said) - set(quantiles) - set(ENDS) or len(quantiles) < 2:
        raise config_key.error(f"{has(said)}; allowed are two quantiles or more, as p5, p50, p95, and low, high")
    probabilities, values = ascending(quantiles, config_key)
    return _through(dict(zip(values.tolist(), probabilities.tolist(), strict=True)), numbers, config_key)


def through_probabilities(written: Any, config_key: ConfigKey) -> Distribution:
    """Return the distribution of ``{0: 0, 1: 0.05, 3: 0.5, 9: 0.95}``: for each value the probability of at most it.

    A value with a probability of 0 or 1 is an end of the distribution. ``{file: forecast.csv}`` has the table in a
    file.

    Raises
    ------
    UncertainComputeError
        If the probabilities do not rise with the values, or fewer than two lie between 0 and 1.
    """
    said = config_key.mapping(written, "values with their cumulative probabilities, as 1: 0.05, 3: 0.5, 9: 0.95")
    if FILE in said:
        from uncertain_compute.priors.reading.data.cumulative import points_of_file

        points = [*points_of_file(said, config_key).items()]
    else:
        points = sorted((config_key.number(value), config_key.at(value).number(share)) for value, share in said.items())
    for (low, below), (high, above) in pairwise(points):
        if low == high:
            raise config_key.error(f"the value {low:g} comes twice")
        if not below < above:
            raise config_key.error(f"{below:g} at {low:g}, {above:g} at {high:g}; cumulative probabilities must rise")
    if not 0 <= points[0][1] <= points[-1][1] <= 1:
        raise config_key.error("a probability must lie between 0 and 1")
    ends = {"low": points[0]} if points[0][1] == 0 else {}
    ends |= {"high": points[-1]} if points[-1][1] == 1 else {}
    inside = {value: share for value, share in points if 0 < share < 1}
    return _through(inside, {name: value for name, (value, _) in ends.items()}, config_key)


def _through(points: Mapping[float, float], ends: Mapping[str, float], config_key: ConfigKey) -> Distribution:
    """Return the distribution through values with cumulative probabilities, both ascending, between ends."""
    if len(points) < 2:
        raise config_key.error("needs two values or more with a probability between 0 and 1")
    low, high = ends.get("low", -np.inf), ends.get("high", np.inf)
    values = np.array([*points])
    if not low < values[0] or not values[-1] < high:
        raise config_key.error(f"the values must lie between low = {low:g} and high = {high:g}")
    distribution = ThroughPoints(tuple(points.values()), tuple(points), low, high)
    if not np.all(np.diff(distribution.heights) > 0.0):
        raise config_key.error(f"two values are too close to each other, relative to low = {low:g} or high = {high:g}")
    return distribution
