"""Distributions for the page: parameters of those with a closed form, quantiles of all others."""

import base64
from typing import Any

import numpy as np

from uncertain_compute.priors.distributions import Distribution, Fixed, LogNormal, LogUniform, Normal, Uniform
from uncertain_compute.reporting.live.ranks import PROBABILITIES

CLOSED: dict[type[Distribution], tuple[str, tuple[str, ...]]] = {
    Fixed: ("fixed", ("value",)),
    LogNormal: ("lognormal", ("mu", "sigma")),
    Normal: ("normal", ("mu", "sigma")),
    Uniform: ("uniform", ("low", "high")),
    LogUniform: ("loguniform", ("low", "high")),
}
"""Distributions that the page computes, each with its name there and its parameters."""


def belief_of(distribution: Distribution) -> dict[str, Any]:
    """Return a distribution's family and parameters, or its quantiles at the page's probabilities."""
    if type(distribution) in CLOSED:
        family, names = CLOSED[type(distribution)]
        return {"family": family, **{name: float(getattr(distribution, name)) for name in names}}
    return {"family": "table", "quantiles": packed(distribution.ppf(PROBABILITIES), "<f8")}


def packed(numbers: Any, kind: str) -> str:
    """Return numbers of a kind, ``<f8`` or ``<u2``, as base64."""
    return base64.b64encode(np.ascontiguousarray(numbers, dtype=kind).tobytes()).decode()
