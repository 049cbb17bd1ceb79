"""The probability that each quantity exceeds round numbers, and published numbers."""

from collections.abc import Iterable
from functools import partial

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.analysis.summary.labels import QUANTITY
from uncertain_compute.analysis.summary.monte_carlo.errors import with_errors
from uncertain_compute.analysis.summary.samples import Sample, samples
from uncertain_compute.study.study import Study

THRESHOLD = "threshold"
MOST = 12
"""The number of round numbers for a quantity."""

DECADE = (1.0, 2.0, 5.0)
ENDS = np.array([0.01, 0.99])


def exceedance(study: Study, run: DataTree, quantities: Iterable[str], group: str = "prior") -> Dataset:
    """Return the probability that each column of some targets is above round numbers in its range.

    Returns
    -------
    Dataset
        threshold, probability and probability_mcse, of dims quantity and index of the threshold, ascending; NaN after
        the last of each. Published figures are among the thresholds.
    """
    found: dict[str, dict[float, tuple[float, float]]] = {}
    for name in quantities:
        for column, sample in samples(run, name, group):
            figure = study.published_of(column)
            published = {figure.low, figure.high} if figure else set[float]()
            thresholds = sorted({*_round_numbers(sample), *published})
            estimates = with_errors(sample, partial(_above, thresholds))
            found[column] = {value: estimates[repr(value)] for value in thresholds}
    width = max((len(one) for one in found.values()), default=0)
    values = np.full((3, len(found), width), np.nan)
    for row, one in enumerate(found.values()):
        for place, (threshold, estimate) in enumerate(one.items()):
            values[:, row, place] = threshold, *estimate
    names = ("threshold_value", "probability", "probability_mcse")
    return Dataset(
        {name: ((QUANTITY, THRESHOLD), part) for name, part in zip(names, values, strict=True)},
        coords={QUANTITY: [*found]},
    )


def _above(thresholds: Iterable[float], sample: Sample) -> dict[str, float]:
    return {repr(value): 1.0 - sample.share_below(value, inclusive=True) for value in thresholds}


def _round_numbers(sample: Sample) -> list[float]:
    """Return 1, 2 and 5 times powers of ten in the range of a positive quantity, else even steps; empty for NaN."""
    low, high = map(float, sample.quantiles(ENDS))
    if not np.isfinite(low) or not low < high:
        return []
    if low > 0 and high > 10 * low:
        decades = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
        values = [digit * 10.0**decade for decade in decades for digit in DECADE]
    else:
        step = 10 ** np.floor(np.log10(high - low))
        step = next(size * step for size in (0.1, 0.2, 0.5, 1.0) if (high - low) / (size * step) <= MOST)
        values = [float(f"{place * step:.12g}") for place in range(int(low // step), int(high // step) + 2)]
    inside = [value for value in values if low < value < high]
    return inside[:: -(-len(inside) // MOST)] if inside else []
