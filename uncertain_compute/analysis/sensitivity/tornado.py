"""The effect of each assumption on a quantity: at its own P10 and P90, and in its lowest and highest tenth of draws."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.sensitivity.factors import Factors, drivers_in, fixed_assumptions
from uncertain_compute.analysis.summary.drawn import Drawn
from uncertain_compute.analysis.summary.labels import (
    ASSUMPTION,
    END,
    QUANTITY,
    coordinates,
    events_of,
    labelled,
    units_of,
    with_intervals,
)
from uncertain_compute.analysis.summary.monte_carlo.jackknife import Estimate, half_width_between
from uncertain_compute.analysis.summary.statistics import medians_of, quantiles_of
from uncertain_compute.analysis.summary.summaries import largest_relative_error
from uncertain_compute.arrays import Flags, Floats
from uncertain_compute.draws.blocks import Plan, evaluate_columns
from uncertain_compute.draws.pairs import target_columns
from uncertain_compute.draws.propagation import propagate
from uncertain_compute.draws.settings import Settings
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.levels import P5_P50_P95
from uncertain_compute.priors.dependence.bounds_between import BoundedColumns
from uncertain_compute.priors.dependence.shares import Shares
from uncertain_compute.study.study import Study

TENTHS = (0.1, 0.9)
FEWEST = 4
"""The fewest draws of a chain in a tenth for a usable median."""


def tornado(
    study: Study, quantities: str | Iterable[str] | None = None, *, run: DataTree | None = None, **settings: Any
) -> Dataset:
    """Return the effect of each assumption on quantities, alone and with all others free.

    Parameters
    ----------
    quantities
        One or several; the study's targets if left out, or those of the run.
    run
        A run of the study with these quantities; drawn if left out.
    **settings
        Any of `Settings`, to draw with.

    Returns
    -------
    Dataset
        - input (assumption, end): P10 and P90 of the assumption; NaN for a path whose columns have one rank, which is
          one assumption here;
        - one_at_a_time (quantity, assumption, end): the quantity there, with all other assumptions at their medians;
        - baseline (quantity): the quantity with all assumptions at their medians;
        - given_tenth (quantity, assumption, end): the quantity's median while the assumption is in its lowest and
          highest tenth, with its 95% interval ``given_tenth_ci`` (..., bound);
        - median, p5 and p95 (quantity);
        - event (quantity): whether the quantity says if something happens; its medians are then probabilities.

    Raises
    ------
    UncertainComputeError
        If a quantity is unknown or all are constant, the run kept no draws or too few, or a setting is wrong.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> def cost(price, hours):
    ...     return price * hours
    >>> study = uc.Study([cost], {"price": "2 to 4", "hours": "100 to 400"})
    >>> found = uc.tornado(study, draws=1024, seed=1).sel(quantity="cost", assumption="hours")
    >>> float(found["baseline"].round()), found["one_at_a_time"].round().values.tolist()
    (566.0, [330.0, 971.0])
    """
    asked = Settings.of(targets=quantities or (), **settings)
    drawn = Drawn.of(propagate(study, asked, largest_relative_error) if run is None else run, asked.targets)
    targets = tuple(dict.fromkeys(map(name_of, drawn.quantities)))
    plan = Plan.of(study, targets)
    drivers = drivers_in(study, plan)
    varied = {name: columns for name, columns in drivers.items() if name in drawn.assumptions}
    never_varied = [name for name in drivers if name not in varied]
    names = list(drawn.quantities)
    told = events_of(study)
    events = np.array([name_of(name) in told for name in names])
    variables = {
        **_swings(plan, varied, names),
        **with_intervals({"given_tenth": _given_tenths(drawn, varied, events)}, (QUANTITY, ASSUMPTION, END)),
        **_shown_quantiles(drawn, events),
        "event": (QUANTITY, events),
    }
    attrs = {
        "constant": "\n".join(drawn.constant),
        "fixed": ", ".join([*fixed_assumptions(study, targets), *never_varied]),
    }
    return labelled(variables, coordinates(units_of(study, names), units_of(study, varied)), attrs)


def _swings(plan: Plan, drivers: Factors, quantities: list[str]) -> dict[str, Any]:
    """Return the P10 and P90 of drivers, and the quantities there with all others at their medians."""
    baseline, one_at_a_time = _one_at_a_time(plan, drivers, quantities)
    return {
        "input": ((ASSUMPTION, END), np.array([_ends(plan, columns) for columns in drivers.values()])),
        "baseline": (QUANTITY, baseline),
        "one_at_a_time": ((QUANTITY, ASSUMPTION, END), one_at_a_time),
    }


def _ends(plan: Plan, columns: Sequence[str]) -> Floats:
    """Return the P10 and P90 of a driver; NaN for a path, whose columns have ends of their own."""
    if len(columns) > 1:
        return np.full(len(TENTHS), np.nan)
    return plan.columns[columns[0]].ppf(np.array(TENTHS))


def _shown_quantiles(drawn: Drawn, events: Flags) -> dict[str, Any]:
    """Return the median, or an event's probability, and the 90% interval of each quantity."""
    shown = [quantiles_of(np.sort(draws, axis=None), np.array(P5_P50_P95)) for draws in drawn.quantities.values()]
    p5, median, p95 = np.transpose(shown)
    median[events] = [draws.mean() for draws, event in zip(drawn.quantities.values(), events, strict=True) if event]
    return {"median": (QUANTITY, median), "p5": (QUANTITY, p5), "p95": (QUANTITY, p95)}


