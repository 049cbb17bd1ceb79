"""What may stand as the value of an assumption, read into a distribution."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.errors import quoted, shortened
from uncertain_compute.priors.distributions import Clipped, Discrete, Distribution, Fixed, Mixture
from uncertain_compute.priors.distributions.families.family import Family
from uncertain_compute.priors.distributions.families.registry import FAMILIES
from uncertain_compute.priors.distributions.table import SMALLEST_TAIL
from uncertain_compute.priors.reading.config_key import LARGEST, SMALLEST, ConfigKey, has_leading_zero, is_number
from uncertain_compute.priors.reading.quantile_keys import METALOG_KEYS, QUANTILE_KEY, ascending, metalog
from uncertain_compute.priors.reading.text import has, shown
from uncertain_compute.priors.reading.through_quantiles import between_bounds

type Bounds = tuple[float, float]

OPEN: Bounds = (-np.inf, np.inf)
INTERVAL = re.compile(r"\s*(\S+)\s+to\s+(\S+)\s*$")
MODIFIERS = ("bounds", "clip")
SPREADS = ("sigma", "scale")
"""Parameters that are positive in every family, also where only their square makes the distribution."""

METALOG = "metalog"
LEAST_MASS = 1e-9
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
    if form is None or (isinstance(form, str) and not (is_number(form) or has_leading_zero(form))):
        raise config_key.error(f"{quoted(form)} is neither a number, 'low to high' nor a family")
    return _truncated(Fixed(config_key.number(form)), bounds, config_key)


def _distribution_of_mapping(form: Mapping[str, Any], config_key: ConfigKey, bounds: Bounds) -> Distribution:
    rest = _without_modifiers(form)
    bounds = _narrowed(bounds, form, config_key)
    if set(rest) == {"value"}:
        distribution = _distribution(rest["value"], config_key, bounds)
    elif rest and all(QUANTILE_KEY.match(key) or key in METALOG_KEYS for key in rest):
        distribution = _truncated(metalog(rest, config_key), bounds, config_key)
    elif len(rest) == 1:
        ((name, written),) = rest.items()
        distribution = _named_distribution(name, written, config_key, bounds)
    else:
        raise config_key.error(f"{has(rest)}; allowed is one of {', '.join(form_names())}")
    return _clipped(distribution, form, config_key)


def _named_distribution(name: str, written: Any, config_key: ConfigKey, bounds: Bounds) -> Distribution:
    here = config_key.at(name)
    if name in READERS:
        return _truncated(READERS[name](written, here), bounds, here)
    if name not in (*FAMILIES, METALOG):
        raise config_key.no_such("family", name, form_names())
    parameters = here.mapping(written, "parameters")
    rest = _without_modifiers(parameters)
    bounds = _narrowed(bounds, parameters, here)
    if name == METALOG:
        distribution = _truncated(metalog(rest, here), bounds, here)
    else:
        distribution = _of_family(
            FAMILIES[name], {key: here.at(key).number(rest[key], SMALLEST) for key in rest}, here, bounds
        )
    return _clipped(distribution, parameters, here)


def _without_modifiers(form: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in form.items() if key not in MODIFIERS}


def _of_interval(low: float, high: float, config_key: ConfigKey, bounds: Bounds) -> Distribution:
    if not low < high:
        raise config_key.error(f"'{low:g} to {high:g}' must go from a lower to a higher number")
    return _of_family(FAMILIES["lognormal" if low > 0 else "normal"], {"p5": low, "p95": high}, config_key, bounds)


def _of_family(family: Family, parameters: Mapping[str, float], config_key: ConfigKey, bounds: Bounds) -> Distribution:
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
    return _truncated(distribution, bounds, config_key)


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


def _narrowed(bounds: Bounds, written: Mapping[str, Any], config_key: ConfigKey) -> Bounds:
    """Return what is inside the bounds and inside those that are written."""
    if written.get("bounds") is None:
        return bounds
    low, high = _ends(written["bounds"], config_key.at("bounds"))
    return max(bounds[0], low), min(bounds[1], high)


def _truncated(distribution: Distribution, bounds: Bounds, config_key: ConfigKey) -> Distribution:
    if bounds == OPEN:
        return distribution
    low, high = bounds
    if not low < high or not distribution.mass(low, high) > LEAST_MASS:
        raise config_key.at("bounds").error(f"[{low:g}, {high:g}] leaves none of the distribution's mass")
    return distribution.truncated(low, high)


def _clipped(distribution: Distribution, written: Mapping[str, Any], config_key: ConfigKey) -> Distribution:
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


def _ends(written: Any, config_key: ConfigKey) -> tuple[float, float]:
    if not isinstance(written, list | tuple) or len(written) != 2:
        raise config_key.error(f"{quoted(written)} is not a pair [low, high]; null leaves an end open")
    low, high = (end if value is None else config_key.number(value) for value, end in zip(written, OPEN, strict=True))
    if not low < high:
        raise config_key.error(f"[{low:g}, {high:g}] must go from a lower to a higher number")
    return low, high


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
    distribution = _distribution(value, config_key.at("value"), _narrowed(OPEN, component, config_key))
    return weight, _clipped(distribution, component, config_key)


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
