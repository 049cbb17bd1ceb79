"""Render pictures in the requested formats; the same picture gives the same bytes every time."""

import warnings
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from uncertain_compute.errors import UncertainComputeError, fail_unless_one_of
from uncertain_compute.files.writing import file_name, write_together
from uncertain_compute.views.drawing.style import house_style
from uncertain_compute.views.drawing.svg import svg_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = {"pdf": "CreationDate", "png": "Software", "svg": "Date"}
"""For each format, metadata that changes between versions or days, and is left out."""

MARGIN = 0.1
"""Margin around a figure, in inches."""

UNSEEN = "Glyph .* missing from font"
"""matplotlib's warning on letters that its font lacks: PNG shows a box, and SVG leaves them to the viewer's fonts."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure that is still to be drawn, with its name and description.

    Attributes
    ----------
    stem
        The name of its files, see `named`.
    alt
        A description with numbers, for readers who cannot see it.
    draw
        A function that draws it.
    """

    stem: str
    alt: str
    draw: "Callable[[], Figure]"


def rendered(picture: Picture, formats: Collection[str]) -> dict[str, bytes]:
    """Return a picture's files by format; the caller sets the style.

    Raises
    ------
    UncertainComputeError
        If it cannot be drawn, because a font cannot be read or a format is unknown.
    """
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", UNSEEN)
            figure = picture.draw()
            return {kind: _file(figure, kind) for kind in formats}
    except (OSError, RuntimeError) as error:
        reason = " ".join(str(error).split())
        raise UncertainComputeError(
            f"report: the figure {picture.stem} cannot be drawn ({reason}); report=none goes without figures"
        ) from error


def save_pictures(pictures: Iterable[Picture], folder: Path, formats: Collection[str]) -> list[Path]:
    """Render pictures to a folder, all of them or none; return the files' paths."""
    with house_style():
        files = {
            folder / f"{name}.{kind}": content
            for name, picture in named(pictures)
            for kind, content in rendered(picture, formats).items()
        }
    return write_together(files)


def named(pictures: Iterable[Picture]) -> Iterator[tuple[str, Picture]]:
    """Yield each picture with its file name: its stem with allowed characters, numbered if that is taken."""
    taken = Counter[str]()
    for picture in pictures:
        name = file_name(picture.stem)
        taken[name] += 1
        yield (f"{name}-{taken[name]}" if taken[name] > 1 else name), picture


def formats_of(written: object) -> tuple[str, ...]:
    """Return the formats that a config requests.

    Raises
    ------
    UncertainComputeError
        If a format is unknown, or the list is empty.
    """
    asked = list(written) if isinstance(written, list | tuple) and written else [written]
    for kind in asked:
        fail_unless_one_of("formats", kind, FORMATS, "or a list of them")
    return tuple(dict.fromkeys(map(str, asked)))


def _file(figure: "Figure", kind: str) -> bytes:
    if kind == "svg":
        return svg_of(figure, MARGIN).encode()
    content = BytesIO()
    around = figure.get_tightbbox().padded(MARGIN)
    figure.savefig(content, format=kind, bbox_inches=around, metadata={FORMATS[kind]: None})
    return content.getvalue()
