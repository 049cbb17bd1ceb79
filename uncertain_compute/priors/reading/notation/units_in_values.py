"""Units inside a value: after its numbers, ``4M GPU``, or as a sign, ``$4`` and ``30%``."""

from collections.abc import Iterator, Mapping
from typing import Any

from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.notation.numbers import number_in
from uncertain_compute.priors.reading.notation.statements import sign_fault, statement_in
from uncertain_compute.priors.reading.notation.usual_form import stated

SHARES = ("weight", "weights", "probability", "mass", "ci")
"""Keys whose entries are probabilities: these have no unit, whatever the unit of the value."""


def unit_apart(form: Any, config_key: ConfigKey) -> tuple[Any, str]:
    """Return a form without the unit after its numbers, and that unit; an empty text if there is none."""
    if isinstance(form, Mapping) and isinstance(form.get("value"), str):
        text, unit = unit_apart(form["value"], config_key)
        return ({**form, "value": text}, unit) if unit else (form, "")
    said = stated(form, config_key) if isinstance(form, str) else None
    return (str(said), said.unit) if said is not None and said.unit else (form, "")


def one_unit(inside: str, beside: str | None, config_key: ConfigKey) -> str:
    """Return the unit after a value's numbers, if no unit or the same one is stated beside the value.

    Raises
    ------
    UncertainComputeError
        If another unit is stated there.
    """
    if beside is not None and beside.replace(" ", "").replace("$", "USD") != inside.replace(" ", ""):
        raise config_key.at("unit").error(
            f"{inside!r} is the unit in the value and {beside!r} the unit beside it; state only one"
        )
    return beside or inside


def unit_in(written: Any) -> str:
    """Return the unit that a belief states, beside its value or in it; an empty text if it states none."""
    if isinstance(written, Mapping):
        parts = written.get("mixture")
        inside = [written.get("value"), *(parts if isinstance(parts, list | tuple) else ())]
        return str(written.get("unit") or next(filter(None, map(unit_in, inside)), ""))
    try:
        said = statement_in(written) if isinstance(written, str) else None
    except ValueError:
        return ""
    return said.unit if said is not None else ""


def sign_in(form: Any) -> str:
    """Return the sign of the numbers in a form: ``$``, ``%`` or an empty text."""
    signs = set(_signs(form))
    return next((sign for sign in "$%" if sign in signs), "")


def fail_unless_sign_fits(sign: str, unit: str, config_key: ConfigKey) -> None:
    """Refuse a unit that contradicts the sign of a number.

    Raises
    ------
    UncertainComputeError
        If it does: ``$4`` in euros, or ``30%`` in percent.
    """
    if fault := sign_fault(sign, unit):
        raise config_key.error(fault)


def _signs(form: Any) -> Iterator[str]:
    """Yield the sign of each number of a form, except probabilities; the form must be one that can be read."""
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
