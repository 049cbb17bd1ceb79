"""A study's own charts: the quantities they show, and published figures next to them."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from uncertain_compute.addresses import columns_within, coordinate_of, name_of
from uncertain_compute.errors import quoted
from uncertain_compute.files.documents import document
from uncertain_compute.priors.reading.config_key import ConfigKey
from uncertain_compute.study.paths import FEWEST, paths_in
from uncertain_compute.study.published import range_of

PARTS: dict[str, tuple[str, ...]] = {
    "breakeven": ("each", "once", "at", "marks"),
    "fan": ("rows",),
    "levels": ("rows",),
    "steps": ("rows", "steps"),
}
"""The parts of a panel, by kind of chart. ``breakeven`` compares a cost per unit with a one-off cost, ``levels`` shows
quantities side by side, and ``steps`` leads from one to the next: each step of a panel begins where the one before
ended.
"""

OPTIONAL = {"breakeven": ("marks",), "fan": (), "levels": (), "steps": ("rows", "steps")}

ALONE = ("each", "at")
"""Parts that have a single row."""

NAME = re.compile(r"[A-Za-z0-9_]{1,60}")
TAKEN = ("headline", "pairs", "forest", "exceedance", "convergence", "decision", "posterior", "influence", "evidence")
"""Names of the engine's own figures without a hyphen; all others have one, which no name of a chart can have."""

CHART_KEYS = ("kind", "title", "note", "panels")
ROW_KEYS = ("quantity", "label", "given", "published", "corrected")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a chart.

    Attributes
    ----------
    quantity
        A quantity or an assumption, or one column of it: ``uploaded_minutes[TikTok]``.
    given
        Values of assumptions for this row, which replace beliefs about them.
    published
        Low and high end of the published range, by coordinate; under "" if the row has a single value.
    corrected
        The number that should have been published.
    """

    part: str
    quantity: str
    label: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    published: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    corrected: float | None = None

    @property
    def of(self) -> str:
        """Return the quantity without its coordinate."""
        return name_of(self.quantity)


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows that share an axis."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure of a study's own."""

    name: str
    kind: str
    title: str
    note: str
    panels: tuple[Panel, ...]

    @property
    def rows(self) -> Iterator[tuple[Panel, Row]]:
        """Yield each row with its panel."""
        return ((panel, row) for panel in self.panels for row in panel.rows)


def charts_in(path: Path) -> tuple[Chart, ...]:
    """Read charts from a YAML file: kind, title, note and panels of each, by name.

    Raises
    ------
    UncertainComputeError
        If the file cannot be read, or a key in it is missing, unknown or has a wrong value.
    """
    config_key = ConfigKey(f"{path}: charts")
    entries = config_key.mapping(document(path), "charts")
    return tuple(_chart(name, entry, config_key.at(name)) for name, entry in entries.items())


def fail_unless_drawable(
    charts: Collection[Chart],
    known: Collection[str],
    unit: Callable[[str], str],
    same_unit: Callable[[str, str], bool],
    columns_of: Callable[[str], Sequence[str]],
) -> None:
    """Raise if charts show quantities that the study does not have, or their panels mix units.

    Parameters
    ----------
    known
        The study's quantities and assumptions.
    unit
        Returns the unit of one of them; empty if none is stated.
    same_unit
        Returns whether two units are the same.
    columns_of
        Returns the columns of one of them.

    Raises
    ------
    UncertainComputeError
        If a row's quantity, column or coordinate is unknown, or the units in a panel do not match.
    """
    for chart in charts:
        config_key = ConfigKey(f"charts.{chart.name}")
        config_key.at("kind").fail_unless_one_of(chart.kind, PARTS)
        for _, row in chart.rows:
            if row.of not in known:
                raise config_key.no_such("quantity", row.of, known)
            _fail_unless_columns_fit(row, columns_of(row.of), config_key)
            if chart.kind == "fan" and not paths_in(columns_within(row.quantity, columns_of(row.of), config_key.key)):
                raise config_key.error(f"{row.quantity} has no dimension of {FEWEST} numbers or dates, as years are")
        for panel in chart.panels:
            _fail_unless_whole(chart.kind, panel.rows, config_key)
            _fail_unless_units_fit(chart.kind, panel, unit, same_unit, config_key)


def _fail_unless_columns_fit(row: Row, columns: Collection[str], config_key: ConfigKey) -> None:
    shown = columns_within(row.quantity, list(columns), config_key.key)
    if row.part in ALONE and len(shown) > 1:
        raise config_key.error(f"{row.of} has a dimension; name one column, as in {shown[0]!r}")
    coordinates = {coordinate_of(column) for column in shown}
    for name in row.published:
        if name not in {"", *coordinates}:
            raise config_key.at("published").no_such("coordinate", name, filter(None, coordinates))


