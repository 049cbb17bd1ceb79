"""Tables in the terminal: a run's results for each target, and the audit of a publication."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table
from rich.text import Text
from xarray import DataTree

from uncertain_compute.analysis.analyses import Answers
from uncertain_compute.analysis.reading import Reading
from uncertain_compute.analysis.summary.labels import events_of
from uncertain_compute.analysis.summary.summaries import column_of
from uncertain_compute.analysis.validation.audit import Audited
from uncertain_compute.study.paths import shown_columns
from uncertain_compute.study.study import Study
from uncertain_compute.views.numbers import unit_text, with_unit
from uncertain_compute.views.sentences.drivers import decision_sentences, driver_sentences
from uncertain_compute.views.sentences.summary import (
    as_of_text,
    audit_cells,
    belief_notes,
    doubts,
    guard_sentences,
    method_text,
    range_text,
    summary_table,
    verdict_counts,
)
from uncertain_compute.views.tables.console import terminal
from uncertain_compute.views.tables.update import show_update

if TYPE_CHECKING:
    import pandas as pd

PAGE = "report.html"
"""The name of a folder's page."""

NUMBERS_OF_AUDIT = ("published", "recomputed", "difference")
BEFORE = "before the evidence"
VERDICT_STYLE = {"match": "green", "wrong": "bold red", "differs": "bold red", "rounding": "yellow"}


def show_reading(reading: Reading, folder: Path, years: Sequence[str] = ()) -> None:
    """Print all tables of a run, and the path of its files; a path has rows only for some years."""
    study = reading.study
    show_run(study, reading.run, reading.summary, years)
    has_evidence = "posterior_shift" in reading.run.children
    if has_evidence:
        show_update(study, reading.run, years)
    show_sensitivity(study, reading.answered, before=BEFORE if has_evidence else "")
    if study.certain and reading.audited:
        show_audit(reading.audited)
    show_folder(folder)


def show_run(study: Study, run: DataTree, summary: "pd.DataFrame", years: Sequence[str] = ()) -> None:
    """Print the summary, and doubts about it; a path has rows only for some years."""
    console = terminal()
    rows = summary.to_dict("records")
    columns = [column_of(row) for row in rows]
    shown = shown_columns(columns, years)
    printed = [row for row, column in zip(rows, columns, strict=True) if column in shown]
    console.print(_point_table(study, printed) if study.certain else _table(study, run, printed))
    if len(shown) < len(columns):
        left_out = next(column for column in columns if column not in shown)
        console.print(
            f"{len(columns) - len(shown)} more columns of paths are in paths.csv; "
            f"\"targets=['{escape(left_out)}']\" prints one",
            style="dim",
        )
    if said := as_of_text(study):
        console.print(escape(said), style="dim")
    if not study.certain:
        console.print(method_text(run, rows), style="dim")
        for warning in [*doubts(rows, events=events_of(study)), *guard_sentences(study, run)]:
            console.print(f"[yellow]warning:[/] {escape(warning)}")
    for note in belief_notes(study):
        console.print(f"note: {escape(note)}", style="dim")


def show_sensitivity(study: Study, answered: Answers, before: str = "") -> None:
    """Print the drivers of each headline quantity, the best decision, and what was left out.

    Parameters
    ----------
    before
        What the sentences are about, where it is not the whole answer: what was believed before the evidence.
    """
    console = terminal()
    sentences = driver_sentences(study, answered.found)
    if "decision" in answered.found:
        sentences += decision_sentences(answered.found["decision"])
    for sentence in sentences:
        console.print(escape(f"{before}, {sentence}" if before else sentence), soft_wrap=True)
    for note in answered.notes:
        console.print(f"note: {escape(note)}", style="dim", soft_wrap=True)


def show_folder(folder: Path) -> None:
    """Print the path of the files, and last that of the page if there is one."""
    console = terminal()
    console.print(f"run: {escape(str(folder))}", style="dim", soft_wrap=True)
    if (folder / PAGE).is_file():
        console.print(f"page: {escape(str(folder / PAGE))}", soft_wrap=True)


def show_audit(rows: Sequence[Audited]) -> None:
    """Print each published figure, the recomputed one, and the verdict."""
    headings, body = audit_cells(rows)
    table = Table(title="Audit of the published figures", title_justify="left")
    for name in headings[:-1]:
        table.add_column(name, justify="right" if name in NUMBERS_OF_AUDIT else "left")
    table.add_column(headings[-1], ratio=1)
    for cells in body:
        verdict = cells[-2]
        table.add_row(*map(escape, cells[:-2]), Text(verdict, VERDICT_STYLE.get(verdict, "")), escape(cells[-1]))
    console = terminal()
    console.print(table)
    console.print("; ".join(verdict_counts(rows)))


def _point_table(study: Study, rows: Sequence[dict[Any, Any]]) -> Table:
    table = Table(title="Every assumption is fixed: nothing is drawn", title_justify="left")
    table.add_column("quantity")
    table.add_column("value", justify="right")
    table.add_column("unit")
    if study.published:
        table.add_column("published", justify="right")
    for row in rows:
        published = [range_text(study.published_of(column_of(row)), row["unit"])] if study.published else []
        ((value,), _) = with_unit([row["p50"]], [0.0], row["unit"])
        table.add_row(escape(column_of(row)), value, unit_text(row["unit"]), *published)
    return table


def _table(study: Study, run: DataTree, rows: Sequence[dict[Any, Any]]) -> Table:
    ci_prob, ci_kind = rows[0]["ci_prob"], rows[0]["ci_kind"]
    kind = "equal-tailed" if ci_kind == "eti" else "highest-density"
    before = f", {BEFORE}" if "posterior_shift" in run.children else ""
    table = Table(title=f"{ci_prob:.0%} credible intervals, {kind}{before}", title_justify="left")
    headings, body = summary_table(study, run, rows)
    for name in headings:
        table.add_column(name, justify="left" if name in ("quantity", "unit") else "right")
    for cells in body:
        table.add_row(*map(escape, cells))
    return table
