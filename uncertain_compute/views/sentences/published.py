"""Published quantiles, beside a run's own, as text."""

from uncertain_compute.analysis.summary.estimates import HeadlineEstimate
from uncertain_compute.analysis.summary.monte_carlo.errors import quantiles_with_errors
from uncertain_compute.study.published import PublishedRange
from uncertain_compute.views.numbers import readable, readable_together


def quantiles_text(published: PublishedRange) -> str:
    """Return published quantiles: ``P10 300k, P50 720k``."""
    return ", ".join(f"{name} {readable(value)}" for name, value in published.quantiles)


def beside_own(one: HeadlineEstimate) -> str:
    """Return published quantiles and the run's own at the same probabilities; empty if none were published."""
    if one.published is None or not one.published.quantiles:
        return ""
    own = quantiles_with_errors(one.sample, {name: float(name[1:]) / 100 for name, _ in one.published.quantiles})
    values, errors = zip(*own.values(), strict=True)
    return f"published {quantiles_text(one.published)}; its own {', '.join(readable_together(values, errors))}"
