"""Merge two layers of a prior set: a later distribution replaces an earlier one completely."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.priors.dependence.bounds_between import WORDS
from uncertain_compute.priors.dependence.memory import ALONG, CORRELATION
from uncertain_compute.priors.reading.assumptions import DIRICHLET
from uncertain_compute.priors.reading.bounds import MODIFIERS
from uncertain_compute.priors.reading.forms import form_names
from uncertain_compute.priors.reading.notation.positions import position_of, positions_of
from uncertain_compute.priors.reading.notation.units_in_values import unit_in
from uncertain_compute.priors.reading.notation.usual_form import CREDIBILITY, ENDS
from uncertain_compute.priors.reading.quantile_keys import QUANTILE_KEY
from uncertain_compute.priors.reading.spec import COPIED, PROVENANCE, SHARED, Prior
from uncertain_compute.priors.reading.weighted import WEIGHTS

OVER = (SHARED, COPIED, ALONG)
"""Keys that name the dimension over which one belief is spread."""

MEMORY = (ALONG, CORRELATION)
SPREADING = (SHARED, COPIED, *MEMORY)
"""Keys that say how one belief is spread over a dimension."""

SAYING = {"value", *SPREADING, *MODIFIERS, CREDIBILITY, WEIGHTS, *ENDS, *ENDS.values(), DIRICHLET, *form_names()}
"""Keys that state an assumption's distribution, apart from quantile keys."""

type OverriddenKey = tuple[str, ...]
"""The keys of an override below ``priors``, from the name of an assumption inwards."""

COMMAND_LINE, PYTHON = "command line", "Python"
WHY_OVERRIDDEN = "set by an override"


@dataclass(frozen=True, slots=True)
class Layer:
    """A file with priors, or the command line's priors."""

    name: str
    priors: Mapping[str, Any]


def is_coordinate(inside: Sequence[str]) -> bool:
    """Return whether a dotted key names a coordinate of a dimension below its prior, or of a dimension below that."""
    return len(inside) > 0 and len(inside) % 2 == 0 and not any(map(_says, inside[::2]))


def by_coordinate(path: OverriddenKey, entry: Any) -> Iterator[tuple[OverriddenKey, Any]]:
    """Yield what an override says by the path of its keys, each coordinate of a dimension apart.

    ``{year: {2030: 7, 2031: 9}}`` is said of two paths, as by two overrides with dotted keys.
    """
    inside = path[1:]
    if not isinstance(entry, Mapping) or any(map(_says, inside[::2])):
        yield path, entry
    elif len(inside) % 2 or (
        any(isinstance(below, Mapping) for below in entry.values()) and not any(map(_says, entry))
    ):
        for key, below in entry.items():
            yield from by_coordinate((*path, str(key)), below)
    else:
        yield path, with_text_labels(entry)


