"""Assumptions as people write them: one belief, or beliefs along named dimensions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

from uncertain_compute.addresses import address_of
from uncertain_compute.errors import quoted
from uncertain_compute.priors.distributions.share import shares_of
from uncertain_compute.priors.reading.anchors import INTERPOLATE, interpolated
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.priors.reading.spec import (
    AN_ASSUMPTION,
    COPIED,
    PROVENANCE,
    SHARED,
    Prior,
    prior_of,
    provenance_of,
)
from uncertain_compute.priors.reading.text import text_of
from uncertain_compute.priors.reading.weighted import concentrations_of

DIRICHLET = "dirichlet"

type Dimensions = Mapping[str, Sequence[str]]
"""Coordinates by dimension."""


@dataclass(frozen=True)
class Assumption:
    """A named belief: one prior, or one prior for each combination of coordinates of named dimensions.

    Attributes
    ----------
    priors
        The priors in the order of ``columns``: the coordinate of the last dimension changes fastest.
    dimensions, coordinates
        The names of its dimensions, and the coordinates of each.
    shared
        Dimensions along which all coordinates share one draw.
    copied
        Dimensions whose coordinates have one belief, each with a draw of its own.
    """

    name: str
    priors: tuple[Prior, ...]
    dimensions: tuple[str, ...] = ()
    coordinates: tuple[tuple[str, ...], ...] = ()
    shared: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()

    @cached_property
    def columns(self) -> Mapping[str, Prior]:
        """Return the priors that are drawn on their own, by column: ``name`` or ``name[coordinate, ...]``."""
        return dict(zip(dict.fromkeys(self.column_of_each), self.priors, strict=True))

    @cached_property
    def column_of_each(self) -> Sequence[str]:
        """Return the column's name for each combination of coordinates; one name if there are no dimensions."""
        own = [index for index, dimension in enumerate(self.dimensions) if dimension not in self.shared]
        return [address_of(self.name, [labels[index] for index in own]) for labels in product(*self.coordinates)]

    @property
    def shape(self) -> tuple[int, ...]:
        """Return the number of coordinates of each dimension."""
        return tuple(map(len, self.coordinates))


@dataclass(frozen=True, slots=True)
class _Beliefs:
    """Beliefs along dimensions; the coordinate of the last dimension changes fastest."""

    priors: tuple[Prior, ...]
    dimensions: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()


def assumption(name: str, written: Any, dimensions: Dimensions, folders: Sequence[Path] = ()) -> Assumption:
    """Return an assumption from its YAML, with one prior per coordinate if it names a dimension.

    The YAML can have these keys:

    - the name of a dimension, with an entry for each coordinate. An entry can itself name a further dimension;
    - ``shared_by: dimension``: all coordinates share one draw;
    - ``copied_to: dimension``: all coordinates have the same prior, and each is drawn on its own;
    - ``interpolate: log`` or ``linear``: only some coordinates of an ordered dimension have a belief, the others are
      interpolated, see `uncertain_compute.priors.reading.anchors`.

    ``shared_by`` and ``copied_to`` also take a list of dimensions. They can be combined with a dimension whose
    coordinates have their own beliefs.

    Raises
    ------
    UncertainComputeError
        If a prior cannot be read, or the coordinates are not those of the dimension.
    """
    found = _beliefs(written, dimensions, ConfigKey(f"priors.{name}", tuple(folders)), {})
    coordinates = tuple(tuple(dimensions[dimension]) for dimension in found.dimensions)
    return Assumption(name, found.priors, found.dimensions, coordinates, found.shared, found.copied)


def _beliefs(written: Any, dimensions: Dimensions, config_key: ConfigKey, common: Mapping[str, str]) -> _Beliefs:
    """Return beliefs; provenance that a belief does not state itself is taken from ``common``."""
    if not isinstance(written, Mapping) or not written:
        return _Beliefs((prior_of(written, config_key, common),))
    entry = config_key.mapping(written, AN_ASSUMPTION)
    form = entry["value"] if isinstance(entry.get("value"), Mapping) else entry
    if DIRICHLET in form:
        return _shares(form, entry, dimensions, config_key, common)
    spread = [key for key in (SHARED, COPIED) if key in entry]
    if spread:
        return _spread(entry, spread, dimensions, config_key, common)
    dimension = next((key for key in entry if key in dimensions), None)
    if dimension is None:
        return _Beliefs((prior_of(entry, config_key, common),))
    if "value" in entry:
        raise config_key.error(
            f"has both value and {dimension}; for one value at all coordinates, use {SHARED} or {COPIED}: {dimension}"
        )
    beside = (key for key in entry if key not in (dimension, INTERPOLATE))
    config_key.fail_unless_keys(beside, (*PROVENANCE, INTERPOLATE), AN_ASSUMPTION)
    here = config_key.at(dimension)
    own = {**common, **provenance_of(entry, config_key)}
    if INTERPOLATE in entry:
        return _interpolated(dimension, entry, dimensions, config_key, own)
    entries = _of_coordinates(entry[dimension], dimensions[dimension], here)
    inside = {label: _beliefs(entries[label], dimensions, here.at(label), own) for label in dimensions[dimension]}
    return _along(dimension, inside, here)


