"""What all figures share: style, colours, titles, and readable axes."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np

from uncertain_compute.study.study import Study
from uncertain_compute.views.sentences.numbers import EXACT_DIGITS, MOST_DIGITS, readable, scientific_beside, unit_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

STYLE = Path(__file__).with_name("style.mplstyle")
OURS, THEIRS = "#1f5a92", "#b3540e"
COLOURS = (OURS, THEIRS, "#2a9d74", "#9c3f86", "#8a8a00", "#4d4d4d")
"""Those of the first set, of the second and so on; told apart by the colour-blind (after Okabe & Ito 2008)."""

QUIET = "#6b6b6b"
NOTE_PER_INCH = 15.5
HEAD_GAP = 0.28

MOST_TICKS = 12
FEWEST_TICKS = 3
MOST_POWERS = 8
MOST_LETTERS = 6
"""Letters for each of the most ticks beyond which every second one is left out."""

LINEAR_STEPS = (1, 2, 2.5, 5, 10)
DECADE_STEPS = ((1, 2, 5), (1, 3), (1,))


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house's style, whatever the user's own settings are."""
    from matplotlib import style

    with style.context(["default", STYLE]):
        yield


def colour_of(place: int) -> str:
    """Return the colour of a set by its place among all."""
    return COLOURS[place % len(COLOURS)]


def head(figure: "Figure", title: str, note: str) -> None:
    """Write a title and a note at the top left of a figure."""
    width, height = figure.get_size_inches()
    left = figure.subplotpars.left
    figure.text(left, 1.0, title, fontsize=14, fontweight="bold", va="top")
    lines = fill(note, int(NOTE_PER_INCH * width))
    figure.text(left, 1 - HEAD_GAP / height, lines, fontsize=8.5, color=QUIET, va="top", linespacing=1.3)


def set_names(names: Iterable[str]) -> str:
    """Return what prior sets are called in a title."""
    return f"Prior set{'s' if len(list(names)) > 1 else ''} {' and '.join(names)}"


def in_words(study: Study, column: str) -> str:
    """Return what a column is, in words."""
    name, _, coordinate = column.partition("[")
    return study.label(name) + (f": {coordinate.removesuffix(']')}" if coordinate else "")


def axis_label(unit: str) -> str:
    """Return what stands at an axis of a unit."""
    return "dimensionless" if unit == "1" else unit_text(unit)


def label_ticks(
    axes: "Axes",
    *,
    logarithmic: bool,
    most: int = MOST_TICKS,
    fewest: int = FEWEST_TICKS,
    at: Sequence[float] = (),
) -> None:
    """Write readable numbers at the x axis; a logarithmic one has log10 of its values as coordinates.

    That one gets 1, 2 and 5 of each power of ten, or 1 and 3, or powers alone where more would crowd.
    With ``at`` the numbers are these.
    """
    low, high = axes.get_xlim()
    values = list(at) or (_decade_ticks(low, high, most, fewest) if logarithmic else _even_ticks(low, high, most))
    places = np.log10(values) if logarithmic else values
    axes.set_xticks([float(place) for place in places], _told_apart(values))


def label_upright(axes: "Axes") -> None:
    """Write readable numbers at the y axis."""
    ticks = _even_ticks(*axes.get_ylim(), MOST_TICKS)
    axes.set_yticks(ticks, _told_apart(ticks))


def label_powers(axes: "Axes") -> None:
    """Write powers of ten at a y axis that has log10 of its values as coordinates."""
    low, high = axes.get_ylim()
    powers = range(int(np.ceil(low)), int(np.floor(high)) + 1)
    shown = powers[:: max(-(-len(powers) // MOST_POWERS), 1)]
    axes.set_yticks([*shown], [readable(10.0**power) for power in shown])


def _told_apart(values: Sequence[float]) -> list[str]:
    """Return numbers in as few digits as say where they stand among the others."""
    tiny = 0.01 * min(np.diff(values), default=np.inf)
    for digits in (MOST_DIGITS, EXACT_DIGITS):
        rounded = [float(f"{value:.{digits}g}") for value in values]
        if all(abs(near - value) < tiny for near, value in zip(rounded, values, strict=True)):
            return [readable(value, scientific_from=scientific_beside(rounded)) for value in rounded]
    return [f"{value:,.12g}" for value in values]


def _even_ticks(low: float, high: float, most: int) -> list[float]:
    from matplotlib.ticker import MaxNLocator

    tiny = 1e-9 * (high - low)
    places = MaxNLocator(nbins=min(most + 1, 9), steps=LINEAR_STEPS).tick_values(low, high)
    ticks = [0.0 if abs(place) < tiny else float(place) for place in places if low <= place <= high]
    return ticks[::2] if sum(map(len, _told_apart(ticks))) > MOST_LETTERS * most else ticks


def _decade_ticks(low: float, high: float, most: int, fewest: int) -> list[float]:
    """Return values between two powers of ten: as many as fit, even ones where a decade gives too few."""
    for steps in DECADE_STEPS:
        found = _of_each_decade(low, high, steps)
        if fewest <= len(found) <= most:
            return found
    if len(found) > most:
        return found[:: -(-len(found) // most)]
    return _even_ticks(10**low, 10**high, most)


def _of_each_decade(low: float, high: float, steps: tuple[int, ...]) -> list[float]:
    values = [step * 10.0**decade for decade in range(int(np.floor(low)), int(np.ceil(high)) + 1) for step in steps]
    return [value for value in values if low <= np.log10(value) <= high]
