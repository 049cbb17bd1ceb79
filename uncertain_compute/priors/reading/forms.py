"""What may stand as the value of an assumption, read into a distribution."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np

from uncertain_compute.errors import quoted, shortened
from uncertain_compute.priors.distributions import Discrete, Distribution, Fixed, Mixture
from uncertain_compute.priors.distributions.families.registry import FAMILIES
from uncertain_compute.priors.distributions.table import SMALLEST_TAIL
from uncertain_compute.priors.reading.bounds import (
    MODIFIERS,
    OPEN,
    Bounds,
    clipped,
    narrowed,
    truncated,
    without_modifiers,
)
from uncertain_compute.priors.reading.config_key import LARGEST, SMALLEST, ConfigKey, has_leading_zero, is_number
from uncertain_compute.priors.reading.of_family import of_family
from uncertain_compute.priors.reading.quantile_keys import METALOG_KEYS, QUANTILE_KEY, metalog
from uncertain_compute.priors.reading.text import has, shown

ABOUT_MEDIAN = re.compile(r"\s*(?P<median>\S+?)\s*[x×]\s*/\s*(?P<factor>\S+)\s*$")
INTERVAL = re.compile(r"\s*(\S+)\s+to\s+(\S+)\s*$")
METALOG = "metalog"
LEAST_TAIL = SMALLEST_TAIL / 2.0
ROUNDING = 1e-9
"""How far probabilities may be from a sum of 1."""


def distribution_of(form: Any, config_key: ConfigKey) -> Distribution:
    """Return the distribution that a number, an interval, or a mapping says.

    Raises
    ------
    UncertainComputeError
        If it cannot be read, or says an impossible distribution.
    """
    with np.errstate(all="ignore"):
        distribution = _distribution(form, config_key)
        lowest, low, middle, high, highest = distribution.ppf(np.array([LEAST_TAIL, 0.01, 0.5, 0.99, 1.0 - LEAST_TAIL]))
    if not -LARGEST < lowest <= low <= middle <= high <= highest < LARGEST or 0 < high - low < SMALLEST:
        raise config_key.error(f"quantiles of {shown(form)} are out of range; allowed is a size from 1e-150 to 1e150")
    return distribution


def asked_quantiles(form: Any) -> dict[float, float]:
    """Return the quantiles that a readable form asks for: value by probability."""
    if isinstance(form, str) and (interval := INTERVAL.match(form)):
        return {0.05: float(interval[1]), 0.95: float(interval[2])}
    if not isinstance(form, Mapping):
        return {}
    rest = {str(key): value for key, value in form.items() if key not in MODIFIERS}
    if len(rest) == 1:
        ((name, inside),) = rest.items()
        if name == "value":
            return asked_quantiles(inside)
        rest = inside if name in (*FAMILIES, METALOG) else {}
    return {
        float(match[1]) / 100: float(value) for key, value in rest.items() if (match := QUANTILE_KEY.match(str(key)))
    }


def component_units(form: Any) -> set[str]:
    """Return the units that the components of a readable mixture state."""
    if not isinstance(form, Mapping):
        return set()
    if "value" in form:
        return component_units(form["value"])
    components = form.get("mixture", ())
    return {str(entry["unit"]) for entry in components if entry.get("unit") is not None}


def _distribution(form: Any, config_key: ConfigKey, bounds: Bounds = OPEN) -> Distribution:
    """Return a form's distribution given that it lies between bounds."""
    if isinstance(form, Mapping):
        return _distribution_of_mapping(config_key.mapping(form, "a family") if form else {}, config_key, bounds)
    if isinstance(form, str) and (interval := INTERVAL.match(form)):
        return _of_interval(config_key.number(interval[1]), config_key.number(interval[2]), config_key, bounds)
    if isinstance(form, str) and (about := ABOUT_MEDIAN.match(form)):
        said = {name: config_key.number(number) for name, number in about.groupdict().items()}
        return of_family(FAMILIES["lognormal"], said, config_key, bounds)
    if form is None or (isinstance(form, str) and not (is_number(form) or has_leading_zero(form))):
        raise config_key.error(f"{quoted(form)} is neither a number, 'low to high' nor a family")
    return truncated(Fixed(config_key.number(form)), bounds, config_key)


def _distribution_of_mapping(form: Mapping[str, Any], config_key: ConfigKey, bounds: Bounds) -> Distribution:
    rest = without_modifiers(form)
    bounds = narrowed(bounds, form, config_key)
    if set(rest) == {"value"}:
        distribution = _distribution(rest["value"], config_key, bounds)
    elif rest and all(QUANTILE_KEY.match(key) or key in METALOG_KEYS for key in rest):
        distribution = truncated(metalog(rest, config_key), bounds, config_key)
    elif len(rest) == 1:
        ((name, written),) = rest.items()
        distribution = _named_distribution(name, written, config_key, bounds)
    else:
        raise config_key.error(f"{has(rest)}; allowed is one of {', '.join(form_names())}")
    return clipped(distribution, form, config_key)


