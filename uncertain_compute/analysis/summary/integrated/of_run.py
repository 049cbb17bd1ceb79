"""The samples from which a run's quantities are estimated: with their factors integrated where that can be done."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import batched, chain
from math import isclose
from weakref import WeakValueDictionary

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.summary.integrated.integrated_sample import integrated
from uncertain_compute.analysis.summary.sample import Sample
from uncertain_compute.analysis.summary.samples import DrawSample, samples
from uncertain_compute.arrays import Floats, pieces
from uncertain_compute.draws.integrated.factors import Conditional
from uncertain_compute.draws.integrated.kept import conditionals_in
from uncertain_compute.draws.recorders import columns_in

SAME = 1e-9

TOGETHER = 8
"""Columns whose factors are integrated together, as they share many of them."""

type SampleKey = tuple[object, ...]

_USED: WeakValueDictionary[SampleKey, DrawSample] = WeakValueDictionary()
"""The samples that are still used, by where their draws are in memory: tables and figures ask for the same ones."""


def estimating_samples(
    run: DataTree, quantities: str | Iterable[str], group: str = "prior"
) -> Iterator[tuple[str, Sample]]:
    """Yield the columns that addresses name, each with the sample from which its statistics are estimated.

    Before any evidence, the factors of a quantity that is positive in all draws are integrated; not if other
    draws have taken the place of those that the run made.

    Raises
    ------
    UncertainComputeError
        If the run does not hold a quantity.
    """
    asked = [quantities] if isinstance(quantities, str) else quantities
    conditionals = conditionals_in(run) if group == "prior" else {}
    prior = run["prior"].to_dataset() if conditionals else Dataset()

    @cache
    def drawn(name: str) -> dict[str, Floats]:
        return columns_in(prior, name)

    for some in batched(chain.from_iterable(samples(run, one, group) for one in asked), TOGETHER):
        held = {
            column: (sample.draws, conditionals[column][0])
            for column, sample in some
            if column in conditionals
            and isinstance(sample, DrawSample)
            and _is_positive(sample.draws, conditionals[column][1])
        }
        known = {column: found for column, one in held.items() if (found := _USED.get(_memory(*one))) is not None}
        others = {column: one for column, one in held.items() if column not in known}
        factors = {factor: drawn(name_of(factor))[factor] for _, one in others.values() for factor in one.weights}
        log_medians = _log_medians(others, factors)
        for column, sample in some:
            if column in others:
                draws, conditional = others[column]
                found = integrated(draws, log_medians.pop(column), conditional)
                known[column] = _USED[_memory(draws, conditional)] = found
            yield column, known.pop(column, sample)


def _memory(draws: Floats, conditional: Conditional) -> SampleKey:
    return draws.__array_interface__["data"], draws.shape, draws.strides, conditional.sigma, conditional.offset


def _is_positive(draws: Floats, total: float) -> bool:
    """Return whether all draws are positive numbers, with a sum that may differ by rounding."""
    flat, found = draws.reshape(-1), 0.0
    for piece in pieces(flat.size):
        own = flat[piece]
        if not (own.min() > 0.0 and own.max() < np.inf):
            return False
        found += own.sum()
    return isclose(found, total, rel_tol=SAME)


def _log_medians(
    quantities: Mapping[str, tuple[Floats, Conditional]], factors: Mapping[str, Floats]
) -> dict[str, Floats]:
    """Return the logarithms of columns' medians given all but their factors; shape (chain, draw).

    Parameters
    ----------
    quantities
        The draws of each column, and the distribution given its factors.
    factors
        The draws of all factors.
    """
    if not quantities:
        return {}
    found = {column: np.empty(draws.shape) for column, (draws, _) in quantities.items()}
    own = {column: draws.reshape(-1) for column, (draws, _) in quantities.items()}
    of_factors = {column: draws.reshape(-1) for column, draws in factors.items()}
    for piece in pieces(next(iter(own.values())).size):
        logarithms = {column: _log(draws[piece]) for column, draws in of_factors.items()}
        for column, (_, conditional) in quantities.items():
            medians = found[column].reshape(-1)[piece]
            np.add(_log(own[column][piece]), conditional.offset, out=medians)
            for factor, weight in conditional.weights.items():
                medians += weight * logarithms[factor]
    return found


def _log(values: Floats) -> Floats:
    """Return logarithms of numbers that are copied first: a copy waits less for the memory than a logarithm does."""
    found = values.copy()
    return np.log(found, out=found)
