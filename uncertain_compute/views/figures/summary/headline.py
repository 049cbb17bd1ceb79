"""The headline: each estimate of a run with the published range."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.reading import MOST_DRAWN, Reading
from uncertain_compute.analysis.summary.estimates import HeadlineEstimate
from uncertain_compute.arrays import Floats
from uncertain_compute.study.published import PublishedRange
from uncertain_compute.views.drawing.density import Density, density_of, single_values, why_not_drawn
from uncertain_compute.views.drawing.marks import PUBLISHED_LINE, draw_area, draw_interval, published_note
from uncertain_compute.views.drawing.never import draw_never, room_for_never, with_never_placed
from uncertain_compute.views.drawing.panels import HEADING, SMALL, add_panel, say, titled_figure
from uncertain_compute.views.drawing.rendering import Picture
from uncertain_compute.views.drawing.stems import Stems, draw_stems, height_per_share
from uncertain_compute.views.drawing.style import OURS, QUIET, THEIRS, axis_label
from uncertain_compute.views.drawing.text import wrapped
from uncertain_compute.views.drawing.ticks import label_ticks
from uncertain_compute.views.numbers import percent, with_unit
from uncertain_compute.views.sentences.answer import never_words
from uncertain_compute.views.sentences.published import beside_own

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

WIDTH, SIDE, HEIGHT, WORDS, BELOW = 3.9, 0.1, 0.7, 0.82, 0.33
"""In inches: a panel's width and the space beside it, its height, and the space for text above and ticks below."""

LINE = 12
"""Distance between lines of text, in points."""

BAND = 0.22
HEADROOM = 1.3
"""Height of a panel that has words above stems, in parts of the density's."""

MARGIN = 0.04
WHISKERS = -0.2
"""Height of the intervals, relative to the density's height."""

NOTE = "Area: the run's density{stems}. Thick line 50%, thin line {interval}, dot median."


def headline_pictures(reading: Reading) -> Iterator[Picture]:
    """Yield a picture of a run's estimates with published ranges."""
    found = reading.without_paths(reading.estimates)[:MOST_DRAWN]
    if not found:
        return
    published = any(one.published for one in found)
    after = ", after the evidence" if reading.group == "posterior" else ""
    title = f"The published estimates, with uncertainty{after}" if published else f"What the run says{after}"
    alt = " ".join(f"{estimate_sentence(one)}." for one in found)
    yield Picture("headline", alt, partial(headline_figure, found, title))


def headline_figure(found: Sequence[HeadlineEstimate], title: str) -> "Drawing":
    """Return a panel for each estimate: density, intervals, the published range, and probabilities of its parts."""
    each = WORDS + HEIGHT + BELOW
    single = [single_values(one.before) for one in found]
    stems = "; stems: single values" if any(values.size for values in single) else ""
    note = NOTE.format(stems=stems, interval=found[0].interval.words) + published_note(found)
    figure = titled_figure(SIDE + WIDTH + SIDE, len(found) * each, title, note)
    for index, (one, values) in enumerate(zip(found, single, strict=True)):
        bottom = (len(found) - index - 1) * each + BELOW
        _fill(add_panel(figure, SIDE, bottom, WIDTH, HEIGHT), one, values)
    return figure


def estimate_sentence(one: HeadlineEstimate) -> str:
    """Return a sentence on an estimate, and on the published range."""
    return "; ".join(filter(None, [f"{one.label}: {_interval_text(one)}", never_words(one), published_text(one)]))


def published_text(one: HeadlineEstimate) -> str:
    """Return the published range, and the probability below, in and above it."""
    if one.published is None:
        return ""
    if one.published.quantiles:
        return beside_own(one)
    low, high = one.published.low, one.published.high
    split = {name: percent(share) for name, (share, _) in one.split.items()}
    (first, last), _ = with_unit([low, high], [0.0, 0.0], one.unit)
    if one.is_event:
        return f"published {first}" if low == high else f"published {first} to {last}"
    if low == high:
        return f"published {first}: {split['below']} below, {split['above']} above"
    return f"published {first} to {last}: {split['below']} below, {split['inside']} inside, {split['above']} above"


