"""Beliefs along years that remember each other: first-order autoregressive, or of one rank for the whole path."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any

from uncertain_compute.addresses import address_of, coordinate_of
from uncertain_compute.errors import quoted
from uncertain_compute.priors.dependence.correlation import Correlation
from uncertain_compute.priors.reading.anchors import INTERPOLATE
from uncertain_compute.priors.reading.assumptions import Assumption
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.spec import COPIED, SHARED

ALONG, CORRELATION = "along", "correlation"
ONE_RANK = 1.0
WHY = "each follows the one before"


@dataclass(frozen=True, slots=True)
class Memory:
    """How an assumption's columns along a dimension depend on each other.

    Attributes
    ----------
    steps
        Where the coordinates lie, by coordinate, in steps from the first.
    correlation
        Of the normal score at one with that a step before; 1 is one rank for all.
    """

    dimension: str
    steps: Mapping[str, float]
    correlation: float

    @property
    def said(self) -> dict[str, Any]:
        """Return what a belief says of it."""
        return {ALONG: self.dimension, CORRELATION: self.correlation}

    def ties(self, name: str) -> list[Correlation]:
        """Return the correlation of every two columns; none where they have one rank."""
        if self.correlation == ONE_RANK:
            return []
        return [
            Correlation(address_of(name, [one]), address_of(name, [two]), self.correlation ** (after - before), why=WHY)
            for (one, before), (two, after) in combinations(self.steps.items(), 2)
        ]


def without_memory(
    stated: Mapping[str, Any], dimensions: Mapping[str, Sequence[str]], steps_of: Mapping[str, Sequence[float]]
) -> tuple[dict[str, Any], dict[str, Memory]]:
    """Return beliefs that say nothing of memory, and the memory of each that has some.

    ``{value: 4 to 10, along: year, correlation: 0.8}`` is a draw for each year, whose normal score correlates by 0.8
    with that of the year before, by 0.64 with that of two years before, and so on: a stationary autoregression of
    first order (Box, Jenkins, Reinsel & Ljung 2015, "Time Series Analysis", section 3.2) with the belief as its
    marginal. An entry for each year in place of the value gives each a marginal of its own; with ``interpolate``
    beside them and no correlation, all years have one rank, as with a correlation of 1.

    Parameters
    ----------
    dimensions
        Coordinates by dimension.
    steps_of
        Where the coordinates of an ordered dimension lie, in steps from the first.

    Raises
    ------
    UncertainComputeError
        If the dimension is none that has an order, or the correlation does not lie between 0 and 1.
    """
    plain, found = dict(stated), {}
    for name, entry in stated.items():
        memory = _memory_of(entry, dimensions, steps_of, ConfigKey(f"priors.{name}"))
        if memory is not None:
            found[name] = memory
            rest = {key: value for key, value in entry.items() if key not in (ALONG, CORRELATION)}
            plain[name] = rest if memory.dimension in rest else {**rest, COPIED: memory.dimension}
    return plain, found


def ties_of_columns(
    memories: Mapping[str, Memory], assumptions: Mapping[str, Assumption]
) -> dict[str, list[Correlation]]:
    """Return the correlations along one dimension of each assumption, at all coordinates of its other dimensions."""
    return {name: list(_at_each(memory.ties(name), assumptions[name])) for name, memory in memories.items()}


def _at_each(ties: Sequence[Correlation], assumption: Assumption) -> Iterator[Correlation]:
    along = {coordinate_of(one) for tie in ties for one in (tie.first, tie.second)}
    place = next((place for place, own in enumerate(assumption.coordinates) if along <= set(own)), 0)
    others = [own for at, own in enumerate(assumption.coordinates) if at != place]
    for labels in product(*others):
        for tie in ties:
            first, second = (
                address_of(assumption.name, [*labels[:place], coordinate_of(one), *labels[place:]])
                for one in (tie.first, tie.second)
            )
            yield replace(tie, first=first, second=second)


def _memory_of(
    entry: Any,
    dimensions: Mapping[str, Sequence[str]],
    steps_of: Mapping[str, Sequence[float]],
    config_key: ConfigKey,
) -> Memory | None:
    """Return the memory that a belief says; none where it says nothing of it."""
    if not isinstance(entry, Mapping):
        return None
    if {ALONG, CORRELATION} & set(entry):
        dimension = _dimension(entry, dimensions, steps_of, config_key)
        correlation = _correlation(entry, dimension, config_key.at(CORRELATION))
    elif INTERPOLATE in entry:
        between = next((key for key in entry if key in dimensions), None)
        if between is None:
            raise config_key.at(INTERPOLATE).error(
                "goes beside the beliefs of a dimension, as year: {2024: ..., 2030: ...}"
            )
        dimension, correlation = between, ONE_RANK
    else:
        return None
    steps = steps_of.get(dimension, range(len(dimensions[dimension])))
    return Memory(dimension, dict(zip(dimensions[dimension], steps, strict=True)), correlation)


def _dimension(
    entry: Mapping[str, Any],
    dimensions: Mapping[str, Sequence[str]],
    steps_of: Mapping[str, Sequence[float]],
    config_key: ConfigKey,
) -> str:
    """Return the dimension that a belief goes along."""
    for key, other in ((ALONG, CORRELATION), (CORRELATION, ALONG)):
        if entry.get(other) is None:
            raise config_key.at(other).error(f"missing; {key} needs it, as in along: year, correlation: 0.8")
    if both := next((key for key in (SHARED, COPIED) if key in entry), None):
        raise config_key.error(f"has both {both} and {ALONG}; it can be only one")
    dimension = entry[ALONG] if isinstance(entry[ALONG], str) else quoted(entry[ALONG])
    if dimension not in dimensions:
        raise config_key.at(ALONG).no_such("dimension", dimension, dimensions)
    if dimension not in steps_of:
        raise config_key.at(ALONG).error(f"the coordinates of {dimension} have no order, as numbers and dates do")
    return dimension


def _correlation(entry: Mapping[str, Any], dimension: str, config_key: ConfigKey) -> float:
    """Return the correlation of one coordinate with the next."""
    correlation = config_key.number(entry[CORRELATION])
    if correlation == ONE_RANK and dimension in entry:
        return correlation
    if not 0 < correlation < 1:
        raise config_key.error(
            f"{correlation:g} must lie between 0 ({COPIED}: draws of their own) and 1 ({SHARED}: one draw for all)"
        )
    return correlation
