"""The table of prior sets in the terminal: each assumption as written, and what is missing or does not fit."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from uncertain_compute.addresses import as_whole
from uncertain_compute.analysis.summary.beliefs import assumption_table, common_constants, stated_columns
from uncertain_compute.priors.dependence.correlation import Correlation
from uncertain_compute.priors.reading.spec import PROVENANCE
from uncertain_compute.study.study import Study
from uncertain_compute.views.drawing.style import set_names
from uncertain_compute.views.numbers import brief, readable, unit_text
from uncertain_compute.views.sentences.summary import as_of_text
from uncertain_compute.views.tables.console import terminal

HEADINGS = {
    "name": "name",
    "sets": "set",
    "written": "as written",
    "p5": "P5",
    "p50": "P50",
    "p95": "P95",
    "unit": "unit",
    "status": "status",
    "source": "source",
}
NUMBERS = ("p5", "p50", "p95")
WRAPPED = ("written", "source")
BELOW = ("written", "status", "source")
"""Columns that are printed below their row if the terminal is too narrow."""

BOTH = "both"
LEAST_FOR_SOURCE = 26
MOST_FOR_WRITTEN = 30
BORDER, GAP, INDENT = 3, 2, 4
MISSING = {name: f"without a {'reason' if name == 'why' else name}" for name in PROVENANCE}


@dataclass(frozen=True, slots=True)
class PriorRow:
    """What a set states about one assumption, as text."""

    name: str
    sets: str
    written: str
    p5: str
    p50: str
    p95: str
    unit: str
    status: str
    source: str
    misfit: str
    missing_provenance: str

    def alike(self, other: "PriorRow") -> bool:
        """Return whether two sets state the same."""
        return replace(self, sets="") == replace(other, sets="")


def show_priors(studies: Mapping[str, Study], folder: Path | None = None) -> None:
    """Print the assumptions of one or two prior sets, and what is missing or does not fit in them.

    Parameters
    ----------
    studies
        Studies by the prior set's name.
    folder
        The folder of their table and figures, if these were written.
    """
    console = terminal()
    print_priors(console, studies)
    if folder is not None:
        console.print(Text(f"files: {folder}", style="dim"), soft_wrap=True)


def print_priors(console: Console, studies: Mapping[str, Study]) -> None:
    """Print prior sets to a console: sources go below their rows if there is no room for a column."""
    rows = _rows(studies)
    for name, study in studies.items():
        if said := as_of_text(study):
            console.print(f"{name}: {said}", style="dim", markup=False)
    _print_rows(console, rows, studies)
    constants = len(common_constants(studies.values()))
    if constants:
        console.print(f"{constants} constants of the model are not shown", style="dim")
    correlations = _correlations(studies)
    if correlations.row_count:
        console.print(correlations)
    for row in rows:
        if row.misfit:
            console.print(Text.assemble(("warning: ", "yellow"), f"{row.name}{_of_set(row, studies)}: {row.misfit}"))
    show_notes(console, studies)
    for line in _missing(rows, studies):
        console.print(Text(line, style="yellow"))


def show_notes(console: Console, studies: Mapping[str, Study]) -> None:
    """Print each note on the studies once, with the name of its study if there are several."""
    for note in dict.fromkeys(note for study in studies.values() for note in study.notes):
        holding = [name for name, study in studies.items() if note in study.notes]
        sets = f" ({BOTH if len(holding) > 1 else holding[0]})" if len(studies) > 1 else ""
        console.print(Text.assemble(("warning: ", "yellow"), f"{note}{sets}"))


def _rows(studies: Mapping[str, Study]) -> list[PriorRow]:
    """Return a row for each assumption and set, or one row if both sets state the same."""
    said = {
        (entry["assumption"], name): _row(entry, name, fixed=study.columns[entry["assumption"]].fixed)
        for name, study in studies.items()
        for entry in assumption_table(study).to_dict("records")
    }
    rows: list[PriorRow] = []
    for column in stated_columns(studies.values()):
        own = [said[column, name] for name in studies if (column, name) in said]
        alike = len(own) > 1 and all(row.alike(own[0]) for row in own)
        rows += [replace(own[0], sets=BOTH)] if alike else own
    return rows


def _row(entry: Mapping[Hashable, Any], sets: str, *, fixed: bool) -> PriorRow:
    texts = {key: str(entry[key]) for key in ("written", "status", "source", "misfit", "missing_provenance")}
    ends = {key: "" if fixed else brief(entry[key]) for key in ("p5", "p95")}
    p50 = readable(entry["p50"]) if fixed else brief(entry["p50"])
    return PriorRow(name=str(entry["assumption"]), sets=sets, p50=p50, unit=unit_text(entry["unit"]), **ends, **texts)


def _print_rows(console: Console, rows: Sequence[PriorRow], studies: Mapping[str, Study]) -> None:
    several = len(studies) > 1
    console.print(Text(f"{set_names(studies)}: P5, P50, P95 in the model's units; one value where fixed", style="bold"))
    shown = [key for key in HEADINGS if key != "sets" or several]
    widths = {key: max(len(HEADINGS[key]), *(len(getattr(row, key)) for row in rows), 0) for key in shown}
    widths["written"] = min(widths["written"], MOST_FOR_WRITTEN)
    left = console.width - sum(widths[key] + BORDER for key in shown if key != "source") - BORDER - 1
    if left >= min(LEAST_FOR_SOURCE, widths["source"]):
        console.print(_table(rows, widths))
        return
    beside = {key: width for key, width in widths.items() if key not in BELOW}
    if sum(width + GAP for width in beside.values()) > console.width:
        del beside["unit"]
    for part in _list(rows, beside):
        console.print(part)


def _table(rows: Sequence[PriorRow], widths: Mapping[str, int]) -> Table:
    table = Table()
    for key in widths:
        table.add_column(HEADINGS[key], justify=_side(key), overflow="fold", no_wrap=key not in WRAPPED)
    for cells in _cells(rows, list(widths)):
        table.add_row(*cells.values())
    return table


def _list(rows: Sequence[PriorRow], widths: Mapping[str, int]) -> Iterator[RenderableType]:
    """Yield each row's names and numbers in columns, and below them the texts that need more room."""
    yield _line({key: Text(HEADINGS[key], style="bold") for key in widths}, widths)
    for row, cells in zip(rows, _cells(rows, list(widths)), strict=True):
        yield _line(cells, widths)
        below = [getattr(row, key) for key in ("written", "unit", "status", "source") if key not in widths]
        yield Padding(Text("; ".join(filter(None, below)), style="dim"), (0, 0, 0, INDENT), expand=False)


