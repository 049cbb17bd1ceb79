"""What to write instead of a notation that is refused: because it can mean two things, or is not read."""

import re
from collections.abc import Callable

from uncertain_compute.priors.reading.notation.numbers import DECIMAL, NUMBER, number_in

SUFFIX_MEANT = {
    "K": "k", "k": "k", "m": "M", "M": "M", "mm": "M", "MM": "M", "mn": "M", "mio": "M", "mil": "M", "G": "B", "b": "B",
    "B": "B", "bn": "B", "t": "T", "T": "T", "tn": "T",
}  # fmt: skip
NAME_OF = {"\u20ac": "EUR", "\u00a3": "GBP", "\u00a5": "JPY"}
FRACTION_OF = {"\u00bd": "1/2", "\u2153": "1/3", "\u2154": "2/3", "\u00bc": "1/4", "\u00be": "3/4"}
MOST_LETTERS = 200
"""A longer text is not examined."""

TWO_ENDS = rf"{NUMBER}\s+to\s+{NUMBER}"
LEVEL = r"(?P<level>\d+(?:\.\d+)?%)(?:\s+(?:CI|credible interval|interval))?"


def instead_of(text: str) -> str:
    """Return the end of a message that says what to write instead; an empty text if nothing similar is known.

    Examples
    --------
    >>> instead_of("4K")
    '; write 4k'
    """
    said = text.strip()
    if len(said) > MOST_LETTERS:
        return ""
    for form, advice in _ADVICE.items():
        if (found := re.fullmatch(form, said, re.ASCII)) and (meant := advice(found)):
            return f"; {meant}"
    return ""


def number_instead_of(text: str) -> str:
    """Return the end of a message where a number is needed; an empty text if what to write would not be a number.

    Examples
    --------
    >>> number_instead_of("4K"), number_instead_of("4-10")
    ('; write 4k', '')
    """
    found = instead_of(text)
    return found if number_in(found.removeprefix("; write ")) is not None else ""


def of_two_ends(low: object, high: object) -> str:
    """Return what to write instead of two ends if nothing says whether they are limits or quantiles."""
    return f"write '{low} to {high}' for a 90% interval, or {{uniform: {{low: {low}, high: {high}}}}} for its ends"


def _suffix(found: re.Match[str]) -> str:
    meant = SUFFIX_MEANT.get(found["suffix"], "")
    return f"write {found['number']}{meant}{found['rest'] or ''}" if meant else ""


def _range(found: re.Match[str]) -> str:
    return f"write '{found['low'].rstrip('.')} to {found['high']}'"


def _with_level(found: re.Match[str]) -> str:
    return f"write '{found['range']} ({found['level']})'"


def _give_or_take(found: re.Match[str]) -> str:
    middle, off = number_in(found["middle"]), number_in(found["off"])
    if middle is None or off is None:
        return ""
    low, high = middle.value - off.value, middle.value + off.value
    return (
        f"write '{low:.12g} to {high:.12g}' for a 90% interval, "
        f"or {{normal: {{mu: {middle.value:.12g}, sigma: {off.value:.12g}}}}} for a standard deviation"
    )


def _about(found: re.Match[str]) -> str:
    return f"write {found['number'] or found['least']} alone, or how far off it may be, as '4 to 10'"


def _with_middle(found: re.Match[str]) -> str:
    low, middle, high = (found[name] for name in ("low", "middle", "high"))
    return f"write '{low} to {high}', or {{p5: {low}, p50: {middle}, p95: {high}}}"


def _comma(found: re.Match[str]) -> str:
    return f"write {found[0].replace('.', '').replace(',', '.')}; a comma separates thousands, as in 1,000"


def _spaced(found: re.Match[str]) -> str:
    return f"write {re.sub(r'[^0-9+$-]', ',', found[0])}"


def _of_family(found: re.Match[str]) -> str:
    return f"write {{{found['family'].lower()}: {found['range']}}}"


