"""Horizontal bars: a row for each of the largest, one row for the rest, and whiskers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from xarray import DataArray

from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.panels import WHISKER

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_ROWS = 10
REST, REST_LIGHT = "#8c8c8c", "#d0d0d0"
FILLED = 0.5
"""Height of a row's bars, as a share of the row."""

STROKE = 0.07
NO_EFFECT = 1e-9
"""A bar below this share of the longest is a rounding error."""


@dataclass(frozen=True)
class Ranking:
    """The assumptions with a row each, the largest first, and those that share a row."""

    shown: list[int]
    rest: list[int]
    idle: int
    """Number of the rest that have no effect."""

    @property
    def sum_up(self) -> bool:
        """Return whether any of the rest has an effect that the last row shows."""
        return self.idle < len(self.rest)

    def rows(self, names: Sequence[str], rest_is: str) -> list[str]:
        """Return the names of the rows; ``rest_is`` says what the last row's bar shows."""
        return [*(names[index] for index in self.shown), *self._last(rest_is)]

    def _last(self, rest_is: str) -> list[str]:
        if not self.rest:
            return []
        counted = f"{len(self.rest)} other{'s' if len(self.rest) > 1 else ''}"
        if not self.sum_up:
            return [f"{counted}: no effect"]
        said = f"{counted}, {rest_is}" if len(self.rest) > 1 else counted
        return [f"{said} ({self.idle}: no effect)" if self.idle else said]


def ranking(sizes: Floats) -> Ranking:
    """Return the assumptions in order of size; those of size zero or NaN share a row."""
    known = np.nan_to_num(sizes, nan=0.0)
    effective = np.abs(known) > NO_EFFECT * np.abs(known).max(initial=0.0)
    order: list[int] = np.lexsort((-known, ~effective)).tolist()
    shown = order[: min(int(effective.sum()), MOST_ROWS)]
    return Ranking(shown, order[len(shown) :], int((~effective).sum()))


def draw_whiskers(axes: "Axes", interval: Floats, heights: Floats) -> None:
    """Draw an interval with end caps at each height."""
    seen = interval[:, 1] > interval[:, 0]
    (low, high), heights = interval[seen].T, heights[seen]
    style: dict[str, Any] = {"color": WHISKER, "linewidth": 0.9, "zorder": 4}
    axes.hlines(heights, low, high, label="whiskers", **style)
    ends, twice = np.concatenate([low, high]), np.concatenate([heights, heights])
    axes.vlines(ends, twice - STROKE, twice + STROKE, **style)


def numbers(array: DataArray, *dims: str) -> Floats:
    """Return an array's numbers with its dimensions in this order."""
    order = [array.dims.index(dim) for dim in dims or array.dims]
    return np.transpose(array.to_numpy(), order).astype(float)


def labels(array: DataArray) -> list[str]:
    """Return the labels along a coordinate."""
    return [str(name) for name in array.to_numpy()]
