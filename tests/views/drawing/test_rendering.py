"""Pictures become files: in each format, the same each time, under names that a disk takes."""

from pathlib import Path

import pytest
from matplotlib.figure import Figure
from shown_runs import shipped_reading

from uncertain_compute.analysis.reading import Reading
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.reporting.run_figures import run_pictures
from uncertain_compute.views.drawing.rendering import FORMATS, Picture, formats_of, named, rendered, save_pictures
from uncertain_compute.views.drawing.style import house_style


@pytest.fixture(scope="module")
def reading() -> Reading:
    return shipped_reading()


def test_the_same_run_gives_the_same_bytes_in_each_format(reading: Reading, tmp_path: Path) -> None:
    few = [picture for _, picture in run_pictures(reading) if picture.stem in {"fleet", "pairs", "forest"}]
    first, second = (save_pictures(few, tmp_path / name, FORMATS) for name in "ab")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert [path.suffix for path in first] == [".pdf", ".png", ".svg"] * 3
    assert "DejaVu Sans" in first[2].read_text(encoding="utf-8")


@pytest.mark.parametrize("error", [FileNotFoundError("no font"), RuntimeError("Can not load face")])
def test_a_font_that_fails_gets_one_line(error: Exception) -> None:
    def draw() -> Figure:
        raise error

    with pytest.raises(UncertainComputeError, match=r"report: the figure one cannot be drawn \(.*\); report=none"):
        rendered(Picture("one", "", draw), ["svg"])


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("jpg", "'jpg' is not one of pdf, png, svg, or a list of them"),
        (["svg", "jpg"], "'jpg' is not one"),
        ([], "is not one of pdf, png, svg"),
        (3, "3 is"),
    ],
)
def test_a_format_that_there_is_not_is_refused(written: object, message: str) -> None:
    with pytest.raises(UncertainComputeError, match=message):
        formats_of(written)
    assert formats_of(["svg", "png", "svg"]) == ("svg", "png")


def test_letters_that_the_font_lacks_are_left_to_the_reader() -> None:
    def draw() -> Figure:
        figure = Figure()
        figure.text(0.5, 0.5, "視頻")
        return figure

    files = rendered(Picture("one", "", draw), ["png", "svg"])
    with house_style():
        assert "視頻".encode() in rendered(Picture("one", "", draw), ["svg"])["svg"]
    assert files["png"]


def test_files_have_names_that_a_disk_takes() -> None:
    stems = ["a/b", "a<b", "plain[x]", "long" * 100]
    names = [name for name, _ in named(Picture(stem, "", Figure) for stem in stems)]
    assert names == ["a-b", "a-b-2", "plain[x]", "long" * 30]
