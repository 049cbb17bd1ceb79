"""A run's estimates of each quantity, their Monte Carlo errors, and the probabilities of published ranges."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from xarray import DataTree

from uncertain_compute.addresses import address_of, coordinate_of, is_within, name_of
from uncertain_compute.analysis.summary.samples import Sample, samples
from uncertain_compute.arrays import Floats
from uncertain_compute.errors import UncertainComputeError, fail_unless_one_of

if TYPE_CHECKING:
    import pandas as pd

    from uncertain_compute.study.published import PublishedRange

QUANTILES = {"p5": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
PRECISE = {name: QUANTILES[name] for name in ("p5", "p50", "p95")}
"""Quantiles whose errors precision= limits."""

CI_PROB, CI_KINDS = 0.9, ("eti", "hdi")
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
        quantity, coordinates, unit; mean, sd, p5, p25, p50, p75, p95, ci_low, ci_high, and the
        Monte Carlo error of each as ``<name>_mcse``; ci_prob, ci_kind; top_share, the part of the mean
        that the largest thousandth of the draws contributes; resolution, the relative error that a sketch adds.

    Raises
    ------
    UncertainComputeError
        If the interval's probability or kind is not allowed.
    """
    import pandas as pd

    fail_unless_interval(ci_prob, ci_kind)
    rows = []
    for target, unit in targets_of(run).items():
        for column, sample in samples(run, target, group):
            estimates = with_errors(sample, lambda one: _estimates(one, ci_prob, ci_kind))
            rows.append(
                {
                    "quantity": name_of(target),
                    "coordinates": coordinate_of(column),
                    "unit": unit,
                    **{name: value for name, (value, _) in estimates.items()},
                    **{f"{name}_mcse": error for name, (_, error) in estimates.items()},
                    "ci_prob": ci_prob,
                    "ci_kind": ci_kind,
                    "top_share": sample.top_share(LARGEST),
                    "resolution": sample.resolution,
                }
            )
    return pd.DataFrame(rows)


def fail_unless_interval(ci_prob: float, ci_kind: str) -> None:
    """Raise if it is not a credible interval.

    Raises
    ------
    UncertainComputeError
        If its probability or its kind is not allowed.
    """
    if not 0 < ci_prob < 1:
        raise UncertainComputeError(f"ci_prob: {ci_prob!r} must lie between 0 and 1")
    fail_unless_one_of("ci_kind", ci_kind, CI_KINDS)


def with_errors(sample: Sample, estimate: Callable[[Sample], dict[str, float]]) -> dict[str, tuple[float, float]]:
    """Return estimates over all chains, each with its Monte Carlo error.

    The error is the standard error between chains, widened by Student's t so that two errors either side hold the truth
    in 95.4% of runs, for any number of chains.
    """
    pooled = estimate(sample)
    chains = sample.chains()
    by_chain = [estimate(chain) for chain in chains]
    return {name: (value, standard_error([one[name] for one in by_chain])) for name, value in pooled.items()}


def quantiles_with_errors(sample: Sample, levels: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """Return quantiles by the names of their levels, each with its Monte Carlo error."""
    places = np.array([*levels.values()])
    return with_errors(sample, lambda one: dict(zip(levels, one.quantiles(places).tolist(), strict=True)))


def standard_error(by_chain: Sequence[float] | Floats) -> float:
    """Return the Monte Carlo error of an estimate from its value in each chain; see `with_errors`."""
    return float(np.std(by_chain, ddof=1) * _widening(len(by_chain)) / np.sqrt(len(by_chain)))


def largest_relative_error(run: DataTree) -> float:
    """Return the largest Monte Carlo error among P5, P50 and P95 of the targets, relative to each."""
    errors = [
        _relative(*pair)
        for target in targets_of(run)
        for _, sample in samples(run, target)
        for pair in quantiles_with_errors(sample, PRECISE).values()
    ]
    return max(errors, default=0.0)


def probability_against(
    run: DataTree, figure: "PublishedRange", column: str, group: str = "prior"
) -> dict[str, tuple[float, float]]:
    """Return the probability that a column lies below, in and above a published range, with errors."""
    ((_, sample),) = samples(run, column, group)
    return with_errors(sample, lambda one: split_by(figure, one))


def split_by(figure: "PublishedRange", sample: Sample) -> dict[str, float]:
    """Return the probability below, inside and above a published range; a single number has no inside."""
    below = sample.share_below(figure.low, inclusive=False)
    at_most = sample.share_below(figure.high, inclusive=True)
    return {"below": below, "inside": at_most - below, "above": 1.0 - at_most}


def _estimates(sample: Sample, ci_prob: float, ci_kind: str) -> dict[str, float]:
    quantiles = dict(zip(QUANTILES, sample.quantiles(_levels()), strict=True))
    if ci_kind == "hdi":
        low, high = sample.shortest_interval(ci_prob)
    else:
        low, high = sample.quantiles(np.array([0.5 - ci_prob / 2, 0.5 + ci_prob / 2]))
    values = {"mean": sample.mean(), "sd": sample.standard_deviation(), **quantiles, "ci_low": low, "ci_high": high}
    return {name: float(value) for name, value in values.items()}


def _levels() -> Floats:
    return np.array(list(QUANTILES.values()))


def _relative(value: float, error: float) -> float:
    if error == 0:
        return 0.0
    return error / abs(value) if value else np.inf


def _widening(chains: int) -> float:
    from scipy.special import ndtr, stdtrit

    return float(stdtrit(chains - 1, ndtr(2.0)) / 2.0)


def targets_of(run: DataTree) -> dict[str, str]:
    """Return the targets of a run, each with its unit."""
    names, units = (np.atleast_1d(run.attrs[key]).tolist() for key in ("targets", "target_units"))
    return dict(zip(names, units, strict=True))


def held_of(address: str, targets: Iterable[str]) -> list[str]:
    """Return the run's targets that an address names: the whole quantity, or columns of it."""
    held = set(targets)
    return [address] if held & {address, name_of(address)} else [one for one in targets if is_within(one, address)]


def unit_of(run: DataTree, address: str) -> str:
    """Return the unit of a run's target, or of a target's column."""
    return next(unit for name, unit in targets_of(run).items() if name_of(name) == name_of(address))


def column_of(row: Mapping[Any, Any]) -> str:
    """Return the column of a summary's row."""
    return address_of(row["quantity"], filter(None, [row["coordinates"]]))
