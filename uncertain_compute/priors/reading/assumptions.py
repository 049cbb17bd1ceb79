"""Assumptions as people write them: one belief, or beliefs along named dimensions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uncertain_compute.errors import quoted
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


@dataclass(frozen=True, slots=True)
class Assumption:
    """A named belief: one prior, or one for each coordinate of a named dimension.

    With ``shared`` one draw of its one prior holds for all coordinates.
    """

    name: str
    priors: tuple[Prior, ...]
    dimension: str | None = None
    coordinates: tuple[str, ...] = ()
    shared: bool = False

    @property
    def columns(self) -> dict[str, Prior]:
        """Return the priors by ``name`` or ``name[coordinate]``: what is drawn on its own."""
        if self.dimension is None or self.shared:
            return {self.name: self.priors[0]}
        return {
            f"{self.name}[{coordinate}]": prior for coordinate, prior in zip(self.coordinates, self.priors, strict=True)
        }

    @property
    def column_of_each(self) -> list[str]:
        """Return the column of each coordinate; of a plain assumption its only one."""
        columns = list(self.columns)
        return columns * len(self.coordinates) if self.shared else columns


def assumption(
    name: str, written: Any, dimensions: Mapping[str, Sequence[str]], folders: Sequence[Path] = ()
) -> Assumption:
    """Return an assumption from its YAML, with one prior per coordinate where it names a dimension.

    One prior with ``shared_by: dimension`` is one draw for all coordinates; with ``copied_to: dimension`` it is drawn
    for each of them on its own.

    Raises
    ------
    UncertainComputeError
        If a prior cannot be read, or the coordinates are not the dimension's own.
    """
    config_key = ConfigKey(f"priors.{name}", tuple(folders))
    if not isinstance(written, Mapping) or not written:
        return Assumption(name, (prior_of(written, config_key, {}),))
    written = config_key.mapping(written, "an assumption")
    spread = [key for key in (SHARED, COPIED) if key in written]
    if spread:
        return _spread(name, written, spread, dimensions, config_key)
    dimension = next((key for key in written if key in dimensions), None)
    if dimension is None:
        return Assumption(name, (prior_of(written, config_key, {}),))
    if "value" in written:
        raise config_key.error(f"has both value and {dimension}; a value for all is {SHARED} or {COPIED} {dimension}")
    config_key.fail_unless_keys((key for key in written if key != dimension), PROVENANCE, AN_ASSUMPTION)
    common = provenance_of(written, config_key)
    coordinates = tuple(dimensions[dimension])
    here = config_key.at(dimension)
    entries = _of_coordinates(written[dimension], coordinates, here)
    priors = [prior_of(entries[coordinate], here.at(coordinate), common) for coordinate in coordinates]
    return Assumption(name, tuple(priors), dimension, coordinates)


def _spread(
    name: str,
    written: Mapping[Any, Any],
    spread: list[str],
    dimensions: Mapping[str, Sequence[str]],
    config_key: ConfigKey,
) -> Assumption:
    """Return an assumption whose one prior holds for all coordinates of a dimension."""
    if len(spread) > 1:
        raise config_key.error(f"has both {SHARED} and {COPIED}; it can be only one")
    (how,) = spread
    dimension = written[how] if isinstance(written[how], str) else quoted(written[how])
    if dimension not in dimensions:
        raise config_key.at(how).no_such("dimension", dimension, dimensions)
    one = prior_of({key: value for key, value in written.items() if key != how}, config_key, {})
    coordinates = tuple(dimensions[dimension])
    shared = how == SHARED
    return Assumption(name, (one,) if shared else (one,) * len(coordinates), dimension, coordinates, shared)


def _of_coordinates(entries: Any, coordinates: Sequence[str], config_key: ConfigKey) -> Mapping[str, Any]:
    """Return the entries by coordinate, one for each."""
    read = config_key.mapping(entries, f"an entry for {', '.join(coordinates)}")
    unknown = next((key for key in read if key not in coordinates), None)
    if unknown is not None:
        raise config_key.no_such("coordinate", unknown, coordinates)
    missing = [name for name in coordinates if name not in read]
    if missing:
        raise config_key.error(f"no entry for {', '.join(missing)}")
    return read
