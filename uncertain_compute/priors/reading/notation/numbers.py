"""Numbers as people write them: ``4k``, ``1.5B``, ``30%``, ``$4``, ``1,000``, ``1/3``, ``1 in 20``."""

import re
from dataclasses import dataclass
from decimal import Decimal
from math import inf, isfinite

SUFFIXES = {"k": 3, "M": 6, "B": 9, "T": 12}
"""Powers of ten. No space stands before them, but one before a unit: ``4M`` is four million, ``4 M`` is refused."""

WORDS = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
DECIMAL = r"(?:(?!0[_,\d])(?:\d{1,3}(?:,\d{3})+|\d+(?:_\d+)*)(?:\.\d*)?|\.\d+)"
"""A number without leading zeros, which some programs read as octal; ``1_000`` and ``1,000`` are a thousand."""

TAIL = rf"[eE][+-]?\d+|[{''.join(SUFFIXES)}]|\s+(?:{'|'.join(WORDS)})|\s?%"
PLAIN = rf"[+-]?\$?{DECIMAL}(?:{TAIL})?"
PARTS = re.compile(rf"(?P<minus>[+-]?)(?P<dollar>\$?)(?P<digits>{DECIMAL})(?P<tail>{TAIL})?", re.ASCII)
RATIO = rf"[+-]?{DECIMAL}/{DECIMAL}|{DECIMAL}\s+in\s+{DECIMAL}"
RATIO_PARTS = re.compile(rf"([+-]?{DECIMAL})\s*(/|in)\s*({DECIMAL})", re.ASCII)
NUMBER = rf"(?:{RATIO}|{PLAIN})"
WHOLE = re.compile(NUMBER, re.ASCII)
LEADING_ZERO = re.compile(r"([+-]?)0[0_]*(\d[\d_]*)", re.ASCII)
MOST_LETTERS = 1000
"""The most characters of a number: a longer one is a mistake, and is slow to read."""

LARGEST_COUNT = 1e18


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number that was read from a text.

    Attributes
    ----------
    sign
        ``$``, ``%`` or an empty text. The value of 30% is 0.3.
    scale
        The power of ten of its suffix: 6 for ``4M``, -2 for ``30%``, 0 for none.
    """

    value: float
    sign: str = ""
    scale: int = 0


def number_in(text: str) -> WrittenNumber | None:
    """Return the number that a text states; None if it is not a number.

    Examples
    --------
    >>> number_in("4.7M")
    WrittenNumber(value=4700000.0, sign='', scale=6)
    >>> number_in("1 in 20").value
    0.05
    """
    text = text.strip()
    if len(text) > MOST_LETTERS or WHOLE.fullmatch(text) is None:
        return None
    if ratio := RATIO_PARTS.fullmatch(text):
        return _ratio(*ratio.groups())
    minus, dollar, digits, tail = PARTS.fullmatch(text).groups(default="")  # type: ignore[union-attr]
    tail = tail.strip()
    plain = _without_separators(f"{minus}{digits}")
    if tail[:1] in ("e", "E"):
        return WrittenNumber(float(f"{plain}{tail}"), dollar)
    if dollar and tail == "%":
        return None
    scale = -2 if tail == "%" else (SUFFIXES | WORDS).get(tail, 0)
    return WrittenNumber(float(f"{plain}e{scale}"), dollar or ("%" if tail == "%" else ""), scale)


def is_number(text: str) -> bool:
    """Return whether a text is a number."""
    return number_in(text) is not None


def has_leading_zero(text: str) -> bool:
    """Return whether a text is a whole number with a leading zero, which some programs read as octal."""
    return LEADING_ZERO.fullmatch(text.strip()) is not None


def whole_number(value: object) -> int | None:
    """Return a value as an integer, if it is an integer, or a float or text with a whole number; else None.

    Examples
    --------
    >>> whole_number("4k"), whole_number(1e6), whole_number(2.5)
    (4000, 1000000, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    number = value if isinstance(value, float) else _plain(value)
    if number is None or not isfinite(number) or abs(number) > LARGEST_COUNT or number != int(number):
        return None
    exact = str(value).strip()
    return int(Decimal(exact)) if exact.isdecimal() and exact.isascii() else int(number)


def _plain(value: object) -> float | None:
    found = number_in(value) if isinstance(value, str) else None
    return found.value if found is not None and not found.sign else None


def _without_separators(digits: str) -> str:
    return digits.replace(",", "").replace("_", "")


def _ratio(above: str, word: str, below: str) -> WrittenNumber | None:
    first, second = (float(_without_separators(one)) for one in (above, below))
    if second == 0 or (word == "in" and first > second):
        return None
    value = first / second
    return WrittenNumber(value if isfinite(first) and isfinite(second) else inf)