def _interval_text(one: HeadlineEstimate) -> str:
    ends = one.ends
    values, errors = zip(*(ends[name] for name in ("low", "median", "high")), strict=True)
    (low, median, high), unit = with_unit(values, errors, one.unit)
    if one.is_event:
        return f"{percent(ends['median'][0])} probability"
    if low == high:
        return f"{median} {unit}".rstrip()
    return f"{' '.join(filter(None, [median, unit]))}, {low} to {high} {one.interval.certainty}"


def _fill(axes: "Axes", one: HeadlineEstimate, single: Floats) -> None:
    axes.set_yticks([])
    quantity = name_of(one.column)
    axes.annotate(one.column, (0, 1), (0, 40), "axes fraction", "offset points", fontsize=HEADING, fontweight="bold")
    label = wrapped(one.label, WIDTH, SMALL, most_lines=1) if one.label.replace(" ", "_") != quantity else " "
    lines = {label: QUIET, _interval_text(one): OURS, published_text(one): THEIRS}
    for index, (text, colour) in enumerate(lines.items()):
        above = LINE * (len(lines) - index) - 8
        axes.annotate(text, (0, 1), (0, above), "axes fraction", "offset points", fontsize=SMALL, color=colour)
    axes.set_xlabel(axis_label(one.unit), fontsize=SMALL, labelpad=1)
    axes.tick_params(axis="x", labelsize=SMALL, pad=2)
    if reason := why_not_drawn(one.sample):
        say(axes, reason)
        axes.set_xticks([])
        return
    density = density_of(one.sample, single)
    _fit(axes, density, one.published)
    never = room_for_never(axes) if one.sample.never else np.inf
    _draw_density(axes, one, density, never)
    label_ticks(axes, density.scale, unit=one.unit)
    if one.sample.never:
        draw_never(axes, never, one.sample.never, _per_share(one, density), OURS)


def _per_share(one: HeadlineEstimate, density: Density) -> float:
    """Return the height of a certain value's stem, beside which the one of never fits."""
    never = Stems(np.empty(0), np.array([one.sample.never]))
    return min(density.per_share, height_per_share(density.tallest, [never]))


def _draw_density(axes: "Axes", one: HeadlineEstimate, density: Density, never: float) -> None:
    tall = density.tallest
    draw_area(axes, density.along, density.height, OURS, linewidth=1.4)
    draw_stems(axes, density.stems, _per_share(one, density), OURS)
    if not one.is_event:
        ends = [one.ends[name][0] for name in ("low", "half_low", "median", "half_high", "high")]
        draw_interval(axes, with_never_placed(density.scale.coordinates(ends), never), WHISKERS * tall)
    has_stems = density.stems.along.size or one.sample.never
    axes.set_ylim(2 * WHISKERS * tall, HEADROOM * tall if has_stems else 1.06 * tall)
    if one.published is not None:
        low, *inner, high = placed if len(placed := _placed(one.published, density)) > 1 else 2 * placed
        if low == high:
            axes.axvline(low, **PUBLISHED_LINE, label="published")
        else:
            axes.axvspan(low, high, color=THEIRS, alpha=BAND, linewidth=0, label="published")
        for coordinate in inner:
            axes.axvline(coordinate, **PUBLISHED_LINE)


def _placed(published: PublishedRange, density: Density) -> tuple[float, ...]:
    """Return the coordinates of published numbers, ascending; one without a logarithm is at the axis's end."""
    scale, least = density.scale, density.ends[0]
    numbers = [value for _, value in published.quantiles] or [published.low, published.high]
    return tuple(least if scale.logarithmic and one <= 0 else scale.coordinate(one) for one in numbers)


def _fit(axes: "Axes", density: Density, published: PublishedRange | None) -> None:
    """Set the axis limits to hold the density and the published range."""
    ends = [*density.ends, *(_placed(published, density) if published else ())]
    space = MARGIN * (max(ends) - min(ends)) or MARGIN
    axes.set_xlim(min(ends) - space, max(ends) + space)
    axes.spines["bottom"].set_color(QUIET)
