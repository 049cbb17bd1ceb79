"""Rows of intervals: 50% and 90% of each quantity with its median, and what was published of it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from xarray import Dataset

from uncertain_compute.analysis.sensitivity.outputs import spans_a_decade
from uncertain_compute.analysis.summary.charts import LEVEL, ROW
from uncertain_compute.analysis.summary.estimates import HeadlineEstimate
from uncertain_compute.arrays import Floats
from uncertain_compute.views.drawing.bars import BESIDE, SMALL_LETTER, numbers
from uncertain_compute.views.drawing.panels import TEXT, inches_across
from uncertain_compute.views.drawing.style import OURS, THEIRS
from uncertain_compute.views.sentences.numbers import readable_together

if TYPE_CHECKING:
    from matplotlib.axes import Axes

READING, PUBLISHED, CORRECTED = (
    "Thin line 90%, thick line 50%, dot median.",
    " Orange: as published.",
    " Hollow: what should have been published.",
)
MARGIN = 0.03
LIFT = 0.3
"""How far above its row a published figure stands, in parts of the row."""


def published_note(found: Iterable[HeadlineEstimate]) -> str:
    """Return what is to be said of the colour of what was published, where anything was."""
    return PUBLISHED if any(one.published for one in found) else ""


def is_logarithmic(rows: Dataset) -> bool:
    """Return whether rows together span more than a decade, and all that is drawn has a logarithm."""
    drawn = drawn_values(rows)
    return bool(drawn.min() > 0) and spans_a_decade(float(drawn.min()), float(drawn.max()))


def drawn_values(rows: Dataset) -> Floats:
    """Return every number that rows show."""
    published = np.concatenate([numbers(rows[name]) for name in ("published_low", "published_high", "corrected")])
    return np.concatenate([numbers(rows["quantile"]).ravel(), published[np.isfinite(published)]])


def draw_intervals(axes: "Axes", rows: Dataset, *, logarithmic: bool) -> None:
    """Draw the rows from the top, each with its interval in words at the right."""
    place = np.log10 if logarithmic else np.asarray
    heights = np.arange(rows.sizes[ROW], dtype=float)
    quantiles = numbers(rows["quantile"], ROW, LEVEL)
    p5, p25, p50, p75, p95 = place(quantiles).T
    axes.hlines(heights, p5, p95, color=OURS, linewidth=1.4, label="interval")
    axes.hlines(heights, p25, p75, color=OURS, linewidth=5, label="half")
    axes.plot(p50, heights, "o", color="white", markeredgecolor=OURS, markersize=6, label="median", zorder=4)
    low, high, corrected = (place(numbers(rows[name])) for name in ("published_low", "published_high", "corrected"))
    axes.hlines(heights - LIFT, low, high, color=THEIRS, linewidth=2, label="published range")
    axes.plot((low + high) / 2, heights - LIFT, "D", color=THEIRS, markersize=5, label="published")
    style: dict[str, Any] = {"color": "white", "markeredgecolor": THEIRS, "markersize": 5.5}
    axes.plot(corrected, heights - LIFT, "D", **style, label="corrected")
    texts = _texts(rows)
    reach = np.fmax(np.fmax(p95, high), corrected)
    for height, right, text in zip(heights, np.fmax(p95, reach), texts, strict=True):
        axes.annotate(text, (right, height), (6, 0), textcoords="offset points", va="center", fontsize=TEXT - 1)


def interval_text(quantiles: Floats, errors: Floats) -> str:
    """Return a median with the ends of its interval, or the one number that all of them are."""
    low, _, median, _, high = readable_together(quantiles.tolist(), errors.tolist())
    return median if quantiles[0] == quantiles[-1] else f"{median} ({low} to {high})"


def _texts(rows: Dataset) -> list[str]:
    quantiles, errors = (numbers(rows[name], ROW, LEVEL) for name in ("quantile", "quantile_mcse"))
    return list(map(interval_text, quantiles, errors))


def fit_intervals(axes: "Axes", panels: "list[Dataset]", *, logarithmic: bool) -> None:
    """Let the axis hold the rows of some panels, and the words at their right."""
    place = np.log10 if logarithmic else np.asarray
    drawn = place(np.concatenate([drawn_values(rows) for rows in panels]))
    low, high = float(drawn.min()), float(drawn.max())
    span = (high - low) or max(abs(low), 1.0)
    letters = max(len(text) for rows in panels for text in _texts(rows))
    share = min((SMALL_LETTER * letters + BESIDE) / inches_across(axes), 0.6)
    axes.set_xlim(low - MARGIN * span, low + span / (1 - share))
