"""Figures of a run: the density of a quantity with its credible interval and the published range."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from xarray import Dataset, DataTree

from uncertain_compute.analysis.samples import Sample, samples
from uncertain_compute.analysis.summaries import split_by, with_errors
from uncertain_compute.study import Figure, Study
from uncertain_compute.views.house import OURS, THEIRS, axis_label, house_style, label_ticks, write_figure
from uncertain_compute.views.numbers import percent, readable

if TYPE_CHECKING:
    from matplotlib.axes import Axes

POINTS = 4000
"""Equally likely points that stand for a quantity's draws in its figure."""

CERTAIN = 1e-9


def save_densities(study: Study, run: DataTree, folder: Path, *, ci_prob: float) -> list[Path]:
    """Draw the density of each headline quantity of a run as PNG and SVG; returns the files' paths."""
    import matplotlib as mpl

    mpl.use("agg")
    from matplotlib import pyplot as plt

    paths = []
    held = [name for name in study.headline if name in run.attrs["targets"]]
    for column, sample in [pair for quantity in held for pair in samples(run, quantity)]:
        with house_style():
            figure = _density(study, column, sample, ci_prob).get_figure(root=True)
            if figure is not None:
                paths += write_figure(figure, folder, column)
            plt.close("all")
    return paths


def _density(study: Study, column: str, sample: Sample, ci_prob: float) -> "Axes":
    """Return axes with the density, on a logarithmic axis where the quantity is positive."""
    quantity = column.partition("[")[0]
    points = sample.quantiles((np.arange(POINTS) + 0.5) / POINTS)
    logarithmic = bool(points[0] > 0)
    axes = _axes_with_density(np.log10(points) if logarithmic else points, ci_prob)
    figure = study.figures.get(quantity)
    if figure is not None:
        _mark_published(axes, figure, sample, logarithmic=logarithmic)
    label_ticks(axes, logarithmic=logarithmic)
    levels = {"low": 0.5 - ci_prob / 2, "median": 0.5, "high": 0.5 + ci_prob / 2}
    estimates = with_errors(
        sample, lambda one: dict(zip(levels, one.quantiles(np.array(list(levels.values()))), strict=True))
    )
    low, median, high = (readable(*estimates[name]) for name in levels)
    text = f"median {median}, {ci_prob:.0%} credible interval {low} to {high} (equal-tailed)"
    axes.set_title(f"{study.label(quantity)}{column[len(quantity) :]}", pad=42)
    axes.text(0, 1.12, text, transform=axes.transAxes, color=OURS)
    axes.set_xlabel(axis_label(study.unit(quantity)))
    axes.set_yticks([])
    return axes


def _axes_with_density(points: "np.ndarray[Any, Any]", ci_prob: float) -> "Axes":
    from matplotlib import pyplot as plt

    if points[-1] - points[0] <= CERTAIN * max(abs(points[0]), 1.0):
        _, axes = plt.subplots()
        axes.axvline(points[0], color=OURS, label="constant")
        return axes
    from arviz_plots import plot_dist

    visuals: Any = {
        "title": False,
        "point_estimate_text": False,
        "dist": {"color": OURS},
        "face": {"color": OURS, "alpha": 0.15},
        "credible_interval": {"color": OURS, "width": 4},
        "point_estimate": {"color": OURS, "size": 60},
    }
    plot = plot_dist(
        DataTree.from_dict({"prior": Dataset({"density": (("chain", "draw"), points[None])})}),
        group="prior",
        kind="kde",
        ci_prob=ci_prob,
        ci_kind="eti",
        point_estimate="median",
        backend="matplotlib",
        visuals=visuals,
        figure_kwargs={"figsize": plt.rcParams["figure.figsize"]},
    )
    drawn: Axes = plot.viz["plot"]["density"].item()
    return drawn


def _mark_published(axes: "Axes", figure: Figure, sample: Sample, *, logarithmic: bool) -> None:
    low, high = (float(np.log10(end)) if logarithmic else end for end in (figure.low, figure.high))
    shares = {name: percent(share) for name, share in split_by(figure, sample).items()}
    if figure.low == figure.high:
        axes.axvline(low, color=THEIRS, linestyle="--")
        text = f"published {readable(figure.low)}: {shares['below']} below, {shares['above']} above"
    else:
        axes.axvspan(low, high, color=THEIRS, alpha=0.18, linewidth=0)
        text = (
            f"published {readable(figure.low)} to {readable(figure.high)}: "
            f"{shares['below']} below, {shares['inside']} inside, {shares['above']} above"
        )
    axes.text(0, 1.03, text, transform=axes.transAxes, color=THEIRS)
