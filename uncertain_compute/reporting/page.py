"""The page of a run: the answer first, then its basis; a single file that needs no network."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xarray import Dataset

from uncertain_compute.addresses import name_of
from uncertain_compute.analysis.reading import COMMAND, CONFIG, Reading
from uncertain_compute.analysis.summary.labels import events_of
from uncertain_compute.analysis.summary.summaries import column_of, targets_of
from uncertain_compute.reporting.live.live_part import live_part
from uncertain_compute.views.equations.picture import graph_picture
from uncertain_compute.views.equations.walk import Named, walk_of
from uncertain_compute.views.figures.priors.sparkline import sparkline
from uncertain_compute.views.figures.summary.exceedance import exceedance_sentences
from uncertain_compute.views.numbers import amount, brief, unit_text
from uncertain_compute.views.sentences.answer import answer_sentences
from uncertain_compute.views.sentences.drivers import decision_sentences
from uncertain_compute.views.sentences.summary import (
    as_of_text,
    audit_cells,
    belief_notes,
    doubts,
    guard_sentences,
    method_text,
    summary_table,
    verdict_counts,
)
from uncertain_compute.views.tables.update import surprises, update_notes, update_sentences

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

TEMPLATES = Path(__file__).parent
STYLES = ("page.css", "live/live.css")
SVG_TAG = re.compile(r"<svg .*", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)
BETWEEN_TAGS = re.compile(r">\s*\n\s*<")
FINE_NUMBER = re.compile(r"(?<![\w#.-])-?\d+\.\d{3,}(?![\w.])")
SIZE = re.compile(r'width="([\d.]+)pt" height="([\d.]+)pt"')
COLOUR = re.compile(r"(?<=: )#([0-9a-f]{6})")
NAMED = re.compile(r' id="([^"]*)"')
REFERENCE = re.compile(r'(?:(?<=url\(#)|(?<=href="#))([^")]+)')
"""References to identifiers in SVG; different figures may use the same identifier."""

SECTIONS = {
    "answer": "Answer",
    "live": "Change a belief",
    "drivers": "Drivers",
    "charts": "Charts",
    "quantities": "Quantities",
    "equations": "Equations",
    "evidence": "Evidence",
    "assumptions": "Assumptions",
    "audit": "Audit",
    "method": "Method",
    "reproduce": "Run it again",
}


def report_html(reading: Reading, drawn: "Mapping[str, Sequence[Markup]]") -> str:
    """Return the page as HTML.

    Parameters
    ----------
    drawn
        The figures of each section, see `inlined`.
    """
    words, live = _words(reading), live_part(reading)
    sections = _sections(words, drawn, is_live=not live.reason)
    return filled("page.html.j2", {**words, "figures": drawn, "sections": sections, "live": live})


def filled(template: str, words: Mapping[str, Any]) -> str:
    """Return a template with its words, which are escaped, and with the style of all pages."""
    style = "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in STYLES)
    return _pages().get_template(template).render(**words, style=style)


@cache
def _pages() -> "Environment":
    """Return the templates, each of which is compiled once in a process."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    pages = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters["breakable"] = _breakable
    return pages


def inlined(name: str, svg: bytes, alt: str) -> "Markup":
    """Return a figure for the page, shorter: its colours follow the page's, and its identifiers begin with its name.

    Parameters
    ----------
    name
        Letters and digits, different for each figure.
    """
    from markupsafe import Markup, escape

    found = SVG_TAG.search(svg.decode())
    text = BETWEEN_TAGS.sub("><", METADATA.sub("", found[0] if found else ""))
    used = {one for tag in TAG.findall(text) for one in REFERENCE.findall(tag)}

    def adapted(tag: re.Match[str]) -> str:
        named = NAMED.sub(lambda one: f' id="{name}-{one[1]}"' if one[1] in used else "", tag[0])
        return COLOUR.sub(r"var(--c-\1, #\1)", REFERENCE.sub(rf"{name}-\1", _short(named)))

    text = TAG.sub(adapted, text)
    size = SIZE.search(text)
    width = size[1] if size else "480"
    opening = f'<svg role="img" aria-label="{escape(alt)}" style="--natural: {width}pt" '
    return Markup(opening + SIZE.sub("", text, count=1).removeprefix("<svg "))  # noqa: S704 - matplotlib escapes its texts


def _short(tag: str) -> str:
    """Return a tag with its numbers to a hundredth of a point, which nobody sees, in one line."""
    rounded = FINE_NUMBER.sub(lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), tag)
    return " ".join(rounded.split())


def _breakable(name: str) -> "Markup":
    """Return a name that may break after each underscore."""
    from markupsafe import Markup, escape

    return Markup("_<wbr>").join(escape(part) for part in name.split("_"))


def _sections(words: Mapping[str, Any], drawn: "Mapping[str, Sequence[Markup]]", *, is_live: bool) -> dict[str, str]:
    """Return the titles of the page's sections, by anchor."""
    shown = {
        "answer": True,
        "live": is_live,
        "drivers": "drivers" in drawn or words["decision"],
        "charts": "charts" in drawn,
        "quantities": True,
        "equations": True,
        "evidence": words["evidence"],
        "assumptions": True,
        "audit": words["audited"]["rows"],
        "method": True,
        "reproduce": words["command"] or words["config"],
    }
    return {name: SECTIONS[name] for name, is_there in shown.items() if is_there}


