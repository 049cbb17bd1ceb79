"""Bounds between assumptions: ``at_most`` and ``at_least`` another one, in every draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import override

import numpy as np

from uncertain_compute.addresses import name_of
from uncertain_compute.arrays import Floats
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.dependence.copula import DrawnColumn, connected
from uncertain_compute.priors.dependence.inseparable import Inseparable
from uncertain_compute.priors.dependence.shared_rows import SharedRows
from uncertain_compute.priors.distributions import Distribution, Fixed
from uncertain_compute.priors.distributions.bounded import Bounded

AT_MOST, AT_LEAST = "at_most", "at_least"
WORDS = (AT_MOST, AT_LEAST)


@dataclass(frozen=True, slots=True)
class Bound:
    """A bound that an assumption states: the word, and the address of the other assumption."""

    word: str
    address: str

    @property
    def said(self) -> dict[str, str]:
        """Return the key with which a belief states it."""
        return {self.word: self.address}


def in_order_of_bounds(bounds: Mapping[str, Bound]) -> list[str]:
    """Return the assumptions that have a bound, each after those that bound it.

    Raises
    ------
    UncertainComputeError
        If they bound each other.
    """
    try:
        order = TopologicalSorter({name: [name_of(one.address)] for name, one in bounds.items()}).static_order()
        return [name for name in order if name in bounds]
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        raise UncertainComputeError(f"priors.{error.args[1][0]}: the bounds form a circle: {circle}") from None


@dataclass(frozen=True, slots=True)
class BoundedColumns(Inseparable):
    """Columns of which some bound others, each after its bound."""

    bounded: tuple[Bounded | None, ...]

    @override
    def only(self, columns: tuple[str, ...]) -> "BoundedColumns":
        return self

    @override
    def drawn(self, columns: Sequence[DrawnColumn], normals: Sequence[Floats]) -> list[Floats]:
        values: dict[str, Floats] = {}
        for name, column, one, normal in zip(self.columns, columns, self.bounded, normals, strict=True):
            values[name] = (
                column.from_normal(normal) if one is None else column.factor * one.given(values[one.by], normal)
            )
        return list(values.values())

    def within(self, columns: Mapping[str, DrawnColumn], values: Mapping[str, Floats]) -> dict[str, Floats]:
        """Return values of the columns, of which those beyond their bound are moved to it."""
        found: dict[str, Floats] = {}
        for name, one in zip(self.columns, self.bounded, strict=True):
            found[name] = values[name]
            if one is not None:
                bound = found[one.by] * one.ratio * columns[name].factor
                found[name] = (np.minimum if one.is_upper else np.maximum)(values[name], bound)
        return found


def bounded_columns(distributions: Mapping[str, Distribution]) -> list[BoundedColumns]:
    """Return the groups of uncertain columns that are connected by bounds."""
    bound_of = {
        name: one.by
        for name, one in distributions.items()
        if isinstance(one, Bounded) and not isinstance(distributions.get(one.by, Fixed(0.0)), Fixed)
    }
    order = list(TopologicalSorter({name: [by] for name, by in bound_of.items()}).static_order())
    return [_group(columns, distributions, bound_of) for columns in connected(bound_of.items(), order)]


def _group(
    columns: tuple[str, ...], distributions: Mapping[str, Distribution], bound_of: Mapping[str, str]
) -> BoundedColumns:
    held = (distributions[name] if name in bound_of else None for name in columns)
    bounded = tuple(one if isinstance(one, Bounded) else None for one in held)
    name = " with ".join(dict.fromkeys(map(name_of, columns)))
    return BoundedColumns(columns, SharedRows.of(columns, name).factor, name, bounded)
