"""Paths: the columns of a quantity along an ordered dimension, such as years."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from uncertain_compute.addresses import address_of, coordinate_of, labels_of, name_of
from uncertain_compute.priors.reading.notation.positions import positions_of

FEWEST = 3
"""An ordered dimension with at least this many coordinates is shown as a path."""


@dataclass(frozen=True, slots=True)
class ColumnPath:
    """The columns of a quantity along an ordered dimension, with the same labels of its other dimensions.

    Attributes
    ----------
    name
        The quantity with its other labels: ``supply[H100]``.
    labels, positions
        The coordinate of each column: as it is written, and as a number (of years, if it is a date).
    """

    name: str
    columns: tuple[str, ...]
    labels: tuple[str, ...]
    positions: tuple[float, ...]

    @property
    def chosen(self) -> list[str]:
        """Return the first, the middle and the last column."""
        return [self.columns[0], self.columns[len(self.columns) // 2], self.columns[-1]]

    def at(self, labels: Collection[str]) -> list[str]:
        """Return the columns at some labels; if there are none, the first, the middle and the last column."""
        found = [column for column, label in zip(self.columns, self.labels, strict=True) if label in labels]
        return found or self.chosen

    def label(self, column: str) -> str:
        """Return the coordinate of a column."""
        return self.labels[self.columns.index(column)]


def paths_in(columns: Iterable[str]) -> list[ColumnPath]:
    """Return the paths among some columns, in their order.

    Examples
    --------
    >>> [path.name for path in paths_in(["cost", "supply[2024]", "supply[2025]", "supply[2026]"])]
    ['supply']
    """
    owners: dict[str, list[str]] = {}
    for column in columns:
        if coordinate_of(column):
            owners.setdefault(name_of(column), []).append(column)
    return [path for name, own in owners.items() for path in _paths_of(name, own)]


def shown_columns(columns: Sequence[str], labels: Collection[str] = ()) -> list[str]:
    """Return columns; a path's columns only at some labels, or else its first, middle and last column."""
    found = paths_in(columns)
    in_paths = {column for path in found for column in path.columns}
    kept = {column for path in found for column in path.at(labels)}
    return [column for column in columns if column in kept or column not in in_paths]


def without_paths(columns: Iterable[str]) -> list[str]:
    """Return the columns that are not part of a path."""
    held = list(columns)
    in_paths = {column for path in paths_in(held) for column in path.columns}
    return [column for column in held if column not in in_paths]


def _paths_of(name: str, columns: Sequence[str]) -> list[ColumnPath]:
    """Return the paths of one quantity along its first dimension that has an order."""
    labels = [labels_of(column) for column in columns]
    if len({len(own) for own in labels}) > 1:
        return []
    for index, own in enumerate(zip(*labels, strict=True)):
        along = tuple(dict.fromkeys(own))
        if len(along) >= FEWEST and positions_of(along) is not None:
            return _along(name, columns, labels, index)
    return []


def _along(name: str, columns: Sequence[str], labels: Sequence[Sequence[str]], index: int) -> list[ColumnPath]:
    groups: dict[tuple[str, ...], dict[str, str]] = {}
    for column, own in zip(columns, labels, strict=True):
        groups.setdefault((*own[:index], *own[index + 1 :]), {})[own[index]] = column
    return [
        ColumnPath(address_of(name, others), tuple(along.values()), tuple(along), positions)
        for others, along in groups.items()
        if len(along) >= FEWEST and (positions := positions_of(tuple(along))) is not None
    ]
