"""Pictures: figures with a name and a description, rendered in the formats asked for; the same bytes every time."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from uncertain_compute.errors import UncertainComputeError, did_you_mean
from uncertain_compute.store import write_whole
from uncertain_compute.views.house import house_style

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

FORMATS = {"png": "Software", "svg": "Date"}
"""By format: what of the file would differ from one version or day to another, and is left out."""

MARGIN = 0.1
"""Inches around a figure."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure that is still to be drawn.

    Attributes
    ----------
    stem
        Name of its files, without the format.
    alt
        What it shows, with its numbers, for whoever does not see it.
    draw
        Draws it.
    """

    stem: str
    alt: str
    draw: "Callable[[], Figure]"


def rendered(picture: Picture, formats: Collection[str]) -> dict[str, bytes]:
    """Return a picture's files by format, with nothing in them but the picture; the style is the caller's.

    Raises
    ------
    UncertainComputeError
        If it cannot be drawn: a font cannot be read, or a format is not one.
    """
    try:
        figure = picture.draw()
        around = figure.get_tightbbox().padded(MARGIN)
        return {kind: _file(figure, kind, around) for kind in formats}
    except (OSError, RuntimeError) as error:
        reason = " ".join(str(error).split())
        raise UncertainComputeError(
            f"report: the figure {picture.stem} cannot be drawn ({reason}); report=none goes without figures"
        ) from error


def save_pictures(pictures: Iterable[Picture], folder: Path, formats: Collection[str]) -> list[Path]:
    """Render pictures one by one into a folder; returns the files' paths."""
    with house_style():
        return [path for picture in pictures for path in write_rendered(picture, rendered(picture, formats), folder)]


def write_rendered(picture: Picture, files: Mapping[str, bytes], folder: Path) -> list[Path]:
    """Write what was rendered of a picture; returns the files' paths."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = picture.stem.replace("/", "-")
    return [write_whole(folder / f"{stem}.{kind}", partial(_put, content)) for kind, content in files.items()]


def _put(content: bytes, path: Path) -> int:
    return path.write_bytes(content)


def formats_of(written: object) -> tuple[str, ...]:
    """Return the formats that a config asks for.

    Raises
    ------
    UncertainComputeError
        If it is no format, or a list with something else in it, or an empty one.
    """
    asked = [written] if isinstance(written, str) else written
    if not isinstance(asked, list | tuple) or not asked:
        raise UncertainComputeError(f"formats: {written!r} is not one of {', '.join(FORMATS)}, or a list of them")
    for kind in asked:
        if kind not in FORMATS:
            raise UncertainComputeError(f"formats: {kind!r} is not one: {did_you_mean(str(kind), FORMATS)}")
    return tuple(dict.fromkeys(asked))


def _file(figure: "Figure", kind: str, around: "Bbox") -> bytes:
    content = BytesIO()
    figure.savefig(content, format=kind, bbox_inches=around, metadata={FORMATS[kind]: None})
    return content.getvalue()
