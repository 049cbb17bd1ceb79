"""A run's summary, a publication's audit, and doubts about them, as text for the terminal and the page."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from math import inf, isnan, nan
from typing import Any

from xarray import DataTree

from uncertain_compute.addresses import as_whole, name_of
from uncertain_compute.analysis.summary.beliefs import misfit_text, stated_columns
from uncertain_compute.analysis.summary.guards import exceeded_guards
from uncertain_compute.analysis.summary.summaries import UNSTABLE_SHARE, column_of, probability_against
from uncertain_compute.analysis.validation.audit import VERDICTS, Audited
from uncertain_compute.study.guards import Guard
from uncertain_compute.study.published import PublishedRange
from uncertain_compute.study.study import Study
from uncertain_compute.views.numbers import (
    FEWEST_DIGITS,
    NEVER,
    amount,
    brief,
    is_calendar,
    percent,
    readable,
    scientific_beside,
    supported_digits,
    unit_text,
    with_unit,
)
from uncertain_compute.views.sentences.published import quantiles_text

SHOWN = ("mean", "ci_low", "p50", "ci_high")
ENDS = ("ci_low", "ci_high")
MOST_COLUMNS_NAMED = 3
"""A quantity with more columns in doubt is named once, with their number."""

NOT_TOLD = "–"
"""Shown instead of an error that the draws are too few to estimate."""

READ = ("median", "quantiles")
"""What is to be read in place of a mean, where it is unstable and where there is none."""

MORE_DRAWS = {
    "prior": "draw more, or set precision=0.01",
    "posterior": "set more posterior_draws, or method=nuts",
}
PUBLISHED = ("published", "below", "inside", "above")


def summary_table(
    study: Study, run: DataTree, rows: Sequence[Mapping[Any, Any]], group: str = "prior"
) -> tuple[list[str], list[list[str]]]:
    """Return headings, and the cells of each row of a summary; with published ranges if there are any.

    Parameters
    ----------
    group
        The summary's group: ``prior`` or ``posterior``.
    """
    published = {column: one for column in map(column_of, rows) if (one := study.published_of(column))}
    split = {column: probability_against(run, one, column, group) for column, one in published.items()}
    may_be_never = any(row["never"] for row in rows)
    shown = [*_interval_names(rows[0]), *([NEVER] if may_be_never else []), "errors", "unit"]
    headings = ["quantity", "mean", *shown, *(PUBLISHED if published else ())]
    body = [
        [column_of(row), *_rounded_numbers(row), *([percent(row["never"] or nan)] if may_be_never else [])]
        + [_errors(row), unit_text(row["unit"])]
        + (_published(published.get(column_of(row)), split.get(column_of(row), {}), row["unit"]) if published else [])
        for row in rows
    ]
    return headings, body


def _interval_names(row: Mapping[Any, Any]) -> list[str]:
    """Return the headings of a summary's interval ends, with the median's between them."""
    if row["ci_kind"] == "hdi":
        return ["HDI low", "P50", "HDI high"]
    return [f"P{50 - 50 * row['ci_prob']:g}", "P50", f"P{50 + 50 * row['ci_prob']:g}"]


def _rounded_numbers(row: Mapping[Any, Any]) -> list[str]:
    """Return a summary's mean, interval and median, in the digits that their errors support, and in one notation.

    It is that of the interval and the median, as figures and sentences show them without the mean.
    """
    shown = [row[name] for name in SHOWN[1:]]
    if row["never"] or is_calendar(shown, row["unit"]):
        texts, _ = with_unit(shown, [_error(row, name) for name in SHOWN[1:]], row["unit"])
        mean = NOT_TOLD if isnan(row["mean"]) else amount(row["mean"], row["unit"], _error(row, "mean"))
        return [mean, *texts]
    start = scientific_beside(shown)
    return [readable(row[name], _error(row, name), start) for name in SHOWN]


def _errors(row: Mapping[Any, Any]) -> str:
    """Return the Monte Carlo errors of the interval's ends and of the median between them, in one digit.

    Each is relative, ``0.4, 0.3, 0.5%``, unless a number is within its error of zero: then all are absolute.
    """
    errors = [row[f"{name}_mcse"] for name in SHOWN[1:]]
    sizes = [_relative_to(row, name) for name in SHOWN[1:]]
    if any(error >= size > 0 or (error and not size) for error, size in zip(errors, sizes, strict=True)):
        return ", ".join(f"±{_one_digit(error)}" for error in errors)
    relative = [100 * error / (size or 1.0) for error, size in zip(errors, sizes, strict=True)]
    return f"{', '.join(map(_one_digit, relative))}%"


def _relative_to(row: Mapping[Any, Any], name: str) -> float:
    """Return the number that an error is relative to: its own size, or the width of a highest-density interval."""
    if row["ci_kind"] == "hdi" and name in ENDS:
        return float(row["ci_high"] - row["ci_low"])
    return float(abs(row[name]))


def _one_digit(number: float) -> str:
    if isnan(number):
        return NOT_TOLD
    return brief(float(f"{number:.1g}"))


def _published(published: PublishedRange | None, split: Mapping[str, tuple[float, float]], unit: str) -> list[str]:
    """Return the published range, and the probability below, in and above it; empty if there is none."""
    if published is None:
        return [""] * len(PUBLISHED)
    below, inside, above = (percent(split[part][0]) for part in PUBLISHED[1:])
    return [range_text(published, unit), below, inside if published.low < published.high else "", above]


def audit_cells(audited: Iterable[Audited]) -> tuple[list[str], list[list[str]]]:
    """Return headings, and the cells of each published and recomputed figure."""
    body = [
        [
            one.name,
            *(f"{readable(value)} {unit_text(one.unit)}".strip() for value in (one.published, one.recomputed)),
            _signed_percent(one.difference),
            one.verdict,
            one.note,
        ]
        for one in audited
    ]
    return ["figure", "published", "recomputed", "difference", "verdict", "why"], body


def _signed_percent(share: float) -> str:
    """Return a difference in percent, with its sign unless it is shown as zero."""
    return "0.0%" if abs(share) < 0.0005 else f"{share:+.1%}"


def verdict_counts(audited: Iterable[Audited]) -> list[str]:
    """Return the number of figures with each verdict, and its meaning."""
    counts = Counter(one.verdict for one in audited)
    return [f"{counts[name]} {name}: {VERDICTS.get(name, 'unexplained')}" for name in counts]


def range_text(published: PublishedRange | None, unit: str = "") -> str:
    """Return what was published as text: one number, the two ends of a range, or quantiles; without its unit."""
    if published is None:
        return ""
    if published.quantiles:
        return quantiles_text(published)
    ends = [published.low] if published.low == published.high else [published.low, published.high]
    if is_calendar(ends, unit):
        return " – ".join(with_unit(ends, [0.0] * len(ends), unit)[0])
    return " – ".join(map(readable, ends))


def method_text(run: DataTree, rows: Sequence[Mapping[Any, Any]]) -> str:
    """Return how the run was drawn."""
    attrs = run.attrs
    sketch = max(row["resolution"] for row in rows)
    added = f", quantiles from a sketch with a relative error up to {sketch:.2g}" if sketch else ""
    drawn = f"{attrs['draws']:,} draws in {attrs['chains']} chains of design {attrs['design']}, seed {attrs['seed']}"
    errors = f"errors: Monte Carlo standard errors of {', '.join(_interval_names(rows[0]))} between chains"
    width = ", those of HDI low and high relative to its width" if rows[0]["ci_kind"] == "hdi" else ""
    shown = any(NOT_TOLD in _errors(row) for row in rows)
    return f"{drawn}{added}{_integrated_text(rows)}; {errors}{width}" + (
        f"; {NOT_TOLD}: not estimated, because {_why_not_told(rows)}" if shown else ""
    )


def _integrated_text(rows: Sequence[Mapping[Any, Any]]) -> str:
    """Return of how many columns factors are integrated; empty if of none."""
    count = sum(bool(row["integrated"]) for row in rows)
    which = "all" if count == len(rows) else f"{count} of {len(rows)}"
    return f"; factors of {which} quantities are integrated exactly (summary.csv names them)" if count else ""


def _why_not_told(rows: Sequence[Mapping[Any, Any]]) -> str:
    beside_never = any(row["never"] and NOT_TOLD in _errors(row) for row in rows)
    return f"almost no draws lie beyond that end{', or the next draws are never' if beside_never else ''}"


def as_of_text(study: Study) -> str:
    """Return the time that a study's beliefs are about, as text; an empty text if its prior set states none."""
    return f"beliefs as of {study.as_of}" if study.as_of else ""


