"""The size of text, as measured by matplotlib's renderer."""

from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from matplotlib.font_manager import FontPath
    from matplotlib.ft2font import FT2Font

POINTS_PER_INCH = 72
NORMAL, BOLD = "normal", "bold"
BETWEEN = "||"
"""A letter is measured between these, so that its width includes the space around it."""

type FontFamily = tuple[str, ...]
"""Names of a font, and of those that stand in for it."""

type Weight = str | int


class Shape(NamedTuple):
    """The size of a letter with the space around it, or of a text, as shares of the font size."""

    width: float
    above: float
    below: float


def text_width(text: str, points: float, weight: Weight = NORMAL) -> float:
    """Return the width of a text in inches, at a font size: that of its longest line."""
    from matplotlib import rcParams

    family = tuple(rcParams["font.family"])
    longest = max(
        (sum(_letter_shape(one, family, weight).width for one in line) for line in text.splitlines()), default=0.0
    )
    return longest * points / POINTS_PER_INCH


def widest(texts: Iterable[str], points: float) -> float:
    """Return the width in inches of the widest of some texts."""
    return max((text_width(text, points) for text in texts), default=0.0)


def shortened(text: str, inches: float, points: float, weight: Weight = NORMAL) -> str:
    """Return a text without its middle where it is wider: names of columns often differ only at the end."""

    def with_ends_of(letters: int) -> str:
        return f"{text[:letters]}…{text[len(text) - letters :]}"

    if text_width(text, points, weight) <= inches:
        return text
    halves = range(1, (len(text) + 1) // 2)
    return with_ends_of(bisect_right(halves, inches, key=lambda one: text_width(with_ends_of(one), points, weight)))


def wrapped(text: str, inches: float, points: float, weight: str = NORMAL, most_lines: float = inf) -> str:
    """Return a text in lines up to a width; text after the last allowed line is cut with ``…``."""
    lines = [""]
    for word in (shortened(one, inches, points, weight) for one in text.split()):
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


def text_shape(text: str, family: FontFamily, weight: Weight) -> Shape:
    """Return the shape of a line of text, with kerning."""
    width, above, below = zip(*(_letter_shape(one, family, weight) for one in text), strict=True)
    kerned = sum(_kerning(left, right, family, weight) for left, right in pairwise(text))
    return Shape(sum(width) + kerned, max(above), max(below))


@cache
def line_shares(family: FontFamily, weight: Weight) -> tuple[float, float, float] | None:
    """Return how far a font's lines reach up and down, and the gap between them, as shares of its size, if known."""
    font = _font(family, weight)
    table = font.get_sfnt_table("OS/2")
    if table is None:
        return None
    units = font.units_per_EM
    return table["sTypoAscender"] / units, -table["sTypoDescender"] / units, table["sTypoLineGap"] / units


@cache
def _letter_shape(letter: str, family: FontFamily, weight: Weight) -> Shape:
    around, alone = (_measured(text, family, weight)[0] for text in (letter.join(BETWEEN), BETWEEN))
    _, height, below = _measured(letter, family, weight)
    return Shape((around - alone) / POINTS_PER_INCH, (height - below) / POINTS_PER_INCH, below / POINTS_PER_INCH)


@cache
def _kerning(left: str, right: str, family: FontFamily, weight: Weight) -> float:
    """Return the space between two letters beyond that around each."""
    from matplotlib.ft2font import Kerning

    font = _font(family, weight)
    left_glyph, right_glyph = (font.get_char_index(ord(letter)) for letter in (left, right))
    return font.get_kerning(left_glyph, right_glyph, Kerning.UNSCALED) / font.units_per_EM


def _font(family: FontFamily, weight: Weight) -> "FT2Font":
    from matplotlib.font_manager import get_font

    return get_font(_font_file(family, weight))


@cache
def _font_file(family: FontFamily, weight: Weight) -> "FontPath":
    from matplotlib.font_manager import FontProperties, findfont

    return findfont(FontProperties(family=family, weight=weight))


@cache
def _measured(text: str, family: FontFamily, weight: Weight) -> tuple[float, float, float]:
    """Return the width, height and depth of a text at a font size of one inch, in points."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=family, weight=weight, size=POINTS_PER_INCH)
    width, height, depth = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width), float(height), float(depth)
