"""A run's summary in words: rounded numbers, what was published beside them, and what to doubt."""

from collections.abc import Mapping, Sequence
from typing import Any

from xarray import DataTree

from uncertain_compute.analysis.beliefs import misfit_text, stated_columns
from uncertain_compute.analysis.summaries import UNSTABLE_SHARE, probability_against
from uncertain_compute.study import Figure, Study
from uncertain_compute.views.numbers import FEWEST_DIGITS, percent, readable, supported_digits

SHOWN = ("mean", "ci_low", "p50", "ci_high")
PUBLISHED = ("published", "below", "inside", "above")


def interval_names(row: Mapping[Any, Any]) -> list[str]:
    """Return what the ends of a summary's interval are called, with the median between them."""
    if row["ci_kind"] == "hdi":
        return ["HDI low", "P50", "HDI high"]
    return [f"P{50 - 50 * row['ci_prob']:g}", "P50", f"P{50 + 50 * row['ci_prob']:g}"]


def rounded_numbers(row: Mapping[Any, Any]) -> list[str]:
    """Return a summary's mean, interval and median in the digits that their errors support."""
    return [readable(row[name], _error(row, name)) for name in SHOWN]


def published_cells(study: Study, run: DataTree, rows: Sequence[Mapping[Any, Any]]) -> list[list[str]]:
    """Return for each row what was published, and the probability below, in and above it; empty where nothing was."""
    quantities = {row["quantity"] for row in rows}
    figures = {name: figure for name, figure in study.figures.items() if name in quantities}
    split = {name: probability_against(run, figure) for name, figure in figures.items()}
    return [
        _published(figures[row["quantity"]], split, row) if row["quantity"] in figures else [""] * 4 for row in rows
    ]


def _published(figure: Figure, split: Mapping[str, Any], row: Mapping[Any, Any]) -> list[str]:
    own = split[figure.quantity][f"{figure.quantity}[{row['coordinates']}]" if row["coordinates"] else figure.quantity]
    below, inside, above = (percent(own[part][0]) for part in ("below", "inside", "above"))
    return [range_text(figure), below, inside if figure.low < figure.high else "", above]


def range_text(figure: Figure | None) -> str:
    """Return a published figure: one number, or its two ends."""
    if figure is None:
        return ""
    return readable(figure.low) if figure.low == figure.high else f"{readable(figure.low)} – {readable(figure.high)}"


def method_text(run: DataTree, rows: Sequence[Mapping[Any, Any]]) -> str:
    """Return how the run was drawn."""
    attrs = run.attrs
    sketch = max(row["resolution"] for row in rows)
    added = f", quantiles from a sketch within {sketch:.2g} of themselves" if sketch else ""
    drawn = f"{attrs['draws']:,} draws in {attrs['chains']} chains of design {attrs['design']}, seed {attrs['seed']}"
    return f"{drawn}{added}; error: Monte Carlo standard error between chains, relative"


def belief_notes(study: Study) -> list[str]:
    """Return what to know of the beliefs: quantiles that are not those asked for, and what has no provenance."""
    priors = {name: study.columns[name].prior for name in stated_columns([study])}
    misfits = [f"{name} ({text})" for name, prior in priors.items() if (text := misfit_text(prior))]
    lacking = [name for name, prior in priors.items() if prior.holes]
    notes = [f"quantiles other than those asked for: {', '.join(misfits)}"] if misfits else []
    if lacking:
        one_lacks = "1 assumption lacks" if len(lacking) == 1 else f"{len(lacking)} assumptions lack"
        notes.append(f"{one_lacks} a unit, reason, source, date or status; show=priors lists them")
    return notes


def doubts(rows: Sequence[Mapping[Any, Any]]) -> list[str]:
    """Return what to doubt in a summary: unstable means, and errors larger than the digits shown."""
    heavy = [
        f"{row['quantity']}: the mean is unstable, a thousandth of the draws makes up {row['top_share']:.0%} of it; "
        "read the median"
        for row in rows
        if row["top_share"] > UNSTABLE_SHARE
    ]
    rough = [
        row["quantity"]
        for row in rows
        if any(row[name] and supported_digits(row[name], _error(row, name)) < FEWEST_DIGITS for name in SHOWN)
    ]
    advice = "the Monte Carlo error is larger than the digits shown; draw more, or ask for precision=0.01"
    return heavy + ([f"{', '.join(dict.fromkeys(rough))}: {advice}"] if rough else [])


def _error(row: Mapping[Any, Any], name: str) -> float:
    """Return how far an estimate may be off: the Monte Carlo error, and the width of a sketch's bin."""
    return float(row[f"{name}_mcse"] + row["resolution"] * abs(row[name]))
