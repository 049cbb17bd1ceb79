"""Write a run's tables, figures and page to its folder."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from xarray import DataTree

from uncertain_compute.analysis.reading import Reading
from uncertain_compute.analysis.summary.estimates import Interval
from uncertain_compute.analysis.validation.audit import audit
from uncertain_compute.errors import UncertainComputeError
from uncertain_compute.files.writing import write_together
from uncertain_compute.storage.checksums import with_checksums
from uncertain_compute.storage.tables import write_tables
from uncertain_compute.study.study import Study
from uncertain_compute.views.tables.run import PAGE

if TYPE_CHECKING:
    from markupsafe import Markup

FIGURES = "figures"


def reported(study: Study, run: DataTree, folder: Path, interval: Interval, formats: Collection[str]) -> Path:
    """Write a run's tables, figures and page to a folder; add a tornado if no other analysis shows the drivers.

    Returns
    -------
    Path
        The page.

    Raises
    ------
    UncertainComputeError
        If a figure cannot be drawn.
    """
    reading = Reading.of_run(study, run, audit(study) if study.certain else [], interval)
    folder.mkdir(parents=True, exist_ok=True)
    write_tables(reading.tables, folder)
    write_report(reading, folder, formats, page=True)
    return folder / PAGE


def write_report(reading: Reading, folder: Path, formats: Collection[str], *, page: bool) -> None:
    """Write a run's figures and, with ``page``, its page; everything or nothing is written."""
    from uncertain_compute.reporting.page import inlined, report_html
    from uncertain_compute.reporting.run_figures import run_pictures
    from uncertain_compute.views.drawing.rendering import named, rendered
    from uncertain_compute.views.drawing.style import house_style

    if (folder / FIGURES).is_symlink():
        raise UncertainComputeError(f"{folder / FIGURES}: is a link to another folder, so no figure is written there")
    kinds = {*formats, "svg"} if page else set(formats)
    with house_style():
        found = list(run_pictures(reading))
        names = [name for name, _ in named(picture for _, picture in found)]
        drawn = [rendered(picture, kinds) for _, picture in found]
    written = {
        folder / FIGURES / f"{name}.{kind}": files[kind]
        for name, files in zip(names, drawn, strict=True)
        for kind in formats
    }
    if page:
        shown: dict[str, list[Markup]] = {}
        for number, ((section, picture), files) in enumerate(zip(found, drawn, strict=True)):
            shown.setdefault(section, []).append(inlined(f"figure{number}", files["svg"], picture.alt))
        written[folder / PAGE] = report_html(reading, shown).encode()
    write_together(with_checksums(folder, written))
