"""Beliefs along years that remember each other: first-order autoregressive, by the correlation from one to the next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product
from typing import Any

from uncertain_compute.addresses import address_of, coordinate_of
from uncertain_compute.errors import quoted
from uncertain_compute.priors.dependence.correlation import Correlation
from uncertain_compute.priors.reading.assumptions import Assumption
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.spec import COPIED, SHARED

ALONG, CORRELATION = "along", "correlation"
WHY = "each follows the one before"


def without_memory(
    stated: Mapping[str, Any], dimensions: Mapping[str, Sequence[str]], steps_of: Mapping[str, Sequence[float]]
) -> tuple[dict[str, Any], dict[str, list[Correlation]]]:
    """Return beliefs that say nothing of memory, and how the columns of each that has some correlate.

    ``{value: 4 to 10, along: year, correlation: 0.8}`` is a draw for each year, whose normal score correlates by 0.8
    with that of the year before, by 0.64 with that of two years before, and so on: a stationary autoregression of
    first order (Box, Jenkins, Reinsel & Ljung 2015, "Time Series Analysis", section 3.2) with the belief as its
    marginal. An entry for each year in place of the value gives each a marginal of its own.

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
    plain, ties = dict(stated), {}
    for name, entry in stated.items():
        if isinstance(entry, Mapping) and {ALONG, CORRELATION} & set(entry):
            dimension, correlation = _memory(entry, dimensions, steps_of, ConfigKey(f"priors.{name}"))
            rest = {key: value for key, value in entry.items() if key not in (ALONG, CORRELATION)}
            plain[name] = rest if dimension in rest else {**rest, COPIED: dimension}
            placed = list(zip(dimensions[dimension], steps_of[dimension], strict=True))
            ties[name] = [
                Correlation(address_of(name, [one]), address_of(name, [two]), correlation ** (after - before), why=WHY)
                for (one, before), (two, after) in combinations(placed, 2)
            ]
    return plain, ties


def memory_in(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an entry says of its memory: the dimension, and the correlation of one coordinate with the next."""
    return {key: entry[key] for key in (ALONG, CORRELATION)}


def ties_of_columns(
    ties: Mapping[str, Sequence[Correlation]], assumptions: Mapping[str, Assumption]
) -> dict[str, list[Correlation]]:
    """Return the correlations along one dimension of each assumption, at all coordinates of its other dimensions."""
    return {name: list(_at_each(own, assumptions[name])) for name, own in ties.items()}


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


def _memory(
    entry: Mapping[str, Any],
    dimensions: Mapping[str, Sequence[str]],
    steps_of: Mapping[str, Sequence[float]],
    config_key: ConfigKey,
) -> tuple[str, float]:
    """Return the dimension that a belief goes along, and the correlation of one coordinate with the next."""
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
    correlation = config_key.at(CORRELATION).number(entry[CORRELATION])
    if not 0 < correlation < 1:
        raise config_key.at(CORRELATION).error(
            f"{correlation:g} must lie between 0 ({COPIED}: draws of their own) and 1 ({SHARED}: one draw for all)"
        )
    return dimension, correlation
