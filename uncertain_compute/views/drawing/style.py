"""Common style of all figures: colours, titles and fonts."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from uncertain_compute.addresses import coordinate_of, name_of
from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.text import BOLD, wrapped
from uncertain_compute.views.numbers import unit_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STYLE = Path(__file__).with_name("style.mplstyle")
OURS, THEIRS = "#1f5a92", "#b3540e"
COLOURS = (OURS, THEIRS, "#2a9d74", "#9c3f86", "#8a8a00", "#4d4d4d")
"""Colours of the first set, the second and so on; safe for colour-blind readers (after Okabe & Ito 2008)."""

QUIET = "#6b6b6b"
TITLE, NOTE, LEFT, TITLE_LINE, HEAD_GAP = 12.5, 8.7, 0.01, 0.2, 0.08
"""Font sizes of a title and a note in points; their left margin as a share of the width; inches from line to line of a
title, and between it and the note."""


@contextmanager
def house_style() -> Iterator[None]:
    """Use the house's style, whatever the user's settings are."""
    from matplotlib import style

    with style.context(["default", STYLE]):
        yield


def colour_of(index: int) -> str:
    """Return the colour of a set by its index among all."""
    return COLOURS[index % len(COLOURS)]


def head(figure: "Figure", title: str, note: str) -> None:
    """Write a title and a note at the top left of a figure."""
    width, height = figure.get_size_inches()
    above = title_lines(title, width)
    figure.text(LEFT, 1.0, "\n".join(above), fontsize=TITLE, fontweight="bold", va="top", linespacing=1.15)
    lines = "\n".join(note_lines(note, width))
    figure.text(
        LEFT,
        1 - (HEAD_GAP + TITLE_LINE * len(above)) / height,
        lines,
        fontsize=NOTE,
        color=QUIET,
        va="top",
        linespacing=1.3,
    )


def title_lines(title: str, width: float) -> list[str]:
    """Return a title in lines that fit a figure of a width in inches."""
    return wrapped(title, (1 - 2 * LEFT) * width, TITLE, BOLD).splitlines()


def note_lines(note: str, width: float) -> list[str]:
    """Return a note in lines that fit a figure of a width in inches."""
    return wrapped(note, (1 - 2 * LEFT) * width, NOTE).splitlines()


def set_names(names: Iterable[str]) -> str:
    """Return the prior sets' names for a title."""
    return f"Prior set{'s' if len(list(names)) > 1 else ''} {' and '.join(names)}"


def in_words(study: Study, column: str) -> str:
    """Return the label of a column."""
    name, coordinate = name_of(column), coordinate_of(column)
    return study.label(name) + (f": {coordinate}" if coordinate else "")


def axis_label(unit: str) -> str:
    """Return the axis label of a unit."""
    return "dimensionless" if unit == "1" else unit_text(unit)
