"""The size of text, as measured by matplotlib's renderer."""

from collections.abc import Iterable
from functools import cache
from math import inf

POINTS_PER_INCH = 72
NORMAL, BOLD = "normal", "bold"
BETWEEN = "||"
"""A letter is measured between these, so that its width includes the space around it."""


def text_width(text: str, points: float, weight: str = NORMAL) -> float:
    """Return the width of a text in inches, at a font size: that of its longest line."""
    from matplotlib import rcParams

    family = tuple(rcParams["font.family"])
    longest = max((sum(_letter_width(one, family, weight) for one in line) for line in text.splitlines()), default=0.0)
    return longest * points / POINTS_PER_INCH


def widest(texts: Iterable[str], points: float) -> float:
    """Return the width in inches of the widest of some texts."""
    return max((text_width(text, points) for text in texts), default=0.0)


def wrapped(text: str, inches: float, points: float, weight: str = NORMAL, most_lines: float = inf) -> str:
    """Return a text in lines up to a width; text after the last allowed line is cut with ``…``."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if text_width(longer, points, weight) <= inches or not lines[-1]:
            lines[-1] = longer
        elif len(lines) < most_lines:
            lines.append(word)
        else:
            lines[-1] = _with_ellipsis(lines[-1], inches, points, weight)
            break
    return "\n".join(lines)


def _with_ellipsis(line: str, inches: float, points: float, weight: str) -> str:
    while " " in line and text_width(f"{line} …", points, weight) > inches:
        line = line.rpartition(" ")[0]
    return f"{line} …"


@cache
def _letter_width(letter: str, family: tuple[str, ...], weight: str) -> float:
    """Return the width of a letter relative to the font size."""
    around, alone = (_measured(text, family, weight) for text in (letter.join(BETWEEN), BETWEEN))
    return (around - alone) / POINTS_PER_INCH


@cache
def _measured(text: str, family: tuple[str, ...], weight: str) -> float:
    """Return the width of a text at a font size of one inch, in points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=family, weight=weight, size=POINTS_PER_INCH)
    width, *_ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width)
