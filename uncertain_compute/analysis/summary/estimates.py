"""A run's estimates with published ranges."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from xarray import DataTree

from uncertain_compute.addresses import coordinate_of, is_within, name_of
from uncertain_compute.analysis.summary.evaluated import evaluated
from uncertain_compute.analysis.summary.integrated.of_run import estimating_samples
from uncertain_compute.analysis.summary.labels import events_of
from uncertain_compute.analysis.summary.monte_carlo.errors import (
    interval_with_errors,
    mean_with_error,
    quantiles_with_errors,
    with_errors,
)
from uncertain_compute.analysis.summary.sample import Sample
from uncertain_compute.analysis.summary.samples import DrawSample
from uncertain_compute.analysis.summary.summaries import (
    CI_KINDS,
    CI_PROB,
    fail_unless_interval,
    never_with_error,
    split_by,
)
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.levels import QUANTILES
from uncertain_compute.study.published import PublishedRange
from uncertain_compute.study.study import Study

if TYPE_CHECKING:
    import pandas as pd


HALF = 0.5


@dataclass(frozen=True, slots=True)
class Interval:
    """A kind of credible interval: its probability, and ``eti`` (equal-tailed) or ``hdi`` (highest density)."""

    probability: float = CI_PROB
    kind: str = CI_KINDS[0]

    def __post_init__(self) -> None:
        """Check the probability and the kind.

        Raises
        ------
        UncertainComputeError
            If one is not allowed.
        """
        fail_unless_interval(self.probability, self.kind)

    @property
    def words(self) -> str:
        """Return the interval's name: only its probability if it is equal-tailed."""
        return f"{self.probability:.0%}" + ("" if self.kind == "eti" else ", highest-density")

    @property
    def certainty(self) -> str:
        """Return the interval's probability in words, to follow its ends."""
        kind = "" if self.kind == "eti" else " (highest-density)"
        return f"with {self.probability:.0%} probability{kind}"

    def ends(self, sample: Sample) -> tuple[float, float]:
        """Return its ends for a sample."""
        if self.kind == "hdi":
            return sample.shortest_interval(self.probability)
        low, high = sample.quantiles(np.array([0.5 - self.probability / 2, 0.5 + self.probability / 2]))
        return float(low), float(high)


EQUAL_TAILED = Interval()


@dataclass(frozen=True)
class HeadlineEstimate:
    """A run's estimate of one column of a quantity, with the published range.

    Attributes
    ----------
    before
        The sample before any evidence, in which no draw is repeated.
    is_event
        Whether it says of something if it happens, so that its mean is a probability.
    """

    column: str
    label: str
    unit: str
    sample: Sample
    before: Sample
    published: PublishedRange | None
    interval: Interval
    is_event: bool

    @cached_property
    def split(self) -> dict[str, tuple[float, float]]:
        """Return the probability below, inside and above the published range, each with its MCSE."""
        published = self.published
        return with_errors(self.sample, lambda one: split_by(published, one)) if published else {}

    @cached_property
    def never(self) -> tuple[float, float]:
        """Return the probability that it is never, with its MCSE."""
        return never_with_error(self.sample)["never"]

    @cached_property
    def ends(self) -> dict[str, tuple[float, float]]:
        """Return the ends of the interval and of the 50% interval, and the median, each with its MCSE.

        Of an event each is its probability.
        """
        if self.is_event:
            return dict.fromkeys(("low", "half_low", "median", "half_high", "high"), mean_with_error(self.sample))
        whole, half = (
            interval_with_errors(self.sample, probability, self.interval.kind)
            for probability in (self.interval.probability, HALF)
        )
        median = quantiles_with_errors(self.sample, {"median": 0.5})
        return {
            "low": whole["low"],
            "half_low": half["low"],
            **median,
            "half_high": half["high"],
            "high": whole["high"],
        }


def estimates(
    study: Study,
    run: DataTree,
    quantities: Iterable[str] | None = None,
    *,
    group: str = "prior",
    interval: Interval = EQUAL_TAILED,
) -> list[HeadlineEstimate]:
    """Return the estimates of some quantities; by default those with a published range, or else the headline."""
    asked = quantities if quantities is not None else study.published or study.headline
    found = []
    for name in asked:
        unit = study.unit(name_of(name))
        before = dict(_samples(study, run, name, "prior"))
        after = before if group == "prior" else dict(_samples(study, run, name, group))
        found += [
            HeadlineEstimate(
                column,
                words_of(study, column),
                unit,
                sample,
                before[column],
                study.published_of(column),
                interval,
                is_event=name_of(column) in events_of(study),
            )
            for column, sample in after.items()
        ]
    return found


def words_of(study: Study, column: str) -> str:
    """Return a column or a path in words: the label of its quantity, and its coordinates."""
    label, coordinate = study.label(name_of(column)), coordinate_of(column)
    return f"{label} ({coordinate})" if coordinate else label


def estimate_table(found: Sequence[HeadlineEstimate]) -> "pd.DataFrame":
    """Return a row for each estimate: quantiles, published range, and the probability below, in and above it."""
    import pandas as pd

    return pd.DataFrame([_row(one) for one in found])


def _row(one: HeadlineEstimate) -> dict[str, object]:
    estimated = quantiles_with_errors(one.sample, QUANTILES) | one.split
    low, high = (one.published.low, one.published.high) if one.published else (np.nan, np.nan)
    return {
        "column": one.column,
        "unit": one.unit,
        "published_low": low,
        "published_high": high,
        **{name: value for name, (value, _) in estimated.items()},
        **{f"{name}_mcse": error for name, (_, error) in estimated.items()},
    }


def _samples(study: Study, run: DataTree, name: str, group: str) -> list[tuple[str, Sample]]:
    """Return the columns of a quantity; none if the run kept no draws of it."""
    try:
        return list(estimating_samples(run, name, group))
    except UncertainComputeError:
        pass
    try:
        found = evaluated(study, run, name_of(name), group=group)
        return [(column, DrawSample(draws)) for column, draws in found.items() if is_within(column, name)]
    except UncertainComputeError:
        return []
