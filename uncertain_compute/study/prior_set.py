"""The parts of a prior set: beliefs and their bounds, correlations, and the time that they are about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import TopologicalSorter
from itertools import product
from typing import Any, Self

from uncertain_compute.addresses import address_of, labels_of, name_of
from uncertain_compute.errors import UncertainComputeError, no_such
from uncertain_compute.priors.dependence.bounds_between import AT_LEAST, AT_MOST, WORDS, Bound, in_order_of_bounds
from uncertain_compute.priors.dependence.copula import CorrelatedGroup
from uncertain_compute.priors.dependence.correlation import Correlation
from uncertain_compute.priors.dependence.groups import dependence_of
from uncertain_compute.priors.dependence.memory import Memory, without_memory
from uncertain_compute.priors.distributions import Fixed
from uncertain_compute.priors.distributions.bounded import SMALLEST, Bounded
from uncertain_compute.priors.reading.assumptions import Assumption
from uncertain_compute.priors.reading.bounds import LEAST_MASS
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.notation.positions import steps_of
from uncertain_compute.priors.reading.spec import Prior
from uncertain_compute.study.column import Column
from uncertain_compute.study.inputs import Inputs

CORRELATIONS, AS_OF = "correlations", "as_of"

BESIDE_BELIEFS = (CORRELATIONS, AS_OF)
"""Keys of a prior set that are not assumptions."""


@dataclass(frozen=True, slots=True)
class PriorSet:
    """A prior set in parts: what each belief says by itself, and what it says about others.

    Attributes
    ----------
    beliefs
        The beliefs by assumption, in any form of a prior, without their bounds and memory.
    bounds, memory
        The assumption that bounds a belief; and how its columns along a dimension depend on each other.
    correlations
        The list of correlations, as it is written.
    as_of
        The time that the beliefs are about; empty if none is stated.
    """

    beliefs: Mapping[str, Any]
    bounds: Mapping[str, Bound]
    memory: Mapping[str, Memory]
    correlations: Any
    as_of: str

    @classmethod
    def of(cls, written: Mapping[str, Any], dimensions: Mapping[str, Sequence[str]]) -> Self:
        """Return the parts of a prior set.

        Parameters
        ----------
        dimensions
            The coordinates of each dimension.

        Raises
        ------
        UncertainComputeError
            If its date, a bound or a memory cannot be read.
        """
        as_of = as_of_in(written)
        unbounded, bounds = without_bounds(beliefs_in(written))
        beliefs, memory = without_memory(unbounded, dimensions, steps_of(dimensions))
        return cls(beliefs, bounds, memory, written.get(CORRELATIONS), as_of)

    def dependence(
        self, assumptions: Mapping[str, Assumption], columns: Mapping[str, Column]
    ) -> tuple[list[Correlation], list[CorrelatedGroup]]:
        """Return correlations and groups of columns, see `uncertain_compute.priors.dependence.groups.dependence_of`."""
        distributions = {name: column.distribution for name, column in columns.items()}
        return dependence_of(self.correlations, self.memory, assumptions, distributions)


def beliefs_in(priors: Mapping[str, Any]) -> dict[str, Any]:
    """Return a prior set's beliefs by the name of the assumption."""
    return {name: entry for name, entry in priors.items() if name not in BESIDE_BELIEFS}


def as_of_in(priors: Mapping[str, Any]) -> str:
    """Return the time that a prior set is about, as YYYY, YYYY-MM or YYYY-MM-DD; an empty text if none is stated.

    Raises
    ------
    UncertainComputeError
        If it is not a date.
    """
    written = priors.get(AS_OF)
    key = ConfigKey(f"priors.{AS_OF}")
    return "" if written is None else key.date(str(written) if type(written) is int else written)


RARE = 1e-6
"""A bound that leaves nothing of a belief must be less likely than this."""


def without_bounds(stated: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Bound]]:
    """Return beliefs without ``at_most`` and ``at_least``, and the bound of each belief that has one.

    ``{value: 10% to 40%, at_most: dc_growth}`` is the belief given that it is at most the other assumption's value: in
    each draw it is truncated there. The other assumption keeps its own distribution.

    Raises
    ------
    UncertainComputeError
        If a belief states two of them, or one that is not the name of an assumption.
    """
    plain, found = dict(stated), {}
    for name, entry in stated.items():
        if not isinstance(entry, Mapping):
            continue
        words = [word for word in WORDS if entry.get(word) is not None]
        if words:
            key = ConfigKey(f"priors.{name}")
            if len(words) > 1:
                raise key.error(f"has both {AT_MOST} and {AT_LEAST}; it can be only one")
            (word,) = words
            if not isinstance(entry[word], str):
                raise key.at(word).error(f"{entry[word]!r} is not the name of an assumption; for a number, use bounds")
            found[name] = Bound(word, entry[word])
        plain[name] = {key: value for key, value in entry.items() if key not in WORDS}
    return plain, found


