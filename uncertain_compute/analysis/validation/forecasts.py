"""The forecasts that are scored, including the naive one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from uncertain_compute.analysis.validation.outcomes import Outcome
from uncertain_compute.arrays import Floats
from uncertain_compute.draws.recorders import columns_of
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.model.evaluation import evaluate
from uncertain_compute.priors.distributions import LogNormal
from uncertain_compute.priors.reading.notation.positions import position_of
from uncertain_compute.study.paths import ColumnPath, paths_in
from uncertain_compute.study.study import Study

FACTOR = 10.0
"""The factor from the published value to either end of the naive forecast's 90% interval."""

POINTS = 4096
"""Number of equally likely points of a forecast that scores are computed from."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A prior set's forecast of a quantity.

    Attributes
    ----------
    points
        Ascending points, equally likely.
    density
        The exact density, if the quantity is an assumption with a continuous distribution.
    """

    points: Floats
    density: Callable[[float], float] | None = None


def naive_forecasts(study: Study, outcomes: Sequence[Outcome], since: str) -> dict[str, Forecast]:
    """Return the naive forecast of each outcome, by the outcome's name.

    It is the study's point value with a lognormal 90% interval, from a tenth of it to ten times it. For a year of a
    path after ``since``, it continues the growth of the last two years before. The interval then reaches from no growth
    to twice the growth, on the logarithm.

    Raises
    ------
    UncertainComputeError
        If an outcome is about a quantity that the study does not have.
    """
    names = tuple(dict.fromkeys(one.of for one in outcomes))
    equations, _ = study.graph.needed(names, study.assumptions)
    values = evaluate(equations, study.medians())
    columns: dict[str, Floats] = {}
    for name in names:
        value = values[name]
        dimensions = [str(dimension) for dimension in value.dims]
        columns |= columns_of(name, dimensions, np.asarray(value.values, dtype=float), study.dimensions)
    for one in outcomes:
        if one.quantity not in columns:
            raise UncertainComputeError(f"outcomes.{one.name}.quantity: {one.quantity!r} is not in the naive forecast")
    values_of = {column: float(value) for column, value in columns.items()}
    paths = paths_in(values_of)
    return {
        one.name: _carried_on(one.quantity, values_of, paths, since) or _spread(values_of[one.quantity], np.log(FACTOR))
        for one in outcomes
    }


def _carried_on(column: str, values: Mapping[str, float], paths: Iterable[ColumnPath], since: str) -> Forecast | None:
    """Return the forecast that continues a path's last growth before a date; None if the column is not in a path."""
    path = next((one for one in paths if column in one.columns), None)
    start = position_of(since)
    if path is None or start is None:
        return None
    positions = dict(zip(path.columns, path.positions, strict=True))
    known = [one for one in path.columns if positions[one] <= start and values[one] > 0]
    if len(known) < 2 or positions[column] <= start:
        return None
    before, last = known[-2:]
    steps = (positions[column] - positions[last]) / (positions[last] - positions[before])
    grown = steps * np.log(values[last] / values[before])
    return _spread(float(values[last] * np.exp(grown)), abs(grown)) if grown else None


def _spread(value: float, reach: float) -> Forecast:
    """Return the forecast whose 90% interval has this reach on the logarithm; certain if the value is not positive."""
    if value <= 0:
        return Forecast(np.full(POINTS, value))
    distribution = LogNormal(float(np.log(value)), float(reach / ndtri(0.95)))
    return Forecast(
        distribution.ppf((np.arange(POINTS) + 0.5) / POINTS),
        lambda outcome: float(distribution.pdf(np.float64(outcome))),
    )