def belief_notes(study: Study) -> list[str]:
    """Return notes on the beliefs.

    They are on replaced shipped files, ranges, misfits of quantiles, and missing provenance.
    """
    priors = {name: study.columns[name].prior for name in stated_columns([study])}
    misfits = [f"{name} ({text})" for name, prior in priors.items() if (text := misfit_text(prior))]
    lacking = as_whole([name for name, prior in priors.items() if prior.missing_provenance], priors)
    notes = [*study.notes, *([f"quantiles that differ from those stated: {', '.join(misfits)}"] if misfits else [])]
    if lacking:
        one_lacks = "1 assumption lacks" if len(lacking) == 1 else f"{len(lacking)} assumptions lack"
        notes.append(f"{one_lacks} a unit, reason, source, date or status; show=priors lists them")
    return notes


def guard_sentences(study: Study, run: DataTree, group: str = "prior") -> list[str]:
    """Return sentences on the guards that a run exceeds, each with the probability of this."""
    return [
        f"{guard.quantity}: {percent(most)} of the probability is above {_amount(study, guard)}, {guard.what} "
        f"({guard.source})"
        for guard, most in exceeded_guards(study, run, group)
    ]


def _amount(study: Study, guard: Guard) -> str:
    return f"{readable(guard.above)} {unit_text(study.unit(name_of(guard.quantity)))}".rstrip()


