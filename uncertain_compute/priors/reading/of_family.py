"""Distributions of the known families, from their parameters or from quantiles."""

from collections.abc import Mapping

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.priors.distributions import Distribution
from uncertain_compute.priors.distributions.families.family import Family
from uncertain_compute.priors.reading.bounds import Bounds, truncated
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.quantile_keys import QUANTILE_KEY, ascending
from uncertain_compute.priors.reading.text import has, shown
from uncertain_compute.priors.reading.through_quantiles import between_bounds

SPREADS = ("sigma", "scale", "sd")
"""Parameters that must be positive in every family, also if the distribution depends on their square alone."""


def of_family(family: Family, parameters: Mapping[str, float], config_key: ConfigKey, bounds: Bounds) -> Distribution:
    """Return the distribution of a family with these parameters or quantiles, truncated to bounds.

    Raises
    ------
    UncertainComputeError
        If a parameter is missing or unknown, or there is no such distribution.
    """
    quantiles = {key for key in parameters if QUANTILE_KEY.match(key)}
    if quantiles and family.through is not None:
        return _through_quantiles(family, parameters, config_key, bounds)
    names = set(parameters) - set(family.optional)
    form = next((form for form in family.forms if set(form) == names), None)
    if form is None:
        raise config_key.error(f"{has(parameters)}; allowed are {_allowed(family)}")
    beside = {name: parameters[name] for name in family.optional if name in parameters}
    distribution = family.forms[form](*(np.float64(parameters[name]) for name in form), **beside)
    if not family.possible(distribution) or any(parameters.get(name, 1.0) <= 0.0 for name in SPREADS):
        raise config_key.error(f"{shown(parameters)} is impossible; it needs {family.rule}")
    return truncated(distribution, bounds, config_key)


def _through_quantiles(
    family: Family, parameters: Mapping[str, float], config_key: ConfigKey, bounds: Bounds
) -> Distribution:
    quantiles = {key: value for key, value in parameters.items() if QUANTILE_KEY.match(key)}
    beside = {key: value for key, value in parameters.items() if key not in quantiles}
    enough = len(quantiles) >= family.fewest
    if not enough or not set(family.given) <= set(beside) <= {*family.given, *family.optional}:
        raise config_key.error(f"{has(parameters)}; allowed are {_allowed(family)}")
    probabilities, values = ascending(quantiles, config_key)

    def through(probabilities: Floats, values: Floats) -> Distribution:
        distribution = family.through(probabilities, values, **beside) if family.through else None
        if distribution is None or not family.possible(distribution):
            raise ValueError(f"impossible; it needs {family.rule}")
        return distribution

    try:
        return between_bounds(through, probabilities, values, bounds)
    except ValueError as error:
        raise config_key.error(f"{shown(parameters)}: {error}") from None


def _allowed(family: Family) -> str:
    beside = f" beside {' and '.join(family.given)}" if family.given else ""
    count = {1: "a quantile or more, as p50", 2: "two quantiles or more, as p5, p95"}[family.fewest]
    quantiles = [f"{count}{beside}"] if family.through else []
    optional = f"; also {', '.join(family.optional)}" if family.optional else ""
    return "; or ".join([*(", ".join(form) for form in family.forms), *quantiles]) + optional