def _fail_unless_units_fit(
    kind: str,
    panel: Panel,
    unit: Callable[[str], str],
    same_unit: Callable[[str, str], bool],
    config_key: ConfigKey,
) -> None:
    allowed = _allowed_units(kind, panel, unit)
    for row in panel.rows:
        own, others = unit(row.of), allowed.get(row.part, ())
        if own and others and not any(same_unit(own, other) for other in others):
            raise config_key.error(f"{row.of} is in {own}, but the panel needs {' or '.join(others)}")


def _allowed_units(kind: str, panel: Panel, unit: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    """Return the units that the rows of each part may have; none if no unit is stated."""
    units = {row.part: unit(row.of) for row in reversed(panel.rows)}
    if not all(units.values()):
        return {}
    if kind != "breakeven":
        return {part: (own,) for part, own in units.items()}
    compute, output = units["once"], units["at"]
    one_output = output if output.isidentifier() else f"({output})"
    return {
        "each": (f"{compute}/{one_output}",),
        "once": (compute,),
        "at": (output,),
        "marks": (output, f"{output}/day"),
    }


def _chart(name: str, written: Any, config_key: ConfigKey) -> Chart:
    if not NAME.fullmatch(name) or name in TAKEN:
        raise config_key.error(
            f"{quoted(name)} cannot name a chart; use letters, digits and _, but not {', '.join(TAKEN)}"
        )
    entry = config_key.mapping(written, "kind, title and panels", CHART_KEYS)
    kind = entry.get("kind")
    config_key.at("kind").fail_unless_one_of(kind, PARTS)
    panels = entry.get("panels")
    if not isinstance(panels, list) or not panels:
        raise config_key.at("panels").error(f"{quoted(panels)} is not a list of panels")
    read = tuple(_panel(panel, str(kind), config_key.at(f"panels.{number}")) for number, panel in enumerate(panels))
    titles = [panel.title for panel in read]
    if twice := [title for title in titles if titles.count(title) > 1]:
        raise config_key.at("panels").error(f"two have the title {twice[0]!r}; titles must differ")
    return Chart(name, str(kind), _text(entry, "title", config_key) or name, _text(entry, "note", config_key), read)


def _panel(written: Any, kind: str, config_key: ConfigKey) -> Panel:
    entry = config_key.mapping(written, "a title and rows", ("title", *PARTS[kind]))
    rows: list[Row] = []
    for part in PARTS[kind]:
        said = entry.get(part, [] if part in OPTIONAL[kind] else None)
        rows += [_row(row, part, config_key.at(part)) for row in (said if isinstance(said, list) else [said])]
    _fail_unless_whole(kind, rows, config_key)
    return Panel(_text(entry, "title", config_key), tuple(rows))


def _fail_unless_whole(kind: str, rows: Sequence[Row], config_key: ConfigKey) -> None:
    """Raise if a panel lacks a part of its kind of chart, or has too many rows in a part."""
    count = {part: sum(row.part == part for row in rows) for part in PARTS[kind]}
    if not rows or sum(count.values()) < len(rows):
        raise config_key.error(f"has no rows; it takes {', '.join(PARTS[kind])}")
    for part, number in count.items():
        if part in ALONE and number != 1:
            raise config_key.at(part).error(f"has {number} rows, but takes one")
        if not number and part not in OPTIONAL[kind]:
            raise config_key.at(part).error("has no rows")
    if kind == "steps" and all(count.values()):
        raise config_key.error("has rows and steps; a panel takes one of them")


def _row(written: Any, part: str, config_key: ConfigKey) -> Row:
    said = {"quantity": written} if isinstance(written, str) else written
    entry = config_key.mapping(said, "quantity, label, given, published", ROW_KEYS)
    if not entry.get("quantity"):
        raise config_key.at("quantity").error("missing")
    given, published = entry.get("given"), entry.get("published")
    return Row(
        part,
        _text(entry, "quantity", config_key),
        _text(entry, "label", config_key),
        config_key.at("given").mapping(given, "assumptions with their values") if given is not None else {},
        _by_coordinate(published, config_key.at("published")),
        config_key.at("corrected").number(entry["corrected"]) if entry.get("corrected") is not None else None,
    )


def _by_coordinate(written: Any, config_key: ConfigKey) -> dict[str, tuple[float, float]]:
    if written is None:
        return {}
    entries = (
        config_key.mapping(written, "published numbers by coordinate")
        if isinstance(written, Mapping)
        else {"": written}
    )
    return {name: range_of(entry, config_key) for name, entry in entries.items()}


def _text(entry: Mapping[str, Any], key: str, config_key: ConfigKey) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str):
        raise config_key.at(key).error(f"{quoted(value)} is not a text")
    return value
