"""All pictures of a run, by the section of the report that they stand in."""

from collections.abc import Iterator
from functools import partial

from uncertain_compute.analysis.summary.charts import rows_by
from uncertain_compute.analysis.summary.drawn import assumption_draws
from uncertain_compute.analysis.summary.labels import name_of
from uncertain_compute.analysis.summary.reading import MOST_DRAWN, Reading
from uncertain_compute.views.drawing.density import why_not_drawn
from uncertain_compute.views.drawing.rendering import Picture
from uncertain_compute.views.figures.evidence.figures import update_pictures
from uncertain_compute.views.figures.sensitivity.figures import sensitivity_pictures
from uncertain_compute.views.figures.summary.breakeven import breakeven_figure, breakeven_sentence
from uncertain_compute.views.figures.summary.convergence import convergence_figure
from uncertain_compute.views.figures.summary.exceedance import exceedance_figure, exceedance_sentences
from uncertain_compute.views.figures.summary.forest import forest_figure, is_in_forest
from uncertain_compute.views.figures.summary.headline import estimate_sentence, headline_figure
from uncertain_compute.views.figures.summary.levels import level_sentence, levels_figure
from uncertain_compute.views.figures.summary.pairs import pairs_figure
from uncertain_compute.views.sentences.answer import strongest_drivers

HEADLINE, CHARTS, DRIVERS, QUANTITIES, EVIDENCE, METHOD = (
    "headline",
    "charts",
    "drivers",
    "quantities",
    "evidence",
    "method",
)
MOST_DRIVERS = 5
MOST_ROWS = 40

CHART_KINDS = {
    "breakeven": (breakeven_figure, breakeven_sentence),
    "levels": (levels_figure, level_sentence),
    "steps": (levels_figure, level_sentence),
}
"""By kind of chart: what draws it, and what says it."""


def run_pictures(reading: Reading) -> Iterator[tuple[str, Picture]]:
    """Yield each picture of a run with its section; of a run without anything uncertain, the study's charts alone."""
    yield from ((CHARTS, picture) for picture in _chart_pictures(reading))
    if reading.study.certain:
        return
    yield HEADLINE, _headline_picture(reading)
    columns = [one.column for one in reading.drawn_headline]
    yield from ((DRIVERS, one) for one in sensitivity_pictures(reading.study, reading.answered.found, columns))
    yield from ((DRIVERS, one) for one in _pairs_picture(reading))
    yield from ((QUANTITIES, one) for one in _quantity_pictures(reading))
    if "posterior_shift" in reading.run.children:
        yield from ((EVIDENCE, one) for one in update_pictures(reading.study, reading.run))
    if reading.convergence.sizes["draws"]:
        alt = "Lines: how far P5, P50 and P95 still were from their last values as draws came in."
        settled = reading.convergence.isel(quantity=slice(MOST_DRAWN))
        yield METHOD, Picture("convergence", alt, partial(convergence_figure, settled))


def _headline_picture(reading: Reading) -> Picture:
    found = reading.estimates[:MOST_DRAWN]
    published = any(one.published for one in found)
    after = ", after the evidence" if reading.group == "posterior" else ""
    title = f"The published estimates, with uncertainty{after}" if published else f"What the run says{after}"
    alt = " ".join(f"{estimate_sentence(one)}." for one in found)
    return Picture("headline", alt, partial(headline_figure, found, title))


def _chart_pictures(reading: Reading) -> Iterator[Picture]:
    rows = reading.charts
    if rows is None:
        return
    for name, chart in rows_by("chart", rows).items():
        draw, say = CHART_KINDS[str(chart["kind"].values[0])]
        yield Picture(name, say(chart), partial(draw, chart))


def _pairs_picture(reading: Reading) -> Iterator[Picture]:
    if "prior" not in reading.run.children:
        return
    drawn = assumption_draws(reading.run)
    names = [name for name in strongest_drivers(reading, MOST_DRIVERS) if name in drawn]
    if len(names) > 1:
        units = {name: reading.study.unit(name_of(name)) for name in names}
        alt = f"Scatter plots of the strongest drivers in pairs: {', '.join(names)}."
        yield Picture("pairs", alt, partial(pairs_figure, {name: drawn[name] for name in names}, units))


def _quantity_pictures(reading: Reading) -> Iterator[Picture]:
    held = {one.column: one for one in (*reading.every_target, *reading.estimates)}
    forest = [one for one in held.values() if is_in_forest(one)][:MOST_ROWS]
    if forest:
        alt = " ".join(f"{estimate_sentence(one)}." for one in forest)
        yield Picture("forest", alt, partial(forest_figure, forest))
    varying = [one for one in reading.drawn_headline if not why_not_drawn(one.sample)]
    if varying:
        table = reading.exceedance
        said = [
            f"{one.column}: {', '.join(exceedance_sentences(table.sel(quantity=one.column), one.unit))}"
            for one in varying
        ]
        yield Picture("exceedance", f"{'; '.join(said)}.", partial(exceedance_figure, varying, table))