def put_at(entries: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Set the value at a path of keys in nested mappings; anything else on the way is replaced by a mapping."""
    name, *inside = path
    if not inside:
        entries[name] = value
        return
    below = entries.get(name)
    entries[name] = dict(below) if isinstance(below, Mapping) else {}
    put_at(entries[name], inside, value)


def with_text_labels(entry: Any) -> Any:
    """Return an entry whose coordinates are texts, as in an override; YAML reads ``2030`` as a number."""
    if not isinstance(entry, Mapping):
        return entry
    return {key: value if _says(key) else _with_text_keys(value) for key, value in entry.items()}


def _with_text_keys(labelled: Any) -> Any:
    if not isinstance(labelled, Mapping):
        return labelled
    return {str(key) if type(key) is int else key: value for key, value in with_text_labels(labelled).items()}


def is_merged_wrongly(entry: Any) -> bool:
    """Return whether Hydra's merge is wrong for an entry; it is right for numbers with unit, reason and source."""
    if not isinstance(entry, Mapping):
        return True
    said = {key: value for key, value in entry.items() if _says(key)}
    if said:
        sourced = set(PROVENANCE) - {"unit"} <= set(entry)
        return not sourced or set(said) != {"value"} or isinstance(said["value"], Mapping) or not unit_in(entry)
    return any(isinstance(value, Mapping) for value in entry.values())


def _says(key: Any) -> bool:
    return str(key) in SAYING or QUANTILE_KEY.match(str(key)) is not None


def entry_of(layer: Layer, name: str) -> Any:
    """Return a layer's entry; if the command line or Python gives no reason, the reason is that it is an override."""
    entry = layer.priors[name]
    if layer.name not in (COMMAND_LINE, PYTHON) or isinstance(entry, Prior):
        return entry
    entry = entry if isinstance(entry, Mapping) else {"value": entry}
    return {"why": WHY_OVERRIDDEN, **entry} if any(map(_says, entry)) else entry


def merged_all(entries: Iterable[Any], dimensions: set[str], where: str) -> Any:
    """Return the entries of a prior merged, each on top of the one before.

    Raises
    ------
    UncertainComputeError
        If an interval without a dimension would replace the entries of a dimension.
    """
    return reduce(lambda before, entry: _merged(before, entry, dimensions, where), entries, None)


def _merged(before: Any, entry: Any, dimensions: set[str], where: str) -> Any:
    """Return an entry merged on top of the one before."""
    if not isinstance(before, Mapping):
        before = {"value": before} if unit_in(before) else None
    if before is None or isinstance(entry, Prior | list):
        return entry
    if not isinstance(entry, Mapping):
        entry = {"value": entry}
    if any(map(_says, entry)):
        spread = () if {*OVER, *dimensions} & set(entry) else SPREADING
        bounds = () if {*WORDS} & set(entry) else WORDS
        kept = {key: before[key] for key in (*spread, *bounds) if key in before}
        unit = "" if unit_in(entry) else _unit_of(before, dimensions)
        return {**({"unit": unit} if unit else {}), **kept, **_spread(entry, dimensions & set(before), where)}
    spreading = SPREADING if dimensions & set(before) & set(entry) else ()
    kept = {
        key: value for key, value in before.items() if key in spreading or not (_says(key) and dimensions & set(entry))
    }
    inside = {
        key: {name: _merged((kept.get(key) or {}).get(name), value, dimensions, where) for name, value in part.items()}
        for key, part in entry.items()
        if key in dimensions and isinstance(part, Mapping)
    }
    merged = {key: _in_order({**(kept.get(key) or {}), **part}, kept.get(key) or {}) for key, part in inside.items()}
    return {**kept, **entry, **merged}


def _unit_of(entry: Any, dimensions: set[str]) -> str:
    """Return the unit that an entry states, or that all its coordinates do; an empty text if they differ."""
    if (stated := unit_in(entry)) or not isinstance(entry, Mapping):
        return stated
    parts = [entry[name] for name in dimensions & set(entry) if isinstance(entry[name], Mapping)]
    units = {_unit_of(one, dimensions) for part in parts for one in part.values()}
    return units.pop() if len(units) == 1 else ""


def _in_order(entries: Mapping[str, Any], before: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return entries; if the coordinates had an order, new ones are put where they belong in it."""
    positions = {label: position_of(str(label)) for label in entries}
    if len(entries) == len(before) or None in positions.values() or positions_of(list(map(str, before))) is None:
        return entries
    return dict(sorted(entries.items(), key=lambda entry: positions[entry[0]] or 0.0))


def _spread(entry: Mapping[str, Any], replaced: set[str], where: str) -> Mapping[str, Any]:
    """Return an entry that replaces all entries of a dimension; a number applies to each coordinate."""
    if not replaced or set(OVER) & set(entry):
        return entry
    dimension = min(replaced)
    if isinstance(entry.get("value"), int | float):
        return {**entry, COPIED: dimension}
    raise UncertainComputeError(
        f"{where}: has one entry per {dimension}; write {{value: ..., {SHARED}: {dimension}}} (one draw for all), "
        f"{{value: ..., {COPIED}: {dimension}}} (independent draws), or set {where}.{dimension}.NAME"
    )
