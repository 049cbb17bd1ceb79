"""The probability that each quantity exceeds round numbers, and published numbers."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.summary.integrated.of_run import estimating_samples
from uncertain_compute.analysis.summary.labels import QUANTITY
from uncertain_compute.analysis.summary.monte_carlo.errors import with_errors
from uncertain_compute.analysis.summary.sample import Sample
from uncertain_compute.study.paths import ColumnPath
from uncertain_compute.study.study import Study

if TYPE_CHECKING:
    import pandas as pd

THRESHOLD = "threshold"
MOST = 12
"""The number of round numbers for a quantity."""

DECADE = (1.0, 2.0, 5.0)
ENDS, ENDS_OF_PATH = np.array([0.01, 0.99]), np.array([0.05, 0.95])
FEWEST_OF_PATH, MOST_OF_PATH = 3, 4
"""The numbers of powers of ten from which no others are taken for a path, and of round numbers for one at most."""


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
        for column, sample in estimating_samples(run, name, group):
            published = study.published_of(column)
            ends = {published.low, published.high} if published else set[float]()
            thresholds = sorted({*_round_numbers(sample), *ends})
            estimates = with_errors(sample, partial(_above, thresholds))
            found[column] = {value: estimates[repr(value)] for value in thresholds}
    width = max((len(one) for one in found.values()), default=0)
    values = np.full((3, len(found), width), np.nan)
    for row, one in enumerate(found.values()):
        for index, (threshold, estimate) in enumerate(one.items()):
            values[:, row, index] = threshold, *estimate
    names = ("threshold_value", "probability", "probability_mcse")
    return Dataset(
        {name: ((QUANTITY, THRESHOLD), part) for name, part in zip(names, values, strict=True)},
        coords={QUANTITY: [*found]},
    )


def path_exceedance(study: Study, run: DataTree, paths: Iterable[ColumnPath], group: str = "prior") -> "pd.DataFrame":
    """Return the probability that each path is above some numbers, the same for all of its coordinates.

    They are round numbers in its range, what was published of it, and what its guards should not exceed.

    Returns
    -------
    DataFrame
        path, unit, threshold, coordinate, probability, probability_mcse: a row for each coordinate and threshold.
    """
    import pandas as pd

    rows = []
    for path in paths:
        every = dict(estimating_samples(run, name_of(path.name), group))
        drawn = {column: every[column] for column in path.columns}
        thresholds = _thresholds(study, path, drawn)
        for column, label in zip(path.columns, path.labels, strict=True):
            chances = with_errors(drawn[column], partial(_above, thresholds))
            said = {"path": path.name, "unit": study.unit(name_of(path.name)), "coordinate": label}
            rows += [
                {**said, "threshold": value, "probability": share, "probability_mcse": error}
                for value, (share, error) in zip(thresholds, chances.values(), strict=True)
            ]
    columns = ("path", "unit", "coordinate", "threshold", "probability", "probability_mcse")
    return pd.DataFrame(rows, columns=[*columns])


def _thresholds(study: Study, path: ColumnPath, drawn: Mapping[str, Sample]) -> list[float]:
    """Return at most a few round numbers in the range of a path, and all that was said of it; ascending."""
    known = [one for one in drawn.values() if one.never < 1.0]
    ends = np.array([one.known_quantiles(ENDS_OF_PATH) for one in known]).reshape(-1, 2)
    found = _between(float(ends[:, 0].min(initial=np.inf)), float(ends[:, 1].max(initial=-np.inf)))
    powers = [value for value in found if value > 0 and np.log10(value) % 1 == 0]
    found = powers if len(powers) >= FEWEST_OF_PATH else found
    found = found[:: -(-len(found) // MOST_OF_PATH)] if found else []
    guarded = [
        guard.above for guard in study.guards if guard.quantity in (path.name, name_of(path.name), *path.columns)
    ]
    published = [one for column in path.columns if (one := study.published_of(column))]
    return sorted({*found, *guarded, *(end for one in published for end in (one.low, one.high))})


def _above(thresholds: Iterable[float], sample: Sample) -> dict[str, float]:
    return {repr(value): 1.0 - sample.share_below(value, inclusive=True) for value in thresholds}


def _round_numbers(sample: Sample) -> list[float]:
    """Return 1, 2 and 5 times powers of ten in the range of a positive quantity, else even steps; empty for NaN."""
    low, high = map(float, sample.known_quantiles(ENDS))
    inside = _between(low, high)
    return inside[:: -(-len(inside) // MOST)] if inside else []


def _between(low: float, high: float) -> list[float]:
    """Return 1, 2 and 5 times powers of ten between positive numbers a decade apart, else even steps.

    Between whole numbers they are whole.
    """
    if not np.isfinite(low) or not low < high:
        return []
    if low > 0 and high > 10 * low:
        decades = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
        values = [digit * 10.0**decade for decade in decades for digit in DECADE]
    else:
        step = 10 ** np.floor(np.log10(high - low))
        step = next(size * step for size in (0.1, 0.2, 0.5, 1.0) if (high - low) / (size * step) <= MOST)
        step = max(step, 1.0) if low % 1 == high % 1 == 0 else step
        values = [float(f"{number * step:.12g}") for number in range(int(low // step), int(high // step) + 2)]
    return [value for value in values if low < value < high]
