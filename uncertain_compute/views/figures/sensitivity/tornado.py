"""Tornados: how far each assumption moves a quantity, alone and with all others free."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from xarray import Dataset

from uncertain_compute.analysis.summary.statistics import MEDIAN, PROBABILITY
from uncertain_compute.arrays import Flags
from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.bars import NO_EFFECT, labels, numbers
from uncertain_compute.views.drawing.never import name_never, with_stand_in
from uncertain_compute.views.drawing.panels import (
    CAPTIONED,
    DARK,
    LIGHT,
    SMALL,
    TEXT,
    WIDTH,
    about,
    caption,
    legend,
    stacked,
)
from uncertain_compute.views.drawing.rendering import Picture
from uncertain_compute.views.drawing.scale import Scale
from uncertain_compute.views.drawing.style import axis_label
from uncertain_compute.views.drawing.text import shortened, text_width
from uncertain_compute.views.drawing.ticks import label_ticks
from uncertain_compute.views.figures.sensitivity.tornado_panel import Tornado, common_limits, draw_tornado
from uncertain_compute.views.numbers import amount, brief, unit_text
from uncertain_compute.views.sentences.drivers import driver_sentence

if TYPE_CHECKING:
    from matplotlib.figure import Figure

UNIT = 0.61
"""A unit wider than this, in inches, is left out after an assumption's value."""

DRAWN = ("p5", "baseline", "median", "one_at_a_time", "given_tenth", "given_tenth_ci")


def tornado_pictures(study: Study, tornado: Dataset) -> Iterator[Picture]:
    """Yield both tornados of each quantity as one picture."""
    for quantity in labels(tornado["quantity"]):
        one = tornado.sel(quantity=quantity)
        alt = f"Tornado: {driver_sentence('tornado', one)}."
        yield Picture(f"tornado-{quantity}", alt, partial(tornado_figure, study, one))


def tornado_figure(study: Study, tornado: Dataset) -> "Figure":
    """Return the two tornados of one quantity, one above the other, on the same axis."""
    quantity, unit = str(tornado["quantity"].item()), str(tornado["quantity_unit"].item())
    title = f"What moves {quantity}"
    captions = _captions(tornado)
    tornado, never = with_stand_in(tornado, DRAWN)
    scale = scale_of(tornado)
    both = [_alone(tornado, scale), _free(tornado, scale)]
    of_scale = "Logarithmic axis: equal lengths are equal ratios. " if scale.logarithmic else ""
    note = f"{about(study, quantity)}{of_scale}Both panels have the same axis."
    figure, panels = stacked([one.rows for one in both], title, note, above=CAPTIONED)
    limits = common_limits(both)
    for axes, one, (title, text, keys) in zip(panels, both, captions, strict=True):
        axes.set_xlim(*limits)
        draw_tornado(axes, one)
        label_ticks(axes, scale, unit=unit)
        if tornado["event"]:
            label_ticks(axes, scale, [tick for tick in axes.get_xticks() if 0 <= round(tick, 9) <= 1])
        if np.isfinite(never):
            name_never(axes, scale.coordinate(never))
        axes.set_xlabel(PROBABILITY if tornado["event"] else axis_label(unit))
        caption(axes, title, text, keyed=True)
        legend(axes, list(zip(keys, (LIGHT, DARK), strict=True)))
    return figure


def scale_of(tornado: Dataset) -> Scale:
    """Return a quantity's scale: logarithmic if its P5 to P95 spans a decade and all values drawn are positive."""
    drawn = np.concatenate([numbers(tornado[name]).ravel() for name in DRAWN])
    return Scale.of(drawn, (float(tornado["p5"]), min(float(tornado["p95"]), float(np.nanmax(drawn)))))


def _alone(tornado: Dataset, scale: Scale) -> Tornado:
    ends = scale.coordinates(numbers(tornado["one_at_a_time"], "assumption", "end"))
    base = scale.coordinate(float(tornado["baseline"]))
    return Tornado(labels(tornado["assumption"]), base, ends, texts=_input_texts(tornado))


def _free(tornado: Dataset, scale: Scale) -> Tornado:
    ends = scale.coordinates(numbers(tornado["given_tenth"], "assumption", "end"))
    interval = scale.coordinates(numbers(tornado["given_tenth_ci"], "assumption", "end", "bound"))
    base = scale.coordinate(float(tornado["median"]))
    return Tornado(labels(tornado["assumption"]), base, ends, interval, idle=_without_effect(tornado).tolist())


def _without_effect(tornado: Dataset) -> Flags:
    """Return whether each assumption moves nothing alone, and its tenths differ by no more than their errors."""
    alone = numbers(tornado["one_at_a_time"], "assumption", "end")
    base = float(tornado["baseline"])
    still = (np.abs(alone - base) <= NO_EFFECT * abs(base)).all(axis=1)
    bounds = numbers(tornado["given_tenth_ci"], "assumption", "end", "bound")
    apart = bounds[..., 0].max(axis=1) > bounds[..., 1].min(axis=1)
    return np.asarray(still & ~apart)


def _input_texts(tornado: Dataset) -> list[tuple[str, str]]:
    """Return each assumption's P10 and P90 as text, with the unit if that is short; empty texts for a path."""
    units = [unit_text(str(unit)) for unit in tornado["assumption_unit"].to_numpy()]
    behind = [f" {unit}" if unit and text_width(unit, TEXT) <= UNIT else "" for unit in units]
    inputs = numbers(tornado["input"], "assumption", "end")
    shown = zip(inputs, behind, strict=True)
    return [
        (f"{brief(low)}{unit}", f"{brief(high)}{unit}") if np.isfinite(low) else ("", "") for (low, high), unit in shown
    ]


def _captions(tornado: Dataset) -> list[tuple[str, str, tuple[str, str]]]:
    """Return for each panel its title, how to read it, and the legend of its light and dark bars."""
    quantity, unit = shortened(str(tornado["quantity"].item()), WIDTH, SMALL), str(tornado["quantity_unit"].item())
    at_medians, median = (amount(float(tornado[name]), unit) for name in ("baseline", "median"))
    alone = "Each assumption at its P10 and at its P90 (written at the bar), the others at their medians."
    middle = PROBABILITY if tornado["event"] else MEDIAN
    free = (
        f"{middle.capitalize()} of {quantity} where the assumption lies in its lowest or highest tenth, all else free."
    )
    whiskers = "Whiskers: 95% Monte Carlo interval, where it can be seen."
    return [
        ("One at a time", f"{alone}\nLine: all at their medians, {at_medians}.", ("low: P10", "high: P90")),
        (
            "Whole distribution",
            f"{free}\nLine: the {middle}, {median}. {whiskers}",
            ("low: lowest tenth", "high: highest tenth"),
        ),
    ]
