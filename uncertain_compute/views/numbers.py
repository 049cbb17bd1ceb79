"""Format numbers: as many digits as their error supports, and engineering suffixes."""

from collections.abc import Sequence
from math import ceil, floor, inf, isfinite, isnan, log10

MOST_DIGITS = 3
EXACT_DIGITS = 5
FEWEST_DIGITS = 2
SUFFIXES = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e5, "k"))
WHOLE_FROM = 1000
SCIENTIFIC_FROM = 1e15
SCIENTIFIC_BELOW = 1e-4

NEVER = "never"
"""What is written for infinity: the time of what does not happen."""

CALENDAR_YEARS = (1000.0, 3000.0)
"""Numbers of the unit year between these are years of the calendar, 2028, not 2,028 years."""


def supported_digits(value: float, error: float) -> int:
    """Return how many significant digits are supported: the error is at most one unit of the last."""
    if error == 0:
        return EXACT_DIGITS
    if not value or not isfinite(value) or not isfinite(error):
        return 0
    return min(floor(log10(abs(value))) - ceil(log10(error)) + 1, MOST_DIGITS)


def readable(value: float, error: float = 0.0, scientific_from: float = SCIENTIFIC_FROM) -> str:
    """Return a number with the digits that its error supports, at least two: 4,211, 720k, 1.08e25; or never."""
    if value == inf:
        return NEVER
    digits = max(supported_digits(value, error), FEWEST_DIGITS)
    if not isfinite(value) or value == 0:
        return f"{value:g}"
    value = float(f"{value:.{digits - 1}e}")
    size = abs(value)
    if size >= scientific_from or size < SCIENTIFIC_BELOW:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        return f"{_trimmed(mantissa, digits)}e{int(exponent)}"
    for scale, suffix in SUFFIXES:
        if size >= scale:
            return f"{_fixed(value / (1e3 if suffix == 'k' else scale), digits)}{suffix}"
    return _fixed(value, digits, most_places=0 if size >= WHOLE_FROM else None)


def readable_together(values: Sequence[float], errors: Sequence[float]) -> list[str]:
    """Return numbers, each with its error, in one notation, as they are shown together."""
    start = scientific_beside(values)
    return [readable(value, error, start) for value, error in zip(values, errors, strict=True)]


def scientific_beside(values: Sequence[float]) -> float:
    """Return the smallest size at which numbers shown together with these are written as powers of ten."""
    largest = max((abs(value) for value in values if isfinite(value)), default=0.0)
    return SUFFIXES[0][0] if largest >= SCIENTIFIC_FROM else SCIENTIFIC_FROM


def with_unit(values: Sequence[float], errors: Sequence[float], unit: str) -> tuple[list[str], str]:
    """Return numbers, each with its error, in one notation, and their unit for display: of calendar years none."""
    if is_calendar(values, unit):
        return [_year(value, error) for value, error in zip(values, errors, strict=True)], ""
    return readable_together(values, errors), unit_text(unit)


def is_calendar(values: Sequence[float], unit: str) -> bool:
    """Return whether numbers are years of the calendar, or never."""
    first, last = CALENDAR_YEARS
    finite = [value for value in values if value != inf]
    return unit == "year" and bool(finite) and all(first <= value <= last for value in finite)


def _year(value: float, error: float) -> str:
    """Return a year of the calendar, with as many decimal places as it needs, at most two, and its error supports."""
    if value == inf:
        return NEVER
    places = 0 if error >= 0.5 else 1 if error >= 0.05 else 2
    return f"{value:.{places}f}".rstrip("0").rstrip(".") if places else f"{value:.0f}"


def brief(value: float, scientific_from: float = SCIENTIFIC_FROM) -> str:
    """Return an exact number in three digits, without trailing zeros: 4, 6.32, 20.2B; or never."""
    return readable(float(f"{value:.{MOST_DIGITS}g}"), 0.0, scientific_from)


def percent(probability: float) -> str:
    """Return a probability in percent; a small one is not shown as 0%, and NaN gives an empty text."""
    if isnan(probability):
        return ""
    if 0 < probability < 0.005:
        return "<0.5%"
    if 0.995 < probability < 1:
        return ">99.5%"
    return f"{round(probability, 2) + 0.0:.0%}"


def percent_with_error(probability: float, error: float) -> str:
    """Return a probability in percent, with its Monte Carlo error if this is known: 23% (±0.1%)."""
    return percent(probability) + (f" (±{brief(float(f'{100 * error:.1g}'))}%)" if error > 0 else "")


def amount(value: float, unit: str, error: float | None = None) -> str:
    """Return a number with its unit, dollars in front: $2.79B, 1.48M GPU; in three digits if it has no error."""
    if value == inf:
        return NEVER
    if is_calendar([value], unit):
        return _year(value, error or 0.0)
    number = brief(value) if error is None else readable(value, error)
    if unit == "USD":
        return _in_dollars(number)
    return f"{number} {unit_text(unit)}".rstrip()


def amounts(values: Sequence[float], unit: str) -> list[str]:
    """Return exact numbers with their unit, see `amount`, in one notation; the unit stands behind the last alone."""
    if is_calendar(values, unit):
        return [_year(value, 0.0) for value in values]
    start = scientific_beside(values)
    texts = [brief(value, start) for value in values]
    if unit == "USD":
        return [_in_dollars(text) for text in texts]
    return [*texts[:-1], f"{texts[-1]} {unit_text(unit)}".rstrip()]


def unit_text(unit: str) -> str:
    """Return a unit for display: ``GPU*month`` becomes GPU·month, ``1`` becomes empty."""
    return "" if unit == "1" else unit.replace("minute", "min").replace("hour", "h").replace("*", "·")


def _fixed(value: float, digits: int, most_places: int | None = None) -> str:
    places = digits - 1 - floor(log10(abs(value)))
    shown = max(places if most_places is None else min(places, most_places), 0)
    return _trimmed(f"{round(value, places):,.{shown}f}", digits)


def _trimmed(text: str, digits: int) -> str:
    """Drop trailing zeros after the point of an exact number."""
    return text.rstrip("0").rstrip(".") if digits == EXACT_DIGITS and "." in text else text


def _in_dollars(text: str) -> str:
    return f"-${text[1:]}" if text.startswith("-") else f"${text}"