def doubts(rows: Sequence[Mapping[Any, Any]], group: str = "prior", events: Collection[str] = ()) -> list[str]:
    """Return what to doubt in a group's summary: unstable means, and errors larger than the shown digits."""
    rough = [
        column_of(row)
        for row in rows
        if any(row[name] and _is_rough(_relative_to(row, name), _error(row, name)) for name in SHOWN)
    ]
    doubt = f"the Monte Carlo error is larger than the digits shown; {MORE_DRAWS[group]}"
    with_mean = [row for row in rows if row["quantity"] not in events]  # an event's is its probability
    return [*_unstable(with_mean), *_across_gaps(rows)] + ([f"{_columns_text(rough)}: {doubt}"] if rough else [])


def _columns_text(columns: Iterable[str]) -> str:
    """Return columns as text; of a quantity with more than three, how many there are."""
    owners: dict[str, list[str]] = {}
    for column in dict.fromkeys(columns):
        owners.setdefault(name_of(column), []).append(column)
    return ", ".join(
        f"{name} ({len(own)} columns)" if len(own) > MOST_COLUMNS_NAMED else ", ".join(own)
        for name, own in owners.items()
    )


def _unstable(rows: Sequence[Mapping[Any, Any]]) -> list[str]:
    """Return which means are unstable or do not exist, with one line for each reason; empty if there are none."""
    never = [row for row in rows if row["never"]]
    unsettled = [row for row in rows if "mean" in row["unsettled"].split(", ") and row not in never]
    heavy = [row for row in rows if row["top_share"] > UNSTABLE_SHARE and row not in unsettled]
    found = []
    if unsettled:
        index = _range_in(unsettled, "tail_index", "{:.1f}".format)
        found.append(f"the mean is unstable: few draws decide it, and it may not exist (tail index {index})")
    if heavy:
        share = _range_in(heavy, "top_share", "{:.0%}".format)
        found.append(f"the mean is unstable, a thousandth of the draws makes up {share} of it")
    if never:
        share = _range_in(never, "never", percent)
        found.append(f"never with {share} probability, so there is no mean")
    parts = [part for part in (unsettled, heavy, never) if part]
    return [
        f"{', '.join(dict.fromkeys(row['quantity'] for row in part))}: {text}; read the {READ[part is never]}"
        for part, text in zip(parts, found, strict=True)
    ]


def _range_in(rows: Sequence[Mapping[Any, Any]], name: str, said: Callable[[float], str]) -> str:
    """Return the smallest and the largest number in a column as text; one number if both have the same text."""
    least, most = (said(end(row[name] for row in rows)) for end in (min, max))
    return least if least == most else f"{least} to {most}"


def _across_gaps(rows: Sequence[Mapping[Any, Any]]) -> list[str]:
    """Return notes on highest-density intervals that go across a gap."""
    found = []
    for row in rows:
        if not isnan(row["gap_low"]):
            low, high = (readable(row[name], abs(row[name]) / 100) for name in ("gap_low", "gap_high"))
            where = f"{low} to {high}, where almost no draws lie"
            found.append(f"{column_of(row)}: the highest-density interval goes across a gap, {where}")
    return found


def _is_rough(value: float, error: float) -> bool:
    """Return whether an error is known and larger than the digits shown."""
    return not isnan(error) and value < inf and supported_digits(value, error) < FEWEST_DIGITS


def _error(row: Mapping[Any, Any], name: str) -> float:
    """Return the error of an estimate: its MCSE plus the width of a sketch's bin."""
    of_bin = row["resolution"] * abs(row[name]) if row[name] < inf else 0.0
    return float(row[f"{name}_mcse"] + of_bin)
