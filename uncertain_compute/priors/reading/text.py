"""A belief, as it was written, in one line of text."""

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

from uncertain_compute.errors import shortened

THOUSAND, QUADRILLION = 1e3, 1e15


def text_of(form: Any) -> str:
    """Return a form in one line: ``lognormal(p5: 4, p95: 10)``; the form must be one that can be read."""
    return " ".join(_text(form).splitlines())


def shown(form: Any) -> str:
    """Return a form as text for messages."""
    return shortened(text_of(form))


def has(keys: Iterable[str]) -> str:
    """Return the part of a message that lists the keys that were found."""
    return f"has {shortened(', '.join(keys)) or 'nothing'}"


def _text(form: Any) -> str:
    if isinstance(form, Mapping):
        return ", ".join(_entry(str(key), inside) for key, inside in form.items())
    if isinstance(form, list | tuple):
        return f"[{', '.join(map(text_of, form))}]"
    if isinstance(form, float):
        return _number(form)
    return "open" if form is None else str(form)


def _number(value: float) -> str:
    """Return a number as people write it: 57.8e6; exponents are multiples of three up to 1e15, 1.67e21 beyond."""
    if not isfinite(value) or value == 0 or 1e-3 <= abs(value) < 1e5:
        return f"{value:.12g}"
    mantissa, exponent = f"{value:.11e}".split("e")
    beyond = int(exponent) % 3 if THOUSAND <= abs(value) < QUADRILLION else 0
    return f"{float(mantissa) * 10**beyond:.12g}e{int(exponent) - beyond}"


def _entry(key: str, inside: Any) -> str:
    match key:
        case "value":
            return text_of(inside)
        case "discrete" if isinstance(inside, Mapping):
            return f"discrete({', '.join(_choice(label, entry) for label, entry in inside.items())})"
        case "mixture" if isinstance(inside, list | tuple):
            return f"mixture({', '.join(map(_component, inside))})"
        case _:
            return f"{key}({text_of(inside)})" if isinstance(inside, Mapping) else f"{key}: {text_of(inside)}"


def _choice(label: Any, entry: Any) -> str:
    if isinstance(entry, Mapping):
        return f"{label} = {entry.get('value')}: {entry.get('probability')}"
    return f"{label}: {entry}"


def _component(entry: Any) -> str:
    if not isinstance(entry, Mapping):
        return str(entry)
    return f"{entry.get('weight')} of {text_of({key: entry[key] for key in entry if key not in ('weight', 'unit')})}"
