"""Distributions for the page: parameters of those with a closed form, quantiles of all others."""

import base64
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.priors.distributions import (
    Beta,
    Discrete,
    Distribution,
    Fixed,
    LogNormal,
    LogUniform,
    Normal,
    Truncated,
    Uniform,
)
from uncertain_compute.priors.reading.spec import Prior
from uncertain_compute.priors.reading.text import text_of
from uncertain_compute.priors.sheets.writing import flow_of
from uncertain_compute.reporting.live.ranks import PROBABILITIES

LARGEST = sys.float_info.max

CLOSED: dict[type[Distribution], tuple[str, tuple[str, ...]]] = {
    Fixed: ("fixed", ("value",)),
    LogNormal: ("lognormal", ("mu", "sigma")),
    Normal: ("normal", ("mu", "sigma")),
    Uniform: ("uniform", ("low", "high")),
    LogUniform: ("loguniform", ("low", "high")),
}
"""The distributions that the page computes, each with its name in JavaScript and its parameters."""


def belief_of(distribution: Distribution, probabilities: Floats = PROBABILITIES, factor: float = 1.0) -> dict[str, Any]:
    """Return a distribution's family and parameters, or else its quantiles at some probabilities, times a factor."""
    if isinstance(distribution, Discrete):
        values = [factor * value for value in distribution.values]
        return {"family": "discrete", "values": values, "probabilities": list(map(float, distribution.probabilities))}
    if type(distribution) in CLOSED and factor == 1.0:
        family, names = CLOSED[type(distribution)]
        return {"family": family, **{name: float(getattr(distribution, name)) for name in names}}
    if isinstance(distribution, Truncated) and _is_computed(distribution) and factor == 1.0:
        return _truncated(distribution)
    like = "beta" if isinstance(distribution, Beta) and (distribution.low, distribution.high) == (0.0, 1.0) else ""
    return {"family": "table", "quantiles": packed(factor * distribution.ppf(probabilities), "<f8"), "like": like}


def _is_computed(distribution: Truncated) -> bool:
    return type(distribution.distribution) in CLOSED and not distribution.in_upper_tail


def _truncated(distribution: Truncated) -> dict[str, Any]:
    low, high = np.clip([distribution.low, distribution.high], -LARGEST, LARGEST)
    return {
        "family": "truncated",
        "inner": belief_of(distribution.distribution),
        "below": distribution.below[0],
        "kept": distribution.kept,
        "low": float(low),
        "high": float(high),
    }


def words_of(prior: Prior) -> str:
    """Return a belief as text for a field: a number, an interval if it is one, else as written on the command line."""
    form, asked = prior.distribution, prior.asked
    if isinstance(form, Fixed):
        return text_of(form.value)
    is_interval = set(asked) == {0.05, 0.95} and type(form) is (LogNormal if min(asked.values()) > 0 else Normal)
    if is_interval:
        return f"{text_of(asked[0.05])} to {text_of(asked[0.95])}"
    return flow_of(prior.form) if isinstance(prior.form, Mapping) else prior.written


def packed(numbers: Any, kind: str) -> str:
    """Return numbers of a kind, ``<f8`` or ``<u2``, as base64."""
    return base64.b64encode(np.ascontiguousarray(numbers, dtype=kind).tobytes()).decode()
