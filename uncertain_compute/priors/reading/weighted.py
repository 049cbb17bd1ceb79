"""Values and distributions with probabilities: ``discrete`` and ``mixture``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from uncertain_compute.errors import quoted, shortened
from uncertain_compute.priors.distributions import Discrete, Distribution, Mixture
from uncertain_compute.priors.reading.bounds import MODIFIERS, OPEN, Bounds, clipped, narrowed
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.notation.numbers import is_number
from uncertain_compute.priors.reading.text import has, shown

ROUNDING = 1e-9
"""How far a sum of probabilities may be from 1, in addition to the rounding of what was written."""

FEWEST_PLACES = 3
"""From this many decimal places on, a probability may be a rounded one, such as .333 for a third."""

WEIGHTS, CONCENTRATION = "weights", "concentration"
LEAST_CONCENTRATION, LARGEST_CONCENTRATION = 1e-2, 1e6

type Read = Callable[[Any, ConfigKey, Bounds], Distribution]


def discrete_of(written: Any, config_key: ConfigKey) -> Distribution:
    """Return the distribution of ``{4: 0.65, 8: 0.35}``, probabilities by value, or of labels that stand for values.

    Several labels may stand for one value, which has the sum of their probabilities.

    Raises
    ------
    UncertainComputeError
        If a value without a label comes twice, or the probabilities do not sum to one.
    """
    values: list[float] = []
    said: list[Any] = []
    _fail_without_weights("discrete", written, config_key)
    for label, entry in config_key.mapping(written, "values and probabilities").items():
        here = config_key.at(label)
        if isinstance(entry, Mapping):
            inside = here.mapping(entry, "value and probability")
            if set(inside) != {"value", "probability"}:
                raise here.error(f"{has(inside)}; allowed are value and probability")
            value, share = here.at("value").number(inside["value"]), inside["probability"]
        else:
            value, share = config_key.number(label), entry
        if value in values and (not isinstance(entry, Mapping) or is_number(str(label))):
            raise here.error(f"the value {value:g} comes twice")
        values.append(value)
        said.append(_checked_share(share, here))
    shares = dict.fromkeys(values, 0.0)
    for value, share in zip(values, _shares(said, "probabilities", config_key), strict=True):
        shares[value] += share
    held = tuple(sorted(value for value, share in shares.items() if share > 0))
    return Discrete(held, tuple(shares[value] for value in held))


def mixture_of(written: Any, config_key: ConfigKey, read: Read) -> Distribution:
    """Return the mixture of several distributions, each ``{weight: 0.7, value: 4 to 16}``.

    Parameters
    ----------
    read
        The function that reads a component's form, truncated to bounds.

    Raises
    ------
    UncertainComputeError
        If a component cannot be read, or the weights do not sum to one.
    """
    if not isinstance(written, list | tuple) or not written:
        raise config_key.error(f"{quoted(written)} is not a list of components, each with weight and value")
    if not any(isinstance(entry, Mapping) and "weight" in entry for entry in written):
        _fail_without_weights("mixture", written, config_key)
    parts = [_component(entry, config_key.at(index), read) for index, entry in enumerate(written)]
    units = component_units({"mixture": written})
    if len(units) > 1:
        raise config_key.error(f"components are in {shortened(' and '.join(sorted(units)))}; state all in one unit")
    weights = _shares([weight for weight, _ in parts], WEIGHTS, config_key)
    held = [(weight, component) for weight, (_, component) in zip(weights, parts, strict=True) if weight > 0]
    return Mixture(tuple(weight for weight, _ in held), tuple(component for _, component in held))


def with_weights_inside(name: str, written: Any, weights: Any, config_key: ConfigKey) -> Any:
    """Return components or values, each with its probability, from a list of them and a list of relative weights.

    Raises
    ------
    UncertainComputeError
        If there is not one weight for each, or no weight is positive.
    """
    here = config_key.at(WEIGHTS)
    if not isinstance(written, list | tuple) or not isinstance(weights, list | tuple) or len(written) != len(weights):
        raise here.error(f"{quoted(weights)} is not a list with a weight for each value in the list of {name}")
    numbers = [_number(_checked_share(weight, here.at(index)), here) for index, weight in enumerate(weights)]
    total = sum(numbers)
    if not total > 0:
        raise here.error(f"{quoted(weights)} sum to {total:g}; one of them must be positive")
    shares = [number / total for number in numbers]
    if name == "mixture":
        return [_with_weight(entry, share) for entry, share in zip(written, shares, strict=True)]
    pairs = zip(written, shares, strict=True)
    return {str(index): {"value": value, "probability": share} for index, (value, share) in enumerate(pairs)}


def _fail_without_weights(name: str, written: Any, config_key: ConfigKey) -> None:
    if isinstance(written, list | tuple) and written:
        parts = ", ".join(shown(part) if isinstance(part, Mapping) else str(part) for part in written)
        weights = ", ".join("1" for _ in written)
        raise config_key.error(
            f"no weights; write {{{name}: [{shortened(parts)}], weights: [{weights}]}} for equal ones"
        )


def component_units(form: Any) -> set[str]:
    """Return the units that are stated by the components of a mixture."""
    if not isinstance(form, Mapping):
        return set()
    if "value" in form:
        return component_units(form["value"])
    components = [entry for entry in form.get("mixture", ()) if isinstance(entry, Mapping)]
    return {str(entry["unit"]) for entry in components if entry.get("unit") is not None}


def _with_weight(entry: Any, share: float) -> dict[str, Any]:
    is_component = isinstance(entry, Mapping) and "value" in entry
    return {**entry, "weight": share} if is_component else {"value": entry, "weight": share}


def _component(entry: Any, config_key: ConfigKey, read: Read) -> tuple[Any, Distribution]:
    """Return a component's weight, as it was written, and its distribution."""
    component = config_key.mapping(entry, "weight and value")
    unknown = next((key for key in component if key not in ("weight", "value", "unit", *MODIFIERS)), None)
    if unknown is not None or "value" not in component or "weight" not in component:
        raise config_key.error(f"{has(component)}; allowed are weight, value, unit, {', '.join(MODIFIERS)}")
    if component.get("unit") is not None:
        config_key.at("unit").text(component["unit"])
    value = component["value"]
    if isinstance(value, Mapping) and "mixture" in value:
        raise config_key.at("value").error("a mixture of mixtures; write their components side by side")
    weight = _checked_share(component["weight"], config_key.at("weight"))
    distribution = read(value, config_key.at("value"), narrowed(OPEN, component, config_key))
    return weight, clipped(distribution, component, config_key)


