"""What a run leaves in its folder besides its draws: tables, figures, and a page."""

from collections.abc import Collection
from functools import partial
from pathlib import Path

from uncertain_compute.analysis.reading import Reading
from uncertain_compute.store import write_whole

PAGE = "report.html"
FIGURES = "figures"


def write_tables(reading: Reading, folder: Path) -> None:
    """Write each table of a run as CSV."""
    for stem, rows in reading.tables.items():
        write_whole(folder / f"{stem}.csv", partial(rows.to_csv, index=False))


def write_report(reading: Reading, folder: Path, formats: Collection[str], *, page: bool) -> None:
    """Draw the figures of a run, and with ``page`` put them on one page."""
    from uncertain_compute.views.house import house_style
    from uncertain_compute.views.pictures import rendered, write_rendered
    from uncertain_compute.views.report import Drawn, inlined, report_html
    from uncertain_compute.views.run_pictures import run_pictures

    drawn: dict[str, list[Drawn]] = {}
    with house_style():
        for section, picture in run_pictures(reading):
            files = rendered(picture, {*formats, "svg"} if page else formats)
            write_rendered(picture, {kind: files[kind] for kind in formats}, folder / FIGURES)
            if page:
                drawn.setdefault(section, []).append(inlined(picture.stem, files["svg"], picture.alt))
    if page:
        text = report_html(reading, drawn)
        write_whole(folder / PAGE, lambda path: path.write_text(text, encoding="utf-8"))
