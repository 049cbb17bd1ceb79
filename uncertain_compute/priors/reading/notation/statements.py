"""A belief in one text: a number, an interval with its credibility, or a median and a factor; and its unit."""

import re
from dataclasses import dataclass
from decimal import Decimal

from uncertain_compute.priors.reading.notation.numbers import NUMBER, number_in

NAME = r"(?!(?:to|in|per|and|or|x)\b|[kKMGBTP]\b)[^\W\d]\w*"
POWER = r"(?:\s*(?:\*\*|\^)\s*-?\d)?"
UNIT = rf"{NAME}{POWER}(?:(?:\s*[*/]\s*|\s+per\s+){NAME}{POWER})*"
BEHIND = rf"(?:\s*/\s*|\s+per\s+){UNIT}"
"""The part of a unit after the slash, as in ``$4/hour``."""

AMOUNT = re.compile(rf"(?P<number>{NUMBER})(?:\s+(?P<unit>{UNIT})|(?P<behind>{BEHIND}))?", re.ASCII)
END = r"(?:(?!\s(?:to|\u2013)\s|\u2013)[^()])+"
STATEMENT = re.compile(
    rf"\s*(?P<low>{END}?)(?:(?:\s+to\s+|\s*\u2013\s*)(?P<high>{END}?))?(?:\s*\((?P<level>[^()]*)\))?\s*"
)
"""``4 to 10``, or ``4 \u2013 10`` as tables print it; ``(80%)`` after it is its credibility."""

ABOUT_MEDIAN = re.compile(r"\s*(?P<median>\S.*?)\s*(?<![A-Za-z])[x\u00d7]\s*/\s*(?P<factor>\S.*?)\s*")
LEVEL = re.compile(r"\s*(\S+?)\s*(?:CI|interval|credible interval)?\s*")
DOLLARS, PERCENT = re.compile(r"\s*(USD\b|\$)"), re.compile(r"%|\bpercent\b")
DEFAULT_LEVEL = "0.9"
MOST_LETTERS = 200
SUFFIX_OF = {3: "k", 6: "M", 9: "B", 12: "T", -2: "%"}


@dataclass(frozen=True, slots=True)
class Statement:
    """The parts of a text that states a belief, each as it was written.

    Attributes
    ----------
    low
        The number, the lower end of an interval, or the median.
    high
        The upper end; empty for a number.
    level
        The interval's credibility; empty for the usual 90%.
    unit
        The unit after the numbers; for ``$4/hour`` it is ``USD/hour``.
    factor
        The factor by which the median is multiplied and divided; empty if there is none.
    """

    low: str
    high: str = ""
    level: str = ""
    unit: str = ""
    factor: str = ""

    def __str__(self) -> str:
        """Return the text without its unit."""
        if self.factor:
            return f"{self.low} x/ {self.factor}"
        credibility = f" ({self.level})" if self.level else ""
        return f"{self.low} to {self.high}{credibility}" if self.high else self.low


def statement_in(text: str) -> Statement | None:
    """Return the parts of a text that has the form of a number or an interval; None for any other text.

    It does not check that the ends are numbers; who reads them does.

    Raises
    ------
    ValueError
        If its numbers have two units, its credibility cannot be one, or its factor is not a plain number.

    Examples
    --------
    >>> statement_in("4M to 10M GPU (80%)")
    Statement(low='4M', high='10M', level='80%', unit='GPU', factor='')
    """
    if len(text) > MOST_LETTERS:
        return None
    if about := ABOUT_MEDIAN.fullmatch(text):
        return _about(about["median"], about["factor"])
    if "to" not in text and "\u2013" not in text and "(" not in text:
        number, unit = _amount(text)
        return Statement(number, unit=unit) if number_in(number) else None
    found = STATEMENT.fullmatch(text)
    if found is None:
        return None
    low, low_unit = _amount(found["low"])
    if found["high"] is None:
        return Statement(low, unit=low_unit) if number_in(low) and found["level"] is None else None
    high, high_unit = _amount(found["high"])
    if low_unit not in ("", high_unit):
        raise ValueError(f"{low_unit!r} and {high_unit or 'no unit'!r}: write the unit once, after the higher number")
    level = LEVEL.fullmatch(found["level"] or "")
    if found["level"] is not None and level is None:
        raise ValueError(f"({found['level']}) is not the credibility of an interval, as (80%)")
    return Statement(low, high, level[1] if level else "", high_unit)


