"""Short notations are turned into the usual form; those that can mean two things are refused."""

from collections.abc import Mapping
from typing import Any

from uncertain_compute.errors import quoted
from uncertain_compute.priors.distributions.families.family import Family
from uncertain_compute.priors.distributions.families.registry import FAMILIES
from uncertain_compute.priors.reading.bounds import MODIFIERS
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.notation.numbers import is_number
from uncertain_compute.priors.reading.notation.refused_notations import instead_of, of_two_ends
from uncertain_compute.priors.reading.notation.statements import Statement, quantile_keys, shared_suffix, statement_in
from uncertain_compute.priors.reading.quantile_keys import QUANTILE_KEY
from uncertain_compute.priors.reading.weighted import WEIGHTS, with_weights_inside

CREDIBILITY = "ci"
ENDS = {"min": "low", "max": "high"}


def usual_form(form: Mapping[str, Any], config_key: ConfigKey) -> dict[str, Any]:
    """Return a mapping in the usual form: ``{lognormal: 4 to 10}`` as ``{lognormal: {p5: 4, p95: 10}}``.

    Raises
    ------
    UncertainComputeError
        If it can mean two things. The message says what to write for each.
    """
    beside = {key: value for key, value in form.items() if key in MODIFIERS}
    rest = {key: value for key, value in form.items() if key not in MODIFIERS}
    if CREDIBILITY in rest:
        rest = _with_credibility_inside(rest, config_key)
    ends = {ENDS.get(key, key) for key in rest}
    if len(rest) == 2 and ends == {"low", "high"}:
        raise config_key.error(f"does not say what its two ends are; {of_two_ends(*rest.values())}")
    if len(rest) == 2 and all(map(QUANTILE_KEY.match, rest)):
        rest = {default_family(min(config_key.at(key).number(one) for key, one in rest.items())): rest}
    if len(rest) == 2 and WEIGHTS in rest:
        ((name, written),) = ((key, value) for key, value in rest.items() if key != WEIGHTS)
        if name in ("discrete", "mixture"):
            rest = {name: with_weights_inside(name, written, rest[WEIGHTS], config_key)}
    if len(rest) == 1:
        ((name, written),) = rest.items()
        rest = {name: _of_family(name, written, config_key.at(name))} if name in FAMILIES else rest
    return {**rest, **beside}


def default_family(low: float) -> str:
    """Return the family of an interval that names none: lognormal if both ends are positive, else normal."""
    return "lognormal" if low > 0 else "normal"


def interval_in(text: str, config_key: ConfigKey) -> dict[str, float] | None:
    """Return the two quantiles that an interval states, by their keys; None if the text is not an interval.

    Raises
    ------
    UncertainComputeError
        If its lower end is not below its upper end, its credibility is not a probability, or it can mean two things.
    """
    said = stated(text, config_key)
    if said is None or not said.high:
        return None
    fail_if_unit_inside(text, said, config_key)
    try:
        keys = quantile_keys(said.level)
    except ValueError as error:
        raise config_key.error(str(error)) from None
    if not (is_number(said.low) and is_number(said.high)) and (advice := instead_of(text)):
        raise config_key.error(f"{quoted(text)} is not an interval between two numbers{advice}")
    low, high = config_key.number(said.low), config_key.number(said.high)
    if suffix := shared_suffix(said.low, said.high):
        raise config_key.error(
            f"'{said}' can mean two things; write '{said.low}{suffix} to {said.high}', or '{said.low} to {high:_.12g}'"
        )
    if not low < high:
        meant = f"'{said.high} to {said.low}'" if low > high else f"{said.low} for a number"
        raise config_key.error(f"'{low:g} to {high:g}' must go from a lower to a higher number; write {meant}")
    return dict(zip(keys, (low, high), strict=True))


def fail_if_unit_inside(text: str, said: Statement, config_key: ConfigKey) -> None:
    """Refuse a unit inside a form, in the text of one of its parts.

    Raises
    ------
    UncertainComputeError
        If the text has a unit.
    """
    if said.unit:
        raise config_key.error(
            f"'{text.strip()}' has a unit inside a form; write {said}, and state the unit beside the value"
        )


def stated(text: str, config_key: ConfigKey) -> Statement | None:
    """Return the parts of a text that has the form of a number or an interval, see `statement_in`.

    Raises
    ------
    UncertainComputeError
        If it has two units, or another fault that `statement_in` raises.
    """
    try:
        return statement_in(text)
    except ValueError as error:
        raise config_key.error(str(error)) from None


def _with_credibility_inside(form: Mapping[str, Any], config_key: ConfigKey) -> dict[str, Any]:
    """Return ``{value: 4 to 10, ci: 80%}`` with its credibility in the text: ``{value: 4 to 10 (80%)}``."""
    level = form[CREDIBILITY]
    rest = {ENDS.get(key, key): value for key, value in form.items() if key != CREDIBILITY}
    if set(rest) == {"low", "high"}:
        return {"value": f"{rest['low']} to {rest['high']} ({level})"}
    if len(rest) == 1:
        ((name, text),) = rest.items()
        said = stated(text, config_key) if isinstance(text, str) else None
        if said is not None and said.high and not said.level:
            return {name: f"{text.strip()} ({level})"}
    raise config_key.at(CREDIBILITY).error(
        "needs one interval that has no credibility yet, as {value: 4 to 10, ci: 80%}"
    )


def _of_family(name: str, written: Any, config_key: ConfigKey) -> Any:
    """Return the parameters of a family; an interval becomes two quantiles, other names of ends become low and high."""
    family = FAMILIES[name]
    if isinstance(written, str) and (quantiles := interval_in(written, config_key)):
        if _has_ends(family):
            low, high = quantiles.values()
            mode = "mode: ..., " if "mode" in family.given else ""
            asked = f", {mode}".join(f"{key}: {value:.12g}" for key, value in quantiles.items())
            ends = f"{{{name}: {{low: {low:.12g}, {mode}high: {high:.12g}}}}}"
            other = f", or {{{name}: {{{asked}}}}} for an interval" if family.through else ""
            raise config_key.error(f"'{written}' can mean two things; write {ends} for its ends{other}")
        return quantiles
    if not isinstance(written, Mapping) or not (_has_ends(family) or "low" in family.optional):
        return written
    renamed = {str(key): ENDS.get(str(key), str(key)) for key in written}
    if len(set(renamed.values())) < len(renamed):
        return written
    return {renamed[str(key)]: value for key, value in written.items()}


def _has_ends(family: Family) -> bool:
    return any({"low", "high"} <= set(form) for form in family.forms)