def with_bounds(
    assumptions: Mapping[str, Assumption], bounds: Mapping[str, Bound], inputs: Inputs
) -> tuple[dict[str, Assumption], dict[str, Column]]:
    """Return assumptions in which those that have a bound are truncated at it, and the columns of all.

    Raises
    ------
    UncertainComputeError
        If there is no such assumption, it has another unit or a dimension that the belief lacks, bounds go round in a
        circle, or a bound may leave nothing of a belief.
    """
    found = dict(assumptions)
    for name in in_order_of_bounds(bounds):
        bound, entry = bounds[name], found[name]
        key = f"priors.{name}.{bound.word}"
        other = name_of(bound.address)
        if other not in found:
            raise no_such(key, "assumption", other, found)
        columns = inputs.columns_of({one: found[one] for one in (name, other)})
        ratio = inputs.units.conversion(inputs.unit(other), inputs.unit(name), key) if inputs.unit(other) else 1.0
        priors = [
            _bounded(prior, bound, columns[column], columns[_bound_of(entry, bound, found[other], at, key)], ratio)
            for (column, prior), at in zip(entry.columns.items(), _labels(entry), strict=True)
        ]
        found[name] = replace(entry, priors=tuple(priors))
    return found, inputs.columns_of(found)


def _labels(entry: Assumption) -> list[dict[str, str]]:
    """Return the coordinates of each of an assumption's columns, by dimension."""
    own = [(dim, at) for dim, at in zip(entry.dimensions, entry.coordinates, strict=True) if dim not in entry.shared]
    return [dict(zip([dim for dim, _ in own], labels, strict=True)) for labels in product(*(at for _, at in own))]


def _bound_of(entry: Assumption, bound: Bound, other: Assumption, at: Mapping[str, str], key: str) -> str:
    """Return the column that bounds one column of an assumption: the other's at the same coordinates."""
    if labels_of(bound.address):
        if bound.address not in other.columns:
            raise no_such(key, "column", bound.address, other.columns)
        return bound.address
    own = [dim for dim in other.dimensions if dim not in other.shared]
    if lacking := next((dim for dim in own if dim not in at), None):
        raise UncertainComputeError(
            f"{key}: {other.name} is drawn along {lacking}, {entry.name} is not; "
            f"name one column, as {next(iter(other.columns))}"
        )
    return address_of(other.name, [at[dim] for dim in own])


def _bounded(prior: Prior, bound: Bound, column: Column, by: Column, ratio: float) -> Prior:
    """Return a prior that another column bounds."""
    if isinstance(prior.distribution, Fixed):
        raise UncertainComputeError(f"priors.{column.name}.{bound.word}: a fixed number has no bound")
    if prior.distribution.atoms:
        raise UncertainComputeError(
            f"priors.{column.name}.{bound.word}: only a belief with a density can have it, not single values"
        )
    is_upper = bound.word == AT_MOST
    made = Bounded(prior.distribution, by.name, is_upper, ratio / column.factor, by.distribution, by.factor)
    least = by.factor * by.distribution.ppf(RARE if is_upper else 1.0 - RARE)
    if not made.left_at(least) > SMALLEST or not made.left.mean() > LEAST_MASS:
        side = "below" if is_upper else "above"
        raise UncertainComputeError(
            f"priors.{column.name}.{bound.word}: {by.name} may be {float(least):.3g}, {side} all values of "
            f"{column.name}; truncate {by.name}, or widen {column.name}"
        )
    return replace(prior, distribution=made, written=f"{prior.written}, {bound.word.replace('_', ' ')} {by.name}")


def refreshed(columns: Mapping[str, Column]) -> dict[str, Column]:
    """Return columns in which those that have a bound know the distribution that the bound has among them."""
    found = dict(columns)
    bounded = {name: one for name, column in columns.items() if isinstance(one := column.distribution, Bounded)}
    for name in TopologicalSorter({name: [one.by] for name, one in bounded.items()}).static_order():
        if name in bounded:
            held, by = found[name], found[bounded[name].by]
            made = replace(bounded[name], other=by.distribution, factor=by.factor)
            found[name] = replace(held, prior=replace(held.prior, distribution=made))
    return found
