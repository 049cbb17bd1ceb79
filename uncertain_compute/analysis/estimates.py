"""The published estimates, each beside what a run says of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from xarray import DataTree

from uncertain_compute.analysis.evaluated import evaluated
from uncertain_compute.analysis.samples import DrawSample, Sample, samples
from uncertain_compute.analysis.summaries import QUANTILES, split_by, with_errors
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.study import Figure, Study

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Estimate:
    """One column of a quantity, as the run has it, and what was published of it."""

    column: str
    label: str
    unit: str
    sample: Sample
    published: Figure | None

    @property
    def split(self) -> dict[str, tuple[float, float]]:
        """Return the probability below, inside and above what was published, each with its Monte Carlo error."""
        figure = self.published
        return with_errors(self.sample, lambda one: split_by(figure, one)) if figure else {}

    def quantiles(self, ci_prob: float) -> dict[str, tuple[float, float]]:
        """Return the ends of the interval, those of the half, and the median, each with its Monte Carlo error."""
        levels = {"low": 0.5 - ci_prob / 2, "p25": 0.25, "p50": 0.5, "p75": 0.75, "high": 0.5 + ci_prob / 2}
        places = np.array([*levels.values()])
        return with_errors(self.sample, lambda one: dict(zip(levels, map(float, one.quantiles(places)), strict=True)))


def estimates(
    study: Study, run: DataTree, group: str = "prior", quantities: Iterable[str] | None = None
) -> list[Estimate]:
    """Return some quantities that the run has draws of; by default those published, or the headline where none was."""
    return [
        Estimate(column, f"{study.label(name)}{column.removeprefix(name)}", study.unit(name), sample, figure)
        for name in (study.figures or study.headline if quantities is None else quantities)
        for column, sample in _samples(study, run, name, group)
        for figure in [study.figures.get(name)]
    ]


def estimate_table(found: Sequence[Estimate]) -> "pd.DataFrame":
    """Return a row for each estimate: its quantiles, what was published, and the probability below, in and above it."""
    import pandas as pd

    return pd.DataFrame([_row(one) for one in found])


def _row(one: Estimate) -> dict[str, object]:
    levels = np.array([*QUANTILES.values()])
    quantiles = with_errors(one.sample, lambda part: dict(zip(QUANTILES, part.quantiles(levels), strict=True)))
    estimated = quantiles | one.split
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
    """Return the columns of a quantity; none where the run kept no draws of it."""
    try:
        return list(samples(run, name, group))
    except UncertainComputeError:
        pass
    try:
        return [(column, DrawSample(draws)) for column, draws in evaluated(study, run, name, group=group).items()]
    except UncertainComputeError:
        return []
