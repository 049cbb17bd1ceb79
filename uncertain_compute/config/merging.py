"""What one layer of a prior set makes of the one below it: a later distribution replaces an earlier one whole."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.reading.bounds import MODIFIERS
from uncertain_compute.priors.reading.forms import form_names
from uncertain_compute.priors.reading.quantile_keys import QUANTILE_KEY
from uncertain_compute.priors.reading.spec import COPIED, PROVENANCE, SHARED

SAYING = {"value", SHARED, COPIED, *MODIFIERS, *form_names()}
"""Keys that say the distribution of an assumption, besides those of quantiles."""

COMMAND_LINE = "command line"
WHY_OVERRIDDEN = "set by an override"


@dataclass(frozen=True, slots=True)
class Layer:
    """Where priors are written, and what is written there."""

    name: str
    priors: Mapping[str, Any]


def is_coordinate(inside: Sequence[str]) -> bool:
    """Return whether a dotted key names a coordinate of a dimension below its prior."""
    return len(inside) == 2 and not _says(inside[0])


def needs_care(entry: Any) -> bool:
    """Return whether a distribution replaces another by more than a number under its own reason and source."""
    if not isinstance(entry, Mapping):
        return True
    said = {key: value for key, value in entry.items() if _says(key)}
    if said:
        told = set(PROVENANCE) - {"unit"} <= set(entry)
        return not told or set(said) != {"value"} or isinstance(said["value"], Mapping)
    return any(isinstance(value, Mapping) for value in entry.values())


def _says(key: Any) -> bool:
    return str(key) in SAYING or QUANTILE_KEY.match(str(key)) is not None


def entry_of(layer: Layer, name: str) -> Any:
    """Return a layer's entry; one of the command line says so where it gives no reason."""
    entry = layer.priors[name]
    if layer.name != COMMAND_LINE:
        return entry
    entry = entry if isinstance(entry, Mapping) else {"value": entry}
    return {"why": WHY_OVERRIDDEN, **entry} if any(map(_says, entry)) else entry


def merged_all(entries: Iterable[Any], dimensions: set[str], where: str) -> Any:
    """Return entries of a prior, each on top of the one before it.

    Raises
    ------
    UncertainComputeError
        If a bare interval is to replace the entries of a dimension.
    """
    return reduce(lambda before, entry: _merged(before, entry, dimensions, where), entries, None)


def _merged(before: Any, entry: Any, dimensions: set[str], where: str) -> Any:
    """Return an entry on top of the one before it."""
    if not isinstance(before, Mapping):
        return entry
    if not isinstance(entry, Mapping):
        entry = {"value": entry}
    if any(map(_says, entry)):
        spread = () if {SHARED, COPIED, *dimensions} & set(entry) else (SHARED, COPIED)
        kept = {key: before[key] for key in ("unit", *spread) if key in before}
        return {**kept, **_spread(entry, dimensions & set(before), where)}
    kept = {key: value for key, value in before.items() if not (_says(key) and dimensions & set(entry))}
    inside = {
        key: {name: _merged((kept.get(key) or {}).get(name), value, dimensions, where) for name, value in part.items()}
        for key, part in entry.items()
        if key in dimensions and isinstance(part, Mapping)
    }
    return {**kept, **entry, **{key: {**(kept.get(key) or {}), **part} for key, part in inside.items()}}


def _spread(entry: Mapping[str, Any], replaced: set[str], where: str) -> Mapping[str, Any]:
    """Return an entry that takes the place of a dimension's entries: a number holds for all of them."""
    if not replaced or SHARED in entry or COPIED in entry:
        return entry
    dimension = min(replaced)
    if isinstance(entry.get("value"), int | float):
        return {**entry, COPIED: dimension}
    raise UncertainComputeError(
        f"{where}: has one entry per {dimension}; say {{value: ..., {SHARED}: {dimension}}} (one draw for all), "
        f"{{value: ..., {COPIED}: {dimension}}} (independent draws), or set {where}.{dimension}.NAME"
    )
