"""Intervals that reach zero: without a family they mean a normal, which has probability below zero."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from uncertain_compute.priors.distributions import Distribution, Normal
from uncertain_compute.priors.reading.bounds import MODIFIERS
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.notation.usual_form import interval_in, usual_form
from uncertain_compute.priors.reading.quantile_keys import QUANTILE_KEY
from uncertain_compute.priors.reading.ranges import WORTH_A_NOTE, Range
from uncertain_compute.priors.reading.spec import Prior

HERE = ConfigKey("", dollars=True)


def fail_if_interval_reaches_below(prior: Prior, allowed: Range, factor: float, key: str) -> None:
    """Refuse an interval that names no family, if its normal can be negative but its input cannot.

    Parameters
    ----------
    allowed, factor
        The range of the input, in the model's unit; a value in the prior's unit times ``factor`` is in the model's.

    Raises
    ------
    UncertainComputeError
        If it is such an interval; the message says what to write instead.
    """
    own = allowed.in_unit(factor)
    if own.low < 0 or not isfinite(own.low) or not is_default_normal(prior.form):
        return
    below = float(prior.cdf(own.low))
    if below >= WORTH_A_NOTE:
        forms = ", ".join(_forms(prior.distribution, own))
        raise ConfigKey(key).error(
            f"{prior.written} names no family, and as a normal has {100 * below:.2g}% below {own.low:g}, where its "
            f"range is {allowed}; write {forms}"
        )


def note_on_zero(prior: Prior) -> str:
    """Return a note on an interval from zero on, for an input without a range; an empty text for other beliefs."""
    lowest = min(prior.asked.values(), default=1.0)
    if lowest != 0 or not is_default_normal(prior.form):
        return ""
    share = f"{100 * float(prior.cdf(0.0)):.2g}%"
    uniform, half_normal, *_ = _forms(prior.distribution, Range(0.0))
    return f"{prior.written} is a normal, with {share} below 0; where that cannot be, write {uniform} or {half_normal}"


def is_default_normal(form: Any) -> bool:
    """Return whether a form is an interval that means a normal because it names no family."""
    if isinstance(form, str):
        quantiles = interval_in(form, HERE)
        return quantiles is not None and min(quantiles.values()) <= 0
    if not isinstance(form, Mapping) or not form or any(key in form for key in MODIFIERS):
        return False
    said = usual_form(HERE.mapping(form, "a family"), HERE)
    if set(said) == {"value"}:
        return is_default_normal(said["value"])
    return "normal" in said and all(QUANTILE_KEY.match(str(key)) for key in form)


def _forms(distribution: Distribution, own: Range) -> list[str]:
    """Return forms of an interval with no probability below a range: flat, falling, skewed, or truncated."""
    high = float(distribution.ppf(0.95))
    ends = ", ".join(f"{end:.12g}" if isfinite(end) else "null" for end in (own.low, own.high))
    uniform = f"{{uniform: {{low: {own.low:g}, high: {high:.3g}}}}}"
    skewed = f"'{high / 100:.3g} to {high:.3g}' (lognormal)"
    half = [f"{{half_normal: {{p95: {high:.3g}}}}}", skewed] if own.low == 0 < high else []
    truncated = (
        [f"{{normal: {{mu: {distribution.mu:.3g}, sigma: {distribution.sigma:.3g}, bounds: [{ends}]}}}} (truncated)"]
        if isinstance(distribution, Normal)
        else []
    )
    return [uniform, *half, *truncated]
