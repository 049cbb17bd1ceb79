"""Ticks and their labels: as many as fit, from matplotlib's locators, in as few digits as tell them apart."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from uncertain_compute.views.drawing.panels import inches_across
from uncertain_compute.views.drawing.scale import Scale
from uncertain_compute.views.drawing.text import POINTS_PER_INCH, text_width
from uncertain_compute.views.numbers import (
    EXACT_DIGITS,
    MOST_DIGITS,
    is_calendar,
    readable,
    scientific_beside,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

LINEAR_STEPS = (1, 2, 2.5, 5, 10)
DECADE_STEPS = ((1, 2, 5), (1, 3), (1,))
FEWEST_IN_DECADES, FEWEST = 3, 2
"""With fewer ticks than this a logarithmic axis gets evenly spaced ones; with fewer than that an axis has no use."""

MOST_INTERVALS = 9
DECADES = (-307.0, 308.0)
"""The range of powers of ten in which a logarithmic axis has ticks."""

ROOM, GAP = 4.2, 1.0
"""In font sizes: the room for a tick label at a horizontal axis, and the least space between two."""


def label_ticks(axes: "Axes", scale: Scale, at: Sequence[float] = (), unit: str = "") -> None:
    """Set readable tick labels on the x axis, as many as fit; at the values ``at`` if any are given.

    A logarithmic axis gets 1, 2 and 5 of each power of ten, or 1 and 3, or only powers if more would crowd. An axis of
    years gets whole ones, unless it has not two of them.
    """
    low, high = axes.get_xlim()
    points = float(axes.xaxis.get_major_ticks(1)[0].label1.get_fontsize())
    across = inches_across(axes)

    def fit(ticks: Sequence[float]) -> bool:
        if is_calendar(ticks, unit) and any(tick % 1 for tick in ticks):
            return False
        widths = np.array([text_width(text, points) for text in tick_texts(ticks, unit)])
        apart = np.diff(scale.coordinates(ticks)) * across / (high - low)
        return bool((apart >= (widths[1:] + widths[:-1]) / 2 + GAP * points / POINTS_PER_INCH).all())

    most = max(int(across * POINTS_PER_INCH / (ROOM * points)), FEWEST)
    _set_ticks(axes.xaxis, scale, at or _first_that_fits(scale, low, high, most, fit), unit)


def label_upright(axes: "Axes", scale: Scale, unit: str = "") -> None:
    """Set readable tick labels on the y axis."""
    most = max(axes.yaxis.get_tick_space(), FEWEST)
    ticks = _first_that_fits(scale, *axes.get_ylim(), most, lambda ticks: len(ticks) <= most)
    _set_ticks(axes.yaxis, scale, ticks, unit)


def tick_texts(values: Sequence[float], unit: str = "") -> list[str]:
    """Return numbers in as few digits as tell them apart."""
    if is_calendar(values, unit):
        return [f"{value:g}" for value in values]
    tiny = 0.01 * min(np.diff(values), default=np.inf)
    for digits in (MOST_DIGITS, EXACT_DIGITS):
        rounded = [float(f"{value:.{digits}g}") for value in values]
        if all(abs(near - value) < tiny for near, value in zip(rounded, values, strict=True)):
            return [readable(value, scientific_from=scientific_beside(rounded)) for value in rounded]
    return [f"{value:,.12g}" for value in values]


def _set_ticks(axis: "Axis", scale: Scale, values: Sequence[float], unit: str = "") -> None:
    axis.set_ticks(scale.coordinates(values).tolist(), tick_texts(values, unit))


def _first_that_fits(
    scale: Scale, low: float, high: float, most: int, fit: Callable[[Sequence[float]], bool]
) -> list[float]:
    """Return the most ticks that fit; if none fit, the fewest."""
    ticks: list[float] = []
    for ticks in _choices(scale, low, high, most):
        if fit(ticks):
            break
    return ticks


def _choices(scale: Scale, low: float, high: float, most: int) -> Iterator[list[float]]:
    """Yield choices of ticks between two coordinates, fewer each time but never a single one."""
    if scale.logarithmic:
        most_of_all, *_ = choices = list(_in_decades(low, high, most))
        suitable = [one for one in choices if FEWEST <= len(one) <= most]
        if len(most_of_all) >= FEWEST_IN_DECADES and suitable:
            yield from suitable
            return
    first, last = scale.values([low, high])
    yield from _even(float(first), float(last), most)


def _in_decades(low: float, high: float, most: int) -> Iterator[list[float]]:
    from matplotlib.ticker import LogLocator

    first, last = np.clip([low, high], *DECADES)
    locators = [LogLocator(subs=steps, numticks=10**6) for steps in DECADE_STEPS]
    locators += [LogLocator(numticks=count) for count in range(max(most, FEWEST), FEWEST - 1, -1)]
    with np.errstate(over="ignore"):
        found = [locator.tick_values(10.0**first, 10.0**last) for locator in locators]
    for values in found:
        yield [float(value) for value in values if low <= np.log10(value) <= high]


def _even(low: float, high: float, most: int) -> Iterator[list[float]]:
    from matplotlib.ticker import MaxNLocator

    tiny = 1e-9 * (high - low)
    for count in range(min(most + 1, MOST_INTERVALS), FEWEST - 1, -1):
        found = MaxNLocator(nbins=count, steps=LINEAR_STEPS).tick_values(low, high)
        ticks = [0.0 if abs(tick) < tiny else float(tick) for tick in found if low <= tick <= high]
        if len(ticks) >= FEWEST:
            yield ticks
