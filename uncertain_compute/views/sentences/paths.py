"""A run's results for a path, in one sentence."""

from collections.abc import Sequence

import numpy as np

from uncertain_compute.analysis.summary.estimates import HeadlineEstimate
from uncertain_compute.study.paths import ColumnPath
from uncertain_compute.views.numbers import brief, percent, with_unit

DIGITS = (1.0, 2.0, 5.0, 10.0)


def path_sentence(path: ColumnPath, estimates: Sequence[HeadlineEstimate], label: str) -> str:
    """Return a path's medians at its ends, the last interval, and the probability that it is above a number.

    Of a path of events it returns the probabilities at its ends.

    Parameters
    ----------
    estimates
        The estimates of the path's columns.
    label
        The quantity in words.
    """
    first, last = estimates[0], estimates[-1]
    label = label[:1].upper() + label[1:]
    if last.is_event:
        begin, end = (percent(one.ends["median"][0]) for one in (first, last))
        return f"{label}: with {begin} probability in {path.labels[0]}, {end} in {path.labels[-1]}."
    ends = (first.ends["median"], *(last.ends[name] for name in ("median", "low", "high")))
    values, errors = zip(*ends, strict=True)
    (begin, median, low, high), unit = with_unit(values, errors, last.unit)
    spread = f" ({low} to {high} {last.interval.certainty})" if low != high else ""
    until = " ".join(filter(None, [median, unit]))
    said = f"{label}: from {begin} in {path.labels[0]} to {until} in {path.labels[-1]}"
    return f"{'; '.join([f'{said}{spread}', *_exceedance(path, estimates)])}."


def _exceedance(path: ColumnPath, estimates: Sequence[HeadlineEstimate]) -> list[str]:
    """Return the probability that a path exceeds a round number, at the first coordinate whose median exceeds it."""
    medians = np.array([one.ends["median"][0] for one in estimates])
    threshold = round_number_between(float(medians[0]), float(medians[-1]))
    above = np.flatnonzero(medians > threshold)
    if not above.size or above[0] == 0:
        return []
    index = int(above[0])
    share = 1.0 - estimates[index].sample.share_below(threshold, inclusive=True)
    return [f"more than {brief(threshold)} in {path.labels[index]} with {percent(share)} probability"]


def round_number_between(first: float, last: float) -> float:
    """Return 1, 2 or 5 times a power of ten between two numbers, near their geometric mean, or the last.

    Examples
    --------
    >>> round_number_between(2e6, 60e6)
    10000000.0
    """
    if not 0 < first < last:
        return last
    middle = float(np.sqrt(first * last))
    decade = 10.0 ** np.floor(np.log10(middle))
    nearest = min((digit * decade for digit in DIGITS), key=lambda one: abs(np.log(one / middle)))
    return float(nearest) if first < nearest < last else last
