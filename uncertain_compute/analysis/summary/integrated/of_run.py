"""The samples from which a run's quantities are estimated: with their factors integrated where that can be done."""

from collections.abc import Iterator, Mapping
from functools import cache
from math import isclose

import numpy as np
from xarray import DataTree

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.summary.integrated.integrated_sample import integrated
from uncertain_compute.analysis.summary.sample import Sample
from uncertain_compute.analysis.summary.samples import DrawSample, samples
from uncertain_compute.arrays import Floats, pieces
from uncertain_compute.draws.integrated.factors import Conditional
from uncertain_compute.draws.integrated.kept import conditionals_in
from uncertain_compute.draws.recorders import columns_in

SAME = 1e-9


def estimating_samples(run: DataTree, quantity: str, group: str = "prior") -> Iterator[tuple[str, Sample]]:
    """Yield the columns that an address names, each with the sample from which its statistics are estimated.

    Before any evidence, the factors of a quantity that is positive in all draws are integrated; not if other
    draws have taken the place of those that the run made.

    Raises
    ------
    UncertainComputeError
        If the run does not hold the quantity.
    """
    conditionals = conditionals_in(run) if group == "prior" else {}

    @cache
    def drawn(name: str) -> dict[str, Floats]:
        return columns_in(run["prior"].to_dataset(), name)

    for column, sample in samples(run, quantity, group):
        conditional, total = conditionals.get(column, (None, 0.0))
        if conditional is not None and isinstance(sample, DrawSample) and _is_positive(sample.draws, total):
            factors = {factor: drawn(name_of(factor))[factor] for factor in conditional.weights}
            yield column, integrated(sample.draws, _log_medians(conditional, sample.draws, factors), conditional)
        else:
            yield column, sample


def _is_positive(draws: Floats, total: float) -> bool:
    """Return whether all draws are positive numbers, with a sum that may differ by rounding."""
    return bool(draws.min() > 0.0 and draws.max() < np.inf and isclose(draws.sum(), total, rel_tol=SAME))


def _log_medians(conditional: Conditional, draws: Floats, factors: Mapping[str, Floats]) -> Floats:
    """Return the logarithms of a column's medians given all but its factors; shape (chain, draw).

    Parameters
    ----------
    factors
        The draws of each of its factors.
    """
    found = np.empty(draws.size)
    values, flat = draws.reshape(-1), {column: own.reshape(-1) for column, own in factors.items()}
    for piece in pieces(draws.size):
        own = found[piece]
        np.log(values[piece], out=own)
        own += conditional.offset
        for column, weight in conditional.weights.items():
            own += weight * np.log(flat[column][piece])
    return found.reshape(draws.shape)
