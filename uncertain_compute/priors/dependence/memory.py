"""Dependence of beliefs along years: a first-order autoregression, or one rank for the whole path."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from uncertain_compute.addresses import address_of
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
        The position of each coordinate, in steps from the first.
    correlation
        The correlation of a normal score with that of the step before; 1 means one rank for all.
    """

    dimension: str
    steps: Mapping[str, float]
    correlation: float

    @property
    def said(self) -> dict[str, Any]:
        """Return the keys with which a belief states this memory."""
        return {ALONG: self.dimension, CORRELATION: self.correlation}

    def ties(self, columns: Mapping[str, str]) -> list[Correlation]:
        """Return the correlation of every two columns of a path, given by coordinate; empty if they have one rank."""
        if self.correlation == ONE_RANK:
            return []
        return [
            Correlation(columns[one], columns[two], self.correlation ** (after - before), why=WHY)
            for (one, before), (two, after) in combinations(self.steps.items(), 2)
        ]


def without_memory(
    stated: Mapping[str, Any], dimensions: Mapping[str, Sequence[str]], steps_of: Mapping[str, Sequence[float]]
) -> tuple[dict[str, Any], dict[str, Memory]]:
    """Return beliefs without their keys for memory, and the memory of each belief that has these keys.

    ``{value: 4 to 10, along: year, correlation: 0.8}`` is a draw for each year. Its normal score has a correlation of
    0.8 with that of the year before, of 0.64 with that of two years before, and so on. This is a stationary
    autoregression of first order (Box, Jenkins, Reinsel & Ljung 2015, "Time Series Analysis", section 3.2); each year
    has the belief as its distribution.

    - With ``copied_to: chip`` beside it each chip has a path of its own; with ``shared_by: chip`` all have one path.
    - With an entry for each year in place of the value, each year has its own distribution.
    - With ``interpolate`` and without a correlation, all years have one rank, as with a correlation of 1.

    Parameters
    ----------
    dimensions
        The coordinates of each dimension.
    steps_of
        The positions of the coordinates of each ordered dimension, in steps from the first.

    Raises
    ------
    UncertainComputeError
        If the dimension does not exist or has no order, or the correlation does not lie between 0 and 1.
    """
    plain, found = dict(stated), {}
    for name, entry in stated.items():
        memory = _memory_of(entry, dimensions, steps_of, ConfigKey(f"priors.{name}"))
        if memory is not None:
            found[name] = memory
            rest = {key: value for key, value in entry.items() if key not in (ALONG, CORRELATION)}
            own = _states(rest, memory.dimension, dimensions)
            plain[name] = rest if own else _along_all(rest, memory)
    return plain, found


def _states(entry: Any, dimension: str, dimensions: Mapping[str, Sequence[str]]) -> bool:
    """Return whether a belief has an entry for each coordinate of a dimension, also inside those of another one."""
    if not isinstance(entry, Mapping):
        return False
    inside = (
        one for key in entry if key in dimensions and isinstance(entry[key], Mapping) for one in entry[key].values()
    )
    return dimension in entry or any(_states(one, dimension, dimensions) for one in inside)


def _along_all(entry: Mapping[str, Any], memory: Memory) -> dict[str, Any]:
    """Return a belief that is the same at each coordinate of its memory's dimension."""
    if SHARED in entry:
        inside = {key: value for key, value in entry.items() if key != SHARED}
        return {SHARED: entry[SHARED], memory.dimension: dict.fromkeys(memory.steps, inside)}
    copied = entry.get(COPIED, [])
    return {**entry, COPIED: [*(copied if isinstance(copied, list) else [copied]), memory.dimension]}


def ties_of_columns(memories: Mapping[str, Memory], assumptions: Mapping[str, Assumption]) -> list[Correlation]:
    """Return the correlations along the dimension of each assumption's memory, at all coordinates of its others."""
    return [
        tie
        for name, memory in memories.items()
        for columns in paths_along(memory.dimension, assumptions[name]).values()
        for tie in memory.ties(columns)
    ]


def paths_along(dimension: str, assumption: Assumption) -> dict[str, dict[str, str]]:
    """Return the paths of an assumption along a dimension, by name; each has its columns by coordinate."""
    own = [index for index, one in enumerate(assumption.dimensions) if one not in assumption.shared]
    coordinates = [assumption.coordinates[index] for index in own]
    at = [assumption.dimensions[index] for index in own].index(dimension)
    others = [one for index, one in enumerate(coordinates) if index != at]
    return {
        address_of(assumption.name, labels): {
            label: address_of(assumption.name, [*labels[:at], label, *labels[at:]]) for label in coordinates[at]
        }
        for labels in product(*others)
    }


def _memory_of(
    entry: Any,
    dimensions: Mapping[str, Sequence[str]],
    steps_of: Mapping[str, Sequence[float]],
    config_key: ConfigKey,
) -> Memory | None:
    """Return the memory that a belief states; None if it states none."""
    if not isinstance(entry, Mapping):
        return None
    if {ALONG, CORRELATION} & set(entry):
        dimension = _dimension(entry, dimensions, steps_of, config_key)
        correlation = _correlation(entry, dimension, config_key.at(CORRELATION))
    elif INTERPOLATE in entry:
        between = next((key for key in entry if key in dimensions), None)
        if between is None:
            raise config_key.at(INTERPOLATE).error(
                "needs the beliefs of a dimension beside it, as year: {2024: ..., 2030: ...}"
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
    """Return the dimension of a belief's memory."""
    for key, other in ((ALONG, CORRELATION), (CORRELATION, ALONG)):
        if entry.get(other) is None:
            raise config_key.at(other).error(f"missing; {key} needs it, as in along: year, correlation: 0.8")
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
