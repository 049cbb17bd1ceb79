"""A backtest in the terminal: coverage and scores of each prior set by quantity, and a verdict on each."""

from collections.abc import Iterator, Mapping
from math import exp

import numpy as np
from rich.markup import escape
from rich.table import Table
from xarray import Dataset

from uncertain_compute.addresses import labels_of
from uncertain_compute.analysis.validation.backtest import NAIVE
from uncertain_compute.analysis.validation.forecasts import FACTOR
from uncertain_compute.priors.reading.notation.positions import position_of
from uncertain_compute.views.drawing.bars import labels
from uncertain_compute.views.numbers import readable
from uncertain_compute.views.tables.console import terminal


def show_backtest(found: Dataset, newer: Mapping[str, list[str]]) -> None:
    """Print a table of scores by quantity, a sentence for each set, and what a set may have known in advance.

    Parameters
    ----------
    newer
        For each set, the assumptions whose sources are later than the forecast's date.
    """
    console = terminal()
    console.print(_table(found))
    console.print(
        "held 90/50: outcomes in the equal-tailed 90% and 50% interval; CRPS: how far outcomes are off (of positive "
        "quantities as a factor); log score: mean log density at the outcomes, higher is better; "
        f"{_naive_words(found)}. The "
        f"{found.sizes['outcome']} outcomes are of {len(set(labels(found['entity'])))} models and platforms, "
        "so they are not independent",
        style="dim",
        soft_wrap=True,
    )
    for sentence in verdicts(found):
        console.print(escape(sentence), soft_wrap=True)
    for name, columns in newer.items():
        if columns:
            listed = ", ".join(columns)
            text = f"{name} uses sources after {found.attrs['since']}, so it is not a pure forecast, in: {listed}"
            console.print(f"note: {escape(text)}{escape(_told_apart(found, name))}", style="dim", soft_wrap=True)


def verdicts(found: Dataset) -> Iterator[str]:
    """Yield for each set how many outcomes its intervals hold, and whether it beats the naive forecast."""
    held, count = found["inside_90"].sum("outcome"), found.sizes["outcome"]
    inner = found["inside_50"].sum("outcome")
    for name in labels(found["set"]):
        beaten = _beaten(found, name) if found.attrs[NAIVE] not in ("", name) else ""
        yield (
            f"{name} held {int(held.sel(set=name))} of {count} outcomes in its 90% intervals and "
            f"{int(inner.sel(set=name))} in its 50% intervals{beaten}"
        )


def _naive_words(found: Dataset) -> str:
    if not found.attrs[NAIVE]:
        return "no naive forecast: model.audit_priors names no set of published single values"
    dated = any(position_of(label) is not None for one in found["of"].values for label in labels_of(str(one)))
    of_paths = "; of a path, its last growth goes on, from none to twice as much" if dated else ""
    said = f"the published single values, a factor of {FACTOR:g} either way as a 90% interval{of_paths}"
    return f"{found.attrs[NAIVE]}: {said}"


def _told_apart(found: Dataset, name: str) -> str:
    """Return how many outcomes a set held whose forecast depends on such assumptions, and how many others."""
    inside, leaning = (found[key].sel(set=name).to_numpy().astype(bool) for key in ("inside_90", "leaning"))
    if leaning.all():
        return "; no outcome's forecast is free of them"
    return (
        f"; its 90% intervals held {(inside & leaning).sum()} of the {leaning.sum()} outcomes whose forecast rests on "
        f"these, and {(inside & ~leaning).sum()} of the other {(~leaning).sum()}"
    )


def _beaten(found: Dataset, name: str) -> str:
    means = found["mean_crps"]
    naive = found.attrs[NAIVE]
    better = int((means.sel(set=name) < means.sel(set=naive)).sum())
    return f"; its CRPS is better than {naive}'s for {better} of {found.sizes['quantity']} quantities"


def _table(found: Dataset) -> Table:
    sets = labels(found["set"])
    table = Table(title="Forecasts against what was disclosed later", title_justify="left")
    table.add_column("quantity", no_wrap=True)
    table.add_column("outcomes", justify="right")
    for score in ("held 90/50", "CRPS", "log score"):
        for name in sets:
            table.add_column(f"{score}\n{name}", justify="right")
    logarithmic = dict(zip(labels(found["of"]), found["logarithmic"].to_numpy().tolist(), strict=True))
    for quantity in labels(found["quantity"]):
        one = found.sel(quantity=quantity)
        count = int(one["outcomes"])
        held = [
            " / ".join(f"{count * float(one[f'mean_inside_{level}'].sel(set=name)):.0f}" for level in (90, 50))
            for name in sets
        ]
        distances = [
            _distance(float(one["mean_crps"].sel(set=name)), factor=bool(logarithmic[quantity])) for name in sets
        ]
        densities = [_density(float(one["mean_log_score"].sel(set=name))) for name in sets]
        table.add_row(escape(quantity), str(count), *held, *distances, *densities)
    table.add_section()
    table.add_row("all", str(found.sizes["outcome"]), *_over_all(found, sets))
    return table


def _over_all(found: Dataset, sets: list[str]) -> Iterator[str]:
    """Yield the row over all quantities, in which every outcome has the same weight."""
    for name in sets:
        yield " / ".join(str(int(found[f"inside_{level}"].sel(set=name).sum())) for level in (90, 50))
    comparable = bool(found["logarithmic"].all())
    for name in sets:
        yield _distance(float(found["crps"].sel(set=name).mean()), factor=True) if comparable else ""
    for name in sets:
        yield _density(float(found["log_score"].sel(set=name).mean())) if comparable else ""


def _distance(crps: float, *, factor: bool) -> str:
    return f"×{exp(crps):.2f}" if factor else readable(crps)


def _density(score: float) -> str:
    return f"{score:.2f}" if np.isfinite(score) else ("−∞" if score < 0 else "∞")
