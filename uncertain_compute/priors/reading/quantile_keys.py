"""Quantiles as people write them, p5 and p95; and the metalog through three of them or more."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.errors import shortened
from uncertain_compute.priors.distributions import Distribution, Metalog
from uncertain_compute.priors.distributions.families.registry import FAMILIES
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.text import has, shown

QUANTILE_KEY = re.compile(r"[pP](\d{1,2}(?:\.\d+)?)\Z", re.ASCII)
METALOG_KEYS = ("low", "high", "terms")
MOST_TERMS = 16


def ascending(quantiles: Mapping[str, float], config_key: ConfigKey) -> tuple[Floats, Floats]:
    """Return the probabilities and values of quantiles, both ascending.

    Raises
    ------
    UncertainComputeError
        If the values do not rise with the probabilities, or a key is not a percentage between 0 and 100.
    """
    level = {key: float(key[1:]) / 100 for key in quantiles}
    keys = sorted(quantiles, key=level.__getitem__)
    if not 0 < level[keys[0]] <= level[keys[-1]] < 1 or any(level[low] == level[high] for low, high in pairwise(keys)):
        raise config_key.error(f"{shortened(', '.join(keys))} must be different, above p0 and below p100")
    _fail_if_probabilities(keys, config_key)
    for low, high in pairwise(keys):
        if not quantiles[low] < quantiles[high]:
            raise config_key.error(f"{low} = {quantiles[low]:g} must be below {high} = {quantiles[high]:g}")
    return np.array([level[key] for key in keys]), np.array([quantiles[key] for key in keys])


def metalog(parameters: Mapping[str, Any], config_key: ConfigKey) -> Distribution:
    """Return the metalog through quantiles.

    Raises
    ------
    UncertainComputeError
        If there are fewer than three, a key is unknown, a number is wrong, or no metalog has these quantiles.
    """
    numbers = {key: config_key.at(key).number(value) for key, value in parameters.items() if value is not None}
    quantiles = {key: value for key, value in numbers.items() if QUANTILE_KEY.match(key)}
    unknown = sorted(set(parameters) - set(quantiles) - set(METALOG_KEYS))
    if unknown or len(quantiles) < 3:
        raise config_key.error(
            f"{has(parameters)}; a metalog takes three quantiles or more, as p10, p50, p90, "
            f"and low, high, terms; two quantiles need a family, one of {', '.join(FAMILIES)}"
        )
    probabilities, values = ascending(quantiles, config_key)
    low, high = numbers.get("low", -np.inf), numbers.get("high", np.inf)
    if not low < values[0] or not values[-1] < high:
        raise config_key.error(f"the quantiles must lie between low = {low:g} and high = {high:g}")
    terms = numbers.get("terms", min(len(values), MOST_TERMS))
    if terms not in range(2, min(len(values), MOST_TERMS) + 1):
        raise config_key.at("terms").error(f"{terms:g} must be a whole number from 2 to {min(len(values), MOST_TERMS)}")
    try:
        return Metalog.through(probabilities, values, low, high, int(terms))
    except ValueError as error:
        raise config_key.error(
            f"{shown(parameters)}: {error}; or quantiles: {{...}}, a curve through any that rise"
        ) from None


def _fail_if_probabilities(keys: Sequence[str], config_key: ConfigKey) -> None:
    """Refuse p0.05 and p0.95 if p5 and p95 are meant: keys are percentages.

    Probabilities are assumed to be meant in two cases:

    - all keys are below 1: nobody describes a distribution by its lowest hundredth alone;
    - two keys sum to 1, such as 0.05 and 0.95.
    """
    shares = [Decimal(key[1:]) for key in keys]
    if shares[-1] < 1 or any(share != 1 - share and 1 - share in shares for share in shares):
        meant = [
            f"p{(100 * share).normalize():f}" if share < 1 else key for share, key in zip(shares, keys, strict=True)
        ]
        named, wanted = shortened(", ".join(keys)), shortened(", ".join(meant))
        raise config_key.error(f"{named} are percentages, the lowest of {shares[0]}%; did you mean {wanted}?")
