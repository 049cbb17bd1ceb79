"""One panel of a tornado: a bar for each assumption, from where it is low to where it is high."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.bars import FILLED, NO_EFFECT, REST, REST_LIGHT, Ranking, draw_whiskers, ranking
from uncertain_compute.views.drawing.panels import DARK, EDGE, LIGHT, WIDTH, say
from uncertain_compute.views.drawing.text_beside import limits, text_shares, write_beside

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEAST_WHISKER = 0.008
"""An interval below this share of the axis cannot be seen."""


@dataclass(frozen=True)
class Tornado:
    """The quantity with each assumption low and high, in coordinates of the axis."""

    names: list[str]
    base: float
    ends: Floats
    """The quantity with each assumption low, and with it high."""

    interval: Floats | None = None
    """The low and high bound of each end."""

    texts: Sequence[tuple[str, str]] = ()
    """The labels of each assumption's low and high end."""

    idle: Sequence[bool] = ()
    """Whether each assumption has no effect, so that its bar would show noise."""

    @cached_property
    def reach(self) -> Floats:
        """Return the start and end of each bar."""
        all_three = np.column_stack([self.ends, np.full(len(self.ends), self.base)])
        return np.column_stack([all_three.min(axis=1), all_three.max(axis=1)])

    @cached_property
    def order(self) -> Ranking:
        """Return the assumptions by the length of their bars."""
        lengths = self.reach[:, 1] - self.reach[:, 0]
        drawn = lengths > NO_EFFECT * abs(self.base)
        return ranking(np.where(drawn & ~np.array(self.idle or False), lengths, 0.0))

    @cached_property
    def rows(self) -> list[str]:
        """Return the names of the rows."""
        return self.order.rows(self.names, "each within")

    @cached_property
    def starts(self) -> Floats:
        """Return the start of each half-bar: the base line, or the nearer end if both are on one side of it."""
        away = self.ends - self.base
        starts = np.full_like(self.ends, self.base)
        one_side = np.flatnonzero(away[:, 0] * away[:, 1] > 0)
        farther = np.argmax(np.abs(away[one_side]), axis=1)
        starts[one_side, farther] = self.ends[one_side, 1 - farther]
        return starts

    def beside(self, index: int) -> tuple[str, str]:
        """Return the labels to the left and right of an assumption's bar."""
        (low, high), (at_low, at_high) = self.ends[index], self.texts[index]
        both = f"{at_low} (low), {at_high} (high)"
        if min(low, high) > self.base:
            return "", both
        if max(low, high) < self.base:
            return both, ""
        return (at_low, at_high) if low <= high else (at_high, at_low)

    @property
    def held(self) -> Floats:
        """Return the start and end of the base line and of each bar with its whiskers."""
        bounds = self.reach if self.interval is None else self.interval.reshape(len(self.ends), -1)
        ends = np.column_stack([self.reach, bounds])[self.order.shown + self.order.rest]
        ends = np.vstack([np.full(ends.shape[1], self.base), ends])
        return np.column_stack([ends.min(axis=1), ends.max(axis=1)])

    @property
    def beside_held(self) -> Floats:
        """Return the shares of the panel's width for the labels left and right of each of these."""
        shown = [self.beside(index) for index in self.order.shown] if self.texts else []
        sides = zip(("", ""), *shown, strict=True)
        return np.column_stack([text_shares(side, 1 + len(self.ends), WIDTH) for side in sides])


def common_limits(panels: Sequence[Tornado]) -> tuple[float, float]:
    """Return axis limits that hold all bars and their labels."""
    reach, beside = (np.vstack(both) for both in zip(*((one.held, one.beside_held) for one in panels), strict=True))
    return limits(*reach.T, *beside.T)


def draw_tornado(axes: "Axes", one: Tornado) -> None:
    """Draw each assumption's bar, the base line, and in grey the reach of the rest."""
    order = one.order
    axes.axvline(one.base, color="black", linewidth=1.0, zorder=3, label="base")
    if not order.shown:
        say(axes, "no assumption moves it")
        return
    heights = np.arange(len(order.shown), dtype=float)
    for end, (label, shade) in enumerate((("low", LIGHT), ("high", DARK))):
        starts = one.starts[order.shown, end]
        lengths = one.ends[order.shown, end] - starts
        axes.barh(heights, lengths, FILLED, starts, color=shade, edgecolor=DARK, linewidth=EDGE, label=label)
    _draw_rest(axes, one)
    if one.interval is not None:
        _draw_intervals(axes, one.interval[order.shown])
    for row, index in enumerate(order.shown if one.texts else []):
        left, right = one.beside(index)
        write_beside(axes, one.reach[index, 0], row, left, left=True)
        write_beside(axes, one.reach[index, 1], row, right)


def _draw_rest(axes: "Axes", one: Tornado) -> None:
    order = one.order
    if order.sum_up:
        low, high = one.reach[order.rest, 0].min(), one.reach[order.rest, 1].max()
        row = [len(order.shown)]
        axes.barh(row, [high - low], FILLED, [low], color=REST_LIGHT, edgecolor=REST, linewidth=EDGE, label="rest")


def _draw_intervals(axes: "Axes", interval: Floats) -> None:
    """Draw the intervals that are wide enough to be seen."""
    low, high = axes.get_xlim()
    heights, flat = np.repeat(np.arange(len(interval), dtype=float), 2), interval.reshape(-1, 2)
    seen = flat[:, 1] - flat[:, 0] > LEAST_WHISKER * (high - low)
    draw_whiskers(axes, flat[seen], heights[seen])