def _named_distribution(name: str, written: Any, config_key: ConfigKey, bounds: Bounds) -> Distribution:
    here = config_key.at(name)
    if name in READERS:
        return truncated(READERS[name](written, here), bounds, here)
    if name not in (*FAMILIES, METALOG):
        raise config_key.no_such("family", name, form_names())
    parameters = here.mapping(written, "parameters")
    rest = without_modifiers(parameters)
    bounds = narrowed(bounds, parameters, here)
    if name == METALOG:
        distribution = truncated(metalog(rest, here), bounds, here)
    else:
        distribution = of_family(
            FAMILIES[name], {key: here.at(key).number(rest[key], SMALLEST) for key in rest}, here, bounds
        )
    return clipped(distribution, parameters, here)


def _of_interval(low: float, high: float, config_key: ConfigKey, bounds: Bounds) -> Distribution:
    if not low < high:
        raise config_key.error(f"'{low:g} to {high:g}' must go from a lower to a higher number")
    return of_family(FAMILIES["lognormal" if low > 0 else "normal"], {"p5": low, "p95": high}, config_key, bounds)


def _discrete(written: Any, config_key: ConfigKey) -> Distribution:
    shares: dict[float, float] = {}
    for label, entry in config_key.mapping(written, "values and probabilities").items():
        here = config_key.at(label)
        if isinstance(entry, Mapping):
            inside = here.mapping(entry, "value and probability")
            if set(inside) != {"value", "probability"}:
                raise here.error(f"{has(inside)}; allowed are value and probability")
            value, share = here.at("value").number(inside["value"]), here.number(inside["probability"])
        else:
            value, share = config_key.number(label), here.number(entry)
        if value in shares:
            raise here.error(f"the value {value:g} comes twice")
        shares[value] = _share(share, here)
    _fail_unless_one(shares.values(), "probabilities", config_key)
    values = tuple(sorted(value for value, share in shares.items() if share > 0))
    return Discrete(values, tuple(shares[value] for value in values))


def _mixture(written: Any, config_key: ConfigKey) -> Distribution:
    if not isinstance(written, list | tuple) or not written:
        raise config_key.error(f"{quoted(written)} is not a list of components, each with weight and value")
    parts = [_component(entry, config_key.at(index)) for index, entry in enumerate(written)]
    units = component_units({"mixture": written})
    if len(units) > 1:
        raise config_key.error(f"components are in {shortened(' and '.join(sorted(units)))}; state all in one unit")
    held = [(weight, distribution) for weight, distribution in parts if weight > 0]
    _fail_unless_one([weight for weight, _ in held], "weights", config_key)
    return Mixture(tuple(weight for weight, _ in held), tuple(distribution for _, distribution in held))


def _component(entry: Any, config_key: ConfigKey) -> tuple[float, Distribution]:
    """Return a component's weight and its distribution."""
    component = config_key.mapping(entry, "weight and value")
    unknown = next((key for key in component if key not in ("weight", "value", "unit", *MODIFIERS)), None)
    if unknown is not None or "value" not in component or "weight" not in component:
        raise config_key.error(f"{has(component)}; allowed are weight, value, unit, {', '.join(MODIFIERS)}")
    if component.get("unit") is not None:
        config_key.at("unit").text(component["unit"])
    value = component["value"]
    if isinstance(value, Mapping) and "mixture" in value:
        raise config_key.at("value").error("a mixture of mixtures; write their components side by side")
    weight = _share(config_key.at("weight").number(component["weight"]), config_key.at("weight"))
    distribution = _distribution(value, config_key.at("value"), narrowed(OPEN, component, config_key))
    return weight, clipped(distribution, component, config_key)


def _share(value: float, config_key: ConfigKey) -> float:
    if value < 0:
        raise config_key.error(f"{value:g} must not be negative")
    return value


def _fail_unless_one(shares: Collection[float], name: str, config_key: ConfigKey) -> None:
    total = sum(shares)
    if abs(total - 1) > ROUNDING:
        raise config_key.error(f"{name} sum to {total:g}; they must sum to 1")


def _empirical(written: Any, config_key: ConfigKey) -> Distribution:
    from uncertain_compute.priors.reading.empirical import empirical

    return empirical(written, config_key)


def _maxent(written: Any, config_key: ConfigKey) -> Distribution:
    from uncertain_compute.priors.reading.maxent import maximum_entropy

    return maximum_entropy(written, config_key)


READERS: Mapping[str, Callable[[Any, ConfigKey], Distribution]] = {
    "discrete": _discrete,
    "mixture": _mixture,
    "empirical": _empirical,
    "maxent": _maxent,
}
"""Forms that are not a family with parameters."""


def form_names() -> tuple[str, ...]:
    """Return the names by which a mapping may say a distribution."""
    return (*FAMILIES, METALOG, *READERS)
