"""What to write instead of a notation that is refused because it can mean two things."""

import re
from collections.abc import Callable

from uncertain_compute.priors.reading.notation.numbers import DECIMAL, NUMBER, number_in

SUFFIX_MEANT = {
    "K": "k", "k": "k", "m": "M", "M": "M", "mm": "M", "mn": "M", "mio": "M", "mil": "M", "G": "B", "b": "B", "B": "B",
    "bn": "B", "t": "T", "T": "T", "tn": "T",
}  # fmt: skip
SUFFIXED = re.compile(rf"(?P<number>[+-]?\$?{DECIMAL})\s*(?P<suffix>[A-Za-z]{{1,3}})(?P<rest>\s.*)?", re.ASCII)
RANGE = re.compile(
    rf"(?:between\s+)?(?P<low>{NUMBER})\s*(?:-|\.\.+|\u2026|~|\u2014|\u2212|and|until)\s*(?P<high>{NUMBER})", re.ASCII
)
GIVE_OR_TAKE = re.compile(rf"(?P<middle>{NUMBER})\s*(?:\u00b1|\+/?-|\+-)\s*(?P<off>{NUMBER})", re.ASCII)
ABOUT = re.compile(rf"(?P<word>[~\u2248<>\u2264\u2265]=?|about|around|ca\.?)\s*(?P<number>{NUMBER})", re.ASCII)
CURRENCY = re.compile(rf"(?P<sign>[\u20ac\u00a3\u00a5])\s*(?P<number>{NUMBER})", re.ASCII)
COMMA = re.compile(r"[+-]?\d+(?:\.\d{3})*,\d+", re.ASCII)
NAME_OF = {"\u20ac": "EUR", "\u00a3": "GBP", "\u00a5": "JPY"}


def instead_of(text: str) -> str:
    """Return the end of a message that says what to write instead; an empty text if nothing similar is known.

    Examples
    --------
    >>> instead_of("4K")
    '; write 4k'
    """
    said = text.strip()
    for form, advice in _ADVICE.items():
        if found := form.fullmatch(said):
            return _end(advice(found))
    return ""


def of_two_ends(low: object, high: object) -> str:
    """Return what to write instead of two ends if nothing says whether they are limits or quantiles."""
    return f"write '{low} to {high}' for a 90% interval, or {{uniform: {{low: {low}, high: {high}}}}} for its ends"


def _suffix(found: re.Match[str]) -> str:
    meant = SUFFIX_MEANT.get(found["suffix"], "")
    return f"write {found['number']}{meant}{found['rest'] or ''}" if meant else ""


def _give_or_take(found: re.Match[str]) -> str:
    middle, off = number_in(found["middle"]), number_in(found["off"])
    if middle is None or off is None:
        return ""
    low, high = middle.value - off.value, middle.value + off.value
    return (
        f"write '{low:.12g} to {high:.12g}' for a 90% interval, "
        f"or {{normal: {{mu: {middle.value:.12g}, sigma: {off.value:.12g}}}}} for a standard deviation"
    )


_ADVICE: dict[re.Pattern[str], Callable[[re.Match[str]], str]] = {
    RANGE: lambda found: f"write '{found['low']} to {found['high']}'",
    SUFFIXED: _suffix,
    GIVE_OR_TAKE: _give_or_take,
    ABOUT: lambda found: f"write {found['number']} alone, or how far off it may be, as '4 to 10'",
    CURRENCY: lambda found: f"write {found['number']}, and {NAME_OF[found['sign']]} as its unit",
    COMMA: lambda found: (
        f"write {found[0].replace('.', '').replace(',', '.')}; a comma separates thousands, as in 1,000"
    ),
}


def _end(advice: str) -> str:
    return f"; {advice}" if advice else ""
