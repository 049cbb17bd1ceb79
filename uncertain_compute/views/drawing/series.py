"""Bars from zero: one or two estimates for each assumption, with intervals and text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from xarray import Dataset

from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.bars import FILLED, REST, REST_LIGHT, Ranking, draw_whiskers, numbers
from uncertain_compute.views.drawing.panels import DARK, EDGE, LIGHT, say
from uncertain_compute.views.drawing.scale import EVEN
from uncertain_compute.views.drawing.text_beside import make_room, write_beside
from uncertain_compute.views.drawing.ticks import label_ticks
from uncertain_compute.views.numbers import percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Series:
    """An estimate and its interval for each assumption, and a function for those that share a row."""

    label: str
    values: Floats
    interval: Floats
    """Low and high end of the interval, for each assumption."""

    of_rest: Callable[[Floats], float] | None = None
    """A function of the rest's values whose result their row shows, if any."""

    @classmethod
    def of(cls, data: Dataset, name: str, label: str, of_rest: Callable[[Floats], float] | None = None) -> "Series":
        """Return the series of a dataset's variable over one dimension, with its interval."""
        (along,) = data[name].dims
        return cls(label, numbers(data[name]), numbers(data[f"{name}_ci"], str(along), "bound"), of_rest)

    @classmethod
    def in_percent(
        cls, data: Dataset, name: str, label: str, of_rest: Callable[[Floats], float] | None = None
    ) -> "Series":
        """Return the series of a dataset's variable, in percent."""
        one = cls.of(data, name, label, of_rest)
        return cls(label, 100 * one.values, 100 * one.interval, of_rest)

    def bars(self, order: Ranking) -> tuple[Floats, Floats]:
        """Return the bars' values from the top, with their intervals; the row of the rest has none."""
        values, interval = self.values[order.shown], self.interval[order.shown]
        if self.of_rest is None or not order.sum_up:
            return values, interval
        rest = float(self.of_rest(self.values[order.rest]))
        return np.append(values, rest), np.vstack([interval, [rest, rest]])


class Lane(NamedTuple):
    """The position of a bar in its row, and its colours: for an assumption, and for the rest."""

    offset: float
    thick: float
    own: str
    rest: str


LANES = {
    1: (Lane(0.0, FILLED, DARK, REST),),
    2: (Lane(-FILLED / 4, FILLED / 2, DARK, REST), Lane(FILLED / 4, FILLED / 2, LIGHT, REST_LIGHT)),
}
"""Lanes by the number of series."""


def draw_series(axes: "Axes", order: Ranking, series: Sequence[Series], text: Callable[[float, float], str]) -> None:
    """Draw one or two series side by side in each row; ``text`` formats a value with its error."""
    low, high, said = [0.0], [0.0], [""]
    for one, lane in zip(series, LANES[len(series)], strict=True):
        values, interval = one.bars(order)
        heights = np.arange(len(values), dtype=float) + lane.offset
        axes.barh(heights, values, lane.thick, label=one.label, linewidth=EDGE, **_colours(len(values), order, lane))
        draw_whiskers(axes, interval, heights)
        texts = [text(value, (upper - lower) / 2) for value, (lower, upper) in zip(values, interval, strict=True)]
        reach = np.fmax(np.fmax(values, interval[:, 1]), 0.0)
        for end, height, written in zip(reach, heights, texts, strict=True):
            write_beside(axes, end, height, written)
        low += np.fmin(values, interval[:, 0]).tolist()
        high += reach.tolist()
        said += texts
    if not order.shown:
        say(axes, "no assumption has an effect")
    axes.axvline(0.0, color="black", linewidth=0.8, zorder=3)
    make_room(axes, np.array(low), np.array(high), said)
    label_ticks(axes, EVEN)


def percent_text(value: float, _: float) -> str:
    """Return the text at a bar for a share in percent."""
    text = percent(value / 100)
    return "0%" if text == "-0%" else text


def _colours(count: int, order: Ranking, lane: Lane) -> dict[str, Any]:
    """Return the colours of bars; those after the assumptions' own bars are for the rest."""
    own, rest = len(order.shown), count - len(order.shown)
    return {"color": [lane.own] * own + [lane.rest] * rest, "edgecolor": [DARK] * own + [REST] * rest}
