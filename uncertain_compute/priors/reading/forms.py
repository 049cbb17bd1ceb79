"""All forms in which the value of an assumption can be written, and the function that reads them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from uncertain_compute.errors import quoted
from uncertain_compute.priors.distributions import Distribution, Fixed
from uncertain_compute.priors.distributions.families.registry import FAMILIES
from uncertain_compute.priors.distributions.table import SMALLEST_TAIL
from uncertain_compute.priors.reading.between import BETWEEN, between_of
from uncertain_compute.priors.reading.bounds import (
    OPEN,
    Bounds,
    clipped,
    narrowed,
    truncated,
    without_modifiers,
)
from uncertain_compute.priors.reading.config_key import LARGEST, SMALLEST, ConfigKey
from uncertain_compute.priors.reading.notation.numbers import has_leading_zero
from uncertain_compute.priors.reading.notation.refused_notations import instead_of, of_two_ends
from uncertain_compute.priors.reading.notation.usual_form import (
    default_family,
    fail_if_unit_inside,
    interval_in,
    stated,
    usual_form,
)
from uncertain_compute.priors.reading.of_family import of_family
from uncertain_compute.priors.reading.points import through_probabilities, through_quantiles
from uncertain_compute.priors.reading.quantile_keys import METALOG_KEYS, QUANTILE_KEY, metalog
from uncertain_compute.priors.reading.text import has, shown
from uncertain_compute.priors.reading.weighted import discrete_of, mixture_of

METALOG, QUANTILES = "metalog", "quantiles"
LEAST_TAIL = SMALLEST_TAIL / 2.0


def distribution_of(form: Any, config_key: ConfigKey) -> Distribution:
    """Return the distribution that a number, an interval, or a mapping states.

    Raises
    ------
    UncertainComputeError
        If it cannot be read, or there is no such distribution.
    """
    with np.errstate(all="ignore"):
        distribution = _distribution(form, config_key)
        lowest, low, middle, high, highest = distribution.ppf(np.array([LEAST_TAIL, 0.01, 0.5, 0.99, 1.0 - LEAST_TAIL]))
    if not -LARGEST < lowest <= low <= middle <= high <= highest < LARGEST or 0 < high - low < SMALLEST:
        raise config_key.error(f"quantiles of {shown(form)} are out of range; allowed are sizes from 1e-150 to 1e150")
    return distribution


def asked_quantiles(form: Any) -> dict[float, float]:
    """Return the quantiles that a form states, as values by probability; the form must be one that can be read."""
    here = ConfigKey("", dollars=True)
    if isinstance(form, str):
        rest: Mapping[str, Any] = interval_in(form, here) or {}
    elif isinstance(form, Mapping) and form:
        rest = without_modifiers(usual_form(here.mapping(form, "a family"), here))
    else:
        return {}
    if len(rest) == 1:
        ((name, inside),) = rest.items()
        if name == "value":
            return asked_quantiles(inside)
        rest = inside if name in (*FAMILIES, METALOG, QUANTILES) else {}
    return {
        float(match[1]) / 100: here.number(value)
        for key, value in rest.items()
        if (match := QUANTILE_KEY.match(str(key)))
    }


def _distribution(form: Any, config_key: ConfigKey, bounds: Bounds = OPEN) -> Distribution:
    """Return a form's distribution, truncated to bounds."""
    if isinstance(form, Mapping):
        return _distribution_of_mapping(config_key.mapping(form, "a family") if form else {}, config_key, bounds)
    if isinstance(form, str):
        return _of_text(form, config_key, bounds)
    if form is None:
        raise config_key.error("None is neither a number, 'low to high' nor a family")
    if isinstance(form, list | tuple) and len(form) == 2:
        raise config_key.error(f"{quoted(form)} is not a number; {of_two_ends(*form)}")
    return truncated(Fixed(config_key.number(form)), bounds, config_key)


def _of_text(text: str, config_key: ConfigKey, bounds: Bounds) -> Distribution:
    """Return the distribution that a number or an interval states."""
    quantiles = interval_in(text, config_key)
    if quantiles is not None:
        family = FAMILIES[default_family(min(quantiles.values()))]
        return of_family(family, quantiles, config_key, bounds)
    said = stated(text, config_key)
    if said is not None and said.factor:
        fail_if_unit_inside(text, said, config_key)
        about = {"median": config_key.number(said.low), "factor": config_key.number(said.factor)}
        return of_family(FAMILIES["lognormal"], about, config_key, bounds)
    if said is None and not has_leading_zero(text):
        raise config_key.error(f"{quoted(text)} is neither a number, 'low to high' nor a family{instead_of(text)}")
    return truncated(Fixed(config_key.number(text)), bounds, config_key)


def _distribution_of_mapping(form: Mapping[str, Any], config_key: ConfigKey, bounds: Bounds) -> Distribution:
    form = usual_form(form, config_key)
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
    if isinstance(written, list | tuple) and name in FAMILIES:
        raise here.error(f"{quoted(written)} does not name its parameters{_named(name, written)}")
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


def _named(name: str, written: Sequence[Any]) -> str:
    """Return what to write instead of parameters without names; an empty text if no form has as many."""
    form = next((form for form in FAMILIES[name].forms if len(form) == len(written)), None)
    if form is None:
        return ""
    return f"; write {{{name}: {{{', '.join(f'{key}: {value}' for key, value in zip(form, written, strict=True))}}}}}"


def _mixture(written: Any, config_key: ConfigKey) -> Distribution:
    return mixture_of(written, config_key, _distribution)


def _between(written: Any, config_key: ConfigKey) -> Distribution:
    return between_of(written, config_key, _distribution)


def _empirical(written: Any, config_key: ConfigKey) -> Distribution:
    from uncertain_compute.priors.reading.data.empirical import empirical

    return empirical(written, config_key)


def _maxent(written: Any, config_key: ConfigKey) -> Distribution:
    from uncertain_compute.priors.reading.maxent import maximum_entropy

    return maximum_entropy(written, config_key)


READERS: Mapping[str, Callable[[Any, ConfigKey], Distribution]] = {
    "discrete": discrete_of,
    "mixture": _mixture,
    BETWEEN: _between,
    QUANTILES: through_quantiles,
    "cdf": through_probabilities,
    "empirical": _empirical,
    "maxent": _maxent,
}
"""Forms that are not a family with parameters."""


def form_names() -> tuple[str, ...]:
    """Return the keys by which a mapping can state a distribution."""
    return (*FAMILIES, METALOG, *READERS)
