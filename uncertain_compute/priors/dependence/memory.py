"""Beliefs along years that remember each other: first-order autoregressive, by the correlation from one to the next."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from uncertain_compute.addresses import address_of
from uncertain_compute.errors import quoted
from uncertain_compute.priors.dependence.correlation import Correlation
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