def _interpolated(
    dimension: str,
    entry: Mapping[str, Any],
    dimensions: Dimensions,
    config_key: ConfigKey,
    common: Mapping[str, str],
) -> _Beliefs:
    """Return beliefs at all coordinates of a dimension, of which only the anchors are written."""
    if "." in config_key.key.removeprefix("priors."):
        raise config_key.at(INTERPOLATE).error("is possible only along the first dimension of an assumption")
    here = config_key.at(dimension)
    anchors = here.mapping(entry[dimension], "a belief at each of some coordinates")
    inside = {label: _beliefs(anchors[label], dimensions, here.at(label), common) for label in anchors}
    held = _along(dimension, inside, here)
    priors = {label: one.priors for label, one in inside.items()}
    found = interpolated(priors, dimensions[dimension], entry[INTERPOLATE], here)
    return replace(held, priors=tuple(prior for own in found.values() for prior in own))


def _shares(
    form: Mapping[str, Any],
    entry: Mapping[str, Any],
    dimensions: Dimensions,
    config_key: ConfigKey,
    common: Mapping[str, str],
) -> _Beliefs:
    """Return the shares of a Dirichlet distribution, one for each coordinate of a dimension."""
    beside = {*form, *entry} - {DIRICHLET, "value"}
    config_key.fail_unless_keys(beside, PROVENANCE, "shares that sum to one")
    dimension, concentrations = concentrations_of(form[DIRICHLET], dimensions, config_key.at(DIRICHLET))
    name = config_key.key.removeprefix("priors.")
    if "." in name:
        raise config_key.error("dirichlet must be the whole belief of an assumption, with one dimension")
    said: dict[str, Any] = {"written": text_of({DIRICHLET: form[DIRICHLET]}), "form": {DIRICHLET: form[DIRICHLET]}}
    said |= {**common, **provenance_of(entry, config_key)}
    return _Beliefs(tuple(Prior(one, **said) for one in shares_of(tuple(concentrations.values()), name)), (dimension,))


def _along(dimension: str, inside: Mapping[str, _Beliefs], config_key: ConfigKey) -> _Beliefs:
    """Return the beliefs at all coordinates of a dimension; each coordinate must have the same further dimensions."""
    first, *others = inside
    for label in others:
        if (inside[label].dimensions, inside[label].shared) != (inside[first].dimensions, inside[first].shared):
            said = {one: ", ".join(inside[one].dimensions) or "no further dimension" for one in (first, label)}
            raise config_key.at(label).error(f"has {said[label]}, and {first} has {said[first]}; it must be the same")
    if dimension in inside[first].dimensions:
        raise config_key.error(f"{dimension} comes twice")
    priors = tuple(prior for one in inside.values() for prior in one.priors)
    copied = tuple(name for name in inside[first].copied if all(name in one.copied for one in inside.values()))
    return _Beliefs(priors, (dimension, *inside[first].dimensions), inside[first].shared, copied)


def _spread(
    entry: Mapping[str, Any],
    spread: Sequence[str],
    dimensions: Dimensions,
    config_key: ConfigKey,
    common: Mapping[str, str],
) -> _Beliefs:
    """Return beliefs that are shared by, or copied to, all coordinates of further dimensions; these come first."""
    if len(spread) > 1:
        raise config_key.error(f"has both {SHARED} and {COPIED}; it can be only one")
    (how,) = spread
    written = entry[how] if isinstance(entry[how], list) and entry[how] else [entry[how]]
    names = [name if isinstance(name, str) else quoted(name) for name in written]
    for name in names:
        if name not in dimensions:
            raise config_key.at(how).no_such("dimension", name, dimensions)
    one = _beliefs({key: value for key, value in entry.items() if key != how}, dimensions, config_key, common)
    for name in names:
        if names.count(name) > 1 or name in one.dimensions:
            raise config_key.at(how).error(f"{name} comes twice")
    spread_over = (*names, *one.dimensions)
    if how == SHARED:
        return replace(one, dimensions=spread_over, shared=(*names, *one.shared))
    times = prod(len(dimensions[name]) for name in names)
    return replace(one, priors=one.priors * times, dimensions=spread_over, copied=(*names, *one.copied))


def _of_coordinates(entries: Any, coordinates: Sequence[str], config_key: ConfigKey) -> Mapping[str, Any]:
    """Return one entry for each coordinate."""
    read = config_key.mapping(entries, f"an entry for {', '.join(coordinates)}")
    unknown = next((key for key in read if key not in coordinates), None)
    if unknown is not None:
        raise config_key.no_such("coordinate", unknown, coordinates)
    missing = [name for name in coordinates if name not in read]
    if missing:
        raise config_key.error(f"no entry for {', '.join(missing)}")
    return read