def _checked_share(written: Any, config_key: ConfigKey) -> Any:
    """Return a probability as it was written, after a check that it is a number and not negative."""
    value = _number(written, config_key)
    if value < 0:
        raise config_key.error(f"{value:g} must not be negative")
    return written


def _number(written: Any, config_key: ConfigKey) -> float:
    return replace(config_key, dollars=False).number(written)


def _shares(written: Sequence[Any], name: str, config_key: ConfigKey) -> list[float]:
    """Return probabilities that sum to one; if they miss it only by rounding, they are divided by their sum."""
    shares = [_number(one, config_key) for one in written]
    total = sum(shares)
    if abs(total - 1) <= ROUNDING:
        return shares
    if abs(total - 1) <= sum(map(_rounded_by, written)) + ROUNDING:
        return [share / total for share in shares]
    form = "mixture: [4 to 16, 28 to 64]" if name == WEIGHTS else "discrete: [4, 8]"
    beside = "" if name == "shares" else f"; for relative weights write {{{form}, weights: [3, 1]}}"
    raise config_key.error(f"{name} sum to {total:g}; they must sum to 1{beside}")


def _rounded_by(written: Any) -> float:
    """Return the largest rounding error of a probability: half a unit of its last decimal place, .0005 for .333."""
    percent = isinstance(written, str) and written.strip().endswith("%")
    text = written.strip().rstrip("% ") if isinstance(written, str) else repr(float(written))
    _, point, behind = text.partition(".")
    places = len(behind) + 2 * percent if point and behind.isdecimal() else 0
    return float(Decimal(5).scaleb(-places - 1)) if places >= FEWEST_PLACES else 0.0


def concentrations_of(
    written: Any, dimensions: Mapping[str, Sequence[str]], config_key: ConfigKey
) -> tuple[str, dict[str, float]]:
    """Return the dimension and the concentrations of ``{H100: 3, B200: 1}``, or of shares with one concentration.

    Raises
    ------
    UncertainComputeError
        If its keys are not the coordinates of one dimension, or the shares cannot sum to one.
    """
    said = config_key.mapping(written, "coordinates, each with its concentration or share")
    named = next((key for key in said if len(said) == 1 and key in dimensions), None)
    here = config_key if named is None else config_key.at(named)
    inside = said if named is None else here.mapping(said[named], f"an entry for {', '.join(dimensions[named])}")
    labels = [key for key in inside if key != CONCENTRATION]
    fitting = [name for name, own in dimensions.items() if set(own) == set(labels) and named in (None, name)]
    if len(labels) == 1:
        raise here.error("shares that sum to one need two coordinates or more")
    if len(fitting) != 1:
        raise here.error(f"{shortened(', '.join(labels))} {_unlike(dimensions, fitting, named)}")
    (dimension,) = fitting
    order = list(dimensions[dimension])
    shares = [_checked_share(inside[label], here.at(label)) for label in order]
    numbers = _shares(shares, "shares", here) if CONCENTRATION in inside else [_number(one, here) for one in shares]
    times = here.at(CONCENTRATION).number(inside.get(CONCENTRATION, 1))
    found = {label: times * number for label, number in zip(order, numbers, strict=True)}
    for label, value in found.items():
        if not LEAST_CONCENTRATION <= value <= LARGEST_CONCENTRATION:
            raise here.at(label).error(
                f"a concentration of {value:g} is out of range; allowed is {LEAST_CONCENTRATION:g} to "
                f"{LARGEST_CONCENTRATION:g}"
            )
    return dimension, found


def _unlike(dimensions: Mapping[str, Sequence[str]], fitting: Sequence[str], named: str | None) -> str:
    """Return a message on labels that are not the coordinates of exactly one dimension."""
    if named is not None:
        return f"are not the coordinates of {named}, which are {', '.join(dimensions[named])}"
    if len(fitting) > 1:
        return f"are the coordinates of {' and of '.join(fitting)}; name one, as {{{fitting[0]}: {{...}}}}"
    known = "; ".join(f"{name}: {', '.join(own)}" for name, own in dimensions.items())
    return f"are the coordinates of no dimension; known are {known or 'none'}"
