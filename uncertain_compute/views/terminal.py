"""Tables in the terminal: what a run says of each target, and the audit of a publication."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table
from xarray import DataTree

from uncertain_compute.analysis.audit import VERDICTS, Audited
from uncertain_compute.analysis.reading import Reading
from uncertain_compute.analysis.sensitivity import Answers
from uncertain_compute.study import Study
from uncertain_compute.views.console import terminal
from uncertain_compute.views.drivers import decision_sentences, driver_sentences
from uncertain_compute.views.numbers import readable, unit_text
from uncertain_compute.views.summary_words import (
    PUBLISHED,
    belief_notes,
    doubts,
    interval_names,
    method_text,
    published_cells,
    range_text,
    rounded_numbers,
)
from uncertain_compute.views.update_table import show_update

if TYPE_CHECKING:
    import pandas as pd

VERDICT_STYLE = {"match": "green", "wrong": "bold red", "differs": "bold red", "rounding": "yellow"}


def show_reading(reading: Reading, folder: Path) -> None:
    """Print all that is read off a run, and where its files are."""
    study = reading.study
    show_run(study, reading.run, reading.summary)
    if "moved" in reading.run.children:
        show_update(study, reading.run)
    show_sensitivity(study, reading.answered)
    show_folder(folder)
    if study.certain and reading.audited:
        show_audit(reading.audited)


def show_run(study: Study, run: DataTree, summary: "pd.DataFrame") -> None:
    """Print a row for each of the summary's, and what to doubt in it."""
    console = terminal()
    rows = summary.to_dict("records")
    console.print(_point_table(study, rows) if study.certain else _table(study, run, rows))
    if not study.certain:
        console.print(method_text(run, rows), style="dim")
        for warning in doubts(rows):
            console.print(f"[yellow]warning:[/] {escape(warning)}")
    for note in belief_notes(study):
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
        published = [range_text(figure)] if study.figures else []
        table.add_row(_name(row), readable(row["p50"]), unit_text(row["unit"]), *published)
    return table


def _table(study: Study, run: DataTree, rows: Sequence[dict[Any, Any]]) -> Table:
    ci_prob, ci_kind = rows[0]["ci_prob"], rows[0]["ci_kind"]
    kind = "equal-tailed" if ci_kind == "eti" else "highest-density"
    table = Table(title=f"{ci_prob:.0%} credible intervals, {kind}", title_justify="left")
    table.add_column("quantity")
    for name in ("mean", *interval_names(rows[0]), "error of P50"):
        table.add_column(name, justify="right")
    table.add_column("unit")
    published = published_cells(study, run, rows)
    has_published = any(cells[0] for cells in published)
    if has_published:
        for name in PUBLISHED:
            table.add_column(name, justify="right")
    for row, cells in zip(rows, published, strict=True):
        own = [_name(row), *rounded_numbers(row), _relative_error(row), unit_text(row["unit"])]
        table.add_row(*own, *(cells if has_published else []))
    return table


def _name(row: dict[Any, Any]) -> str:
    return escape(f"{row['quantity']}[{row['coordinates']}]" if row["coordinates"] else row["quantity"])


def _relative_error(row: dict[Any, Any]) -> str:
    return f"{100 * row['p50_mcse'] / abs(row['p50'] or 1):.1g}%"
