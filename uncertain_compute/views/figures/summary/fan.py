"""Fan charts: a quantity over years, with published ranges."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset

from uncertain_compute.addresses import coordinate_of
from uncertain_compute.analysis.reading import MOST_DRAWN, Reading
from uncertain_compute.analysis.summary.charts import LEVEL, ROW, rows_by
from uncertain_compute.analysis.summary.estimates import HeadlineEstimate, words_of
from uncertain_compute.analysis.summary.samples import DrawSample
from uncertain_compute.analysis.summary.statistics import PROBABILITY
from uncertain_compute.study.paths import ColumnPath, paths_in
from uncertain_compute.views.drawing.bars import labels, numbers
from uncertain_compute.views.drawing.fan import ABOVE, BELOW, HEIGHT, LEFT, RIGHT, WIDTH, Fan, draw_fans
from uncertain_compute.views.drawing.panels import TEXT, add_panel, panel_title, say, titled_figure
from uncertain_compute.views.drawing.rendering import Picture
from uncertain_compute.views.drawing.style import axis_label, colour_of
from uncertain_compute.views.sentences.paths import path_sentence

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ENDS = ("low", "half_low", "median", "half_high", "high")
NOTE = "Line: median. Bands: 50% and {interval} of the probability in each {step}."
OF_EVENTS = "Line: the probability in each {step}."
SAMPLES = " Thin: {count} of its draws."
PUBLISHED = " Diamonds: as published."
OF_COORDINATES = "Line: median. Bands: 50% and 90% of the probability at each coordinate."

type FanPanel = tuple[str, str, Sequence[Fan]]
"""A panel's heading, the label of its upright axis, and its fans."""


def fan_pictures(reading: Reading) -> Iterator[Picture]:
    """Yield a fan for each headline quantity over an ordered dimension."""
    estimates = {one.column: one for one in reading.headline}
    after = ", after the evidence" if reading.group == "posterior" else ""
    for path in reading.paths[:MOST_DRAWN]:
        own = [estimates[column] for column in path.columns]
        fan = fan_of(path, own, reading.extras.sample_paths)
        drawn = SAMPLES.format(count=len(fan.samples)) if fan.samples is not None else ""
        step = next(name for name, along in reading.study.dimensions.items() if set(path.labels) <= set(along))
        read = OF_EVENTS if own[0].is_event else NOTE
        note = read.format(interval=own[0].interval.words, step=step) + drawn + _published_note([fan])
        label = words_of(reading.study, path.name)
        heading = f"{path.name}{after}"
        panel = (heading, PROBABILITY if own[0].is_event else axis_label(own[0].unit), [fan])
        yield Picture(f"fan-{path.name}", path_sentence(path, own, label), partial(fans_figure, label, note, [panel]))


def fan_of(path: ColumnPath, estimates: Sequence[HeadlineEstimate], sample_paths: int = 0) -> Fan:
    """Return the fan of a path, from the estimates of its columns; with some of its draws, evenly from all of them."""
    ends = np.array([[one.ends[name] for name in ENDS] for one in estimates])
    published = [(one.published.low, one.published.high) if one.published else (np.nan, np.nan) for one in estimates]
    quantiles, errors = ends[..., 0], ends[..., 1]
    unit = estimates[0].unit
    fan = Fan(path.name, path.labels, np.array(path.positions), quantiles, errors, np.array(published), unit=unit)
    drawn = [one.sample.draws.ravel() for one in estimates if isinstance(one.sample, DrawSample)]
    if not sample_paths or len(drawn) < len(estimates):
        return fan
    chosen = np.linspace(0, len(drawn[0]) - 1, sample_paths).astype(int)
    return replace(fan, samples=np.stack(drawn, axis=1)[chosen])


def fans_figure(title: str, note: str, panels: Sequence[FanPanel]) -> "Figure":
    """Return panels of fans below each other."""
    each = ABOVE + HEIGHT + BELOW
    figure = titled_figure(LEFT + WIDTH + RIGHT, len(panels) * each, title, note)
    for index, (heading, unit, fans) in enumerate(panels):
        axes = add_panel(figure, LEFT, (len(panels) - index - 1) * each + BELOW, WIDTH, HEIGHT)
        _fill(axes, heading, unit, fans)
    return figure


def _fill(axes: "Axes", heading: str, unit: str, fans: Sequence[Fan]) -> None:
    panel_title(axes, heading)
    axes.set_ylabel(unit, fontsize=TEXT)
    if any(np.isnan(fan.quantiles).any() for fan in fans):
        say(axes, "not a number in all draws")
        return
    if all((fan.quantiles == np.inf).all() for fan in fans):
        say(axes, "never in nearly all draws")
        return
    draw_fans(axes, fans)
    if len(fans) > 1:
        axes.legend(frameon=False, fontsize=TEXT, loc="upper left", borderaxespad=0.2)


def fan_chart_figure(chart: Dataset) -> "Figure":
    """Return the panels of a study's own chart of paths."""
    title, note = str(chart["title"].values[0]), str(chart["note"].values[0])
    panels = [_chart_panel(heading, rows) for heading, rows in rows_by("panel", chart).items()]
    told = _published_note([fan for _, _, fans in panels for fan in fans])
    return fans_figure(title, f"{OF_COORDINATES}{told} {note}".rstrip(), panels)


def fan_chart_sentence(chart: Dataset) -> str:
    """Return a sentence on a chart of paths, with the first and the last coordinate of each."""
    said = []
    for heading, _, fans in (_chart_panel(heading, rows) for heading, rows in rows_by("panel", chart).items()):
        said += [f"{heading} {fan.label} from {fan.labels[0]} to {fan.labels[-1]}".strip() for fan in fans]
    return f"{chart['title'].values[0]}: {'; '.join(said)}."


def _chart_panel(heading: str, rows: Dataset) -> FanPanel:
    groups = {name: rows_by("given", own) for name, own in _by_label(rows).items()}
    fans: list[Fan] = []
    for name, own in ((name, one) for name, given in groups.items() for one in given.values()):
        for path in paths_in(labels(own["column"])):
            label = name or coordinate_of(path.name) or path.name
            fans.append(_chart_fan(label, path, own, colour_of(len(fans))))
    return heading, axis_label(str(rows["unit"].values[0])), fans


def _by_label(rows: Dataset) -> dict[str, Dataset]:
    """Return rows by the label that the chart gives them; rows that it gives none are one group."""
    own = [
        "" if label == coordinate_of(column) else label
        for label, column in zip(labels(rows["label"]), labels(rows["column"]), strict=True)
    ]
    return {name: rows.isel({ROW: [one == name for one in own]}) for name in dict.fromkeys(own)}


def _chart_fan(label: str, path: ColumnPath, rows: Dataset, colour: str) -> Fan:
    columns = labels(rows["column"])
    own = rows.isel({ROW: [columns.index(column) for column in path.columns]})
    published = np.stack([numbers(own[f"published_{end}"]) for end in ("low", "high")], axis=-1)
    quantiles, errors = (numbers(own[name], ROW, LEVEL) for name in ("quantile", "quantile_mcse"))
    return Fan(label, path.labels, np.array(path.positions), quantiles, errors, published, colour)


def _published_note(fans: Sequence[Fan]) -> str:
    return PUBLISHED if any(np.isfinite(fan.published).any() for fan in fans) else ""
