"""Tables in the terminal: what a run says of each target, and the audit of a publication."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from xarray import DataTree

from uncertain_compute.analysis.audit import VERDICTS, Audited
from uncertain_compute.analysis.beliefs import misfit_text, stated_columns
from uncertain_compute.analysis.sensitivity import Answers
from uncertain_compute.analysis.summaries import UNSTABLE_SHARE, probability_against
from uncertain_compute.study import Figure, Study
from uncertain_compute.views.drivers import decision_sentences, driver_sentences
from uncertain_compute.views.numbers import FEWEST_DIGITS, percent, readable, supported_digits, unit_text

if TYPE_CHECKING:
    import pandas as pd

PIPED_WIDTH = 160
VERDICT_STYLE = {"match": "green", "wrong": "bold red", "differs": "bold red", "rounding": "yellow"}
SHOWN = ("mean", "ci_low", "p50", "ci_high")


def terminal() -> Console:
    """Return standard output; wide enough for a whole row where it is not a terminal."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PIPED_WIDTH)


def show_run(study: Study, run: DataTree, summary: "pd.DataFrame") -> None:
    """Print a row for each of the summary's, and what to doubt in it."""
    console = terminal()
    rows = summary.to_dict("records")
    console.print(_point_table(study, rows) if study.certain else _table(study, run, rows))
    if not study.certain:
        console.print(_method(run, rows), style="dim")
        for warning in _warnings(rows):
            console.print(f"[yellow]warning:[/] {escape(warning)}")
    for note in _notes(study):
        console.print(f"note: {escape(note)}", style="dim")


def show_sensitivity(study: Study, answered: Answers) -> None:
    """Print what drives each headline quantity, what is best to decide, and what was left out."""
    console = terminal()
    for sentence in driver_sentences(study, answered.found):
        console.print(escape(sentence), soft_wrap=True)
    if "decision" in answered.found:
        for sentence in decision_sentences(answered.found["decision"]):
            console.print(escape(sentence), soft_wrap=True)
    for note in answered.notes:
        console.print(f"note: {escape(note)}", style="dim", soft_wrap=True)


def show_folder(folder: Path) -> None:
    """Print where the files are."""
    terminal().print(f"run: {escape(str(folder))}", style="dim", soft_wrap=True)


def show_audit(rows: Sequence[Audited]) -> None:
    """Print each published figure, the recomputed one, and the verdict."""
    table = Table(title="Audit of the published figures", title_justify="left")
    table.add_column("figure")
    for name in ("published", "recomputed", "difference"):
        table.add_column(name, justify="right")
    table.add_column("verdict")
    table.add_column("why", ratio=1)
    for row in rows:
        style = VERDICT_STYLE.get(row.verdict, "")
        numbers = [f"{readable(value)} {unit_text(row.unit)}".strip() for value in (row.published, row.recomputed)]
        verdict = f"[{style}]{row.verdict}[/]" if style else row.verdict
        table.add_row(escape(row.name), *numbers, f"{row.difference:+.1%}", verdict, escape(row.note))
    console = terminal()
    console.print(table)
    counts = Counter(row.verdict for row in rows)
    console.print("; ".join(f"{counts[name]} {name}: {VERDICTS.get(name, 'unexplained')}" for name in counts))


def _point_table(study: Study, rows: Sequence[dict[Any, Any]]) -> Table:
    table = Table(title="Every assumption is fixed: nothing is drawn", title_justify="left")
    table.add_column("quantity")
    table.add_column("value", justify="right")
    table.add_column("unit")
    if study.figures:
        table.add_column("published", justify="right")
    for row in rows:
        figure = study.figures.get(row["quantity"])
        published = [_range(figure)] if study.figures else []
        table.add_row(_name(row), readable(row["p50"]), unit_text(row["unit"]), *published)
    return table