def _line(cells: Mapping[str, Text], widths: Mapping[str, int]) -> Table:
    line = Table.grid(padding=(0, GAP, 0, 0))
    for key, width in widths.items():
        line.add_column(width=width, justify=_side(key), overflow="fold")
    line.add_row(*cells.values())
    return line


def _cells(rows: Sequence[PriorRow], keys: Sequence[str]) -> Iterator[dict[str, Text]]:
    """Yield each row's cells, with the name only in the first row of a group; Text keeps brackets."""
    before = ""
    for row in rows:
        yield {key: Text("" if key == "name" and row.name == before else getattr(row, key)) for key in keys}
        before = row.name


def _side(key: str) -> Literal["left", "right"]:
    return "right" if key in NUMBERS else "left"


def _correlations(studies: Mapping[str, Study]) -> Table:
    """Return a row for each correlation and set, or one row if both sets state the same."""
    table = Table(title="Correlations", title_justify="left", title_style="bold")
    for heading in ("pair", *(["set"] if len(studies) > 1 else []), "correlation", "why"):
        table.add_column(heading, overflow="fold")
    ties = {name: {tie: _without_effect(tie, study) for tie in study.correlations} for name, study in studies.items()}
    for tie, note in {pair: None for own in ties.values() for pair in own.items()}:
        holding = [name for name, own in ties.items() if own.get(tie) == note]
        sets = [Text(BOTH if len(holding) > 1 else holding[0])] if len(studies) > 1 else []
        why = "; ".join(filter(None, (tie.why, note)))
        table.add_row(Text(f"{tie.first}, {tie.second}"), *sets, tie.shown_value, Text(why))
    return table


def _without_effect(tie: Correlation, study: Study) -> str:
    fixed = [name for name in (tie.first, tie.second) if study.columns[name].fixed]
    return f"without effect, since {' and '.join(fixed)} {'is' if len(fixed) == 1 else 'are'} fixed" if fixed else ""


def _missing(rows: Sequence[PriorRow], studies: Mapping[str, Study]) -> Iterator[str]:
    """Yield a line for each set with missing provenance."""
    for name in studies:
        own = [row for row in rows if row.sets in (name, BOTH)]
        parts = []
        for kind in PROVENANCE:
            without = [row.name for row in own if kind in row.missing_provenance.split()]
            if without:
                named = ", ".join(as_whole(without, [row.name for row in own]))
                parts.append(f"{MISSING[kind]}: {'all' if len(without) == len(own) else named}")
        if parts:
            yield (f"{name}: " if len(studies) > 1 else "") + "; ".join(parts)


def _of_set(row: PriorRow, studies: Mapping[str, Study]) -> str:
    return f" ({row.sets})" if len(studies) > 1 else ""
