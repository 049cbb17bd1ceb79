"""Units that stand in a value: behind its numbers, ``4M GPU``, or as a sign, ``$4`` and ``30%``."""

from collections.abc import Iterator, Mapping
from typing import Any

from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.notation.numbers import number_in
from uncertain_compute.priors.reading.notation.statements import sign_fault, statement_in
from uncertain_compute.priors.reading.notation.usual_form import stated

SHARES = ("weight", "weights", "probability", "mass", "ci")
"""Keys of probabilities, which have no unit whatever the value's is."""


def unit_apart(form: Any, config_key: ConfigKey) -> tuple[Any, str]:
    """Return a form without the unit behind its numbers, and that unit; empty where it has none."""
    if isinstance(form, Mapping) and isinstance(form.get("value"), str):
        text, unit = unit_apart(form["value"], config_key)
        return ({**form, "value": text}, unit) if unit else (form, "")
    said = stated(form, config_key) if isinstance(form, str) else None
    return (str(said), said.unit) if said is not None and said.unit else (form, "")


def one_unit(inside: str, beside: str | None, config_key: ConfigKey) -> str:
    """Return the unit that stands behind a value's numbers, if none or the same stands beside it.

    Raises
    ------
    UncertainComputeError
        If another one does.
    """
    if beside is not None and beside.replace(" ", "").replace("$", "USD") != inside.replace(" ", ""):
        raise config_key.at("unit").error(f"{inside!r} stands in the value and {beside!r} beside it; say it once")
    return beside or inside


def states_unit(written: Any) -> bool:
    """Return whether a belief as it is written says its unit."""
    if isinstance(written, Mapping):
        return written.get("unit") is not None or states_unit(written.get("value"))
    try:
        said = statement_in(written) if isinstance(written, str) else None
    except ValueError:
        return False
    return said is not None and said.unit != ""


def sign_in(form: Any) -> str:
    """Return the sign of the numbers in a form: ``$``, ``%`` or nothing."""
    signs = set(_signs(form))
    return next((sign for sign in "$%" if sign in signs), "")


def fail_unless_sign_fits(sign: str, unit: str, config_key: ConfigKey) -> None:
    """Refuse a unit in which a number with a sign would be another.

    Raises
    ------
    UncertainComputeError
        If it is one: ``$4`` in euros, or ``30%`` in percent.
    """
    if fault := sign_fault(sign, unit):
        raise config_key.error(fault)


def _signs(form: Any) -> Iterator[str]:
    """Yield the sign of each number of a readable form that is in its unit."""
    match form:
        case str():
            said = statement_in(form)
            found = [number_in(part) for part in (said.low, said.high)] if said is not None else []
            yield from (one.sign for one in found if one is not None)
        case Mapping():
            for key, inside in form.items():
                if key == "discrete" and isinstance(inside, Mapping):
                    labelled = (entry if isinstance(entry, Mapping) else str(label) for label, entry in inside.items())
                    for one in labelled:
                        yield from _signs(one)
                elif key not in SHARES:
                    yield from _signs(inside)
        case list() | tuple():
            for inside in form:
                yield from _signs(inside)