def _table(study: Study, run: DataTree, rows: Sequence[dict[Any, Any]]) -> Table:
    ci_prob, ci_kind = rows[0]["ci_prob"], rows[0]["ci_kind"]
    ends = (
        [f"P{50 - 50 * ci_prob:g}", "P50", f"P{50 + 50 * ci_prob:g}"]
        if ci_kind == "eti"
        else ["HDI low", "P50", "HDI high"]
    )
    kind = "equal-tailed" if ci_kind == "eti" else "highest-density"
    table = Table(title=f"{ci_prob:.0%} credible intervals, {kind}", title_justify="left")
    table.add_column("quantity")
    for name in ("mean", *ends, "error of P50"):
        table.add_column(name, justify="right")
    table.add_column("unit")
    figures = {
        name: probability_against(run, figure) for name, figure in study.figures.items() if name in _quantities(rows)
    }
    if figures:
        for name in ("published", "below", "inside", "above"):
            table.add_column(name, justify="right")
    for row in rows:
        numbers = [readable(row[name], _error(row, name)) for name in SHOWN]
        cells = [_name(row), *numbers, _relative_error(row), unit_text(row["unit"])]
        table.add_row(*cells, *(_published_cells(study.figures, figures, row) if figures else []))
    return table


def _quantities(rows: Sequence[dict[Any, Any]]) -> set[str]:
    return {row["quantity"] for row in rows}


def _published_cells(figures: dict[str, Figure], probabilities: dict[str, Any], row: dict[Any, Any]) -> list[str]:
    name = row["quantity"]
    if name not in probabilities:
        return ["", "", "", ""]
    split = probabilities[name][f"{name}[{row['coordinates']}]" if row["coordinates"] else name]
    shares = [percent(split[part][0]) for part in ("below", "inside", "above")]
    below, inside, above = shares
    return [_range(figures[name]), below, inside if figures[name].low < figures[name].high else "", above]


def _range(figure: Figure | None) -> str:
    if figure is None:
        return ""
    return readable(figure.low) if figure.low == figure.high else f"{readable(figure.low)} – {readable(figure.high)}"


def _name(row: dict[Any, Any]) -> str:
    return escape(f"{row['quantity']}[{row['coordinates']}]" if row["coordinates"] else row["quantity"])


def _error(row: dict[Any, Any], name: str) -> float:
    """Return how far an estimate may be off: the Monte Carlo error, and the width of a sketch's bin."""
    return float(row[f"{name}_mcse"] + row["resolution"] * abs(row[name]))


def _relative_error(row: dict[Any, Any]) -> str:
    return f"{100 * row['p50_mcse'] / abs(row['p50'] or 1):.1g}%"


def _method(run: DataTree, rows: Sequence[dict[Any, Any]]) -> str:
    attrs = run.attrs
    sketch = max(row["resolution"] for row in rows)
    added = f", quantiles from a sketch within {sketch:.2g} of themselves" if sketch else ""
    drawn = f"{attrs['draws']:,} draws in {attrs['chains']} chains of design {attrs['design']}, seed {attrs['seed']}"
    return f"{drawn}{added}; error: Monte Carlo standard error between chains, relative"


def _notes(study: Study) -> list[str]:
    """Return what to know of the beliefs: quantiles that are not those asked for, and what has no provenance."""
    priors = {name: study.columns[name].prior for name in stated_columns([study])}
    misfits = [f"{name} ({text})" for name, prior in priors.items() if (text := misfit_text(prior))]
    lacking = [name for name, prior in priors.items() if prior.holes]
    notes = [f"quantiles other than those asked for: {', '.join(misfits)}"] if misfits else []
    if lacking:
        one_lacks = "1 assumption lacks" if len(lacking) == 1 else f"{len(lacking)} assumptions lack"
        notes.append(f"{one_lacks} a unit, reason, source, date or status; show=priors lists them")
    return notes


def _warnings(rows: Sequence[dict[Any, Any]]) -> list[str]:
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
