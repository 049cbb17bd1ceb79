"""A run's estimates of each quantity, their Monte Carlo errors, and the probabilities of published ranges."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from xarray import DataTree

from uncertain_compute.addresses import address_of, coordinate_of, is_within, name_of
from uncertain_compute.analysis.summary.integrated.of_run import estimating_samples
from uncertain_compute.analysis.summary.monte_carlo.errors import (
    Estimates,
    interval_with_errors,
    moments_with_errors,
    with_errors,
)
from uncertain_compute.analysis.summary.monte_carlo.tails import gap_within, tail_index
from uncertain_compute.analysis.summary.sample import Sample
from uncertain_compute.errors import UncertainComputeError, fail_unless_one_of
from uncertain_compute.levels import QUANTILES

if TYPE_CHECKING:
    import pandas as pd

    from uncertain_compute.study.published import PublishedRange

PRECISE = {name: QUANTILES[name] for name in ("p5", "p50", "p95")}
"""The quantiles whose errors ``precision=`` limits."""

CI_PROB, CI_KINDS = 0.9, ("eti", "hdi")
MOMENTS = ("mean", "sd")
LARGEST = 0.001
UNSTABLE_SHARE = 0.2
"""A mean is called unstable if the largest thousandth of the draws contributes more than this share."""


def summarize(
    run: DataTree, *, ci_prob: float = CI_PROB, ci_kind: str = CI_KINDS[0], group: str = "prior"
) -> "pd.DataFrame":
    """Return a row for each target of a run, and for each of its coordinates.

    Parameters
    ----------
    ci_prob
        Probability of the credible interval.
    ci_kind
        ``eti`` (equal-tailed) or ``hdi`` (highest density).
    group
        ``prior``, or ``posterior`` if evidence updated the run.

    Returns
    -------
    DataFrame
        - quantity, coordinates, unit, ci_prob, ci_kind;
        - mean, sd, p5, p25, p50, p75, p95, ci_low, ci_high, and the Monte Carlo error of each as ``<name>_mcse``, NaN
          for an end of an interval if few draws lie beyond it;
        - never, the probability that it is never, with its error: the mean and the standard deviation are then NaN, and
          a quantile that is never is infinite;
        - top_share, the part of the mean that the largest thousandth of the draws contributes;
        - resolution, the relative error that a sketch adds;
        - tail_index, of the heavier tail;
        - unsettled, which of mean and sd depend on few draws, or may not exist, so that their error is NaN;
        - gap_low and gap_high, the ends of a gap with almost no draws in a highest-density interval;
        - integrated, the factors that are integrated exactly.

    Raises
    ------
    UncertainComputeError
        If the interval's probability or kind is not allowed.

    Examples
    --------
    >>> import uncertain_compute as uc
    >>> def cost(price, hours):
    ...     return price * hours
    >>> run = uc.run(uc.Study([cost], {"price": "2 to 4", "hours": "100 to 400"}), draws=4096, seed=1)
    >>> uc.summarize(run)[["p5", "p50"]].round(-1).values.tolist()
    [[260.0, 570.0]]
    """
    import pandas as pd

    fail_unless_interval(ci_prob, ci_kind)
    rows = []
    targets = targets_of(run)
    units = {name_of(target): unit for target, unit in targets.items()}
    for column, sample in estimating_samples(run, targets, group):
        index = tail_index(sample)
        estimates = _estimates(sample, index, ci_prob, ci_kind)
        unsettled = [name for name in MOMENTS if np.isnan(estimates[name][1])]
        gap = _gap(sample, estimates) if ci_kind == "hdi" else (np.nan, np.nan)
        rows.append(
            {
                "quantity": name_of(column),
                "coordinates": coordinate_of(column),
                "unit": units[name_of(column)],
                **{name: value for name, (value, _) in estimates.items()},
                **{f"{name}_mcse": error for name, (_, error) in estimates.items()},
                "ci_prob": ci_prob,
                "ci_kind": ci_kind,
                "top_share": np.nan if sample.never else sample.top_share(LARGEST),
                "resolution": sample.resolution,
                "tail_index": index,
                "unsettled": ", ".join(unsettled),
                "gap_low": gap[0],
                "gap_high": gap[1],
                "integrated": ", ".join(sample.factors),
            }
        )
    types = [(name, object if isinstance(value, str) else float) for name, value in rows[0].items()]
    table = np.array([tuple(row.values()) for row in rows], dtype=types)  # pandas need not find out which are numbers
    return pd.DataFrame.from_records(table, columns=_index_of(*rows[0]).view())


@cache
def _index_of(*columns: str) -> "pd.Index":
    """Return the index of columns, whose names pandas then puts in order once, not for each table."""
    import pandas as pd

    return pd.Index(columns)


def fail_unless_interval(ci_prob: float, ci_kind: str) -> None:
    """Raise if there is no such credible interval.

    Raises
    ------
    UncertainComputeError
        If its probability or its kind is not allowed.
    """
    if not 0 < ci_prob < 1:
        raise UncertainComputeError(f"ci_prob: {ci_prob!r} must lie between 0 and 1")
    fail_unless_one_of("ci_kind", ci_kind, CI_KINDS)


def largest_relative_error(run: DataTree, ci_prob: float = CI_PROB, ci_kind: str = CI_KINDS[0]) -> float:
    """Return the largest Monte Carlo error of the mean, P5, P50, P95 and the interval's ends among the targets.

    Each is relative to its number; to the interval's width, if the interval holds zero or has an end there. The ends
    of a highest-density interval are always relative to its width. Numbers whose error cannot be estimated are left
    out: a mean that depends on few draws, an end beyond which few draws lie.
    """
    errors = [
        error
        for _, sample in estimating_samples(run, targets_of(run))
        for error in _relative_errors(sample, ci_prob, ci_kind)
    ]
    return max(errors, default=0.0)


def _relative_errors(sample: Sample, ci_prob: float, ci_kind: str) -> list[float]:
    quantiles = interval_with_errors(sample, ci_prob, ci_kind, PRECISE)
    ends = {end: quantiles.pop(end) for end in ("low", "high")}
    width = ends["high"][0] - ends["low"][0]
    mean = moments_with_errors(sample, tail_index(sample))["mean"]
    holds_zero = ends["low"][0] <= 0 <= ends["high"][0] < np.inf and width > 0
    relative = [_relative(width if holds_zero else value, error) for value, error in (mean, *quantiles.values())]
    relative += [_relative(width if holds_zero or ci_kind == "hdi" else end, error) for end, error in ends.values()]
    return [one for one in relative if not np.isnan(one)]


def probability_against(
    run: DataTree, published: "PublishedRange", column: str, group: str = "prior"
) -> dict[str, tuple[float, float]]:
    """Return the probability that a column lies below, in and above a published range, with errors."""
    ((_, sample),) = estimating_samples(run, column, group)
    return with_errors(sample, lambda one: split_by(published, one))


def split_by(published: "PublishedRange", sample: Sample) -> dict[str, float]:
    """Return the probability below, inside and above a published range; a single number has no inside."""
    below = sample.share_below(published.low, inclusive=False)
    at_most = sample.share_below(published.high, inclusive=True)
    return {"below": below, "inside": at_most - below, "above": 1.0 - at_most}


def _estimates(sample: Sample, index: float, ci_prob: float, ci_kind: str) -> Estimates:
    found = interval_with_errors(sample, ci_prob, ci_kind, QUANTILES)
    ends = {f"ci_{end}": found.pop(end) for end in ("low", "high")}
    return {**moments_with_errors(sample, index), **found, **ends, **never_with_error(sample)}


def never_with_error(sample: Sample) -> Estimates:
    """Return the probability that a quantity is never, with its Monte Carlo error."""
    return with_errors(sample, lambda one: {"never": one.never}) if sample.never else {"never": (0.0, 0.0)}


def _gap(sample: Sample, estimates: Estimates) -> tuple[float, float]:
    """Return a gap in a highest-density interval; NaN if there is none."""
    low, high = (estimates[f"ci_{end}"][0] for end in ("low", "high"))
    return gap_within(sample.between(low, high)) or (np.nan, np.nan)


def _relative(value: float, error: float) -> float:
    if error == 0:
        return 0.0
    return error / abs(value) if value else np.inf


def targets_of(run: DataTree) -> dict[str, str]:
    """Return the targets of a run, each with its unit."""
    names, units = (np.atleast_1d(run.attrs[key]).tolist() for key in ("targets", "target_units"))
    return dict(zip(names, units, strict=True))


def held_of(address: str, targets: Iterable[str]) -> list[str]:
    """Return the run's targets that an address names: a whole quantity, or columns of it."""
    held = set(targets)
    return [address] if held & {address, name_of(address)} else [one for one in targets if is_within(one, address)]


def unit_of(run: DataTree, address: str) -> str:
    """Return the unit of a run's target, or of a target's column."""
    return next(unit for name, unit in targets_of(run).items() if name_of(name) == name_of(address))


def column_of(row: Mapping[Any, Any]) -> str:
    """Return the column of a summary's row."""
    return address_of(row["quantity"], filter(None, [row["coordinates"]]))
