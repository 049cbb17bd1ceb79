"""How each variant differs from the first, quantity by quantity."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr
from xarray import Dataset

from uncertain_compute.analysis.comparison.common import Common
from uncertain_compute.analysis.comparison.differences import LEVEL, LEVELS, OTHER, as_factors, differences
from uncertain_compute.analysis.summary.labels import QUANTITY, labelled, with_intervals
from uncertain_compute.analysis.summary.monte_carlo.jackknife import Estimate
from uncertain_compute.arrays import Floats
from uncertain_compute.errors import UncertainComputeError

CHANGES = ("median_change", "change")
"""Variables that are factors if quantities are positive."""


def differences_dataset(common: Common, scale: str) -> Dataset:
    """Return `differences` for each other variant and quantity; changes are factors where ``factor`` is true."""
    return xr.concat([_differences_to(common, other, scale) for other in common.others], OTHER)


def _differences_to(common: Common, other: str, scale: str) -> Dataset:
    ours, theirs = common.draws[common.reference], common.draws[other]
    paired = common.paired(other)
    pairs = {column: _matched(ours[column], theirs[column], paired=paired) for column in ours}
    factors = [_has_factors(column, pair, scale) for column, pair in pairs.items()]
    events = common.events
    found = [
        differences(*pair, factor=factor, of_event=column in events)
        for (column, pair), factor in zip(pairs.items(), factors, strict=True)
    ]
    variables = {key: one for name in found[0] for key, one in _stacked(name, found).items()}
    flags = {
        "factor": (QUANTITY, factors),
        "paired": (QUANTITY, [paired] * len(pairs)),
        "event": (QUANTITY, [column in events for column in pairs]),
    }
    data = labelled(variables | flags, {QUANTITY: list(pairs), LEVEL: list(LEVELS), OTHER: other}, {})
    return as_factors(data, [end for name in CHANGES for end in (name, f"{name}_ci")])


def _stacked(name: str, found: Sequence[Mapping[str, Estimate]]) -> dict[str, Any]:
    """Return one measure for all quantities, with its interval."""
    stacked = Estimate(*map(np.stack, zip(*(one[name] for one in found), strict=True)))
    return with_intervals({name: stacked}, (QUANTITY, LEVEL) if stacked.value.ndim > 1 else (QUANTITY,))


def _has_factors(column: str, pair: tuple[Floats, Floats], scale: str) -> bool:
    """Return whether two sets of draws are compared by factors; what may be never has none."""
    if max(float(one.max()) for one in pair) == np.inf:
        return False
    positive = min(float(one.min()) for one in pair) > 0
    if scale == "log" and not positive:
        raise UncertainComputeError(f"scale: {column} is not positive in all draws, so it has no factors")
    return positive and scale != "linear"


def _matched(ours: Floats, theirs: Floats, *, paired: bool) -> tuple[Floats, Floats]:
    """Return draws of one shape: constants are repeated, unpaired draws get a chain with other numbers."""
    if _is_constant(ours) or _is_constant(theirs):
        shape = max(ours.shape, theirs.shape, key=lambda one: one[0] * one[1])
        ours, theirs = (np.full(shape, one.flat[0]) if _is_constant(one) else one for one in (ours, theirs))
    elif not paired:
        chains, draws = (min(sizes) for sizes in zip(ours.shape, theirs.shape, strict=True))
        ours, theirs = ours[:chains, :draws], np.roll(theirs[:chains, :draws], 1, axis=0)
    return ours, theirs


def _is_constant(draws: Floats) -> bool:
    return bool(draws.min() == draws.max())