def _about(median: str, factor: str) -> Statement | None:
    """Return the parts of a median with a factor; None if the median is not a number."""
    number, unit = _amount(median)
    times, behind = _amount(factor)
    if number_in(number) is None:
        return None
    if unit and behind:
        raise ValueError(f"{unit!r} and {behind!r}: write the unit once, after the factor")
    second = number_in(times)
    if second is not None and (second.sign or second.scale):
        raise ValueError(f"{times!r} is not a factor; a factor is a plain number, as in {number} x/ 2")
    return Statement(number, unit=unit or behind, factor=times)


def is_statement(text: str) -> bool:
    """Return whether a text is a number, an interval, or a median and a factor."""
    try:
        said = statement_in(text)
    except ValueError:
        return False
    return said is not None and all(number_in(end) for end in (said.low, said.high, said.factor) if end)


def quantile_keys(level: str) -> tuple[str, str]:
    """Return the keys of the two quantiles at the ends of an interval: ``p10`` and ``p90`` for 80%.

    Raises
    ------
    ValueError
        If the credibility is not a probability.
    """
    found = number_in(level or DEFAULT_LEVEL)
    if found is None or found.sign == "$" or not 0 < found.value < 1:
        percent = f": write ({level}%)" if found is not None and not found.sign and 1 <= found.value < 100 else ""
        raise ValueError(f"({level}) is not the credibility of an interval, as (80%){percent}")
    below = (1 - Decimal(repr(found.value))) * 50
    return f"p{below.normalize():f}", f"p{(100 - below).normalize():f}"


def shared_suffix(low: str, high: str) -> str:
    """Return a suffix that only the higher number has, but that may be meant for both; else an empty text.

    ``4 to 10M`` can begin at four million, or at four.
    """
    first, second = number_in(low), number_in(high)
    if first is None or second is None or first.scale or not second.scale or first.value == 0:
        return ""
    return SUFFIX_OF[second.scale] if first.value * 10.0**second.scale < second.value else ""


def unit_meant(sign: str, wanted: str) -> str:
    """Return the unit of a belief that has only a sign: for ``$4`` the model's unit if it is in dollars, else USD.

    Parameters
    ----------
    wanted
        The model's unit; empty if it states none.
    """
    if sign == "$":
        return wanted if DOLLARS.match(wanted) else "USD"
    return "1" if sign == "%" and (not wanted or PERCENT.search(wanted)) else wanted


def sign_fault(sign: str, unit: str) -> str:
    """Return what is wrong with the unit of a number with a sign; an empty text if nothing is."""
    if sign == "$" and not DOLLARS.match(unit):
        return f"$ before a number whose unit is {unit!r}; write it without $, or a unit that begins with USD"
    if sign == "%" and PERCENT.search(unit):
        return f"30% in the unit {unit!r} would be 0.3 of it; write 30, or leave out % in the unit"
    return ""


def _amount(text: str) -> tuple[str, str]:
    """Return the text of a number, and its unit; if a text is not a number with a unit, the text and no unit."""
    found = AMOUNT.fullmatch(text.strip())
    if found is None:
        return text.strip(), ""
    number, unit, behind = found["number"], found["unit"] or "", found["behind"] or ""
    read = number_in(number)
    sign = read.sign if read is not None else ""
    if unit and sign:
        return text.strip(), ""
    return number, f"{'USD' if sign == '$' else '1'}{behind}" if behind else unit