def _one_at_a_time(plan: Plan, drivers: Factors, quantities: list[str]) -> tuple[Floats, Floats]:
    """Return the quantities at all medians, and with one driver at its P10 and P90; shape (quantity, driver, end)."""
    cases = 1 + 2 * len(drivers)
    middles = {name: column.factor * column.distribution.middle for name, column in plan.columns.items()}
    values = {name: np.full(cases, middle) for name, middle in middles.items()}
    for index, columns in enumerate(drivers.values()):
        ends = slice(1 + 2 * index, 3 + 2 * index)
        for name in columns:
            values[name][ends] = plan.columns[name].ppf(np.array(TENTHS))
            others = _other_shares(plan, name)
            left = sum(middles[other] for other in others)
            for other in others:
                values[other][ends] *= (left + middles[name] - values[name][ends]) / left
    for group in plan.groups:
        if isinstance(group, BoundedColumns):
            values |= group.within(plan.columns, values)
    found = target_columns(plan, evaluate_columns(plan, values))
    results = np.array([np.broadcast_to(found[name], cases) for name in quantities])
    return results[:, 0], results[:, 1:].reshape(len(quantities), len(drivers), 2)


def _other_shares(plan: Plan, name: str) -> list[str]:
    """Return the shares that sum to one with a column."""
    whole = (group.columns for group in plan.groups if isinstance(group, Shares) and name in group.columns)
    return [other for columns in whole for other in columns if other != name]


def _half_width(by_chain: Floats) -> Floats:
    """Return the half-width of a median's interval: 0 if it is never in each chain, NaN if in some of them."""
    never = by_chain == np.inf
    half_width = half_width_between(np.where(never, 0.0, by_chain))
    return np.select([never.all(axis=0), never.any(axis=0)], [0.0, np.nan], half_width)


def _given_tenths(drawn: Drawn, drivers: Collection[str], events: Flags) -> Estimate:
    """Return the quantities' medians in each driver's lowest and highest tenth; (quantity, driver, end).

    Of an event it is the probability.
    """
    quantities = np.stack([draws.ravel() for draws in drawn.quantities.values()])
    medians, half_widths = np.empty((2, len(quantities), len(drivers), 2))
    for index, name in enumerate(drivers):
        values = drawn.assumptions[name]
        low, high = np.quantile(values, TENTHS, method="hazen")
        for end, inside in enumerate((values <= low, values >= high)):
            counts = inside.sum(axis=1)
            if counts.min() < FEWEST:
                raise UncertainComputeError(
                    f"tornado: {inside.size} draws in {len(inside)} chains are too few for medians of a tenth of them"
                )
            own = quantities.take(np.flatnonzero(inside), axis=1)
            by_chain = np.split(own, np.cumsum(counts)[:-1], axis=1)
            medians[:, index, end] = _middles(own, events)
            half_widths[:, index, end] = _half_width(np.array([_middles(one, events) for one in by_chain]))
    return Estimate(medians, half_widths)


def _middles(draws: Floats, events: Flags) -> Floats:
    """Return the median of each quantity, or an event's probability, from draws of shape (quantity, draw)."""
    middles = medians_of(draws)
    middles[events] = draws[events].mean(axis=1)
    return middles