def _words(reading: Reading) -> dict[str, Any]:
    """Return the page's texts."""
    study, run = reading.study, reading.run
    rows = reading.answering_summary.to_dict("records")
    targets = list(dict.fromkeys(map(name_of, targets_of(run))))
    walk = walk_of(study, targets)
    beliefs = _assumptions(reading, walk)
    return {
        "title": study.title or reading.prior_set or "A forecast",
        "about": study.about,
        "prior_set": reading.prior_set,
        "as_of": as_of_text(study),
        "certain": study.certain,
        "answer": answer_sentences(reading),
        "after_evidence": reading.group == "posterior",
        "decision": list(_decision(reading)),
        "chances": _chances(reading),
        "not_drawn": reading.not_drawn,
        "quantities": _quantities(reading, rows),
        "walk": walk,
        "graph": graph_picture(walk, targets),
        "evidence": _evidence(reading),
        "assumptions": [row for row in beliefs if row["role"] == "assumption" and not row["fixed"]],
        "fixed": [row for row in beliefs if row["role"] == "assumption" and row["fixed"]],
        "constants": [row for row in beliefs if row["role"] == "constant"],
        "audited": _audited(reading),
        "method": "" if study.certain else method_text(run, rows),
        "doubts": []
        if study.certain
        else [
            *doubts(rows, reading.group, events_of(study)),
            *guard_sentences(study, run, reading.group),
        ],
        "notes": [*belief_notes(study), *reading.answered.notes],
        "command": str(run.attrs.get(COMMAND, "")),
        "config": str(run.attrs.get(CONFIG, "")),
        "versions": _versions(run.attrs),
    }


def _decision(reading: Reading) -> Iterable[str]:
    found = reading.answered.found
    return decision_sentences(found["decision"]) if "decision" in found else ()


def _chances(reading: Reading) -> list[dict[str, Any]]:
    return [
        {"quantity": one.column, "chances": exceedance_sentences(reading.exceedance.sel(quantity=one.column), one.unit)}
        for one in reading.drawn_headline
        if one.column in reading.exceedance["quantity"]
    ]


def _quantities(reading: Reading, rows: Sequence[Mapping[Any, Any]]) -> dict[str, Any]:
    """Return the run's table: headings, and a row of texts for each quantity."""
    headings, body = summary_table(reading.study, reading.run, rows, reading.group)
    names = [name_of(column_of(row)) for row in rows]
    labels = ["" if name in names[:index] else reading.study.label(name) for index, name in enumerate(names)]
    return {
        "headings": headings,
        "rows": [{"label": label, "cells": cells} for label, cells in zip(labels, body, strict=True)],
    }


def _assumptions(reading: Reading, walk: Mapping[str, Named]) -> list[dict[str, Any]]:
    rows = reading.assumptions.to_dict("records")
    names = [name_of(str(row["assumption"])) for row in rows]
    return [
        {
            **{str(name): str(value) for name, value in row.items()},
            "label": reading.study.label(name),
            "anchor": name if name not in names[:index] else "",
            "users": walk[name].users if name in walk else (),
            "unit": unit_text(str(row["unit"])),
            **{name: brief(float(row[name])) for name in ("p5", "p50", "p95")},
            "fixed": row["p5"] == row["p95"],
            "origin": "; ".join(filter(None, (str(row[name]) for name in ("source", "status", "date")))),
            "spark": sparkline(reading.study.columns[str(row["assumption"])]),
        }
        for index, (name, row) in enumerate(zip(names, rows, strict=True))
    ]


def _audited(reading: Reading) -> dict[str, Any]:
    headings, body = audit_cells(reading.audited)
    return {"headings": headings, "rows": body, "counts": verdict_counts(reading.audited)}


def _evidence(reading: Reading) -> dict[str, Any]:
    """Return the effect of evidence in sentences, and the observations; empty if there is none."""
    if "posterior_shift" not in reading.run.children:
        return {}
    posterior_shift, observations = (reading.run[name].to_dataset() for name in ("posterior_shift", "observed_data"))
    attrs = reading.run["posterior"].attrs
    return {
        "method": str(attrs["method"]),
        "failures": [line for line in str(attrs["failures"]).splitlines() if line],
        "sentences": list(update_sentences(reading.study, posterior_shift)),
        "notes": [
            *surprises(observations),
            *update_notes(reading.study, posterior_shift, str(attrs["left_out"])),
        ],
        "observations": _observations(observations),
    }


def _observations(observations: Dataset) -> list[dict[str, str]]:
    return [
        {
            "name": str(name),
            "quantity": str(one["quantity"].item()),
            "observed": amount(float(one["evidence"]), str(one["unit"].item())),
            "prior_predictive": " to ".join(brief(float(one[f"prior_{end}"])) for end in ("p5", "p95")),
            **{key: str(one[key].item()) if key in one else "" for key in ("source", "status", "date", "measured_on")},
        }
        for name in observations["observation"].values.tolist()
        for one in [observations.sel(observation=name)]
    ]


def _versions(attrs: Mapping[Any, Any]) -> str:
    names = ("creation_library", "creation_library_version")
    own = " ".join(str(attrs[name]) for name in names if name in attrs)
    others = [
        f"{name} {attrs[f'{name}_version']}" for name in ("numpy", "scipy", "xarray") if f"{name}_version" in attrs
    ]
    return ", ".join(filter(None, [own, *others]))
