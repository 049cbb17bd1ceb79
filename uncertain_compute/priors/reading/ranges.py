"""The range of a model's input: which values are possible, and how much of a belief lies outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from uncertain_compute.errors import did_you_mean
from uncertain_compute.priors.distributions import Distribution
from uncertain_compute.priors.reading.bounds import LEAST_MASS
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.spec import Prior

WORTH_A_NOTE = 1e-3
"""From this probability outside a range on there is a note. Every normal has some; less moves no P5, P50 or P95."""

ROUNDING = 1e-12
"""A value within this relative distance from an end counts as the end, because converting units rounds."""

LONGEST_QUOTE = 60

WORDS = {"positive": True, "nonnegative": False}
"""Names of ranges from zero on, and whether zero itself is excluded."""

ALLOWED = f"[low, high] with null for an open end, or one of {', '.join(WORDS)}"


@dataclass(frozen=True, slots=True)
class Range:
    """The possible values of an input, from low to high in the model's unit; ``above_low`` excludes low itself."""

    low: float = -np.inf
    high: float = np.inf
    above_low: bool = False

    @classmethod
    def of(cls, written: Any, config_key: ConfigKey) -> Self:
        """Read a pair ``[low, high]``, with null for an open end, or ``positive`` or ``nonnegative``.

        Raises
        ------
        UncertainComputeError
            If it is none of these, or its low end is not below its high end.
        """
        if isinstance(written, str):
            if written not in WORDS:
                raise config_key.error(
                    f"{written[:LONGEST_QUOTE]!r} is not a range: {ALLOWED}; {did_you_mean(written, WORDS)}"
                )
            return cls(0.0, above_low=WORDS[written])
        if not isinstance(written, list | tuple) or len(written) != 2 or all(end is None for end in written):
            raise config_key.error(f"{str(written)[:LONGEST_QUOTE]} is not a range; allowed is {ALLOWED}")
        low, high = (
            open_end if end is None else config_key.number(end)
            for end, open_end in zip(written, (-np.inf, np.inf), strict=True)
        )
        if not low < high:
            raise config_key.error(f"[{low:g}, {high:g}] must go from a lower to a higher number")
        return cls(low, high)

    def __str__(self) -> str:
        if np.isinf(self.high):
            return f"above {self.low:g}" if self.above_low else f"{self.low:g} or more"
        return f"{self.high:g} or less" if np.isinf(self.low) else f"{self.low:g} to {self.high:g}"

    def in_unit(self, factor: float) -> "Range":
        """Return this range in another unit; a value in that unit times ``factor`` is in the model's unit."""
        return Range(self.low / factor, self.high / factor, self.above_low)

    def outside(self, distribution: Distribution) -> float:
        """Return a distribution's probability outside the range; a single value at an end is inside if the end is."""
        first = self.low if self.above_low else np.nextafter(self.low - ROUNDING * abs(self.low), -np.inf)
        last = self.high + ROUNDING * abs(self.high)
        with np.errstate(all="ignore"):
            below = float(distribution.cdf(first)) if np.isfinite(self.low) else 0.0
            above = float(distribution.sf(last)) if np.isfinite(self.high) else 0.0
        return min(below + above, 1.0)


def ranges_in(inputs: Mapping[str, Mapping[str, Any]], key: str) -> dict[str, Range]:
    """Return the declared ranges by the input's name."""
    written = {name: entry.get("range") for name, entry in inputs.items()}
    return {name: Range.of(one, ConfigKey(f"{key}.{name}.range")) for name, one in written.items() if one is not None}


def fail_if_outside(prior: Prior, allowed: Range, factor: float, unit: str, key: str) -> None:
    """Refuse a prior that lies wholly outside the range of its input.

    Parameters
    ----------
    factor, unit
        The range is in the model's ``unit``; a value in the prior's unit times ``factor`` is in the model's.

    Raises
    ------
    UncertainComputeError
        If less than a billionth of its probability lies inside.
    """
    if 1.0 - allowed.in_unit(factor).outside(prior.distribution) >= LEAST_MASS:
        return
    said = (
        prior.written[:LONGEST_QUOTE]
        if factor == 1.0
        else f"{prior.written[:LONGEST_QUOTE]} {prior.unit or ''}".rstrip()
    )
    hint = _as_percent(factor * float(prior.ppf(0.05))) if (allowed.low, allowed.high) == (0.0, 1.0) else ""
    raise ConfigKey(key).error(f"{said} lies outside its range, {_in_words(allowed, factor, unit)}{hint}")


def range_note(prior: Prior, allowed: Range, factor: float, unit: str) -> str:
    """Return a note on how much of a prior lies outside the range of its input; an empty text if almost nothing."""
    own = allowed.in_unit(factor)
    share = own.outside(prior.distribution)
    if share < WORTH_A_NOTE:
        return ""
    said = "over 99%" if share > 0.99 else f"{100 * share:.2g}%"
    ends = ", ".join(f"{end:.12g}" if np.isfinite(end) else "null" for end in (own.low, own.high))
    held_at_end = own.above_low and own.low in prior.distribution.atoms
    inside = "" if all(own.low < one < own.high for one in prior.asked.values()) else ", with quantiles inside these"
    advice = "" if held_at_end else f"; bounds: [{ends}] truncates it{inside}"
    return f"{said} of its probability lies outside its range, {_in_words(allowed, factor, unit)}{advice}"


def _in_words(allowed: Range, factor: float, unit: str) -> str:
    """Return a range as text, with its unit if the prior has another unit."""
    return str(allowed) if factor == 1.0 or unit == "1" else f"{allowed} {unit}"


def _as_percent(value: float) -> str:
    """Return a hint if a share may have been written in percent."""
    return f"; {value:.4g}% is {value / 100:.4g}" if 1.0 < value <= 100.0 else ""
