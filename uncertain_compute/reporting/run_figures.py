"""All pictures of a run, by section of the report."""

from collections.abc import Callable, Iterator
from functools import partial

from uncertain_compute.analysis.reading import Reading
from uncertain_compute.analysis.summary.charts import rows_by
from uncertain_compute.views.drawing.rendering import Picture
from uncertain_compute.views.figures.evidence.figures import update_pictures
from uncertain_compute.views.figures.sensitivity.figures import sensitivity_pictures
from uncertain_compute.views.figures.sensitivity.over_time import over_time_pictures
from uncertain_compute.views.figures.summary.breakeven import breakeven_figure, breakeven_sentence
from uncertain_compute.views.figures.summary.convergence import convergence_pictures
from uncertain_compute.views.figures.summary.exceedance import exceedance_pictures
from uncertain_compute.views.figures.summary.fan import fan_chart_figure, fan_chart_sentence, fan_pictures
from uncertain_compute.views.figures.summary.forest import forest_pictures
from uncertain_compute.views.figures.summary.headline import headline_pictures
from uncertain_compute.views.figures.summary.levels import level_sentence, levels_figure
from uncertain_compute.views.figures.summary.pairs import pairs_pictures
from uncertain_compute.views.figures.summary.path_exceedance import path_exceedance_pictures

HEADLINE, CHARTS, DRIVERS, QUANTITIES, EVIDENCE, METHOD = (
    "headline",
    "charts",
    "drivers",
    "quantities",
    "evidence",
    "method",
)

CHART_KINDS = {
    "breakeven": (breakeven_figure, breakeven_sentence),
    "fan": (fan_chart_figure, fan_chart_sentence),
    "levels": (levels_figure, level_sentence),
    "steps": (levels_figure, level_sentence),
}
"""For each kind of chart, the functions that draw it and that describe it."""


def run_pictures(reading: Reading) -> Iterator[tuple[str, Picture]]:
    """Yield each picture of a run with its section; only the study's charts if nothing is uncertain."""
    for section, pictures_of in FIGURES:
        if section == CHARTS or not reading.study.certain:
            yield from ((section, picture) for picture in pictures_of(reading))


def _chart_pictures(reading: Reading) -> Iterator[Picture]:
    rows = reading.charts
    if rows is None:
        return
    for name, chart in rows_by("chart", rows).items():
        draw, say = CHART_KINDS[str(chart["kind"].values[0])]
        yield Picture(name, say(chart), partial(draw, chart))


def _driver_pictures(reading: Reading) -> Iterator[Picture]:
    columns = [one.column for one in reading.without_paths(reading.drawn_headline)]
    found = reading.answered.found
    for path in reading.paths:
        yield from over_time_pictures(reading.study, found, path)
    if reading.paths and not columns:
        found = {name: one for name, one in found.items() if "quantity" not in one.dims}
    yield from sensitivity_pictures(reading.study, found, columns)


def _evidence_pictures(reading: Reading) -> Iterator[Picture]:
    if "posterior_shift" in reading.run.children:
        yield from update_pictures(reading.study, reading.run)


FIGURES: list[tuple[str, Callable[[Reading], Iterator[Picture]]]] = [
    (CHARTS, _chart_pictures),
    (HEADLINE, fan_pictures),
    (HEADLINE, headline_pictures),
    (DRIVERS, _driver_pictures),
    (DRIVERS, pairs_pictures),
    (QUANTITIES, forest_pictures),
    (QUANTITIES, exceedance_pictures),
    (QUANTITIES, path_exceedance_pictures),
    (EVIDENCE, _evidence_pictures),
    (METHOD, convergence_pictures),
]
"""Functions that yield a run's pictures, each with its section of the page."""