def _call(found: re.Match[str]) -> str:
    del found
    return "write a family with its parameters by name, as {normal: {mu: 4, sigma: 2}}"


def _unit_apart(found: re.Match[str]) -> str:
    millions = SUFFIX_MEANT.get(found["unit"][0]) if found["unit"][1:] in ("B", "b") else None
    number = f", or {found['number']}{millions} for the number" if millions else ""
    return f"write '{found['number']} {found['unit']}', with a space before a unit{number}"


_ADVICE: dict[str, Callable[[re.Match[str]], str]] = {
    rf"(?:between\s+|from\s+)?(?P<low>{NUMBER})\s*"
    rf"(?:-|\.+|\u2026|~|\u2014|\u2212|and|until)\s*(?P<high>{NUMBER})": _range,
    rf"from\s+(?P<low>{NUMBER})\s+to\s+(?P<high>{NUMBER})": _range,
    rf"(?P<number>[+-]?\$?{DECIMAL})\s*(?P<suffix>[A-Za-z]{{1,3}})(?P<rest>\s+(?!to\b).*)?": _suffix,
    rf"(?P<middle>{NUMBER})\s*(?:\u00b1|\+/?-|\+-)\s*(?P<off>{NUMBER})": _give_or_take,
    rf"(?:[~\u2248<>\u2264\u2265]=?|about|around|ca\.?)\s*(?P<number>{NUMBER})|(?P<least>{NUMBER})\+": _about,
    rf"(?P<sign>[\u20ac\u00a3\u00a5])\s*(?P<number>{NUMBER})": lambda found: (
        f"write {found['number']}, and {NAME_OF[found['sign']]} as its unit"
    ),
    r"[+-]?\d+(?:\.\d{3})*,\d+": _comma,
    r"[+-]?\$?\d{1,3}(?:[ '\u00a0\u202f]\d{3})+": _spaced,
    rf"(?P<range>{TWO_ENDS})\s*[,;@\[]?\s*(?:at\s+|with\s+)?{LEVEL}\]?": _with_level,
    rf"[(\[]?{LEVEL}[)\]]?\s*[:,=]?\s*(?P<range>{TWO_ENDS})": _with_level,
    rf"(?P<family>[A-Za-z_]+):?\s*(?P<range>{TWO_ENDS})": _of_family,
    r"(?P<family>[A-Za-z_]+)\s*\([^()]*\)": _call,
    rf"(?:{NUMBER}\s*\bto|to\s*{NUMBER})": lambda _: "write both ends of an interval, as '4 to 10'",
    rf"(?P<middle>{NUMBER})\s*[(\[]\s*(?P<low>{NUMBER})\s*(?:to|-|,)\s*(?P<high>{NUMBER})\s*[)\]]": _with_middle,
    rf"[(\[]?\s*(?P<low>{NUMBER})(?:\s*;\s*|,\s+)(?P<high>{NUMBER})\s*[)\]]?": lambda found: of_two_ends(
        found["low"], found["high"]
    ),
    rf"(?P<median>{NUMBER})\s*[*x\u00d7]\s*[/\u00f7]\s*(?P<factor>{NUMBER})": lambda found: (
        f"write '{found['median']} x/ {found['factor']}'"
    ),
    rf"(?:(?P<number>{DECIMAL})\s*[*x\u00d7\u00b7]\s*)?10(?:\^|\*\*)(?P<power>[+-]?\d+)": lambda found: (
        f"write {found['number'] or 1}e{found['power']}"
    ),
    rf"(?P<number>{DECIMAL})(?P<unit>k?[A-Z][A-Za-z]*)": _unit_apart,
    rf"[{''.join(FRACTION_OF)}]": lambda found: f"write {FRACTION_OF[found[0]]}",
    r"\S+/0+(?:\.0*)?": lambda _: "write a number above zero behind the slash",
}
"""For each form that is refused, compiled when needed, what to write; the first one that gives a text is used."""
